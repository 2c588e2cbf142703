"""The quality gate: what the shipped model does on rows that no training run saw, and on real text."""

from topics.batch.labelled import read_labelled
from topics.pipeline.evaluation import evaluate_model
from topics.shipped import HELD_OUT_FILE
from topics.storage.manifest import training_digest
from topics.themes.classifier import ThemeClassifier

_HELD_OUT_DIGEST = "f957e8caaf1c828414e5039605a42bc14dec83a6763ca5f4e052e82c4415e437"


def test_the_starter_model_is_as_good_as_it_says_on_held_out_rows(starter: ThemeClassifier):
    rows = read_labelled([HELD_OUT_FILE])
    assert training_digest(rows.rows) == _HELD_OUT_DIGEST, "other rows, other figures: measure again"
    found = evaluate_model(rows, starter)
    assert found.figures.macro_f1 >= 0.90
    assert found.figures.false_alarm_rate <= 0.06
    assert found.coverage.precision >= 0.95
    assert found.coverage.share >= 0.90
    assert found.decision_reliability.ece <= 0.01
    assert found.primary_reliability.ece <= 0.04

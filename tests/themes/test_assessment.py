import json

import pytest

from topics.settings import EvaluateSettings
from topics.themes.assessment import assess
from topics.types import Label, LabelledText

_THEMES = ("a", "b")
_LABELS = [
    Label("a", ("a",), {"a": 0.9, "b": 0.1}),
    Label("b", ("b", "a"), {"a": 0.6, "b": 0.8}),
    Label(None, (), {"a": 0.2, "b": 0.3}, "no_theme_confident"),
    Label(None, (), {"a": 0.1, "b": 0.1}, "too_short"),
]
_TRUTH = [
    LabelledText("甲", ("a",)),
    LabelledText("乙", ("a",)),
    LabelledText("丙", ("b",)),
    LabelledText("丁", ()),
]


@pytest.fixture(scope="module")
def found():
    return assess(_LABELS, _TRUTH, _THEMES, EvaluateSettings(n_resamples=100), single=False)


def test_every_theme_of_every_row_is_a_decision(found):
    assert found.decision_reliability.n == 8
    gaps = [0.1 + 0.1 + 0.1 - 0, 1 - 0.9, 0.8, 1 - 0.6, 0.2, 1 - 0.3]
    assert found.decision_reliability.ece == pytest.approx(sum(gaps) / 8)


def test_only_primaries_that_were_given_have_a_confidence(found):
    assert found.primary_reliability.n == 2
    assert found.primary_reliability.ece == pytest.approx((0.1 + 0.8) / 2)


def test_coverage_is_of_rows_with_a_theme_in_truth_or_label(found):
    assert (found.coverage.n, found.coverage.n_labelled, found.coverage.threshold) == (3, 1, 0.9)


def test_mistakes_and_confusion_come_along(found):
    assert [(mistake.kind, mistake.row) for mistake in found.mistakes] == [("wrong", 2), ("missed", 3)]
    assert found.confusion.counts == ((1, 1, 0), (0, 0, 1), (0, 0, 1))


def test_plain_values_are_json_and_keep_the_figures(found):
    plain = json.loads(json.dumps(found.to_dict()))
    assert plain == found.to_dict()
    assert (plain["n"], plain["n_none"], plain["themes"]["a"]["n"]) == (4, 1, 2)
    assert plain["confusion"]["themes"] == ["a", "b", None]
    assert plain["mistakes"][0]["text"] == "乙"
    assert "comparison" not in plain


def test_one_class_a_text_has_an_accuracy():
    found = assess(_LABELS[:1], _TRUTH[:1], _THEMES, EvaluateSettings(n_resamples=100), single=True)
    assert found.figures.accuracy == 1

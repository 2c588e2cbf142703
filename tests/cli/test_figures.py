"""What the terminal shows of an assessment; the golden text is tests/cli/evaluate.txt."""

from pathlib import Path

import pytest

from topics.cli.figures import show_assessment, show_evaluation
from topics.settings import EvaluateSettings
from topics.themes.assessment import assess
from topics.themes.evaluation import evaluate
from topics.types import Label, LabelledText

_GOLDEN = Path(__file__).parent / "evaluate.txt"
_SETTINGS = EvaluateSettings(n_resamples=100)


def test_the_terminal_shows_the_golden_text(assessment, capsys: pytest.CaptureFixture[str]):
    show_assessment(assessment)
    assert capsys.readouterr().out == _GOLDEN.read_text(encoding="utf-8")


def test_without_intervals_there_is_no_column_for_them(capsys: pytest.CaptureFixture[str]):
    show_evaluation(evaluate([("a",)], [("a",)], ("a", "b")), "cross-validation")
    shown = capsys.readouterr().out
    assert "F1 95" not in shown
    assert shown.endswith("macro-F1 1.000  micro-F1 1.000  primary right 100.0%  false alarms 0.0% of 0\n")


def test_one_class_a_text_shows_accuracy_in_place_of_themed_figures(capsys: pytest.CaptureFixture[str]):
    labels = [Label("a", ("a",), {"a": 0.9, "b": 0.1}), Label("b", ("b",), {"a": 0.3, "b": 0.7})]
    rows = [LabelledText("甲", ("a",)), LabelledText("乙", ("a",))]
    show_assessment(assess(labels, rows, ("a", "b"), _SETTINGS, single=True))
    shown = capsys.readouterr().out
    assert "accuracy 50.0% [0.0%-100.0%]" in shown
    assert "primary right 5" not in shown
    assert "false alarms" not in shown


def test_where_no_threshold_will_do_it_says_so(capsys: pytest.CaptureFixture[str]):
    labels = [Label("a", ("a",), {"a": 0.9})]
    show_assessment(assess(labels, [LabelledText("甲", ())], ("a",), _SETTINGS, single=False))
    assert "no threshold gives primaries that are right 95% of the time" in capsys.readouterr().out

import pytest

from topics.themes.evaluation import evaluate

_THEMES = ("a", "b", "c")


def test_figures_of_a_table_worked_by_hand():
    predicted = [("a",), ("a", "b"), (), ("b",), ()]
    truth = [("a",), ("b",), ("b",), (), ()]
    metrics = evaluate(predicted, truth, _THEMES)
    a, b, c = metrics.themes
    assert (a.precision, a.recall, a.n) == (0.5, 1.0, 1)
    assert (b.precision, b.recall, b.n) == (0.5, 0.5, 2)
    assert (c.precision, c.recall, c.f1, c.n) == (0, 0, 0, 0)
    assert metrics.macro_f1 == pytest.approx((2 / 3 + 1 / 2) / 2)
    assert metrics.micro_f1 == pytest.approx(4 / 7)
    assert metrics.primary_accuracy == pytest.approx(1 / 3)
    assert metrics.false_alarm_rate == pytest.approx(1 / 2)
    assert (metrics.n, metrics.n_none) == (5, 2)


def test_all_right_is_one():
    rows = [("a",), ("b", "c"), ()]
    metrics = evaluate(rows, rows, _THEMES)
    assert (metrics.macro_f1, metrics.micro_f1, metrics.primary_accuracy, metrics.false_alarm_rate) == (1, 1, 1, 0)


def test_nothing_to_compare_is_zero():
    metrics = evaluate([], [], _THEMES)
    assert (metrics.n, metrics.macro_f1, metrics.primary_accuracy, metrics.false_alarm_rate) == (0, 0, 0, 0)


def test_plain_values_keep_themes_by_name():
    plain = evaluate([("a",)], [("a",)], _THEMES).to_dict()
    assert plain["themes"]["a"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "n": 1}
    assert plain["macro_f1"] == 1

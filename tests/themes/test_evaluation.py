import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.settings import EvaluateSettings
from topics.themes.evaluation import evaluate
from topics.types import Interval, plain_value

_THEMES = ("a", "b", "c")
_RESAMPLING = EvaluateSettings(n_resamples=100)
_SETS = st.lists(st.sampled_from(_THEMES), unique=True, max_size=3).map(tuple)


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


@given(st.lists(st.tuples(_SETS, _SETS), min_size=1, max_size=20))
def test_intervals_hold_their_figures(rows):
    metrics = evaluate([given for given, _ in rows], [true for _, true in rows], _THEMES, _RESAMPLING, single=True)
    pairs = [(getattr(metrics, name), getattr(metrics.intervals, name)) for name in metrics.intervals.__slots__]
    for score in metrics.themes:
        pairs += [(getattr(score, name), getattr(score.intervals, name)) for name in score.intervals.__slots__]
    for figure, interval in pairs:
        assert figure == 0 if interval is None else 0 <= interval.low <= figure <= interval.high <= 1


@given(st.lists(st.tuples(_SETS, _SETS), max_size=20))
def test_intervals_change_no_figure(rows):
    predicted, truth = [given for given, _ in rows], [true for _, true in rows]
    plain = evaluate(predicted, truth, _THEMES).to_dict()
    with_intervals = evaluate(predicted, truth, _THEMES, _RESAMPLING).to_dict()
    assert {name: with_intervals[name] for name in plain if name != "themes"} == {
        name: figure for name, figure in plain.items() if name != "themes"
    }


def test_the_interval_of_a_share_is_that_of_the_binomial_distribution():
    metrics = evaluate([("a",)] * 80 + [()] * 20, [("a",)] * 100, _THEMES, EvaluateSettings(n_resamples=4000))
    half = 1.96 * math.sqrt(0.8 * 0.2 / 100)
    assert metrics.intervals.primary_accuracy.low == pytest.approx(0.8 - half, abs=0.015)
    assert metrics.intervals.primary_accuracy.high == pytest.approx(0.8 + half, abs=0.015)
    assert metrics.themes[0].intervals.recall == metrics.intervals.primary_accuracy
    assert metrics.themes[0].intervals.precision == Interval(1.0, 1.0)


def test_more_rows_give_narrower_intervals():
    rows = [("a",), ("b",), ("c",), ("a",), ()], [("a",), ("a",), ("c",), (), ("b",)]
    few, many = (evaluate(rows[0] * n, rows[1] * n, _THEMES, _RESAMPLING).intervals.macro_f1 for n in (4, 100))
    assert many.high - many.low < (few.high - few.low) / 2


def test_figures_of_no_rows_have_no_intervals():
    intervals = evaluate([("a",)], [("a",)], _THEMES, _RESAMPLING).intervals
    assert intervals.false_alarm_rate is None
    assert intervals.primary_accuracy == Interval(1.0, 1.0)
    assert evaluate([], [], _THEMES, _RESAMPLING).intervals.macro_f1 is None


def test_one_class_a_text_has_an_accuracy():
    metrics = evaluate([("a",), ("b",), (), ("a",)], [("a",), ("c",), ("b",), ("a",)], _THEMES, single=True)
    assert metrics.accuracy == 0.5
    assert metrics.to_dict()["accuracy"] == 0.5
    assert "accuracy" not in evaluate([("a",)], [("a",)], _THEMES).to_dict()


def test_plain_values_of_intervals_are_their_ends():
    plain = evaluate([("a",)], [("a",)], _THEMES, _RESAMPLING).to_dict()
    assert plain["intervals"]["macro_f1"] == [1.0, 1.0]
    assert plain["themes"]["a"]["intervals"] == {"precision": [1.0, 1.0], "recall": [1.0, 1.0], "f1": [1.0, 1.0]}
    assert plain["themes"]["b"]["intervals"]["f1"] is None


@pytest.mark.parametrize(
    ("value", "plain"),
    [(1 / 3, 0.3333), (0.0, 0.0), (3.79e-37, 4e-37), (np.float64(0.25), 0.25), ((1, None, "甲"), [1, None, "甲"])],
)
def test_plain_figures_have_four_places_and_are_0_only_if_they_are(value, plain):
    assert plain_value(value) == plain

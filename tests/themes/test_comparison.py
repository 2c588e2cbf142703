import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.settings import EvaluateSettings
from topics.themes.comparison import compare, mcnemar
from topics.themes.evaluation import evaluate
from topics.types import Interval

_SETTINGS = EvaluateSettings(n_resamples=100)
_SETS = st.lists(st.sampled_from("abc"), unique=True, max_size=3).map(tuple)


def test_a_table_worked_by_hand():
    truth = [("a",), ("a",), ("b",), ("b",), (), ()]
    here = [("a",), ("a",), ("b",), ("a",), (), ()]
    there = [("a",), ("b",), (), ("b",), (), ("a",)]
    found = compare(here, there, truth, "other", _SETTINGS)
    assert found.macro_f1 == pytest.approx((4 / 5 + 2 / 3) / 2)
    assert found.other_macro_f1 == pytest.approx((2 / 4 + 2 / 4) / 2)
    assert found.difference == pytest.approx(found.macro_f1 - found.other_macro_f1)
    assert found.interval.low < found.difference < found.interval.high
    assert (found.n_only_here, found.n_only_there) == (3, 1)
    assert found.p_value == pytest.approx(2 * (4 + 1) / 16)


@pytest.mark.parametrize(
    ("first", "second", "p_value"),
    [(0, 0, 1), (1, 1, 1), (5, 0, 2 / 32), (0, 5, 2 / 32), (6, 1, 2 * (7 + 1) / 128)],
)
def test_the_exact_test_counts_ways_to_fall(first: int, second: int, p_value: float):
    assert mcnemar(first, second) == pytest.approx(p_value)


@given(st.lists(st.tuples(_SETS, _SETS), min_size=1, max_size=20))
def test_a_model_does_not_differ_from_itself(rows):
    given, true = [row[0] for row in rows], [row[1] for row in rows]
    found = compare(given, given, true, "itself", _SETTINGS)
    assert (found.difference, found.p_value, found.n_only_here, found.n_only_there) == (0, 1, 0, 0)
    assert found.interval in {Interval(0.0, 0.0), None}


@given(st.lists(st.tuples(_SETS, _SETS, _SETS), min_size=1, max_size=20))
def test_the_other_way_round_has_the_other_sign(rows):
    here, there, true = ([row[k] for row in rows] for k in range(3))
    found, back = compare(here, there, true, "", _SETTINGS), compare(there, here, true, "", _SETTINGS)
    assert (found.difference, found.p_value) == (-back.difference, pytest.approx(back.p_value))
    assert found.macro_f1 == pytest.approx(evaluate(here, true, tuple("abc")).macro_f1)
    if found.interval is not None:
        assert found.interval.low <= found.difference <= found.interval.high


def test_the_same_rows_are_drawn_for_both():
    truth = [("a",)] * 20 + [("b",)] * 20
    here = [("a",)] * 15 + [("b",)] * 25
    found = compare(here, [*here[:-1], ("a",)], truth, "", _SETTINGS)
    unpaired = evaluate(here, truth, ("a", "b"), _SETTINGS).intervals.macro_f1
    assert found.interval.high - found.interval.low < (unpaired.high - unpaired.low) / 2

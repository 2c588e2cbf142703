import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.settings import EvaluateSettings
from topics.themes.intervals import interval_of, resampled_sums
from topics.types import Interval

_SETTINGS = EvaluateSettings(n_resamples=2000)
_ROWS = np.array([[1, 3], [0, 3], [0, 3], [1, 3], [0, 3]])


def test_each_draw_takes_as_many_rows_as_there_are():
    sums = resampled_sums(_ROWS, _SETTINGS)
    assert sums.shape == (2000, 2)
    assert (sums[:, 1] == 15).all()


def test_draws_are_those_of_the_binomial_distribution():
    drawn = resampled_sums(_ROWS, _SETTINGS)[:, 0]
    assert drawn.mean() == pytest.approx(2, abs=0.1)
    assert drawn.var() == pytest.approx(5 * 0.4 * 0.6, abs=0.1)


@given(st.permutations(range(5)))
def test_the_order_of_the_rows_has_no_influence(order: list[int]):
    settings = EvaluateSettings(n_resamples=100)
    assert (resampled_sums(_ROWS[order], settings) == resampled_sums(_ROWS, settings)).all()


def test_the_seed_decides():
    again, other = (resampled_sums(_ROWS, EvaluateSettings(random_state=seed)) for seed in (0, 1))
    assert (resampled_sums(_ROWS, EvaluateSettings()) == again).all()
    assert (again != other).any()


def test_no_rows_give_no_draws():
    assert resampled_sums(_ROWS[:0], _SETTINGS).shape == (0, 2)


def test_an_interval_leaves_out_the_rarest_draws_on_both_sides():
    assert interval_of(50.0, np.arange(101.0)) == Interval(2.5, 97.5)


def test_draws_without_a_value_do_not_count():
    assert interval_of(1.0, np.array([np.nan, 1.0, np.nan])) == Interval(1.0, 1.0)


def test_an_interval_is_widened_to_hold_its_figure():
    assert interval_of(0.0, np.array([1.0, 1.0])) == Interval(0.0, 1.0)


@pytest.mark.parametrize(("figure", "samples"), [(np.nan, [1.0]), (1.0, [np.nan]), (1.0, [])])
def test_what_is_not_defined_has_no_interval(figure: float, samples: list[float]):
    assert interval_of(figure, np.array(samples)) is None

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.themes.reliability import ReliabilityBin, reliability


def test_bins_and_error_of_a_table_worked_by_hand():
    probabilities = np.array([0.05, 0.82, 0.9, 0.88, 0.95])
    found = reliability(probabilities, np.array([False, True, False, True, True]))
    low, middle, high = found.bins
    assert (low.low, low.high, low.n, low.confidence, low.accuracy) == (0.0, 0.1, 1, 0.05, 0.0)
    assert (middle.low, middle.high, middle.n) == (0.8, 0.9, 3)
    assert (middle.confidence, middle.accuracy) == (pytest.approx(2.6 / 3), pytest.approx(2 / 3))
    assert (high.n, high.confidence, high.accuracy) == (1, 0.95, 1.0)
    assert found.ece == pytest.approx((0.05 + 3 * 0.2 + 0.05) / 5)


@pytest.mark.parametrize("tenth", range(1, 11))
def test_a_bin_holds_its_upper_border(tenth: int):
    (only,) = reliability(np.array([tenth / 10]), np.array([True])).bins
    assert (only.low, only.high) == ((tenth - 1) / 10, tenth / 10)


def test_zero_stands_in_the_first_bin():
    assert reliability(np.array([0.0]), np.array([False])).bins == (ReliabilityBin(0.0, 0.1, 1, 0.0, 0.0),)


def test_nothing_to_judge_has_no_error():
    found = reliability(np.array([]), np.array([], dtype=bool))
    assert (found.n, found.ece, found.bins) == (0, None, ())


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1))
def test_bins_hold_everything_once(rows: list[tuple[float, bool]]):
    probabilities, came_true = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    found = reliability(probabilities, came_true)
    assert sum(entry.n for entry in found.bins) == found.n == len(rows)
    assert sum(entry.n * entry.accuracy for entry in found.bins) == pytest.approx(came_true.sum())
    assert all(entry.low - 1e-9 <= entry.confidence <= entry.high + 1e-9 for entry in found.bins)
    assert abs(probabilities.mean() - came_true.mean()) - 1e-9 <= found.ece <= 1

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.themes.coverage import coverage


def test_the_lowest_threshold_that_reaches_the_target_wins():
    probabilities = np.array([0.5, 0.9, 0.8, 0.6, 0.7])
    right = np.array([False, True, False, True, True])
    found = coverage(probabilities, right, 8, target=0.75)
    assert (found.threshold, found.n_labelled, found.share, found.precision) == (0.6, 4, 0.5, 0.75)
    assert (found.target, found.n) == (0.75, 8)


def test_rows_of_one_probability_go_together():
    found = coverage(np.array([0.9, 0.8, 0.8]), np.array([True, True, False]), 3, target=0.95)
    assert (found.threshold, found.n_labelled) == (0.9, 1)


@pytest.mark.parametrize("right", [[], [False], [False, False]])
def test_where_no_threshold_will_do_nothing_is_labelled(right: list[bool]):
    found = coverage(np.full(len(right), 0.9), np.array(right, dtype=bool), 2)
    assert (found.threshold, found.precision, found.n_labelled, found.share) == (None, None, 0, 0)


@given(st.lists(st.tuples(st.sampled_from([0.2, 0.4, 0.6, 0.8]), st.booleans()), min_size=1, max_size=12))
def test_no_other_threshold_labels_more(rows: list[tuple[float, bool]]):
    probabilities, right = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    labelled = [probabilities >= threshold for threshold in set(probabilities)]
    best = max((int(chosen.sum()) for chosen in labelled if right[chosen].mean() >= 0.95), default=0)
    assert coverage(probabilities, right, len(rows)).n_labelled == best

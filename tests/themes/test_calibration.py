import numpy as np
import pytest

from topics.themes.calibration import best_threshold, fit_sigmoid
from topics.themes.logistic import sigmoid


def test_sigmoid_stays_finite_far_out():
    assert sigmoid(np.array([-1e4, 0.0, 1e4])).tolist() == [0.0, 0.5, 1.0]


def test_fitted_probabilities_match_frequencies():
    rng = np.random.default_rng(0)
    margins = rng.normal(size=4000)
    truth = (rng.random(4000) < sigmoid(3 * margins - 1)).astype(np.int64)
    slope, offset = fit_sigmoid(margins, truth)
    assert slope == pytest.approx(3, abs=0.3)
    assert offset == pytest.approx(-1, abs=0.2)


def test_margins_that_run_the_wrong_way_do_not_turn_the_model_round():
    slope, offset = fit_sigmoid(np.array([1.0, 0.5, -0.5, -1.0]), np.array([0, 0, 1, 1]))
    assert slope > 0
    assert offset == 0


def test_the_threshold_separates_what_can_be_separated():
    probabilities = np.array([0.05, 0.1, 0.42, 0.5, 0.9])
    truth = np.array([0, 0, 0, 1, 1])
    assert 0.42 < best_threshold(probabilities, truth) <= 0.5


def test_the_threshold_starts_at_the_share_of_the_theme():
    probabilities = np.array([0.01, 0.02, 0.95, 0.99, 0.99])
    rare, common = np.array([0, 0, 0, 0, 1]), np.array([0, 1, 1, 1, 1])
    assert best_threshold(probabilities, rare) == pytest.approx(0.2)
    assert best_threshold(probabilities, common) == pytest.approx(0.5)

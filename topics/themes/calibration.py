"""Margins -> probabilities -> decisions, fitted on out-of-fold scores."""

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

Floats = npt.NDArray[np.float64]

_WEAK_REGULARISATION = 10.0
_LEAST_SLOPE, _DEFAULT_SLOPE = 0.5, 4.0
_LOWEST, _HIGHEST, _EVEN = 0.2, 0.35, 0.5
"""Thresholds stay between these: a few out-of-fold rows should not decide more than that, and real
text scores lower than the composed text that most of them are (measured on development sets)."""


def fit_sigmoid(
    margins: Floats, truth: npt.NDArray[np.int64], sample_weight: Floats | None = None
) -> tuple[float, float]:
    """Return slope and offset that make `sigmoid(slope * margin + offset)` a probability.

    With a handful of examples the margins of held-out texts can run the wrong way; then
    the margin's own zero is taken for even odds. Source: Platt, "Probabilistic outputs for
    support vector machines", 1999.
    """
    line = LogisticRegression(C=_WEAK_REGULARISATION).fit(margins.reshape(-1, 1), truth, sample_weight=sample_weight)
    slope, offset = float(line.coef_[0, 0]), float(line.intercept_[0])
    return (slope, offset) if slope >= _LEAST_SLOPE else (_DEFAULT_SLOPE, 0.0)


def best_threshold(probabilities: Floats, truth: npt.NDArray[np.int64], sample_weight: Floats | None = None) -> float:
    """Return the probability from which saying yes gives the best F1, within bounds.

    It starts at the share of texts that have the theme, at most one half: that much is no news.
    """
    weights = np.ones(len(truth)) if sample_weight is None else sample_weight
    lowest = min(max(_LOWEST, float(np.average(truth, weights=weights))), _EVEN)
    grid = np.round(np.arange(lowest, lowest + _HIGHEST - _LOWEST + 0.01, 0.02), 2)
    chosen = probabilities[:, None] >= grid
    found = weights @ (chosen & (truth[:, None] == 1))
    f1 = 2 * found / np.maximum(weights @ chosen + weights @ truth, np.finfo(float).tiny)
    return float(grid[int(f1.argmax())])

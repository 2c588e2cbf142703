"""Thresholds from which what a model gives is right often enough, found on out-of-fold probabilities."""

import numpy as np
import numpy.typing as npt

from topics.errors import InputError
from topics.themes.coverage import precision_from

Floats = npt.NDArray[np.float64]

N_PERCENTS = 100
"""Precision is kept to a percent, rounded up."""

_FEWEST = 10
"""A share of fewer texts than this says nothing; the theme is then not given."""

_ROUNDING = 1e-9


def fit_precision_thresholds(probabilities: Floats, indicator: npt.NDArray[np.int64], *, multilabel: bool) -> Floats:
    """Return (n_classes, N_PERCENTS + 1): from column j on at least j percent are right; inf where none reaches it.

    `probabilities` and the indicator of 0 and 1 are (n_texts, n_classes). With one class a text
    only texts of which a class is the likeliest count for it. The thresholds are chosen on the
    texts that they are measured on, so on others the precision will be a little lower.
    """
    likeliest = probabilities.argmax(axis=1)
    rows = [np.full(len(likeliest), True) if multilabel else likeliest == k for k in range(probabilities.shape[1])]
    return np.stack([_thresholds(probabilities[own, k], indicator[own, k] == 1) for k, own in enumerate(rows)])


def thresholds_for(thresholds: Floats, precision: float) -> Floats:
    """Return the column (n_classes,) for a precision; InputError for one that is not between 0 and 1."""
    check_precision(precision)
    return np.asarray(thresholds[:, int(np.ceil(precision * N_PERCENTS - _ROUNDING))])


def check_precision(precision: float) -> None:
    """Raise InputError for a precision that is not between 0 and 1, both excluded."""
    if not 0 < precision < 1:
        raise InputError(f"precision should be between 0 and 1, not {precision}; at 0.95 one in twenty may be wrong")


def _thresholds(probabilities: Floats, right: npt.NDArray[np.bool_]) -> Floats:
    sure, precision = precision_from(probabilities, right)
    precision[: _FEWEST - 1] = np.nan
    lowest = np.full(N_PERCENTS + 1, np.inf)
    for level in range(N_PERCENTS + 1):
        enough = np.flatnonzero(precision >= level / N_PERCENTS - _ROUNDING)
        if len(enough):
            lowest[level] = sure[enough[-1]]
    return lowest

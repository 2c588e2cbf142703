"""How far a figure may be off: rows are drawn again with repeats, and the figure taken of each draw.

Source: Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, percentile intervals.
"""

import numpy as np
import numpy.typing as npt

from topics.settings import EvaluateSettings
from topics.types import Interval

Floats = npt.NDArray[np.float64]

_LEVEL = 95.0
"""Percent of the draws that an interval holds."""


def resampled_sums(rows: npt.NDArray[np.int64], settings: EvaluateSettings) -> Floats:
    """Return the column sums (n_resamples, n_columns) of rows drawn with repeats, as many as there are.

    Equal rows are drawn as one kind of row, as often as they stand in `rows`: the order of the
    rows has no influence. Of no rows there are no draws.
    """
    if not len(rows):
        return np.zeros((0, rows.shape[1]))
    kinds, counts = np.unique(rows, axis=0, return_counts=True)
    generator = np.random.default_rng(settings.random_state)
    draws = (generator.multinomial(len(rows), counts / len(rows)) for _ in range(settings.n_resamples))
    return np.stack([draw @ kinds for draw in draws]).astype(np.float64)


def interval_of(figure: float, samples: Floats) -> Interval | None:
    """Return the 95 % percentile interval of a figure from its values on resampled rows.

    Samples that are not defined (nan) are left out; None where the figure itself is not. Draws
    of few rows lean to one side, so the interval is widened where it would not hold the figure.
    """
    defined = samples[~np.isnan(samples)]
    if np.isnan(figure) or not len(defined):
        return None
    tail = (100.0 - _LEVEL) / 2
    low, high = np.percentile(defined, [tail, 100.0 - tail])
    return Interval(min(float(low), figure), max(float(high), figure))

"""How much can be labelled without looking again, if nearly all of it must be right."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

TARGET_PRECISION = 0.95


@dataclass(frozen=True, slots=True)
class Coverage:
    """The largest part of the rows whose primaries are right often enough.

    `n` rows are those that truly have a theme or were given one; of these `n_labelled` have a
    primary with a probability of at least `threshold`, and `precision` of their primaries are
    right. `threshold` and `precision` are None where no threshold reaches the target.
    """

    target: float
    n: int
    n_labelled: int
    share: float
    threshold: float | None
    precision: float | None


def coverage(probabilities: Floats, right: npt.NDArray[np.bool_], n: int, target: float = TARGET_PRECISION) -> Coverage:
    """Find the lowest threshold from which the primaries given are right with the target precision.

    `probabilities` and `right` (n_given,) are those of the primaries that were given, among `n`
    rows. Rows of one probability are labelled together or not at all. The threshold is chosen on
    the rows it is measured on, so on other rows the precision will be a little lower.
    """
    sure, precision = precision_from(probabilities, right)
    enough = np.flatnonzero(precision >= target)
    if not len(enough):
        return Coverage(target, n, 0, 0.0, None, None)
    last = int(enough[-1])
    return Coverage(target, n, last + 1, (last + 1) / n, float(sure[last]), float(precision[last]))


def precision_from(probabilities: Floats, right: npt.NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return the probabilities, sorted from the highest, and the share of right ones from each on.

    The share is nan but for the last of equal probabilities, which come together or not at all.
    """
    order = np.argsort(-probabilities, kind="stable")
    sure = probabilities[order]
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    precision[:-1][sure[1:] == sure[:-1]] = np.nan
    return sure, precision

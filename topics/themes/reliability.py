"""Whether probabilities mean what they say: of what is given 80 %, about 80 % should be right."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_N_BINS = 10


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """The probabilities over `low` up to `high`: how many, their mean, and the share that came true."""

    low: float
    high: float
    n: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """The points of a reliability plot, empty bins left out, and the expected calibration error.

    `ece` is None where there is no probability to judge.
    """

    n: int
    ece: float | None
    bins: tuple[ReliabilityBin, ...]


def reliability(probabilities: npt.NDArray[np.float64], came_true: npt.NDArray[np.bool_]) -> Reliability:
    """Set probabilities (n,) beside whether they came true (n,), in ten bins of equal width.

    The expected calibration error is the mean over the bins, weighted by how many probabilities
    each holds, of the distance between their mean and the share that came true. A bin holds its
    upper border, the first one also 0. Source: Guo et al., "On calibration of modern neural
    networks", 2017.
    """
    borders = np.arange(_N_BINS + 1) / _N_BINS
    places = np.digitize(probabilities, borders[1:-1], right=True)
    bins = tuple(
        ReliabilityBin(
            low=float(borders[place]),
            high=float(borders[place + 1]),
            n=int((places == place).sum()),
            confidence=float(probabilities[places == place].mean()),
            accuracy=float(came_true[places == place].mean()),
        )
        for place in np.unique(places)
    )
    n = len(probabilities)
    ece = sum(entry.n * abs(entry.accuracy - entry.confidence) for entry in bins) / n if n else None
    return Reliability(n, ece, bins)

"""The logistic function, between log-odds and probabilities."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def sigmoid(values: Floats) -> Floats:
    """Return the logistic function of each value."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * values)))

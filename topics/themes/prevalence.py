"""How many texts have a theme, when all that is known is a part of those that do."""

from typing import Any

import numpy as np
import numpy.typing as npt

from topics.themes.calibration import fit_sigmoid
from topics.themes.logistic import sigmoid

_LARGEST_RATIO = 5.0
_USUAL_RATIO = 2.0
_TRUST, _TRUST_OF_ALL = 30, 300
"""Votes that a theme needs for its own ratio to count as much as that of all themes, and that all
themes need for theirs to count as much as the usual one."""

_LARGEST_SHARE = 0.8
_LEAST = 2


def estimate_sizes(margins: npt.NDArray[np.float64], given: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Return (n_themes,) int64: how many texts probably have each theme, 0 without any vote.

    `margins` (n_texts, n_themes) are held-out scores of texts without their seed words. A
    theme's texts with a seed word are taken for a fair sample of all its texts, so the share
    that the scores find among them is the share that they find of all (Elkan and Noto,
    "Learning classifiers from only positive and unlabeled data", 2008). With few votes the
    ratio of texts to votes leans on that of the other themes.
    """
    n_votes = given.sum(axis=0)
    voted = np.flatnonzero(n_votes)
    ratios = np.array([_ratio(margins[:, theme], given[:, theme]) for theme in voted])
    logs, trust = np.log(np.clip(ratios, 1, _LARGEST_RATIO)), n_votes[voted]
    common = _between(float(np.median(logs)), trust.sum(), np.log(_USUAL_RATIO), _TRUST_OF_ALL)
    shared = np.exp(_between(logs, trust, common, _TRUST))
    sizes = np.zeros(given.shape[1], dtype=np.int64)
    largest = max(_LEAST, int(_LARGEST_SHARE * len(given)))
    sizes[voted] = np.clip(np.round(trust * shared), _LEAST, largest).astype(np.int64)
    return sizes


def _between(own: Any, trust: Any, common: float, trust_of_common: int) -> Any:
    return (trust * own + trust_of_common * common) / (trust + trust_of_common)


def _ratio(margins: npt.NDArray[np.float64], given: npt.NDArray[np.bool_]) -> float:
    """Texts of a theme for each text that a seed word shows."""
    if given.all():
        return 1.0
    slope, offset = fit_sigmoid(margins, given.astype(np.int64))
    found = sigmoid(slope * margins + offset)
    return float(np.minimum(1, found / found[given].mean()).sum() / given.sum())

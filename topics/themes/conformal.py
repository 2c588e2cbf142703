"""Theme sets with a promised coverage, by conformal prediction on out-of-fold scores.

A class stays in a set when its probability reaches a floor: an order statistic of the
probabilities that texts which truly carry the class were given, one rank lower than the plain
quantile. If those scores and that of a new text come in any order with equal chance, the class
is missed with a probability of at most 1 - coverage (Vovk, Gammerman and Shafer, "Algorithmic
Learning in a Random World", 2005). One floor a theme promises this for each theme on its own
(Vovk, "Conditional validity of inductive conformal predictors", 2012); one floor for all, where
a text has one class, promises it for all texts together, with the smallest sets (Sadinle, Lei
and Wasserman, "Least ambiguous set-valued classifiers with bounded error levels", 2019).

The proofs are for scores of texts that the model never saw. These come from the
cross-validation, so that no text need be set aside (Vovk, "Cross-conformal predictors", 2015);
the promise then holds as far as the models of the folds score like the model of all texts. A
class with fewer than coverage / (1 - coverage) examples is in every set. Nothing is promised
for texts of another kind.
"""

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from topics.errors import InputError
from topics.themes.block import ThemeLists, offsets_of

Floats = npt.NDArray[np.float64]

N_LEVELS = 1000
"""Coverage is kept to a tenth of a percent, rounded up."""

_ROUNDING = 1e-9


class ThemeSets:
    """Which classes a text may have, given its probabilities and a promised coverage.

    `floors` is the lowest probability that a set keeps, (n_classes, N_LEVELS + 1) float64: in
    column j at most j in N_LEVELS of the texts that carry the class may miss it. With one class
    a text all classes share one row.
    """

    def __init__(self, classes: npt.NDArray[np.str_], floors: Floats, *, multilabel: bool) -> None:
        self.classes = classes
        self.floors = floors
        self.multilabel = multilabel

    def find(self, probabilities: Floats, coverage: float) -> list[tuple[str, ...]]:
        """Return the set of each row of (n_texts, n_classes) probabilities, surest first.

        With one class a text the likeliest is always kept. Raises InputError for a coverage
        that is not between 0 and 1.
        """
        lists = self.find_columns(probabilities, coverage)
        names = self.classes[lists.columns].tolist()
        return [tuple(names[start:end]) for start, end in pairwise(lists.offsets.tolist())]

    def find_columns(self, probabilities: Floats, coverage: float) -> ThemeLists:
        """Return the same sets as columns of the classes."""
        check_coverage(coverage)
        level = int((1 - coverage) * N_LEVELS + _ROUNDING)
        kept = probabilities >= self.floors[:, level]
        if not self.multilabel:
            kept[np.arange(len(kept)), probabilities.argmax(axis=1)] = True
        orders = np.argsort(-probabilities, axis=1, kind="stable")
        kept = np.take_along_axis(kept, orders, axis=1)
        return ThemeLists(offsets_of(kept.sum(axis=1)), orders[kept].astype(np.int32))


def fit_theme_sets(
    classes: npt.NDArray[np.str_], probabilities: Floats, indicator: npt.NDArray[np.int64], *, multilabel: bool
) -> ThemeSets:
    """Fit sets on out-of-fold probabilities and an indicator of 0 and 1, both (n_texts, n_classes)."""
    true = [probabilities[indicator[:, column] == 1, column] for column in range(len(classes))]
    floors = np.stack([_floors(scores) for scores in (true if multilabel else [np.concatenate(true)])])
    return ThemeSets(classes, floors, multilabel=multilabel)


def check_coverage(coverage: float) -> None:
    """Raise InputError for a coverage that is not between 0 and 1, both excluded."""
    if not 0 < coverage < 1:
        raise InputError(f"coverage should be between 0 and 1, not {coverage}; 0.9 misses one in ten")


def _floors(scores: Floats) -> Floats:
    """The r-th smallest score for each level, where r of n + 1 is the share of misses; 0 where r is 0."""
    ranks = (len(scores) + 1) * np.arange(N_LEVELS + 1) // N_LEVELS
    ranked = np.concatenate([[0.0], np.sort(scores)])
    return np.asarray(ranked[np.minimum(ranks, len(scores))])

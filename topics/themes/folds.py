"""Folds for cross-validation that keep near-copies of a text together."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import GroupKFold

from topics.documents.duplicates import near_duplicate_groups
from topics.themes.targets import Targets

Rows = npt.NDArray[np.intp]


def grouped_folds(texts: Sequence[str], targets: Targets, n_folds: int, seed: int) -> Iterator[tuple[Rows, Rows]]:
    """Yield (train, test) rows; a text and its near-copies always fall into the same fold.

    With fewer distinct texts than folds there are as many folds as texts.
    """
    groups = near_duplicate_groups(texts)
    n_groups = int(groups.max()) + 1
    if n_groups == 1:
        return
    splitter = GroupKFold(min(n_folds, n_groups), shuffle=True, random_state=seed)
    yield from splitter.split(texts, targets.indicator, groups)

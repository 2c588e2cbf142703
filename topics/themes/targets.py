"""What to learn: the themes of each training text, in any of the usual forms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from topics.errors import TrainingDataError
from topics.themes.taxonomy import Taxonomy

_MIN_EXAMPLES = 2


@dataclass(frozen=True, slots=True)
class Targets:
    """`indicator` (n_texts, n_classes) int64 of 0 and 1; `multilabel` unless one class a text."""

    classes: npt.NDArray[np.str_]
    indicator: npt.NDArray[np.int64]
    multilabel: bool


def read_targets(y: Sequence[Any] | npt.ArrayLike, taxonomy: Taxonomy | None, n_texts: int | None) -> Targets:
    """Read lists of theme ids, single class names or an indicator matrix.

    With `n_texts` they are to be learned: one for each text, and enough examples of each.

    With a taxonomy the classes are its themes that have examples, in its order. Raises
    TrainingDataError for lengths that differ, unknown themes and themes with one example.
    """
    if isinstance(y, np.ndarray) and y.ndim > 1:
        targets = _from_indicator(y, taxonomy)
    else:
        targets = _from_names(list(y), taxonomy)  # type: ignore[arg-type]  # any iterable that is no matrix
    if n_texts is None:
        return targets
    if len(targets.indicator) != n_texts:
        raise TrainingDataError(f"{n_texts} texts but {len(targets.indicator)} labels; give one for each text")
    return _with_examples(targets)


def _from_indicator(y: npt.NDArray[Any], taxonomy: Taxonomy | None) -> Targets:
    names = taxonomy.ids if taxonomy else tuple(str(column) for column in range(y.shape[1]))
    if len(names) != y.shape[1]:
        raise TrainingDataError(f"the indicator matrix has {y.shape[1]} columns but the taxonomy {len(names)} themes")
    return Targets(np.array(names), (y != 0).astype(np.int64), multilabel=True)


def _from_names(y: list[Any], taxonomy: Taxonomy | None) -> Targets:
    multilabel = not all(isinstance(item, str) for item in y)
    rows = [_names(number, item) for number, item in enumerate(y)]
    names = taxonomy.ids if taxonomy else tuple(sorted({name for row in rows for name in row}))
    columns = {name: column for column, name in enumerate(names)}
    indicator = np.zeros((len(rows), len(names)), dtype=np.int64)
    for number, row in enumerate(rows):
        for name in row:
            if name not in columns:
                hint = taxonomy.suggest(name) if taxonomy else ""
                raise TrainingDataError(f"row {number}: unknown theme {name!r}; {hint}")
            indicator[number, columns[name]] = 1
    return Targets(np.array(names, dtype=np.str_), indicator, multilabel)


def _names(number: int, item: Any) -> tuple[str, ...]:
    names = (item,) if isinstance(item, str) else tuple(item) if isinstance(item, Iterable) else (item,)
    for name in names:
        if not isinstance(name, str) or not name.strip():
            raise TrainingDataError(f"row {number}: {name!r} is not the name of a theme")
    return names


def _with_examples(targets: Targets) -> Targets:
    counts = targets.indicator.sum(axis=0)
    for name, count in zip(targets.classes, counts, strict=True):
        if 0 < count < _MIN_EXAMPLES:
            raise TrainingDataError(f"theme {str(name)!r} has {count} example; give at least {_MIN_EXAMPLES} or none")
        if count == len(targets.indicator):
            raise TrainingDataError(f"all texts have the theme {str(name)!r}; give some without it")
    kept = counts > 0
    if not kept.any():
        raise TrainingDataError("no text has a theme; label some before training")
    return Targets(targets.classes[kept], targets.indicator[:, kept], targets.multilabel)

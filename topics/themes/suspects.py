"""Labels of training texts that may be wrong: what models that never saw the text say against them.

Source: Northcutt, Jiang and Chuang, "Confident learning: estimating uncertainty in dataset
labels", 2021.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Suspect:
    """A row whose out-of-fold probabilities contradict its label; `row` counts from 0.

    `doubted` themes stand in the label and `missing` ones do not; `suggested` is the label with
    both mended. `confidence` is the probability of what the label says, where it is least.
    """

    row: int
    suggested: tuple[str, ...]
    doubted: tuple[str, ...]
    missing: tuple[str, ...]
    confidence: float


def find_suspects(
    probabilities: Floats, given: Sequence[Sequence[str]], themes: Sequence[str], *, single: bool
) -> list[Suspect]:
    """Return the rows whose labels may be wrong, those with the least confidence first.

    `probabilities` (n_rows, n_themes) are out of fold. With one class a text the classes
    contradict each other; else each theme is judged on its own, as given or not given.
    """
    labels = np.array([[theme in row for theme in themes] for row in given], dtype=np.int64)
    decided = _decide_classes(probabilities, labels) if single else _decide_themes(probabilities, labels)
    confidence = np.where(labels == 1, probabilities, 1 - probabilities)
    suspects = []
    for row in np.flatnonzero((decided != labels).any(axis=1)).tolist():
        changed = decided[row] != labels[row]
        doubted = _names(themes, changed & (labels[row] == 1))
        missing = _names(themes, changed & (labels[row] == 0))
        kept = [theme for theme in given[row] if theme not in doubted]
        least = float(confidence[row][changed].min())
        suspects.append(Suspect(row, (*kept, *missing), doubted, missing, least))
    return sorted(suspects, key=lambda suspect: (suspect.confidence, suspect.row))


def confident_classes(probabilities: Floats, given: Places) -> Places:
    """Return the class that each row surely belongs to; the given one where none is sure.

    A row surely belongs to the likeliest of the classes whose probability (n_rows, n_classes)
    reaches the mean that rows of this class have for it.
    """
    classes = range(probabilities.shape[1])
    mine = [probabilities[given == column, column] for column in classes]
    thresholds = np.array([rows.mean() if len(rows) else np.inf for rows in mine])
    sure = probabilities >= thresholds
    likeliest = np.where(sure, probabilities, -1.0).argmax(axis=1)
    return np.where(sure.any(axis=1), likeliest, given)


def _decide_classes(probabilities: Floats, labels: Places) -> Places:
    decided = confident_classes(probabilities, labels.argmax(axis=1))
    return np.eye(labels.shape[1], dtype=np.int64)[decided]


def _decide_themes(probabilities: Floats, labels: Places) -> Places:
    columns = zip(probabilities.T, labels.T, strict=True)
    return np.column_stack([confident_classes(np.column_stack([1 - yes, yes]), label) for yes, label in columns])


def _names(themes: Sequence[str], chosen: npt.NDArray[np.bool_]) -> tuple[str, ...]:
    return tuple(themes[column] for column in np.flatnonzero(chosen).tolist())

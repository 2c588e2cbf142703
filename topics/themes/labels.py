"""A LabelBlock -> Labels: one object for each text, as Python programs like them."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

import numpy as np

from topics.themes.block import (
    ABSTENTIONS,
    SCORE_PLACES,
    EvidenceLists,
    LabelBlock,
    NeighbourLists,
    Numbers,
    ThemeLists,
)
from topics.themes.neighbours import TrainingTexts
from topics.types import Evidence, Label, Neighbour

T = TypeVar("T")


def labels_of(block: LabelBlock, texts: Sequence[str], training_texts: TrainingTexts | None) -> list[Label]:
    """Return a Label for each text of a block; `training_texts` are what its neighbours number."""
    classes: list[str] = block.classes.tolist()
    scores = np.round(block.probabilities, SCORE_PLACES).tolist()
    themes = _named(block.themes, classes)
    evidence = _spans(block.evidence, classes, texts)
    sets = [None] * len(block) if block.theme_sets is None else _named(block.theme_sets, classes)
    neighbours: Sequence[tuple[Neighbour, ...] | None] = [None] * len(block)
    if block.neighbours is not None and training_texts is not None:
        neighbours = _shown(block.neighbours, training_texts)
    reasons = [ABSTENTIONS[code] for code in block.abstained.tolist()]
    return [
        Label(given[0] if given else None, given, dict(zip(classes, row, strict=True)), *others)
        for given, row, *others in zip(themes, scores, reasons, evidence, sets, neighbours, strict=True)
    ]


def _named(lists: ThemeLists, classes: Sequence[str]) -> list[tuple[str, ...]]:
    return _tuples([classes[column] for column in lists.columns.tolist()], lists.offsets)


def _spans(lists: EvidenceLists, classes: Sequence[str], texts: Sequence[str]) -> list[tuple[Evidence, ...]]:
    owners = np.repeat(np.arange(len(texts)), np.diff(lists.offsets)).tolist()
    parts = (lists.columns, lists.starts, lists.ends, lists.weights)
    spans = [
        Evidence(classes[column], start, end, texts[owner][start:end], weight)
        for owner, column, start, end, weight in zip(owners, *(part.tolist() for part in parts), strict=True)
    ]
    return _tuples(spans, lists.offsets)


def _shown(lists: NeighbourLists, training_texts: TrainingTexts) -> list[tuple[Neighbour, ...]]:
    pairs = zip(lists.rows.tolist(), lists.similarities.tolist(), strict=True)
    return _tuples([training_texts.shown(*pair) for pair in pairs], lists.offsets)


def _tuples(values: Sequence[T], offsets: Numbers) -> list[tuple[T, ...]]:
    return [tuple(values[start:end]) for start, end in pairwise(offsets.tolist())]

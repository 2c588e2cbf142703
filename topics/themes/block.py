"""What labelling found for a block of texts, in flat arrays: Labels are made of it, and Arrow columns.

A list for each text is kept as Arrow keeps lists: the values of all texts one after another, and
`offsets` (n_texts + 1,) int64; those of text i are `values[offsets[i] : offsets[i + 1]]`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from topics.features.buffers import Bytes
from topics.types import AbstentionReason

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]

ABSTENTIONS: tuple[AbstentionReason | None, ...] = (None, "too_short", "no_theme_confident", "unlike_training")
"""What the codes of `LabelBlock.abstained` stand for."""

SCORE_PLACES = 4
"""Decimal places of the scores that labels show."""


@dataclass(frozen=True, slots=True, eq=False)
class ThemeLists:
    """A list of themes for each text, as columns of the model's classes."""

    offsets: Numbers
    columns: npt.NDArray[np.int32]

    def without(self, dropped: npt.NDArray[np.bool_]) -> "ThemeLists":
        """Return the same lists, empty for the texts that are True in `dropped` (n_texts,)."""
        counts = np.diff(self.offsets)
        kept = ~np.repeat(dropped, counts)
        return ThemeLists(offsets_of(np.where(dropped, 0, counts)), self.columns[kept])


@dataclass(frozen=True, slots=True, eq=False)
class EvidenceLists:
    """The evidence of each text: themes in the order of its list of themes, of each the strongest span first.

    A span is the characters `starts` to `ends` of its text; `weights` are rounded to four places.
    The words of span j are `text_data[text_offsets[j] : text_offsets[j + 1]]`, UTF-8.
    """

    offsets: Numbers
    columns: npt.NDArray[np.int32]
    starts: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int32]
    weights: Floats
    text_offsets: Numbers
    text_data: Bytes

    def without(self, dropped: npt.NDArray[np.bool_]) -> "EvidenceLists":
        """Return the same lists, empty for the texts that are True in `dropped` (n_texts,)."""
        counts = np.diff(self.offsets)
        kept = ~np.repeat(dropped, counts)
        lengths = np.diff(self.text_offsets)
        return EvidenceLists(
            offsets=offsets_of(np.where(dropped, 0, counts)),
            columns=self.columns[kept],
            starts=self.starts[kept],
            ends=self.ends[kept],
            weights=self.weights[kept],
            text_offsets=offsets_of(lengths[kept]),
            text_data=self.text_data[np.repeat(kept, lengths)],
        )


@dataclass(frozen=True, slots=True, eq=False)
class NeighbourLists:
    """The training texts nearest to each text, by their number in the model, the nearest first."""

    offsets: Numbers
    rows: Numbers
    similarities: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """What lies behind the themes of texts.

    `unseen` (n_rows, 2) belongs to the texts `rows` (n_rows,) that have themes; see `Novelty.unseen`.
    """

    rows: npt.NDArray[np.intp]
    unseen: Floats
    evidence: EvidenceLists


class TextScores(Protocol):
    """What labelling asks of a block of n texts."""

    def margins(self) -> Floats:
        """Return the margins (n, n_classes)."""

    def count_letters(self) -> Numbers:
        """Return (n,): the letters and digits of each text."""

    def trace(self, themes: ThemeLists, max_evidence: int) -> Trace:
        """Return what is new and what spoke for `themes` in each text that has any."""


@dataclass(frozen=True, slots=True, eq=False)
class LabelBlock:
    """The labels of n texts; row i of everything is text i.

    `classes` (n_classes,) str are the theme ids that columns number; `probabilities` (n, n_classes)
    float64 are not rounded, a label shows them to SCORE_PLACES places; `abstained` (n,) int8 numbers
    a reason in ABSTENTIONS, 0 where the text was judged. `themes` are those given, the primary
    first; texts that were not judged have neither themes nor evidence. `theme_sets` and
    `neighbours` are None unless asked for; texts that were not judged have them, too.
    """

    classes: npt.NDArray[np.str_]
    probabilities: Floats
    abstained: npt.NDArray[np.int8]
    themes: ThemeLists
    evidence: EvidenceLists
    theme_sets: ThemeLists | None = None
    neighbours: NeighbourLists | None = None

    def __len__(self) -> int:
        return len(self.abstained)


def offsets_of(counts: npt.NDArray[np.integer] | Sequence[int]) -> Numbers:
    """Return where the list of each text starts, and the end, for lists of so many values."""
    return np.concatenate([[0], np.cumsum(np.asarray(counts, dtype=np.int64))])


def choose_themes(probabilities: Floats, thresholds: Floats, *, multilabel: bool) -> ThemeLists:
    """Return the themes that (n_texts, n_classes) probabilities give, surest first; ties in taxonomy order.

    Those that reach their thresholds (n_classes,), or where a text has one class, at most the likeliest.
    """
    order = np.argsort(-probabilities, axis=1, kind="stable")
    if not multilabel:
        order = order[:, :1]
    reached = np.take_along_axis(probabilities, order, axis=1) >= thresholds[order]
    return ThemeLists(offsets_of(reached.sum(axis=1)), order[reached].astype(np.int32))

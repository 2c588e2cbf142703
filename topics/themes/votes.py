"""Seed words -> votes: how strongly the seed words in a text speak for each theme."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from topics.themes.seeds import SeedFinder, SeedHit, compact

_USUAL_LENGTH = 150
"""Characters from which a text is long enough to hold a seed word by the way."""


@dataclass(frozen=True, slots=True)
class Votes:
    """What seed words say of texts.

    `strength` (n_texts, n_themes) float64 is 0 where no seed word stands; `n_rows` in how many
    texts each (theme, seed word) stands; `n_cancelled` (n_themes,) int64 in how many texts
    counter-words cancelled all seed words of a theme; `masked` the row of each text that holds
    a seed word -> that text without them.
    """

    strength: npt.NDArray[np.float64]
    n_rows: Mapping[tuple[int, str], int]
    n_cancelled: npt.NDArray[np.int64]
    masked: Mapping[int, str]

    @property
    def given(self) -> npt.NDArray[np.bool_]:
        """(n_texts, n_themes): whether any seed word of the theme stands in the text."""
        return self.strength > 0


def count_votes(texts: Sequence[str], finder: SeedFinder) -> Votes:
    """Let each distinct seed word in a text vote for its themes.

    A vote weighs the more the fewer texts hold the seed word, is shared among the themes that
    name it, and counts less in a text longer than usual. Seed words that a counter-word
    cancels do not vote; like the others they are masked.
    """
    n_themes = len(finder.seeds)
    hits: dict[int, list[SeedHit]] = {}
    masked: dict[int, str] = {}
    for row, text in enumerate(texts):
        plain = compact(text)
        found = finder.find(plain)
        if found:
            hits[row], masked[row] = found, finder.mask(plain)
    voting = {row: {(hit.theme, hit.seed) for hit in found if not hit.cancelled} for row, found in hits.items()}
    n_rows = Counter(pair for pairs in voting.values() for pair in pairs)
    strength = np.zeros((len(texts), n_themes))
    n_cancelled = np.zeros(n_themes, dtype=np.int64)
    for row, pairs in voting.items():
        shrinking = math.sqrt(max(1.0, len(masked[row]) / _USUAL_LENGTH))
        for theme, seed in sorted(pairs):
            strength[row, theme] += _weight(n_rows[theme, seed], len(texts), len(finder.owners[seed])) / shrinking
        for theme in {hit.theme for hit in hits[row]} - {theme for theme, _ in pairs}:
            n_cancelled[theme] += 1
    return Votes(strength, n_rows, n_cancelled, masked)


def _weight(n_rows: int, n_texts: int, n_owners: int) -> float:
    """A seed word of one theme in one text of many weighs 1, one that stands in all of them next to nothing."""
    return (0.05 + 0.95 * math.log(n_texts / n_rows) / math.log(max(n_texts, 2))) / n_owners

"""Does a text run on? How well one character follows another, and how well one starts a text.

The counts come from 141,000 paragraphs of news; only counts of characters and of pairs of
neighbours are kept (seeds/fluency.npz). Counts are stored as ten times their binary
logarithm in a byte.
"""

import math
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from topics.characters import fold
from topics.shipped import FLUENCY_FILE

_STEPS = 10.0
_COUNTS = [2.0 ** (step / _STEPS) for step in range(256)]


@dataclass(frozen=True, slots=True)
class PairCounts:
    """How often pairs of characters were seen: sorted codes and their logarithmic counts."""

    codes: "array[int]"
    counts: bytes
    unseen: float

    def count(self, first: str, second: str) -> float:
        """Return the count of a pair of folded characters; `unseen` where it was too rare to keep."""
        if max(first, second) > "\uffff":
            return self.unseen
        code = ord(first) << 16 | ord(second)
        place = bisect_left(self.codes, code)
        found = place < len(self.codes) and self.codes[place] == code
        return _COUNTS[self.counts[place]] if found else self.unseen


@dataclass(frozen=True, slots=True)
class Fluency:
    """What is usual at the seam of two pieces of text, in nats (natural logarithms)."""

    characters: dict[str, float]
    n_characters: float
    neighbours: PairCounts
    skips: PairCounts
    openings: PairCounts
    n_openings: float

    def association(self, tail: str, head: str) -> float:
        """Return how much oftener the characters at a seam stand together than by chance.

        The pointwise mutual information of the last with the first character, and, at half
        weight, of each with the next but one (Church and Hanks 1990).
        """
        tail, head = fold(tail[-2:]), fold(head[:2])
        nearest = self._information(self.neighbours, tail[-1], head[0])
        across = [self._information(self.skips, tail[-1], head[-1]), self._information(self.skips, tail[0], head[0])]
        return nearest + 0.5 * sum(across)

    def opening(self, head: str) -> float:
        """Return how much likelier two characters start a paragraph than stand anywhere."""
        first, second = fold(head[0]), fold(head[1:2] or " ")
        anywhere = self.neighbours.count(first, second) / self.n_characters
        return math.log(self.openings.count(first, second) / self.n_openings) - math.log(anywhere)

    def _information(self, pairs: PairCounts, first: str, second: str) -> float:
        chance = self.characters.get(first, 1.0) * self.characters.get(second, 1.0) / self.n_characters
        return math.log(pairs.count(first, second) / chance) if chance >= pairs.unseen else 0.0


@cache
def shipped_fluency() -> Fluency:
    """Load the counts that ship, once a process: they never change."""
    with np.load(FLUENCY_FILE, allow_pickle=False) as data:
        counts = (2.0 ** (data["character_counts"] / _STEPS)).tolist()
        n_characters, n_openings = data["totals"].tolist()
        return Fluency(
            characters=dict(zip(map(chr, data["characters"].tolist()), counts, strict=True)),
            n_characters=n_characters,
            neighbours=_pair_counts(data["pairs"], data["pair_counts"], unseen=5.0),
            skips=_pair_counts(data["skips"], data["skip_counts"], unseen=10.0),
            openings=_pair_counts(data["openings"], data["opening_counts"], unseen=0.3),
            n_openings=n_openings,
        )


def _pair_counts(codes: npt.NDArray[np.uint32], counts: npt.NDArray[np.uint8], unseen: float) -> PairCounts:
    """Counts in arrays of Python, in which one code is found ten times faster than with NumPy."""
    return PairCounts(array("I", codes.tobytes()), counts.tobytes(), unseen)

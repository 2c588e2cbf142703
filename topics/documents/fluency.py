"""Does a text run on? How well one character follows another, and how well one starts a text.

The counts come from 140,000 paragraphs of news; only counts of characters and of pairs of
neighbours are kept (seeds/fluency.npz), as ten times their binary logarithm in a byte, and
the weights of a logistic model that tells how paragraphs begin from how sentences go on.
"""

import math
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from zlib import crc32

import numpy as np
import numpy.typing as npt

from topics.characters import fold
from topics.shipped import FLUENCY_FILE

_STEPS = 10.0
N_OPENING_BUCKETS = 1 << 17

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

    def logarithms(self) -> npt.NDArray[np.float32]:
        """Return the natural logarithm of each count: (n_pairs,) float32, in the order of `codes`."""
        return np.frombuffer(self.counts, np.uint8) * np.float32(math.log(2.0) / _STEPS)


@dataclass(frozen=True, slots=True)
class Fluency:
    """What is usual at the seam of two pieces of text, in nats (natural logarithms)."""

    characters: dict[str, float]
    n_characters: float
    neighbours: PairCounts
    skips: PairCounts
    opening_weights: Sequence[float]
    opening_bias: float

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
        """Return the log-odds that a text starts a paragraph and does not go on in mid-sentence."""
        return self.opening_bias + sum(self.opening_weights[bucket] for bucket in opening_buckets(head))

    def skip_association(self, first: str, second: str) -> float:
        """Return the pointwise mutual information of two folded characters with one between them."""
        return self._information(self.skips, first, second)

    def _information(self, pairs: PairCounts, first: str, second: str) -> float:
        chance = self.characters.get(first, 1.0) * self.characters.get(second, 1.0) / self.n_characters
        return math.log(pairs.count(first, second) / chance) if chance >= pairs.unseen else 0.0


def opening_buckets(text: str) -> list[int]:
    """Return the buckets of what a text begins with: single characters, pairs and triples by their places."""
    beginning = fold(text[:4])
    lengths = ((1, 4), (2, 3), (3, 2))
    grams = (
        f"{start}{beginning[start : start + length]}"
        for length, n_places in lengths
        for start in range(min(n_places, len(beginning) - length + 1))
    )
    return [crc32(gram.encode()) % N_OPENING_BUCKETS for gram in grams]


@cache
def shipped_fluency() -> Fluency:
    """Load the counts that ship, once a process: they never change."""
    with np.load(FLUENCY_FILE, allow_pickle=False) as data:
        counts = (2.0 ** (data["character_counts"] / _STEPS)).tolist()
        n_characters, opening_scale, opening_bias = data["totals"].tolist()
        return Fluency(
            characters=dict(zip(map(chr, data["characters"].tolist()), counts, strict=True)),
            n_characters=n_characters,
            neighbours=_pair_counts(data["pairs"], data["pair_counts"], unseen=5.0),
            skips=_pair_counts(data["skips"], data["skip_counts"], unseen=10.0),
            opening_weights=array("f", (data["openings"] * opening_scale).astype(np.float32).tobytes()),
            opening_bias=opening_bias,
        )


def _pair_counts(codes: npt.NDArray[np.uint32], counts: npt.NDArray[np.uint8], unseen: float) -> PairCounts:
    """Counts in arrays of Python, in which one code is found ten times faster than with NumPy."""
    return PairCounts(array("I", codes.tobytes()), counts.tobytes(), unseen)

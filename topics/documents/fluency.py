"""Does a text run on? How well one character follows another, how texts start and how they end.

The counts come from 140,000 paragraphs of news; only counts of characters and of pairs of
neighbours are kept (seeds/fluency.npz), as ten times their binary logarithm in a byte. Two
logistic models tell how paragraphs begin from how sentences go on, and how clauses end from
where a cut left them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from topics.characters import fold
from topics.shipped import FLUENCY_FILE

N_EDGE_BUCKETS = 1 << 17
EDGE = 4
"""How many characters at the edge of a text are looked at."""

_STEPS = 10.0
_MIX = np.uint64(0x9E3779B97F4A7C15)
_EDGE_GRAMS = ((0, 1), (1, 1), (2, 1), (3, 1), (0, 2), (1, 2), (2, 2), (0, 3), (1, 3))
"""Where the grams of an edge start and how long they are: characters, pairs, triples by their places."""

_LONGEST_GRAM = 3

Points = npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Counts:
    """How often characters, or pairs of them, were seen: sorted codes and their natural logarithms."""

    codes: Points
    logarithms: Floats
    unseen: np.float32

    def logarithm(self, codes: Points) -> Floats:
        """Return the logarithm of the count of each code; that of `unseen` where it was too rare to keep."""
        places = self.codes.searchsorted(codes)
        is_kept = self.codes.take(places, mode="clip") == codes
        return np.where(is_kept, self.logarithms.take(places, mode="clip"), self.unseen)


@dataclass(frozen=True, slots=True)
class EdgeModel:
    """A logistic model over the grams at the edge of a text."""

    weights: Floats
    bias: float

    def log_odds(self, edges: Points) -> Floats:
        """Return the log-odds for each edge, (n_texts,) float32."""
        log_odds: Floats = self.weights[edge_buckets(edges)].sum(axis=1) + np.float32(self.bias)
        return log_odds


@dataclass(frozen=True, slots=True)
class Fluency:
    """What is usual at the seam of two pieces of text, in nats (natural logarithms).

    Edges are (n_texts, 4) code points, from `first_points` and `last_points`: the outermost
    character of a text stands first in either.
    """

    characters: Counts
    n_characters: float
    neighbours: Counts
    skips: Counts
    starts: EdgeModel
    ends: EdgeModel

    def association(self, tails: Points, heads: Points) -> Floats:
        """Return how much oftener the characters at each seam stand together than by chance.

        The pointwise mutual information of the last with the first character, and, at half
        weight, of each with the next but one (Church and Hanks 1990).
        """
        nearest = self._information(self.neighbours, tails[:, 0], heads[:, 0])
        over_head = self._information(self.skips, tails[:, 0], heads[:, 1])
        over_tail = self._information(self.skips, tails[:, 1], heads[:, 0])
        return nearest + 0.5 * (over_head + over_tail)

    def together(self, first: Points, second: Points) -> Floats:
        """Return the logarithm of how often pairs stand together; where unseen, no more than chance would bring."""
        seen = self.neighbours.logarithm(first << np.uint32(16) | second)
        return np.where(seen > self.neighbours.unseen, seen, np.minimum(seen, self._chance(first, second)))

    def _information(self, pairs: Counts, first: Points, second: Points) -> Floats:
        chance = self._chance(first, second)
        seen = pairs.logarithm(first << np.uint32(16) | second)
        return np.where(chance >= pairs.unseen, seen - chance, np.float32(0))

    def _chance(self, first: Points, second: Points) -> Floats:
        return self.characters.logarithm(first) + self.characters.logarithm(second) - np.float32(self.n_characters)


def first_points(texts: Iterable[str]) -> Points:
    """Return the first characters of texts, outermost first: (n_texts, 4) uint32."""
    return _points(text[:EDGE] for text in texts)


def last_points(texts: Iterable[str]) -> Points:
    """Return the last characters of texts, outermost first: (n_texts, 4) uint32."""
    return _points(text[-EDGE:][::-1] for text in texts)


def edge_buckets(edges: Points) -> npt.NDArray[np.intp]:
    """Return the buckets of the grams at edges: (n_texts, 9)."""
    codes = np.tile(np.arange(len(_EDGE_GRAMS), dtype=np.uint64), (len(edges), 1))
    for step in range(_LONGEST_GRAM):
        numbers = [number for number, (_, length) in enumerate(_EDGE_GRAMS) if length > step]
        grams = codes[:, numbers[0] :]  # the longer grams stand last
        grams ^= edges[:, [_EDGE_GRAMS[number][0] + step for number in numbers]]
        grams *= _MIX
        grams ^= grams >> np.uint64(29)
    return (codes & np.uint64(N_EDGE_BUCKETS - 1)).astype(np.intp)


@cache
def shipped_fluency() -> Fluency:
    """Load the counts that ship, once a process: they never change."""
    with np.load(FLUENCY_FILE, allow_pickle=False) as data:
        return Fluency(
            characters=_counts(data["characters"], data["character_counts"], unseen=1),
            n_characters=float(np.log(data["n_characters"])),
            neighbours=_counts(data["pairs"], data["pair_counts"], unseen=5),
            skips=_counts(data["skips"], data["skip_counts"], unseen=10),
            starts=_edge_model(data["starts"], *data["starts_scale"]),
            ends=_edge_model(data["ends"], *data["ends_scale"]),
        )


def _points(edges: Iterable[str]) -> Points:
    """Code points of short texts, padded with zeros; those beyond the first plane count as one unknown."""
    padded = fold("".join(edge.ljust(EDGE, "\0") for edge in edges))
    points = np.frombuffer(padded.encode("utf-32-le"), dtype=np.uint32).reshape(-1, EDGE)
    return np.where(points > np.uint32(0xFFFF), np.uint32(0xFFFD), points)


def _counts(codes: npt.NDArray[np.generic], steps: npt.NDArray[np.uint8], unseen: float) -> Counts:
    logarithms = steps.astype(np.float32) * np.float32(np.log(2) / _STEPS)
    return Counts(codes.astype(np.uint32), logarithms, np.float32(np.log(unseen)))


def _edge_model(steps: npt.NDArray[np.int8], scale: float, bias: float) -> EdgeModel:
    return EdgeModel(steps.astype(np.float32) * np.float32(scale), float(bias))

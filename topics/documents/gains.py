"""Where a look-alike character would make a text much likelier: a fast look at every place.

For each character that may be misread and each neighbour, a table holds the most that any
look-alike would gain. A place whose two gains do not add up to enough is clean, which settles
nearly all places with two look-ups each.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from topics.characters import fold
from topics.documents.fluency import Fluency

_PER_NAT = 4
"""Gains are kept in quarters of a nat, rounded up."""

_NEVER = -1000
_N_CODE_POINTS = 0x110000
_PLANE = 0x10000

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.intp]


class GainTables:
    """The most that a look-alike of each confusable character gains beside each neighbour.

    The tables are (n_confusable + 1, n_characters + 1) int16: row 0 stands for characters that
    are never misread, column 0 for neighbours that were never counted. Common characters come
    first, so that most look-ups stay in the processor's cache.
    """

    def __init__(self, confusions: Mapping[str, str], fluency: Fluency) -> None:
        counts = fluency.characters
        columns = _numbered(sorted(counts, key=lambda character: (-counts[character], character)))
        rows = _numbered(sorted(confusions, key=lambda wrong: (columns.get(wrong, len(columns)), wrong)))
        self._columns = _by_code_point(columns)
        self._starts = _by_code_point(rows) * (len(columns) + 1)
        pairs = _PairTable(fluency, columns, {*confusions, *chain(*confusions.values())})
        left, right = (np.full((len(rows) + 1, len(columns) + 1), _NEVER, np.int16) for _ in range(2))
        for wrong, row in rows.items():
            own = columns.get(wrong, 0)
            for character in confusions[wrong]:
                other = columns.get(character, 0)
                rarity = (pairs.common[own] - pairs.common[other]) / 2
                np.maximum(left[row], _steps(pairs.before(other) - pairs.before(own) + rarity), out=left[row])
                np.maximum(right[row], _steps(pairs.after(other) - pairs.after(own) + rarity), out=right[row])
        self._left, self._right = left.ravel(), right.ravel()

    def places(self, text: str, least: float) -> list[int]:
        """Return the places of a text at which some look-alike may gain `least` nats or more."""
        points = np.frombuffer(f"\0{text}\0".encode("utf-32-le", "surrogatepass"), np.uint32)
        columns, starts = self._columns[points], self._starts[points[1:-1]]
        gains = self._left[starts + columns[:-2]] + self._right[starts + columns[2:]]
        places: list[int] = (gains >= _PER_NAT * least).nonzero()[0].tolist()
        return places


class _PairTable:
    """How often characters stand beside all counted ones: (n_characters + 1,) natural logarithms each."""

    def __init__(self, fluency: Fluency, columns: Mapping[str, int], characters: set[str]) -> None:
        counts = np.array([1.0, *(fluency.characters[character] for character in columns)], np.float32)
        self.common = np.log(counts)
        kept = np.array([0, *sorted(columns[character] for character in characters & columns.keys())])
        by_chance = self.common[kept, None] + (self.common - np.float32(math.log(fluency.n_characters)))
        self._after = np.minimum(by_chance, np.float32(math.log(fluency.neighbours.unseen)))
        self._before = self._after.copy()
        self._rows = np.zeros(len(counts), np.intp)
        self._rows[kept] = np.arange(len(kept))
        codes, numbers = np.array(fluency.neighbours.codes, np.uint32), _by_code_point(columns)
        pairs = numbers[codes // _PLANE], numbers[codes % _PLANE], fluency.neighbours.logarithms()
        self._fill(self._after, *pairs)
        self._fill(self._before, pairs[1], pairs[0], pairs[2])

    def _fill(self, table: Floats, own: Integers, other: Integers, logarithms: Floats) -> None:
        ours = (self._rows[own] > 0) & (other > 0)
        table[self._rows[own[ours]], other[ours]] = logarithms[ours]

    def after(self, column: int) -> Floats:
        """The pairs in which a character comes first."""
        return np.asarray(self._after[self._rows[column]])

    def before(self, column: int) -> Floats:
        """The pairs in which a character comes second."""
        return np.asarray(self._before[self._rows[column]])


def pair_count(fluency: Fluency, first: str, second: str) -> float:
    """Return how often a pair was seen; for one too rare to be kept, no more than chance would bring."""
    count = fluency.neighbours.count(first, second)
    if count > fluency.neighbours.unseen:
        return count
    chance = fluency.characters.get(first, 1.0) * fluency.characters.get(second, 1.0) / fluency.n_characters
    return min(count, chance)


def _numbered(characters: Sequence[str]) -> dict[str, int]:
    return {character: number for number, character in enumerate(characters, start=1)}


def _by_code_point(numbers: Mapping[str, int]) -> Integers:
    """The number of the folded form of each code point; 0 where it has none."""
    plane = fold("".join(map(chr, range(_PLANE))))
    table = np.zeros(_N_CODE_POINTS, np.intp)
    table[:_PLANE] = [numbers.get(character, 0) for character in plane]
    return table


def _steps(nats: Floats) -> npt.NDArray[np.int16]:
    return np.ceil(nats * _PER_NAT).astype(np.int16)

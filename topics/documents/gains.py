"""Where a look-alike character would make texts much likelier: a fast look at every place.

For each character that may be misread and each neighbour, a table holds the most that any
look-alike would gain. A place whose two gains do not add up to enough is clean: four look-ups
settle nearly all places, for all texts of a document at once.
"""

import math
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from topics.characters import fold
from topics.documents.fluency import Codes, Fluency, Points
from topics.words.lexicon import Confusion

OUTSIDE = "\0\0"
"""What stands before, between and after texts: a character that is never counted."""

LEAST_GAIN = 5.0
"""In nats: what a look-alike gains at the least with both neighbours, whatever else speaks for it."""

COMMON_PAIR = math.log(50)
"""A word is common where its characters stand together this often in the counted news, in nats."""

_PER_NAT = 64
_COARSE_BITS = 3
_MOST = 127
"""Gains are counted in 64ths of a nat and kept, rounded up, in eighths and in a byte."""

_PLANE = 0x10000
_UNKNOWN = np.uint32(0xFFFD)

Steps = npt.NDArray[np.int16]
Numbers = npt.NDArray[np.int32]


class GainTables:
    """The most that a look-alike of each confusable character gains beside each neighbour.

    The tables are (n_confusable + 1, n_characters + 1) int8, flattened: row 0 stands for
    characters that are never misread, column 0 for neighbours that were never counted. Common characters
    come first, so that most look-ups stay in the processor's cache.
    """

    def __init__(self, confusions: Sequence[Confusion], fluency: Fluency) -> None:
        wrongs = np.array([ord(pair.wrong) for pair in confusions], dtype=np.uint32)
        rights = np.array([ord(pair.right) for pair in confusions], dtype=np.uint32)
        characters = fluency.characters
        order = np.argsort(-characters.logarithms, kind="stable")
        columns, rows = _numbered(characters.codes[order]), _numbered(np.unique(wrongs))
        common = _steps(np.append(np.float32(0), characters.logarithms[order]))
        self._pairs, self._own = _pair_table(np.union1d(wrongs, rights), columns, common, fluency)
        self._columns, self._common = columns, common[columns]
        self._rights: dict[int, list[int]] = {}
        gains = np.full((2, int(rows.max()) + 1, len(common)), -_MOST << _COARSE_BITS, np.int16)
        for wrong, right in zip(wrongs.tolist(), rights.tolist(), strict=True):
            self._rights.setdefault(wrong, []).append(right)
            gain = self._pairs[:, self._own[right]] - self._pairs[:, self._own[wrong]]
            gain[0] += self._common[wrong] - self._common[right]
            best = gains[:, rows[wrong]]
            np.maximum(best, gain, out=best)
        kept = np.clip(-(-gains >> _COARSE_BITS), -_MOST, _MOST).astype(np.int8)
        self._before, self._after = kept.reshape(2, -1)
        self._starts = rows * len(common)

    def likelier(self, points: Points) -> Iterator[tuple[int, str]]:
        """Yield the places of points, those of `to_points`, and the look-alikes that gain enough there, in order."""
        columns, starts = self._columns.take(points, mode="clip"), self._starts.take(points[1:-1], mode="clip")
        before, after = self._before.take(starts + columns[:-2]), self._after.take(starts + columns[2:])
        likely = np.add(before, after, dtype=np.int16) >= LEAST_GAIN * _PER_NAT / (1 << _COARSE_BITS)
        for place in np.flatnonzero(likely).tolist():
            one, wrong, other = points[place : place + 3].tolist()
            for right in self._rights[wrong]:
                if self._is_likelier(one, wrong, other, right):
                    yield place + 1, chr(right)

    def _is_likelier(self, before: int, wrong: int, after: int, right: int) -> bool:
        """Tell whether a look-alike makes a common pair and gains enough."""
        pairs, wrong_row, right_row = self._pairs.item, self._own.item(wrong), self._own.item(right)
        before, after = self._columns.item(before), self._columns.item(after)
        right_before, right_after = pairs(0, right_row, before), pairs(1, right_row, after)
        gain: int = right_before + right_after - pairs(0, wrong_row, before) - pairs(1, wrong_row, after)
        gain += self._common.item(wrong) - self._common.item(right)
        return gain >= LEAST_GAIN * _PER_NAT and max(right_before, right_after) >= COMMON_PAIR * _PER_NAT


def to_points(texts: Sequence[str]) -> Points:
    """Return the folded characters of texts in one row; those beyond the first plane count as one unknown."""
    joined = f"{OUTSIDE}{OUTSIDE.join(texts)}{OUTSIDE}"
    points = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return _folded().take(points, mode="clip")


def _pair_table(characters: Points, columns: Numbers, common: Steps, fluency: Fluency) -> tuple[Steps, Numbers]:
    """(2, n_characters + 1, n_columns): how often each stands after and before all others; and their rows."""
    own, neighbours = _numbered(characters), fluency.neighbours
    by_chance = common[columns[np.append(0, characters)], None] + common - _steps(fluency.n_characters)
    table = np.stack([np.minimum(by_chance, _steps(neighbours.unseen))] * 2)
    first, second = neighbours.codes >> np.uint32(16), neighbours.codes & np.uint32(_PLANE - 1)
    for side, (mine, other) in enumerate(((second, first), (first, second))):
        is_kept = own[mine] > 0
        table[side, own[mine[is_kept]], columns[other[is_kept]]] = _steps(neighbours.logarithms[is_kept])
    return table, own


def _numbered(points: Codes) -> Numbers:
    """The number of each character of the first plane among points, from 1; 0 where it is none of them."""
    numbers = np.zeros(_PLANE, np.int32)
    numbers[points] = np.arange(1, len(points) + 1)
    return numbers


@cache
def _folded() -> Points:
    """The folded form of each character of the first plane."""
    folded = fold("".join(map(chr, range(_PLANE)))).encode("utf-32-le")
    return np.minimum(np.frombuffer(folded, np.uint32), _UNKNOWN)


def _steps(nats: npt.ArrayLike) -> Steps:
    return np.rint(np.multiply(nats, _PER_NAT)).astype(np.int16)

"""Where a look-alike character would make texts much likelier: a fast look at every place.

A look-alike that makes a common word stands beside one of its neighbours often, and much
oftener than the character that came. The pairs of characters of which that is true are marked
beforehand, so that one look settles nearly all places of a document at once.
"""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from topics.characters import fold
from topics.documents.fluency import Fluency, Points
from topics.documents.signs import COMMON_PAIR, LookAlike, SignWeights
from topics.words.lexicon import Confusion

OUTSIDE = "\0\0"
"""What stands before, between and after texts: a character that is never counted."""

LEAST_GAIN = 5.0
"""In nats: what a look-alike gains at the least with both neighbours, whatever else speaks for it."""

_LEAST_BY_PAIR = 3.2
"""In log-odds: what a marked pair says for a look-alike at the least. Pairs that say less would
be looked at thrice as often, for one correction more in twenty."""

_PLANE = 0x10000


_Mark = tuple[int, int, int, float, float, float]
"""The misread one of both characters in a pair (0 or 1), what it is, what may have been printed,
and in nats how often that stands beside the other, what it gains by it, how much rarer it is than
what came. Plain tuples: the garbage collector does not look at thousands of them again and again."""


class LookAlikeFinder:
    """Knows the pairs of characters in which a look-alike of either makes a much commoner pair.

    Characters are numbered, common ones first, so that most look-ups stay in the processor's
    cache; 0 stands for all that were never counted and are in no such pair. `_is_marked`, by the
    numbers of both characters, tells the pairs; `_marks` the look-alikes in them.
    """

    def __init__(self, confusions: Sequence[Confusion], fluency: Fluency, weights: SignWeights) -> None:
        neighbours, characters = fluency.neighbours, fluency.characters
        self._pairs: dict[int, float] = dict(
            zip(neighbours.codes.tolist(), neighbours.logarithms.tolist(), strict=True)
        )
        self._counts: dict[int, float] = dict(
            zip(characters.codes.tolist(), characters.logarithms.tolist(), strict=True)
        )
        self._unseen, self._n_characters = float(neighbours.unseen), fluency.n_characters
        self._marks: dict[str, tuple[_Mark, ...]] = {}
        for place in (0, 1):
            for pair, mark in _marks(place, confusions, fluency, weights):
                self._marks[pair] = (*self._marks.get(pair, ()), mark)
        marked = np.frombuffer("".join(self._marks).encode("utf-32-le"), dtype=np.uint32).reshape(-1, 2)
        points = np.union1d(characters.codes, marked)
        points = points[np.argsort(-characters.logarithm(points), kind="stable")]
        numbers = np.zeros(_PLANE, dtype=np.uint16)
        numbers[points] = np.arange(1, len(points) + 1)
        self._folded = _folded_plane()
        self._numbers, self._width = numbers[self._folded], np.int32(len(points) + 1)
        self._is_marked = np.zeros(self._width**2, dtype=bool)
        self._is_marked[numbers[marked[:, 0]] * self._width + numbers[marked[:, 1]]] = True

    def find(self, texts: Sequence[str]) -> Iterator[LookAlike]:
        """Yield what may have been printed in texts, in order; the same may come twice, for both its neighbours."""
        joined = f"{OUTSIDE}{OUTSIDE.join(texts)}{OUTSIDE}"
        for first in self._marked(joined):
            for mark in self._marks.get(joined[first : first + 2], ()):
                found = self._look_alike(joined, first, mark)
                if found is not None:
                    yield found

    def holds(self, text: str) -> bool:
        """Tell whether a pair of neighbours in a short text is one of those."""
        return any(text[place : place + 2] in self._marks for place in range(len(text) - 1))

    def _marked(self, text: str) -> list[int]:
        """The places of a text at which marked pairs start."""
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        numbers = self._numbers.take(points, mode="clip")
        pairs = numbers[:-1] * self._width + numbers[1:]
        places: list[int] = np.flatnonzero(self._is_marked.take(pairs, mode="clip")).tolist()
        return places

    def _look_alike(self, text: str, first: int, mark: _Mark) -> LookAlike | None:
        """What a marked pair says together with the neighbour outside it, where that gains enough."""
        is_second, wrong, right, together, gain, rarity = mark
        place = first + is_second
        other = self._folded.item(min(ord(text[place + 1 if is_second else place - 1]), _PLANE - 1))
        outside = self._together(right, other) if is_second else self._together(other, right)
        gain_outside = outside - (self._together(wrong, other) if is_second else self._together(other, wrong))
        if gain + gain_outside + rarity < LEAST_GAIN:
            return None
        sides = (together, outside), (gain, gain_outside)
        counts, gains = sides if is_second else (sides[0][::-1], sides[1][::-1])
        return LookAlike(place, fold(text[place - 2 : place + 3]), chr(right), counts, gains, rarity)

    def _together(self, first: int, second: int) -> float:
        """How often a pair stands together, as `Fluency.together` says."""
        seen = self._pairs.get(first << 16 | second)
        if seen is None:
            chance = self._counts.get(first, 0.0) + self._counts.get(second, 0.0) - self._n_characters
            return min(self._unseen, chance)
        return seen


def _folded_plane() -> Points:
    """The folded form of each character of the first plane, within it."""
    folded = np.frombuffer(fold("".join(map(chr, range(_PLANE)))).encode("utf-32-le"), np.uint32)
    return np.where(folded < _PLANE, folded, np.uint32(0))


def _marks(
    place: int, confusions: Sequence[Confusion], fluency: Fluency, weights: SignWeights
) -> Iterator[tuple[str, _Mark]]:
    """Yield the pairs in which a look-alike for the first or second character makes a common pair."""
    confused = sorted((ord(pair.right), ord(pair.wrong), pair.frequent) for pair in confusions)
    rights, wrongs, frequent = np.array(confused, dtype=np.uint32).T
    is_common = fluency.neighbours.logarithms >= COMMON_PAIR
    codes, together = fluency.neighbours.codes[is_common], fluency.neighbours.logarithms[is_common]
    shift = np.uint32(16 * (1 - place))
    pairs, which = _matches(codes >> shift & np.uint32(_PLANE - 1), rights)
    misread = codes[pairs] ^ (wrongs[which] ^ rights[which]) << shift
    first, second = misread >> np.uint32(16), misread & np.uint32(_PLANE - 1)
    gains = together[pairs] - fluency.together(first, second)
    rarity = (fluency.characters.logarithm(wrongs) - fluency.characters.logarithm(rights))[which]
    kept = weights.inside * gains + weights.rarity * rarity + weights.frequent * frequent[which] >= _LEAST_BY_PAIR
    columns = (wrongs[which], rights[which], together[pairs], gains, rarity)
    for one, other, *known in zip(*(column[kept].tolist() for column in (first, second, *columns)), strict=True):
        yield chr(one) + chr(other), (place, *known)


def _matches(characters: Points, rights: Points) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Every way to pair a character with an equal one among sorted `rights`: the numbers of both."""
    starts = np.searchsorted(rights, characters)
    counts = np.searchsorted(rights, characters, side="right") - starts
    rows = np.repeat(np.arange(len(characters)), counts)
    return rows, np.arange(len(rows)) + np.repeat(starts - np.cumsum(counts) + counts, counts)

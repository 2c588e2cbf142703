"""Words that may be misread: no words as they stand, words with a look-alike in them."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from topics.documents.fluency import Points
from topics.documents.gains import OUTSIDE, GainTables
from topics.words.tokenizer import Tokenizer

_WINDOW = 8
"""How many characters on each side of a place are cut into words; longer words are rare."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A look-alike `right` for `texts[row][place]` that would make a word of `texts[row][start:end]`.

    `n_alone` characters of it are words of their own as they stand; `point` is its place
    among the points of all texts.
    """

    point: int
    row: int
    place: int
    right: str
    start: int
    end: int
    n_alone: int


class SuspectFinder:
    """Finds words that are none as they stand."""

    def __init__(self, gains: GainTables, surnames: frozenset[str], tokenizer: Tokenizer) -> None:
        self._gains, self._surnames, self._tokenizer = gains, surnames, tokenizer

    def find(self, texts: Sequence[str], points: Points) -> Iterator[Suspect]:
        """Yield the suspects of texts in order; `points` are those of `to_points(texts)`."""
        starts = list(accumulate((len(text) + len(OUTSIDE) for text in texts), initial=len(OUTSIDE)))
        for point, right in self._gains.likelier(points):
            row = bisect_right(starts, point) - 1
            place = point - starts[row]
            first = max(0, place - _WINDOW)
            word = self._word(texts[row][first : place + _WINDOW + 1], place - first, right)
            if word is not None:
                start, end, n_alone = word
                yield Suspect(point, row, place, right, first + start, first + end, n_alone)

    def _word(self, text: str, place: int, right: str) -> tuple[int, int, int] | None:
        """The word that a look-alike makes, where it was none: start, end and `n_alone`."""
        words = self._tokenizer.cut(text)
        cut, folded = _spans(words), "".join(words)
        if (place, place + 1) not in cut:
            return None
        better = _spans(self._tokenizer.cut(folded[:place] + right + folded[place + 1 :]))
        start, end = next(span for span in better if place < span[1])
        if end - start == 1 or not {start, end} <= {edge for span in cut for edge in span}:
            return None
        follows_surname = (start - 1, start) in cut and folded[start - 1] in self._surnames
        if follows_surname or (place == start and {folded[place], right} <= self._surnames):
            return None
        return start, end, sum(start <= one and other <= end and other - one == 1 for one, other in cut)


def _spans(words: Sequence[str]) -> list[tuple[int, int]]:
    """The places of the words of a text."""
    return list(pairwise(accumulate(map(len, words), initial=0)))

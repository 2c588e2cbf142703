"""Words that may be misread: no words as they stand, words with a look-alike in them."""

import math
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from topics.documents.lookalikes import OUTSIDE, LookAlikeFinder
from topics.documents.signs import Signs, Word
from topics.words.tokenizer import Tokenizer

_WINDOW = 8
"""How many characters on each side of a place are cut into words; longer words are rare."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A look-alike `right` for `texts[row][place]` that would make a word of `texts[row][start:end]`."""

    row: int
    place: int
    right: str
    start: int
    end: int
    log_odds: float


class SuspectFinder:
    """Finds words that are none as they stand, and become common words by a look-alike."""

    def __init__(self, finder: LookAlikeFinder, signs: Signs, surnames: frozenset[str], tokenizer: Tokenizer) -> None:
        self._finder, self._signs, self._surnames, self._tokenizer = finder, signs, surnames, tokenizer

    def find(self, texts: Sequence[str], threshold: float) -> Iterator[Suspect]:
        """Yield the suspects of texts that are at least as likely as `threshold`, in log-odds, in order."""
        ends: list[int] = []
        for found in self._finder.find(texts):
            log_odds = self._signs.of_context(found)
            if log_odds + self._signs.of_best_word(found) >= threshold:
                ends = ends or list(accumulate(len(OUTSIDE) + len(text) for text in texts))
                row = bisect_left(ends, found.place)
                place = found.place - ends[row] + len(texts[row])
                word = self._word(texts[row], place, found.right)
                log_odds += self._signs.of_word(found, word) if word else -math.inf
                if word and log_odds >= threshold:
                    yield Suspect(row, place, found.right, place - word.n_before, place + 1 + word.n_after, log_odds)

    def may_find(self, text: str) -> bool:
        """Tell whether a short text holds what every suspect holds: a marked pair of characters."""
        return self._finder.holds(text)

    def _word(self, text: str, place: int, right: str) -> Word | None:
        """The word that a look-alike makes of characters that were none."""
        first = max(0, place - _WINDOW)
        words, place = self._tokenizer.cut(text[first : place + _WINDOW + 1]), place - first
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
        n_alone = sum(start <= one and other <= end and other - one == 1 for one, other in cut)
        return Word(place - start, end - place - 1, n_alone)


def _spans(words: Sequence[str]) -> list[tuple[int, int]]:
    """The places of the words of a text."""
    return list(pairwise(accumulate(map(len, words), initial=0)))

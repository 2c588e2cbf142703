"""The terms of a text, what it is counted by: runs of characters and runs of words, each with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from operator import add
from typing import Literal, get_args

from topics.characters import fold
from topics.errors import InputError
from topics.words.tokenizer import Tokenizer

TermChoice = Literal["content", "all"]

DIGITS = str.maketrans("123456789", "000000000")
"""Numbers differ from page to page; that there is one, and how long, is what helps."""

PAIR = 2

SPACES = " \t\n\r\v\f\u00a0"
_SPACE = frozenset(SPACES)
_NO_SPACE = dict.fromkeys(map(ord, SPACES))
START, END = "\x02", "\x03"
"""ASCII's own marks for the start and the end of a text."""

_SCATTERED = re.compile(r"(?<=^.) (?=.(?: |$))|(?<= .) (?=.(?: |$))", flags=re.DOTALL)
"""Gaps between single characters, as OCR leaves them (综 治 中 心): they set nothing apart."""

WORD_GAP = " "
"""Stands between the words of a run; no word holds it."""


@dataclass(frozen=True, slots=True)
class TermKinds:
    """Which terms count.

    `char_ngrams` and `word_ngrams` are the longest runs of characters and of words. Of "content"
    are the words that carry meaning, and spaces change nothing. "all" are all words and signs;
    gaps and the two ends of a text are then characters, so that runs tell where they stand.
    """

    char_ngrams: int = 2
    word_ngrams: int = 1
    choice: TermChoice = "content"

    def __post_init__(self) -> None:
        if self.choice not in get_args(TermChoice):
            raise InputError(f"terms are {' or '.join(get_args(TermChoice))}, not {self.choice!r}")
        for name in ("char_ngrams", "word_ngrams"):
            if getattr(self, name) < 1:
                raise InputError(f"{name} should be at least 1, not {getattr(self, name)}")


class TermReader:
    """Finds the terms of texts; spans point into the text as given."""

    def __init__(self, tokenizer: Tokenizer, kinds: TermKinds) -> None:
        self._tokenizer = tokenizer
        self._kinds = kinds
        self._takes_all = kinds.choice == "all"

    def grams(self, text: str) -> list[str]:
        """Return the runs of up to `char_ngrams` characters, digits as 0."""
        if not self._takes_all:
            return char_ngrams(compact(text), self._kinds.char_ngrams)
        framed = _framed(text)
        runs = char_ngrams(framed, self._kinds.char_ngrams)
        return runs[1 : len(framed) - 1] + runs[len(framed) :]

    def words(self, text: str) -> list[str]:
        """Return the runs of up to `word_ngrams` words, a space between two."""
        words = self._words(text)
        runs = list(words)
        for length in range(2, self._kinds.word_ngrams + 1):
            runs += map(WORD_GAP.join, zip(*(words[start:] for start in range(length)), strict=False))
        return runs

    def pairs_and_words(self, text: str) -> tuple[set[str], set[str]]:
        """Return the distinct pairs of characters and the distinct single words."""
        return {gram for gram in self.grams(text) if len(gram) == PAIR}, set(self._words(text))

    def located_grams(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Yield each run of characters with its start and end; marks of the ends take no room."""
        source, places = _framed_with_places(text) if self._takes_all else compact_with_places(text)
        source = source.translate(DIGITS)
        for length in range(1, self._kinds.char_ngrams + 1):
            inset = int(self._takes_all and length == 1)
            for start in range(inset, len(source) - length + 1 - inset):
                yield source[start : start + length], places[start], places[start + length - 1] + 1

    def located_words(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Yield each run of words with its start and end."""
        found: list[tuple[str, int, int]] = []
        position = 0
        for word in self._tokenizer.cut(text):
            if self._counts(word):
                found.append((word, position, position + len(word)))
            position += len(word)
        for length in range(1, self._kinds.word_ngrams + 1):
            for start in range(len(found) - length + 1):
                run = found[start : start + length]
                yield WORD_GAP.join(word for word, _, _ in run), run[0][1], run[-1][2]

    def _words(self, text: str) -> list[str]:
        return [word for word in self._tokenizer.cut(text) if self._counts(word)]

    def _counts(self, word: str) -> bool:
        return not word.isspace() if self._takes_all else self._tokenizer.is_content(word)


def compact(text: str) -> str:
    """Return the folded text without white space."""
    return fold(text).translate(_NO_SPACE)


def compact_with_places(text: str) -> tuple[str, list[int]]:
    """Return the folded text without white space, and where each of its characters stood."""
    folded = fold(text)
    places = [place for place, character in enumerate(folded) if character not in _SPACE]
    return "".join(folded[place] for place in places), places


def char_ngrams(text: str, longest: int) -> list[str]:
    """Return the characters of a text, then its pairs of neighbouring characters and so on, digits as 0."""
    text = text.translate(DIGITS)
    runs = list(text)
    found = list(runs)
    for length in range(1, longest):
        runs = list(map(add, runs, text[length:]))
        found += runs
    return found


def _framed(text: str) -> str:
    """The folded text between its marks, a space for each gap; empty if there is nothing to frame."""
    inner = _SCATTERED.sub("", " ".join(fold(text).split()))
    return START + inner + END if inner else ""


def _framed_with_places(text: str) -> tuple[str, list[int]]:
    """The framed text, and where each of its characters stood: the marks at the first and the last one."""
    framed = _framed(text)
    seen = (place for place, character in enumerate(fold(text)) if not character.isspace())
    places: list[int] = []
    for character in framed[1:-1]:
        places.append(places[-1] + 1 if character == " " else next(seen))
    return framed, [*places[:1], *places, *places[-1:]]

"""Text -> words: one picklable tokenizer with a version and a fingerprint."""

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TypedDict

from topics.characters import fold
from topics.words.engines import Cut, Engine, load_engine
from topics.words.lexicon import LexiconWord

_VERSION = 1
"""Raised when the same settings would cut differently than before."""


_QUANTITY = re.compile(
    r"第?[零〇一二三四五六七八九十百千万亿两几半多数]+[个名次条项件元年月日人位根块家户种级天起只所张份里分秒岁楼层点段批届余来]*"
)
"""一千万元, 三名, 第二次: as little of a subject as the figures they stand for."""


_MAX_JUDGED = 2**17
"""Words that are judged once: the patterns are dear, and most words come again."""


class _State(TypedDict):
    words: list[str]
    frequencies: list[int]
    stopwords: list[str]
    engine: Engine


class Tokenizer:
    """Cuts text into words by jieba's dictionary, keeping the words of a lexicon whole.

    Without jieba's hidden Markov model a cut depends on the dictionary alone, so it can be
    reproduced anywhere; classification does not lose by it. The tokenizer holds plain
    values only: it pickles, compares and travels to worker processes, and the engine
    behind it is loaded at first use in each process.

    >>> Tokenizer([LexiconWord("综治中心", 1000)]).cut("县综治中心揭牌")
    ['县', '综治中心', '揭牌']
    """

    def __init__(
        self,
        lexicon: Sequence[LexiconWord] = (),
        stopwords: frozenset[str] = frozenset(),
        engine: Engine = "rjieba",
    ) -> None:
        self.lexicon = tuple(lexicon)
        self.stopwords = stopwords
        self.engine = engine
        self._cut: Cut | None = None
        self._judge = lru_cache(_MAX_JUDGED)(self._can_carry_meaning)

    def cut(self, text: str) -> list[str]:
        """Return all words of the folded text in order, spaces and punctuation included.

        `"".join(cut(text))` is `fold(text)`, so words can be traced back to their place.
        """
        if self._cut is None:
            self._cut = load_engine(self.engine, self.lexicon)
        return self._cut(fold(text))

    def words(self, text: str) -> list[str]:
        """Return the words that can carry meaning, in order."""
        return [word for word in self.cut(text) if self.is_content(word)]

    def is_content(self, word: str) -> bool:
        """Tell whether a word can carry meaning: two characters or more, no stop word or quantity."""
        return self._judge(word)

    def _can_carry_meaning(self, word: str) -> bool:
        if len(word) == 1 or word in self.stopwords or _QUANTITY.fullmatch(word):
            return False
        return any(character.isalpha() for character in word)

    @property
    def fingerprint(self) -> str:
        """16 hex digits that change when a text might be cut into other words."""
        state = self.__getstate__()
        lines = [
            f"topics tokenizer {_VERSION}",
            *sorted(map(str, zip(state["words"], state["frequencies"], strict=True))),
        ]
        return hashlib.sha256("\n".join([*lines, *state["stopwords"]]).encode()).hexdigest()[:16]

    def __getstate__(self) -> _State:
        return {
            "words": [entry.word for entry in self.lexicon],
            "frequencies": [entry.frequency for entry in self.lexicon],
            "stopwords": sorted(self.stopwords),
            "engine": self.engine,
        }

    def __setstate__(self, state: _State) -> None:
        lexicon = [LexiconWord(*pair) for pair in zip(state["words"], state["frequencies"], strict=True)]
        Tokenizer.__init__(self, lexicon, frozenset(state["stopwords"]), state["engine"])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tokenizer) and self.__getstate__() == other.__getstate__()

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __repr__(self) -> str:
        return f"Tokenizer({len(self.lexicon)} lexicon words, {len(self.stopwords)} stop words, {self.engine!r})"

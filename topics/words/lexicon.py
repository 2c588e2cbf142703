"""Word lists: the lexicon that the tokenizer keeps whole, and the stop words."""

import re
from dataclasses import dataclass
from pathlib import Path

from topics.characters import fold
from topics.errors import SettingsError

_DEFAULT_FREQUENCY = 1000
"""Enough for a compound to win over its parts: jieba's own suggestion is mostly below 100."""

_FREQUENCY = re.compile(r"[0-9]{1,9}")
_CUTTABLE = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%-]{2,}")


@dataclass(frozen=True, slots=True)
class LexiconWord:
    """A word to keep whole, with its frequency in the scale of jieba's dictionary."""

    word: str
    frequency: int


def read_lexicon(path: Path) -> tuple[LexiconWord, ...]:
    """Read a lexicon: one `word` or `word frequency` a line, # starts a comment.

    Raises SettingsError, with the line, for a word that a tokenizer can never find
    (punctuation or spaces in it, or a single character) and for a malformed frequency.
    """
    words: dict[str, LexiconWord] = {}
    for number, line in _lines(path):
        word, _, frequency = line.partition(" ")
        if not _CUTTABLE.fullmatch(word):
            raise SettingsError(
                f"{path}: line {number}: {word!r} is not a word of two or more Han characters or letters"
            )
        if frequency and not _FREQUENCY.fullmatch(frequency.strip()):
            raise SettingsError(
                f"{path}: line {number}: the frequency {frequency!r} is not a whole number below a billion"
            )
        word = fold(word)
        words[word] = LexiconWord(word, int(frequency) if frequency else _DEFAULT_FREQUENCY)
    return tuple(words.values())


def read_stopwords(path: Path) -> frozenset[str]:
    """Read stop words: one a line, # starts a comment."""
    return frozenset(fold(line) for _, line in _lines(path))


def _lines(path: Path) -> list[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read as a UTF-8 word list ({error})") from error
    stripped = ((number, line.partition("#")[0].strip()) for number, line in enumerate(text.splitlines(), start=1))
    return [(number, line) for number, line in stripped if line]

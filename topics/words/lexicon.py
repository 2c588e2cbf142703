"""Word lists: the lexicon that the tokenizer keeps whole, stop words, surnames, confusable characters."""

import re
from dataclasses import dataclass
from pathlib import Path

from topics.characters import HAN, fold
from topics.errors import SettingsError

_DEFAULT_FREQUENCY = 1000
"""Enough for a compound to win over its parts: jieba's own suggestion is mostly below 100."""

_FREQUENCY = re.compile(r"[0-9]{1,9}")
_CONFUSION = re.compile(rf"[{HAN}] [{HAN}](?: \*)?")
_CUTTABLE = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%-]{2,}")


@dataclass(frozen=True, slots=True)
class LexiconWord:
    """A word to keep whole, with its frequency in the scale of jieba's dictionary."""

    word: str
    frequency: int


@dataclass(frozen=True, slots=True)
class Confusion:
    """A character that stands where another was printed; `frequent` where that happens most often."""

    wrong: str
    right: str
    frequent: bool = False


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
    return read_words(path)


def read_words(path: Path) -> frozenset[str]:
    """Read a plain list of words: one a line, # starts a comment."""
    return frozenset(fold(line) for _, line in _lines(path))


def read_confusions(path: Path) -> tuple[Confusion, ...]:
    """Read which characters are taken for others: a wrong and a right one a line, * after frequent pairs.

    Raises SettingsError, with the line, for anything but two different characters.
    """
    confusions: list[Confusion] = []
    for number, line in _lines(path):
        if not _CONFUSION.fullmatch(line) or line[0] == line[2]:
            raise SettingsError(f"{path}: line {number}: {line!r} is not a wrong and a right character with a space")
        confusions.append(Confusion(line[0], line[2], line.endswith("*")))
    return tuple(confusions)


def _lines(path: Path) -> list[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read as a UTF-8 word list ({error})") from error
    stripped = ((number, line.partition("#")[0].strip()) for number, line in enumerate(text.splitlines(), start=1))
    return [(number, line) for number, line in stripped if line]

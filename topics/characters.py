"""Characters: one form for each, in two strengths.

`normalise` cleans the text of a document: compatibility forms (NFKC), traditional to
simplified, no spaces between Han characters. `fold` prepares any text for analysis without
changing its length, so that positions found in the folded text hold in the original.
"""

import re
import unicodedata
from functools import cache
from itertools import groupby, islice

import opencc

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Han characters of the Basic Multilingual Plane, for use inside a character class."""

_HAN_PUNCTUATION = r"，。、；：？！“”‘’（）《》〈〉【】…—"
_SPACE_IN_HAN = re.compile(rf"(?<=[{HAN}{_HAN_PUNCTUATION}]) (?=[{HAN}{_HAN_PUNCTUATION}])")
_CLAUSE = rf"[{HAN}“”《》、·：:（）()]{{2,}}"
_TITLE = re.compile(rf"\W*{_CLAUSE}(?: {_CLAUSE})+")
_MAX_TITLE = 200
"""Of a long line of quotation marks the pattern would try every part."""

_SYLLABLE = r"(?=[a-z]*[^\x00-\x7f])[a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹ]{1,6}|de|le|zhe|men|zi|ma|ne"
_ZHUYIN = r"[\u02c7\u02ca\u02cb\u02d9]?[\u3105-\u312f]{1,3}[\u02c7\u02ca\u02cb\u02d9]?"
_NOTE = re.compile(rf"(?<=[{HAN}])(?: ?[(（](?:{_SYLLABLE}|{_ZHUYIN})[)）])+")
_STRAY_MARKS = re.compile(r"\?{2,}(?=\S)|(?<=[。！？”）)])\s*\?{2,}$")
"""What a lost character leaves behind; one question mark may be a question."""

_MAY_CHANGE_WIDTH = re.compile("[^，：；？！（）…]+")
"""Everything but Chinese punctuation, which stays full-width, as Chinese is printed."""

_STABLE = r"，。、；：！“”‘’《》〈〉【】…—·0-9A-Za-z,.;:!%/+'\-"
"""Characters besides Han that are in their standard form, for use inside a character class."""

_SPACES = re.compile(r"[ \t\v\f\u00a0\u3000]+")
_PILE = re.compile(r"[^\w\s\x00-\x7f]{32,}")
_MAX_MARKS = 30
"""More combining marks in a row no script has (UAX 15); to put them in order takes quadratic time."""

_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_HAN_BLOCKS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00))
_FULL_WIDTH = range(0xFF01, 0xFF5F)
_ASCII_OFFSET = 0xFEE0


def normalise(text: str) -> str:
    """Return one line of a document in its standard form; idempotent.

    Full-width letters and digits become half-width, Chinese punctuation stays as it is,
    traditional characters become simplified. Pinyin and zhuyin notes after a character, stray ?? and
    spaces that stand between Han characters (an OCR artefact: "综 治 中 心") go; only the
    space between the clauses of a title stays.

    >>> normalise("進(jìn)一步 建設 ２０２４年 綜治中心")
    '进一步建设 2024年综治中心'
    >>> normalise("锤炼过硬队伍 守护一方平安")
    '锤炼过硬队伍 守护一方平安'
    """
    if _plain().fullmatch(text):
        return text
    if not _same_width().fullmatch(text):
        text = _INVISIBLE.sub("", text)
        text = _SPACES.sub(" ", _MAY_CHANGE_WIDTH.sub(lambda run: _compatible(run[0]), text))
    text = _simplify(text).strip()
    if "?" in text:
        text = _STRAY_MARKS.sub("", text).strip()
    if "(" in text or "（" in text:
        text = _NOTE.sub("", text)
    if " " not in text:
        return text
    text = _SPACES.sub(" ", text)
    return text if len(text) <= _MAX_TITLE and _TITLE.fullmatch(text) else _SPACE_IN_HAN.sub("", text)


def fold(text: str) -> str:
    """Return `text` in lower case, half width and simplified, character for character.

    `len(fold(text)) == len(text)` always holds. Lone surrogates, which no encoder takes,
    become U+FFFD.

    >>> fold("ＡＢ：進一步")
    'ab:进一步'
    """
    return text.translate(_fold_table())


def is_han(character: str) -> bool:
    """Tell whether a character is a Han character of the Basic Multilingual Plane."""
    return any(ord(character) in block for block in _HAN_BLOCKS)


def _compatible(run: str) -> str:
    """NFKC, skipped by a cheap check where it would change nothing (11 us a line)."""
    run = _PILE.sub(lambda pile: _without_piles(pile[0]), run)
    return run if unicodedata.is_normalized("NFKC", run) else unicodedata.normalize("NFKC", run)


def _without_piles(run: str) -> str:
    """Leave 30 of more combining marks in a row."""
    parts = "".join(unicodedata.normalize("NFKD", character) for character in run)
    piles = groupby(parts, key=lambda character: unicodedata.combining(character) > 0)
    return "".join("".join(islice(pile, _MAX_MARKS) if is_mark else pile) for is_mark, pile in piles)


def _simplify(text: str) -> str:
    """Traditional to simplified, by phrases, with OpenCC; simplified text is left alone."""
    if text.isascii() or not _traditional().search(text):
        return text
    return str(_converter().convert(text))


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def _simplified_characters() -> dict[str, str]:
    """Map each traditional character to its simplified form, one to one."""
    characters = [chr(point) for block in _HAN_BLOCKS for point in block]
    simplified = _converter().convert("\n".join(characters)).split("\n")
    return {old: new for old, new in zip(characters, simplified, strict=True) if old != new and len(new) == 1}


@cache
def _plain() -> re.Pattern[str]:
    """Text that is in its standard form, as most lines are: a scan of 1 us in place of 15."""
    traditional = _simplified_characters()
    han = "".join(chr(point) for block in _HAN_BLOCKS[:2] for point in block if chr(point) not in traditional)
    return re.compile(f"[{han}{_STABLE}]*")


@cache
def _same_width() -> re.Pattern[str]:
    """Text without compatibility forms, but for Chinese punctuation."""
    return re.compile(rf"[\u3400-\u4dbf\u4e00-\u9fff{_STABLE}（）()？? ]*")


@cache
def _traditional() -> re.Pattern[str]:
    return re.compile("[" + "".join(_simplified_characters()) + "]")


@cache
def _fold_table() -> dict[int, str]:
    table = {ord(old): new for old, new in _simplified_characters().items()}
    table |= {point: chr(point - _ASCII_OFFSET).lower() for point in _FULL_WIDTH}
    table |= {point: chr(point).lower() for point in range(ord("A"), ord("Z") + 1)}
    table |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
    table[ord("\u3000")] = " "
    return table

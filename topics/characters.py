"""Characters: one form for each, in two strengths.

`normalise` cleans the text of a document: compatibility forms (NFKC), traditional to
simplified, no spaces between Han characters. `fold` prepares any text for analysis without
changing its length, so that positions found in the folded text hold in the original.
"""

import re
import unicodedata
from functools import cache

import opencc

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Han characters of the Basic Multilingual Plane, for use inside a character class."""

_HAN_PUNCTUATION = r"，。、；：？！“”‘’（）《》〈〉【】…—"
_SPACE_IN_HAN = re.compile(rf"(?<=[{HAN}{_HAN_PUNCTUATION}]) (?=[{HAN}{_HAN_PUNCTUATION}])")
_CLAUSE = rf"[{HAN}“”《》、·：:（）()]{{2,}}"
_TITLE = re.compile(rf"\W*{_CLAUSE}(?: {_CLAUSE})+")
_SYLLABLE = r"(?=[a-z]*[^\x00-\x7f])[a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹ]{1,6}|de|le|zhe|men|zi|ma|ne"
_ZHUYIN = r"[\u02c7\u02ca\u02cb\u02d9]?[\u3105-\u312f]{1,3}[\u02c7\u02ca\u02cb\u02d9]?"
_NOTE = re.compile(rf"(?<=[{HAN}])(?: ?[(（](?:{_SYLLABLE}|{_ZHUYIN})[)）])+")
_STRAY_MARKS = re.compile(r"\?{2,}(?=\S)|(?<=[。！？”）)])\s*\?{2,}$")
"""What a lost character leaves behind; one question mark may be a question."""

_MAY_CHANGE_WIDTH = re.compile("[^，：；？！（）…]+")
"""Everything but Chinese punctuation, which stays full-width, as Chinese is printed."""

_SPACES = re.compile(r"[ \t\v\f\u00a0\u3000]+")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
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
    text = _INVISIBLE.sub("", text)
    text = _MAY_CHANGE_WIDTH.sub(lambda run: _compatible(run[0]), text)
    text = _STRAY_MARKS.sub("", _SPACES.sub(" ", _simplify(text)).strip()).strip()
    text = _NOTE.sub("", text)
    return text if _TITLE.fullmatch(text) else _SPACE_IN_HAN.sub("", text)


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
    return run if unicodedata.is_normalized("NFKC", run) else unicodedata.normalize("NFKC", run)


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
    return re.compile(f"[{han}，。、；：！“”‘’《》〈〉【】…—0-9A-Za-z,.;:!%/-]*")


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

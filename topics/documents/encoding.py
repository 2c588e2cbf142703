"""Bytes -> text: UTF-8 and UTF-16 with or without a byte-order mark, GB18030, Big5.

Chinese files seldom say how they are encoded, and their paragraphs can be too short for a
statistical guess. A byte-order mark settles it; valid UTF-8 is hardly ever anything else;
between the rest decides how much of the text is made of everyday characters, which the
standards themselves list: the first plane of GB 2312 (3,755 characters) and of Big5 (5,401).
"""

import codecs
from functools import cache

from charset_normalizer import from_bytes

from topics.errors import ReadingError

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES = ("gb18030", "big5", "utf-16-le", "utf-16-be")
_SAMPLE = 65_536
_MIN_PLAUSIBLE = 0.85
_MAX_CONTROL = 0.005
_RARER = 0.9
_SURE = 16
"""Eight characters beyond ASCII have at least so many more bytes; by chance GBK is hardly ever such UTF-8."""

_CONTROLS = [chr(point) for point in range(0x20) if chr(point) not in "\t\n\v\f\r\x1b"]


def decode(data: bytes, name: str) -> tuple[str, str]:
    """Return the text of `data` and the name of the encoding it was read in.

    Raises ReadingError, naming the file, where the bytes are no text in any of them.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_marked(data, encoding, name), encoding
    text = _try(data, "utf-8")
    if text is not None and _control_share(text) <= _MAX_CONTROL:
        return text, "utf-8"
    if text is None:
        _refuse_change(data, name)
    return _decode_unmarked(data, name)


def _decode_marked(data: bytes, encoding: str, name: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ReadingError(f"{name}: starts as {encoding} but byte {error.start} is not; save it as UTF-8") from error
    if _control_share(text) > _MAX_CONTROL:
        raise ReadingError(f"{name}: not a text file though it starts as {encoding}; save it as UTF-8")
    return text


def _decode_unmarked(data: bytes, name: str) -> tuple[str, str]:
    texts = {encoding: text for encoding in _CANDIDATES if (text := _try(data, encoding)) is not None}
    plausible = {encoding: _plausible_share(text, encoding) for encoding, text in texts.items()}
    best = max(plausible, key=lambda encoding: plausible[encoding], default="")
    if not best or plausible[best] < _MIN_PLAUSIBLE or _control_share(texts[best]) > _MAX_CONTROL:
        raise ReadingError(f"{name}: not a text file{_guess(data)}; save it as UTF-8")
    return texts[best], best


def _refuse_change(data: bytes, name: str) -> None:
    """Raise ReadingError for a text that is UTF-8 in one part and something else in another."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        if _is_surely_utf8(data[: error.start]):
            line = data.count(b"\n", 0, error.start) + 1
            problem = f"starts as UTF-8 but byte {error.start}, in line {line}, is not"
            raise ReadingError(f"{name}: {problem}; save it as UTF-8") from error
    is_binary = b"\0" in data
    for number, part in enumerate(data.split(b"\n"), start=1):
        if not is_binary and _is_surely_utf8(part):
            raise ReadingError(f"{name}: line {number} is UTF-8 but those before it are not; save it as UTF-8")


def _is_surely_utf8(data: bytes) -> bool:
    text = _try(data, "utf-8")
    return text is not None and len(data) - len(text) >= _SURE


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _plausible_share(text: str, encoding: str) -> float:
    """The share of everyday characters: above 0.95 where a text is read right, below 0.7 where not.

    Traditional characters, rare in GB18030 and common in misread Big5, count a little less there.
    """
    sample = text[:_SAMPLE]
    usual, rarer = _usual_characters(encoding)
    score = sum(1.0 if character in usual else _RARER * (character in rarer) for character in sample)
    return score / max(len(sample), 1)


def _control_share(text: str) -> float:
    """The share of control characters, at the start or on the whole."""
    return max(sum(map(part.count, _CONTROLS)) / max(len(part), 1) for part in (text[:_SAMPLE], text))


def _guess(data: bytes) -> str:
    """Name the foreign encoding that charset-normalizer sees, if it sees one."""
    if b"\x00" in data[:_SAMPLE]:
        return ""
    best = from_bytes(data[:_SAMPLE]).best()
    return f" in UTF-8, UTF-16, GB18030 or Big5 (it may be {best.encoding})" if best else ""


@cache
def _usual_characters(encoding: str) -> tuple[frozenset[str], frozenset[str]]:
    """The everyday characters of texts in an encoding, and those that are rarer there."""
    printable = "".join(map(chr, range(0x20, 0x7F))) + "\t\n\r\f"
    punctuation = "".join(map(chr, _gb2312_row(0xA1) + _gb2312_row(0xA2) + _gb2312_row(0xA3)))
    simplified = "".join(chr(point) for row in range(0xB0, 0xD8) for point in _gb2312_row(row))
    traditional = "".join(chr(point) for row in range(0xA4, 0xC7) for point in _big5_row(row))
    rarer = frozenset(traditional if encoding == "gb18030" else "")
    han = {"gb18030": simplified, "big5": traditional}.get(encoding, simplified + traditional)
    return frozenset(printable + punctuation + han + "—…·“”‘’「」"), rarer


def _gb2312_row(row: int) -> list[int]:
    return [ord(c) for c in bytes(b for cell in range(0xA1, 0xFF) for b in (row, cell)).decode("gb2312", "ignore")]


def _big5_row(row: int) -> list[int]:
    cells = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    return [ord(c) for c in bytes(b for cell in cells for b in (row, cell)).decode("big5", "ignore")]

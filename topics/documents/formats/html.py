"""Web pages (.html, .htm) -> Document: all lines of a page, and which of them surround its main text."""

import codecs
import re
from pathlib import Path

from topics.documents.encoding import decode
from topics.documents.formats.main_text import page_lines
from topics.documents.formats.markup import read_page
from topics.documents.limits import read_bytes
from topics.errors import ReadingError
from topics.types import Document

_HEAD = 8192
_DECLARED = re.compile(
    rb"""<(?:meta\b[^>]{0,512}?\bcharset|\?xml\b[^>]{0,128}?\bencoding)\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE
)
_NAMES = {
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5", "cp950"), "big5hkscs"),
    **dict.fromkeys(("utf-8", "utf8"), "utf-8"),
}
"""Declared name -> codec; as browsers do, the narrow names are read as the widest set."""

_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SURE = 8
"""So many characters beyond ASCII are valid UTF-8 by chance once in a million pages in GBK."""

_MAX_DAMAGED = 0.01
_TAG = re.compile(r"<[a-zA-Z!/?]")


def read_html(path: Path, name: str) -> Document:
    """Read a page: one paragraph, heading, table row, list item or menu entry a line.

    All that a browser shows is in the text; `furniture` are the lines outside the main text.
    The encoding is that of the byte-order mark, else the declared one, else what the bytes say.
    Raises ReadingError where the file is no page, or holds no text but navigation.
    """
    data = read_bytes(path)
    text, encoding = _decoded(data, str(path))
    if text.strip() and not _TAG.search(text):
        raise ReadingError(f"{path}: holds no HTML tags; if it is plain text, name it .txt")
    page = read_page(text, str(path))
    if all(block.is_aside for block in page.blocks):
        raise ReadingError(f"{path}: a page without text (scripts may fill it in); save it as the browser shows it")
    lines = page_lines(page)
    furniture = frozenset(number for number, line in enumerate(lines, start=1) if not line.is_main)
    if len(furniture) == len(lines):
        raise ReadingError(f"{path}: holds only navigation, no running text; save the article's own page")
    return Document(name, path, "\n".join(line.text for line in lines), encoding, furniture=furniture)


def _decoded(data: bytes, where: str) -> tuple[str, str]:
    """Return the text and its encoding; a declared one may be wrong, or damaged in places."""
    declared = _declared(data)
    if declared and not data.startswith(_MARKS) and not _is_surely_utf8(data):
        try:
            return data.decode(declared), declared
        except UnicodeDecodeError:
            pass
    try:
        return decode(data, where)
    except ReadingError:
        text = data.decode(declared, "replace") if declared else ""
        if not text or text.count("\ufffd") > _MAX_DAMAGED * len(text):
            raise
        return text, declared


def _declared(data: bytes) -> str:
    """Return the codec that the page declares, "" where it declares none that Chinese pages use."""
    found = _DECLARED.search(data[:_HEAD])
    return _NAMES.get(found[1].decode("ascii").lower(), "") if found else ""


def _is_surely_utf8(data: bytes) -> bool:
    """Pages saved anew as UTF-8 often keep their old declaration."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return sum(character > "\x7f" for character in text[:_HEAD]) >= _SURE or len(data) - len(text) >= _SURE * 2

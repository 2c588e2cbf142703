"""PDF with a text layer -> Document: the printed lines, page by page, in the order of reading."""

import ctypes
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from topics.documents.formats.columns import Piece, reading_order
from topics.errors import ReadingError
from topics.types import Document

MAX_PAGES = 10_000
MAX_PAGE_CHARACTERS = 200_000
"""A newspaper page has 15,000 characters."""

MAX_SECONDS = 300.0
"""A small file can ask for unbounded work; a page of a real one takes some 30 ms."""

_WORD_GAP = 1.0
"""A gap wider than this many type sizes ends a piece: what follows may be another column."""

_OVERLAP = 0.5
_HYPHEN = "\x02"
"""What PDFium gives for a hyphen at the end of a line."""

_PDFIUM = threading.Lock()
"""PDFium keeps its state to itself: one thread at a time."""


def read_pdf(path: Path, name: str) -> Document:
    """Read a PDF into its printed lines; `pages` names the page of each.

    Raises ReadingError where the file is no PDF, broken, encrypted, without text, or asks for
    more pages, characters or time than a document does.
    """
    lines: list[str] = []
    pages: list[int] = []
    with _PDFIUM:
        for number, page_lines in enumerate(_read_pages(path), start=1):
            lines += page_lines
            pages += [number] * len(page_lines)
    if not lines:
        raise ReadingError(f"{path}: has no text layer; run OCR first")
    return Document(name, path, "\n".join(lines), "pdf", tuple(pages))


def _read_pages(path: Path) -> Iterator[list[str]]:
    deadline = time.monotonic() + MAX_SECONDS
    pdf = _open(path)
    try:
        if len(pdf) > MAX_PAGES:
            raise ReadingError(f"{path}: has more than {MAX_PAGES:,} pages; split it")
        for index in range(len(pdf)):
            if time.monotonic() > deadline:
                raise ReadingError(f"{path}: takes more than {MAX_SECONDS:.0f} s to read; split it or print it anew")
            yield _read_page(pdf, index, path)
    finally:
        pdf.close()


def _open(path: Path) -> pypdfium2.PdfDocument:
    try:
        with path.open("rb"):
            return pypdfium2.PdfDocument(path)
    except OSError as error:
        raise ReadingError(f"{path}: cannot be read ({error.strerror})") from error
    except pypdfium2.PdfiumError as error:
        if error.err_code in {raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY}:
            raise ReadingError(f"{path}: is encrypted; save it without a password") from error
        raise ReadingError(f"{path}: is broken or not a PDF; get it again or print it anew") from error


def _read_page(pdf: pypdfium2.PdfDocument, index: int, path: Path) -> list[str]:
    try:
        page = pdf[index]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError as error:
        raise ReadingError(f"{path}: page {index + 1} is broken; get the file again or print it anew") from error
    try:
        if text_page.count_chars() > MAX_PAGE_CHARACTERS:
            limit = f"{MAX_PAGE_CHARACTERS:,}"
            raise ReadingError(f"{path}: page {index + 1} has more than {limit} characters; split it")
        return reading_order([*_pieces(text_page, page.get_rotation())])
    finally:
        page.close()


def _pieces(text_page: pypdfium2.PdfTextPage, rotation: int) -> Iterator[Piece]:
    """Yield runs of characters that stand close on one line; a gap as wide as a character ends one."""
    run: list[Piece] = []
    for character in _characters(text_page, rotation):
        if run and not _continues(run[-1], character):
            yield from _joined(run)
            run = []
        run.append(character)
    yield from _joined(run)


def _characters(text_page: pypdfium2.PdfTextPage, rotation: int) -> Iterator[Piece]:
    box = raw.FS_RECTF()
    place, handle = ctypes.byref(box), text_page.raw
    for index in range(text_page.count_chars()):
        point = raw.FPDFText_GetUnicode(handle, index)
        if point in _NOT_TEXT or not raw.FPDFText_GetLooseCharBox(handle, index, place):
            continue
        character = "-" if chr(point) == _HYPHEN else chr(point)
        yield Piece(character, *_upright(box.left, box.right, box.bottom, box.top, rotation))


def _upright(left: float, right: float, bottom: float, top: float, rotation: int) -> tuple[float, float, float, float]:
    """A box as it stands on a page that is shown turned clockwise by `rotation` degrees."""
    match rotation:
        case 90:
            return bottom, top, -right, -left
        case 180:
            return -right, -left, -top, -bottom
        case 270:
            return -top, -bottom, left, right
        case _:
            return left, right, bottom, top


def _continues(last: Piece, character: Piece) -> bool:
    """Tell whether a character follows the last one on its line, as letters of a word do."""
    size = max(last.size, character.size)
    shared = min(last.top, character.top) - max(last.bottom, character.bottom)
    is_level = shared >= _OVERLAP * min(last.size, character.size)
    return is_level and -_OVERLAP * size <= character.left - last.right <= _WORD_GAP * size


def _joined(run: list[Piece]) -> Iterator[Piece]:
    text = "".join(character.text for character in run)
    if not text.strip():
        return
    # Beyond the first plane PDFium may hand over the two halves of a character.
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    sides = min(piece.left for piece in run), max(piece.right for piece in run)
    yield Piece(text.strip(), *sides, min(piece.bottom for piece in run), max(piece.top for piece in run))


_NOT_TEXT = frozenset({0x00, 0x0A, 0x0D, 0xFFFE, 0xFFFF})

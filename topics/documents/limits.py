"""What a document may hold at most, so that none fills the memory or holds up a job for hours."""

from pathlib import Path

from topics.documents.lines import line_bounds
from topics.errors import ReadingError
from topics.types import Document

MAX_BYTES = 64 * 2**20
"""The largest file of text or markup that is loaded."""

MAX_CHARACTERS = 10_000_000
"""Ten long novels; the repair of so much text takes a minute and some 2 GB of memory."""

MAX_LINES = 200_000
"""Lines of running text: 5,000 printed pages; each may have to be held against 60 neighbours."""

MAX_LINE_CHARACTERS = 200_000
"""Twice the Civil Code, all on one line: more than this is a file whose line ends were lost."""


def read_bytes(path: Path) -> bytes:
    """Return what a file holds; ReadingError where it cannot be read or is larger than MAX_BYTES."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise ReadingError(f"{path}: cannot be read ({error.strerror})") from error
    if len(data) > MAX_BYTES:
        raise ReadingError(f"{path}: larger than {MAX_BYTES >> 20} MB; split it")
    return data


def check_text(document: Document) -> Document:
    """Return a document whose text is within the limits; ReadingError, saying where, for any other."""
    if len(document.text) > MAX_CHARACTERS:
        raise ReadingError(f"{document.path}: holds more than {MAX_CHARACTERS:,} characters; split it")
    n_lines = 0
    for number, (start, end) in enumerate(line_bounds(document.text), start=1):
        if end - start > MAX_LINE_CHARACTERS:
            limit = f"{MAX_LINE_CHARACTERS:,}"
            raise ReadingError(f"{document.path}: line {number} has more than {limit} characters; break it up")
        n_lines += bool(document.text[start:end].strip()) and number not in document.furniture
    if n_lines > MAX_LINES:
        raise ReadingError(f"{document.path}: holds more than {MAX_LINES:,} lines of text; split it")
    return document

"""Document -> Paragraph: lines that stand on their own become paragraphs, with their roles."""

import re

from topics.characters import normalise
from topics.documents.duplicates import content_key
from topics.documents.roles import role_of, without_marks
from topics.types import Document, Dropped, Paragraph

_LETTER = re.compile(r"\w")
_LINE_END = re.compile(r"\r\n|\n|\r")
"""Lines as an editor counts them: `str.splitlines` would also split at page breaks."""

_MIN_DUPLICATE = 8
"""Shorter lines (a date, "记者：") may well stand twice on a page with reason."""


def split_paragraphs(document: Document) -> tuple[list[Paragraph], list[Dropped]]:
    """Return the paragraphs of a document in reading order, and what was left out and why.

    Each line with letters is one paragraph. Left out are lines without any letter or digit
    (`furniture`) and lines that repeat an earlier paragraph word for word (`duplicate`).
    """
    paragraphs: list[Paragraph] = []
    dropped: list[Dropped] = []
    kept: dict[str, str] = {}
    for number, raw in enumerate(_LINE_END.split(document.text), start=1):
        line = normalise(raw)
        if not line:
            continue
        text, key, lines = without_marks(line), content_key(line), (number, number)
        if not _LETTER.search(text):
            dropped.append(Dropped(document.name, lines, raw.strip(), "furniture"))
        elif key in kept and len(key) >= _MIN_DUPLICATE:
            dropped.append(Dropped(document.name, lines, text, "duplicate", kept[key]))
        else:
            index = len(paragraphs)
            paragraph = Paragraph(f"{document.name}#{index}", document.name, index, text, role_of(line), lines)
            paragraphs.append(paragraph)
            kept[key] = paragraph.id
    return paragraphs, dropped

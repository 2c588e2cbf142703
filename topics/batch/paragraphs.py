"""Tables <-> paragraphs: each row a paragraph as it stands."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from topics.batch.rows import BadRow, read_rows
from topics.batch.table import write_table
from topics.errors import TableError
from topics.types import Document, Dropped, Paragraph, Reading

PARAGRAPH_COLUMNS = (
    "id",
    "document",
    "index",
    "text",
    "role",
    "lines",
    "spans",
    "pages",
    "seams",
    "article",
    "corrections",
)
DROPPED_COLUMNS = ("document", "lines", "text", "reason", "kept_id", "spans")


def paragraph_columns(paragraph: Paragraph) -> dict[str, Any]:
    """Return a paragraph as a row."""
    return {
        **asdict(paragraph),
        "lines": list(paragraph.lines),
        "spans": [list(span) for span in paragraph.spans],
        "pages": list(paragraph.pages) if paragraph.pages else None,
        "seams": list(paragraph.seams),
        "corrections": [asdict(correction) for correction in paragraph.corrections],
    }


def dropped_columns(dropped: Dropped) -> dict[str, Any]:
    """Return a dropped text as a row."""
    return {**asdict(dropped), "lines": list(dropped.lines), "spans": [list(span) for span in dropped.spans]}


def read_table(path: Path, text_column: str = "text") -> Reading:
    """Read the rows of a table as paragraphs of one document, named by the file.

    Raises TableError at the first bad row: `topics label` is what sets bad rows aside.
    """
    paragraphs: list[Paragraph] = []
    rows: list[Mapping[str, Any]] = []
    for row in read_rows(path, text_column):
        if isinstance(row, BadRow):
            raise TableError(f"{path}: row {row.number}: {row.reason}")
        index = len(paragraphs)
        place = (row.number, row.number)
        paragraphs.append(Paragraph(f"{path.name}#{index}", path.name, index, row.text, "body", place))
        rows.append({name: value for name, value in row.columns.items() if name != text_column})
    document = Document(path.name, path, "", "table")
    return Reading(tuple(paragraphs), documents=(document,), rows=tuple(rows))


def write_paragraphs(path: Path, paragraphs: Iterable[Paragraph]) -> None:
    """Write one row for each paragraph."""
    write_table(path, map(paragraph_columns, paragraphs), PARAGRAPH_COLUMNS)


def write_dropped(path: Path, dropped: Iterable[Dropped]) -> None:
    """Write one row for each dropped text."""
    write_table(path, map(dropped_columns, dropped), DROPPED_COLUMNS)

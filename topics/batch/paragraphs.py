"""Tables <-> paragraphs: each row a paragraph as it stands."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from topics.batch.label import DROPPED_COLUMNS, PARAGRAPH_COLUMNS, dropped_columns, paragraph_columns
from topics.batch.rows import BadRow, read_rows
from topics.batch.table import write_table
from topics.errors import TableError
from topics.types import Document, Dropped, Paragraph, Reading


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

"""Paths -> paragraphs: documents and the rows of tables in one Reading."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from topics.batch.paragraphs import read_table
from topics.batch.rows import is_table
from topics.documents.reader import read_documents
from topics.errors import TableError
from topics.types import Reading


def read(paths: Sequence[str | Path], text_column: str = "text") -> Reading:
    """Read documents, folders of them and tables into paragraphs, documents first.

    A row of a table is a paragraph as it stands, its row number in place of lines. Raises
    TableError at the first bad row.
    """
    tables = [path for path in map(Path, paths) if is_table(path)]
    files = [path for path in map(Path, paths) if not is_table(path)]
    parts = [read_documents(files)] if files else []
    parts += [read_table(path, text_column) for path in tables]
    documents = tuple(document for part in parts for document in part.documents)
    if len({document.name for document in documents}) < len(documents):
        raise TableError(f"{', '.join(map(str, tables))}: two tables share a file name; rename one")
    return Reading(
        paragraphs=tuple(paragraph for part in parts for paragraph in part),
        dropped=tuple(dropped for part in parts for dropped in part.dropped),
        documents=documents,
        rows=_other_columns(parts) if tables else (),
    )


def _other_columns(parts: Iterable[Reading]) -> tuple[Mapping[str, Any], ...]:
    """The other columns of the row of each paragraph, none for paragraphs of documents."""
    return tuple(columns for part in parts for columns in part.rows or ({} for _ in part))

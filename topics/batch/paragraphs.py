"""Tables -> paragraphs: each row a paragraph as it stands."""

from pathlib import Path

from topics.batch.rows import BadRow, read_rows
from topics.errors import TableError
from topics.types import Document, Paragraph, Reading


def read_table(path: Path, text_column: str = "text") -> Reading:
    """Read the rows of a table as paragraphs of one document, named by the file.

    Raises TableError at the first bad row: `topics label` is what sets bad rows aside.
    """
    paragraphs: list[Paragraph] = []
    for row in read_rows(path, text_column):
        if isinstance(row, BadRow):
            raise TableError(f"{path}: row {row.number}: {row.reason}")
        index = len(paragraphs)
        place = (row.number, row.number)
        paragraphs.append(Paragraph(f"{path.name}#{index}", path.name, index, row.text, "body", place))
    return Reading(tuple(paragraphs), documents=(Document(path.name, path, "", "table"),))

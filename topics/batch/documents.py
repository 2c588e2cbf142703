"""Documents of a job: one that cannot be read is put aside with its reason, and the others are read."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from topics.documents.paragraphs import split_paragraphs
from topics.documents.reader import find_documents, open_documents
from topics.errors import ReadingError
from topics.types import Document, Dropped, Paragraph, Reading


def read_each(paths: Sequence[Path]) -> tuple[Reading, list[dict[str, Any]]]:
    """Return what documents hold, and a row for the quarantine for each of a folder that cannot be read.

    Raises ReadingError for one that was named itself, and where none can be read.
    """
    paragraphs: list[Paragraph] = []
    dropped: list[Dropped] = []
    documents: list[Document] = []
    bad: list[dict[str, Any]] = []
    first_error: ReadingError | None = None
    named = {path.absolute() for path in paths}
    for path, name in find_documents(paths):
        try:
            found = list(open_documents(path, name))
        except ReadingError as error:
            if path.absolute() in named:
                raise
            first_error = first_error or error
            bad.append({"file": str(path), "row": None, "reason": str(error).removeprefix(f"{path}: "), "raw": ""})
            continue
        for document in found:
            kept, left_out = split_paragraphs(document)
            paragraphs += kept
            dropped += left_out
            documents.append(document)
    if first_error is not None and not documents:
        raise first_error
    return Reading(tuple(paragraphs), tuple(dropped), tuple(documents)), bad

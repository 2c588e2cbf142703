"""Paths -> documents: which files there are, and what text stands in them.

The libraries behind .html, .docx and .pdf are imported where such a file is read: they cost a
tenth of a second that plain text does not need.
"""

import os
import stat
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from topics.documents.encoding import decode
from topics.documents.formats.bundle import read_bundle
from topics.documents.limits import check_text, read_bytes
from topics.documents.paragraphs import explain, split_paragraphs
from topics.errors import ReadingError
from topics.types import Decision, Document, Dropped, Paragraph, Reading

_Read = Callable[[Path, str], Document]


def read_documents(paths: str | Path | Iterable[str | Path]) -> Reading:
    """Read documents and folders of documents into paragraphs, in the order of their names.

    `paths` is one path or several. The result is a sequence of Paragraph; its `dropped`
    says what was left out. Raises ReadingError for a path that is missing, a folder
    without documents and a file that is not text.

    >>> reading = read_documents("seeds/documents")  # doctest: +SKIP
    >>> reading[0].text, reading[0].lines  # doctest: +SKIP
    """
    paragraphs: list[Paragraph] = []
    dropped: list[Dropped] = []
    documents: list[Document] = []
    for path, name in find_documents(paths):
        for document in open_documents(path, name):
            kept, left_out = split_paragraphs(document)
            paragraphs += kept
            dropped += left_out
            documents.append(document)
    return Reading(tuple(paragraphs), tuple(dropped), tuple(documents))


def explain_documents(paths: str | Path | Iterable[str | Path]) -> Iterator[tuple[str, list[Decision]]]:
    """Yield the name of each document and every decision about its lines, for debugging a page."""
    for path, name in find_documents(paths):
        for document in open_documents(path, name):
            yield document.name, explain(document)


def find_documents(paths: str | Path | Iterable[str | Path]) -> list[tuple[Path, str]]:
    """Return the documents under `paths` with their names, each once, folders in sorted order.

    A document in a folder is named by its path below that folder, with forward slashes;
    where two would share a name, the folders above tell them apart.
    """
    given = [Path(paths)] if isinstance(paths, str | Path) else [Path(path) for path in paths]
    found = {path.resolve(): (path, root) for given_path in given for path, root in _below(given_path)}
    parts = [(path.absolute().parts, len(path.relative_to(root).parts)) for path, root in found.values()]
    while True:
        names = ["/".join(above[-depth:]) for above, depth in parts]
        shared = {name for name, count in Counter(names).items() if count > 1}
        if not shared:
            return [(path, name) for (path, _), name in zip(found.values(), names, strict=True)]
        parts = [(above, depth + (name in shared)) for (above, depth), name in zip(parts, names, strict=True)]


def read_document(path: Path, name: str | None = None) -> Document:
    """Read one document; `name` is what it is called in results, its file name by default."""
    suffix = path.suffix.lower()
    if suffix not in _READERS:
        raise ReadingError(f"{path}: {suffix or 'no suffix'} is not read; documents are {_KINDS}")
    return check_text(_READERS[suffix](path, name or path.name))


def open_documents(path: Path, name: str) -> Iterator[Document]:
    """Yield the document that a file is, or the documents that an archive holds."""
    if path.suffix.lower() == _ARCHIVE:
        yield from read_bundle(path, name, lambda member: member.suffix.lower() in _READERS, read_document)
    else:
        yield read_document(path, name)


def is_document(path: Path) -> bool:
    """Tell whether a file is of a kind that is read as a document."""
    return path.suffix.lower() in (*_READERS, _ARCHIVE)


def _below(path: Path) -> Iterator[tuple[Path, Path]]:
    """Yield each document at or below `path`, with the folder that its name starts from."""
    mode = _mode(path)
    if stat.S_ISREG(mode):
        yield path, path.parent
    elif stat.S_ISDIR(mode):
        # Path.is_file raises where a link leads into a closed folder.
        files = sorted(file for file in _walk(path) if is_document(file) and os.path.isfile(file))  # noqa: PTH113
        if not files:
            raise ReadingError(f"{path}: no documents in this folder; it should hold {_KINDS} files")
        yield from ((file, path) for file in files)
    else:
        raise ReadingError(f"{path}: is a pipe or a device; save what it gives in a file")


def _mode(path: Path) -> int:
    """What a path is, links followed."""
    try:
        return path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        problem = "is a link to a file that is gone" if path.is_symlink() else "no such file or folder"
        raise ReadingError(f"{path}: {problem}") from error
    except OSError as error:
        raise ReadingError(f"{path}: cannot be read ({error.strerror})") from error


def _walk(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder but hidden ones; links to folders, which may run in circles, are not followed."""
    for place, folders, files in os.walk(folder, onerror=_refuse):
        folders[:] = (name for name in folders if not name.startswith("."))
        yield from (Path(place, name) for name in files if not name.startswith("."))


def _refuse(error: OSError) -> None:
    """A folder that is closed must not look like an empty one."""
    raise ReadingError(f"{error.filename}: cannot be read ({error.strerror})") from error


def _read_text(path: Path, name: str) -> Document:
    text, encoding = decode(read_bytes(path), str(path))
    return Document(name, path, text, encoding)


def _read_docx(path: Path, name: str) -> Document:
    from topics.documents.formats.docx import read_docx

    return read_docx(path, name)


def _read_pdf(path: Path, name: str) -> Document:
    from topics.documents.formats.pdf import read_pdf

    return read_pdf(path, name)


def _read_html(path: Path, name: str) -> Document:
    from topics.documents.formats.html import read_html

    return read_html(path, name)


_READERS: dict[str, _Read] = {
    ".txt": _read_text,
    ".md": _read_text,
    ".html": _read_html,
    ".htm": _read_html,
    ".docx": _read_docx,
    ".pdf": _read_pdf,
}
_ARCHIVE = ".zip"
_KINDS = ", ".join((*_READERS, _ARCHIVE))

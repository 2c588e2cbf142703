"""Paths -> inputs of a job: files, folders and globs, each file once."""

import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath

from topics.batch.remote import Place, RemoteFile, find_remote
from topics.batch.rows import SUFFIXES, is_table
from topics.documents.reader import is_document
from topics.errors import TableError, TopicsError

QUARANTINE = ".quarantine.jsonl"
"""What the name of an output is followed by in that of its quarantine."""

JOB = ".job"
"""What the name of an output is followed by in that of the folder of its job."""


_JOBS = tuple(f"{suffix}{JOB}" for suffix in SUFFIXES)


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a job reads: tables, sorted by path, or documents and folders of them.

    `passed_over` counts tables in folders that are read for their documents.
    """

    tables: tuple[Place, ...] = ()
    documents: tuple[Path, ...] = ()
    passed_over: int = 0


def find_inputs(paths: Iterable[Place]) -> Inputs:
    """Return the inputs that paths name.

    A folder that holds documents is read for them, another for its tables. In a path that does
    not exist `*`, `?`, `[…]` and `**` stand for names. Quarantines and folders of jobs are passed
    over. Raises TopicsError where tables and documents are named together.
    """
    documents: list[Path] = []
    passed_over = 0
    given = list(paths)
    remote = (found for place in given if isinstance(place, RemoteFile) for found in _remote_tables(place))
    tables: dict[Place, Place] = {table: table for table in remote}
    for path in (found for place in given if isinstance(place, Path) for found in _matches(place)):
        below = _tables_below(path) if path.is_dir() else []
        if below and not any(map(is_document, _walk(path))):
            tables |= {table.resolve(): table for table in below}
        elif is_table(path) and not path.is_dir():
            tables[path.resolve()] = path
        else:
            documents.append(path)
            passed_over += len(below)
    if tables and documents:
        table = next(iter(tables.values()))
        raise TopicsError(f"{table}: is a table, {documents[0]} is not; label them in jobs of their own")
    return Inputs(tuple(sorted(tables.values(), key=lambda table: table.as_posix())), tuple(documents), passed_over)


def _remote_tables(place: RemoteFile) -> list[RemoteFile]:
    found = find_remote(place)
    tables = [file for file in found if is_table(file) and (found == [place] or _is_own(PurePosixPath(file.address)))]
    if not tables:
        raise TableError(f"{place}: is no table, and holds none; of other stores only tables are read")
    return tables


def _matches(path: Path) -> Sequence[Path]:
    if not glob.has_magic(str(path)) or path.exists():
        return [path]
    found = (Path(match) for match in sorted(glob.glob(str(path), recursive=True)))  # noqa: PTH207  # an absolute pattern
    files = [file for file in found if (is_table(file) or is_document(file)) and file.is_file() and _is_own(file)]
    if not files:
        raise TableError(f"{path}: no table or document has such a name")
    return files


def _tables_below(folder: Path) -> list[Path]:
    return [file for file in _walk(folder) if is_table(file) and file.is_file() and _is_own(file.relative_to(folder))]


def _walk(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder but hidden ones; a folder that is closed must not look like an empty one."""
    for place, folders, files in os.walk(folder, onerror=_refuse):
        folders[:] = (name for name in folders if not name.startswith("."))
        yield from (Path(place, name) for name in files if not name.startswith("."))


def _refuse(error: OSError) -> None:
    raise TableError(f"{error.filename}: cannot be read ({error.strerror})") from error


def _is_own(file: PurePath) -> bool:
    """Tell that a file is the user's: no quarantine, and not inside the folder of a job."""
    return not file.name.endswith(QUARANTINE) and not any(part.lower().endswith(_JOBS) for part in file.parts[:-1])

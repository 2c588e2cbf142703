"""Where a job touches the disk: inputs are opened, and files of the job written, here alone.

A file that stands under its own name is whole and on the disk. One that is being written has a
name that ends in `.partial` and holds the number of its process, so that a process that outlived
its job is in nobody's way.
"""

import errno
import hashlib
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from topics.batch.remote import Place, RemoteFile, remove, upload
from topics.errors import OutputError

PARTIAL = ".partial"
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_CHUNK = 2**20


def open_input(path: Place) -> io.BufferedReader:
    """Open an input, or a finished file of the job, for reading."""
    return path.open("rb")


def stamp_of(path: Place) -> tuple[int, int]:
    """Return the size of a file and when it was changed, or what else tells a change."""
    if isinstance(path, RemoteFile):
        return path.stamp()
    status = path.stat()
    return status.st_size, status.st_mtime_ns


def partial_of(path: Path, writer: int | str | None = None) -> Path:
    """Return the name under which a process, by default this one, writes a file until it is whole."""
    return path.with_name(f"{path.name}.{writer or os.getpid()}{PARTIAL}")


class Part(io.RawIOBase):
    """A file being written, with its size."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.size = 0

    def writable(self) -> bool:
        """Tell that it can be written."""
        return True

    def tell(self) -> int:
        """Return how much was written."""
        return self.size

    def write(self, data: "bytes | memoryview[int]", /) -> int:  # type: ignore[override]  # narrower than any buffer
        """Write all of `data`."""
        self._file.write(data)
        self.size += len(data)
        return len(data)


class HashedPart(Part):
    """A file being written, with its size and sha256."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file)
        self._sha = hashlib.sha256()

    def write(self, data: "bytes | memoryview[int]", /) -> int:  # type: ignore[override]  # narrower than any buffer
        """Write all of `data`."""
        self._sha.update(data)
        return super().write(data)

    @property
    def digest(self) -> str:
        """The sha256 of what was written, in hex."""
        return self._sha.hexdigest()


@contextmanager
def written(path: Path) -> Iterator[HashedPart]:
    """Yield a file at `path` that is on the disk when the block ends, or gone where it fails."""
    with _opened(path) as file:
        yield HashedPart(file)


@contextmanager
def whole(path: Path) -> Iterator[Part]:
    """Yield a file that stands at `path` when the block ends, whole and on the disk."""
    partial = partial_of(path)
    with _opened(partial) as file:
        yield Part(file)
    settle(partial, path)


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    with explained(path):
        try:
            with path.open("wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def settle(partial: Path, path: Path) -> None:
    """Let a whole file stand under its name, and see to it that this is on the disk."""
    with explained(path):
        partial.replace(path)
        sync_folder(path.parent)


def deliver(file: Path, target: Place) -> None:
    """Let a whole file of the job stand at a place: under another name here, or as a copy elsewhere."""
    if isinstance(target, RemoteFile):
        upload(file, target)
    elif file.stat().st_dev == target.parent.stat().st_dev:
        settle(file, target)
    else:
        with whole(target) as part:
            copy_into(part, file)


def discard(target: Place) -> None:
    """Remove a file if it is there."""
    if isinstance(target, RemoteFile):
        remove(target)
    else:
        target.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """See to it that the names in a folder are on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def append_line(path: Path, line: str) -> None:
    """Append a line to a file and see to it that it is on the disk."""
    is_new = not path.exists()
    with explained(path), path.open("ab") as file:
        file.write(line.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
        if is_new:
            sync_folder(path.parent)


def digest_of(path: Path) -> str:
    """Return the sha256 of a file, in hex."""
    with open_input(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy_into(part: Part, path: Path) -> None:
    """Append the bytes of a finished file."""
    with open_input(path) as file:
        while chunk := file.read(_CHUNK):
            part.write(chunk)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn a failure to write into an OutputError that says what to do."""
    try:
        yield
    except OSError as error:
        mend = "free space" if error.errno in _FULL else "mend that"
        problem = f"{error.filename or path}: cannot be written ({error.strerror or error})"
        raise OutputError(f"{problem}; {mend} and run again with --resume") from error

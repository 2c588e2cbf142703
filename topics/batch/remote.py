"""Files of other stores, as s3:// and hdfs://, through fsspec: found, opened, and put there whole."""

import errno
import glob
import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import uuid4

from topics.errors import MissingExtraError, OutputError, TableError, TopicsError

_INSTALL = 'install it: pip install "topics-zh[remote]"'
_BUFFER = 2**20


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file by its address; what of a Path jobs use, it has."""

    address: str

    def __str__(self) -> str:
        return self.address

    @property
    def name(self) -> str:
        """The last part of the address."""
        return self.address.rpartition("/")[2]

    @property
    def suffix(self) -> str:
        """The end of the name from its last point."""
        return PurePosixPath(self.name).suffix

    def as_posix(self) -> str:
        """Return the address."""
        return self.address

    def with_name(self, name: str) -> "RemoteFile":
        """Return the file of another name beside this one."""
        return RemoteFile(f"{self.address.rpartition('/')[0]}/{name}")

    def is_file(self) -> bool:
        """Tell whether there is such a file; TableError where it may not be seen."""
        return self._kind() == "file"

    def is_dir(self) -> bool:
        """Tell whether there is such a folder."""
        return self._kind() == "directory"

    def stamp(self) -> tuple[int, int]:
        """Return the size of the file and a number that changes with it."""
        system, path = _file_system(self.address)
        system.invalidate_cache()
        with _readable(self.address):
            return int(system.info(path)["size"]), int(system.checksum(path))

    def open(self, _: str = "rb") -> io.BufferedReader:
        """Open the file for reading."""
        system, path = _file_system(self.address)
        with _readable(self.address):
            return io.BufferedReader(_Remote(system.open(path, "rb")), _BUFFER)

    def read_bytes(self) -> bytes:
        """Return all of the file."""
        with self.open() as file:
            return file.read()

    def _kind(self) -> str:
        system, path = _file_system(self.address)
        system.invalidate_cache()
        with _readable(self.address), suppress(FileNotFoundError):
            return str(system.info(path)["type"])
        return ""


class _Remote(io.RawIOBase):
    """A file of a store that is open for reading; what the store raises is an OSError, as files raise it."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return int(self._file.seek(offset, whence))

    def tell(self) -> int:
        return int(self._file.tell())

    def readinto(self, buffer: Any, /) -> int:
        with _as_os_error():
            return int(self._file.readinto(buffer))

    def close(self) -> None:
        self._file.close()
        super().close()


Place = Path | RemoteFile
"""Where a table stands."""


def place_of(text: str) -> Place:
    """Return the place that a path or an address names."""
    return RemoteFile(text) if "://" in text else Path(text)


def find_remote(place: RemoteFile) -> list[RemoteFile]:
    """Return the file so named, or the files below a folder but hidden ones, or those that a pattern names."""
    system, path = _file_system(place.address)
    with _readable(place.address):
        if glob.has_magic(path):
            names = system.glob(path)
        elif system.isdir(path):
            names = [name for name in system.find(path) if "/." not in name.removeprefix(path)]
        else:
            return [place]
    address = place.address.rstrip("/")
    start = address.removesuffix(path) if address.endswith(path) else ""
    return sorted((RemoteFile(f"{start}{name}" if start else system.unstrip_protocol(name)) for name in names), key=str)


def check_writable(target: RemoteFile) -> None:
    """Raise OutputError where a file cannot be put, before days of work go into it."""
    system, path = _file_system(target.address)
    partial = _partial(path)
    with _writable(target):
        system.pipe_file(partial, b"\n")
        system.rm_file(partial)


def upload(file: Path, target: RemoteFile) -> None:
    """Put a file there under another name and, when it is whole, give it its own."""
    system, path = _file_system(target.address)
    partial = _partial(path)
    with _writable(target):
        try:
            system.put_file(str(file), partial)
            system.invalidate_cache()
            if system.info(partial)["size"] != file.stat().st_size:
                raise OSError(errno.EIO, "did not arrive whole")  # noqa: TRY301  # as the store itself would
            system.mv(partial, path)
        except BaseException:
            with suppress(OSError):
                system.rm_file(partial)
            raise


def remove(target: RemoteFile) -> None:
    """Remove a file if it is there."""
    system, path = _file_system(target.address)
    with _writable(target), suppress(FileNotFoundError):
        system.rm_file(path)


def _partial(path: str) -> str:
    return f"{path.rpartition('/')[0]}/.{uuid4().hex}.partial"


def _file_system(address: str) -> tuple[Any, str]:
    try:
        import fsspec
    except ModuleNotFoundError as error:
        raise MissingExtraError(f"{address}: {error.name} is not installed; {_INSTALL}") from error
    try:
        system, path = fsspec.url_to_fs(address)
    except ImportError as error:
        raise MissingExtraError(f"{address}: cannot be reached ({error})") from error
    except (OSError, ValueError) as error:
        raise TopicsError(f"{address}: cannot be reached ({error})") from error
    return system, path


@contextmanager
def _as_os_error() -> Iterator[None]:
    try:
        yield
    except (OSError, TopicsError):
        raise
    except Exception as error:  # each store has errors of its own, for want of credentials or of a network
        raise OSError(str(error)) from error


@contextmanager
def _readable(address: str) -> Iterator[None]:
    try:
        with _as_os_error():
            yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise TableError(f"{address}: cannot be read ({error})") from error


@contextmanager
def _writable(target: RemoteFile) -> Iterator[None]:
    try:
        with _as_os_error():
            yield
    except OSError as error:
        problem = f"{target}: cannot be written ({error.strerror or error})"
        raise OutputError(f"{problem}; mend that and run again with --resume") from error

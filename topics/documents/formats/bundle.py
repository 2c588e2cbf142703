"""A .zip of documents -> its documents, one after the other, each as a file of its own.

Archives come from anywhere, so nothing in them is believed: what they would unpack to is
limited before anything is unpacked, and their names never become paths on this machine.
"""

import io
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path, PurePosixPath
from shutil import copyfileobj
from tempfile import TemporaryDirectory

from topics.errors import ReadingError
from topics.types import Document

Read = Callable[[Path, str], Document]

MAX_MEMBERS = 1_000
MAX_TOTAL_BYTES = 256 * 2**20
MAX_MEMBER_BYTES = 64 * 2**20
MAX_RATIO = 200
"""Text packs to a tenth, at most a fiftieth; 1,000 is what a bomb of zeros reaches."""

_MAX_ENTRY_BYTES = 4_096
"""A directory of more than this for each member that is allowed is not even loaded."""

METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""The others unpack in steps that no limit holds."""

ENCRYPTED = 0x1
_UTF8_NAME = 0x800
ARCHIVE_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError)


class ArchiveFile(io.FileIO):
    """An archive whose directory cannot fill the memory: `zipfile` loads it in one read."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Read, but no more at once than the directory of an archive within its limits."""
        if size is not None and size > MAX_MEMBERS * _MAX_ENTRY_BYTES:
            raise ReadingError(f"{self.name}: holds more than {MAX_MEMBERS:,} files; unpack it into a folder")
        return super().read(-1 if size is None else size)


def unpack(path: Path, is_document: Callable[[Path], bool]) -> Generator[tuple[str, Path], None, None]:
    """Yield the name and a temporary file of each document in an archive, in the order of names.

    The file has the suffix of its name and is gone when the next is asked for. Members that
    are no documents, and hidden ones, are passed over. Names are relative, with forward
    slashes, and no two are the same. Raises ReadingError for an archive that is broken,
    encrypted, holds another archive or no document, or passes a limit of this module.
    """
    try:
        with ArchiveFile(path) as file, zipfile.ZipFile(file) as archive, TemporaryDirectory() as folder:
            for name, member in _documents(archive, path, is_document):
                target = Path(folder, "document").with_suffix(PurePosixPath(name).suffix)
                with archive.open(member) as packed, target.open("wb") as unpacked:
                    copyfileobj(packed, unpacked)
                yield name, target
                target.unlink()
    except OSError as error:
        raise ReadingError(f"{path}: cannot be read ({error.strerror or error})") from error
    except ARCHIVE_ERRORS as error:
        raise ReadingError(f"{path}: is broken or not a zip archive; pack it again") from error


def read_bundle(path: Path, name: str, is_document: Callable[[Path], bool], read: Read) -> Iterator[Document]:
    """Read each document of an archive; names and errors speak of the archive, not of temporary files."""
    with closing(unpack(path, is_document)) as members:
        for member, file in members:
            try:
                document = read(file, f"{name}/{member}")
            except ReadingError as error:
                raise ReadingError(str(error).replace(str(file), f"{path}/{member}")) from error
            yield replace(document, path=path)


def _documents(
    archive: zipfile.ZipFile, path: Path, is_document: Callable[[Path], bool]
) -> list[tuple[str, zipfile.ZipInfo]]:
    """The members to read, in the order of their names; the limits are kept before any is unpacked."""
    members = [member for member in archive.infolist() if not member.orig_filename.endswith("/")]
    if len(members) > MAX_MEMBERS:
        raise ReadingError(f"{path}: holds more than {MAX_MEMBERS:,} files; unpack it into a folder")
    named = [(_safe_name(_decoded_name(member)), member) for member in members]
    seen = [(name, member) for name, member in named if not _is_hidden(name)]
    for name, _ in seen:
        if name.lower().endswith(".zip"):
            raise ReadingError(f"{path}: holds another archive, {name}; unpack it into a folder")
    documents = sorted(((name, member) for name, member in seen if is_document(Path(name))), key=lambda pair: pair[0])
    if not documents:
        raise ReadingError(f"{path}: no documents in this archive")
    _check_sizes([member for _, member in documents], path)
    return list(zip(_distinct([name for name, _ in documents]), (member for _, member in documents), strict=True))


def _check_sizes(members: list[zipfile.ZipInfo], path: Path) -> None:
    """Refuse what is too large; `zipfile` never unpacks more than the sizes that stand here."""
    if any(member.flag_bits & ENCRYPTED for member in members):
        raise ReadingError(f"{path}: is encrypted; pack it without a password")
    if any(member.compress_type not in METHODS for member in members):
        raise ReadingError(f"{path}: is packed in a way that is not read; pack it with the usual method, deflate")
    if any(member.file_size > MAX_MEMBER_BYTES for member in members):
        raise ReadingError(f"{path}: holds a file of more than {MAX_MEMBER_BYTES >> 20} MB; unpack it into a folder")
    if sum(member.file_size for member in members) > MAX_TOTAL_BYTES:
        raise ReadingError(f"{path}: unpacks to more than {MAX_TOTAL_BYTES >> 20} MB; split it")
    if any(member.file_size > MAX_RATIO * max(member.compress_size, 1) for member in members):
        raise ReadingError(f"{path}: unpacks to more than {MAX_RATIO} times its size, as bombs do; pack it anew")


def _decoded_name(member: zipfile.ZipInfo) -> str:
    """The name as its maker saw it: without the UTF-8 flag it is UTF-8 all the same, or GBK."""
    if member.flag_bits & _UTF8_NAME:
        return member.orig_filename
    name = member.orig_filename.encode("cp437")
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("gb18030", "replace")


def _safe_name(name: str) -> str:
    """A relative path without steps upwards, drives or control characters.

    >>> _safe_name("C:/案件/../../通报.txt")
    'C_/案件/通报.txt'
    """
    printable = "".join(character if character.isprintable() and character != ":" else "_" for character in name)
    parts = [part for part in printable.replace("\\", "/").split("/") if part.strip(". ")]
    return "/".join(parts) or "_"


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in name.split("/"))


def _distinct(names: list[str]) -> Iterator[str]:
    """Yield the names, numbering each that was there before: "a.txt", "a (2).txt"."""
    taken: set[str] = set(names)
    seen: set[str] = set()
    for name in names:
        if name in seen:
            pure = PurePosixPath(name)
            numbered = (str(pure.with_name(f"{pure.stem} ({number}){pure.suffix}")) for number in count(2))
            name = next(new for new in numbered if new not in taken)  # noqa: PLW2901  # the name that it gets
            taken.add(name)
        seen.add(name)
        yield name

"""Parquet files of one schema -> one file: their row groups are copied as they stand, not decoded.

A Parquet file is its row groups and a footer in Thrift that says where they are. Only the footer is
written anew, with all places moved by where a file's row groups have come to stand. The numbers of
fields are those of `parquet.thrift` in https://github.com/apache/parquet-format.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from topics.batch.disk import Part, copy_into, open_input
from topics.batch.thrift import STRUCT, Changes, Reader, copy_struct, integer_bytes, list_head_bytes

_MAGIC = b"PAR1"
_TAIL = 8
"""Bytes behind the footer: its length, and the magic."""

_N_ROWS, _ROW_GROUPS = 3, 4
_ORDINALS = 2**15


def join_files(part: Part, paths: Sequence[Path]) -> None:
    """Write the row groups of Parquet files, at least one, which have the same schema, to one file."""
    groups: list[bytes] = []
    n_rows = 0
    part.write(_MAGIC)
    for path in paths:
        footer, start = _footer_of(path)
        moved = part.size - len(_MAGIC)
        copy_into(part, path, len(_MAGIC), start)
        values = _values(footer)
        groups += _groups(footer, values[_ROW_GROUPS][0], moved, len(groups))
        n_rows += Reader(footer, values[_N_ROWS][0]).integer()
    joined = _footer(_footer_of(paths[0])[0], n_rows, groups)
    part.write(b"".join([joined, len(joined).to_bytes(4, "little"), _MAGIC]))


def _footer_of(path: Path) -> tuple[bytes, int]:
    """The footer of a file, and where it starts."""
    with open_input(path) as file:
        end = file.seek(-_TAIL, 2)
        start = end - int.from_bytes(file.read(4), "little")
        file.seek(start)
        return file.read(end - start), start


def _values(footer: bytes) -> dict[int, tuple[int, int]]:
    """Where the value of each field of a footer starts and ends."""
    reader = Reader(footer)
    found = {}
    for number, kind in reader.fields():
        start = reader.place
        reader.skip(kind)
        found[number] = start, reader.place
    return found


def _groups(footer: bytes, place: int, moved: int, n_before: int) -> Iterator[bytes]:
    """The row groups that stand in a footer at `place`, moved by so many bytes."""
    reader = Reader(footer, place)
    count, _ = reader.list_head()
    for number in range(n_before, n_before + count):
        parts: list[bytes] = []
        copy_struct(reader, _moves(moved, number), parts)
        yield b"".join(parts)


def _moves(moved: int, ordinal: int) -> Changes:
    """What changes in a row group; 0 stands for no place."""

    def move(place: int) -> int:
        return place + moved if place else 0

    pages = {9: move, 10: move, 11: move, 14: move}
    chunk = {2: move, 3: pages, 4: move, 6: move}
    return {1: chunk, 5: move, 7: lambda _: ordinal % _ORDINALS}


def _footer(first: bytes, n_rows: int, groups: Sequence[bytes]) -> bytes:
    """A footer like the first file's, but with all row groups and rows."""
    values = _values(first)
    (a, b), (c, d) = values[_N_ROWS], values[_ROW_GROUPS]
    heads = list_head_bytes(len(groups), STRUCT)
    return b"".join([first[:a], integer_bytes(n_rows), first[b:c], heads, *groups, first[d:]])

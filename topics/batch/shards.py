"""Tables -> shards: pieces of bounded size, cut by the input alone, never by who labels them.

A shard says where its rows stand, so that any process that sees the file can read it, and what its
bytes are (sha256), so that a change is noticed.
"""

import csv
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow.parquet as pq

from topics.batch.csvlines import CsvLines, utf8_copy
from topics.batch.csvpieces import Records, read_ends
from topics.batch.disk import open_input, stamp_of
from topics.batch.remote import Place, place_of
from topics.batch.rows import BadRow, Row, check_columns, damaged, open_parquet, parse_json
from topics.errors import TableError

_CHUNK = 2**20
_MAX_PARTS = 16
"""Parts that a row group is cut into: each part has to decode what stands before it."""


@dataclass(frozen=True, slots=True)
class ShardSize:
    """How much of a table a shard holds at most; one row is never cut."""

    rows: int = 10_000
    bytes: int = 16 * 2**20


@dataclass(frozen=True, slots=True)
class Shard:
    """Some rows of a table that stand behind each other.

    `start` and `stop` are bytes of the file `source` (`table` itself, or its copy in UTF-8), or
    rows of a row group of a Parquet file; `first` is the number of the first row, `n_rows` how
    many lines or rows there are, good or bad, `group_rows` how many make a row group of Parquet
    output. `stamp` is what `source` was when it was cut.
    """

    table: str
    source: str
    kind: str
    text_column: str
    start: int
    stop: int
    first: int
    n_rows: int
    digest: str
    stamp: tuple[int, int]
    group: int = 0
    group_rows: int = 2**31
    header: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Where its rows stand, for messages."""
        unit = "lines" if self.kind == ".jsonl" else "rows"
        return f"{self.table}: {unit} {self.first:,} to {self.first + max(self.n_rows, 1) - 1:,}"


def cut_table(path: Place, text_column: str, size: ShardSize, copies: Path) -> Iterator[Shard]:
    """Yield the shards of a table in order, at least one; a copy in UTF-8, where it takes one, goes to `copies`.

    Raises TableError where the file cannot be read at all or has no text column.
    """
    if not path.is_file():
        raise TableError(f"{path}: no such file")
    cutters = {".jsonl": _cut_jsonl, ".csv": _cut_csv, ".parquet": _cut_parquet}
    kind = path.suffix.lower()
    source = utf8_copy(path, copies) if kind == ".csv" else path
    empty = Shard(str(path), str(source), kind, text_column, 0, 0, 1, 0, "", stamp_of(source))
    with damaged(str(path)):
        yield from cutters[kind](empty, size)


def _cut_jsonl(empty: Shard, size: ShardSize) -> Iterator[Shard]:
    _check_jsonl(place_of(empty.table), empty.text_column)
    with open_input(place_of(empty.source)) as file:
        yield from _pieces(empty, _lines(file), size)


def _check_jsonl(path: Place, text_column: str) -> None:
    """Raise TableError where no row before the first good one has the text column."""
    with open_input(path) as lines:
        for number, raw in enumerate(lines, start=1):
            row = parse_json(number, raw, text_column) if raw.strip() else None
            if isinstance(row, Row):
                return
            if isinstance(row, BadRow) and row.reason.startswith("no column"):
                raise TableError(f"{path}: line {number}: {row.reason}; name the text column")


def _lines(file: BinaryIO) -> Iterator[Records]:
    chunk = b""
    while next_chunk := file.read(_CHUNK):
        chunk = next_chunk
        ends = np.flatnonzero(np.frombuffer(chunk, np.uint8) == ord("\n")) + 1
        yield Records(chunk, ends, np.ones(len(ends), bool))
    if chunk and not chunk.endswith(b"\n"):
        yield Records(b"", np.array([0]), np.array([True]))


def _pieces(empty: Shard, records: Iterable[Records], size: ShardSize) -> Iterator[Shard]:
    """Yield shards of records that stand behind each other from `empty.start` on."""
    start = place = empty.start
    first, n_rows, sha = 1, 0, hashlib.sha256()
    for found in records:
        counts, data = np.cumsum(found.are_rows), memoryview(found.data)
        done = n_counted = hashed = 0
        while True:
            by_rows = int(np.searchsorted(counts, n_counted + size.rows - n_rows))
            by_bytes = int(np.searchsorted(found.ends, start + size.bytes - place))
            last = max(min(by_rows, by_bytes), done)
            if last >= len(counts):
                break
            end, count = int(found.ends[last]), int(counts[last])
            n_rows += count - n_counted
            sha.update(data[hashed:end])
            yield replace(empty, start=start, stop=place + end, first=first, n_rows=n_rows, digest=sha.hexdigest())
            start, first, n_rows, sha = place + end, first + n_rows, 0, hashlib.sha256()
            done, n_counted, hashed = last + 1, count, end
        n_rows += int(found.are_rows.sum()) - n_counted
        sha.update(data[hashed:])
        place += len(data)
    if place > start or start == empty.start:
        yield replace(empty, start=start, stop=place, first=first, n_rows=n_rows, digest=sha.hexdigest())


def _digest_of(file: BinaryIO, n_bytes: int) -> str:
    sha = hashlib.sha256()
    while n_bytes and (chunk := file.read(min(n_bytes, _CHUNK))):
        sha.update(chunk)
        n_bytes -= len(chunk)
    return sha.hexdigest()


def _cut_csv(empty: Shard, size: ShardSize) -> Iterator[Shard]:
    with open_input(place_of(empty.source)) as file:
        lines = CsvLines(file)
        records = lines.records()
        try:
            header = next(records, [])
        except csv.Error as error:
            raise TableError(f"{empty.table}: the header is not CSV ({error})") from error
        check_columns(place_of(empty.table), header, empty.text_column)
        empty = replace(empty, header=tuple(header), start=lines.position, stop=lines.position)
        yield from _pieces(empty, read_ends(file, lines.position), size)


def _cut_parquet(empty: Shard, size: ShardSize) -> Iterator[Shard]:
    path = place_of(empty.table)
    table = open_parquet(path)
    names = tuple(table.schema_arrow.names)
    check_columns(path, list(names), empty.text_column)
    schema = hashlib.sha256(table.schema_arrow.serialize()).hexdigest()
    first = 1
    with damaged(str(path)), open_input(path) as file:
        for group in range(table.num_row_groups):
            digest = hashlib.sha256((schema + _group_digest(file, table, group)).encode()).hexdigest()
            n_rows = table.metadata.row_group(group).num_rows
            n_bytes = table.metadata.row_group(group).total_byte_size
            small = max(min(size.rows, size.bytes * n_rows // max(n_bytes, 1)), 1)
            step = max(small, -(-n_rows // _MAX_PARTS))
            for start in range(0, n_rows, step):
                count = min(step, n_rows - start)
                piece = replace(empty, start=start, stop=start + count, first=first + start, n_rows=count)
                yield replace(piece, digest=digest, group=group, group_rows=small, header=names)
            first += n_rows
    if first == 1:
        yield replace(empty, digest=schema, group=-1, header=names)


def _group_digest(file: BinaryIO, table: pq.ParquetFile, group: int) -> str:
    """The sha256 of the bytes that hold a row group."""
    metadata = table.metadata.row_group(group)
    columns = [metadata.column(number) for number in range(metadata.num_columns)]
    starts = [min(filter(None, (column.dictionary_page_offset, column.data_page_offset))) for column in columns]
    stops = [start + column.total_compressed_size for start, column in zip(starts, columns, strict=True)]
    file.seek(min(starts))
    return _digest_of(file, max(stops) - min(starts))

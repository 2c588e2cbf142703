"""Records of a CSV file, many at once where all quotes enclose whole fields, else one after another.

A piece is plain where each quote that opens stands before a field, each that closes behind one, and
no carriage return stands alone: then a line ends a record where the number of quotes before it is
even, and all readers of CSV agree. Everything else is left to the csv module.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import csv as arrow_csv

from topics.batch import csvlines
from topics.batch.arrays import string_array
from topics.batch.csvlines import CsvLines
from topics.batch.rows import BYTE_ORDER_MARK, BadRow, csv_fields

_PIECE = 2 * 2**20
_LONG_PIECE = 16 * 2**20
"""Where lines end in carriage returns alone a file is one line to Python, and each piece reads the rest of it."""

_COMMA, _QUOTE, _LINE_END, _RETURN = b',"\n\r'


@dataclass(frozen=True, slots=True, eq=False)
class Records:
    """Bytes of a file, where in them records end (n,) int64, and which of these (n,) are rows: empty lines are none."""

    data: bytes
    ends: npt.NDArray[np.int64]
    are_rows: npt.NDArray[np.bool_]


def read_ends(file: BinaryIO, start: int) -> Iterator[Records]:
    """Yield all records from a byte of a file on, good or bad."""
    place = start
    while data := _read(file, place, _PIECE):
        found = plain_records(data) or _careful_ends(file, place, place + _careful_bytes(data))
        yield found
        place += len(found.data)


def _careful_ends(file: BinaryIO, place: int, enough: int) -> Records:
    lines = CsvLines(file, place)
    known = [(lines.position - place, is_row) for is_row in _are_rows(lines, enough)]
    ends, are_rows = np.array(known, np.int64).T
    return Records(_read(file, place, lines.position - place), ends, are_rows.astype(bool))


def read_records(
    file: BinaryIO, start: int, stop: int, first: int, header: Sequence[str], block_rows: int
) -> Iterator[tuple[pa.RecordBatch, tuple[BadRow, ...]]]:
    """Yield the good rows between two bytes as columns of strings, and the bad ones; `first` numbers the first."""
    place = start
    while data := _read(file, place, max(min(_PIECE, stop - place), 0)):
        found = plain_records(data)
        batch = None if found is None else _plain_batch(found, header)
        if found is not None and batch is not None:
            for row in range(0, batch.num_rows, block_rows):
                yield batch.slice(row, block_rows), ()
            place += len(found.data)
            first += batch.num_rows
            continue
        lines = CsvLines(file, place, stop)
        for good, bad in _careful_batches(lines, place + _careful_bytes(data), first, header, block_rows):
            yield good, bad
            first += good.num_rows + len(bad)
        place = lines.position


def plain_records(data: bytes) -> Records | None:
    """Return the whole records of a plain piece; None where it is not plain, or has no whole record."""
    if len(data) > csvlines.MAX_FIELD or data.startswith(BYTE_ORDER_MARK) or b"\0" in data:
        return None
    if b"\r" in data and data.count(b"\r") != data.count(b"\r\n") + data.endswith(b"\r"):
        return None
    piece = np.frombuffer(data, np.uint8)
    quotes, ends = np.flatnonzero(piece == _QUOTE), np.flatnonzero(piece == _LINE_END)
    ends = ends[np.searchsorted(quotes, ends) % 2 == 0] + 1
    if not len(ends) or not _enclose_fields(piece[: ends[-1]], quotes[quotes < ends[-1]]):
        return None
    lengths = np.diff(ends, prepend=0)
    are_empty = (lengths == 1) | ((lengths == 2) & (piece[ends - 2] == _RETURN))  # noqa: PLR2004  # \r\n
    return Records(data[: ends[-1]], ends, ~are_empty)


def _enclose_fields(piece: npt.NDArray[np.uint8], quotes: npt.NDArray[np.int64]) -> bool:
    """Tell whether quotes, which are even in number, stand at the ends of fields or, as two, inside of them."""
    before = np.where(quotes[0::2] > 0, piece[quotes[0::2] - 1], _LINE_END)
    behind = piece[quotes[1::2] + 1]
    return bool(np.isin(before, [_COMMA, _LINE_END, _QUOTE]).all()) and bool(
        np.isin(behind, [_COMMA, _LINE_END, _RETURN, _QUOTE]).all()
    )


def _plain_batch(records: Records, header: Sequence[str]) -> pa.RecordBatch | None:
    """The rows of a plain piece; None where some have another number of fields."""
    n_rows = int(records.are_rows.sum())
    if not n_rows:
        return pa.RecordBatch.from_arrays([string_array([]) for _ in header], names=list(header))
    kinds = arrow_csv.ConvertOptions(column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=False)
    reading = arrow_csv.ReadOptions(use_threads=False, block_size=len(records.data) + 1, column_names=list(header))
    parsing = arrow_csv.ParseOptions(newlines_in_values=True)
    try:
        table = arrow_csv.read_csv(pa.BufferReader(records.data), reading, parsing, kinds)
    except pa.ArrowInvalid:
        return None
    (batch,) = table.combine_chunks().to_batches()
    return batch if batch.num_rows == n_rows else None


def _careful_bytes(data: bytes) -> int:
    """How much is left to the csv module where a piece is not plain."""
    return _LONG_PIECE if b"\r" in data else len(data)


def _careful_batches(
    lines: CsvLines, enough: int, first: int, header: Sequence[str], block_rows: int
) -> Iterator[tuple[pa.RecordBatch, tuple[BadRow, ...]]]:
    """The same row by row, until a record ends at or behind the byte `enough`."""
    good: list[list[str]] = []
    bad: list[BadRow] = []
    for number, fields in enumerate(csv_fields(lines.records(), len(header)), start=first):
        if isinstance(fields, list):
            good.append(fields)
        else:
            bad.append(BadRow(number, *fields))
        is_enough = lines.position >= enough
        if is_enough or len(good) + len(bad) >= block_rows:
            yield _batch(good, header), tuple(bad)
            good, bad = [], []
        if is_enough:
            return
    if good or bad:
        yield _batch(good, header), tuple(bad)


def _batch(rows: Sequence[Sequence[str]], header: Sequence[str]) -> pa.RecordBatch:
    columns = [string_array([fields[number] for fields in rows]) for number in range(len(header))]
    return pa.RecordBatch.from_arrays(columns, names=list(header))


def _are_rows(lines: CsvLines, enough: int) -> Iterator[bool]:
    """Tell of each record whether it is a row, good or bad, until one ends at or behind the byte `enough`."""
    records = lines.records()
    while lines.position < enough:
        try:
            yield bool(next(records))
        except StopIteration:
            return
        except csv.Error:
            yield True


def _read(file: BinaryIO, place: int, n_bytes: int) -> bytes:
    file.seek(place)
    return file.read(n_bytes)

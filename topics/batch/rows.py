"""Tables -> rows: JSONL, CSV and Parquet, row by row, each well or marked as bad with a reason."""

import csv
import json
import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from topics.batch.jsontext import encodes
from topics.batch.remote import Place
from topics.documents.encoding import decode
from topics.errors import TableError

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
SUFFIXES = (".jsonl", ".csv", ".parquet")
_MAX_CSV_FIELD = 2**31 - 1
MAX_SHOWN = 200
"""Characters that a bad row shows of itself."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: its line or row number, counted from 1, all its columns, its text."""

    number: int
    columns: dict[str, Any]
    text: str


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be used, and why; `raw` shows the beginning of it."""

    number: int
    reason: str
    raw: str


@dataclass(frozen=True, slots=True)
class OpenTable:
    """The columns that a table names before its rows (JSONL names none), and its rows in order."""

    columns: tuple[str, ...]
    rows: Iterator[Row | BadRow]


def is_table(path: Place) -> bool:
    """Tell whether a file is of a kind that is read as a table."""
    return path.suffix.lower() in SUFFIXES


def read_rows(path: Path, text_column: str = "text") -> Iterator[Row | BadRow]:
    """Yield the rows of a table in order; see `open_table`."""
    return open_table(path, text_column).rows


def open_table(path: Path, text_column: str = "text") -> OpenTable:
    """Open a JSONL, CSV or Parquet file.

    The number of a JSONL row is its line; of a CSV or Parquet row its place after the
    header. CSV values are str as they stand, so that codes like 007 survive. Raises
    TableError where the file cannot be read at all or has no text column.
    """
    if not path.is_file():
        raise TableError(f"{path}: no such file")
    openers = {".jsonl": _open_jsonl, ".csv": _open_csv, ".parquet": _open_parquet}
    suffix = path.suffix.lower()
    if suffix not in openers:
        raise TableError(f"{path}: {suffix or 'no suffix'} is not a table; tables are {', '.join(SUFFIXES)}")
    return openers[suffix](path, text_column)


def _open_jsonl(path: Path, text_column: str) -> OpenTable:
    return OpenTable((), _jsonl_rows(path, text_column))


def _jsonl_rows(path: Path, text_column: str) -> Iterator[Row | BadRow]:
    seen_good_row = False
    with path.open("rb") as lines:
        for number, raw in enumerate(lines, start=1):
            if not raw.strip():
                continue
            row = parse_json(number, raw, text_column)
            if isinstance(row, Row):
                seen_good_row = True
            elif not seen_good_row and row.reason.startswith("no column"):
                raise TableError(f"{path}: line {number}: {row.reason}; name the text column")
            yield row


def parse_json(number: int, raw: bytes, text_column: str) -> Row | BadRow:
    """Return a line of a JSONL file as a row."""
    shown = raw[:MAX_SHOWN].decode("utf-8", "replace").rstrip()
    try:
        columns = json.loads(raw.decode("utf-8-sig" if number == 1 else "utf-8"))
    except UnicodeDecodeError:
        return BadRow(number, "not UTF-8", shown)
    except (ValueError, RecursionError) as error:
        return BadRow(number, f"not JSON ({error})", shown)
    if not isinstance(columns, dict):
        return BadRow(number, "not a JSON object", shown)
    return checked_row(number, columns, text_column, shown)


def _open_csv(path: Path, text_column: str) -> OpenTable:
    text, _ = decode(path.read_bytes(), str(path))
    csv.field_size_limit(_MAX_CSV_FIELD)  # the standard limit of 128 KB is below a long document
    lines = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        header = next(lines, [])
    except csv.Error as error:
        raise TableError(f"{path}: the header is not CSV ({error})") from error
    check_columns(path, header, text_column)
    return OpenTable(tuple(header), _csv_rows(lines, header, text_column))


def _csv_rows(lines: Iterator[list[str]], header: list[str], text_column: str) -> Iterator[Row | BadRow]:
    for number, fields in enumerate(csv_fields(lines, len(header)), start=1):
        if isinstance(fields, list):
            yield checked_row(number, dict(zip(header, fields, strict=True)), text_column, "")
        else:
            yield BadRow(number, *fields)


def csv_fields(records: Iterator[list[str]], n_columns: int) -> Iterator[list[str] | tuple[str, str]]:
    """Yield the fields of each row, or the reason why it is bad and what it shows; empty lines are no rows."""
    while True:
        try:
            fields = next(records)
        except StopIteration:
            return
        except csv.Error as error:
            yield f"not CSV ({error})", ""
            continue
        if len(fields) == n_columns:
            yield fields
        elif fields:
            yield f"{len(fields)} fields where the header has {n_columns}", ",".join(fields)[:MAX_SHOWN]


def open_parquet(path: Place) -> pq.ParquetFile:
    """Open a Parquet file; TableError where it is none."""
    try:
        return pq.ParquetFile(path if isinstance(path, Path) else path.open())
    except (pa.ArrowException, OSError) as error:
        raise TableError(f"{path}: is not a Parquet file ({str(error).splitlines()[0]})") from error


@contextmanager
def damaged(place: str) -> Iterator[None]:
    """Turn what Arrow says of a damaged file into a TableError."""
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        raise TableError(f"{place}: is damaged ({str(error).splitlines()[0]})") from error


def _open_parquet(path: Path, text_column: str) -> OpenTable:
    table = open_parquet(path)
    check_columns(path, table.schema_arrow.names, text_column)
    return OpenTable(tuple(table.schema_arrow.names), _parquet_rows(path, table, text_column))


def _parquet_rows(path: Path, table: pq.ParquetFile, text_column: str) -> Iterator[Row | BadRow]:
    number = 0
    try:
        for batch in table.iter_batches():
            for columns in batch.to_pylist():
                number += 1
                yield checked_row(number, columns, text_column, "")
    except (pa.ArrowException, OSError) as error:
        raise TableError(f"{path}: is damaged after row {number} ({str(error).splitlines()[0]})") from error


def check_columns(path: Place, header: list[str], text_column: str) -> None:
    """Raise TableError where a header lacks the text column, or names a column twice."""
    if text_column not in header:
        named = ", ".join(header) or "none"
        hint = "save it with commas" if len(header) == 1 and re.search(r"[;\t|]", named) else "name the text column"
        raise TableError(f"{path}: no column {text_column!r} among {named}; {hint}")
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        raise TableError(f"{path}: the column {twice[0]!r} stands twice in the header; rename one")


def checked_row(number: int, columns: dict[str, Any], text_column: str, shown: str) -> Row | BadRow:
    """Return a row whose text can be labelled, or why it cannot."""
    if text_column not in columns:
        return BadRow(number, f"no column {text_column!r} among {', '.join(columns) or 'none'}", shown)
    text = columns[text_column]
    if text is None or (isinstance(text, float) and math.isnan(text)):
        return BadRow(number, "the text is missing", shown)
    if not isinstance(text, str):
        return BadRow(number, f"the text is a {type(text).__name__}, not a string", shown)
    if not encodes(text):
        return BadRow(number, "the text holds half a character (a lone surrogate)", shown)
    return Row(number, columns, text)

"""Rows -> tables: JSONL, CSV and Parquet with the same columns, whole or not at all."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from topics.batch.jsontext import encodes, json_value
from topics.batch.remote import Place
from topics.batch.rows import SUFFIXES
from topics.errors import OutputError
from topics.files import whole_file

Values = Mapping[str, Any]
"""One row to write: column -> value; columns that a row lacks are empty."""


def check_table_path(path: Place) -> None:
    """Raise OutputError unless `path` ends in .jsonl, .csv or .parquet and is no folder."""
    if path.suffix.lower() not in SUFFIXES:
        raise OutputError(f"{path}: tables are written as {', '.join(SUFFIXES)}; name such a file")
    if path.is_dir():
        raise OutputError(f"{path}: is a folder; name a file")


def write_table(path: Path, rows: Iterable[Values], columns: Sequence[str]) -> int:
    """Write rows in the form that the suffix of `path` names and return how many.

    `columns` are the columns of an empty table; others are added as rows bring them. JSONL
    is written as rows come; CSV and Parquet, whose columns must be known first, are held in
    memory. In CSV lists are joined with | and nested values are JSON.
    """
    check_table_path(path)
    writers: dict[str, Callable[[Path, Iterable[Values], Sequence[str]], int]] = {
        ".jsonl": _write_jsonl,
        ".csv": _write_csv,
        ".parquet": _write_parquet,
    }
    with whole_file(path) as partial:
        return writers[path.suffix.lower()](partial, rows, columns)


def _write_jsonl(path: Path, rows: Iterable[Values], _: Sequence[str]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            file.write(json_value(row) + "\n")
            count += 1
    return count


def _write_csv(path: Path, rows: Iterable[Values], columns: Sequence[str]) -> int:
    held = list(rows)
    header = _all_columns(held, columns)
    with path.open("w", encoding="utf-8", newline="", errors="replace") as file:
        plain, quoting = (
            csv.writer(file, lineterminator="\n"),
            csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL),
        )
        for cells in (header, *([csv_cell(row.get(name)) for name in header] for row in held)):
            # the plain writer leaves a lone carriage return unquoted, and readers take it for a line end
            (quoting if any("\r" in str(cell) for cell in cells) else plain).writerow(cells)
    return len(held)


def _write_parquet(path: Path, rows: Iterable[Values], columns: Sequence[str]) -> int:
    held = list(rows)
    header = _all_columns(held, columns)
    arrays = [arrow_array([row.get(name) for row in held]) for name in header]
    pq.write_table(pa.Table.from_arrays(arrays, names=header), path, compression="zstd", compression_level=1)
    return len(held)


def _all_columns(rows: list[Values], columns: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(chain(*rows))) if rows else list(columns)


def csv_cell(value: Any) -> Any:
    """Return a value as a cell: lists joined with |, nested values as JSON."""
    if isinstance(value, list | tuple) and all(isinstance(item, str | int | float) for item in value):
        return "|".join(str(item) for item in value)
    return json_value(value) if isinstance(value, list | tuple | dict) else value


def arrow_array(values: list[Any]) -> pa.Array:
    """Return a column of the type that its values show; or of their JSON where Parquet has no type for them."""
    array = typed_array(values)
    if array is None or has_empty_struct(array.type):
        return pa.array([value if value is None else text_or_json(value) for value in values])
    return array


def typed_array(values: list[Any], kind: pa.DataType | None = None) -> pa.Array | None:
    """Return a column of a type, or of that which its values show; None where not all have it."""
    try:
        return pa.array(values, kind)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError, UnicodeEncodeError):
        return None


def has_empty_struct(kind: pa.DataType) -> bool:
    """Tell whether a type holds an object without fields, which Parquet cannot hold."""
    if pa.types.is_struct(kind) and kind.num_fields == 0:
        return True
    return any(has_empty_struct(kind.field(number).type) for number in range(kind.num_fields))


def text_or_json(value: Any) -> str:
    """Return a str as it stands if UTF-8 can hold it; anything else as JSON."""
    return value if isinstance(value, str) and encodes(value) else json_value(value)

"""Columns -> the cells and lines of a CSV file."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from topics.batch.jsontext import is_text, json_texts
from topics.batch.table import csv_cell


def csv_cells(array: pa.Array) -> list[Any]:
    """Return the cell of each value, as `csv_cell` gives it."""
    kind = array.type
    if is_text(kind):
        return list(array.to_pylist())
    if pa.types.is_list(kind) and is_text(kind.value_type) and not array.flatten().null_count:
        return list(pc.binary_join(array.cast(pa.list_(pa.string())), "|").to_pylist())
    if pa.types.is_list(kind) and pa.types.is_struct(kind.value_type):
        filled = pc.greater(pc.list_value_length(array), 0)
        return list(pc.if_else(filled, json_texts(array), pc.if_else(array.is_valid(), "", None)).to_pylist())
    if pa.types.is_struct(kind):
        return list(pc.if_else(array.is_valid(), json_texts(array), pa.scalar(None, pa.string())).to_pylist())
    return [csv_cell(value) for value in array.to_pylist()]


def csv_lines(rows: Iterable[Sequence[Any]]) -> bytes:
    """Return rows of cells as lines; half a character becomes a question mark."""
    held = list(rows)
    text = _formatted(held, csv.QUOTE_MINIMAL)
    if "\r" in text:
        # the plain writer leaves a lone carriage return unquoted, and readers take it for a line end
        quoted = (any("\r" in str(cell) for cell in cells) for cells in held)
        ways = (csv.QUOTE_ALL if is_quoted else csv.QUOTE_MINIMAL for is_quoted in quoted)
        text = "".join(_formatted([cells], way) for cells, way in zip(held, ways, strict=True))
    return text.encode(errors="replace")


def _formatted(rows: Iterable[Sequence[Any]], quoting: int) -> str:
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\n", quoting=quoting).writerows(rows)  # type: ignore[arg-type]  # a constant of csv
    return text.getvalue()

"""Columns -> the cells and lines of a CSV file."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from topics.batch.arrays import utf8_array, which_hold
from topics.batch.jsontext import is_text, joined, json_texts
from topics.batch.table import csv_cell

_QUOTED = b',"\n'
"""What a cell holds that is quoted."""


def cell_texts(array: pa.Array) -> pa.Array:
    """Return the cell of each value, as `csv_cell` gives it: strings without nulls, not quoted."""
    kind = array.type
    if is_text(kind) or pa.types.is_integer(kind):
        texts = array.cast(pa.string())
    elif pa.types.is_list(kind) and is_text(kind.value_type) and not array.flatten().null_count:
        texts = pc.binary_join(array.cast(pa.list_(pa.string())), "|")
    elif pa.types.is_list(kind) and pa.types.is_struct(kind.value_type):
        texts = pc.if_else(pc.greater(pc.list_value_length(array), 0), json_texts(array), "")
    elif pa.types.is_struct(kind):
        texts = pc.if_else(array.is_valid(), json_texts(array), "") if array.null_count else json_texts(array)
    else:
        return value_cells(array.to_pylist())
    return pc.fill_null(texts, "") if texts.null_count else texts


def value_cells(values: Iterable[Any]) -> pa.Array:
    """Return the cell of each value of any kind; half a character becomes a question mark."""
    return utf8_array([_cell(value).encode(errors="replace") for value in values])


def joined_lines(columns: Sequence[pa.Array]) -> pa.Array:
    """Return the cells of columns as lines, as `csv_lines` does; there are two columns or more."""
    # a lone carriage return is a line end to readers where it is not quoted
    returns = np.logical_or.reduce([which_hold(column, b"\r") for column in columns])
    parts = [part for column in columns for part in (",", _quoted(column, returns))]
    return joined(*parts[1:], "\n")


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


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else str(csv_cell(value))


def _quoted(texts: pa.Array, returns: Any) -> pa.Array:
    """Cells, quoted where they have to be and in the rows that `returns` (n_rows,) marks."""
    mask = returns | which_hold(texts, _QUOTED)
    if not mask.any():
        return texts
    chosen = texts if mask.all() else texts.filter(pa.array(mask))
    quoted = joined('"', pc.replace_substring(chosen, '"', '""'), '"')
    return quoted if mask.all() else pc.replace_with_mask(texts, pa.array(mask), quoted)


def _formatted(rows: Iterable[Sequence[Any]], quoting: int) -> str:
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\n", quoting=quoting).writerows(rows)  # type: ignore[arg-type]  # a constant of csv
    return text.getvalue()

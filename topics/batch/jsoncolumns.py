"""Rows of JSON -> columns, when all rows of a shard are there: only then columns and types are known."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

import pyarrow as pa

from topics.batch.jsonlines import JsonBlock
from topics.batch.names import freed_rows
from topics.batch.table import has_empty_struct, text_or_json, typed_array

INFERRED = b"topics.inferred"
"""Metadata of a column that holds JSON: the type of its values, empty where they have none in common."""


class HeldRows:
    """Rows of JSON with their labels."""

    def __init__(self, text_column: str) -> None:
        self._text_column = text_column
        self._rows: list[dict[str, Any]] = []
        self._texts: list[pa.Array] = []
        self._labels: list[pa.RecordBatch] = []

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, block: JsonBlock, labels: pa.RecordBatch) -> None:
        """Hold the rows of a block."""
        self._rows += freed_rows(block.rows, labels.schema.names)
        self._texts.append(block.texts)
        self._labels.append(labels)

    def columns(self) -> Iterator[tuple[str, pa.Array | list[Any]]]:
        """Yield names and columns in the order in which rows bring them, labels behind the first row's.

        Labels are arrays, and so are texts where they keep their name; the values of others are
        as the rows have them, None where they have none.
        """
        labels = pa.Table.from_batches(self._labels).combine_chunks()
        arrays = {name: labels[name].chunk(0) for name in labels.schema.names}
        for name in dict.fromkeys(chain(self._rows[0], arrays, *self._rows[1:])):
            if name in arrays:
                yield name, arrays[name]
            elif name == self._text_column:
                yield name, pa.concat_arrays(self._texts)
            else:
                yield name, [row.get(name) for row in self._rows]


def json_column(values: list[Any]) -> tuple[pa.Array, dict[bytes, bytes] | None]:
    """Return a column as `arrow_array` gives it, and where it holds JSON, the type that the values show, if any."""
    array = typed_array(values)
    if array is not None and not has_empty_struct(array.type):
        return array, None
    inferred = b"" if array is None else pa.schema([("", array.type)]).serialize().to_pybytes()
    return json_array(values), {INFERRED: inferred}


def json_array(values: list[Any]) -> pa.Array:
    """Return a column of strings as they stand and of the JSON of all else."""
    return pa.array([value if value is None else text_or_json(value) for value in values], pa.string())

"""Labelled blocks -> the file of a shard: JSONL, CSV without a header, or for Parquet a stream of Arrow batches."""

from collections.abc import Sequence
from typing import Protocol

import pyarrow as pa

from topics.batch.arrays import text_buffers, utf8_array
from topics.batch.blocks import Block
from topics.batch.cells import cell_texts, joined_lines, value_cells
from topics.batch.disk import Part
from topics.batch.jsoncolumns import HeldRows, json_column
from topics.batch.jsonlines import JsonBlock
from topics.batch.jsontext import joined, json_texts, json_value
from topics.batch.names import freed_columns, freed_rows
from topics.batch.shards import Shard

_QUICK = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)


class ShardWriter(Protocol):
    """What writes the labelled blocks of one shard."""

    def write(self, block: Block, labels: pa.RecordBatch) -> None:
        """Add a block and its labels."""

    def close(self) -> tuple[str, ...]:
        """Write what is held back and return the columns of all rows, in the order in which rows brought them."""


def shard_writer(suffix: str, part: Part, shard: Shard, labels: pa.Schema) -> ShardWriter:
    """Return what writes a shard; `labels` are the columns that are added."""
    header = shard.header or (shard.text_column,)
    if suffix == ".jsonl":
        return JsonlWriter(part, header, labels)
    held = HeldRows(shard.text_column)
    if suffix == ".csv":
        return CsvWriter(part, header, labels, held)
    return ArrowWriter(part, header, labels, held, shard.group_rows)


def add_labels(columns: pa.RecordBatch, labels: pa.RecordBatch) -> pa.RecordBatch:
    """Return the rows with their labels: input columns first, as they are but for names that labels take."""
    freed = freed_columns(columns.schema.names, labels.schema.names)
    fields = [pa.field(freed[field.name], field.type) for field in columns.schema]
    schema = pa.schema([*fields, *labels.schema])
    return pa.RecordBatch.from_arrays([*columns.columns, *labels.columns], schema=schema)


class JsonlWriter:
    """One object a line; rows of a JSONL file keep their bytes, labels are put behind them."""

    def __init__(self, part: Part, header: Sequence[str], labels: pa.Schema) -> None:
        self._part, self._names = part, labels.names
        self._columns = (*freed_columns(header, self._names).values(), *self._names)

    def write(self, block: Block, labels: pa.RecordBatch) -> None:
        """Add a block and its labels."""
        if isinstance(block, JsonBlock):
            parts, batch = [utf8_array(self._heads(block))], labels
        else:
            parts, batch = ["{"], add_labels(block.columns, labels)
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            comma = "" if parts == ["{"] else ", "
            parts += [f"{comma}{json_value(name)}: ", json_texts(column)]
        if labels.num_rows:
            _write_texts(self._part, joined(*parts, "}\n"))

    def close(self) -> tuple[str, ...]:
        """Return the columns that the table names: those that rows bring need not be known."""
        return self._columns

    def _heads(self, block: JsonBlock) -> list[bytes]:
        """The bytes of each object without its last brace."""
        freed = freed_rows(block.rows, self._names)
        return [
            raw[:-1].rstrip() if row is was else json_value(row)[:-1].encode()
            for row, was, raw in zip(freed, block.rows, block.raws, strict=True)
        ]


class CsvWriter:
    """Cells as `csv_cell` gives them, lines as `csv_lines`; rows of JSONL files wait until all columns are known."""

    def __init__(self, part: Part, header: Sequence[str], labels: pa.Schema, held: HeldRows) -> None:
        self._part, self._header, self._labels, self._held = part, header, labels.names, held

    def write(self, block: Block, labels: pa.RecordBatch) -> None:
        """Add a block and its labels."""
        if not labels.num_rows:
            return
        if isinstance(block, JsonBlock):
            self._held.add(block, labels)
        else:
            self._write_cells([cell_texts(column) for column in (*block.columns.columns, *labels.columns)])

    def close(self) -> tuple[str, ...]:
        """Write the rows that waited."""
        if not self._held:
            return (*freed_columns(self._header, self._labels).values(), *self._labels)
        names, columns = zip(*self._held.columns(), strict=True)
        self._write_cells([value_cells(part) if isinstance(part, list) else cell_texts(part) for part in columns])
        return tuple(names)

    def _write_cells(self, cells: list[pa.Array]) -> None:
        _write_texts(self._part, joined_lines(cells))


class ArrowWriter:
    """Batches that become row groups when shards are put together; rows of JSONL wait until the types of all are known.

    Shards are read once and removed, so they are packed quickly and not well.
    """

    def __init__(self, part: Part, header: Sequence[str], labels: pa.Schema, held: HeldRows, group_rows: int) -> None:
        self._part, self._header, self._labels, self._group_rows = part, header, labels, group_rows
        self._rows = held
        self._held: list[pa.RecordBatch] = []
        self._writer: pa.RecordBatchStreamWriter | None = None
        self._names: tuple[str, ...] = ()

    def write(self, block: Block, labels: pa.RecordBatch) -> None:
        """Add a block and its labels."""
        if not labels.num_rows:
            return
        if isinstance(block, JsonBlock):
            self._rows.add(block, labels)
            return
        self._held.append(add_labels(block.columns, labels))
        while sum(map(len, self._held)) >= self._group_rows:
            table = pa.Table.from_batches(self._held)
            self._flush(table.slice(0, self._group_rows))
            self._held = table.slice(self._group_rows).to_batches()

    def close(self) -> tuple[str, ...]:
        """Write what is held back, and the end of the stream."""
        if self._rows:
            self._flush(_table_of(self._rows))
        elif self._held:
            self._flush(pa.Table.from_batches(self._held))
        self._open(self._empty_schema()).close()
        return self._names

    def _flush(self, table: pa.Table) -> None:
        # in one piece: the pages of the table must not show how the blocks were cut
        (batch,) = table.unify_dictionaries().combine_chunks().to_batches()
        self._open(table.schema.remove_metadata()).write_batch(batch.replace_schema_metadata(None))

    def _open(self, schema: pa.Schema) -> pa.RecordBatchStreamWriter:
        if self._writer is None:
            self._writer = pa.ipc.new_stream(self._part, schema, options=_QUICK)
            self._names = tuple(schema.names)
        return self._writer

    def _empty_schema(self) -> pa.Schema:
        freed = freed_columns(self._header, self._labels.names).values()
        return pa.schema([*((name, pa.null()) for name in freed), *self._labels])


def _table_of(rows: HeldRows) -> pa.Table:
    fields, arrays = [], []
    for name, values in rows.columns():
        array, metadata = json_column(values) if isinstance(values, list) else (values, None)
        fields.append(pa.field(name, array.type, metadata=metadata))
        arrays.append(array)
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def _write_texts(part: Part, texts: pa.Array) -> None:
    """Write strings behind each other, from the buffer that holds them."""
    buffers = text_buffers(texts)
    part.write(buffers.data[buffers.offsets[0] : buffers.offsets[-1]].data)

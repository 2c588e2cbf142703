"""The files of shards -> one table: joined byte by byte where all have the same columns, else written anew."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from topics.batch.blocks import read_blocks
from topics.batch.cells import csv_lines
from topics.batch.csvlines import MAX_FIELD
from topics.batch.disk import Part, copy_into, open_input, whole
from topics.batch.jsoncolumns import INFERRED, json_array
from topics.batch.jsonlines import JsonBlock
from topics.batch.kinds import common_kind
from topics.batch.names import freed_rows
from topics.batch.shards import Shard
from topics.batch.table import has_empty_struct, typed_array
from topics.batch.worker import ShardResult

_ROWS = 1_024

Kinds = dict[str, pa.DataType | None]
"""Columns of the output with their types; None where values have none in common, and become JSON."""

_PACKED: dict[str, Any] = {"compression": "zstd", "compression_level": 1}

_ALONE = pa.ipc.IpcReadOptions(use_threads=False)
"""No threads, since workers may be forked off this process meanwhile."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A finished shard: where it was read, where its rows stand now, and what they are."""

    shard: Shard
    rows: Path
    result: ShardResult


def assemble(target: Path, pieces: Iterator[Piece], label_names: Sequence[str]) -> None:
    """Write the rows of all shards to one table; columns are those of all rows, as these bring them.

    Shards are taken as they come, in order: what can be put together before the last is there, is.
    """
    kind = target.suffix.lower()
    if kind == ".parquet":
        _join_parquet(target, pieces, label_names)
    elif kind == ".csv":
        _join_csv(target, list(pieces))
    else:
        with whole(target) as part:
            for piece in pieces:
                copy_into(part, piece.rows)


def _join_csv(target: Path, pieces: Sequence[Piece]) -> None:
    columns = list(dict.fromkeys(name for piece in _filled(pieces) for name in piece.result.columns))
    with whole(target) as part:
        part.write(csv_lines([columns]))
        for piece in pieces:
            if list(piece.result.columns) == columns:
                copy_into(part, piece.rows)
            else:
                _write_csv_anew(part, piece, columns)


def _filled(pieces: Sequence[Piece]) -> Sequence[Piece]:
    """The shards that have rows; all of them where none has."""
    return [piece for piece in pieces if piece.result.labelled] or pieces


def _write_csv_anew(part: Part, piece: Piece, columns: Sequence[str]) -> None:
    csv.field_size_limit(max(csv.field_size_limit(), 2 * MAX_FIELD))
    with open_input(piece.rows) as file, io.TextIOWrapper(file, "utf-8", newline="") as lines:
        places = [list(piece.result.columns).index(name) if name in piece.result.columns else -1 for name in columns]
        held: list[list[str]] = []
        for cells in csv.reader(lines, strict=True):
            held.append([cells[place] if place >= 0 else "" for place in places])
            if len(held) == _ROWS:
                part.write(csv_lines(held))
                held = []
        part.write(csv_lines(held))


def _join_parquet(target: Path, pieces: Iterator[Piece], label_names: Sequence[str]) -> None:
    """Pack shards as they come, as if all had the columns and types of the first that has rows; if not, all anew."""
    taken: list[Piece] = []
    coming = _noted(pieces, taken)
    next((piece for piece in coming if piece.result.labelled), None)
    expected = _kinds(taken)
    unfit = _pack(target, chain(tuple(taken), coming), expected, label_names)
    taken += pieces
    kinds = _kinds(taken)
    if unfit is None and kinds == expected:
        return
    while (unfit := _pack(target, taken, kinds, label_names)) is not None:
        kinds[unfit] = None


def _noted(pieces: Iterable[Piece], taken: list[Piece]) -> Iterator[Piece]:
    for piece in pieces:
        taken.append(piece)
        yield piece


def _kinds(pieces: Sequence[Piece]) -> Kinds:
    filled = _filled(pieces)
    schemas = [_schema_of(piece.rows) for piece in filled]
    columns = dict.fromkeys(name for piece in filled for name in piece.result.columns)
    return {name: _kind_of(name, schemas) for name in columns}


def _pack(target: Path, pieces: Iterable[Piece], kinds: Kinds, label_names: Sequence[str]) -> str | None:
    """Write shards, each batch a row group; or nothing, and return the column whose values do not have its type."""
    fields = [pa.field(name, pa.string() if kind is None else kind) for name, kind in kinds.items()]
    try:
        with whole(target) as part, pq.ParquetWriter(part, pa.schema(fields), **_PACKED) as writer:
            for piece in pieces:
                if piece.result.labelled:
                    _write_piece(writer, piece, kinds, label_names)
    except _UnfitError as unfit:
        return str(unfit)
    return None


def _kind_of(name: str, schemas: Sequence[pa.Schema]) -> pa.DataType | None:
    fields = [schema.field(name) for schema in schemas if name in schema.names]
    kinds = [_inferred(field) for field in fields]
    found = common_kind(kinds, is_everywhere=len(fields) == len(schemas))
    return None if found is None or has_empty_struct(found) else found


def _inferred(field: pa.Field) -> pa.DataType | None:
    inferred = (field.metadata or {}).get(INFERRED)
    if inferred is None:
        return field.type
    return pa.ipc.read_schema(pa.py_buffer(inferred)).field(0).type if inferred else None


class _UnfitError(Exception):
    """The column so named is not known, or its values do not have the type that they should."""


def _write_piece(writer: pq.ParquetWriter, piece: Piece, kinds: Kinds, label_names: Sequence[str]) -> None:
    with _batches_of(piece.rows) as batches:
        for name in batches.schema.names:
            if name not in kinds:
                raise _UnfitError(name)
        others = [field.name for field in batches.schema if _differs(field, kinds[field.name])]
        values = _values(piece, others, label_names) if others else {}
        place = 0
        for batch in batches:
            rows = slice(place, place + batch.num_rows)
            columns = [
                _retyped(values[name][rows], name, kind) if name in values else _as_it_is(batch, name, kind)
                for name, kind in kinds.items()
            ]
            writer.write_table(pa.Table.from_arrays(columns, schema=writer.schema), row_group_size=batch.num_rows)
            place += batch.num_rows


@contextmanager
def _batches_of(rows: Path) -> Iterator[pa.RecordBatchStreamReader]:
    with open_input(rows) as file, pa.ipc.open_stream(file, options=_ALONE) as batches:
        yield batches


def _schema_of(rows: Path) -> pa.Schema:
    with _batches_of(rows) as batches:
        return batches.schema


def _differs(field: pa.Field, kind: pa.DataType | None) -> bool:
    if pa.types.is_null(field.type):
        return False
    is_json = INFERRED in (field.metadata or {})
    return not is_json if kind is None else is_json or field.type != kind


def _retyped(values: list[Any], name: str, kind: pa.DataType | None) -> pa.Array:
    array = json_array(values) if kind is None else typed_array(values, kind)
    if array is None:
        raise _UnfitError(name)
    return array


def _as_it_is(batch: pa.RecordBatch, name: str, kind: pa.DataType | None) -> pa.Array:
    if name in batch.schema.names and not pa.types.is_null(batch.schema.field(name).type):
        return batch[name]
    return pa.nulls(batch.num_rows, pa.string() if kind is None else kind)


def _values(piece: Piece, names: Sequence[str], label_names: Sequence[str]) -> dict[str, list[Any]]:
    """The values of some columns: of rows of JSON as they came, of others as the shard's file holds them."""
    if piece.shard.kind != ".jsonl":
        with _batches_of(piece.rows) as batches:
            return dict(batches.read_all().select(list(names)).to_pydict())
    values: dict[str, list[Any]] = {name: [] for name in names}
    for block in read_blocks(piece.shard, _ROWS):
        rows = freed_rows(block.rows, label_names) if isinstance(block, JsonBlock) else []
        for name in names:
            values[name] += [row.get(name) for row in rows]
    return values

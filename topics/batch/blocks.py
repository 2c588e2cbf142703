"""Shards -> blocks of rows: texts to label, with the other columns as they came, and the bad rows between them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from topics.batch.csvpieces import read_records
from topics.batch.disk import open_input, stamp_of
from topics.batch.jsonlines import JsonBlock, json_block
from topics.batch.jsontext import is_text, json_value
from topics.batch.remote import place_of
from topics.batch.rows import MAX_SHOWN, BadRow, checked_row, damaged, open_parquet
from topics.batch.shards import Shard
from topics.errors import TableError

_BLOCK_BYTES = 4 * 2**20


@dataclass(frozen=True, slots=True)
class ArrowBlock:
    """Rows of a CSV or Parquet file: `columns` are as they came, `texts` those to label."""

    texts: pa.Array
    columns: pa.RecordBatch
    bad: tuple[BadRow, ...]


Block = ArrowBlock | JsonBlock


def read_blocks(shard: Shard, block_rows: int) -> Iterator[Block]:
    """Yield the rows of a shard in order.

    Raises TableError where the file is damaged, or no longer what it was when it was cut.
    """
    _check_unchanged(shard)
    with damaged(shard.place):
        yield from _READERS[shard.kind](shard, block_rows)
    _check_unchanged(shard)


def _check_unchanged(shard: Shard) -> None:
    path = place_of(shard.source)
    if not path.is_file():
        raise TableError(f"{shard.table}: is no longer there")
    if stamp_of(path) != shard.stamp:
        raise TableError(f"{shard.table}: was changed while it was labelled")


def _json_blocks(shard: Shard, block_rows: int) -> Iterator[JsonBlock]:
    with open_input(place_of(shard.source)) as file:
        file.seek(shard.start)
        number, stop = shard.first, shard.first + shard.n_rows
        while number < stop:
            lines: list[bytes] = []
            size = 0
            while number + len(lines) < stop and len(lines) < block_rows and size < _BLOCK_BYTES:
                lines.append(file.readline())
                size += len(lines[-1])
            yield json_block(number, lines, shard.text_column)
            number += len(lines)


def _csv_blocks(shard: Shard, block_rows: int) -> Iterator[ArrowBlock]:
    with open_input(place_of(shard.source)) as file:
        for batch, bad in read_records(file, shard.start, shard.stop, shard.first, shard.header, block_rows):
            yield ArrowBlock(batch.column(shard.text_column), batch, bad)


def _parquet_blocks(shard: Shard, block_rows: int) -> Iterator[ArrowBlock]:
    if shard.group < 0:
        return
    table = open_parquet(place_of(shard.source))
    group = table.metadata.row_group(shard.group)
    row_bytes = max(group.total_byte_size // max(group.num_rows, 1), 1)
    n_rows = max(min(block_rows, _BLOCK_BYTES // row_bytes), 1)
    place = 0
    for batch in table.iter_batches(batch_size=n_rows, row_groups=[shard.group], use_threads=False):
        skipped = max(shard.start - place, 0)
        piece = batch.slice(skipped, max(shard.stop - place - skipped, 0))
        if piece.num_rows:
            yield _parquet_block(piece, shard.text_column, shard.first - shard.start + place + skipped)
        place += batch.num_rows
        if place >= shard.stop:
            return


def _parquet_block(batch: pa.RecordBatch, text_column: str, first: int) -> ArrowBlock:
    texts = _texts_of(batch, text_column)
    if texts is not None and not texts.null_count:
        return ArrowBlock(texts, batch, ())
    bad = list(_bad_rows(batch, text_column, first))
    good = np.ones(batch.num_rows, bool)
    good[[row.number - first for row in bad]] = False
    kept = batch.filter(pa.array(good))
    texts = _texts_of(kept, text_column) if kept.num_rows else pa.array([], pa.string())
    return ArrowBlock(texts, kept, tuple(bad))


def _texts_of(batch: pa.RecordBatch, text_column: str) -> pa.Array | None:
    """The texts as strings; None where they are none, or not all strings of the batch are UTF-8."""
    column = batch.column(text_column)
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if not is_text(column.type) or not _is_utf8(batch):
        return None
    return column.cast(pa.string())


def _is_utf8(batch: pa.RecordBatch) -> bool:
    try:
        batch.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _bad_rows(batch: pa.RecordBatch, text_column: str, first: int) -> Iterator[BadRow]:
    for place in range(batch.num_rows):
        piece = batch.slice(place, 1)
        if not _is_utf8(piece):
            yield BadRow(first + place, "not UTF-8", "")
            continue
        (columns,) = piece.to_pylist()
        row = checked_row(first + place, columns, text_column, "")
        if isinstance(row, BadRow):
            others = {name: value for name, value in columns.items() if name != text_column}
            yield replace(row, raw=json_value(others)[:MAX_SHOWN] if others else "")


_READERS: dict[str, Callable[[Shard, int], Iterator[Block]]] = {
    ".jsonl": _json_blocks,
    ".csv": _csv_blocks,
    ".parquet": _parquet_blocks,
}

"""What a row of a table costs beside its label: to read, to cut, to write and to put together.

Usage: python benchmarks/rows.py CORPUS.jsonl.gz... [--rows 20000]

Labels are found first and handed over, so that only rows are measured: three columns, a text of 80
characters or more among them, in one process, by the time of the processor, the best of some runs.
"""

import argparse
import itertools
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from real import read_texts

from topics.batch.arrays import string_array
from topics.batch.assembly import Piece, assemble
from topics.batch.cells import csv_lines
from topics.batch.columns import columns_by
from topics.batch.shards import ShardSize, cut_table
from topics.batch.worker import BLOCK_ROWS, LabelTask, write_shard
from topics.settings import LabelSettings
from topics.shipped import STARTER_MODEL
from topics.storage.themes import load_theme_model

_ROUNDS = 3
_KINDS = ("jsonl", "csv", "parquet")
_COLUMNS = ("id", "date", "text")


def main() -> None:
    """Print a line for each kind of input and of output."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument("--rows", type=int, default=20_000)
    arguments = parser.parse_args()
    long = (text for text in read_texts(arguments.corpora) if len(text) >= 80)
    texts = list(itertools.islice(long, arguments.rows))
    labels = _labels(texts)
    with tempfile.TemporaryDirectory() as folder:
        write_inputs(Path(folder), texts)
        for source, suffix in itertools.product(_KINDS, _KINDS):
            runs = [measure(Path(folder), source, suffix, labels) for _ in range(_ROUNDS)]
            steps = min(runs, key=sum)
            shown = "  ".join(
                f"{name} {1e6 * step / len(texts):5.1f}" for name, step in zip(_STEPS, steps, strict=True)
            )
            print(f"{source:8} to {suffix:8} {1e6 * sum(steps) / len(texts):5.1f} us a row: {shown}")


_STEPS = ("cut", "read and write", "put together")


def _labels(texts: Sequence[str]) -> pa.RecordBatch:
    label = columns_by(load_theme_model(STARTER_MODEL), LabelSettings(), len(texts))
    found = [label(string_array(texts[row : row + BLOCK_ROWS])) for row in range(0, len(texts), BLOCK_ROWS)]
    (labels,) = pa.Table.from_batches(found).combine_chunks().to_batches()
    return labels


def write_inputs(folder: Path, texts: Sequence[str]) -> None:
    rows = [(f"row-{number}", f"2026-11-{number % 28 + 1:02}", text) for number, text in enumerate(texts)]
    lines = [json.dumps(dict(zip(_COLUMNS, row, strict=True)), ensure_ascii=False) for row in rows]
    (folder / "in.jsonl").write_text("\n".join([*lines, ""]), encoding="utf-8")
    (folder / "in.csv").write_bytes(csv_lines([_COLUMNS, *rows]))
    columns = [string_array(column) for column in zip(*rows, strict=True)]
    pq.write_table(pa.Table.from_arrays(columns, names=list(_COLUMNS)), folder / "in.parquet")


def measure(folder: Path, source: str, suffix: str, labels: pa.RecordBatch) -> tuple[float, float, float]:
    """Return the seconds of each step."""
    place = 0
    lent = 0.0

    def label(texts: pa.Array) -> pa.RecordBatch:
        nonlocal place, lent
        began = time.process_time()
        piece = labels.slice(place, len(texts))
        place += len(texts)
        found = pa.RecordBatch.from_arrays(
            [pa.concat_arrays([column]) for column in piece.columns], schema=labels.schema
        )
        lent += time.process_time() - began
        return found

    task = LabelTask("", "", LabelSettings(), f".{suffix}", BLOCK_ROWS)
    times = [time.process_time()]
    shards = list(cut_table(folder / f"in.{source}", "text", ShardSize(), folder))
    times.append(time.process_time())
    pieces = []
    for number, shard in enumerate(shards):
        rows = folder / f"{number}.{suffix}"
        pieces.append(Piece(shard, rows, write_shard(shard, rows, folder / "bad", task, label, lambda _: None)))
    times.append(time.process_time())
    assemble(folder / f"out.{suffix}", iter(pieces), labels.schema.names)
    times.append(time.process_time())
    cut, written, joined = (after - before for before, after in itertools.pairwise(times))
    return cut, written - lent, joined


if __name__ == "__main__":
    main()

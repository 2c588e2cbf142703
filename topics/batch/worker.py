"""One shard -> its file of labelled rows and its bad rows: what any process can do that sees the files."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyarrow as pa

from topics.batch.blocks import Block, read_blocks
from topics.batch.columns import LabelColumns, columns_by
from topics.batch.disk import Part, digest_of, written
from topics.batch.jsontext import json_value
from topics.batch.shards import Shard
from topics.batch.writers import shard_writer
from topics.errors import JobError
from topics.settings import LabelSettings
from topics.storage.manifest import MANIFEST
from topics.storage.themes import load_theme_model

Advance = Callable[[int], None]
"""What is told how many rows each step has done."""

BLOCK_ROWS = 1_024


@dataclass(frozen=True, slots=True)
class LabelTask:
    """What is the same for all shards of a job: the model and its digest, settings, the kind of output.

    `n_expected` is about how many texts are to come; it decides how they are labelled, not what comes of it.
    """

    model: str
    model_digest: str
    asked: LabelSettings
    suffix: str
    block_rows: int
    n_expected: int = 0


@dataclass(frozen=True, slots=True)
class ShardResult:
    """What became of a shard: its rows, their columns, and the size and sha256 of its two files."""

    labelled: int
    quarantined: int
    columns: tuple[str, ...]
    size: int
    digest: str
    bad_size: int
    bad_digest: str


def label_shard(shard: Shard, rows: Path, bad: Path, task: LabelTask, advance: Advance) -> ShardResult:
    """Write the labelled rows of a shard to one file and its bad rows to another; the model is loaded once a process.

    Raises TopicsError where the input or the model is no longer what it was, or the disk is full.
    """
    return write_shard(shard, rows, bad, task, loaded(task), advance)


def write_shard(
    shard: Shard, rows: Path, bad: Path, task: LabelTask, label: LabelColumns, advance: Advance
) -> ShardResult:
    """Do the same with what labels blocks at hand."""
    n_labelled = n_bad = 0
    added = label(pa.array([], pa.string())).schema
    with written(rows) as part, written(bad) as bad_part:
        writer = None
        for block in read_blocks(shard, task.block_rows):
            labels = label(block.texts)
            writer = writer or shard_writer(task.suffix, part, shard, labels.schema)
            writer.write(block, labels)
            _write_bad(bad_part, shard, block)
            n_labelled += labels.num_rows
            n_bad += len(block.bad)
            advance(labels.num_rows + len(block.bad))
        writer = writer or shard_writer(task.suffix, part, shard, added)
        columns = writer.close()
    return ShardResult(n_labelled, n_bad, columns, part.size, part.digest, bad_part.size, bad_part.digest)


@lru_cache(maxsize=1)
def loaded(task: LabelTask) -> LabelColumns:
    """Return what labels blocks by a model folder; JobError where the folder is another than it was."""
    if model_digest(Path(task.model)) != task.model_digest:
        raise JobError(f"{task.model}: was changed while the job ran")
    return columns_by(load_theme_model(task.model), task.asked, task.n_expected)


def warm_up(task: LabelTask) -> None:
    """Load the model and, where so many texts are to come, the compiled code, once a process."""
    loaded(task)(pa.array([""], pa.string()))


def model_digest(folder: Path) -> str:
    """Return the digest of a model: that of its manifest, which holds those of all its files."""
    return digest_of(folder / MANIFEST)


def _write_bad(part: Part, shard: Shard, block: Block) -> None:
    for row in block.bad:
        values = {"file": shard.table, "row": row.number, "reason": row.reason, "raw": row.raw}
        part.write(f"{json_value(values)}\n".encode())

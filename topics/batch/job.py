"""A batch job: tables -> shards -> labelled shards -> one table, whole or not at all, and resumable at any point."""

import os
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

from topics.batch.assembly import Piece, assemble
from topics.batch.columns import LabelColumns, label_names
from topics.batch.disk import copy_into, partial_of, settle, whole
from topics.batch.journal import JobFolder, Plan, open_job
from topics.batch.pool import Errand, label_in_processes
from topics.batch.shards import ShardSize, cut_table
from topics.batch.sources import JOB, QUARANTINE
from topics.batch.table import check_table_path
from topics.batch.worker import LabelTask, ShardResult, loaded, model_digest, write_shard
from topics.errors import OutputError, TopicsError
from topics.settings import LabelSettings
from topics.storage.manifest import read_manifest

FORMAT = 1
"""The version of what a job leaves for its resumption; raised when it changes."""


@dataclass(frozen=True, slots=True)
class JobCounts:
    """What a job did: rows read = rows labelled + rows quarantined."""

    labelled: int
    quarantined: int
    quarantine: Path | None = None


@dataclass(frozen=True, slots=True)
class JobOptions:
    """How a job is done; of these only `size` shows in the output, in the row groups of Parquet."""

    workers: int = 2
    resume: bool = False
    size: ShardSize = field(default_factory=ShardSize)


class Watcher(Protocol):
    """Who is told how a job goes on."""

    def begin(self, n_rows: int, n_done: int) -> None:
        """Hear how many lines or rows there are, and how many are done from before."""

    def advance(self, count: int) -> None:
        """Hear that so many more are done, or have to be done again if less than 0."""


def task_of(model: Path, asked: LabelSettings, target: Path) -> LabelTask:
    """Return what is the same for all shards of a job; ModelError where there is no model."""
    read_manifest(model)
    return LabelTask(str(model), model_digest(model), asked, target.suffix.lower())


def label_tables(
    tables: Sequence[Path], target: Path, task: LabelTask, text_column: str, options: JobOptions, watcher: Watcher
) -> JobCounts:
    """Label tables into one, all rows in order: tables as given, rows as they stand.

    Bad rows go to `<target>.quarantine.jsonl` with their file, number and reason. What is done
    so far stands in the folder `<target>.job` until the table is whole. Neither the number of
    workers nor an interruption changes a byte.
    """
    return _run(tables, target, task, text_column, options, watcher, None)


def label_tables_here(
    tables: Sequence[Path], target: Path, label: LabelColumns, names: Sequence[str], text_column: str, watcher: Watcher
) -> JobCounts:
    """Do the same in this process with anything that labels blocks."""
    task = LabelTask("", "", LabelSettings(), target.suffix.lower())
    return _run(tables, target, task, text_column, JobOptions(), watcher, (label, tuple(names)))


def _run(
    tables: Sequence[Path],
    target: Path,
    task: LabelTask,
    text_column: str,
    options: JobOptions,
    watcher: Watcher,
    here: tuple[LabelColumns, tuple[str, ...]] | None,
) -> JobCounts:
    check_table_path(target)
    folder = target.with_name(f"{target.name}{JOB}")
    with open_job(folder, task.suffix, resume=options.resume) as job:
        try:
            plan = _plan(tables, task, text_column, options.size, job)
            watcher.begin(sum(shard.n_rows for shard in plan.shards), sum(plan.shards[n].n_rows for n in job.done))
            _label_shards(job, plan, task, options.workers, watcher, here[0] if here else None)
            counts = _assemble(job, plan, target, here[1] if here else label_names(task.asked))
        except TopicsError as error:
            if not job.done and not isinstance(error, OutputError) and not options.resume:
                job.remove()
            raise
        job.remove()
        return counts


def _plan(tables: Sequence[Path], task: LabelTask, text_column: str, size: ShardSize, job: JobFolder) -> Plan:
    shards = [shard for table in tables for shard in cut_table(table, text_column, size, job.path)]
    facts: dict[str, Any] = {
        "format": FORMAT,
        "topics": version("topics-zh"),
        "model": task.model_digest,
        "text_column": text_column,
        **asdict(task.asked),
        "shard_rows": size.rows,
        "shard_bytes": size.bytes,
    }
    plan = Plan(facts, tuple(map(str, tables)), tuple(shards))
    job.begin(plan)
    return plan


def _label_shards(
    job: JobFolder, plan: Plan, task: LabelTask, n_workers: int, watcher: Watcher, label: LabelColumns | None
) -> None:
    errands = [
        (number, shard, job.rows_file(number), job.bad_file(number))
        for number, shard in enumerate(plan.shards)
        if number not in job.done
    ]
    if label is not None or min(n_workers, len(errands)) <= 1:
        found = _label_here(errands, task, label, watcher)
    else:
        found = label_in_processes(errands, task, min(n_workers, len(errands)), watcher.advance)
    with closing(found):
        for (number, *_), result, pid in found:
            job.record(plan, number, result, pid)


def _label_here(
    errands: Iterable[Errand], task: LabelTask, label: LabelColumns | None, watcher: Watcher
) -> Generator[tuple[Errand, ShardResult, int]]:
    for errand in errands:
        _, shard, rows, bad = errand
        label = label or loaded(task.model, task.model_digest, task.asked)
        result = write_shard(shard, partial_of(rows), partial_of(bad), task, label, watcher.advance)
        yield errand, result, os.getpid()


def _assemble(job: JobFolder, plan: Plan, target: Path, names: Sequence[str]) -> JobCounts:
    """Put the shards together in the job's folder, then give both files their names."""
    numbers = range(len(plan.shards))
    results = [job.done[number] for number in numbers]
    output, bad = job.path / f"output{target.suffix.lower()}", job.path / "output.bad.jsonl"
    pieces = [Piece(plan.shards[number], job.rows_file(number), job.done[number]) for number in numbers]
    assemble(output, pieces, names)
    n_bad = sum(result.quarantined for result in results)
    quarantine = target.with_name(f"{target.name}{QUARANTINE}")
    if n_bad:
        with whole(bad) as part:
            for number in numbers:
                copy_into(part, job.bad_file(number))
        settle(bad, quarantine)
    else:
        quarantine.unlink(missing_ok=True)
    settle(output, target)
    return JobCounts(sum(result.labelled for result in results), n_bad, quarantine if n_bad else None)

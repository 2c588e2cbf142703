"""A batch job: tables -> shards -> labelled shards -> one table, whole or not at all, and resumable at any point."""

import os
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

from topics.batch.assembly import Piece, assemble
from topics.batch.cluster import Engine
from topics.batch.columns import LabelColumns, label_names
from topics.batch.disk import copy_into, deliver, discard, partial_of, whole
from topics.batch.journal import JobFolder, Plan, open_job
from topics.batch.pool import Errand, label_in_processes
from topics.batch.remote import Place, RemoteFile, check_writable
from topics.batch.shards import ShardSize, cut_table
from topics.batch.sources import JOB, QUARANTINE
from topics.batch.table import check_table_path
from topics.batch.worker import BLOCK_ROWS, LabelTask, ShardResult, loaded, model_digest, write_shard
from topics.errors import OutputError, TopicsError
from topics.settings import LabelSettings
from topics.storage.manifest import read_manifest

FORMAT = 2
"""The version of what a job leaves for its resumption; raised when it changes."""

_AT_ONCE = 2
"""Shards that are put together for each that is labelled, lest workers wait where many are done from before."""


@dataclass(frozen=True, slots=True)
class JobCounts:
    """What a job did: rows read = rows labelled + rows quarantined."""

    labelled: int
    quarantined: int
    quarantine: Place | None = None


@dataclass(frozen=True, slots=True)
class JobOptions:
    """How a job is done; of these only `size` shows in the output, in the row groups of Parquet.

    `folder` is where the folder of the job stands, by default beside the output.
    """

    workers: int = 2
    resume: bool = False
    size: ShardSize = field(default_factory=ShardSize)
    block_rows: int = BLOCK_ROWS
    folder: Path | None = None


class Watcher(Protocol):
    """Who is told how a job goes on."""

    def begin(self, n_rows: int, n_done: int) -> None:
        """Hear how many lines or rows there are, and how many are done from before."""

    def advance(self, count: int) -> None:
        """Hear that so many more are done, or have to be done again if less than 0."""


def job_folder(target: Place, options: JobOptions) -> Path:
    """Return the folder of the job that makes `target`; OutputError where none can stand beside it."""
    if options.folder is not None:
        return options.folder / f"{target.name}{JOB}"
    if isinstance(target, RemoteFile):
        raise OutputError(f"{target}: is put there when it is whole; name a folder for the work with --job-dir")
    return target.with_name(f"{target.name}{JOB}")


def label_tables(
    tables: Sequence[Place],
    target: Place,
    model: Path,
    asked: LabelSettings,
    text_column: str,
    options: JobOptions,
    watcher: Watcher,
    engine: Engine | None = None,
) -> JobCounts:
    """Label tables into one by a model folder, all rows in order: tables as given, rows as they stand.

    Bad rows go to `<target>.quarantine.jsonl` with their file, number and reason. What is done
    so far stands in the folder `<target>.job` until the table is whole. Neither the number of
    workers, nor the engine, nor an interruption changes a byte. Raises TopicsError where the job
    cannot begin or go on; JobError says what to do about one that was interrupted.
    """
    read_manifest(model)
    task = LabelTask(str(model), model_digest(model), asked, target.suffix.lower(), options.block_rows)
    return _Job(tables, target, task, text_column, options, watcher, label_names(asked), engine=engine).run()


def label_tables_here(
    tables: Sequence[Place],
    target: Place,
    label: LabelColumns,
    names: Sequence[str],
    text_column: str,
    options: JobOptions,
    watcher: Watcher,
) -> JobCounts:
    """Do the same in this process by anything that labels blocks; `names` are the columns that it gives."""
    task = LabelTask("", "", LabelSettings(), target.suffix.lower(), options.block_rows)
    return _Job(tables, target, task, text_column, options, watcher, names, label).run()


@dataclass(frozen=True, slots=True)
class _Job:
    tables: Sequence[Place]
    target: Place
    task: LabelTask
    text_column: str
    options: JobOptions
    watcher: Watcher
    names: Sequence[str]
    label: LabelColumns | None = None
    engine: Engine | None = None

    def run(self) -> JobCounts:
        folder = job_folder(self.target, self.options)
        check_table_path(self.target)
        if isinstance(self.target, RemoteFile):
            check_writable(self.target)
        with open_job(folder, self.task.suffix, resume=self.options.resume) as job:
            try:
                plan = self._plan(job)
                n_rows = sum(shard.n_rows for shard in plan.shards)
                self.watcher.begin(n_rows, sum(plan.shards[number].n_rows for number in job.done))
                with closing(self._pieces(job, plan, replace(self.task, n_expected=n_rows))) as pieces:
                    counts = self._assemble(job, plan, pieces)
            except TopicsError as error:
                if job.is_new and not isinstance(error, OutputError):
                    job.abandon()
                raise
            job.remove()
            return counts

    def _plan(self, job: JobFolder) -> Plan:
        size = self.options.size
        shards = [shard for table in self.tables for shard in cut_table(table, self.text_column, size, job.path)]
        facts: dict[str, Any] = {
            "format": FORMAT,
            "topics": version("topics-zh"),
            "model": self.task.model_digest,
            "text_column": self.text_column,
            **asdict(self.task.asked),
            "shard_rows": size.rows,
            "shard_bytes": size.bytes,
        }
        plan = Plan(facts, tuple(map(str, self.tables)), tuple(shards))
        job.begin(plan)
        return plan

    def _pieces(self, job: JobFolder, plan: Plan, task: LabelTask) -> Generator[Piece]:
        """Label what is not done, and yield the shards in order, soon after they are done."""
        waiting = (Piece(shard, job.rows_file(n), job.done[n]) for n, shard in enumerate(plan.shards))
        n_passed = 0
        with closing(self._label_shards(job, plan, task)) as found:
            for (number, *_), result, writer in found:
                job.record(plan, number, result, writer)
                for _ in range(_AT_ONCE):
                    if n_passed in job.done:
                        n_passed += 1
                        yield next(waiting)
        yield from waiting

    def _label_shards(self, job: JobFolder, plan: Plan, task: LabelTask) -> Generator[tuple[Errand, ShardResult, Any]]:
        errands = [
            (number, shard, job.rows_file(number), job.bad_file(number))
            for number, shard in enumerate(plan.shards)
            if number not in job.done
        ]
        n_workers = min(self.options.workers, len(errands))
        if self.engine is not None:
            return self.engine(errands, task, self.watcher.advance)
        if self.label is not None or n_workers <= 1:
            return self._label_here(errands, task)
        return label_in_processes(errands, task, n_workers, self.watcher.advance)

    def _label_here(self, errands: Sequence[Errand], task: LabelTask) -> Generator[tuple[Errand, ShardResult, int]]:
        advance = self.watcher.advance
        for errand in errands:
            _, shard, rows, bad = errand
            label = self.label or loaded(task)
            yield errand, write_shard(shard, partial_of(rows), partial_of(bad), task, label, advance), os.getpid()

    def _assemble(self, job: JobFolder, plan: Plan, pieces: Iterator[Piece]) -> JobCounts:
        """Put the shards together in the job's folder, then give both files their names."""
        output, bad = job.path / f"output{self.task.suffix}", job.path / "output.bad.jsonl"
        assemble(output, pieces, self.names)
        results = [job.done[number] for number in range(len(plan.shards))]
        n_bad = sum(result.quarantined for result in results)
        quarantine = self.target.with_name(f"{self.target.name}{QUARANTINE}")
        if n_bad:
            with whole(bad) as part:
                for number in range(len(plan.shards)):
                    copy_into(part, job.bad_file(number))
            deliver(bad, quarantine)
        else:
            discard(quarantine)
        deliver(output, self.target)
        return JobCounts(sum(result.labelled for result in results), n_bad, quarantine if n_bad else None)

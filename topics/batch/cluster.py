"""Shards -> results by Dask: workers on this machine or on many, which see the same files under the same names."""

import logging
import queue
import re
import socket
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from types import ModuleType
from typing import Any
from uuid import uuid4

from topics.batch.disk import partial_of
from topics.batch.pool import MAX_DEATHS, Errand, interrupts_ignored
from topics.batch.remote import place_of
from topics.batch.worker import Advance, LabelTask, ShardResult, label_shard
from topics.errors import JobError, MissingExtraError, TopicsError

Engine = Callable[[Sequence[Errand], LabelTask, Advance], Generator[tuple[Errand, ShardResult, str]]]
"""What does errands; it yields each as it is done, with its result and what its partial files are called by."""

PACKAGE = "topics-zh"
_INSTALL = 'install it: pip install "topics-zh[dask]"'
_ADDRESS = re.compile(r"(tcp|tls|ws|wss)://\S+:\d+")
_CONNECT_SECONDS = 10.0
_LOOK_SECONDS = 5.0
_PATIENCE_SECONDS = 300.0
"""How long a job waits for a worker when the last is gone."""

_one_at_a_time = Lock()


@contextmanager
def dask_engine(scheduler: str | None, n_workers: int) -> Iterator[Engine]:
    """Yield what labels shards by the workers of a scheduler, or by as many processes of this machine.

    Raises MissingExtraError without the extra, JobError where no scheduler answers or it has no workers.
    """
    distributed = _distributed()
    with _quiet_logs(), _client(distributed, scheduler, n_workers) as client:
        yield lambda errands, task, advance: _Crowd(distributed, client).run(errands, task, advance)


def label_errand(errand: Errand, task: LabelTask, release: str) -> tuple[ShardResult, str]:
    """Label a shard in a worker of Dask; return its result and what its partial files are called by.

    Raises JobError where the worker is not of the release that asks, or does not see what it needs.
    A scheduler may have a shard done again while a worker that it holds for dead still writes.
    """
    _, shard, rows, bad = errand
    if version(PACKAGE) != release:
        raise JobError(
            f"{socket.gethostname()} has {PACKAGE} {version(PACKAGE)}, not {release}; install the same there"
        )
    _check_sees(rows.parent)
    _check_sees(Path(task.model))
    token = uuid4().hex
    with _one_at_a_time:
        result = label_shard(shard, partial_of(rows, token), partial_of(bad, token), task, _ignore)
    return result, token


class _Crowd:
    """The workers of a scheduler, each of which has one shard of a job at a time."""

    def __init__(self, distributed: ModuleType, client: Any) -> None:
        self._distributed, self._client = distributed, client
        self._ended: queue.Queue[Any] = queue.Queue()
        self._errands: dict[str, tuple[Any, Errand]] = {}

    def run(
        self, errands: Sequence[Errand], task: LabelTask, advance: Advance
    ) -> Generator[tuple[Errand, ShardResult, str]]:
        task = replace(task, model=_absolute(task.model))
        waiting = iter(errands)
        try:
            while self._submit(waiting, task):
                future = self._next()
                _, errand = self._errands.pop(future.key)
                result, token = self._result(future, errand)
                future.release()
                self._submit(waiting, task)
                advance(errand[1].n_rows)
                yield errand, result, token
        finally:
            self._client.cancel([future for future, _ in self._errands.values()])

    def _submit(self, waiting: Iterator[Errand], task: LabelTask) -> bool:
        """Give the scheduler as many shards as there are workers; tell whether any is at work."""
        n_free = max(self._n_workers(), 1) - len(self._errands)
        for _, errand in zip(range(n_free), waiting):  # noqa: B905  # whichever ends first
            key = f"label-shard-{uuid4().hex}"
            sent = _from_anywhere(errand), task, version(PACKAGE)
            future = self._client.submit(label_errand, *sent, key=key, pure=False)
            self._errands[future.key] = future, errand
            future.add_done_callback(self._ended.put)
        return bool(self._errands)

    def _next(self) -> Any:
        """The next shard that is done, or failed."""
        seen = time.monotonic()
        while True:
            try:
                return self._ended.get(timeout=_LOOK_SECONDS)
            except queue.Empty:
                seen = time.monotonic() if self._n_workers() else seen
                if time.monotonic() - seen > _PATIENCE_SECONDS:
                    raise JobError("no Dask worker is left; start some and run again with --resume") from None

    def _n_workers(self) -> int:
        try:
            return sum(self._client.nthreads().values())
        except (OSError, CancelledError) as error:
            raise _gone() from error

    def _result(self, future: Any, errand: Errand) -> tuple[ShardResult, str]:
        if future.cancelled():
            raise _gone()
        error = future.exception()
        place = errand[1].place
        if isinstance(error, TopicsError):
            raise error
        if isinstance(error, self._distributed.KilledWorker):
            n_deaths = error.allowed_failures + 1
            raise JobError(f"{place}: {n_deaths} workers died of this shard; run again with --resume")
        for lacking in (error, getattr(error, "__cause__", None)):
            if isinstance(lacking, ImportError):
                raise JobError(
                    f"Dask lacks what this machine has ({lacking}); install the same for scheduler and workers"
                )
        result: tuple[ShardResult, str] = future.result()
        return result


def _distributed() -> ModuleType:
    try:
        import distributed
    except ModuleNotFoundError as error:
        raise MissingExtraError(f"{error.name} is not installed; {_INSTALL}") from error
    return distributed


@contextmanager
def _client(distributed: ModuleType, scheduler: str | None, n_workers: int) -> Iterator[Any]:
    if scheduler is None:
        with _cluster(distributed, n_workers) as cluster, distributed.Client(cluster, set_as_default=False) as client:
            yield client
        return
    if not _ADDRESS.fullmatch(scheduler):
        raise JobError(f"{scheduler}: is not the address of a Dask scheduler; name one as tcp://HOST:8786")
    try:
        client = distributed.Client(scheduler, timeout=_CONNECT_SECONDS, set_as_default=False)
    except OSError as error:
        raise JobError(f"{scheduler}: no Dask scheduler answers ({error}); start it, or name another") from error
    with client:
        try:
            client.wait_for_workers(1, timeout=_CONNECT_SECONDS)
        except TimeoutError as error:
            raise JobError(f"{scheduler}: has no workers; start some there: dask worker --nthreads 1") from error
        yield client


def _cluster(distributed: ModuleType, n_workers: int) -> Any:
    """Worker processes on this machine: as many failures are allowed as in the local pool, memory is not limited."""
    with interrupts_ignored():
        return distributed.LocalCluster(
            n_workers=n_workers,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address=None,
            memory_limit=0,
            silence_logs=logging.CRITICAL,
            scheduler_kwargs={"allowed_failures": MAX_DEATHS - 1, "dashboard_address": "127.0.0.1:0"},
        )


@contextmanager
def _quiet_logs() -> Iterator[None]:
    """Let Dask say nothing of lost workers: what a user must know, the job says."""
    names = [name for name in logging.root.manager.loggerDict if name.partition(".")[0] == "distributed"]
    levels = {name: logging.getLogger(name).level for name in names}
    try:
        for name in names:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


def _from_anywhere(errand: Errand) -> Errand:
    """An errand for a process that works in another folder."""
    number, shard, rows, bad = errand
    return number, replace(shard, source=_absolute(shard.source)), rows.absolute(), bad.absolute()


def _absolute(name: str) -> str:
    place = place_of(name)
    return str(place.absolute()) if isinstance(place, Path) else name


def _gone() -> JobError:
    return JobError("the Dask scheduler is gone; start it and run again with --resume")


def _check_sees(folder: Path) -> None:
    if not folder.is_dir():
        raise JobError(
            f"{folder}: is not there on {socket.gethostname()}, where a Dask worker needs it; share the folder"
        )


def _ignore(_: int) -> None:
    """Hear nothing: progress is told by the shard."""

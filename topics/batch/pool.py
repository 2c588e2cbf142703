"""Shards -> results by worker processes: a shard at a time each, so that nothing piles up.

Where it is safe, workers are forked off this process when it has loaded the model and the compiled
code: they share its memory, 200 MB a worker, and need no second to start. Elsewhere each is a new
process that loads them itself.
"""

import gc
import os
import signal
import sys
import threading
from collections import Counter, deque
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from topics.batch.disk import partial_of
from topics.batch.shards import Shard
from topics.batch.worker import Advance, LabelTask, ShardResult, label_shard, warm_up
from topics.errors import JobError, TopicsError

Errand = tuple[int, Shard, Path, Path]
"""A shard with its number and the files for its rows, good and bad."""

MAX_DEATHS = 2
_FIRST_OWN = 3
"""Below are standard input, output and error."""


@dataclass(eq=False, slots=True)
class _Worker:
    process: BaseProcess
    connection: Connection
    errand: Errand | None = None
    n_done: int = 0


def label_in_processes(
    errands: Iterable[Errand], task: LabelTask, n_workers: int, advance: Advance
) -> Generator[tuple[Errand, ShardResult, int]]:
    """Yield each errand, as it is done, with its result and the number of the process whose partial files hold it.

    A shard whose worker died is tried once more; JobError where that one dies, too.
    """
    crew = _Crew(errands, task, n_workers, advance)
    try:
        yield from crew.run()
    finally:
        crew.stop()


class _Crew:
    """The workers, and what they are at."""

    def __init__(self, errands: Iterable[Errand], task: LabelTask, n_workers: int, advance: Advance) -> None:
        self._waiting, self._again = iter(errands), deque[Errand]()
        self._task, self._advance = task, advance
        self._deaths: Counter[int] = Counter()
        self._workers: list[_Worker] = []
        self._n_workers = n_workers

    def run(self) -> Generator[tuple[Errand, ShardResult, int]]:
        while self._employ():
            busy = {worker.connection: worker for worker in self._workers if worker.errand}
            for connection in wait(list(busy)):
                worker = busy[connection]  # type: ignore[index]  # only Connections were passed
                try:
                    answer = worker.connection.recv()
                except (EOFError, ConnectionResetError):
                    self._bury(worker)
                    continue
                if isinstance(answer, TopicsError):
                    raise answer
                if isinstance(answer, int):
                    worker.n_done += answer
                    self._advance(answer)
                elif worker.errand:
                    done, worker.errand, worker.n_done = worker.errand, None, 0
                    self._employ()  # before anything is made of what is done
                    yield done, answer, worker.process.pid or 0

    def stop(self) -> None:
        for worker in self._workers:
            worker.connection.close()
            worker.process.kill()
        for worker in self._workers:
            worker.process.join()

    def _employ(self) -> bool:
        """Give every free worker something to do; tell whether any has."""
        free = [worker for worker in self._workers if worker.errand is None]
        while (free or len(self._workers) < self._n_workers) and (errand := self._next()):
            worker = free.pop() if free else self._hire()
            worker.errand = errand
            try:
                worker.connection.send(errand)
            except BrokenPipeError:
                self._bury(worker)
        return any(worker.errand for worker in self._workers)

    def _next(self) -> Errand | None:
        return self._again.popleft() if self._again else next(self._waiting, None)

    def _hire(self) -> _Worker:
        forks = _may_fork()
        if forks:
            warm_up(self._task)
        context = get_context("fork" if forks else "spawn")
        ours, theirs = context.Pipe()
        serve = _serve_forked if forks else _serve
        process = context.Process(target=serve, args=(theirs, self._task, os.getpid()), daemon=True)  # type: ignore[attr-defined]  # every context has it
        gc.freeze()  # the collector writes to all that it looks at, and what is written to is shared no more
        try:
            with interrupts_ignored():
                process.start()
        finally:
            gc.unfreeze()
        theirs.close()
        self._workers.append(_Worker(process, ours))
        return self._workers[-1]

    def _bury(self, worker: _Worker) -> None:
        """Let another worker try again what one died of."""
        self._workers.remove(worker)
        worker.connection.close()
        worker.process.join()
        self._advance(-worker.n_done)
        if worker.errand is None:
            return
        number, shard, rows, bad = worker.errand
        for path in (rows, bad):
            partial_of(path, worker.process.pid).unlink(missing_ok=True)
        self._deaths[number] += 1
        if self._deaths[number] >= MAX_DEATHS:
            how = _cause(worker.process.exitcode or 0)
            raise JobError(f"{shard.place}: {MAX_DEATHS} workers died of this shard ({how}); run again with --resume")
        self._again.append(worker.errand)


def _may_fork() -> bool:
    """Tell whether a fork of this process works as it does: threads would be missing in it."""
    return sys.platform == "linux" and threading.active_count() == 1


def _serve_forked(connection: Connection, task: LabelTask, parent: int) -> None:
    """Serve with nothing left open that is the parent's: locks, and the ends of other workers' connections."""
    kept = connection.fileno()
    os.closerange(_FIRST_OWN, kept)
    os.closerange(kept + 1, os.sysconf("SC_OPEN_MAX"))
    _serve(connection, task, parent)


def _serve(connection: Connection, task: LabelTask, parent: int) -> None:
    """Label shards until the connection ends, or the process that asks for them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def advance(count: int) -> None:
        if os.getppid() != parent:
            raise SystemExit(1)
        connection.send(count)

    while True:
        try:
            connection.send(_answer(connection.recv(), task, advance))
        except (EOFError, BrokenPipeError, ConnectionResetError):
            return


def _answer(errand: Errand, task: LabelTask, advance: Advance) -> ShardResult | TopicsError:
    _, shard, rows, bad = errand
    try:
        return label_shard(shard, partial_of(rows), partial_of(bad), task, advance)
    except TopicsError as error:
        return error


def _cause(exit_code: int) -> str:
    if exit_code < 0:
        return f"killed by {signal.Signals(-exit_code).name}, for want of memory perhaps"
    return f"exit code {exit_code}"


class interrupts_ignored:  # noqa: N801  # used like a function
    """Let a process that is started here ignore Ctrl-C, which reaches all processes of a terminal at once."""

    def __enter__(self) -> None:
        self._handler: Any = None
        if threading.current_thread() is threading.main_thread():
            self._handler = signal.signal(signal.SIGINT, signal.SIG_IGN)

    def __exit__(self, *_: object) -> None:
        if self._handler is not None:
            signal.signal(signal.SIGINT, self._handler)

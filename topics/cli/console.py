"""What the commands say, and how a problem ends one: one line on stderr and exit code 1."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from topics.errors import TopicsError

_stderr = Console(stderr=True)

_SCREEN_SECONDS = 0.1
LOG_SECONDS = 10.0
"""Time between two lines of progress in a log."""


@contextmanager
def reporting(quiet: bool) -> Iterator[None]:
    """Silence stderr where asked, and turn a TopicsError into one line and exit code 1."""
    _stderr.quiet = quiet
    try:
        yield
    except TopicsError as error:
        message = " ".join(str(error).split())
        print(f"topics: {message}", file=sys.stderr)
        raise typer.Exit(1) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(1) from None


def say(message: str) -> None:
    """Tell on stderr what was done."""
    _stderr.print(escape(message), highlight=False, soft_wrap=True)


@contextmanager
def job_progress() -> Iterator["JobProgress"]:
    """Show how a job goes on: a bar on a terminal, a line now and then in a log."""
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"), TimeRemainingColumn())
    # refreshed by hand: a thread of its own would keep the workers from being forked
    with Progress(
        *columns, console=_stderr, transient=True, auto_refresh=False, disable=not _stderr.is_terminal
    ) as shown:
        yield JobProgress(shown)


class JobProgress:
    """Rows done, rows a second and the time left."""

    def __init__(self, shown: Progress) -> None:
        self._shown, self._task = shown, shown.add_task("rows", total=None, rate="")
        self._n_rows = self._n_before = self._n_done = 0
        self._began = self._told = time.monotonic()

    def begin(self, n_rows: int, n_done: int) -> None:
        """Hear how many rows there are, and how many were done before."""
        self._n_rows, self._n_before, self._n_done = n_rows, n_done, n_done
        self._began = self._told = time.monotonic()
        self._shown.update(self._task, total=n_rows, completed=n_done)
        self._shown.refresh()
        if n_done:
            say(f"{n_done:,} of {n_rows:,} rows were done before")

    def advance(self, count: int) -> None:
        """Hear that so many more are done."""
        self._n_done += count
        now = time.monotonic()
        rate = max((self._n_done - self._n_before) / max(now - self._began, 0.001), 0.001)
        self._shown.update(self._task, completed=self._n_done, rate=f"{rate:,.0f} rows/s")
        if now - self._told < (_SCREEN_SECONDS if _stderr.is_terminal else LOG_SECONDS):
            return
        self._told = now
        if _stderr.is_terminal:
            self._shown.refresh()
        else:
            left = timedelta(seconds=round((self._n_rows - self._n_done) / rate))
            say(f"{self._n_done:,} of {self._n_rows:,} rows, {rate:,.0f} rows/s, {left} left")

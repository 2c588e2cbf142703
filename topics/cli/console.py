"""What the commands say, and how a problem ends one: one line on stderr and exit code 1."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from topics.errors import TopicsError

_stderr = Console(stderr=True)


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
def progress(unit: str) -> Iterator[Callable[[int], None]]:
    """Show how many units are done; the caller tells each step."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=_stderr, transient=True, disable=not _stderr.is_terminal) as shown:
        task = shown.add_task(unit, total=None)
        yield lambda count: shown.advance(task, count)

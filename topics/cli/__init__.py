"""The command line: parse, call, print, exit code.

Exit codes: 0 fine, 1 a problem that one line on stderr explains, 2 wrong usage, 3 finished
but some rows were bad and stand in the quarantine file beside the output.
"""

import logging
import os
import sys
from typing import Annotated

import typer

import topics
from topics.cli.group import CommandsOnDemand

app = typer.Typer(cls=CommandsOnDemand, add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"topics-zh {topics.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version and stop.")
    ] = False,
) -> None:
    """Chinese news and government text -> paragraphs, themes, topics."""


def main() -> None:
    """Run the command line."""
    # read when pyarrow is imported; its own pool keeps what was freed, 30 MB for two workers
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    logging.basicConfig(level=logging.WARNING, format="topics: %(message)s", stream=sys.stderr)
    app()

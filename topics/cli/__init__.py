"""The command line: parse, call, print, exit code.

Exit codes: 0 fine, 1 a problem that one line on stderr explains, 2 wrong usage, 3 finished
but some rows were bad and stand in the quarantine file beside the output.
"""

import logging
import sys
from typing import Annotated

import typer

import topics
from topics.cli import corpus, label, models
from topics.cli.options import ManyPaths

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
for _command in (corpus.demo, corpus.read, label.label, models.train, models.evaluate, corpus.discover):
    app.command(cls=ManyPaths)(_command)
app.add_typer(models.model_app, name="model")


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
    logging.basicConfig(level=logging.WARNING, format="topics: %(message)s", stream=sys.stderr)
    app()

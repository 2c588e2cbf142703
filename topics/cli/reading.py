"""The command over documents alone: read."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from topics.batch.paragraphs import write_dropped, write_paragraphs
from topics.batch.table import check_table_path
from topics.cli.console import reporting, say
from topics.cli.options import Paths, Quiet, TextColumn
from topics.documents.reader import explain_documents
from topics.files import check_page_path, refuse_input, write_whole
from topics.pipeline import reading as pipeline
from topics.report.reading import render_reading


def read(
    paths: Paths,
    out: Annotated[Path | None, typer.Option(help="Table for the paragraphs.")] = None,
    dropped: Annotated[Path | None, typer.Option(help="Table for what was left out, with reasons.")] = None,
    report: Annotated[Path | None, typer.Option(help="HTML page: the original lines beside the paragraphs.")] = None,
    text_column: TextColumn = "text",
    explain: Annotated[bool, typer.Option("--explain", help="Print each decision about the lines instead.")] = False,
    quiet: Quiet = False,
) -> None:
    """Read documents, or the rows of tables, into paragraphs."""
    if out is None and (dropped or report or not explain):
        raise typer.BadParameter("name a table for the paragraphs, or ask to --explain", param_hint="--out")
    with reporting(quiet):
        if out is None:
            _explain(paths)
            return
        for target in filter(None, (out, dropped)):
            check_table_path(target)
        if report is not None:
            check_page_path(report)
        reading = pipeline.read(paths, text_column)
        if report is not None:
            refuse_input(report, (document.path for document in reading.documents))
            write_whole(report, render_reading(reading))
        if dropped is not None:
            write_dropped(dropped, reading.dropped)
        write_paragraphs(out, reading)
        n_documents, n_dropped = len(reading.documents), len(reading.dropped)
        say(f"{len(reading)} paragraphs of {n_documents} documents in {out}; {n_dropped} dropped")
        if report is not None:
            say(f"open {report} in a browser")


def _explain(paths: Sequence[Path]) -> None:
    for document, decisions in explain_documents(paths):
        typer.echo(document)
        for decision in decisions:
            first, last = decision.lines
            typer.echo(f"{first:>5}-{last:<5} {decision.kind:<10} {decision.detail:<44} {decision.text[:60]}")

"""The command that labels documents and tables."""

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from topics import shipped
from topics.batch.label import PARAGRAPH_COLUMNS, label_names, label_table, paragraph_columns, with_label
from topics.batch.rows import is_table
from topics.batch.table import check_table_path, write_table
from topics.cli.console import progress, reporting, say
from topics.cli.options import ModelFolder, Paths, Quiet, SettingsFile, TextColumn, settings_from
from topics.documents.reader import read_documents
from topics.errors import TopicsError
from topics.files import refuse_input
from topics.pipeline import labelling as pipeline
from topics.settings import Settings
from topics.storage.themes import load_theme_model
from topics.themes.model import ThemeModel


def label(
    paths: Paths,
    out: Annotated[Path, typer.Option(help="Table for the labels: .jsonl, .csv or .parquet.")],
    model: ModelFolder = shipped.STARTER_MODEL,
    coverage: Annotated[float | None, typer.Option(help="Add theme_set, the themes of a promised coverage.")] = None,
    precision: Annotated[
        float | None, typer.Option(help="Give only themes that are right this often, as 0.95; else those of best F1.")
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Add neighbours, the nearest training texts.")] = False,
    text_column: TextColumn = "text",
    settings: SettingsFile = None,
    quiet: Quiet = False,
) -> None:
    """Label documents, paragraph by paragraph, or the rows of a table."""
    with reporting(quiet):
        check_table_path(out)
        chosen = settings_from(settings).asking(coverage=coverage, precision=precision, explain=explain)
        classifier = load_theme_model(model)
        tables = [path for path in paths if is_table(path)]
        if tables and len(paths) > 1:
            raise TopicsError(f"{tables[0]}: label one table at a time; each has its own output")
        refuse_input(out, paths)
        if tables:
            _label_table(tables[0], out, classifier, text_column, chosen)
        else:
            _label_documents(paths, out, classifier, chosen)


def _label_table(source: Path, out: Path, model: ThemeModel, text_column: str, settings: Settings) -> None:
    label_texts, names = partial(pipeline.label, model=model, settings=settings), label_names(settings.label)
    with progress("rows") as advance:
        counts = label_table(source, out, label_texts, text_column, advance, names)
    say(f"{counts.labelled} rows labelled in {out}")
    if counts.quarantined:
        print(f"topics: {counts.quarantined} bad rows were left out, see {counts.quarantine}", file=sys.stderr)
        raise typer.Exit(3)


def _label_documents(paths: Sequence[Path], out: Path, model: ThemeModel, settings: Settings) -> None:
    reading = read_documents(paths)
    labels = pipeline.label(reading, model, settings)
    rows = (with_label(paragraph_columns(paragraph), found) for paragraph, found in zip(reading, labels, strict=True))
    write_table(out, rows, (*PARAGRAPH_COLUMNS, *label_names(settings.label)))
    themed = sum(bool(found.themes) for found in labels)
    say(f"{len(labels)} paragraphs of {len(reading.documents)} documents in {out}; {themed} have themes")

"""The commands over documents and tables: demo, read, label, discover."""

import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from topics import pipeline, shipped
from topics.batch.label import PARAGRAPH_COLUMNS, label_names, label_table, paragraph_columns, with_label
from topics.batch.paragraphs import write_dropped, write_paragraphs
from topics.batch.rows import is_table
from topics.batch.table import check_table_path, write_table
from topics.batch.topics import discovery_tables
from topics.cli.console import progress, reporting, say
from topics.cli.figures import show_discovery
from topics.cli.options import DateColumn, ModelFolder, Paths, Quiet, SettingsFile, TextColumn, settings_from
from topics.discovery.candidates import candidates_toml
from topics.discovery.result import Discovery
from topics.documents.reader import explain_documents, read_documents
from topics.errors import TopicsError
from topics.files import check_page_path, refuse_input, whole_folder, write_whole
from topics.report.page import render_report
from topics.report.reading import render_reading
from topics.settings import Settings
from topics.storage.folder import load_model
from topics.storage.topics import save_topic_model
from topics.themes.classifier import ThemeClassifier

_TOPIC_MODEL = "model"
"""The folder, in that of a discovery, of the topic model."""

_CANDIDATES = "candidates.toml"
"""The file, beside it, of themes to paste into a themes file."""


def demo(
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("demo"), quiet: Quiet = False
) -> None:
    """Run the main job on the sample documents that ship: labels, topics and two pages."""
    with reporting(quiet):
        found = pipeline.discover([shipped.SAMPLE_DOCUMENTS], load_model(shipped.STARTER_MODEL))
        pages = {
            "report.html": render_report(pipeline.report_data(found, "示例文档：主题与话题")),
            "reading.html": render_reading(found.reading, "示例文档：原文与段落对照"),
        }
        _write_discovery(found, out, pages)
        say(f"open {out / 'report.html'} and {out / 'reading.html'} in a browser")


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
        classifier = load_model(model)
        tables = [path for path in paths if is_table(path)]
        if tables and len(paths) > 1:
            raise TopicsError(f"{tables[0]}: label one table at a time; each has its own output")
        refuse_input(out, paths)
        if tables:
            _label_table(tables[0], out, classifier, text_column, chosen)
        else:
            _label_documents(paths, out, classifier, chosen)


def discover(
    paths: Paths,
    out: Annotated[Path, typer.Option(help="Folder for topics, paragraphs, crosswalk and report.")],
    model: ModelFolder = shipped.STARTER_MODEL,
    text_column: TextColumn = "text",
    date_column: DateColumn = None,
    settings: SettingsFile = None,
    quiet: Quiet = False,
) -> None:
    """Find the topics of documents or tables and set them beside the themes."""
    with reporting(quiet):
        found = pipeline.discover(paths, load_model(model), settings_from(settings), text_column, date_column)
        _write_discovery(found, out, {"report.html": render_report(pipeline.report_data(found, "主题与话题"))})


def _explain(paths: Sequence[Path]) -> None:
    for document, decisions in explain_documents(paths):
        typer.echo(document)
        for decision in decisions:
            first, last = decision.lines
            typer.echo(f"{first:>5}-{last:<5} {decision.kind:<10} {decision.detail:<44} {decision.text[:60]}")


def _label_table(source: Path, out: Path, model: ThemeClassifier, text_column: str, settings: Settings) -> None:
    label_texts, names = partial(pipeline.label, model=model, settings=settings), label_names(settings.label)
    with progress("rows") as advance:
        counts = label_table(source, out, label_texts, text_column, advance, names)
    say(f"{counts.labelled} rows labelled in {out}")
    if counts.quarantined:
        print(f"topics: {counts.quarantined} bad rows were left out, see {counts.quarantine}", file=sys.stderr)
        raise typer.Exit(3)


def _label_documents(paths: Sequence[Path], out: Path, model: ThemeClassifier, settings: Settings) -> None:
    reading = read_documents(paths)
    labels = pipeline.label(reading, model, settings)
    rows = (with_label(paragraph_columns(paragraph), found) for paragraph, found in zip(reading, labels, strict=True))
    write_table(out, rows, (*PARAGRAPH_COLUMNS, *label_names(settings.label)))
    themed = sum(bool(found.themes) for found in labels)
    say(f"{len(labels)} paragraphs of {len(reading.documents)} documents in {out}; {themed} have themes")


def _write_discovery(found: Discovery, out: Path, pages: Mapping[str, str]) -> None:
    with whole_folder(out) as unfinished:
        for name, rows, columns in discovery_tables(found):
            write_table(unfinished / name, rows, columns)
        for name, page in {**pages, _CANDIDATES: candidates_toml(found.candidates)}.items():
            write_whole(unfinished / name, page)
    save_topic_model(found.topic_model, out / _TOPIC_MODEL, name="topics")
    show_discovery(found, out / _CANDIDATES)
    themed = sum(bool(label.themes) for label in found.labels)
    method = found.topic_model.method_
    say(f"{len(found.labels)} paragraphs, {themed} with themes, {found.quality.n_topics} topics by {method} in {out}")

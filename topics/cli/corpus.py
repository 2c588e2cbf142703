"""The commands over documents and tables: demo, read, discover."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from topics import pipeline, shipped
from topics.batch.paragraphs import write_dropped, write_paragraphs
from topics.batch.table import check_table_path, write_table
from topics.batch.topics import discovery_tables
from topics.cli.console import reporting, say
from topics.cli.figures import show_discovery
from topics.cli.options import DateColumn, ModelFolder, Paths, Quiet, SettingsFile, TextColumn, settings_from
from topics.discovery.candidates import candidates_toml
from topics.discovery.result import Discovery
from topics.documents.reader import explain_documents
from topics.files import check_page_path, refuse_input, whole_folder, write_whole
from topics.report.page import render_report
from topics.report.reading import render_reading
from topics.storage.folder import load_model
from topics.storage.topics import save_topic_model

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

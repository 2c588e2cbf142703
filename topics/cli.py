"""The command line: parse, call, print, exit code.

Exit codes: 0 fine, 1 a problem that one line on stderr explains, 2 wrong usage, 3 finished
but some rows were bad and stand in the quarantine file beside the output.
"""

import json
import logging
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

import topics
from topics import pipeline, shipped
from topics.batch.label import LABEL_COLUMNS, PARAGRAPH_COLUMNS, label_table, paragraph_columns, with_label
from topics.batch.paragraphs import write_dropped, write_paragraphs
from topics.batch.rows import is_table
from topics.batch.table import check_table_path, write_table
from topics.documents.reader import explain_documents, read_documents
from topics.errors import TopicsError
from topics.files import check_page_path, refuse_input, whole_folder, write_whole
from topics.report.page import render_report
from topics.report.reading import render_reading
from topics.settings import Settings, load_settings
from topics.storage.folder import load_model, save_model, training_digest, verify_model
from topics.storage.manifest import read_manifest
from topics.themes.classifier import ThemeClassifier
from topics.types import Evaluation

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
model_app = typer.Typer(no_args_is_help=True, help="Look into a model folder.")
app.add_typer(model_app, name="model")

_stderr = Console(stderr=True)

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
Paths = Annotated[list[Path], typer.Argument(metavar="PATH...", help="Documents, folders of documents, or tables.")]
Labelled = Annotated[list[Path], typer.Argument(metavar="LABELLED...", help="Tables of texts with themes, or folders.")]
ModelFolder = Annotated[Path, typer.Option("--model", "-m", help="A model folder; by default the starter model.")]
TextColumn_ = Annotated[str, typer.Option("--text-column", help="The column of a table that holds the text.")]
SettingsFile = Annotated[Path | None, typer.Option("--settings", help="A TOML file that overrides defaults.")]


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path("demo"), quiet: Quiet = False
) -> None:
    """Run the main job on the sample documents that ship: labels, topics and two pages."""
    with _reporting(quiet):
        found = pipeline.discover([shipped.SAMPLE_DOCUMENTS], load_model(shipped.STARTER_MODEL))
        pages = {
            "report.html": render_report(pipeline.report_data(found, "示例文档：主题与话题")),
            "reading.html": render_reading(found.reading, "示例文档：原文与段落对照"),
        }
        _write_discovery(found, out, pages)
        _say(f"open {out / 'report.html'} and {out / 'reading.html'} in a browser")


@app.command()
def read(
    paths: Paths,
    out: Annotated[Path | None, typer.Option(help="Table for the paragraphs.")] = None,
    dropped: Annotated[Path | None, typer.Option(help="Table for what was left out, with reasons.")] = None,
    report: Annotated[Path | None, typer.Option(help="HTML page: the original lines beside the paragraphs.")] = None,
    text_column: TextColumn_ = "text",
    explain: Annotated[bool, typer.Option("--explain", help="Print each decision about the lines instead.")] = False,
    quiet: Quiet = False,
) -> None:
    """Read documents, or the rows of tables, into paragraphs."""
    if out is None and (dropped or report or not explain):
        raise typer.BadParameter("name a table for the paragraphs, or ask to --explain", param_hint="--out")
    with _reporting(quiet):
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
        _say(f"{len(reading)} paragraphs of {n_documents} documents in {out}; {n_dropped} dropped")
        if report is not None:
            _say(f"open {report} in a browser")


@app.command()
def label(
    paths: Paths,
    out: Annotated[Path, typer.Option(help="Table for the labels: .jsonl, .csv or .parquet.")],
    model: ModelFolder = shipped.STARTER_MODEL,
    text_column: TextColumn_ = "text",
    settings: SettingsFile = None,
    quiet: Quiet = False,
) -> None:
    """Label documents, paragraph by paragraph, or the rows of a table."""
    with _reporting(quiet):
        check_table_path(out)
        chosen, classifier = _settings(settings), load_model(model)
        tables = [path for path in paths if is_table(path)]
        if tables and len(paths) > 1:
            raise TopicsError(f"{tables[0]}: label one table at a time; each has its own output")
        refuse_input(out, paths)
        if tables:
            _label_table(tables[0], out, classifier, text_column, chosen)
        else:
            _label_documents(paths, out, classifier, chosen)


@app.command()
def train(
    labelled: Labelled,
    out: Annotated[Path, typer.Option(help="Folder for the model.")],
    taxonomy: Annotated[Path | None, typer.Option(help="A themes file; by default the shipped one.")] = None,
    name: Annotated[str | None, typer.Option(help="The model's name; by default that of its folder.")] = None,
    text_column: TextColumn_ = "text",
    settings: SettingsFile = None,
    quiet: Quiet = False,
) -> None:
    """Train a model on labelled texts and save it with its card."""
    with _reporting(quiet):
        trained = pipeline.train(labelled, taxonomy, _settings(settings), text_column)
        save_model(trained.model, out, name=name, metrics=trained.metrics, training=trained.labelled.rows)
        _show_evaluation(trained.metrics, f"{trained.model.n_folds}-fold cross-validation", quiet)
        _say(f"model in {out}")


@app.command()
def evaluate(
    labelled: Labelled,
    model: ModelFolder = shipped.STARTER_MODEL,
    out: Annotated[Path | None, typer.Option(help="JSON file for the figures.")] = None,
    text_column: TextColumn_ = "text",
    settings: SettingsFile = None,
    quiet: Quiet = False,
) -> None:
    """Measure a model on labelled texts."""
    with _reporting(quiet):
        classifier = load_model(model)
        truth = pipeline.read_truth(labelled, classifier, text_column)
        metrics = pipeline.evaluate_model(truth, classifier, _settings(settings))
        if out is not None:
            write_whole(out, json.dumps(metrics.to_dict(), ensure_ascii=False, indent=1) + "\n")
        _show_evaluation(metrics, "evaluation", quiet)
        if training_digest(truth.rows) == read_manifest(model).training.get("sha256"):
            _say("these are the rows that the model was trained on: the figures flatter it")


@app.command()
def discover(
    paths: Paths,
    out: Annotated[Path, typer.Option(help="Folder for topics, paragraphs, crosswalk and report.")],
    model: ModelFolder = shipped.STARTER_MODEL,
    text_column: TextColumn_ = "text",
    settings: SettingsFile = None,
    quiet: Quiet = False,
) -> None:
    """Find the topics of documents or tables and set them beside the themes."""
    with _reporting(quiet):
        found = pipeline.discover(paths, load_model(model), _settings(settings), text_column)
        _write_discovery(found, out, {"report.html": render_report(pipeline.report_data(found, "主题与话题"))})


@model_app.command("show")
def model_show(
    folder: Annotated[Path, typer.Argument(help="A model folder.")] = shipped.STARTER_MODEL, quiet: Quiet = False
) -> None:
    """Print the card of a model, once all its checks have passed."""
    with _reporting(quiet):
        verify_model(folder)
        if not quiet:
            typer.echo((folder / "README.md").read_text(encoding="utf-8"))


@model_app.command("verify")
def model_verify(
    folder: Annotated[Path, typer.Argument(help="A model folder.")] = shipped.STARTER_MODEL, quiet: Quiet = False
) -> None:
    """Check every file of a model folder against its digest and load it."""
    with _reporting(quiet):
        manifest = verify_model(folder)
        _say(f"{folder}: {manifest.name}, {len(manifest.classes)} themes, every file as written")


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


@contextmanager
def _reporting(quiet: bool) -> Iterator[None]:
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


def _say(message: str) -> None:
    _stderr.print(escape(message), highlight=False, soft_wrap=True)


def _settings(path: Path | None) -> Settings:
    return load_settings(path) if path is not None else Settings()


def _explain(paths: Sequence[Path]) -> None:
    for document, decisions in explain_documents(paths):
        typer.echo(document)
        for decision in decisions:
            first, last = decision.lines
            typer.echo(f"{first:>5}-{last:<5} {decision.kind:<10} {decision.detail:<44} {decision.text[:60]}")


def _label_table(source: Path, out: Path, model: ThemeClassifier, text_column: str, settings: Settings) -> None:
    with _progress("rows") as advance:
        counts = label_table(source, out, lambda texts: pipeline.label(texts, model, settings), text_column, advance)
    _say(f"{counts.labelled} rows labelled in {out}")
    if counts.quarantined:
        print(f"topics: {counts.quarantined} bad rows were left out, see {counts.quarantine}", file=sys.stderr)
        raise typer.Exit(3)


def _label_documents(paths: Sequence[Path], out: Path, model: ThemeClassifier, settings: Settings) -> None:
    reading = read_documents(paths)
    labels = pipeline.label(reading, model, settings)
    rows = (with_label(paragraph_columns(paragraph), found) for paragraph, found in zip(reading, labels, strict=True))
    write_table(out, rows, (*PARAGRAPH_COLUMNS, *LABEL_COLUMNS))
    themed = sum(bool(found.themes) for found in labels)
    _say(f"{len(labels)} paragraphs of {len(reading.documents)} documents in {out}; {themed} have themes")


def _write_discovery(found: pipeline.Discovery, out: Path, pages: Mapping[str, str]) -> None:
    with whole_folder(out) as partial:
        for name, rows, columns in pipeline.discovery_tables(found):
            write_table(partial / name, rows, columns)
        for name, page in pages.items():
            write_whole(partial / name, page)
    themed = sum(bool(label.themes) for label in found.labels)
    n_topics = sum(topic.id >= 0 for topic in found.topics)
    _say(f"{len(found.labels)} paragraphs, {themed} with themes, {n_topics} topics by {found.method} in {out}")


def _show_evaluation(metrics: Evaluation, title: str, quiet: bool) -> None:
    if quiet:
        return
    table = Table("theme", "precision", "recall", "F1", "texts", title=title)
    for score in metrics.themes:
        table.add_row(score.theme, f"{score.precision:.3f}", f"{score.recall:.3f}", f"{score.f1:.3f}", str(score.n))
    Console(width=100 if not sys.stdout.isatty() else None).print(table)
    typer.echo(
        f"macro-F1 {metrics.macro_f1:.3f}  micro-F1 {metrics.micro_f1:.3f}  "
        f"primary right {metrics.primary_accuracy:.1%}  false alarms {metrics.false_alarm_rate:.1%} of {metrics.n_none}"
    )


@contextmanager
def _progress(unit: str) -> Iterator[Callable[[int], None]]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=_stderr, transient=True, disable=not _stderr.is_terminal) as progress:
        task = progress.add_task(unit, total=None)
        yield lambda count: progress.advance(task, count)

"""The command that measures a model: evaluate."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from topics import shipped
from topics.cli.console import reporting, say
from topics.cli.figures import show_assessment
from topics.cli.options import Labelled, ModelFolder, Quiet, SettingsFile, TextColumn, settings_from
from topics.errors import OutputError
from topics.files import check_page_path, files_below, refuse_input, write_whole
from topics.pipeline import evaluation as pipeline
from topics.pipeline.labelling import taxonomy_of
from topics.report.evaluation import Subject, render_evaluation
from topics.storage.manifest import read_manifest, training_digest
from topics.storage.themes import load_theme_model
from topics.types import LabelledText


def evaluate(
    labelled: Labelled,
    model: ModelFolder = shipped.STARTER_MODEL,
    out: Annotated[Path | None, typer.Option(help="JSON file for the figures.")] = None,
    report: Annotated[Path | None, typer.Option(help="HTML page: figures, reliability, confusion, mistakes.")] = None,
    against: Annotated[Path | None, typer.Option(help="Another model folder, to compare on the same rows.")] = None,
    text_column: TextColumn = "text",
    settings: SettingsFile = None,
    quiet: Quiet = False,
) -> None:
    """Measure a model on labelled texts, how sure the figures are, and where it errs."""
    with reporting(quiet):
        _check_targets(out, report, labelled)
        classifier = load_theme_model(model)
        truth = pipeline.read_truth(labelled, classifier, text_column)
        other = load_theme_model(against) if against is not None else None
        found = pipeline.evaluate_model(truth, classifier, settings_from(settings), other, str(against))
        is_training_data = _learned_from(model, truth.rows)
        if report is not None:
            subject = Subject(f"模型评估：{read_manifest(model).name}", taxonomy_of(classifier), is_training_data)
            write_whole(report, render_evaluation(found, subject))
        if out is not None:
            write_whole(out, json.dumps(found.to_dict(), ensure_ascii=False, indent=1) + "\n")
        if not quiet:
            show_assessment(found)
        if is_training_data:
            say("these are the rows that the model was trained on: the figures flatter it")
        if against is not None and _learned_from(against, truth.rows):
            say(f"these are the rows that {against} was trained on: the comparison flatters it")
        if report is not None:
            say(f"open {report} in a browser")


def _check_targets(out: Path | None, report: Path | None, inputs: Sequence[Path]) -> None:
    if report is not None:
        check_page_path(report)
    if out is not None and out.suffix.lower() == ".html":
        raise OutputError(f"{out}: the figures are written as JSON; name the page with --report")
    if out is not None and out.is_dir():
        raise OutputError(f"{out}: is a folder; name a file")
    for target in filter(None, (out, report)):
        refuse_input(target, files_below(inputs))


def _learned_from(model: Path, rows: Iterable[LabelledText]) -> bool:
    return training_digest(rows) == read_manifest(model).training.get("sha256")

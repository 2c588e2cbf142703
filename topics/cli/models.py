"""The commands over models: train, evaluate, and `topics model`."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from topics import pipeline, shipped
from topics.cli.console import reporting, say
from topics.cli.options import Labelled, ModelFolder, Quiet, SettingsFile, TextColumn, settings_from
from topics.files import write_whole
from topics.storage.folder import load_model, save_model, training_digest, verify_model
from topics.storage.manifest import read_manifest
from topics.types import Evaluation

model_app = typer.Typer(no_args_is_help=True, help="Look into a model folder.")


def train(
    labelled: Labelled,
    out: Annotated[Path, typer.Option(help="Folder for the model.")],
    taxonomy: Annotated[Path | None, typer.Option(help="A themes file; by default the shipped one.")] = None,
    name: Annotated[str | None, typer.Option(help="The model's name; by default that of its folder.")] = None,
    keep_texts: Annotated[bool, typer.Option("--keep-texts", help="Keep the texts, for label --explain.")] = False,
    text_column: TextColumn = "text",
    settings: SettingsFile = None,
    quiet: Quiet = False,
) -> None:
    """Train a model on labelled texts and save it with its card."""
    with reporting(quiet):
        chosen = settings_from(settings).asking(keep_texts=keep_texts)
        trained = pipeline.train(labelled, taxonomy, chosen, text_column)
        save_model(trained.model, out, name=name, metrics=trained.metrics, training=trained.labelled.rows)
        _show_evaluation(trained.metrics, f"{trained.model.n_folds}-fold cross-validation", quiet)
        say(f"model in {out}")


def evaluate(
    labelled: Labelled,
    model: ModelFolder = shipped.STARTER_MODEL,
    out: Annotated[Path | None, typer.Option(help="JSON file for the figures.")] = None,
    text_column: TextColumn = "text",
    settings: SettingsFile = None,
    quiet: Quiet = False,
) -> None:
    """Measure a model on labelled texts."""
    with reporting(quiet):
        classifier = load_model(model)
        truth = pipeline.read_truth(labelled, classifier, text_column)
        metrics = pipeline.evaluate_model(truth, classifier, settings_from(settings))
        if out is not None:
            write_whole(out, json.dumps(metrics.to_dict(), ensure_ascii=False, indent=1) + "\n")
        _show_evaluation(metrics, "evaluation", quiet)
        if training_digest(truth.rows) == read_manifest(model).training.get("sha256"):
            say("these are the rows that the model was trained on: the figures flatter it")


@model_app.command("show")
def model_show(
    folder: Annotated[Path, typer.Argument(help="A model folder.")] = shipped.STARTER_MODEL, quiet: Quiet = False
) -> None:
    """Print the card of a model, once all its checks have passed."""
    with reporting(quiet):
        verify_model(folder)
        if not quiet:
            typer.echo((folder / "README.md").read_text(encoding="utf-8"))


@model_app.command("verify")
def model_verify(
    folder: Annotated[Path, typer.Argument(help="A model folder.")] = shipped.STARTER_MODEL, quiet: Quiet = False
) -> None:
    """Check every file of a model folder against its digest and load it."""
    with reporting(quiet):
        manifest = verify_model(folder)
        say(f"{folder}: {manifest.name}, {len(manifest.classes)} themes, every file as written")


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

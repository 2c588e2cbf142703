"""The commands over models: train, evaluate, and `topics model`."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from topics import pipeline, shipped
from topics.batch.labelled import SUSPECT_COLUMNS
from topics.batch.table import check_table_path, write_table
from topics.cli.console import reporting, say
from topics.cli.figures import show_assessment, show_evaluation
from topics.cli.options import Labelled, ModelFolder, Quiet, SettingsFile, TextColumn, Unlabelled, settings_from
from topics.cli.seeds import check_audit, save_seeded
from topics.discovery.model import TopicModel
from topics.errors import OutputError
from topics.files import check_page_path, refuse_input, write_whole
from topics.report.evaluation import Subject, render_evaluation
from topics.storage.folder import load_model
from topics.storage.manifest import read_manifest, training_digest
from topics.storage.saving import save_model
from topics.storage.topics import load_topic_model, save_topic_model
from topics.storage.verification import verify_model
from topics.types import LabelledText

model_app = typer.Typer(no_args_is_help=True, help="Look into a model folder; merge and rename topics.")


def train(
    out: Annotated[Path, typer.Option(help="Folder for the model.")],
    labelled: Annotated[
        list[Path] | None, typer.Argument(metavar="[LABELLED]...", help="Tables of texts with themes, or folders.")
    ] = None,
    unlabelled: Unlabelled = None,
    taxonomy: Annotated[Path | None, typer.Option(help="A themes file; by default the shipped one.")] = None,
    name: Annotated[str | None, typer.Option(help="The model's name; by default that of its folder.")] = None,
    keep_texts: Annotated[bool, typer.Option("--keep-texts", help="Keep the texts, for label --explain.")] = False,
    quality: Annotated[bool, typer.Option("--quality", help="A better and larger model, in twice the time.")] = False,
    suspects: Annotated[Path | None, typer.Option(help="Table for rows whose labels may be wrong.")] = None,
    audit: Annotated[
        Path | None, typer.Option(help="Table for what the seed words did; by default audit.csv in the folder.")
    ] = None,
    text_column: TextColumn = "text",
    settings: SettingsFile = None,
    quiet: Quiet = False,
) -> None:
    """Train a model on labelled texts, or on seed words and unlabelled texts, and save it with its card."""
    labelled = labelled or []
    if not labelled and not unlabelled:
        raise typer.BadParameter("name labelled tables, or --unlabelled texts", param_hint="LABELLED")
    if unlabelled and suspects:
        raise typer.BadParameter("weak labels are all suspect; leave --unlabelled out", param_hint="--suspects")
    if audit and not unlabelled:
        raise typer.BadParameter("there are no seed words to audit without --unlabelled", param_hint="--audit")
    with reporting(quiet):
        chosen = settings_from(settings).asking(keep_texts=keep_texts, quality=quality)
        if unlabelled:
            inputs = [*unlabelled, *labelled, *([taxonomy] if taxonomy else [])]
            target = check_audit(audit, out, _files_of(inputs))
            seeded = pipeline.train_from_seeds(unlabelled, labelled, taxonomy, chosen, text_column)
            save_seeded(seeded, out, name, target, quiet)
            return
        if suspects is not None:
            check_table_path(suspects)
            refuse_input(suspects, _files_of(labelled))
        trained = pipeline.train(labelled, taxonomy, chosen, text_column)
        save_model(trained.model, out, name=name, metrics=trained.metrics, training=trained.labelled.rows)
        if not quiet:
            show_evaluation(trained.metrics, f"{trained.model.n_folds}-fold cross-validation")
        say(f"model in {out}")
        if suspects is not None:
            n_suspects = write_table(suspects, pipeline.suspects_of(trained), SUSPECT_COLUMNS)
            say(f"{n_suspects} of {len(trained.labelled.rows)} labels to look at again in {suspects}")


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
        classifier = load_model(model)
        truth = pipeline.read_truth(labelled, classifier, text_column)
        other = load_model(against) if against is not None else None
        found = pipeline.evaluate_model(truth, classifier, settings_from(settings), other, str(against))
        is_training_data = _learned_from(model, truth.rows)
        if report is not None:
            subject = Subject(
                f"模型评估：{read_manifest(model).name}", pipeline.taxonomy_of(classifier), is_training_data
            )
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
        say(f"{folder}: {manifest.name}, {len(manifest.classes)} {manifest.kind}, every file as written")


@model_app.command("merge")
def model_merge(
    folder: Annotated[Path, typer.Argument(help="A folder of a topic model.")],
    numbers: Annotated[list[int], typer.Argument(metavar="TOPIC...", help="Numbers of the topics to make one.")],
    quiet: Quiet = False,
) -> None:
    """Make one topic of several in a topic model; it keeps the lowest number."""
    with reporting(quiet):
        _save_again(load_topic_model(folder).merge_topics([numbers]), folder)
        say(f"{folder}: topic {min(numbers)} holds topics {', '.join(map(str, sorted(numbers)))}")


@model_app.command("rename")
def model_rename(
    folder: Annotated[Path, typer.Argument(help="A folder of a topic model.")],
    number: Annotated[int, typer.Argument(metavar="TOPIC", help="Number of the topic.")],
    name: Annotated[str, typer.Argument(help="Its new name.")],
    quiet: Quiet = False,
) -> None:
    """Give a topic of a topic model a name of your own."""
    with reporting(quiet):
        _save_again(load_topic_model(folder).rename_topics({number: name}), folder)
        say(f"{folder}: topic {number} is called {name}")


def _save_again(model: TopicModel, folder: Path) -> None:
    save_topic_model(model, folder, name=read_manifest(folder).name)


def _check_targets(out: Path | None, report: Path | None, inputs: Sequence[Path]) -> None:
    if report is not None:
        check_page_path(report)
    if out is not None and out.suffix.lower() == ".html":
        raise OutputError(f"{out}: the figures are written as JSON; name the page with --report")
    if out is not None and out.is_dir():
        raise OutputError(f"{out}: is a folder; name a file")
    for target in filter(None, (out, report)):
        refuse_input(target, _files_of(inputs))


def _files_of(inputs: Iterable[Path]) -> list[Path]:
    return [file for path in inputs for file in (path.rglob("*") if path.is_dir() else [path])]


def _learned_from(model: Path, rows: Iterable[LabelledText]) -> bool:
    return training_digest(rows) == read_manifest(model).training.get("sha256")

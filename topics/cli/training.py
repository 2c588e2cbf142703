"""The command that makes a model: train."""

from pathlib import Path
from typing import Annotated

import typer

from topics.batch.labelled import SUSPECT_COLUMNS
from topics.batch.table import check_table_path, write_table
from topics.cli.console import reporting, say
from topics.cli.figures import show_evaluation
from topics.cli.options import Quiet, SettingsFile, TextColumn, Unlabelled, settings_from
from topics.cli.seeds import check_audit, save_seeded
from topics.files import files_below, refuse_input
from topics.pipeline import training as pipeline
from topics.storage.saving import save_model


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
            target = check_audit(audit, out, files_below(inputs))
            seeded = pipeline.train_from_seeds(unlabelled, labelled, taxonomy, chosen, text_column)
            save_seeded(seeded, out, name, target, quiet)
            return
        if suspects is not None:
            check_table_path(suspects)
            refuse_input(suspects, files_below(labelled))
        trained = pipeline.train(labelled, taxonomy, chosen, text_column)
        save_model(trained.model, out, name=name, metrics=trained.metrics, training=trained.labelled.rows)
        if not quiet:
            show_evaluation(trained.metrics, f"{trained.model.n_folds}-fold cross-validation")
        say(f"model in {out}")
        if suspects is not None:
            n_suspects = write_table(suspects, pipeline.suspects_of(trained), SUSPECT_COLUMNS)
            say(f"{n_suspects} of {len(trained.labelled.rows)} labels to look at again in {suspects}")

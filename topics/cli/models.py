"""The commands over model folders: `topics model`."""

from pathlib import Path
from typing import Annotated

import typer

from topics import shipped
from topics.cli.console import reporting, say
from topics.cli.options import Quiet
from topics.discovery.model import TopicModel
from topics.storage.manifest import read_manifest
from topics.storage.topics import load_topic_model, save_topic_model
from topics.storage.verification import verify_model

model_app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Look into a model folder; merge and rename topics."
)


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

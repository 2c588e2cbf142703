"""The group of all commands: it knows their names, and loads only the one that is called."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from topics.cli.options import ManyPaths


@dataclass(frozen=True, slots=True)
class Home:
    """Where a command lives, and the first line of its help, so that a list of commands loads none."""

    module: str
    name: str
    help: str


HOMES: Mapping[str, Home] = {
    "demo": Home(
        "discovery", "demo", "Run the main job on the sample documents that ship: labels, topics and two pages."
    ),
    "read": Home("reading", "read", "Read documents, or the rows of tables, into paragraphs."),
    "label": Home("label", "label", "Label documents, paragraph by paragraph, or the rows of tables."),
    "train": Home(
        "training",
        "train",
        "Train a model on labelled texts, or on seed words and unlabelled texts, and save it with its card.",
    ),
    "evaluate": Home(
        "evaluation",
        "evaluate",
        "Measure a model on labelled texts, how sure the figures are, and where it errs.",
    ),
    "discover": Home("discovery", "discover", "Find the topics of documents or tables and set them beside the themes."),
    "model": Home("models", "model_app", "Look into a model folder; merge and rename topics."),
}


class CommandsOnDemand(TyperGroup):
    """Lists every command and imports the module of one when it is called.

    To import what all commands need takes seconds; `topics --help` needs none of it, and
    `topics label` no more than labelling does.
    """

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for name, home in HOMES.items():
            self.add_command(TyperCommand(name, help=home.help))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the name, the loaded command and the arguments left."""
        name, known, rest = super().resolve_command(ctx, args)
        return name, known and load_command(str(name)), rest


def load_command(name: str) -> Any:
    """Import a command, or a group of commands, by its name."""
    home = HOMES[name]
    found = getattr(import_module(f"topics.cli.{home.module}"), home.name)
    if isinstance(found, typer.Typer):
        return get_command(found)
    alone = typer.Typer(add_completion=False)
    alone.command(name, cls=ManyPaths)(found)
    return get_command(alone)

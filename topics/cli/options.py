"""The arguments and options that several commands share."""

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from topics.settings import Settings, load_settings

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
Paths = Annotated[list[Path], typer.Argument(metavar="PATH...", help="Documents, folders of documents, or tables.")]
Labelled = Annotated[list[Path], typer.Argument(metavar="LABELLED...", help="Tables of texts with themes, or folders.")]
ModelFolder = Annotated[Path, typer.Option("--model", "-m", help="A model folder; by default the starter model.")]
TextColumn = Annotated[str, typer.Option("--text-column", help="The column of a table that holds the text.")]
DateColumn = Annotated[
    str | None,
    typer.Option("--date-column", help="The column of a table that holds the date; by default date."),
]
SettingsFile = Annotated[Path | None, typer.Option("--settings", help="A TOML file that overrides defaults.")]


Unlabelled = Annotated[
    list[Path] | None,
    typer.Option(metavar="PATH...", help="Texts nobody labelled: themes are learned from their seed words."),
]

_MANY = "--unlabelled"


class ManyPaths(TyperCommand):
    """A command whose option --unlabelled takes all the paths up to the next option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Repeat the option before each of its paths, the form that click knows."""
        spread: list[str] = []
        for argument in args:
            follows_path = spread[-2:-1] == [_MANY] or (spread and spread[-1].startswith(f"{_MANY}="))
            spread += [_MANY, argument] if follows_path and not argument.startswith("-") else [argument]
        return super().parse_args(ctx, spread)


def settings_from(path: Path | None) -> Settings:
    """Return the defaults, or what a settings file makes of them."""
    return load_settings(path) if path is not None else Settings()

"""The arguments and options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

from topics.settings import Settings, load_settings

Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print nothing but errors.")]
Paths = Annotated[list[Path], typer.Argument(metavar="PATH...", help="Documents, folders of documents, or tables.")]
Labelled = Annotated[list[Path], typer.Argument(metavar="LABELLED...", help="Tables of texts with themes, or folders.")]
ModelFolder = Annotated[Path, typer.Option("--model", "-m", help="A model folder; by default the starter model.")]
TextColumn = Annotated[str, typer.Option("--text-column", help="The column of a table that holds the text.")]
SettingsFile = Annotated[Path | None, typer.Option("--settings", help="A TOML file that overrides defaults.")]


def settings_from(path: Path | None) -> Settings:
    """Return the defaults, or what a settings file makes of them."""
    return load_settings(path) if path is not None else Settings()

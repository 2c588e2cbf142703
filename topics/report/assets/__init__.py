"""The styles and scripts that a page carries inside itself."""

from importlib.resources import files

from markupsafe import Markup

_SCRIPTS = (
    "store.js",
    "colours.js",
    "view.js",
    "names.js",
    "map.js",
    "list.js",
    "pointer.js",
    "controls.js",
    "tables.js",
    "paper.js",
)
_PLOT_SCRIPTS = ("uPlot.iife.min.js", "trend.js")
_NOTICE = "/*! uPlot 1.6.32, MIT License, Copyright (c) 2022 Leon Sorokin */"


def styles(*, with_trend: bool) -> Markup:
    """Return the styles of the report, with those of the plotting library where it is used."""
    names = ("uPlot.min.css", "report.css") if with_trend else ("report.css",)
    return Markup("\n".join(map(_read, names)))  # noqa: S704 - files of this package


def scripts(*, with_trend: bool) -> list[Markup]:
    """Return the scripts of the report in the order that they build on each other."""
    names = (*_SCRIPTS, *_PLOT_SCRIPTS) if with_trend else _SCRIPTS
    return [Markup(_read(name)) for name in names]  # noqa: S704 - files of this package


def _read(name: str) -> str:
    """A file of this folder; the address in the first line of the library gives way to its notice."""
    text = files(__name__).joinpath(name).read_text(encoding="utf-8").strip()
    return f"{_NOTICE}\n{text.split('*/', 1)[1].lstrip()}" if name == "uPlot.iife.min.js" else text

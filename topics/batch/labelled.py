"""Labelled rows for training and evaluation: `{"text", "themes"}` or `{"text", "label"}`.

A row may also have a `weight`: how much it counts in training, 1 unless it says so; a `source`,
which the card of the model will name; and say that it is `private`: then no model keeps its text.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from topics.batch.rows import BadRow, Row, is_table, read_rows
from topics.errors import TrainingDataError
from topics.themes.suspects import Suspect
from topics.themes.taxonomy import Taxonomy, is_theme_id
from topics.types import LabelledText

SUSPECT_COLUMNS = ("place", "text", "themes", "suggested", "doubted", "missing", "confidence")


@dataclass(frozen=True, slots=True)
class LabelledRows:
    """Labelled texts in order; `single` where every row names one class in `label`.

    `places` tell where each row stands: its file and line or row.
    """

    rows: tuple[LabelledText, ...]
    single: bool
    places: tuple[str, ...] = ()

    @property
    def texts(self) -> list[str]:
        """The text of each row."""
        return [row.text for row in self.rows]

    @property
    def targets(self) -> list[Any]:
        """What a classifier learns: one class name a row, or a tuple of theme ids a row."""
        return [row.themes[0] for row in self.rows] if self.single else [row.themes for row in self.rows]

    @property
    def weights(self) -> list[float]:
        """How much each row counts in training."""
        return [row.weight for row in self.rows]

    @property
    def themes(self) -> tuple[str, ...]:
        """The theme ids that the rows name, sorted."""
        return tuple(sorted({theme for row in self.rows for theme in row.themes}))


def read_labelled(
    paths: Iterable[str | Path], taxonomy: Taxonomy | None = None, text_column: str = "text"
) -> LabelledRows:
    """Read labelled tables and folders of them.

    Every row must be good: the first bad one raises TrainingDataError with its file and
    line. With a taxonomy, so does the first theme that it does not hold.
    """
    rows: list[LabelledText] = []
    places: list[str] = []
    n_single = 0
    for path in _tables(paths):
        for row in read_rows(path, text_column):
            where = f"{path}: line {row.number}" if path.suffix == ".jsonl" else f"{path}: row {row.number}"
            if isinstance(row, BadRow):
                raise TrainingDataError(f"{where}: {row.reason}")
            if not row.text.strip():
                raise TrainingDataError(f"{where}: the text is empty; leave the row out")
            themes = _themes(row, where)
            _check_known(themes, taxonomy, where)
            n_single += "themes" not in row.columns
            source = str(row.columns.get("source") or "")
            rows.append(LabelledText(row.text, themes, _weight(row, where), _private(row, where), source))
            places.append(where)
    if not rows:
        raise TrainingDataError(f"{', '.join(map(str, paths))}: no labelled rows")
    return LabelledRows(tuple(rows), single=n_single == len(rows), places=tuple(places))


def _tables(paths: Iterable[str | Path]) -> list[Path]:
    tables: list[Path] = []
    for path in map(Path, paths):
        found = sorted(file for file in path.rglob("*") if is_table(file)) if path.is_dir() else [path]
        if not found:
            raise TrainingDataError(f"{path}: no tables in this folder; it should hold .jsonl, .csv or .parquet files")
        tables += found
    return tables


def _themes(row: Row, where: str) -> tuple[str, ...]:
    if "themes" in row.columns:
        value = row.columns["themes"]
        names = [name for name in value.split("|") if name] if isinstance(value, str) else value
        if not isinstance(names, list) or not all(isinstance(name, str) and name.strip() for name in names):
            raise TrainingDataError(f"{where}: themes is not a list of theme ids")
        return tuple(dict.fromkeys(name.strip() for name in names))
    if "label" in row.columns:
        label = row.columns["label"]
        if label is None or not str(label).strip():
            raise TrainingDataError(f"{where}: label is empty")
        return (str(label).strip(),)
    raise TrainingDataError(f"{where}: neither themes nor label among {', '.join(row.columns)}")


def _weight(row: Row, where: str) -> float:
    value = row.columns.get("weight")
    if value is None or value == "":
        return 1.0
    try:
        weight = float(value)
    except (TypeError, ValueError):
        weight = -1.0
    if not 0 < weight < math.inf:
        raise TrainingDataError(f"{where}: weight is not a number above 0")
    return weight


def _private(row: Row, where: str) -> bool:
    value = row.columns.get("private")
    if value is None or value == "" or str(value).lower() in ("false", "0"):
        return False
    if str(value).lower() in ("true", "1"):
        return True
    raise TrainingDataError(f"{where}: private is neither true nor false")


def _check_known(themes: tuple[str, ...], taxonomy: Taxonomy | None, where: str) -> None:
    for theme in themes:
        if not is_theme_id(theme):
            raise TrainingDataError(f"{where}: {theme!r} is not a name without spaces and |")
        if taxonomy is not None and theme not in taxonomy:
            raise TrainingDataError(f"{where}: unknown theme {theme!r}; {taxonomy.suggest(theme)}")


def suspect_columns(labelled: LabelledRows, suspect: Suspect) -> dict[str, Any]:
    """Return a suspect label as a row: `themes` as they are, `suggested` as they may have to be."""
    row = labelled.rows[suspect.row]
    return {
        "place": labelled.places[suspect.row],
        "text": row.text,
        "themes": list(row.themes),
        "suggested": list(suspect.suggested),
        "doubted": list(suspect.doubted),
        "missing": list(suspect.missing),
        "confidence": round(suspect.confidence, 4),
    }

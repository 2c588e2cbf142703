"""Every default in one place; a TOML file with the same tables and keys overrides them."""

import math
import tomllib
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from topics.errors import SettingsError

_LEAST: dict[str, float] = {
    "C": 1e-6,
    "char_ngrams": 1,
    "coverage": 0.001,
    "max_evidence": 0,
    "min_characters": 0,
    "min_df": 1,
    "min_topic_size": 2,
    "n_folds": 2,
    "n_neighbours": 0,
    "n_resamples": 100,
    "n_topics": 2,
    "random_state": 0,
    "seed_weight": 0,
    "shard_rows": 1,
    "word_ngrams": 1,
    "workers": 1,
}
_OPTIONAL: dict[str, Any] = {
    "coverage": (int, float),
    "min_characters": (int,),
    "precision": (int, float),
    "n_topics": (int,),
    "min_topic_size": (int,),
    "terms": (str,),
}
"""What may stand for a setting that is unset by default."""

_SHOWN_NEIGHBOURS = 3
_CHOICES = {"method": ("auto", "nmf", "bertopic", "graph"), "terms": ("content", "all")}


@dataclass(frozen=True, slots=True)
class LabelSettings:
    """How texts are labelled."""

    min_characters: int | None = None
    """Letters and digits that a text must have to be judged; by default as the model says, mostly 8."""
    max_evidence: int = 3
    """Spans shown for each theme."""
    coverage: float | None = None
    """Promised coverage of a set of themes for each text, between 0 and 1; by default no sets."""
    n_neighbours: int = 0
    """Nearest training texts shown for each text; the model must keep them."""
    precision: float | None = None
    """Share of right themes that is wanted, between 0 and 1; by default the thresholds of best F1."""


@dataclass(frozen=True, slots=True)
class TrainSettings:
    """How a classifier is trained; see ThemeClassifier."""

    C: float = 0.5
    min_df: int = 2
    seed_weight: float = 0.3
    n_folds: int = 5
    random_state: int = 0
    keep_texts: bool = False
    char_ngrams: int = 2
    word_ngrams: int = 1
    terms: str | None = None


_QUALITY: dict[str, Any] = {"C": 1.0, "char_ngrams": 3, "word_ngrams": 2}
"""What `topics train --quality` sets; `benchmarks/public.py` measures it."""


@dataclass(frozen=True, slots=True)
class DiscoverSettings:
    """How topics are found; see TopicModel."""

    method: str = "auto"
    n_topics: int | None = None
    min_topic_size: int | None = None
    random_state: int = 0


@dataclass(frozen=True, slots=True)
class EvaluateSettings:
    """How the intervals of an evaluation are found: by drawing its rows again, with repeats."""

    n_resamples: int = 1000
    random_state: int = 0


@dataclass(frozen=True, slots=True)
class BatchSettings:
    """How tables are labelled in pieces."""

    workers: int = 2
    """Processes that label; 1 is the process that was started. It changes no output."""
    shard_rows: int = 10_000
    """Rows of a piece, which is what an interruption loses at most, and a row group of Parquet."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings: the tables `[label]`, `[train]`, `[discover]`, `[evaluate]` and `[batch]`."""

    label: LabelSettings = field(default_factory=LabelSettings)
    train: TrainSettings = field(default_factory=TrainSettings)
    discover: DiscoverSettings = field(default_factory=DiscoverSettings)
    evaluate: EvaluateSettings = field(default_factory=EvaluateSettings)
    batch: BatchSettings = field(default_factory=BatchSettings)

    def asking(
        self,
        *,
        coverage: float | None = None,
        precision: float | None = None,
        explain: bool = False,
        keep_texts: bool = False,
        quality: bool = False,
    ) -> "Settings":
        """Return settings with what is asked for on top: sets, a precision, neighbours, texts kept, a better model."""
        label = self.label if coverage is None else replace(self.label, coverage=coverage)
        label = label if precision is None else replace(label, precision=precision)
        if explain:
            label = replace(label, n_neighbours=label.n_neighbours or _SHOWN_NEIGHBOURS)
        train = replace(self.train, keep_texts=keep_texts or self.train.keep_texts)
        return replace(self, label=label, train=replace(train, **_QUALITY) if quality else train)


def load_settings(path: str | Path) -> Settings:
    """Read settings from a TOML file; SettingsError for unknown names and wrong values."""
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read as TOML ({error})") from error
    settings = Settings()
    for table, values in data.items():
        if table not in _names(settings) or not isinstance(values, dict):
            raise SettingsError(f"{path}: no table [{table}]; tables are {', '.join(_names(settings))}")
        settings = replace(settings, **{table: _overridden(getattr(settings, table), values, f"{path}: [{table}]")})
    return settings


def _overridden(defaults: Any, values: dict[str, Any], where: str) -> Any:
    for name, value in values.items():
        if name not in _names(defaults):
            raise SettingsError(f"{where}: no setting {name}; settings are {', '.join(_names(defaults))}")
        default = getattr(defaults, name)
        wanted = _OPTIONAL.get(name) or ((int, float) if isinstance(default, float) else (type(default),))
        if isinstance(value, bool) != isinstance(default, bool) or not isinstance(value, wanted):
            raise SettingsError(f"{where}: {name} should be a {wanted[-1].__name__}, not {value!r}")
        if name in _LEAST and not _LEAST[name] <= value < math.inf:
            raise SettingsError(f"{where}: {name} should be at least {_LEAST[name]}, not {value!r}")
        if name in _CHOICES and value not in _CHOICES[name]:
            raise SettingsError(f"{where}: {name} should be one of {', '.join(_CHOICES[name])}, not {value!r}")
    return replace(defaults, **values)


def _names(settings: Any) -> list[str]:
    return [entry.name for entry in fields(settings)]

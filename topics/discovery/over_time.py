"""Topics and themes over time: how many of a period's paragraphs each has."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from topics.themes.taxonomy import Taxonomy
from topics.types import Label, Topic

Grain = Literal["day", "month", "quarter", "year"]
Kind = Literal["topic", "theme"]

_MAX_PERIODS = 48
"""The finest grain with no more periods than this is chosen: they fit on one screen."""

_NAMES: dict[Grain, Callable[[date], str]] = {
    "day": date.isoformat,
    "month": lambda day: f"{day:%Y-%m}",
    "quarter": lambda day: f"{day:%Y}-Q{(day.month + 2) // 3}",
    "year": lambda day: f"{day:%Y}",
}
OVER_TIME_COLUMNS = ("period", "kind", "id", "name", "n_paragraphs", "share", "n_dated")


@dataclass(frozen=True, slots=True)
class PeriodCount:
    """How many of the `n_dated` paragraphs of a period a topic or a theme has, and which share that is.

    `period` is 2023-01-19, 2023-01, 2023-Q1 or 2023; `id` the number of a topic or the id of a theme.
    """

    period: str
    kind: Kind
    id: str
    name: str
    n_paragraphs: int
    share: float
    n_dated: int


def choose_grain(dates: Iterable[str]) -> Grain:
    """Return the finest grain that the span of ISO dates has few enough periods for."""
    grains: tuple[Grain, ...] = ("day", "month", "quarter")
    days = _span(dates)
    return next((grain for grain in grains if len(_periods(days, grain)) <= _MAX_PERIODS), "year")


def count_over_time(
    dates: Sequence[str | None],
    topic_ids: Sequence[int],
    labels: Sequence[Label],
    topics: Sequence[Topic],
    taxonomy: Taxonomy,
) -> tuple[PeriodCount, ...]:
    """Count topics and themes in each period, also in those between where nothing stands.

    Row i of `dates`, `topic_ids` and `labels` is paragraph i; those without a date are left
    out. Nothing comes of paragraphs that all lack one.
    """
    known = [(row, day) for row, day in enumerate(dates) if day is not None]
    if not known:
        return ()
    days = [day for _, day in known]
    grain = choose_grain(days)
    name = _NAMES[grain]
    period_of = {row: name(date.fromisoformat(day)) for row, day in known}
    sizes = Counter(period_of.values())
    of_topics = Counter((period, str(topic_ids[row])) for row, period in period_of.items())
    of_themes = Counter((period, theme) for row, period in period_of.items() for theme in labels[row].themes)
    topic_names = {str(topic.id): topic.name for topic in topics}
    theme_names = {theme.id: theme.name for theme in taxonomy}
    counts: list[PeriodCount] = []
    for period in _periods(_span(days), grain):
        counts += _counts(period, "topic", topic_names, of_topics, sizes[period])
        counts += _counts(period, "theme", theme_names, of_themes, sizes[period])
    return tuple(counts)


def _counts(
    period: str, kind: Kind, names: dict[str, str], hits: Counter[tuple[str, str]], n_dated: int
) -> Iterable[PeriodCount]:
    for subject, name in names.items():
        count = hits[period, subject]
        yield PeriodCount(period, kind, subject, name, count, count / n_dated if n_dated else 0.0, n_dated)


def _span(dates: Iterable[str]) -> list[date]:
    """Every day from the first date to the last."""
    known = [date.fromisoformat(day) for day in dates]
    first, last = min(known), max(known)
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _periods(days: Iterable[date], grain: Grain) -> list[str]:
    return list(dict.fromkeys(map(_NAMES[grain], days)))

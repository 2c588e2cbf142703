"""Dates -> periods, and how often something comes up in each of them."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

_MAX_PERIODS = 48
"""The finest periods of which there are no more than this are chosen: they fit on one screen."""

_NAMES: tuple[Callable[[date], str], ...] = (
    date.isoformat,
    lambda day: f"{day:%Y-%m}",
    lambda day: f"{day:%Y}-Q{(day.month + 2) // 3}",
)
_WIDTH, _HEIGHT = 96.0, 20.0


@dataclass(frozen=True, slots=True)
class Timeline:
    """Periods without a gap, oldest first, how many paragraphs each holds, and the period of each paragraph."""

    names: tuple[str, ...]
    totals: tuple[int, ...]
    period_of: tuple[int | None, ...]

    def counts(self, rows: Iterable[int]) -> list[int]:
        """How many of the paragraphs lie in each period."""
        found = Counter(self.period_of[row] for row in rows)
        return [found[number] for number in range(len(self.names))]


def timeline_of(dates: Sequence[str | None]) -> Timeline | None:
    """Return the periods, days to years, from the first to the last ISO date; None below two periods."""
    days = [date.fromisoformat(day) if day else None for day in dates]
    known = [day for day in days if day]
    if not known:
        return None
    span = [min(known) + timedelta(number) for number in range((max(known) - min(known)).days + 1)]
    name_of = next((name for name in _NAMES if len(set(map(name, span))) <= _MAX_PERIODS), _year)
    names = tuple(dict.fromkeys(map(name_of, span)))
    place = {name: number for number, name in enumerate(names)}
    period_of = tuple(place[name_of(day)] if day else None for day in days)
    totals = Counter(period_of)
    return Timeline(names, tuple(totals[number] for number in range(len(names))), period_of) if len(names) > 1 else None


def sparkline(counts: Sequence[int]) -> str:
    """The counts as the points of an SVG polyline 96 wide and 20 high."""
    most, last = max(counts, default=0) or 1, max(1, len(counts) - 1)
    return " ".join(
        f"{_WIDTH * number / last:.1f},{_HEIGHT - 1 - (_HEIGHT - 2) * count / most:.1f}"
        for number, count in enumerate(counts)
    )


def _year(day: date) -> str:
    return f"{day:%Y}"

"""Counts over time, set in a row for each theme and topic, and the small line that shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from topics.discovery.over_time import Kind, PeriodCount

_WIDTH, _HEIGHT = 96.0, 20.0


@dataclass(frozen=True, slots=True)
class Timeline:
    """Periods without a gap, oldest first, how many paragraphs each holds, and who has how many of them."""

    names: tuple[str, ...]
    totals: tuple[int, ...]
    rows: Mapping[tuple[Kind, str], tuple[int, ...]]

    def counts(self, kind: Kind, subject: str | int) -> tuple[int, ...]:
        """The paragraphs of a theme or topic in each period."""
        return self.rows.get((kind, str(subject)), (0,) * len(self.names))


def timeline_of(counts: Sequence[PeriodCount]) -> Timeline | None:
    """Return the counts in rows; None below two periods, which show no change."""
    totals = {count.period: count.n_dated for count in counts}
    rows: dict[tuple[Kind, str], dict[str, int]] = {}
    for count in counts:
        rows.setdefault((count.kind, count.id), {})[count.period] = count.n_paragraphs
    if len(totals) <= 1:
        return None
    return Timeline(
        tuple(totals),
        tuple(totals.values()),
        {subject: tuple(row.get(period, 0) for period in totals) for subject, row in rows.items()},
    )


def sparkline(counts: Sequence[int]) -> str:
    """The counts as the points of an SVG polyline 96 wide and 20 high."""
    most, last = max(counts, default=0) or 1, max(1, len(counts) - 1)
    return " ".join(
        f"{_WIDTH * number / last:.1f},{_HEIGHT - 1 - (_HEIGHT - 2) * count / most:.1f}"
        for number, count in enumerate(counts)
    )

"""Where the points and lines of a reliability plot stand in a drawing of its own units."""

from dataclasses import dataclass

from topics.themes.reliability import Reliability, ReliabilityBin

_LEFT, _BOTTOM, _SIDE = 44.0, 272.0, 256.0
_SMALLEST, _LARGEST = 3.0, 10.0
"""Radius of the points of the emptiest and the fullest bin."""


@dataclass(frozen=True, slots=True)
class Point:
    """A bin of a reliability plot: a disc whose area grows with what the bin holds."""

    x: float
    y: float
    radius: float
    bin: ReliabilityBin


@dataclass(frozen=True, slots=True)
class Tick:
    """A probability on both axes."""

    label: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Plot:
    """A square in which mean probabilities go right and the shares that came true go up."""

    n: int
    ece: float | None
    points: tuple[Point, ...]
    ticks: tuple[Tick, ...]

    @property
    def line(self) -> str:
        """The points in order, as an SVG polyline takes them."""
        return " ".join(f"{point.x},{point.y}" for point in self.points)


def plot_reliability(found: Reliability) -> Plot:
    """Place the bins of a reliability in a drawing 316 wide and 312 high."""
    fullest = max((entry.n for entry in found.bins), default=1)
    points = tuple(
        Point(
            x=_x(entry.confidence),
            y=_y(entry.accuracy),
            radius=round(_SMALLEST + (_LARGEST - _SMALLEST) * (entry.n / fullest) ** 0.5, 1),
            bin=entry,
        )
        for entry in found.bins
    )
    ticks = tuple(Tick(f"{place:.0%}", _x(place), _y(place)) for place in (0.0, 0.25, 0.5, 0.75, 1.0))
    return Plot(found.n, found.ece, points, ticks)


def _x(share: float) -> float:
    return round(_LEFT + _SIDE * share, 1)


def _y(share: float) -> float:
    return round(_BOTTOM - _SIDE * share, 1)

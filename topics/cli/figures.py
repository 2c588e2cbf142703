"""The figures of a model as a table and a few lines on the terminal."""

import sys
from collections.abc import Sequence

import typer
from rich.console import Console
from rich.table import Table

from topics.themes.assessment import Assessment
from topics.themes.comparison import Comparison
from topics.themes.coverage import Coverage
from topics.types import Evaluation, Interval, ThemeScore

_WIDTH = 100
"""Of a table that goes into a file or a pipe."""


def show_evaluation(figures: Evaluation, title: str) -> None:
    """Print the scores of each theme and the figures over all of them."""
    table = Table(title=title)
    for number, name in enumerate(("theme", "precision", "recall", "F1", "F1 95 %", "texts")):
        if figures.intervals is not None or name != "F1 95 %":
            table.add_column(name, justify="right" if number else "left", no_wrap=True)
    for score in figures.themes:
        table.add_row(*_cells(score))
    Console(width=None if sys.stdout.isatty() else _WIDTH).print(table)
    typer.echo("  ".join(_summary(figures)))


def show_assessment(found: Assessment) -> None:
    """Print the figures, then how far the probabilities can be trusted, and the comparison."""
    show_evaluation(found.figures, "evaluation")
    errors = (("of themes", found.decision_reliability.ece), ("of primaries", found.primary_reliability.ece))
    measured = [f"{what} {ece:.3f}" for what, ece in errors if ece is not None]
    if measured:
        typer.echo(f"calibration error {', '.join(measured)}")
    typer.echo(_coverage(found.coverage))
    if found.comparison is not None:
        for line in _comparison(found.comparison):
            typer.echo(line)


def _cells(score: ThemeScore) -> Sequence[str]:
    figures = [f"{figure:.3f}" for figure in (score.precision, score.recall, score.f1)]
    interval = [_range(score.intervals.f1)] if score.intervals else []
    return (score.theme, *figures, *interval, str(score.n))


def _summary(figures: Evaluation) -> Sequence[str]:
    between = figures.intervals
    macro = f"macro-F1 {figures.macro_f1:.3f}{_bracketed(between.macro_f1 if between else None)}"
    if figures.accuracy is not None:
        right = f"accuracy {figures.accuracy:.1%}{_bracketed(between.accuracy if between else None, percent=True)}"
        return right, macro
    primary = _bracketed(between.primary_accuracy if between else None, percent=True)
    alarms = _bracketed(between.false_alarm_rate if between else None, percent=True)
    return (
        macro,
        f"micro-F1 {figures.micro_f1:.3f}{_bracketed(between.micro_f1 if between else None)}",
        f"primary right {figures.primary_accuracy:.1%}{primary}",
        f"false alarms {figures.false_alarm_rate:.1%}{alarms} of {figures.n_none}",
    )


def _coverage(found: Coverage) -> str:
    if found.threshold is None:
        return f"no threshold gives primaries that are right {found.target:.0%} of the time"
    return (
        f"primaries are right {found.precision:.1%} of the time from a probability of {found.threshold:.2f}: "
        f"{found.share:.1%} of {found.n} texts"
    )


def _comparison(found: Comparison) -> Sequence[str]:
    interval = f" [{found.interval.low:+.3f}, {found.interval.high:+.3f}]" if found.interval else ""
    return (
        f"against {found.other}: macro-F1 {found.difference:+.3f}{interval}, there {found.other_macro_f1:.3f}",
        f"primary right only here {found.n_only_here}, only there {found.n_only_there}; McNemar p {found.p_value:.2g}",
    )


def _bracketed(interval: Interval | None, *, percent: bool = False) -> str:
    if interval is None:
        return ""
    return f" [{interval.low:.1%}-{interval.high:.1%}]" if percent else f" [{_range(interval)}]"


def _range(interval: Interval | None) -> str:
    return f"{interval.low:.3f}-{interval.high:.3f}" if interval else ""

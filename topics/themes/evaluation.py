"""How well predicted themes agree with the true ones."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from topics.settings import EvaluateSettings
from topics.themes.intervals import Floats, interval_of, resampled_sums
from topics.types import Evaluation, FigureIntervals, Interval, ScoreIntervals, ThemeScore

Themes = Sequence[str]
"""The themes of one text, the main one first; empty for none."""

Counts = npt.NDArray[np.int64]

_N_ROW_COUNTS = 6


def evaluate(
    predicted: Sequence[Themes],
    truth: Sequence[Themes],
    themes: Sequence[str],
    resampling: EvaluateSettings | None = None,
    *,
    single: bool = False,
) -> Evaluation:
    """Compare predicted with true themes, row by row.

    A theme that neither predictions nor truth hold scores 0 and is left out of `macro_f1`.
    With `resampling` the figures have intervals; `single` tells that each text has one class.
    """
    counts = count_rows(predicted, truth, themes)
    figures = Figures.of(counts.sum(axis=0, keepdims=True).astype(np.float64))
    draws = Figures.of(resampled_sums(counts, resampling)) if resampling else None
    return Evaluation(
        n=len(truth),
        n_none=sum(not real for real in truth),
        macro_f1=_defined(figures.macro_f1[0]),
        micro_f1=_defined(figures.micro_f1[0]),
        primary_accuracy=_defined(figures.primary_accuracy[0]),
        false_alarm_rate=_defined(figures.false_alarm_rate[0]),
        themes=tuple(_theme_score(theme, k, figures, draws) for k, theme in enumerate(themes)),
        accuracy=_defined(figures.accuracy[0]) if single else None,
        intervals=_intervals(figures, draws, single=single) if draws else None,
    )


def count_rows(predicted: Sequence[Themes], truth: Sequence[Themes], themes: Sequence[str]) -> Counts:
    """Return what each row adds to the counts behind all figures, as Figures takes their sums.

    (n_rows, 3 n_themes + 6): for each theme whether it was rightly given, given, true; whether
    the primary is right, the row themed, a theme given to a row without, the row without
    theme, the whole row right as `right_rows` says, and 1.
    """
    given, true = _indicator(predicted, themes), _indicator(truth, themes)
    themed = true.any(axis=1)
    right = right_rows(predicted, truth)
    alarms = given.any(axis=1) & ~themed
    columns = (right & themed, themed, alarms, ~themed, right, np.ones_like(themed))
    return np.column_stack([given & true, given, true, *columns]).astype(np.int64)


def right_rows(predicted: Sequence[Themes], truth: Sequence[Themes]) -> npt.NDArray[np.bool_]:
    """Tell of each row whether its primary is right: among the true themes, or none where none is true."""
    rows = zip(predicted, truth, strict=True)
    return np.array([given[0] in real if given else not real for given, real in rows], dtype=bool)


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of several sums of `count_rows`; nan where nothing is there to divide by.

    Shapes: the first four (n_sums, n_themes), the others (n_sums,).
    """

    n_true: Floats
    precision: Floats
    recall: Floats
    f1: Floats
    macro_f1: Floats
    micro_f1: Floats
    primary_accuracy: Floats
    false_alarm_rate: Floats
    accuracy: Floats

    @classmethod
    def of(cls, sums: Floats) -> "Figures":
        """Work out the figures of sums (n_sums, 3 n_themes + 6)."""
        n_themes = (sums.shape[1] - _N_ROW_COUNTS) // 3
        found, given, true = (sums[:, k * n_themes : (k + 1) * n_themes] for k in range(3))
        primary_right, themed, alarms, none, right, rows = sums[:, 3 * n_themes :].T
        f1 = _ratio(2 * found, given + true)
        return cls(
            n_true=true,
            precision=_ratio(found, given),
            recall=_ratio(found, true),
            f1=f1,
            macro_f1=_ratio(np.nansum(f1, axis=1), (~np.isnan(f1)).sum(axis=1)),
            micro_f1=_ratio(2 * found.sum(axis=1), (given + true).sum(axis=1)),
            primary_accuracy=_ratio(primary_right, themed),
            false_alarm_rate=_ratio(alarms, none),
            accuracy=_ratio(right, rows),
        )


def _indicator(rows: Sequence[Themes], themes: Sequence[str]) -> npt.NDArray[np.bool_]:
    columns = {theme: column for column, theme in enumerate(themes)}
    indicator = np.zeros((len(rows), len(themes)), dtype=bool)
    for number, row in enumerate(rows):
        indicator[number, [columns[theme] for theme in row]] = True
    return indicator


def _ratio(part: Floats, whole: npt.NDArray[np.int64] | Floats) -> Floats:
    return np.asarray(np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0))


def _defined(figure: float) -> float:
    return 0.0 if np.isnan(figure) else float(figure)


def _theme_score(theme: str, column: int, figures: Figures, draws: Figures | None) -> ThemeScore:
    precision, recall, f1 = (values[0, column] for values in (figures.precision, figures.recall, figures.f1))
    return ThemeScore(
        theme=theme,
        precision=_defined(precision),
        recall=_defined(recall),
        f1=_defined(f1),
        n=int(figures.n_true[0, column]),
        intervals=None
        if draws is None
        else ScoreIntervals(
            precision=interval_of(precision, draws.precision[:, column]),
            recall=interval_of(recall, draws.recall[:, column]),
            f1=interval_of(f1, draws.f1[:, column]),
        ),
    )


def _intervals(figures: Figures, draws: Figures, *, single: bool) -> FigureIntervals:
    def interval(name: str) -> Interval | None:
        return interval_of(float(getattr(figures, name)[0]), getattr(draws, name))

    return FigureIntervals(
        macro_f1=interval("macro_f1"),
        micro_f1=interval("micro_f1"),
        primary_accuracy=interval("primary_accuracy"),
        false_alarm_rate=interval("false_alarm_rate"),
        accuracy=interval("accuracy") if single else None,
    )

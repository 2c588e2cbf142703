"""Two models on the same rows: how far the one is better, and whether chance could have made it so."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import bdtr

from topics.settings import EvaluateSettings
from topics.themes.evaluation import Figures, Themes, count_rows, right_rows
from topics.themes.intervals import Floats, interval_of, resampled_sums
from topics.types import Interval


@dataclass(frozen=True, slots=True)
class Comparison:
    """A model against another one, called `other`, on the same `n` rows.

    `difference` is its macro-F1 less that of the other, with the interval of a paired bootstrap.
    Of the rows whose primary only one of both has right (none where none is true), `n_only_here`
    are its own and `n_only_there` the other's; `p_value` is that of McNemar's exact test.
    """

    other: str
    n: int
    macro_f1: float
    other_macro_f1: float
    difference: float
    interval: Interval | None
    n_only_here: int
    n_only_there: int
    p_value: float


def compare(
    predicted: Sequence[Themes],
    predicted_by_other: Sequence[Themes],
    truth: Sequence[Themes],
    other: str,
    settings: EvaluateSettings,
) -> Comparison:
    """Compare what two models gave to the same rows.

    The bootstrap draws rows with both their predictions. Source of the test: McNemar, "Note on
    the sampling error of the difference between correlated proportions", 1947.
    """
    themes = sorted({theme for rows in (predicted, predicted_by_other, truth) for row in rows for theme in row})
    pairs = np.hstack([count_rows(rows, truth, themes) for rows in (predicted, predicted_by_other)])
    here, there = _macro_f1(pairs.sum(axis=0, keepdims=True).astype(np.float64))
    draws_here, draws_there = _macro_f1(resampled_sums(pairs, settings))
    right, right_there = right_rows(predicted, truth), right_rows(predicted_by_other, truth)
    n_only_here, n_only_there = int((right & ~right_there).sum()), int((right_there & ~right).sum())
    macro_f1, other_macro_f1 = (float(np.nan_to_num(values[0])) for values in (here, there))
    return Comparison(
        other=other,
        n=len(truth),
        macro_f1=macro_f1,
        other_macro_f1=other_macro_f1,
        difference=macro_f1 - other_macro_f1,
        interval=interval_of(macro_f1 - other_macro_f1, draws_here - draws_there),
        n_only_here=n_only_here,
        n_only_there=n_only_there,
        p_value=mcnemar(n_only_here, n_only_there),
    )


def mcnemar(n_only_first: int, n_only_second: int) -> float:
    """Return the two-sided p-value that both models are equally often right alone, by the exact test."""
    n = n_only_first + n_only_second
    return min(1.0, 2 * float(bdtr(min(n_only_first, n_only_second), n, 0.5)))


def _macro_f1(pairs: Floats) -> tuple[Floats, Floats]:
    first, second = np.hsplit(pairs, 2)
    return Figures.of(first).macro_f1, Figures.of(second).macro_f1

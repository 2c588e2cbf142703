"""How well predicted themes agree with the true ones."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from topics.types import Evaluation, ThemeScore

Themes = Sequence[str]
"""The themes of one text, the main one first; empty for none."""


def evaluate(predicted: Sequence[Themes], truth: Sequence[Themes], themes: Sequence[str]) -> Evaluation:
    """Compare predicted with true themes, row by row.

    A theme that neither predictions nor truth hold scores 0 and is left out of `macro_f1`.
    """
    guess, true = _indicator(predicted, themes), _indicator(truth, themes)
    themed = true.any(axis=1)
    scores = tuple(_theme_score(theme, guess[:, k], true[:, k]) for k, theme in enumerate(themes))
    present = [score.f1 for k, score in enumerate(scores) if guess[:, k].any() or true[:, k].any()]
    primary_right = [row[0] in real for row, real in zip(predicted, truth, strict=True) if real and row]
    return Evaluation(
        n=len(truth),
        n_none=int((~themed).sum()),
        macro_f1=float(np.mean(present)) if present else 0.0,
        micro_f1=_theme_score("", guess.ravel(), true.ravel()).f1,
        primary_accuracy=sum(primary_right) / max(int(themed.sum()), 1),
        false_alarm_rate=float(guess[~themed].any(axis=1).mean()) if not themed.all() else 0.0,
        themes=scores,
    )


def _indicator(rows: Sequence[Themes], themes: Sequence[str]) -> npt.NDArray[np.bool_]:
    columns = {theme: column for column, theme in enumerate(themes)}
    indicator = np.zeros((len(rows), len(themes)), dtype=bool)
    for number, row in enumerate(rows):
        indicator[number, [columns[theme] for theme in row]] = True
    return indicator


def _theme_score(theme: str, guess: npt.NDArray[np.bool_], true: npt.NDArray[np.bool_]) -> ThemeScore:
    found, said, real = int((guess & true).sum()), int(guess.sum()), int(true.sum())
    return ThemeScore(
        theme=theme,
        precision=found / said if said else 0.0,
        recall=found / real if real else 0.0,
        f1=2 * found / (said + real) if said + real else 0.0,
        n=real,
    )

"""All that is said of a model on labelled rows, put together."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from topics.settings import EvaluateSettings
from topics.themes.comparison import Comparison
from topics.themes.coverage import Coverage, coverage
from topics.themes.evaluation import evaluate
from topics.themes.mistakes import Confusion, Mistake, confuse, worst_mistakes
from topics.themes.reliability import Reliability, reliability
from topics.types import Evaluation, Label, LabelledText, plain_value


@dataclass(frozen=True, slots=True)
class Assessment:
    """How good the labels of a model are, how far to trust its probabilities, and where it errs.

    `decision_reliability` judges the probability of every theme in every row,
    `primary_reliability` that of the primaries that were given; `comparison` is None unless
    there is another model.
    """

    figures: Evaluation
    decision_reliability: Reliability
    primary_reliability: Reliability
    coverage: Coverage
    confusion: Confusion
    mistakes: tuple[Mistake, ...]
    comparison: Comparison | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, ready for JSON: the figures, and each other part under its name."""
        parts = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "figures"}
        plain = {name: plain_value(part) for name, part in parts.items() if part is not None}
        return {**self.figures.to_dict(), **plain}


def assess(
    labels: Sequence[Label],
    truth: Sequence[LabelledText],
    themes: Sequence[str],
    settings: EvaluateSettings,
    *,
    single: bool,
) -> Assessment:
    """Compare the labels of a model with the truth; `themes` are those that the model knows."""
    predicted, true = [label.themes for label in labels], [row.themes for row in truth]
    pairs = list(zip(labels, truth, strict=True))
    probabilities = np.array([[label.scores[theme] for theme in themes] for label in labels], dtype=np.float64)
    carried = np.array([[theme in row.themes for theme in themes] for row in truth], dtype=bool)
    sure = np.array([label.scores[label.primary] for label in labels if label.primary], dtype=np.float64)
    right = np.array([label.primary in row.themes for label, row in pairs if label.primary], dtype=bool)
    n_themed_or_labelled = sum(bool(label.primary or row.themes) for label, row in pairs)
    return Assessment(
        figures=evaluate(predicted, true, themes, settings, single=single),
        decision_reliability=reliability(probabilities.ravel(), carried.ravel()),
        primary_reliability=reliability(sure, right),
        coverage=coverage(sure, right, n_themed_or_labelled),
        confusion=confuse(labels, truth, themes),
        mistakes=worst_mistakes(labels, truth),
    )

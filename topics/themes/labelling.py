"""Probabilities -> Labels: what is given, what is kept back and why, and what is shown beside it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from topics.errors import ModelError
from topics.settings import LabelSettings
from topics.themes.conformal import ThemeSets, check_coverage
from topics.themes.evidence import find_evidence
from topics.themes.neighbours import TrainingTexts
from topics.themes.precision import thresholds_for
from topics.types import AbstentionReason, Label

if TYPE_CHECKING:
    from topics.themes.model import ThemeModel

Floats = npt.NDArray[np.float64]


class Labeller:
    """Labels texts by a fitted classifier, with what was asked for; ModelError where the model lacks it."""

    def __init__(self, model: ThemeModel, asked: LabelSettings) -> None:
        self._model, self._asked = model, asked
        self._thresholds = model.thresholds_ if asked.precision is None else _thresholds(model, asked.precision)
        self._sets = None if asked.coverage is None else _theme_sets(model, asked.coverage)
        self._training_texts = _training_texts(model) if asked.n_neighbours else None

    def label(self, texts: list[str]) -> list[Label]:
        """Return a Label for each text, in order."""
        model = self._model
        features = model.vectorizer_.transform(texts)
        log_odds = model.log_odds(model.margins(features))
        probabilities = model.probabilities(log_odds)
        chosen = [model.choose(row, self._thresholds) for row in probabilities]
        rows = [row for row, columns in enumerate(chosen) if len(columns)]
        novelty = np.full(len(texts), -np.inf)
        novelty[rows] = model.novelty_.score([texts[row] for row in rows], features[rows], log_odds[rows])
        unlike = novelty > model.novelty_.threshold
        labels = [self._label(*found) for found in zip(texts, probabilities, chosen, unlike, strict=True)]
        if self._sets is not None and self._asked.coverage is not None:
            sets = self._sets.find(probabilities, self._asked.coverage)
            labels = [replace(label, theme_set=found) for label, found in zip(labels, sets, strict=True)]
        if self._training_texts is not None:
            nearest = self._training_texts.nearest(features, self._asked.n_neighbours)
            labels = [replace(label, neighbours=found) for label, found in zip(labels, nearest, strict=True)]
        return labels

    def _label(self, text: str, probabilities: Floats, chosen: npt.NDArray[np.intp], unlike: bool) -> Label:
        model = self._model
        scores = dict(zip(model.classes_.tolist(), np.round(probabilities, 4).tolist(), strict=True))
        if sum(character.isalnum() for character in text) < self._asked.min_characters:
            return _abstain(scores, "too_short")
        if not len(chosen):
            return _abstain(scores, "no_theme_confident")
        if unlike:
            return _abstain(scores, "unlike_training")
        themes = tuple(model.classes_[chosen].tolist())
        evidence = find_evidence(text, model.vectorizer_, model.coef_[chosen], themes, self._asked.max_evidence)
        return Label(themes[0], themes, scores, None, evidence)


def theme_sets(model: ThemeModel) -> ThemeSets:
    """Return the sets of a model; ModelError for one saved before there were any."""
    if model.theme_sets_ is None:
        raise ModelError("this model was saved before theme sets had a promised coverage; train it again")
    return model.theme_sets_


def _theme_sets(model: ThemeModel, coverage: float) -> ThemeSets:
    check_coverage(coverage)
    return theme_sets(model)


def _thresholds(model: ThemeModel, precision: float) -> Floats:
    if model.precision_thresholds_ is None:
        raise ModelError("this model was saved before a precision could be asked for; train it again")
    return thresholds_for(model.precision_thresholds_, precision)


def _training_texts(model: ThemeModel) -> TrainingTexts:
    if model.training_texts_ is None:
        raise ModelError("this model keeps no training texts to show; train it again with --keep-texts")
    return model.training_texts_


def _abstain(scores: dict[str, float], reason: AbstentionReason) -> Label:
    return Label(None, (), scores, reason)

"""Probabilities -> Labels: what is given, what is kept back and why, and what is shown beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from topics.errors import ModelError
from topics.features.buffers import TextBuffers, encode_texts
from topics.settings import LabelSettings
from topics.themes.block import ABSTENTIONS, LabelBlock, TextScores
from topics.themes.compiled import CompiledScores, open_kernel
from topics.themes.conformal import ThemeSets, check_coverage
from topics.themes.labels import labels_of
from topics.themes.neighbours import TrainingTexts
from topics.themes.plain import PlainScores
from topics.themes.precision import thresholds_for
from topics.types import Label

if TYPE_CHECKING:
    from topics.themes.classifier import ThemeClassifier

Floats = npt.NDArray[np.float64]

_TOO_SHORT, _NO_THEME, _UNLIKE = map(ABSTENTIONS.index, ("too_short", "no_theme_confident", "unlike_training"))


class Labeller:
    """Labels texts by a fitted classifier, with what was asked for; ModelError where the model lacks it."""

    def __init__(self, model: ThemeClassifier, asked: LabelSettings, n_expected: int = 0) -> None:
        self._model, self._asked, self._n_expected = model, asked, n_expected
        self._thresholds = model.thresholds_ if asked.precision is None else _thresholds(model, asked.precision)
        self._sets = None if asked.coverage is None else _theme_sets(model, asked.coverage)
        self._training_texts = _training_texts(model) if asked.n_neighbours else None

    def label(self, texts: list[str]) -> list[Label]:
        """Return a Label for each text, in order."""
        return labels_of(self.label_arrays(texts), texts, self._training_texts)

    def label_arrays(self, texts: Sequence[str] | TextBuffers) -> LabelBlock:
        """Return the labels of texts as flat arrays, in order.

        Where many texts come in one block, or `n_expected` are to come, compiled code finds them.
        """
        if self._training_texts is not None:
            plain = PlainScores(self._model, _as_texts(texts))
            nearest = self._training_texts.nearest(plain.features, self._asked.n_neighbours)
            return replace(self._judge(plain), neighbours=nearest)
        kernel = open_kernel(self._model, max(self._n_expected, len(texts)))
        if kernel is None:
            return self._judge(PlainScores(self._model, _as_texts(texts)))
        return self._judge(CompiledScores(self._model, kernel, _as_buffers(texts)))

    def _judge(self, scores: TextScores) -> LabelBlock:
        model, asked = self._model, self._asked
        log_odds = model.log_odds(scores.margins())
        probabilities = model.probabilities(log_odds)
        chosen = model.choose(probabilities, self._thresholds)
        too_short = scores.count_letters() < asked.min_characters
        trace = scores.trace(chosen.without(too_short), asked.max_evidence)
        unlike = np.zeros(len(probabilities), dtype=bool)
        novelty = model.novelty_.weigh(log_odds[trace.rows], trace.unseen)
        unlike[trace.rows] = novelty > model.novelty_.threshold
        reasons = [too_short, np.diff(chosen.offsets) == 0, unlike]
        abstained = np.select(reasons, [_TOO_SHORT, _NO_THEME, _UNLIKE], default=0).astype(np.int8)
        return LabelBlock(
            model.classes_,
            probabilities,
            abstained,
            chosen.without(abstained > 0),
            trace.evidence.without(unlike),
            self._sets.find_columns(probabilities, asked.coverage) if self._sets and asked.coverage else None,
        )


def _as_texts(texts: Sequence[str] | TextBuffers) -> Sequence[str]:
    return texts.texts() if isinstance(texts, TextBuffers) else texts


def _as_buffers(texts: Sequence[str] | TextBuffers) -> TextBuffers:
    return texts if isinstance(texts, TextBuffers) else encode_texts(texts)


def theme_sets(model: ThemeClassifier) -> ThemeSets:
    """Return the sets of a model; ModelError for one saved before there were any."""
    if model.theme_sets_ is None:
        raise ModelError("this model was saved before theme sets had a promised coverage; train it again")
    return model.theme_sets_


def _theme_sets(model: ThemeClassifier, coverage: float) -> ThemeSets:
    check_coverage(coverage)
    return theme_sets(model)


def _thresholds(model: ThemeClassifier, precision: float) -> Floats:
    if model.precision_thresholds_ is None:
        raise ModelError("this model was saved before a precision could be asked for; train it again")
    return thresholds_for(model.precision_thresholds_, precision)


def _training_texts(model: ThemeClassifier) -> TrainingTexts:
    if model.training_texts_ is None:
        raise ModelError("this model keeps no training texts to show; train it again with --keep-texts")
    return model.training_texts_

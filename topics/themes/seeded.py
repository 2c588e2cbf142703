"""A classifier from seed words: weak labels, labelled rows where there are some, one model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from topics.errors import TrainingDataError
from topics.themes.classifier import ThemeClassifier
from topics.themes.weak import WeakLabels, label_weakly
from topics.types import LabelledText
from topics.words.shipped import shipped_tokenizer

_LABELLED_WEIGHT = 5.0
"""A text that a person labelled counts as much as five that seed words did."""


@dataclass(frozen=True, slots=True)
class SeededFit:
    """A fitted classifier, the weak labels it learned from, and its held-out probabilities.

    `weak_scores` (n_learned, n_classes) are those of the weakly labelled rows, `labelled_scores`
    (n_labelled, n_classes) those of the labelled ones; each by a model that did not see the row.
    """

    model: ThemeClassifier
    labels: WeakLabels
    weak_scores: npt.NDArray[np.float64]
    labelled_scores: npt.NDArray[np.float64]

    def given(self) -> Mapping[str, npt.NDArray[np.float64]]:
        """Return theme -> (n_learned,) its held-out probability where it is given, else 0."""
        given = np.where(self.weak_scores >= self.model.thresholds_, self.weak_scores, 0)
        return dict(zip(self.model.classes_.tolist(), given.T, strict=True))


def fit_from_seeds(model: ThemeClassifier, texts: Sequence[str], labelled: Sequence[LabelledText] = ()) -> SeededFit:
    """Fit a classifier, which has a taxonomy, on texts that seed words label, and on labelled ones.

    A text that stands among the labelled ones is taken from there. The order of the unlabelled
    texts changes nothing. Raises TrainingDataError where there is nothing to learn from.
    """
    if model.taxonomy is None:
        raise TrainingDataError("learning from seed words needs a taxonomy with seed words")
    known = {row.text for row in labelled}
    tokenizer = model.tokenizer or shipped_tokenizer()
    unknown = (text for text in texts if text not in known)
    labels = label_weakly(unknown, model.taxonomy, tokenizer, model.random_state)
    n_learned = len(labels.learned)
    model.fit(
        [*(labels.texts[row] for row in labels.learned), *(row.text for row in labelled)],
        np.vstack([labels.indicator[labels.learned], _indicator(labelled, model.taxonomy.ids)]),
        [*([1.0] * n_learned), *(_LABELLED_WEIGHT * row.weight for row in labelled)],
    )
    return SeededFit(model, labels, model.oof_scores_[:n_learned], model.oof_scores_[n_learned:])


def _indicator(labelled: Sequence[LabelledText], themes: Sequence[str]) -> npt.NDArray[np.int64]:
    rows = [[theme in row.themes for theme in themes] for row in labelled]
    return np.array(rows, dtype=np.int64).reshape(len(labelled), len(themes))

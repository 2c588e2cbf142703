"""ThemeClassifier: texts -> themes, with probabilities, by a linear model per theme."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.svm import LinearSVC
from sklearn.utils.validation import check_is_fitted

from topics.errors import InputError
from topics.features.vectorizer import TextVectorizer
from topics.themes.calibration import best_threshold, fit_sigmoid, sigmoid
from topics.themes.evidence import find_evidence
from topics.themes.folds import grouped_folds
from topics.themes.targets import Targets, read_targets
from topics.themes.taxonomy import Taxonomy, bare_taxonomy
from topics.types import AbstentionReason, Label
from topics.words.shipped import shipped_tokenizer
from topics.words.tokenizer import Tokenizer

_BLOCK = 1024
"""Texts that are vectorised at a time: bounds the memory, never changes a result."""

Floats = npt.NDArray[np.float64]


class ThemeClassifier(ClassifierMixin, BaseEstimator):
    """Labels texts with themes, saying how sure it is: a scikit-learn estimator over lists of str.

    One linear support vector machine a theme over character 1-2-grams, words and the seed
    words of the taxonomy; sigmoids fitted on out-of-fold scores turn margins into
    probabilities (Platt 1999), and each theme has its own decision threshold, chosen on the
    same scores. Folds keep near-copies together.

    Parameters
    ----------
    taxonomy : the themes and their order; by default the classes that y names, sorted.
    tokenizer : how words are cut; by default with the lexicon and stop words that ship.
    C : inverse strength of regularisation.
    min_df : in how many texts a term must stand to count.
    seed_weight : how much the seed words and counter-words of the taxonomy count.
    n_folds : folds of the cross-validation behind the probabilities.
    random_state : seed of the folds and the solver.

    Attributes
    ----------
    classes_ : (n_classes,) str, the theme ids.
    multilabel_ : whether a text may have any number of themes, or exactly one class.
    coef_, intercept_ : (n_classes, n_features) and (n_classes,) float32.
    thresholds_ : (n_classes,) the probability from which a theme is given.
    oof_scores_ : (n_texts, n_classes) out-of-fold probabilities of the training texts; not saved.

    >>> model = ThemeClassifier().fit(texts, [["anti_fraud"], [], ["juvenile_crime"]])  # doctest: +SKIP
    """

    def __init__(
        self,
        taxonomy: Taxonomy | None = None,
        tokenizer: Tokenizer | None = None,
        C: float = 0.5,
        min_df: int = 2,
        seed_weight: float = 0.3,
        n_folds: int = 5,
        random_state: int = 0,
    ) -> None:
        self.taxonomy = taxonomy
        self.tokenizer = tokenizer
        self.C = C
        self.min_df = min_df
        self.seed_weight = seed_weight
        self.n_folds = n_folds
        self.random_state = random_state

    def fit(
        self, X: Sequence[str], y: Sequence[Any] | npt.ArrayLike, sample_weight: npt.ArrayLike | None = None
    ) -> "ThemeClassifier":
        """Learn from texts and their themes; `sample_weight` is how much each text counts, (n_texts,).

        `y` is a sequence of lists of theme ids (any number a text), a sequence of str
        (exactly one class a text), or an indicator matrix (n_texts, n_themes). Raises
        TrainingDataError for a theme outside the taxonomy or with a single example.
        """
        texts = checked_texts(X)
        targets = read_targets(y, self.taxonomy, len(texts))
        self.classes_, self.multilabel_ = targets.classes, targets.multilabel
        self.vectorizer_ = self.new_vectorizer()
        features = self.vectorizer_.fit(texts).transform(texts)
        weights = np.ones(len(texts)) if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)
        margins = self._out_of_fold_margins(texts, features, targets, weights)
        self._calibrate(margins, targets)
        self.coef_, self.intercept_ = self._fit_linear(features, targets.indicator, weights)
        return self

    def new_vectorizer(self) -> TextVectorizer:
        """Return an unfitted vectorizer with this classifier's settings."""
        themes = self.taxonomy.themes if self.taxonomy else ()
        lists = [words for theme in themes for words in (theme.seed_words, theme.counter_words) if words]
        return TextVectorizer(self.tokenizer or shipped_tokenizer(), self.min_df, lists, self.seed_weight)

    def decision_function(self, X: Iterable[str]) -> Floats:
        """Return the margins (n_texts, n_classes): the signed score of each theme."""
        check_is_fitted(self)
        blocks = [
            np.asarray(self.vectorizer_.transform(block) @ self.coef_.T, dtype=np.float64) + self.intercept_
            for block in _blocks(checked_texts(X))
        ]
        return np.concatenate(blocks) if blocks else np.zeros((0, len(self.classes_)))

    def predict_proba(self, X: Iterable[str]) -> Floats:
        """Return calibrated probabilities (n_texts, n_classes).

        Multi-label: each theme on its own. One class a text: rows sum to 1.
        """
        return self._probabilities(self.decision_function(X))

    def predict(self, X: Iterable[str]) -> npt.NDArray[Any]:
        """Return (n_texts, n_classes) int of 0 and 1, or (n_texts,) str with one class a text."""
        probabilities = self.predict_proba(X)
        if not self.multilabel_:
            return np.asarray(self.classes_[probabilities.argmax(axis=1)])
        return (probabilities >= self.thresholds_).astype(np.int64)

    def score(self, X: Iterable[str], y: Sequence[Any] | npt.ArrayLike, sample_weight: Any = None) -> float:
        """Return the share of texts whose themes are all right (subset accuracy)."""
        truth = read_targets(y, bare_taxonomy(self.classes_.tolist()), None).indicator
        given = self.predict(X)
        right = (given == truth).all(axis=1) if self.multilabel_ else given == self.classes_[truth.argmax(axis=1)]
        return float(np.average(right, weights=sample_weight))

    def label(self, X: Iterable[str], *, min_characters: int = 8, max_evidence: int = 3) -> list[Label]:
        """Return a Label for each text, in order: themes, scores and evidence, or an abstention.

        Texts with fewer than `min_characters` letters and digits are not judged;
        `max_evidence` spans are given for each theme.
        """
        texts = checked_texts(X)
        probabilities = self.predict_proba(texts)
        return [
            self._label(text, row, min_characters, max_evidence) for text, row in zip(texts, probabilities, strict=True)
        ]

    def decide(self, probabilities: Floats) -> list[tuple[str, ...]]:
        """Return the themes that each row of `predict_proba` gives, surest first.

        Multi-label: those over their thresholds. One class a text: the likeliest.
        """
        return [tuple(self.classes_[self._chosen(row)].tolist()) for row in probabilities]

    def _label(self, text: str, probabilities: Floats, min_characters: int, max_evidence: int) -> Label:
        scores = dict(zip(self.classes_.tolist(), np.round(probabilities, 4).tolist(), strict=True))
        if sum(character.isalnum() for character in text) < min_characters:
            return _abstain(scores, "too_short")
        chosen = self._chosen(probabilities)
        if not len(chosen):
            return _abstain(scores, "no_theme_confident")
        themes = tuple(self.classes_[chosen].tolist())
        evidence = find_evidence(text, self.vectorizer_, self.coef_[chosen], themes, max_evidence)
        return Label(themes[0], themes, scores, None, evidence)

    def _chosen(self, probabilities: Floats) -> npt.NDArray[np.intp]:
        """The columns of the themes to give, surest first; ties in taxonomy order."""
        order = np.argsort(-probabilities, kind="stable")
        return order[probabilities[order] >= self.thresholds_[order]] if self.multilabel_ else order[:1]

    def _probabilities(self, margins: Floats) -> Floats:
        probabilities = sigmoid(margins * self.slopes_ + self.offsets_)
        if self.multilabel_:
            return probabilities
        return np.asarray(probabilities / probabilities.sum(axis=1, keepdims=True))

    def _out_of_fold_margins(
        self, texts: list[str], features: sparse.csr_matrix, targets: Targets, weights: Floats
    ) -> Floats:
        margins = np.full(targets.indicator.shape, -1.0)
        for train, test in grouped_folds(texts, targets, self.n_folds, self.random_state):
            known = self.vectorizer_.known_from(features, train)
            coef, intercept = self._fit_linear(known[train], targets.indicator[train], weights[train])
            margins[test] = known[test] @ coef.T + intercept
        return margins

    def _fit_linear(
        self, features: sparse.csr_matrix, indicator: npt.NDArray[np.int64], weights: Floats
    ) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        coef = np.zeros((indicator.shape[1], features.shape[1]), dtype=np.float32)
        intercept = np.full(indicator.shape[1], -1.0, dtype=np.float32)
        for column in range(indicator.shape[1]):
            if 0 < indicator[:, column].sum() < len(indicator):
                machine = LinearSVC(C=self.C, random_state=self.random_state)
                machine.fit(features, indicator[:, column], sample_weight=weights)
                coef[column], intercept[column] = machine.coef_[0], machine.intercept_[0]
        return coef, intercept

    def _calibrate(self, margins: Floats, targets: Targets) -> None:
        columns = range(len(self.classes_))
        lines = [fit_sigmoid(margins[:, column], targets.indicator[:, column]) for column in columns]
        self.slopes_, self.offsets_ = (np.array(values) for values in zip(*lines, strict=True))
        self.oof_scores_ = self._probabilities(margins)
        self.thresholds_ = np.array(
            [best_threshold(self.oof_scores_[:, column], targets.indicator[:, column]) for column in columns]
        )

    def __getstate__(self) -> dict[str, Any]:
        state: dict[str, Any] = super().__getstate__()
        return {name: value for name, value in state.items() if name != "oof_scores_"}

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = True
        tags.input_tags.two_d_array = False
        tags.classifier_tags.multi_label = True
        return tags


def checked_texts(texts: Iterable[str]) -> list[str]:
    """Return texts as a list; InputError for a single str, a table, or items that are no str."""
    refuse_no_list(texts)
    checked = list(texts)
    for row, text in enumerate(checked):
        if not isinstance(text, str):
            raise InputError(f"text {row} is a {type(text).__name__}, not a str")
    return checked


def refuse_no_list(texts: object) -> None:
    """Raise InputError for a single str and for a table: iterating them gives no texts."""
    if isinstance(texts, str):
        raise InputError("texts should be a list of str, not one str; put it in a list")
    if hasattr(texts, "columns"):
        raise InputError("texts should be a list of str, not a table; pass its text column")


def _abstain(scores: dict[str, float], reason: AbstentionReason) -> Label:
    return Label(None, (), scores, reason)


def _blocks(texts: list[str]) -> Iterable[list[str]]:
    return (texts[start : start + _BLOCK] for start in range(0, len(texts), _BLOCK))

"""ThemeClassifier: texts -> themes, with probabilities, by a linear model per theme."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.validation import check_is_fitted

from topics.errors import TrainingDataError
from topics.features.company import FEW_TEXTS, term_company
from topics.features.terms import TermChoice, TermKinds
from topics.features.vectorizer import TextVectorizer
from topics.settings import LabelSettings
from topics.themes.block import ThemeLists, choose_themes
from topics.themes.calibration import best_threshold, fit_sigmoid, sigmoid
from topics.themes.conformal import ThemeSets, fit_theme_sets
from topics.themes.folds import grouped_folds
from topics.themes.labelling import Labeller, theme_sets
from topics.themes.linear import fit_stacked
from topics.themes.neighbours import TrainingTexts
from topics.themes.novelty import Novelty
from topics.themes.precision import fit_precision_thresholds
from topics.themes.targets import Targets, read_targets
from topics.themes.taxonomy import Taxonomy, bare_taxonomy
from topics.themes.texts import checked_texts, text_blocks
from topics.types import Label
from topics.words.shipped import shipped_tokenizer
from topics.words.tokenizer import Tokenizer

Floats = npt.NDArray[np.float64]


class ThemeClassifier(ClassifierMixin, BaseEstimator):
    """Labels texts with themes, saying how sure it is: a scikit-learn estimator over lists of str.

    Linear support vector machines over runs of characters, words and the seed words of the
    taxonomy, one weight a theme and term in the end (see themes/linear.py); sigmoids fitted on
    out-of-fold scores turn margins into probabilities (Platt 1999), and each theme has its own
    decision threshold, chosen on the same scores. Folds keep near-copies together.

    Parameters
    ----------
    taxonomy : the themes and their order; by default the classes that y names, sorted.
    tokenizer : how words are cut; by default with the lexicon and stop words that ship.
    C : inverse strength of regularisation.
    min_df : in how many texts a term must stand to count; one, if there are few and one class each.
    seed_weight : how much the seed words and counter-words of the taxonomy count.
    n_folds : folds of the cross-validation behind the probabilities.
    random_state : seed of the folds and the solver.
    keep_texts : whether to keep the training texts, so that labels can show the nearest of them.
    char_ngrams, word_ngrams : the longest runs of characters, and of words, that are terms.
    terms : "content", so that the words that carry meaning decide, or "all": signs, gaps and how a
        text starts and ends are terms too. By default all where each text has one class, as in
        titles and messages, whose manner tells much, and content otherwise.

    Attributes
    ----------
    classes_ : (n_classes,) str, the theme ids.
    multilabel_ : whether a text may have any number of themes, or exactly one class.
    coef_, intercept_ : (n_classes, n_features) and (n_classes,) float32.
    thresholds_ : (n_classes,) the probability from which a theme is given; 0 with one class a text.
    precision_thresholds_ : what `label` gives at a precision; None in a model saved before there was one.
    novelty_ : how unlike the training text a text may be; see `novelty`.
    theme_sets_ : what the sets of `predict_set` keep; None in a model saved before there were sets.
    training_texts_ : the texts learned from, if kept; else None.
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
        keep_texts: bool = False,
        char_ngrams: int = 2,
        word_ngrams: int = 1,
        terms: TermChoice | None = None,
    ) -> None:
        self.taxonomy = taxonomy
        self.tokenizer = tokenizer
        self.C = C
        self.min_df = min_df
        self.seed_weight = seed_weight
        self.n_folds = n_folds
        self.random_state = random_state
        self.keep_texts = keep_texts
        self.char_ngrams = char_ngrams
        self.word_ngrams = word_ngrams
        self.terms = terms

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
        is_few = not self.multilabel_ and len(texts) < FEW_TEXTS
        self.vectorizer_ = self.new_vectorizer().set_params(min_df=1 if is_few else self.min_df)
        features = self.vectorizer_.fit(texts).transform(texts)
        if not features.nnz:
            raise TrainingDataError(
                f"no word stands in {self.vectorizer_.min_df} of the texts; give more texts, or longer ones"
            )
        weights = np.ones(len(texts)) if sample_weight is None else np.asarray(sample_weight, dtype=np.float64)
        folds = list(grouped_folds(texts, targets, self.n_folds, self.random_state))
        fitted = fit_stacked(
            self.vectorizer_,
            features,
            targets.indicator,
            weights,
            folds,
            self.C,
            self.random_state,
            multilabel=self.multilabel_,
            company=term_company(self.vectorizer_, len(texts)) if is_few else None,
        )
        self.coef_, self.intercept_ = fitted.coef, fitted.intercept
        self._calibrate(fitted.margins, targets, weights)
        labelled = np.diff(self.choose(self.oof_scores_).offsets) > 0
        self.novelty_ = Novelty(self.vectorizer_).fit(texts, features, self.log_odds(fitted.margins), labelled, folds)
        self.theme_sets_: ThemeSets | None = fit_theme_sets(
            self.classes_, self.oof_scores_, targets.indicator, multilabel=self.multilabel_
        )
        self.precision_thresholds_: Floats | None = fit_precision_thresholds(
            self.oof_scores_, targets.indicator, multilabel=self.multilabel_
        )
        self.training_texts_ = self._kept(texts, targets) if self.keep_texts else None
        return self

    def new_vectorizer(self) -> TextVectorizer:
        """Return an unfitted vectorizer with this classifier's settings."""
        themes = self.taxonomy.themes if self.taxonomy else ()
        lists = [words for theme in themes for words in (theme.seed_words, theme.counter_words) if words]
        kinds = TermKinds(self.char_ngrams, self.word_ngrams, self.terms_chosen())
        return TextVectorizer(self.tokenizer or shipped_tokenizer(), self.min_df, lists, self.seed_weight, kinds)

    def terms_chosen(self) -> TermChoice:
        """Return which terms count: those asked for, else what suits the kind of data."""
        return self.terms or ("content" if getattr(self, "multilabel_", True) else "all")

    def decision_function(self, X: Iterable[str]) -> Floats:
        """Return the margins (n_texts, n_classes): the signed score of each theme."""
        check_is_fitted(self)
        blocks = [self.margins(self.vectorizer_.transform(block)) for block in text_blocks(X)]
        return np.concatenate(blocks) if blocks else np.zeros((0, len(self.classes_)))

    def predict_proba(self, X: Iterable[str]) -> Floats:
        """Return calibrated probabilities (n_texts, n_classes).

        Multi-label: each theme on its own. One class a text: rows sum to 1.
        """
        return self.probabilities(self.log_odds(self.decision_function(X)))

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

    def predict_set(self, X: Iterable[str], coverage: float = 0.9) -> list[tuple[str, ...]]:
        """Return for each text the themes that cannot be ruled out at the promised coverage, surest first.

        The promise, for texts drawn like the training texts. Multi-label: of the texts that
        carry a theme, at least the share `coverage` have it in their set, for each theme on its
        own; a set may be empty, and need not hold all themes of a text at once. One class a
        text: at least that share of all sets hold the class, and none is empty. What it rests
        on, with sources, stands in topics.themes.conformal. Raises ModelError where the model
        was saved before there were sets.
        """
        check_is_fitted(self)
        return theme_sets(self).find(self.predict_proba(X), coverage)

    def novelty(self, X: Iterable[str]) -> Floats:
        """Return (n_texts,) how unlike the training text each text is; see topics.themes.novelty.

        Texts over `novelty_.threshold` are not given the themes that they would be given.
        """
        check_is_fitted(self)
        blocks = [(block, self.vectorizer_.transform(block)) for block in text_blocks(X)]
        scores = [
            self.novelty_.score(block, features, self.log_odds(self.margins(features))) for block, features in blocks
        ]
        return np.concatenate(scores) if scores else np.zeros(0)

    def label(
        self,
        X: Iterable[str],
        *,
        min_characters: int = 8,
        max_evidence: int = 3,
        coverage: float | None = None,
        n_neighbours: int = 0,
        precision: float | None = None,
    ) -> list[Label]:
        """Return a Label for each text, in order: themes, scores and evidence, or an abstention.

        Texts with fewer than `min_characters` letters and digits are not judged, nor are those
        too unlike the training text; `max_evidence` spans are given for each theme. With
        `precision` a theme is given from the probability on from which that share of its
        training texts was right. With `coverage` each label, an abstention too, has a
        `theme_set`; with `n_neighbours` the nearest training texts. Raises ModelError where
        the model lacks what that needs.
        """
        check_is_fitted(self)
        asked = LabelSettings(min_characters, max_evidence, coverage, n_neighbours, precision)
        texts = checked_texts(X)
        labeller = Labeller(self, asked, len(texts))
        return [label for block in text_blocks(texts) for label in labeller.label(block)]

    def decide(self, probabilities: Floats) -> list[tuple[str, ...]]:
        """Return the themes that each row of `predict_proba` gives, surest first.

        Multi-label: those over their thresholds. One class a text: the likeliest.
        """
        chosen = self.choose(probabilities)
        names = self.classes_[chosen.columns].tolist()
        return [tuple(names[start:end]) for start, end in pairwise(chosen.offsets.tolist())]

    def choose(self, probabilities: Floats, thresholds: Floats | None = None) -> ThemeLists:
        """Return the same as columns of the classes; `thresholds` (n_classes,) may take the place of the model's."""
        reached = self.thresholds_ if thresholds is None else thresholds
        return choose_themes(probabilities, reached, multilabel=self.multilabel_)

    def margins(self, features: sparse.csr_matrix) -> Floats:
        """Return the margins (n_texts, n_classes) of vectorised texts, summed up in double precision.

        So the order in which terms are added changes nothing that is shown.
        """
        columns, places = np.unique(features.indices, return_inverse=True)
        parts = features.data.astype(np.float64), places, features.indptr
        rows = sparse.csr_matrix(parts, shape=(features.shape[0], len(columns)))
        return np.asarray(rows @ self.coef_[:, columns].T.astype(np.float64) + self.intercept_)

    def log_odds(self, margins: Floats) -> Floats:
        """Return the calibrated log-odds of margins, both (n_texts, n_classes)."""
        return np.asarray(margins * self.slopes_ + self.offsets_)

    def probabilities(self, log_odds: Floats) -> Floats:
        """Return the probabilities (n_texts, n_classes) that log-odds stand for; one class a text: rows sum to 1."""
        probabilities = sigmoid(log_odds)
        if self.multilabel_:
            return probabilities
        return np.asarray(probabilities / probabilities.sum(axis=1, keepdims=True))

    def _kept(self, texts: list[str], targets: Targets) -> TrainingTexts:
        themes = [tuple(self.classes_[row == 1].tolist()) for row in targets.indicator]
        return TrainingTexts(texts, themes, self.vectorizer_)

    def _calibrate(self, margins: Floats, targets: Targets, weights: Floats) -> None:
        columns = range(len(self.classes_))
        lines = [fit_sigmoid(margins[:, column], targets.indicator[:, column], weights) for column in columns]
        self.slopes_, self.offsets_ = (np.array(values) for values in zip(*lines, strict=True))
        self.oof_scores_ = self.probabilities(self.log_odds(margins))
        self.thresholds_ = np.zeros(len(columns))
        if self.multilabel_:
            for column in columns:
                self.thresholds_[column] = best_threshold(
                    self.oof_scores_[:, column], targets.indicator[:, column], weights
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

"""What a fitted classifier knows and how it labels by it: all that a loaded model needs."""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy import sparse

from topics.features.terms import TermChoice, TermKinds
from topics.features.vectorizer import TextVectorizer
from topics.settings import LabelSettings
from topics.themes.block import ThemeLists, choose_themes
from topics.themes.conformal import ThemeSets
from topics.themes.labelling import Labeller
from topics.themes.logistic import sigmoid
from topics.themes.neighbours import TrainingTexts
from topics.themes.novelty import Novelty
from topics.themes.taxonomy import Taxonomy
from topics.themes.texts import checked_texts, text_blocks
from topics.types import Label
from topics.words.shipped import shipped_tokenizer
from topics.words.tokenizer import Tokenizer

Floats = npt.NDArray[np.float64]


class ThemeModel:
    """The part of a ThemeClassifier that labels; its attributes are described there.

    It stands apart because it needs no scikit-learn, whose import takes longer than a model
    takes to load and to label its first text.
    """

    taxonomy: Taxonomy | None
    tokenizer: Tokenizer | None
    C: float
    min_df: int
    seed_weight: float
    n_folds: int
    random_state: int
    keep_texts: bool
    char_ngrams: int
    word_ngrams: int
    terms: TermChoice | None
    classes_: npt.NDArray[np.str_]
    multilabel_: bool
    vectorizer_: TextVectorizer
    coef_: npt.NDArray[np.float32]
    intercept_: npt.NDArray[np.float32]
    slopes_: Floats
    offsets_: Floats
    thresholds_: Floats
    precision_thresholds_: Floats | None
    novelty_: Novelty
    theme_sets_: ThemeSets | None
    min_characters_: int
    training_texts_: TrainingTexts | None

    def label(
        self,
        X: Iterable[str],
        *,
        min_characters: int | None = None,
        max_evidence: int = 3,
        coverage: float | None = None,
        n_neighbours: int = 0,
        precision: float | None = None,
    ) -> list[Label]:
        """Return a Label for each text, in order: themes, scores and evidence, or an abstention.

        Texts with fewer than `min_characters` (`min_characters_`) letters and digits are not judged, nor those
        too unlike the training text; `max_evidence` spans are given for each theme. With
        `precision` a theme is given from the probability on from which that share of its
        training texts was right. With `coverage` each label, an abstention too, has a
        `theme_set`; with `n_neighbours` the nearest training texts. Raises ModelError where
        the model lacks what that needs.
        """
        self._check_fitted()
        asked = LabelSettings(min_characters, max_evidence, coverage, n_neighbours, precision)
        texts = checked_texts(X)
        labeller = Labeller(self, asked, len(texts))
        return [label for block in text_blocks(texts) for label in labeller.label(block)]

    def decide(self, probabilities: Floats) -> list[tuple[str, ...]]:
        """Return the themes that each row of probabilities gives, surest first.

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

    def new_vectorizer(self) -> TextVectorizer:
        """Return an unfitted vectorizer with this model's settings."""
        themes = self.taxonomy.themes if self.taxonomy else ()
        lists = [words for theme in themes for words in (theme.seed_words, theme.counter_words) if words]
        kinds = TermKinds(self.char_ngrams, self.word_ngrams, self.terms_chosen())
        return TextVectorizer(self.tokenizer or shipped_tokenizer(), self.min_df, lists, self.seed_weight, kinds)

    def terms_chosen(self) -> TermChoice:
        """Return which terms count: those asked for, else what suits the kind of data."""
        return self.terms or ("content" if getattr(self, "multilabel_", True) else "all")

    def _check_fitted(self) -> None:
        """Raise where nothing was learned yet: never of a model that was loaded."""

"""How unlike the training text a text is: no theme speaks for it, in words that were never seen.

Lengths are normalised, so a text of which the model knows three terms can look as sure as one
of which it knows all. The share of its character pairs and words that training never showed
tells the two apart; the log-odds of the likeliest theme keep a familiar story in unfamiliar
names from being silenced.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

from topics.features.terms import WORD_GAP
from topics.features.vectorizer import TextVectorizer

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]

_SHARE_WEIGHTS = np.array([15.0, 5.0])
"""What an unseen share of pairs and of words weighs against log-odds; `benchmarks/novelty.py` measures it."""

_PAIR = 2

_SURE = 8.0
"""Log-odds over this (.9997) say no more: however sure a model is, a text all unseen is unlike its training."""

_MAY_BE_SILENCED = 0.005
"""Of texts like the training texts that would be labelled, at most this share is called unlike them."""


class Novelty:
    """Scores texts by how unlike the training text they are; over `threshold` they are not judged.

    The threshold is infinite until it is fitted.
    """

    def __init__(self, vectorizer: TextVectorizer, threshold: float = np.inf) -> None:
        self.threshold = threshold
        self._vectorizer = vectorizer
        self._rarity = _rarity(vectorizer)

    def fit(
        self,
        texts: Sequence[str],
        features: sparse.csr_matrix,
        log_odds: Floats,
        labelled: npt.NDArray[np.bool_],
        folds: Sequence[tuple[Rows, Rows]],
    ) -> "Novelty":
        """Set the threshold from out-of-fold scores of the training texts that would be labelled.

        `log_odds` (n_texts, n_classes) are out-of-fold; `labelled` (n_texts,) tells which texts
        they give a theme. A new text of the same kind lies over the threshold with a
        probability of at most 1 in 200; with fewer than 199 texts it stays infinite.
        """
        unseen = np.zeros((len(texts), 2))
        tested = np.zeros(len(texts), dtype=bool)
        present, unknown = features > 0, self._vectorizer.count_unknown(texts)
        n_texts = present.sum(axis=0)
        for _, test in folds:
            lost = np.asarray(n_texts - present[test].sum(axis=0)).ravel() < self._vectorizer.min_df
            unseen[test] = self._shares(present[test], unknown[test], lost)
            tested[test] = True
        scores = np.sort(self.weigh(log_odds, unseen)[labelled & tested])
        n_silenced = int((len(scores) + 1) * _MAY_BE_SILENCED)
        self.threshold = float(scores[-n_silenced]) if n_silenced else np.inf
        return self

    def score(self, texts: Sequence[str], features: sparse.csr_matrix, log_odds: Floats) -> Floats:
        """Return the novelty (n_texts,) of texts, given their features and the log-odds of each theme."""
        return self.weigh(log_odds, self.unseen(texts, features))

    def weigh(self, log_odds: Floats, unseen: Floats) -> Floats:
        """Return the novelty (n_texts,) that log-odds (n_texts, n_classes) and shares (n_texts, 2) come to."""
        return np.asarray((unseen * _SHARE_WEIGHTS).sum(axis=1) - np.minimum(log_odds.max(axis=1), _SURE))

    def unseen(self, texts: Sequence[str], features: sparse.csr_matrix) -> Floats:
        """Return (n_texts, 2): which share of a text's distinct pairs, and words, training never showed.

        Rare ones count more, by their inverse document frequency; those never seen count as
        the rarest. A text without any has a share of 1.
        """
        return self._shares(features > 0, self._vectorizer.count_unknown(texts))

    def _shares(
        self,
        present: sparse.csr_matrix,
        unknown: npt.NDArray[np.int64],
        lost: npt.NDArray[np.bool_] | None = None,
    ) -> Floats:
        """The unseen shares, where the terms of the columns `lost` count as unseen, too."""
        weights = present.astype(np.float64)
        known = weights @ self._rarity
        missed = unknown * float(self._vectorizer.idf_.max(initial=1.0))
        total = known + missed
        if lost is not None:
            missed = missed + weights @ (self._rarity * lost[:, None])
        return np.asarray(np.divide(missed, total, out=np.ones_like(total), where=total > 0))


def _rarity(vectorizer: TextVectorizer) -> Floats:
    """(n_features, 2): the inverse document frequency of each pair of characters, and of each word."""
    rarity = np.zeros((vectorizer.n_features_, 2))
    columns = np.arange(len(vectorizer.terms_))
    is_gram = columns < vectorizer.n_grams_
    is_pair = is_gram & (np.char.str_len(vectorizer.terms_) == _PAIR)
    is_word = ~is_gram & (np.char.find(vectorizer.terms_, WORD_GAP) < 0)
    for kind, chosen in enumerate((is_pair, is_word)):
        rarity[columns[chosen], kind] = vectorizer.idf_[chosen]
    return rarity

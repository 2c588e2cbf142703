"""Texts -> embeddings by latent semantic analysis of the corpus at hand."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from topics.words.tokenizer import Tokenizer

_SMALL = 50
"""Below this many texts a word counts from its first appearance; above, from its second."""


class WordTfidf(TransformerMixin, BaseEstimator):
    """Texts -> TF-IDF of content words; `guide_words` count `guide_weight` times.

    The weight draws texts that share the words of a known theme together, as the seed words
    of guided BERTopic do. Fitted attribute: `words_` (n_words,) str.
    """

    def __init__(
        self, tokenizer: Tokenizer, guide_words: frozenset[str] = frozenset(), guide_weight: float = 1.5
    ) -> None:
        self.tokenizer = tokenizer
        self.guide_words = guide_words
        self.guide_weight = guide_weight

    def fit(self, texts: Sequence[str], y: object = None) -> "WordTfidf":
        """Learn the words of `texts`; ValueError where there are none."""
        min_df = 1 if len(texts) < _SMALL else 2
        self.tfidf_ = TfidfVectorizer(analyzer=self.tokenizer.words, min_df=min_df, sublinear_tf=True, dtype=np.float32)
        self.tfidf_.fit(texts)
        self.words_ = self.tfidf_.get_feature_names_out()
        self.weights_ = np.where([word in self.guide_words for word in self.words_], self.guide_weight, 1.0)
        return self

    def transform(self, texts: Iterable[str]) -> sparse.csr_matrix:
        """Return (n_texts, n_words) float32, rows of length 1 (0 where no word is known)."""
        weighted = self.tfidf_.transform(texts) @ sparse.diags(self.weights_.astype(np.float32))
        return normalize(weighted).tocsr()


class LsaEncoder(TransformerMixin, BaseEstimator):
    """Word TF-IDF -> the leading components of its singular value decomposition, length 1."""

    def __init__(self, n_components: int = 100, random_state: int = 0) -> None:
        self.n_components = n_components
        self.random_state = random_state

    def fit(self, tfidf: sparse.csr_matrix, y: object = None) -> "LsaEncoder":
        """Learn the components of a (n_texts, n_words) matrix."""
        n_components = max(1, min(self.n_components, min(tfidf.shape) - 1))
        self.svd_ = TruncatedSVD(n_components, random_state=self.random_state).fit(tfidf)
        return self

    def transform(self, tfidf: sparse.csr_matrix) -> npt.NDArray[np.float32]:
        """Return embeddings (n_texts, n_components) float32."""
        return np.asarray(normalize(self.svd_.transform(tfidf)), dtype=np.float32)

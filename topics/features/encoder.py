"""Texts -> embeddings, without network or torch: word vectors joined with LSA of the corpus."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.preprocessing import normalize

from topics.features.induction import corpus_vectors
from topics.features.lsa import LsaEncoder
from topics.features.vectors import WordVectors
from topics.words.tokenizer import Tokenizer

Array = npt.NDArray[np.float32]

_RARE = 1e-3
"""The `a` of SIF: a word of this share of all words weighs half of a rare one (Arora et al. 2017)."""

_LSA_WEIGHT = 0.5
_N_COMPONENTS = 50
_TEXTS_PER_COMPONENT = 6
_MIN_TEXTS_OF_A_WORD = 2
"""For LSA: a word of one text alone ties no texts together."""


class Encoder(Protocol):
    """Anything that turns texts into embeddings, such as a sentence-transformers or model2vec model."""

    def encode(self, texts: Sequence[str], /) -> Array:
        """Return (n_texts, dim) float32; row i is text i."""


class CorpusEncoder:
    """Word vectors in SIF weighting, fitted to a corpus, side by side with its LSA.

    A text is the average of the vectors of its words, rare words weighing more, less the one
    direction that all texts share (SIF). Words without a vector get one from the words around
    them. The leading components of the corpus itself add what general vectors do not know.

    Parameters
    ----------
    tokenizer : how words are cut; single characters and stop words take part, with little weight.
    vectors : word vectors; without them the embeddings are LSA alone, which is much worse.
    guide_words : words that count `guide_weight` times, such as the seed words of themes.
    random_state : seed of the decomposition.
    """

    def __init__(
        self,
        tokenizer: Tokenizer,
        vectors: WordVectors | None,
        guide_words: frozenset[str] = frozenset(),
        guide_weight: float = 1.5,
        random_state: int = 0,
    ) -> None:
        self.tokenizer = tokenizer
        self.vectors = vectors
        self.guide_words = guide_words
        self.guide_weight = guide_weight
        self.random_state = random_state

    def fit(self, texts: Sequence[str]) -> "CorpusEncoder":
        """Learn the words of `texts`, their vectors and weights."""
        self.fit_encode(texts)
        return self

    def fit_encode(self, texts: Sequence[str]) -> Array:
        """Learn from `texts` and return their embeddings (n_texts, dim) float32."""
        cut = [self._words(text) for text in texts]
        self.words_ = sorted({word for words in cut for word in words})
        self._columns = {word: column for column, word in enumerate(self.words_)}
        counts = self._count(cut)
        guides = np.where([word in self.guide_words for word in self.words_], self.guide_weight, 1.0)
        self._fit_vectors(counts, guides)
        self._fit_lsa(counts, guides)
        return self._embed(counts)

    def encode(self, texts: Sequence[str]) -> Array:
        """Return embeddings (n_texts, dim) float32, of length 1, or 0 where no word is known."""
        return self._embed(self._count([self._words(text) for text in texts]))

    def _words(self, text: str) -> list[str]:
        return [word for word in map(str.strip, self.tokenizer.cut(text)) if any(map(str.isalpha, word))]

    def _count(self, cut: Iterable[list[str]]) -> sparse.csr_matrix:
        """How often each known word stands in each text, (n_texts, n_words) float32."""
        return count_terms(cut, self._columns)

    def _fit_vectors(self, counts: sparse.csr_matrix, guides: npt.NDArray[np.float64]) -> None:
        self._word_vectors = np.zeros((len(self.words_), 0), dtype=np.float32)
        self._common = np.zeros((0, 1), dtype=np.float32)
        if self.vectors is None or not self.words_:
            return
        share = _sums(counts) / max(counts.sum(), 1)
        weights = guides * _RARE / (_RARE + share)
        vectors = corpus_vectors(self.words_, counts, self.vectors)
        self._word_vectors = (vectors * weights[:, None]).astype(np.float32)
        averages = normalize(counts @ self._word_vectors)
        self._common = np.linalg.svd(averages.T @ averages)[0][:, :1]

    def _fit_lsa(self, counts: sparse.csr_matrix, guides: npt.NDArray[np.float64]) -> None:
        frequencies = _sums(counts > 0)
        several = np.array([len(word) > 1 for word in self.words_], dtype=np.bool_)
        self._lsa_columns = np.flatnonzero(several & (frequencies >= _MIN_TEXTS_OF_A_WORD))
        kept = frequencies[self._lsa_columns]
        self._idf = ((np.log(counts.shape[0] / kept) + 1) * guides[self._lsa_columns]).astype(np.float32)
        n_components = min(_N_COMPONENTS, counts.shape[0] // _TEXTS_PER_COMPONENT)
        self._lsa = LsaEncoder(max(1, n_components), self.random_state)
        if min(counts.shape[0], len(kept)) > 1:
            self._lsa.fit(self._tfidf(counts))

    def _tfidf(self, counts: sparse.csr_matrix) -> sparse.csr_matrix:
        return normalize(counts[:, self._lsa_columns] @ sparse.diags(self._idf))

    def _embed(self, counts: sparse.csr_matrix) -> Array:
        parts = []
        if counts.shape[0] and self._word_vectors.shape[1]:
            averages = normalize(counts @ self._word_vectors)
            parts.append(normalize(averages - (averages @ self._common) @ self._common.T))
        if hasattr(self._lsa, "svd_") and counts.shape[0]:
            parts.append(_LSA_WEIGHT * self._lsa.transform(self._tfidf(counts)))
        if not parts:
            return np.zeros((counts.shape[0], 1), dtype=np.float32)
        return np.asarray(normalize(np.hstack(parts)), dtype=np.float32)


def count_terms(cut: Iterable[Sequence[str]], columns: dict[str, int]) -> sparse.csr_matrix:
    """Return how often each term stands in each text, (n_texts, n_terms) float32."""
    indices: list[int] = []
    values: list[int] = []
    starts = [0]
    for terms in cut:
        row = Counter(columns[term] for term in terms if term in columns)
        indices.extend(row)
        values.extend(row.values())
        starts.append(len(indices))
    shape = (len(starts) - 1, len(columns))
    matrix = sparse.csr_matrix((np.array(values, np.float32), indices, starts), shape=shape, dtype=np.float32)
    matrix.sort_indices()
    return matrix


def _sums(counts: sparse.csr_matrix) -> npt.NDArray[np.float64]:
    return np.asarray(counts.sum(axis=0), dtype=np.float64).ravel()

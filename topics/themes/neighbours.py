"""The training texts themselves, where a model keeps them: which of them are nearest to a text."""

from collections.abc import Collection, Sequence
from functools import cached_property

import numpy as np
from scipy import sparse

from topics.features.vectorizer import TextVectorizer
from topics.themes.block import NeighbourLists, offsets_of
from topics.types import Neighbour

_BLOCK = 64
"""Texts that are compared with all training texts at a time: bounds the memory."""


class TrainingTexts:
    """Texts that a model learned from, with their themes, and a search for the nearest of them."""

    def __init__(self, texts: Sequence[str], themes: Sequence[tuple[str, ...]], vectorizer: TextVectorizer) -> None:
        self.texts = tuple(texts)
        self.themes = tuple(themes)
        self._vectorizer = vectorizer

    def __len__(self) -> int:
        return len(self.texts)

    def without(self, texts: Collection[str]) -> "TrainingTexts":
        """Return these texts but for the ones named."""
        kept = [pair for pair in zip(self.texts, self.themes, strict=True) if pair[0] not in texts]
        return TrainingTexts([text for text, _ in kept], [themes for _, themes in kept], self._vectorizer)

    def nearest(self, features: sparse.csr_matrix, n_neighbours: int) -> NeighbourLists:
        """Return for each row of `features` the training texts nearest to it, the nearest first.

        Nearness is the cosine of the TF-IDF of characters and words, compared with every
        training text; of equally near ones the first comes first. Texts that share nothing
        are left out.
        """
        rows = self._terms(features)
        counts: list[int] = []
        found: list[tuple[int, float]] = []
        for start in range(0, rows.shape[0], _BLOCK):
            similarities = (rows[start : start + _BLOCK] @ self._rows.T).toarray()
            nearest = np.argsort(-similarities, axis=1, kind="stable")[:, :n_neighbours]
            for row, order in zip(similarities, nearest, strict=True):
                own = [(index, min(round(float(row[index]), 4), 1.0)) for index in order.tolist() if row[index] > 0]
                counts.append(len(own))
                found += own
        return NeighbourLists(
            offsets_of(counts),
            np.array([index for index, _ in found], dtype=np.int64),
            np.array([similarity for _, similarity in found], dtype=np.float64),
        )

    def shown(self, index: int, similarity: float) -> Neighbour:
        """Return a training text as labels show it."""
        return Neighbour(self.texts[index], self.themes[index], similarity)

    @cached_property
    def _rows(self) -> sparse.csr_matrix:
        """(n_texts, n_terms): made when first asked for, as most models are loaded only to label."""
        return self._terms(self._vectorizer.transform(self.texts))

    def _terms(self, features: sparse.csr_matrix) -> sparse.csr_matrix:
        return _of_length_one(features[:, : len(self._vectorizer.terms_)])


def _of_length_one(rows: sparse.csr_matrix) -> sparse.csr_matrix:
    """Rows of the length 1, but for empty ones."""
    places = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    lengths = np.sqrt(np.bincount(places, weights=np.square(rows.data), minlength=rows.shape[0]))
    data = (rows.data / lengths[places]).astype(rows.dtype)
    return sparse.csr_matrix((data, rows.indices, rows.indptr), shape=rows.shape)

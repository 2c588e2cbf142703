"""Vectors for words that no list of vectors has: 反诈, 综治中心, 一网通办.

A domain word is known by the company that it keeps: the average of the vectors of the words
around it, through a linear map that takes such averages back to vectors and is learned from the
words that have both (a la carte embedding, Khodak et al. 2018). The words that it is made of
say something too.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.preprocessing import normalize

from topics.features.vectors import WordVectors

Array = npt.NDArray[np.float32]

_MIN_CONTEXTS = 3
"""In how many texts a word must stand for their words to speak for it."""

_MIN_TEXTS_TO_LEARN, _MIN_WORDS_TO_LEARN = 10, 300
"""The map is learned from words that stand in so many texts, if there are so many of them."""

_RIDGE = 1e-3
_PART_WEIGHT = 0.7
"""How long the vector from parts is beside that of a word: parts mislead as often as not."""


def corpus_vectors(words: Sequence[str], counts: sparse.csr_matrix, vectors: WordVectors) -> Array:
    """Return a vector for each word of a corpus, (n_words, dim) float32; 0 where nothing is known.

    `counts` (n_texts, n_words) says how often each word stands in each text.
    """
    rows = np.array([vectors.rows.get(word, -1) for word in words], dtype=np.int64)
    known = rows >= 0
    found = np.zeros((len(words), vectors.dim), dtype=np.float32)
    found[known] = vectors.matrix[rows[known]]
    if not known.any():
        return found
    present = (counts > 0).astype(np.float32)
    frequencies = np.asarray(present.sum(axis=0)).ravel()
    induced = _from_contexts(present, frequencies, found, known)
    parts = _from_parts(words, known, vectors)
    near = ~known & (frequencies >= _MIN_CONTEXTS)
    both = near & parts.any(axis=1)
    found[~known] = parts[~known]
    found[near] = induced[near]
    found[both] = (induced[both] + parts[both]) / 2
    return found


def _from_contexts(present: sparse.csr_matrix, frequencies: Array, found: Array, known: npt.NDArray[np.bool_]) -> Array:
    """The average of the known words beside each word, mapped to where vectors lie."""
    rarity = np.where(known & (frequencies > 0), np.log(present.shape[0] / np.maximum(frequencies, 1)), 0)
    rarity = rarity.astype(np.float32)
    weighted = present @ sparse.diags(rarity)
    sums = present.T @ np.asarray(weighted @ found)
    weights = present.T @ np.asarray(weighted.sum(axis=1)).ravel()
    own = frequencies * rarity
    contexts = (sums - own[:, None] * found) / np.maximum(weights - own, 1e-6)[:, None]
    mapped = normalize(contexts @ _learn_map(contexts, found, known, frequencies))
    return np.asarray(mapped * np.median(np.linalg.norm(found[known], axis=1)), dtype=np.float32)


def _learn_map(contexts: Array, found: Array, known: npt.NDArray[np.bool_], frequencies: Array) -> Array:
    frequent = known & (frequencies >= _MIN_TEXTS_TO_LEARN)
    if frequent.sum() < _MIN_WORDS_TO_LEARN:
        return np.eye(found.shape[1], dtype=np.float32)
    weights = np.sqrt(np.log(frequencies[frequent]))[:, None]
    inputs, outputs = contexts[frequent] * weights, found[frequent] * weights
    gram = inputs.T @ inputs + _RIDGE * np.eye(found.shape[1], dtype=np.float32)
    return np.asarray(np.linalg.solve(gram, inputs.T @ outputs), dtype=np.float32)


def _from_parts(words: Sequence[str], known: npt.NDArray[np.bool_], vectors: WordVectors) -> Array:
    found = np.zeros((len(words), vectors.dim), dtype=np.float32)
    for row, word in enumerate(words):
        parts = [] if known[row] else longest_parts(word, vectors)
        if parts:
            found[row] = _PART_WEIGHT * vectors.matrix[parts].astype(np.float32).mean(axis=0)
    return found


def longest_parts(word: str, vectors: WordVectors) -> list[int]:
    """Return the rows of the words of two or more characters that a word holds, the longest first from the left."""
    found: list[int] = []
    start = 0
    while start < len(word):
        ends = range(len(word), start + 1, -1)
        end = next((end for end in ends if word[start:end] in vectors.rows), None)
        if end is not None:
            found.append(vectors.rows[word[start:end]])
        start = end or start + 1
    return found

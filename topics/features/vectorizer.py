"""Texts -> matrix: runs of characters, runs of words, and the seed words of themes.

Chinese needs the first two side by side: characters survive OCR errors and words that no
dictionary has, words carry what character pairs blur. Each is TF-IDF with sublinear term
frequency, L2-normalised on its own so that neither drowns the other (Joachims 1998). Seed
words add what a few thousand training texts may have missed: how many of a theme's words,
and of the words that speak against it, a text holds.
"""

import math
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin

from topics.features.terms import (
    DIGITS,
    PAIR,
    WORD_GAP,
    TermKinds,
    TermReader,
    char_ngrams,
    compact,
    compact_with_places,
)
from topics.words.tokenizer import Tokenizer

_LONGEST_TERM = 16
"""Characters of the longest term: one address in a text would make an array of terms as wide as itself."""

_USUAL = TermKinds()
_LONG_MIN_DF = 2
"""A longer run that stands in one text says no more than its parts: three in four of all terms."""

WORDS_LENGTH = {"content": 1.0, "all": 0.5}
"""How long a row of words is beside one of characters; `benchmarks/public.py` measures it."""

Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Term:
    """One feature at one place of a text: column `column`, characters `start` to `end`."""

    column: int
    start: int
    end: int


class TextVectorizer(TransformerMixin, BaseEstimator):
    """Turns texts into a sparse matrix of character-gram and word TF-IDF and seed-word counts.

    Parameters
    ----------
    tokenizer : how words are cut.
    min_df : in how many texts a gram or word must stand to get a column; runs longer than a pair
        of characters or than one word must stand in two at least.
    seed_lists : lists of words; each gets a column with the logarithm of 1 + how many of its
        words stand in the text.
    seed_weight : what those logarithms are multiplied by.
    kinds : which runs of characters and words count.

    Attributes
    ----------
    terms_ : (n_terms,) str, the grams and then the words.
    n_grams_ : how many of the terms are grams.
    idf_ : (n_terms,) float32, the inverse document frequency of each term.
    n_features_ : n_terms and the number of seed lists.
    gram_columns_, word_columns_ : the column of each run of characters, and of each run of words.
    """

    def __init__(
        self,
        tokenizer: Tokenizer | None = None,
        min_df: int = 2,
        seed_lists: Sequence[Sequence[str]] = (),
        seed_weight: float = 0.3,
        kinds: TermKinds = _USUAL,
    ) -> None:
        self.tokenizer = tokenizer
        self.min_df = min_df
        self.seed_lists = seed_lists
        self.seed_weight = seed_weight
        self.kinds = kinds

    def fit(self, texts: Sequence[str], y: object = None) -> "TextVectorizer":
        """Learn the terms that stand in at least `min_df` texts, and how rare each is."""
        reader = self._open_reader()
        grams, gram_idf = self._learn(texts, reader.grams, lambda gram: len(gram) > PAIR)
        words, word_idf = self._learn(texts, reader.words, lambda run: WORD_GAP in run)
        return self.restore([*grams, *words], len(grams), np.concatenate([gram_idf, word_idf]))

    def restore(self, terms: Sequence[str], n_grams: int, idf: Array) -> "TextVectorizer":
        """Take terms that were learned before, in place of `fit`."""
        self._open_reader()
        self.terms_ = np.array(terms, dtype=np.str_)
        self.n_grams_ = n_grams
        self.idf_ = idf.astype(np.float32)
        self.n_features_ = len(self.terms_) + len(self.seed_lists)
        columns = [(str(term), column) for column, term in enumerate(self.terms_)]
        self.gram_columns_ = dict(columns[:n_grams])
        self.word_columns_ = dict(columns[n_grams:])
        self._seeds = _SeedIndex(self.seed_lists, len(self.terms_))
        return self

    def transform(self, texts: Iterable[str]) -> sparse.csr_matrix:
        """Return (n_texts, n_features) float32; row i is text i."""
        indices, values, starts = array("i"), array("f"), array("q", [0])
        for text in texts:
            for row in self._row_parts(text):
                indices.extend(row)
                values.extend(row.values())
            starts.append(len(indices))
        shape = (len(starts) - 1, self.n_features_)
        matrix = sparse.csr_matrix(tuple(map(np.asarray, (values, indices, starts))), shape=shape, dtype=np.float32)
        matrix.sort_indices()
        return matrix

    def run_lengths(self) -> npt.NDArray[np.int64]:
        """Return (n_terms,): of how many characters each gram is, and of how many words each run of them."""
        grams, words = np.split(self.terms_, [self.n_grams_])
        return np.concatenate([np.char.str_len(grams), np.char.count(words, WORD_GAP) + 1])

    def known_from(self, matrix: sparse.csr_matrix, rows: npt.NDArray[np.intp]) -> sparse.csr_matrix:
        """Return a matrix of `transform` as if only the texts of `rows` had been learned from.

        Terms that stand in fewer than `min_df` of those texts are taken out and what is left
        of each row made as long as before; else held-out texts would know their own words.
        """
        counts = np.diff(matrix[rows].tocsc().indptr)
        least = np.zeros(self.n_features_)
        least[: len(self.terms_)] = np.where(self._is_long(), max(self.min_df, _LONG_MIN_DF), self.min_df)
        kept = counts >= least
        known = matrix @ sparse.diags(kept.astype(np.float32))
        bounds = (0, self.n_grams_, len(self.terms_), self.n_features_)
        parts = [(matrix[:, start:end], known[:, start:end]) for start, end in pairwise(bounds)]
        return sparse.hstack([_as_long(own, other) for own, other in parts], format="csr", dtype=np.float32)

    def count_unknown(self, texts: Sequence[str]) -> npt.NDArray[np.int64]:
        """Return (n_texts, 2): how many distinct character pairs, and words, of each text have no column."""
        counts = [self._unknown(text) for text in texts]
        return np.array(counts, dtype=np.int64).reshape(len(texts), 2)

    def locate(self, text: str) -> list[Term]:
        """Return every known term of a text with its place, so that weights can be traced back."""
        grams, words = self._reader.located_grams(text), self._reader.located_words(text)
        return [
            *self._known(grams, self.gram_columns_),
            *self._located_seeds(text),
            *self._known(words, self.word_columns_),
        ]

    def _is_long(self) -> npt.NDArray[np.bool_]:
        is_gram = np.arange(len(self.terms_)) < self.n_grams_
        return np.asarray(self.run_lengths() > np.where(is_gram, PAIR, 1))

    def _open_reader(self) -> TermReader:
        self.tokenizer_ = self.tokenizer or Tokenizer()
        self._reader = TermReader(self.tokenizer_, self.kinds)
        return self._reader

    def _unknown(self, text: str) -> tuple[int, int]:
        pairs, words = self._reader.pairs_and_words(text)
        unknown_pairs = sum(pair not in self.gram_columns_ for pair in pairs)
        return unknown_pairs, sum(word not in self.word_columns_ for word in words)

    def _known(self, located: Iterable[tuple[str, int, int]], columns: dict[str, int]) -> list[Term]:
        return [Term(columns[term], start, end) for term, start, end in located if term in columns]

    def _located_seeds(self, text: str) -> list[Term]:
        source, places = compact_with_places(text)
        return [
            Term(column, places[start], places[start + len(word) - 1] + 1)
            for word, column in self._seeds.find(source)
            for start in _places(word, source)
        ]

    def _row_parts(self, text: str) -> Iterator[dict[int, float]]:
        """Column -> value of the grams, the words and the seed words of one text."""
        yield self._weigh(self._reader.grams(text), self.gram_columns_)
        length = WORDS_LENGTH[self.kinds.choice]
        yield self._weigh(self._reader.words(text), self.word_columns_, length)
        hits = Counter(column for _, column in self._seeds.find(compact(text)) if self.seed_lists)
        yield {column: self.seed_weight * math.log1p(count) for column, count in hits.items()}

    def _weigh(self, terms: list[str], columns: dict[str, int], length: float = 1.0) -> dict[int, float]:
        """Column -> weight of the terms of one text, of this length as a vector."""
        known = Counter(columns[term] for term in terms if term in columns)
        row = {column: (1 + math.log(count)) * float(self.idf_[column]) for column, count in known.items()}
        norm = math.sqrt(math.fsum(weight * weight for weight in row.values())) or 1.0
        return {column: length * weight / norm for column, weight in row.items()}

    def _learn(
        self, texts: Sequence[str], analyse: Callable[[str], list[str]], is_long: Callable[[str], bool]
    ) -> tuple[list[str], Array]:
        counts: Counter[str] = Counter()
        for text in texts:
            counts.update(set(analyse(text)))
        least = {False: self.min_df, True: max(self.min_df, _LONG_MIN_DF)}
        kept = ((term, count) for term, count in counts.items() if len(term) <= _LONGEST_TERM)
        terms = sorted(term for term, count in kept if count >= least[is_long(term)])
        idf = [math.log((1 + len(texts)) / (1 + counts[term])) + 1 for term in terms]
        return terms, np.array(idf, dtype=np.float32)


class _SeedIndex:
    """Finds the words of lists in a text, looking only at those whose first two characters stand there."""

    def __init__(self, lists: Sequence[Sequence[str]], first_column: int) -> None:
        self._by_start: dict[str, list[tuple[str, int]]] = {}
        for column, words in enumerate(lists, start=first_column):
            for word in dict.fromkeys(map(compact, words)):
                self._by_start.setdefault(word[:2].translate(DIGITS), []).append((word, column))

    def find(self, text: str) -> list[tuple[str, int]]:
        """Return (word, column) of each listed word in a text without spaces."""
        if not self._by_start:
            return []
        starts = dict.fromkeys(char_ngrams(text, 2))
        candidates = (pair for start in starts for pair in self._by_start.get(start, ()))
        return [(word, column) for word, column in candidates if word in text]


def _as_long(whole: sparse.csr_matrix, part: sparse.csr_matrix) -> sparse.csr_matrix:
    """Rows of `part` stretched to the lengths of those of `whole`."""
    lengths, left = (np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel()) for rows in (whole, part))
    return sparse.diags(np.divide(lengths, left, out=np.zeros_like(left), where=left > 0)) @ part


def _places(word: str, text: str) -> Iterator[int]:
    start = text.find(word)
    while start >= 0:
        yield start
        start = text.find(word, start + 1)

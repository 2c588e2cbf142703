"""Words and characters -> matrix: character 1-2-grams, words, and the seed words of themes.

Chinese needs the first two side by side: characters survive OCR errors and words that no
dictionary has, words carry what character pairs blur. Each is TF-IDF with sublinear term
frequency, L2-normalised on its own so that neither drowns the other (Joachims 1998). Seed
words add what a few thousand training texts may have missed: how many of a theme's words,
and of the words that speak against it, a text holds.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin

from topics.characters import fold
from topics.words.tokenizer import Tokenizer

_DIGITS = str.maketrans("123456789", "000000000")
"""Numbers differ from page to page; that there is one, and how long, is what helps."""

_SPACE = frozenset(" \t\n\r\v\f\u00a0")

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
    min_df : in how many texts a gram or word must stand to get a column.
    seed_lists : lists of words; each gets a column with the logarithm of 1 + how many of its
        words stand in the text.
    seed_weight : what those logarithms are multiplied by.

    Attributes
    ----------
    terms_ : (n_terms,) str, the grams and then the words.
    n_grams_ : how many of the terms are grams.
    idf_ : (n_terms,) float32, the inverse document frequency of each term.
    n_features_ : n_terms and the number of seed lists.
    """

    def __init__(
        self,
        tokenizer: Tokenizer | None = None,
        min_df: int = 2,
        seed_lists: Sequence[Sequence[str]] = (),
        seed_weight: float = 0.3,
    ) -> None:
        self.tokenizer = tokenizer
        self.min_df = min_df
        self.seed_lists = seed_lists
        self.seed_weight = seed_weight

    def fit(self, texts: Sequence[str], y: object = None) -> "TextVectorizer":
        """Learn the terms that stand in at least `min_df` texts, and how rare each is."""
        self.tokenizer_ = self.tokenizer or Tokenizer()
        grams, gram_idf = self._learn(texts, _grams)
        words, word_idf = self._learn(texts, self.tokenizer_.words)
        return self.restore([*grams, *words], len(grams), np.concatenate([gram_idf, word_idf]))

    def restore(self, terms: Sequence[str], n_grams: int, idf: Array) -> "TextVectorizer":
        """Take terms that were learned before, in place of `fit`."""
        self.tokenizer_ = self.tokenizer or Tokenizer()
        self.terms_ = np.array(terms, dtype=np.str_)
        self.n_grams_ = n_grams
        self.idf_ = idf.astype(np.float32)
        self.n_features_ = len(self.terms_) + len(self.seed_lists)
        columns = [(str(term), column) for column, term in enumerate(self.terms_)]
        self._gram_columns = dict(columns[:n_grams])
        self._word_columns = dict(columns[n_grams:])
        self._seeds = _SeedIndex(self.seed_lists, len(self.terms_))
        return self

    def transform(self, texts: Iterable[str]) -> sparse.csr_matrix:
        """Return (n_texts, n_features) float32; row i is text i."""
        indices: list[int] = []
        values: list[float] = []
        starts = [0]
        for text in texts:
            for row in self._row_parts(text):
                indices.extend(row)
                values.extend(row.values())
            starts.append(len(indices))
        shape = (len(starts) - 1, self.n_features_)
        matrix = sparse.csr_matrix((np.array(values, np.float32), indices, starts), shape=shape, dtype=np.float32)
        matrix.sort_indices()
        return matrix

    def known_from(self, matrix: sparse.csr_matrix, rows: npt.NDArray[np.intp]) -> sparse.csr_matrix:
        """Return a matrix of `transform` as if only the texts of `rows` had been learned from.

        Terms that stand in fewer than `min_df` of those texts are taken out and what is left
        of each row made as long as before; else held-out texts would know their own words.
        """
        counts = np.diff(matrix[rows].tocsc().indptr)
        kept = counts >= self.min_df
        kept[len(self.terms_) :] = True
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
        compact, places = _without_spaces(text)
        found = [
            (self._gram_columns[gram], start, len(gram))
            for start, gram in _char_grams(compact)
            if gram in self._gram_columns
        ]
        found += [
            (column, start, len(word)) for word, column in self._seeds.find(compact) for start in _places(word, compact)
        ]
        located = [Term(column, places[start], places[start + length - 1] + 1) for column, start, length in found]
        return located + list(self._located_words(text))

    def _unknown(self, text: str) -> tuple[int, int]:
        pairs = {gram for gram in _grams(text) if len(gram) > 1 and gram not in self._gram_columns}
        words = {word for word in self.tokenizer_.words(text) if word not in self._word_columns}
        return len(pairs), len(words)

    def _located_words(self, text: str) -> Iterator[Term]:
        position = 0
        for word in self.tokenizer_.cut(text):
            if word in self._word_columns:
                yield Term(self._word_columns[word], position, position + len(word))
            position += len(word)

    def _row_parts(self, text: str) -> Iterator[dict[int, float]]:
        """Column -> value of the grams, the words and the seed words of one text."""
        compact, _ = _without_spaces(text)
        yield self._weigh([gram for _, gram in _char_grams(compact)], self._gram_columns)
        yield self._weigh(self.tokenizer_.words(text), self._word_columns)
        hits = Counter(column for _, column in self._seeds.find(compact))
        yield {column: self.seed_weight * math.log1p(count) for column, count in hits.items()}

    def _weigh(self, terms: list[str], columns: dict[str, int]) -> dict[int, float]:
        """Column -> weight of the terms of one text, of length 1 as a vector."""
        known = Counter(columns[term] for term in terms if term in columns)
        row = {column: (1 + math.log(count)) * float(self.idf_[column]) for column, count in known.items()}
        norm = math.sqrt(math.fsum(weight * weight for weight in row.values())) or 1.0
        return {column: weight / norm for column, weight in row.items()}

    def _learn(self, texts: Sequence[str], analyse: Callable[[str], list[str]]) -> tuple[list[str], Array]:
        counts: Counter[str] = Counter()
        for text in texts:
            counts.update(set(analyse(text)))
        terms = sorted(term for term, count in counts.items() if count >= self.min_df)
        idf = [math.log((1 + len(texts)) / (1 + counts[term])) + 1 for term in terms]
        return terms, np.array(idf, dtype=np.float32)


class _SeedIndex:
    """Finds the words of lists in a text, looking only at those whose first two characters stand there."""

    def __init__(self, lists: Sequence[Sequence[str]], first_column: int) -> None:
        self._by_start: dict[str, list[tuple[str, int]]] = {}
        for column, words in enumerate(lists, start=first_column):
            for word in dict.fromkeys(_without_spaces(word)[0] for word in words):
                self._by_start.setdefault(word[:2].translate(_DIGITS), []).append((word, column))

    def find(self, compact: str) -> list[tuple[str, int]]:
        """Return (word, column) of each listed word in a text without spaces."""
        if not self._by_start:
            return []
        starts = dict.fromkeys(gram for _, gram in _char_grams(compact))
        candidates = (pair for start in starts for pair in self._by_start.get(start, ()))
        return [(word, column) for word, column in candidates if word in compact]


def _as_long(whole: sparse.csr_matrix, part: sparse.csr_matrix) -> sparse.csr_matrix:
    """Rows of `part` stretched to the lengths of those of `whole`."""
    lengths, left = (np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel()) for rows in (whole, part))
    return sparse.diags(np.divide(lengths, left, out=np.zeros_like(left), where=left > 0)) @ part


def _places(word: str, text: str) -> Iterator[int]:
    start = text.find(word)
    while start >= 0:
        yield start
        start = text.find(word, start + 1)


def _without_spaces(text: str) -> tuple[str, list[int]]:
    """The folded text without white space, and where each of its characters stood."""
    folded = fold(text)
    places = [place for place, character in enumerate(folded) if character not in _SPACE]
    return "".join(folded[place] for place in places), places


def _grams(text: str) -> list[str]:
    return [gram for _, gram in _char_grams(_without_spaces(text)[0])]


def _char_grams(compact: str) -> list[tuple[int, str]]:
    """(start, gram) of every character and every pair of neighbouring characters, digits as 0."""
    text = compact.translate(_DIGITS)
    pairs = [(start, text[start : start + 2]) for start in range(len(text) - 1)]
    return [*enumerate(text), *pairs]

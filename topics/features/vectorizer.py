"""Words and characters -> matrix: TF-IDF of character 1-2-grams beside TF-IDF of words.

Chinese needs both: characters survive OCR errors and words that no dictionary has, words
carry what character pairs blur. Each half is L2-normalised on its own, so that neither
drowns the other (Joachims 1998 for the weighting; sublinear term frequency).
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin

from topics.documents.characters import fold
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
    """Turns texts into a sparse matrix of character-gram and word TF-IDF.

    Fitted attributes: `terms_` (n_features,) str, `n_grams_` how many of them are character
    grams (they come first), `idf_` (n_features,) float32.
    """

    def __init__(self, tokenizer: Tokenizer | None = None, min_df: int = 2) -> None:
        self.tokenizer = tokenizer
        self.min_df = min_df

    def fit(self, texts: Sequence[str], y: object = None) -> "TextVectorizer":
        """Learn the terms that stand in at least `min_df` texts, and how rare each is."""
        self.tokenizer_ = self.tokenizer or Tokenizer()
        grams, gram_idf = self._learn(texts, self._grams)
        words, word_idf = self._learn(texts, self._words)
        self.terms_ = np.array([*grams, *words], dtype=np.str_)
        self.n_grams_ = len(grams)
        self.idf_ = np.concatenate([gram_idf, word_idf]).astype(np.float32)
        self._columns = self._index()
        return self

    def transform(self, texts: Iterable[str]) -> sparse.csr_matrix:
        """Return (n_texts, n_features) float32; row i is text i."""
        gram_columns, word_columns = self._columns
        indices: list[int] = []
        values: list[float] = []
        starts = [0]
        for text in texts:
            for terms, columns in ((self._grams(text), gram_columns), (self._words(text), word_columns)):
                row = self._weigh(terms, columns)
                indices.extend(row)
                values.extend(row.values())
            starts.append(len(indices))
        shape = (len(starts) - 1, len(self.terms_))
        matrix = sparse.csr_matrix((np.array(values, np.float32), indices, starts), shape=shape, dtype=np.float32)
        matrix.sort_indices()
        return matrix

    def locate(self, text: str) -> list[Term]:
        """Return every known term of a text with its place, so that weights can be traced back."""
        gram_columns, word_columns = self._columns
        analysed, places = _without_spaces(text)
        located = [
            Term(gram_columns[gram], places[start], places[start + len(gram) - 1] + 1)
            for start, gram in _char_grams(analysed)
            if gram in gram_columns
        ]
        position = 0
        for word in self.tokenizer_.cut(text):
            if word in word_columns:
                located.append(Term(word_columns[word], position, position + len(word)))
            position += len(word)
        return located

    def _grams(self, text: str) -> list[str]:
        return [gram for _, gram in _char_grams(_without_spaces(text)[0])]

    def _words(self, text: str) -> list[str]:
        return self.tokenizer_.words(text)

    def _learn(self, texts: Sequence[str], analyse: Callable[[str], list[str]]) -> tuple[list[str], Array]:
        counts: Counter[str] = Counter()
        for text in texts:
            counts.update(set(analyse(text)))
        terms = sorted(term for term, count in counts.items() if count >= self.min_df)
        idf = [math.log((1 + len(texts)) / (1 + counts[term])) + 1 for term in terms]
        return terms, np.array(idf, dtype=np.float32)

    def _weigh(self, terms: list[str], columns: dict[str, int]) -> dict[int, float]:
        """Column -> weight of the terms of one text, with length 1 as a vector."""
        known = Counter(columns[term] for term in terms if term in columns)
        row = {column: (1 + math.log(count)) * float(self.idf_[column]) for column, count in known.items()}
        norm = math.sqrt(math.fsum(weight * weight for weight in row.values())) or 1.0
        return {column: weight / norm for column, weight in row.items()}

    def _index(self) -> tuple[dict[str, int], dict[str, int]]:
        columns = [(str(term), column) for column, term in enumerate(self.terms_)]
        return dict(columns[: self.n_grams_]), dict(columns[self.n_grams_ :])

    def __getstate__(self) -> dict[str, object]:
        return {name: value for name, value in self.__dict__.items() if name != "_columns"}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        if "terms_" in state:
            self._columns = self._index()


def _without_spaces(text: str) -> tuple[str, list[int]]:
    """The folded text without white space, and where each of its characters stood."""
    analysed = fold(text).translate(_DIGITS)
    places = [place for place, character in enumerate(analysed) if character not in _SPACE]
    return "".join(analysed[place] for place in places), places


def _char_grams(text: str) -> list[tuple[int, str]]:
    """(start, gram) of every character and every pair of neighbouring characters."""
    pairs = [(start, text[start : start + 2]) for start in range(len(text) - 1)]
    return [*enumerate(text), *pairs]

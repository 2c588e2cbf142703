"""A fitted vectorizer and the weights of its terms, as flat tables that compiled code reads.

Terms are numbered by rows, the most frequent first, so that what is read often lies together: row 0
is no term; runs of characters come before runs of words, and lists of seed words last.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from topics.features.kernel.points import BLANK, CodePoints, code_points
from topics.features.terms import PAIR, WORD_GAP, compact
from topics.features.vectorizer import WORDS_LENGTH, TextVectorizer
from topics.words.dictionary import Dictionary
from topics.words.tokenizer import Tokenizer
from topics.words.trie import N_CODE_POINTS, Numbers, Runs, Trie, build_trie, child_filter, runs_of_texts

Array = npt.NDArray[Any]

COUNTED, NOT_COUNTED = -1, 0
"""What stands in place of a row: of a word that counts and is no term, and of one that does not count."""

PAIR_TERM, WORD_TERM = 1, 2
"""Kinds of rows by which novelty is told."""

_LINE = 16
"""Numbers of single precision in a line of the cache: the weights of a term are read from one, if they fit."""


class NotCoveredError(ValueError):
    """What a model has that compiled code does not know how to read."""


class Sizes(NamedTuple):
    """The numbers beside the tables; texts are cut into words if `cuts`."""

    takes_all: bool
    longest_gram: int
    longest_phrase: int
    n_gram_rows: int
    first_seed_row: int
    n_themes: int
    cuts: bool
    seeds_a_place: int
    words_length: float
    seed_weight: float
    most_idf: float


class Words(NamedTuple):
    """The dictionary, and the rows of words.

    `slots`, `first` and `weights` are those of a Dictionary, `children` is the filter of its trie; `rows`
    (n_words + 1,) belong to its words, `single_rows` to single characters. `run_slots` and `run_first`
    lead from runs of letters and digits to rows plus 1.
    """

    children: Array
    slots: Array
    first: Array
    weights: Array
    rows: Array
    single_rows: Array
    run_slots: Array
    run_first: Array


class Grams(NamedTuple):
    """Runs of characters -> rows."""

    slots: Array
    first: Array


class Phrases(NamedTuple):
    """Runs of several words, by their rows counted from the first word, -> rows."""

    slots: Array
    first: Array


class Seeds(NamedTuple):
    """Seed words -> their numbers; word i counts for `rows[offsets[i] : offsets[i + 1]]`."""

    slots: Array
    first: Array
    offsets: Array
    rows: Array


class Tables(NamedTuple):
    """Everything that scores of texts are computed from.

    `weights` (n_rows, width) float32 holds a weight for each theme, then the inverse document
    frequency; `told` (n_rows,) uint8 by which of the kinds of terms novelty is told.
    """

    points: CodePoints
    words: Words
    grams: Grams
    phrases: Phrases
    seeds: Seeds
    weights: Array
    told: Array


def build_tables(vectorizer: TextVectorizer, coef: npt.NDArray[np.float32], dictionary: Dictionary) -> Tables:
    """Return the tables of a vectorizer and of weights (n_themes, n_features); all read-only.

    Raises NotCoveredError, or TooLargeError, for what compiled code cannot hold.
    """
    if vectorizer.idf_.min(initial=1.0) <= 0:
        raise NotCoveredError("an inverse document frequency that is not over 0")
    numbers = _row_numbers(vectorizer)
    word_rows, single_rows, runs = _word_rows(vectorizer, dictionary, numbers)
    grams, phrases = _grams(vectorizer.gram_columns_, numbers), _phrases(vectorizer, numbers)
    seeds, seed_offsets, seed_rows = _seeds(vectorizer.seed_lists, len(vectorizer.terms_))
    slots = dictionary.trie.slots
    cut = child_filter(slots), slots, dictionary.trie.first, dictionary.weights
    tables = Tables(
        code_points(),
        Words(*cut, word_rows, single_rows, runs.slots, runs.first),
        Grams(grams.slots, grams.first),
        Phrases(phrases.slots, phrases.first),
        Seeds(seeds.slots, seeds.first, seed_offsets, seed_rows),
        _weights(vectorizer, coef, numbers),
        _told(vectorizer, numbers),
    )
    for part in tables:
        for table in part if isinstance(part, tuple) else (part,):
            table.flags.writeable = False
    return tables


def sizes_of(vectorizer: TextVectorizer, coef: npt.NDArray[np.float32]) -> Sizes:
    """Return the numbers beside the tables."""
    kinds = vectorizer.kinds
    rows = _seed_rows(vectorizer.seed_lists, len(vectorizer.terms_))
    at_a_place = (sum(len(rows.get(word[:end], ())) for end in range(1, len(word) + 1)) for word in rows)
    return Sizes(
        takes_all=kinds.choice == "all",
        longest_gram=kinds.char_ngrams,
        longest_phrase=kinds.word_ngrams,
        n_gram_rows=vectorizer.n_grams_,
        first_seed_row=len(vectorizer.terms_) + 1,
        n_themes=len(coef),
        cuts=bool(vectorizer.word_columns_),
        seeds_a_place=max(at_a_place, default=0),
        words_length=WORDS_LENGTH[kinds.choice],
        seed_weight=float(vectorizer.seed_weight),
        most_idf=float(vectorizer.idf_.max(initial=1.0)),
    )


def _row_numbers(vectorizer: TextVectorizer) -> Numbers:
    """(n_features,): the row of each column."""
    columns = np.arange(vectorizer.n_features_)
    parts = np.searchsorted([vectorizer.n_grams_, len(vectorizer.terms_)], columns, side="right")
    rarity = np.zeros(len(columns))
    rarity[: len(vectorizer.idf_)] = vectorizer.idf_
    rows = np.empty(len(columns), dtype=np.int64)
    rows[np.lexsort((columns, rarity, parts))] = columns + 1
    return rows


def _word_rows(vectorizer: TextVectorizer, dictionary: Dictionary, numbers: Numbers) -> tuple[Array, Array, Trie]:
    """The rows of the words of the dictionary; of single characters; of other words, in a trie."""
    tokenizer: Tokenizer = vectorizer.tokenizer_
    takes_all = vectorizer.kinds.choice == "all"
    rows = np.where(dictionary.is_content | takes_all, COUNTED, NOT_COUNTED).astype(np.int32)
    singles = np.full(N_CODE_POINTS, COUNTED if takes_all else NOT_COUNTED, dtype=np.int32)
    singles[(code_points().kinds & BLANK) > 0] = NOT_COUNTED
    others = {} if takes_all else dict.fromkeys(tokenizer.stopwords, NOT_COUNTED)
    terms = [word for word in vectorizer.word_columns_ if word and WORD_GAP not in word]
    known = dictionary.trie.values(dictionary.trie.find(runs_of_texts(terms)))
    for term, number in zip(terms, known.tolist(), strict=True):
        row = int(numbers[vectorizer.word_columns_[term]])
        if len(term) == 1:
            singles[ord(term)] = row if singles[ord(term)] == COUNTED else NOT_COUNTED
        elif takes_all or tokenizer.is_content(term):
            rows[number] = row
            others[term] = row
    rows[0] = NOT_COUNTED
    runs = {word: row for word, row in others.items() if len(word) > 1 and word.isascii()}
    return rows, singles, build_trie(runs_of_texts(list(runs)), np.array(list(runs.values()), dtype=np.int64) + 1)


def _grams(columns: Mapping[str, int], numbers: Numbers) -> Trie:
    return build_trie(runs_of_texts(list(columns)), numbers[list(columns.values())])


def _phrases(vectorizer: TextVectorizer, numbers: Numbers) -> Trie:
    """Runs of several words, as runs of their rows."""
    columns, first = vectorizer.word_columns_, vectorizer.n_grams_ + 1
    phrases = [(phrase.split(WORD_GAP), column) for phrase, column in columns.items() if WORD_GAP in phrase]
    words = [word for phrase, _ in phrases for word in phrase]
    if any(word not in columns for word in words):
        raise NotCoveredError("a run of words of which one is no term by itself")
    symbols = numbers[[columns[word] for word in words]] - first
    offsets = np.cumsum([0, *(len(phrase) for phrase, _ in phrases)])
    values = numbers[[column for _, column in phrases]]
    return build_trie(Runs(symbols, offsets), values, len(vectorizer.terms_) - vectorizer.n_grams_)


def _seeds(lists: Sequence[Sequence[str]], n_terms: int) -> tuple[Trie, Numbers, Array]:
    """The trie of seed words, and the rows that each counts for."""
    rows = _seed_rows(lists, n_terms)
    trie = build_trie(runs_of_texts(list(rows)), np.arange(1, len(rows) + 1))
    offsets = np.cumsum([0, 0, *(len(own) for own in rows.values())])
    return trie, offsets, np.array([row for own in rows.values() for row in own], dtype=np.int32)


def _seed_rows(lists: Sequence[Sequence[str]], n_terms: int) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    for row, words in enumerate(lists, start=n_terms + 1):
        for word in filter(None, dict.fromkeys(map(compact, words))):
            rows.setdefault(word, []).append(row)
    return rows


def _weights(vectorizer: TextVectorizer, coef: npt.NDArray[np.float32], numbers: Numbers) -> Array:
    """(n_rows, width) float32, each row from the start of a line of the cache on, if it fills one."""
    n_themes = len(coef)
    width = n_themes + 1
    width = -(-width // _LINE) * _LINE if width > _LINE // 2 else 1 << (width - 1).bit_length()
    n_rows = vectorizer.n_features_ + 1
    room = np.zeros(n_rows * width + _LINE, dtype=np.float32)
    skipped = -room.ctypes.data // room.itemsize % _LINE
    rows = room[skipped : skipped + n_rows * width].reshape(n_rows, width)
    rows[numbers, :n_themes] = coef.T
    rows[numbers[: len(vectorizer.idf_)], n_themes] = vectorizer.idf_
    return rows


def _told(vectorizer: TextVectorizer, numbers: Numbers) -> Array:
    kinds = np.zeros(vectorizer.n_features_ + 1, dtype=np.uint8)
    for columns, kind in ((vectorizer.gram_columns_, PAIR_TERM), (vectorizer.word_columns_, WORD_TERM)):
        kinds[numbers[[column for term, column in columns.items() if _is_told(term, kind)]]] = kind
    return kinds


def _is_told(term: str, kind: int) -> bool:
    return len(term) == PAIR if kind == PAIR_TERM else WORD_GAP not in term

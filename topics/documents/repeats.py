"""Which lines of a document another one holds already: copies, and parts of longer lines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

_NOT_A_LETTER = re.compile(r"[\W_]+")
_WINDOW = 5
_MIN_REPEATED = 8
_MIN_NEARLY_REPEATED = 20
_NEARLY = 0.8
_MOST_HOLDERS = 64
"""Of a passage that stands everywhere only so many places are compared: work stays linear."""

_BASE = np.uint64(0x9E3779B97F4A7C15)
_ROW_BITS = np.uint64(20)
_ROW_MASK = np.uint64((1 << 20) - 1)
"""A gram's hash (44 bits) and its row sort as one number, three times as fast as apart."""

Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class _Grams:
    """The distinct 5-grams of each row, sorted by gram, then row.

    Entry i is a gram in row `rows[i]`; the gram's entries start at `starts[i]` and are `sizes[i]` many.
    """

    rows: Rows
    starts: Rows
    sizes: Rows


def content_key(text: str) -> str:
    """Return the letters and digits of a text: equal keys mean the same words."""
    return _NOT_A_LETTER.sub("", text).lower()


def find_copies(keys: Sequence[str]) -> dict[int, int]:
    """Return row -> earlier row for each text that says word for word what that one says.

    `keys` are the letters and digits of texts (`content_key`). Texts of fewer than 8
    ("记者：", a date) may well stand twice with reason.
    """
    first: dict[str, int] = {}
    copies: dict[int, int] = {}
    for row, key in enumerate(keys):
        if len(key) >= _MIN_REPEATED and first.setdefault(key, row) != row:
            copies[row] = first[key]
    return copies


def find_repeats(keys: Sequence[str]) -> dict[int, int]:
    """Return row -> row for each text that a longer or earlier one holds.

    Held is a text of 20 letters or more that shares four fifths of its character 5-grams,
    a page read twice or a box that repeats the body, and one of 8 or more that shares all.
    """
    long = [row for row, key in enumerate(keys) if len(key) >= _MIN_REPEATED]
    texts = [keys[row] for row in long]
    grams = _distinct_grams(texts)
    is_shared = grams.sizes > 1
    n_grams = np.bincount(grams.rows, minlength=len(texts))
    n_shared = np.bincount(grams.rows[is_shared], minlength=len(texts))
    lengths = np.array([len(text) for text in texts], dtype=np.intp)
    enough = np.where(lengths >= _MIN_NEARLY_REPEATED, _NEARLY, 1.0) * n_grams
    candidates = np.flatnonzero((n_shared >= enough) & (n_grams > 0)).tolist()
    by_row = np.argsort(grams.rows, kind="stable") if candidates else grams.rows
    ends = np.cumsum(n_grams)
    repeats: dict[int, int] = {}
    for row in candidates:
        others, shared = _holders(grams, by_row[ends[row] - n_grams[row] : ends[row]])
        is_candidate = (shared >= enough[row]) & (lengths[others] >= lengths[row])
        is_candidate &= (lengths[others] > lengths[row]) | (others < row)
        best = sorted(zip((-shared[is_candidate]).tolist(), others[is_candidate].tolist(), strict=True))
        holder = next((other for _, other in best if other not in repeats), None)
        if holder is not None:
            repeats[row] = holder
    return {long[row]: long[holder] for row, holder in repeats.items()}


def _distinct_grams(texts: Sequence[str]) -> _Grams:
    points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    row_of = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    n_windows = max(0, len(points) - _WINDOW + 1)
    codes = np.zeros(n_windows, dtype=np.uint64)
    for place in range(_WINDOW):
        codes = codes * _BASE + points[place : place + n_windows]
    within = row_of[:n_windows] == row_of[_WINDOW - 1 :][:n_windows]
    codes, rows = codes[within], row_of[:n_windows][within]
    keyed = np.sort((codes * _BASE) >> _ROW_BITS << _ROW_BITS | rows.astype(np.uint64))
    is_new = np.ones(len(keyed), dtype=bool)
    is_new[1:] = keyed[1:] != keyed[:-1]
    keyed = keyed[is_new]
    codes, rows = keyed >> _ROW_BITS, (keyed & _ROW_MASK).astype(np.intp)
    is_first = np.ones(len(codes), dtype=bool)
    is_first[1:] = codes[1:] != codes[:-1]
    firsts = np.flatnonzero(is_first)
    sizes = np.diff(np.append(firsts, len(codes)))
    return _Grams(rows, np.repeat(firsts, sizes), np.repeat(sizes, sizes))


def _holders(grams: _Grams, entries: Rows) -> tuple[Rows, Rows]:
    """The rows that share grams with one row, itself included, and how many each shares."""
    counts = np.minimum(grams.sizes[entries], _MOST_HOLDERS)
    offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.unique(grams.rows[np.repeat(grams.starts[entries], counts) + offsets], return_counts=True)

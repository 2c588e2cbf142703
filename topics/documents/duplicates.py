"""Which texts say the same: copies and parts of others, for repair; groups of near-copies, for folds."""

import re
from collections import Counter
from collections.abc import Sequence
from zlib import crc32

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components

_SHINGLE = 4
_WINDOW = 5
_MIN_REPEATED = 8
_MIN_NEARLY_REPEATED = 20
_CONTAINED = 0.8
_N_BUCKETS = 1 << 22
_BLOCK_ROWS = 2048
_NOT_A_LETTER = re.compile(r"[\W_]+")


def content_key(text: str) -> str:
    """Return the letters and digits of a text: equal keys mean the same words."""
    return _NOT_A_LETTER.sub("", text).lower()


def find_copies(texts: Sequence[str]) -> dict[int, int]:
    """Return row -> earlier row for each text that says word for word what that one says.

    Texts of fewer than 8 letters ("记者：", a date) may well stand twice with reason.
    """
    first: dict[str, int] = {}
    copies: dict[int, int] = {}
    for row, key in enumerate(map(content_key, texts)):
        if len(key) >= _MIN_REPEATED and first.setdefault(key, row) != row:
            copies[row] = first[key]
    return copies


def find_repeats(texts: Sequence[str]) -> dict[int, int]:
    """Return row -> row for each text that another one nearly holds already.

    A text of 20 letters or more is a repeat of a longer or earlier one that holds four
    fifths of its character 5-grams: a page read twice, a box that repeats the body.
    """
    keys = [content_key(text) for text in texts]
    grams = [_grams(key, _WINDOW) for key in keys]
    repeats: dict[int, int] = {}
    holders: dict[str, list[int]] = {}
    for row, own in enumerate(grams):
        for gram in own:
            holders.setdefault(gram, []).append(row)
    for row, own in enumerate(grams):
        if len(keys[row]) >= _MIN_NEARLY_REPEATED:
            others = (other for gram in own for other in holders[gram] if other != row and other not in repeats)
            holder = _best_holder(row, keys, Counter(others), _CONTAINED * len(own))
            if holder is not None:
                repeats[row] = holder
    return repeats


def _best_holder(row: int, keys: Sequence[str], votes: Counter[int], enough: float) -> int | None:
    """The row that shares the most grams with one, if they are enough and it is the longer or the earlier."""
    for other, shared in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0])):
        if shared < enough:
            break
        if (len(keys[other]), -other) > (len(keys[row]), -row):
            return other
    return None


def _grams(key: str, size: int) -> set[str]:
    return {key[start : start + size] for start in range(max(1, len(key) - size + 1))}


def near_duplicate_groups(texts: Sequence[str], similarity: float = 0.5) -> npt.NDArray[np.int32]:
    """Give texts that share most of their character 4-grams the same group number.

    `similarity` is the Jaccard index from which two texts count as one (Broder 1997).
    Returns (n_texts,) int32; groups are numbered by first appearance; chains link.
    """
    shingles = _shingle_matrix(texts)
    sizes = np.asarray(shingles.sum(axis=1)).ravel()
    rows: list[npt.NDArray[np.int64]] = []
    columns: list[npt.NDArray[np.int64]] = []
    for start in range(0, len(texts), _BLOCK_ROWS):
        shared = (shingles[start : start + _BLOCK_ROWS] @ shingles.T).tocoo()
        union = sizes[shared.row + start] + sizes[shared.col] - shared.data
        close = shared.data >= similarity * union
        rows.append(shared.row[close].astype(np.int64) + start)
        columns.append(shared.col[close].astype(np.int64))
    if not rows:
        return np.zeros(0, dtype=np.int32)
    linked_rows, linked_columns = np.concatenate(rows), np.concatenate(columns)
    links = (np.ones(len(linked_rows)), (linked_rows, linked_columns))
    graph = sparse.coo_matrix(links, shape=(len(texts), len(texts)))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int32)


def _shingle_matrix(texts: Sequence[str]) -> sparse.csr_matrix:
    """(n_texts, buckets) float32 of zeros and ones; identical texts have identical rows."""
    indices: list[int] = []
    starts = [0]
    for text in texts:
        grams = _grams(content_key(text), _SHINGLE)
        indices.extend(sorted({crc32(gram.encode()) % _N_BUCKETS for gram in grams}))
        starts.append(len(indices))
    ones = np.ones(len(indices), dtype=np.float32)
    return sparse.csr_matrix((ones, indices, starts), shape=(len(texts), _N_BUCKETS))

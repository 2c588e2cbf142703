"""Which texts say nearly the same: groups of near-copies."""

from collections.abc import Sequence
from zlib import crc32

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from topics.documents.repeats import content_key

_SHINGLE = 4
_N_BUCKETS = 1 << 22
_BLOCK_ROWS = 2048


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


def _grams(key: str, size: int) -> set[str]:
    return {key[start : start + size] for start in range(max(1, len(key) - size + 1))}

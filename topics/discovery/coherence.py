"""Do the keywords of a topic go together? NPMI and C_V, from how often they stand near each other."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

from topics.words.tokenizer import Tokenizer

Floats = npt.NDArray[np.float64]

NPMI_WINDOW, C_V_WINDOW = 10, 110
"""Words of a sliding window: as in Roeder et al. 2015 and their Palmetto."""

_EPSILON = 1e-12


def coherence(
    texts: Sequence[str], keywords: Mapping[int, Sequence[str]], tokenizer: Tokenizer
) -> tuple[dict[int, float], dict[int, float]]:
    """Return NPMI and C_V of each topic with two keywords or more.

    NPMI (-1 to 1) is the mean over pairs of keywords; C_V (0 to 1) the mean cosine between
    the NPMI vector of each keyword and that of all of them (Roeder, Both, Hinneburg 2015).
    Windows slide over the content words of `texts`.
    """
    words = sorted({word for words in keywords.values() for word in words})
    columns = {word: column for column, word in enumerate(words)}
    rows = [[columns.get(word, -1) for word in tokenizer.words(text)] for text in texts]
    near, far = (_npmi(_pair_shares(rows, window, len(words))) for window in (NPMI_WINDOW, C_V_WINDOW))
    groups = {topic: [columns[word] for word in own] for topic, own in keywords.items() if len(own) > 1}
    return (
        {topic: _mean_npmi(near[np.ix_(own, own)]) for topic, own in groups.items()},
        {topic: _mean_cosine(far[np.ix_(own, own)]) for topic, own in groups.items()},
    )


def _pair_shares(rows: Sequence[Sequence[int]], window: int, n_words: int) -> Floats:
    """The share of windows that hold both words of each pair, and on the diagonal each word."""
    n_windows = 0
    cells: list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]] = []
    for row in rows:
        own = max(1, len(row) - window + 1)
        cells += [(n_windows + starts, words) for starts, words in _occurrences(row, window, own)]
        n_windows += own
    if not cells:
        return np.zeros((n_words, n_words))
    starts, words = (np.concatenate(parts) for parts in zip(*cells, strict=True))
    windows = sparse.csr_matrix((np.ones(len(starts)), (starts, words)), shape=(n_windows, n_words))
    windows.data[:] = 1  # a word that stands twice in a window is in it once
    return np.asarray((windows.T @ windows).todense()) / n_windows


def _occurrences(
    row: Sequence[int], window: int, n_windows: int
) -> Iterator[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """The windows of a text that each keyword in it stands in."""
    for place, word in enumerate(row):
        if word >= 0:
            starts = np.arange(max(0, place - window + 1), min(place, n_windows - 1) + 1)
            yield starts, np.full(len(starts), word)


def _npmi(together: Floats) -> Floats:
    alone = np.diag(together)
    expected = np.maximum(np.outer(alone, alone), _EPSILON**2)
    pointwise = np.log((together + _EPSILON) / expected)
    found = pointwise / np.maximum(-np.log(together + _EPSILON), _EPSILON)
    return np.asarray(np.where(together > 0, np.clip(found, -1, 1), -1.0))


def _mean_npmi(own: Floats) -> float:
    return float(own[np.triu_indices(len(own), k=1)].mean())


def _mean_cosine(own: Floats) -> float:
    vectors = np.where(np.eye(len(own), dtype=bool), 1.0, own)
    total = vectors.sum(axis=0)
    lengths = np.linalg.norm(vectors, axis=1) * np.linalg.norm(total)
    return float((vectors @ total / np.maximum(lengths, _EPSILON)).mean())

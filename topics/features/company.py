"""Which characters keep the same company: what a handful of texts cannot show.

Characters that stand beside the same others in running text often speak of the same thing. The
counts that ship know that of thousands of characters, a few hundred training texts of few.
"""

from functools import cache

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.preprocessing import normalize

from topics.documents.fluency import shipped_fluency
from topics.features.vectorizer import TextVectorizer

FEW_TEXTS = 2000
"""With so many, titles are learned as well without; `benchmarks/public.py` measures fewer."""

_FEWEST_TEXTS = 200
_SMOOTHING = 0.75
"""Levy, Goldberg and Dagan, "Improving distributional similarity" (2015)."""

_ORDINARY, _RAREST = 5.0, 2.0
"""Most characters are e**5 times as rare as the commonest; none counts more than twice as much as these."""

_PLANE = np.uint32(0xFFFF)

Floats = npt.NDArray[np.float64]


def term_company(vectorizer: TextVectorizer, n_texts: int) -> sparse.csr_matrix:
    """Return (n_features, n_characters) float64: beside which characters each single character stands.

    Rows of other terms, and of characters that were never counted, are empty. The more texts
    there are to learn from, the less it counts.
    """
    codes, company = _character_company()
    grams = vectorizer.terms_[: vectorizer.n_grams_]
    columns = np.flatnonzero(np.char.str_len(grams) == 1)
    points = np.array([ord(gram) for gram in grams[columns].tolist()], dtype=np.uint32)
    places = np.minimum(codes.searchsorted(points), len(codes) - 1)
    known = codes[places] == points
    picked = (np.ones(int(known.sum())), (columns[known], places[known]))
    weight = min(1.0, _FEWEST_TEXTS / n_texts) ** 0.5
    return weight * (sparse.csr_matrix(picked, shape=(vectorizer.n_features_, len(codes))) @ company)


@cache
def _character_company() -> tuple[npt.NDArray[np.uint32], sparse.csr_matrix]:
    """The counted characters, and their positive pointwise mutual information with each of them.

    A row is as long as its character is rare: common ones keep company with all others.
    """
    counted = shipped_fluency()
    codes, pairs = counted.characters.codes, counted.neighbours
    counts = np.exp(pairs.logarithms.astype(np.float64))
    places = (codes.searchsorted(pairs.codes >> np.uint32(16)), codes.searchsorted(pairs.codes & _PLANE))
    follows = sparse.csr_matrix((counts, places), shape=(len(codes), len(codes)))
    information = _positive_information(follows + follows.T)
    return codes, (sparse.diags(_rarity(counted.characters.logarithms)) @ normalize(information)).tocsr()


def _positive_information(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    table = counts.tocoo()
    beside = np.asarray(table.sum(axis=1)).ravel()
    context = beside**_SMOOTHING
    chance = beside[table.row] * (context / context.sum())[table.col]
    information = np.maximum(np.log(table.data / chance), 0)
    return sparse.csr_matrix((information, (table.row, table.col)), shape=table.shape)


def _rarity(logarithms: npt.NDArray[np.float32]) -> Floats:
    return np.asarray(np.minimum((logarithms.max() - logarithms.astype(np.float64)) / _ORDINARY, _RAREST))

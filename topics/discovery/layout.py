"""Margins -> a place on a map for each text: texts of one topic together, like topics side by side."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from scipy.spatial.distance import cdist
from sklearn.decomposition import PCA
from sklearn.manifold import TSNE
from threadpoolctl import threadpool_limits

Floats = npt.NDArray[np.float64]
Position = tuple[float, float]

_MAX_LANDMARKS = 1500
"""Rows that t-SNE places; the others find their place among them."""

_PERPLEXITY = 30
_MAX_STEPS = 500
_NEIGHBOURS = 6
_BLOCK = 2048
_DECIMALS = 5
"""What lies beyond in a margin is noise of the order in which it was summed."""

_LEAST_FOR_TSNE = 8
_TINY = 1e-12


def lay_out(margins: npt.ArrayLike, random_state: int = 0) -> npt.NDArray[np.float32]:
    """Return positions (n_texts, 2) float32 within 0 to 1 for rows (n_texts, n_dims) of numbers.

    The rows are put into an order of their own first: the same rows get the same places in any
    order. Up to 1,500 distinct rows are placed by t-SNE (van der Maaten and Hinton 2008) from
    their principal components; of more, a sample is, and each other row comes to lie between
    those of the sample that it is nearest to, so that time grows with the number of rows.
    """
    rows = np.round(np.asarray(margins, dtype=np.float64), _DECIMALS)
    if not rows.size:
        return np.full((len(rows), 2), 0.5, dtype=np.float32)
    distinct, row_of = np.unique(rows + 0.0, axis=0, return_inverse=True)  # + 0.0: no negative zero
    random = np.random.default_rng(random_state)
    sample = np.sort(random.permutation(len(distinct))[:_MAX_LANDMARKS])
    landmarks = distinct[sample]
    with threadpool_limits(1):  # one thread adds up in one order
        places = _place(landmarks, random_state)
    if len(sample) < len(distinct):
        places = _place_among(distinct, landmarks, places, random)
    return np.asarray(_within_unit(places)[row_of.ravel()], dtype=np.float32)


def lay_out_texts(
    texts: Sequence[str], topic_ids: Sequence[int | None], margins_of: Callable[[list[str]], npt.ArrayLike]
) -> tuple[Position | None, ...]:
    """Return a place for each text that has a topic, None for the others; `margins_of` is a model's transform."""
    rows = [row for row, topic in enumerate(topic_ids) if topic is not None]
    positions: list[Position | None] = [None] * len(texts)
    for row, (x, y) in zip(rows, lay_out(margins_of([texts[row] for row in rows])).tolist(), strict=True):
        positions[row] = (x, y)
    return tuple(positions)


def _place(rows: Floats, random_state: int) -> Floats:
    """Two principal components, drawn apart by t-SNE where there is enough to draw apart."""
    n_components = min(2, *rows.shape)
    flat = np.zeros((len(rows), 2))
    flat[:, :n_components] = PCA(n_components, svd_solver="full").fit_transform(rows) if len(rows) > 1 else 0.0
    if len(rows) < _LEAST_FOR_TSNE:
        return flat
    start = 1e-4 * flat / max(float(flat[:, 0].std()), _TINY)
    model = TSNE(
        perplexity=min(_PERPLEXITY, (len(rows) - 1) / 3),
        init=start.astype(np.float32),
        max_iter=_MAX_STEPS,
        random_state=random_state,
    )
    return np.asarray(model.fit_transform(rows.astype(np.float32)), dtype=np.float64)


def _place_among(rows: Floats, landmarks: Floats, places: Floats, random: np.random.Generator) -> Floats:
    """The mean of the places of the nearest landmarks, nearer ones counting more, and a little chance."""
    blocks = [_mean_place(rows[start : start + _BLOCK], landmarks, places) for start in range(0, len(rows), _BLOCK)]
    spacing = np.sqrt(np.ptp(places, axis=0).prod() / len(places))
    return np.concatenate(blocks) + random.normal(scale=spacing / 3, size=(len(rows), 2))


def _mean_place(rows: Floats, landmarks: Floats, places: Floats) -> Floats:
    distances = cdist(rows, landmarks, "sqeuclidean")
    nearest = np.argpartition(distances, _NEIGHBOURS, axis=1)[:, :_NEIGHBOURS]
    near = np.take_along_axis(distances, nearest, axis=1)
    weights = 1.0 / (near + near.mean(axis=1, keepdims=True) / 10 + _TINY)
    return np.asarray((weights[..., None] * places[nearest]).sum(axis=1) / weights.sum(axis=1)[:, None])


def _within_unit(places: Floats) -> Floats:
    """Places moved and scaled, both axes alike, into the unit square."""
    low, high = places.min(axis=0), places.max(axis=0)
    span = max(float((high - low).max()), _TINY)
    return np.asarray(np.clip((places - (low + high) / 2) / span + 0.5, 0.0, 1.0))

"""Embeddings -> clusters: communities of the graph of nearest neighbours."""

import math

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator, ClusterMixin

from topics.discovery.communities import Ids, find_communities, merge_down

OUTLIER = -1
_BLOCK = 256
_NEIGHBOURS = (5, 30)
"""The fewest and the most neighbours of a text; in between grows with the root of their number."""

_NEIGHBOURS_PER_ROOT = 0.7
_RESOLUTION_STEP = 1.5
_MAX_STEPS = 12
_SMALLEST_SHARE = 0.001


class GraphClusterer(ClusterMixin, BaseEstimator):
    """Clusters embeddings; takes the place of UMAP and HDBSCAN inside BERTopic as well.

    Each text is tied to its nearest neighbours by cosine, and the communities of that graph
    are the clusters: as many as its modularity shows, or `n_topics`. Clusters of fewer than
    `min_topic_size` texts, by default a thousandth of them and at least 3, are outliers. They
    are what `n_runs` runs agree on.

    Attributes
    ----------
    labels_ : (n_texts,) int64, the cluster of each text, -1 for outliers.
    graph_ : the graph of nearest neighbours.
    misfit_share_ : the share of texts most of whose neighbours lie in one other cluster.
    """

    def __init__(
        self, n_topics: int | None = None, min_topic_size: int | None = None, random_state: int = 0, n_runs: int = 5
    ) -> None:
        self.n_runs = n_runs
        self.n_topics = n_topics
        self.min_topic_size = min_topic_size
        self.random_state = random_state

    def fit(self, X: npt.NDArray[np.float32], y: object = None) -> "GraphClusterer":
        """Cluster embeddings (n_texts, dim) of length 1."""
        self.graph_ = neighbour_graph(X)
        ids = self._cluster(self.graph_, self.n_runs, self.random_state)
        smallest = self.min_topic_size or max(3, round(_SMALLEST_SHARE * len(ids)))
        sizes = np.bincount(ids, minlength=1)
        self.labels_ = np.where(sizes[ids] >= min(smallest, max(sizes)), ids, OUTLIER).astype(np.int64)
        self.misfit_share_ = _misfit_share(self.graph_, ids)
        return self

    def recluster(self, rows: npt.NDArray[np.intp], random_state: int) -> Ids:
        """Return the clusters of some of the texts, as one run finds them among their own ties."""
        return self._cluster(self.graph_[rows][:, rows], 1, random_state)

    def _cluster(self, graph: sparse.csr_matrix, n_runs: int, random_state: int) -> Ids:
        resolution = 1.0
        ids = find_communities(graph, resolution, n_runs, random_state)
        if self.n_topics is None:
            return ids
        for _ in range(_MAX_STEPS):
            if ids.max(initial=0) + 1 >= self.n_topics:
                break
            resolution *= _RESOLUTION_STEP
            ids = find_communities(graph, resolution, n_runs, random_state)
        return merge_down(graph, ids, self.n_topics)


def neighbour_graph(embeddings: npt.NDArray[np.float32]) -> sparse.csr_matrix:
    """Return how often each two texts are among the other's nearest neighbours: 0, 1 or 2.

    Exact and in blocks: `n_texts` times `n_texts` similarities, never all of them at once.
    """
    n_texts = len(embeddings)
    fewest, most = _NEIGHBOURS
    wanted = min(most, max(fewest, round(_NEIGHBOURS_PER_ROOT * math.sqrt(n_texts))), n_texts - 1)
    blocks = [_nearest(embeddings, start, wanted) for start in range(0, n_texts, _BLOCK)]
    nearest = np.concatenate(blocks).ravel()
    starts = np.arange(0, n_texts * wanted + 1, wanted)
    directed = sparse.csr_matrix((np.ones(len(nearest)), nearest, starts), shape=(n_texts, n_texts))
    graph = (directed + directed.T).tocsr()
    graph.sort_indices()
    return graph


def _nearest(embeddings: npt.NDArray[np.float32], start: int, wanted: int) -> npt.NDArray[np.intp]:
    similarities = embeddings[start : start + _BLOCK] @ embeddings.T
    rows = np.arange(len(similarities))
    similarities[rows, rows + start] = -np.inf
    last = similarities.shape[1] - wanted
    return np.argpartition(similarities, last, axis=1)[:, last:].copy()  # a view would keep the whole block


def _misfit_share(graph: sparse.csr_matrix, ids: Ids) -> float:
    n_texts = len(ids)
    membership = sparse.csr_matrix((np.ones(n_texts), (np.arange(n_texts), ids)))
    links = np.asarray((graph @ membership).todense())
    return float((links.max(axis=1) > links[np.arange(n_texts), ids]).mean())

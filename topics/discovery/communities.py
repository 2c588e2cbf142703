"""Communities of a weighted graph, as many as its modularity shows (Blondel et al. 2008)."""

import numpy as np
import numpy.typing as npt
from scipy import sparse

from topics.discovery.moves import move_nodes

Ids = npt.NDArray[np.int64]

_MAJORITY = 0.5
_NOTHING = 1e-12


def find_communities(graph: sparse.csr_matrix, resolution: float, n_runs: int, random_state: int) -> Ids:
    """Return the community of each node, (n_nodes,) int64 from 0.

    `graph` (n_nodes, n_nodes) is symmetric with weights over 0. A higher `resolution` gives
    more communities. One run of the Louvain method visits the nodes in an order drawn from
    `random_state`, and many partitions are nearly as good as the best: of several runs the
    consensus is taken, the communities of the graph in which an edge weighs what it did times
    the share of the runs that put both its ends together (Lancichinetti and Fortunato 2012).
    """
    rng = np.random.default_rng(random_state)
    runs = [_louvain(graph, resolution, rng) for _ in range(n_runs)]
    if n_runs == 1:
        return runs[0]
    edges = graph.tocoo()
    together = np.mean([run[edges.row] == run[edges.col] for run in runs], axis=0)
    kept = together >= _MAJORITY
    cells = edges.row[kept], edges.col[kept]
    agreed = sparse.csr_matrix((edges.data[kept] * together[kept], cells), shape=graph.shape)
    return _louvain(agreed, resolution, rng)


def modularity(graph: sparse.csr_matrix, ids: Ids, resolution: float = 1.0) -> float:
    """Return how much more weight lies inside the communities than chance would put there."""
    links = link_weights(graph, ids)
    total = links.sum()
    if total == 0:
        return 0.0
    return float(np.trace(links) / total - resolution * np.square(links.sum(axis=1) / total).sum())


def link_weights(graph: sparse.csr_matrix, ids: Ids) -> npt.NDArray[np.float64]:
    """Return the weight between each two communities, (n_communities, n_communities)."""
    return np.asarray(_merged(graph, ids).todense(), dtype=np.float64)


def merge_down(graph: sparse.csr_matrix, ids: Ids, n_communities: int) -> Ids:
    """Join the two communities whose union loses least modularity, until so many are left."""
    links = link_weights(graph, ids)
    groups = np.arange(len(links))
    total = max(links.sum(), _NOTHING)
    while len(links) > n_communities:
        degrees = links.sum(axis=1)
        gains = links / total - np.outer(degrees, degrees) / total**2
        np.fill_diagonal(gains, -np.inf)
        into, gone = sorted(divmod(int(gains.argmax()), len(links)))
        joined = np.where(np.arange(len(links)) == gone, into, np.arange(len(links)))
        joined -= joined > gone
        groups = joined[groups]
        membership = np.eye(len(links) - 1)[joined]
        links = membership.T @ links @ membership
    return np.asarray(groups[ids], dtype=np.int64)


def _louvain(graph: sparse.csr_matrix, resolution: float, rng: np.random.Generator) -> Ids:
    """Move nodes, make each community a node, and again, until nothing moves."""
    ids = np.arange(graph.shape[0])
    while True:
        moved = move_nodes(graph, resolution, rng.permutation(graph.shape[0]))
        names, moved = np.unique(moved, return_inverse=True)
        if len(names) == graph.shape[0]:
            return ids.astype(np.int64)
        ids = moved[ids]
        graph = _merged(graph, moved)


def _merged(graph: sparse.csr_matrix, ids: Ids) -> sparse.csr_matrix:
    n_nodes = len(ids)
    membership = sparse.csr_matrix(
        (np.ones(n_nodes), (np.arange(n_nodes), ids)), shape=(n_nodes, ids.max(initial=0) + 1)
    )
    return (membership.T @ graph @ membership).tocsr()

"""The inner loop of the Louvain method, compiled by numba where that is installed.

The same function runs on lists in plain Python and on arrays in machine code, a hundred times
faster, and takes the same steps on the same numbers: the result does not hang on numba, which
comes with BERTopic. For a small graph, plain Python is done before numba is loaded.
"""

import logging
from collections.abc import Callable, MutableSequence
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

Ids = npt.NDArray[np.int64]

_COMPILED_FROM = 1500
_GAIN = 1e-12
"""What a move must gain at least: less is the noise of floating point."""


def move_nodes(graph: sparse.csr_matrix, resolution: float, order: Ids) -> Ids:
    """Return the community of each node once no node gains modularity by moving to a neighbour's.

    Nodes start alone and are visited in `order`, and again whenever a neighbour has moved
    (fast local moving, Ozaki et al. 2016).
    """
    n_nodes = graph.shape[0]
    degrees = np.asarray(graph.sum(axis=1), dtype=np.float64).ravel()
    price = resolution * degrees / max(degrees.sum(), _GAIN)
    ids, numbers = np.int64, np.float64
    given = [
        *(graph.indptr.astype(ids), graph.indices.astype(ids), graph.data.astype(numbers), degrees, price),
        *(order.astype(ids), np.arange(n_nodes, dtype=ids), degrees.copy()),
        *(np.ones(n_nodes, dtype=np.bool_), np.zeros(n_nodes), np.full(n_nodes, -1, dtype=ids), np.zeros(n_nodes, ids)),
    ]
    if n_nodes >= _COMPILED_FROM and find_spec("numba"):
        return np.asarray(_compiled()(*given), dtype=np.int64)
    return np.array(_move(*(array.tolist() for array in given)), dtype=np.int64)


@cache
def _compiled() -> Callable[..., Any]:
    """The loop as machine code, kept on disk between runs where there is a folder for it."""
    from numba import njit

    try:
        kept: Callable[..., Any] = njit(cache=True)(_move)
    except RuntimeError:  # numba's word for "no folder to write to"
        logging.getLogger(__name__).info("compiled code is not kept: no folder to write to")
        kept = njit(_move)
    return kept


def _move(
    starts: MutableSequence[int],
    neighbours: MutableSequence[int],
    weights: MutableSequence[float],
    degrees: MutableSequence[float],
    price: MutableSequence[float],
    queue: MutableSequence[int],
    community: MutableSequence[int],
    totals: MutableSequence[float],
    waiting: MutableSequence[bool],
    links: MutableSequence[float],
    visited_by: MutableSequence[int],
    near: MutableSequence[int],
) -> MutableSequence[int]:
    """Move nodes; the last three arguments are room to write in, `queue` a ring that holds each node once."""
    n_nodes = len(queue)
    head, n_waiting, visit = 0, n_nodes, 0
    while n_waiting > 0:
        node = queue[head]
        head = (head + 1) % n_nodes
        n_waiting -= 1
        visit += 1
        waiting[node] = False
        old = community[node]
        totals[old] -= degrees[node]
        near[0], n_near = old, 1
        visited_by[old], links[old] = visit, 0.0
        for edge in range(starts[node], starts[node + 1]):
            if neighbours[edge] != node:
                other = community[neighbours[edge]]
                if visited_by[other] != visit:
                    visited_by[other], links[other] = visit, 0.0
                    near[n_near] = other
                    n_near += 1
                links[other] += weights[edge]
        best = old
        most = links[old] - totals[old] * price[node] + _GAIN
        for place in range(1, n_near):
            gain = links[near[place]] - totals[near[place]] * price[node]
            if gain > most:
                best, most = near[place], gain
        totals[best] += degrees[node]
        if best != old:
            community[node] = best
            for edge in range(starts[node], starts[node + 1]):
                neighbour = neighbours[edge]
                if not waiting[neighbour] and community[neighbour] != best:
                    waiting[neighbour] = True
                    queue[(head + n_waiting) % n_nodes] = neighbour
                    n_waiting += 1
    return community

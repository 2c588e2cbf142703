import numpy as np
import pytest
from scipy import sparse

from topics.discovery import moves
from topics.discovery.communities import find_communities, link_weights, merge_down, modularity


def _cliques(n_cliques: int, size: int) -> sparse.csr_matrix:
    """Cliques in a ring, one edge between neighbours."""
    graph = np.kron(np.eye(n_cliques), np.ones((size, size))) - np.eye(n_cliques * size)
    for clique in range(n_cliques):
        a, b = clique * size, (clique + 1) % n_cliques * size + 1
        graph[a, b] = graph[b, a] = 1
    return sparse.csr_matrix(graph)


@pytest.mark.parametrize("n_runs", [1, 5])
def test_cliques_are_communities(n_runs: int):
    ids = find_communities(_cliques(6, 5), 1.0, n_runs, random_state=0)
    groups = ids.reshape(6, 5)
    assert (groups == groups[:, :1]).all()
    assert len(np.unique(ids)) == 6


def test_the_same_seed_gives_the_same_communities():
    rng = np.random.default_rng(0)
    noise = sparse.random(80, 80, 0.1, random_state=rng, format="csr")
    graph = (noise + noise.T).tocsr()
    first, second = (find_communities(graph, 1.0, 5, random_state=3) for _ in range(2))
    assert (first == second).all()


def test_a_higher_resolution_gives_more_communities():
    graph = _cliques(30, 4)
    counts = [find_communities(graph, resolution, 1, 0).max() + 1 for resolution in (0.2, 1.0, 8.0)]
    assert counts[0] < counts[1] <= counts[2]
    assert counts[2] >= 30


def test_modularity_of_two_halves():
    graph = sparse.csr_matrix(np.kron(np.eye(2), np.ones((3, 3))) - np.eye(6))
    assert modularity(graph, np.array([0, 0, 0, 1, 1, 1])) == pytest.approx(0.5)
    assert modularity(graph, np.zeros(6, dtype=np.int64)) == pytest.approx(0)
    assert modularity(sparse.csr_matrix((3, 3)), np.arange(3)) == 0


def test_communities_with_most_links_merge_first():
    graph = _cliques(4, 4)
    ids = np.repeat(np.arange(4), 4)
    ids[4:6] = 4  # the second clique in two pieces
    merged = merge_down(graph, ids, 4)
    assert (merged.reshape(4, 4) == merged.reshape(4, 4)[:, :1]).all()
    assert len(np.unique(merge_down(graph, ids, 1))) == 1


def test_links_are_summed_between_communities():
    graph = _cliques(2, 3)
    links = link_weights(graph, np.repeat(np.arange(2), 3))
    assert links.diagonal().tolist() == [6, 6]
    assert links[0, 1] == links[1, 0] > 0


def test_compiled_and_plain_moves_are_the_same(monkeypatch: pytest.MonkeyPatch):
    pytest.importorskip("numba")
    noise = sparse.random(300, 300, 0.05, random_state=np.random.default_rng(0), format="csr")
    graph, order = (noise + noise.T).tocsr(), np.random.default_rng(1).permutation(300)
    plain = moves.move_nodes(graph, 1.0, order)
    monkeypatch.setattr(moves, "_COMPILED_FROM", 0)
    assert (moves.move_nodes(graph, 1.0, order) == plain).all()
    assert 1 < len(np.unique(plain)) < 300


def test_nodes_without_links_stay_alone():
    assert find_communities(sparse.csr_matrix((3, 3)), 1.0, 2, 0).tolist() == [0, 1, 2]

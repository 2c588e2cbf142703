import numpy as np
import pytest
from sklearn.base import clone
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import normalize

from topics.discovery import graph
from topics.discovery.graph import OUTLIER, GraphClusterer, neighbour_graph


def _blobs(n_blobs: int, size: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    truth = np.repeat(np.arange(n_blobs), size)
    points = np.eye(n_blobs, 20)[truth] + rng.normal(scale=0.1, size=(n_blobs * size, 20))
    return normalize(points).astype(np.float32), truth


def test_blobs_are_clusters_and_their_number_is_found():
    points, truth = _blobs(6, 60)
    clusterer = GraphClusterer().fit(points)
    assert adjusted_rand_score(truth, clusterer.labels_) > 0.99
    assert clusterer.misfit_share_ == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize("n_topics", [1, 3, 10])
def test_as_many_clusters_as_asked_for(n_topics: int):
    points, _ = _blobs(6, 60)
    assert len(np.unique(GraphClusterer(n_topics).fit(points).labels_)) == n_topics


def test_small_clusters_are_outliers():
    points, truth = _blobs(4, 50)
    kept = np.concatenate([np.arange(150), np.arange(150, 160)])
    found = GraphClusterer(min_topic_size=20).fit(points[kept]).labels_
    assert (found[truth[kept] == 3] == OUTLIER).all()
    assert (found[truth[kept] < 3] != OUTLIER).all()


def test_blocks_change_no_neighbour(monkeypatch: pytest.MonkeyPatch):
    points, _ = _blobs(3, 40)
    whole = neighbour_graph(points)
    monkeypatch.setattr(graph, "_BLOCK", 7)
    assert (neighbour_graph(points) != whole).nnz == 0
    assert (whole != whole.T).nnz == 0
    assert not whole.diagonal().any()


def test_a_part_is_clustered_again_alike():
    points, truth = _blobs(5, 50)
    clusterer = GraphClusterer().fit(points)
    rows = np.arange(0, 250, 2)
    assert adjusted_rand_score(truth[rows], clusterer.recluster(rows, 9)) > 0.95
    assert (clone(clusterer).fit(points).labels_ == clusterer.labels_).all()


def test_hardly_any_points():
    points, _ = _blobs(2, 2)
    assert len(GraphClusterer().fit(points).labels_) == 4

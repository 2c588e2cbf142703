import numpy as np
import pytest

from topics.discovery import layout
from topics.discovery.layout import lay_out, lay_out_texts


@pytest.fixture(autouse=True)
def _small_sample(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(layout, "_MAX_LANDMARKS", 120)


def _margins(n_rows: int, n_topics: int = 4) -> np.ndarray:
    """Rows that lie well inside one topic each, a little apart."""
    rng = np.random.default_rng(7)
    inside = np.eye(n_topics)[np.arange(n_rows) % n_topics]
    return 2 * inside - 1 + rng.normal(scale=0.1, size=inside.shape)


def _nearest_share(places: np.ndarray, topics: np.ndarray) -> float:
    """The share of places whose nearest other place is of the same topic."""
    distances = np.linalg.norm(places[:, None] - places[None], axis=2)
    np.fill_diagonal(distances, np.inf)
    return float((topics[distances.argmin(axis=1)] == topics).mean())


@pytest.mark.parametrize("n_rows", [40, 600], ids=["all placed by t-SNE", "others placed among a sample"])
def test_texts_of_one_topic_lie_together(n_rows: int):
    places = lay_out(_margins(n_rows))
    assert (places.shape, places.dtype) == ((n_rows, 2), np.float32)
    assert (places.min(), places.max()) == (0.0, 1.0)
    assert _nearest_share(places, np.arange(n_rows) % 4) > 0.98


@pytest.mark.parametrize("n_rows", [60, 300])
def test_order_changes_nothing_and_the_same_rows_give_the_same_bytes(n_rows: int):
    margins = _margins(n_rows)
    order = np.random.default_rng(1).permutation(n_rows)
    assert lay_out(margins[order]).tobytes() == lay_out(margins)[order].tobytes()


def test_equal_rows_stand_on_one_place():
    margins = _margins(20)
    places = lay_out(np.concatenate([margins, margins]))
    assert np.array_equal(places[:20], places[20:])


@pytest.mark.parametrize("shape", [(0, 3), (1, 3), (2, 1), (3, 0), (7, 2), (8, 1), (30, 1)])
def test_few_rows_and_few_topics_have_places_too(shape: tuple[int, int]):
    places = lay_out(np.random.default_rng(0).normal(size=shape))
    assert places.shape == (shape[0], 2)
    assert np.isfinite(places).all()
    assert ((places >= 0) & (places <= 1)).all()


def test_texts_without_a_topic_have_no_place():
    positions = lay_out_texts(
        ["a", "bb", "c", "dd"], [None, 3, None, -1], lambda texts: [[len(text), 1] for text in texts]
    )
    assert [position is None for position in positions] == [True, False, True, False]

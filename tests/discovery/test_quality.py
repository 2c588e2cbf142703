import numpy as np
import pytest

from topics.discovery.quality import Stability, measure_quality, measure_stability
from topics.words.tokenizer import Tokenizer

_LABELS = np.repeat([0, 1, -1], [40, 40, 20])


def test_topics_that_come_back_are_stable():
    found = measure_stability(_LABELS, lambda rows, _: _LABELS[rows] + 1, random_state=0)
    assert found == Stability(1.0, {0: 10, 1: 10}, 10)


def test_a_topic_that_falls_apart_is_not_seen_again():
    def recluster(rows: np.ndarray, _: int) -> np.ndarray:
        return np.where(_LABELS[rows] == 1, rows % 7, 9)

    found = measure_stability(_LABELS, recluster, random_state=0)
    assert found.seen == {0: 10, 1: 0}
    assert found.ari < 0.8


def test_one_topic_has_no_stability():
    assert measure_stability(np.zeros(9, dtype=np.int64), lambda rows, _: rows, 0) is None


def test_figures_of_topics():
    keywords = {0: ("渔船", "海鱼"), 1: ("小麦", "海鱼"), -1: ("电影",)}
    texts = ["渔船海鱼", "小麦海鱼"] * 10
    quality = measure_quality(texts, 0.1, keywords, Stability(0.5, {0: 4, 1: 2}, 5), Tokenizer())
    assert (quality.n_topics, quality.diversity, quality.stability, quality.small) == (2, 0.5, 0.5, True)
    assert [(found.topic, found.seen) for found in quality.topics] == [(0, 4), (1, 2)]
    assert quality.npmi == pytest.approx(np.mean([found.npmi for found in quality.topics]))
    assert quality.lines()[-1].startswith("only 20 distinct texts")
    assert "outliers 10.0%" in quality.lines()


def test_no_topics_have_no_figures():
    quality = measure_quality([], 0.0, {-1: ()}, None, Tokenizer())
    assert (quality.npmi, quality.c_v, quality.diversity, quality.stability) == (None, None, None, None)

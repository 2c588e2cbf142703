import numpy as np
import pytest

from tests.discovery.conftest import WordEncoder, subject_texts
from topics.discovery.graph import OUTLIER
from topics.discovery.linear import LinearTopics, learn_topics, outlier_threshold
from topics.discovery.model import TopicModel
from topics.features.vectorizer import TextVectorizer

_TEXTS = ["渔船出海", "渔船归港", "小麦丰收", "小麦入仓"]


def _learned(clusters: list[int]) -> tuple[LinearTopics, np.ndarray]:
    learned = learn_topics(TextVectorizer(min_df=1).fit(_TEXTS), _TEXTS, np.array(clusters), seed=0)
    return learned.linear, learned.margins


def test_held_out_margins_are_those_of_models_that_never_saw_the_text():
    clusters = np.array([0, 1, 0, 1, 0, 1])
    texts = ["渔船出海", "小麦丰收", "渔船归港", "小麦入仓", "渔船进港", "小麦返青"]
    learned = learn_topics(TextVectorizer(min_df=1).fit(texts), texts, clusters, seed=0)
    own = np.arange(6), clusters
    assert (learned.held_out.argmax(axis=1) == clusters).all()
    assert (learned.held_out[own] < learned.margins[own]).all()


def test_clusters_are_learned_and_margins_are_those_of_single_texts():
    linear, margins = _learned([0, 0, 1, 1])
    assert linear.decide(margins).tolist() == [0, 0, 1, 1]
    assert (np.concatenate([linear.margins([text]) for text in _TEXTS]) == margins).all()


def test_a_text_without_features_is_an_outlier_whatever_the_threshold():
    linear, _ = _learned([0, 0, 1, 1])
    assert linear.decide(linear.margins(["!!"])).tolist() == [-1]


def test_topics_are_put_into_another_order_or_left_out():
    linear, margins = _learned([0, 0, 1, 1])
    swapped = linear.ordered(np.array([1, 0]))
    assert (swapped.margins(_TEXTS) == margins[:, ::-1]).all()
    assert linear.ordered(np.array([1])).margins(_TEXTS).shape == (4, 1)


def test_one_cluster_of_all_texts_is_one_topic():
    linear, margins = _learned([0, 0, 0, 0])
    assert linear.decide(margins).tolist() == [0, 0, 0, 0]


def test_numbers_that_no_text_has_are_no_topics():
    linear, margins = _learned([1, 1, 5, 5])
    assert len(linear.intercept) == 2
    assert linear.decide(margins).tolist() == [0, 0, 1, 1]


def test_no_cluster_is_no_topic():
    linear, margins = _learned([-1, -1, -1, -1])
    assert linear.decide(margins).tolist() == [-1] * 4


@pytest.mark.parametrize(("share", "below"), [(0.0, 10), (0.12, 12), (0.9, 15)])
def test_as_many_held_out_texts_are_outliers_as_are_misfits(share: float, below: int):
    margins = np.random.default_rng(0).normal(size=(100, 3))
    assert (margins.max(axis=1) < outlier_threshold(margins, share)).sum() == below


def test_without_margins_nothing_is_turned_away():
    assert outlier_threshold(np.zeros((3, 0)), 0.1) == -np.inf


def test_new_texts_of_the_same_subjects_are_seldom_outliers(encoder: WordEncoder):
    texts, _ = subject_texts(240)
    learned, new = texts[:160], texts[160:]
    model = TopicModel(method="graph", n_topics=4, encoder=encoder).fit(learned)
    assert (model.predict(new) == OUTLIER).mean() < 0.15
    assert set(model.predict(new)) >= set(range(4))
    assert (model.predict([f"第{row}场钢琴音乐会售票" for row in range(20)]) == OUTLIER).mean() > 0.5

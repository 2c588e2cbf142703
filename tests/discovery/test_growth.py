import numpy as np
import pytest

from tests.discovery.conftest import subject_texts
from topics.discovery.clusters import Clusters
from topics.discovery.growth import news_branch
from topics.words.shipped import shipped_tokenizer


def _one_cluster(n: int) -> Clusters:
    ids = np.zeros(n, dtype=np.int64)
    return Clusters(ids, np.ones((n, 1), dtype=np.float32), 0.0, lambda rows, _: ids[rows])


@pytest.fixture(scope="module")
def parts() -> tuple[list[str], list[str]]:
    """Texts of films, and of the other subjects."""
    texts, subjects = subject_texts(80)
    films = [text for text, subject in zip(texts, subjects, strict=True) if subject == "film"]
    return films, [text for text in texts if text not in films]


def test_outliers_that_share_a_word_become_a_topic_that_known_texts_stay_out_of(parts: tuple[list[str], list[str]]):
    films, others = parts
    branch = news_branch(films, others, _one_cluster(len(films)), 7, shipped_tokenizer(), 0)
    assert branch is not None
    assert branch.topics == (7,)
    outside = np.full(len(films), -1, dtype=np.int64)
    assert (branch.apply(films, outside) == 7).mean() >= 0.9
    assert (branch.apply(others, np.full(len(others), -1, dtype=np.int64)) == -1).all()
    assert (branch.apply(films, np.zeros(len(films), dtype=np.int64)) == 0).all()


def test_outliers_that_share_nothing_become_no_topic(parts: tuple[list[str], list[str]]):
    strangers = ["今晨有雾", "股票上涨", "球队夺冠", "山茶开花", "古墓发掘", "钢琴演奏", "桥梁合龙"]
    assert news_branch(strangers, parts[1], _one_cluster(7), 4, shipped_tokenizer(), 0) is None

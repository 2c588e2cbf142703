import numpy as np

from topics.discovery.keywords import topic_keywords
from topics.words.shipped import shipped_tokenizer


def test_keywords_set_topics_apart_and_hold_no_stop_words_or_marks():
    texts = ["法院判决纠纷，以及执行", "法院执行判决", "球队比赛进球，以及胜利", "球队胜利进球"]
    keywords = topic_keywords(texts, np.array([0, 0, 1, 1]), shipped_tokenizer(), n_keywords=3)
    assert set(keywords[0]) <= {"法院", "判决", "执行", "纠纷"}
    assert set(keywords[1]) <= {"球队", "比赛", "进球", "胜利"}


def test_texts_without_words_have_no_keywords():
    assert topic_keywords(["，。", "！"], np.array([0, -1]), shipped_tokenizer(), 5) == {-1: (), 0: ()}

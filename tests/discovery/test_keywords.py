import numpy as np

from topics.discovery.keywords import topic_keywords, topic_names
from topics.words.shipped import shipped_tokenizer


def test_keywords_set_topics_apart_and_hold_no_stop_words_or_marks():
    texts = ["法院判决纠纷，以及执行", "法院执行判决", "球队比赛进球，以及胜利", "球队胜利进球"]
    keywords = topic_keywords(texts, np.array([0, 0, 1, 1]), shipped_tokenizer(), n_keywords=3)
    assert set(keywords[0]) <= {"法院", "判决", "执行", "纠纷"}
    assert set(keywords[1]) <= {"球队", "比赛", "进球", "胜利"}


def test_texts_without_words_have_no_keywords():
    assert topic_keywords(["，。", "！"], np.array([0, -1]), shipped_tokenizer(), 5) == {-1: (), 0: ()}


def _names(texts: list[str], topics: list[int]) -> dict[int, str]:
    ids = np.array(topics)
    return topic_names(texts, ids, shipped_tokenizer(), topic_keywords(texts, ids, shipped_tokenizer(), 10))


def test_a_name_holds_the_phrase_that_returns_and_a_word_beside_it():
    texts = ["矛盾纠纷由村里调解", "矛盾纠纷上门调解", "足球比赛，球队进球", "足球比赛，门将扑救"]
    names = _names(texts, [0, 0, 1, 1])
    assert names[0].split("、")[0] == "矛盾纠纷"
    assert names[1].split("、")[0] == "足球比赛"
    assert len(names[0].split("、")) == 2


def test_a_phrase_is_not_cut_short_where_more_of_it_stands_most_of_the_time():
    sea, land = ["渔船港口避风", "看渔船港口避风", "渔船港口"], ["高铁列车到站", "高铁列车晚点", "高铁列车"]
    names = _names([*sea, *land], [0, 0, 0, 1, 1, 1])
    assert names == {0: "渔船港口避风", 1: "高铁列车、晚点"}


def test_a_phrase_does_not_reach_over_a_mark_and_no_word_is_said_twice():
    names = _names(["小麦，丰收", "小麦，丰收", "渔船"], [0, 0, 1])
    assert set(names[0].split("、")) == {"小麦", "丰收"}
    assert names[1] == "渔船"


def test_a_topic_without_words_has_no_name():
    assert _names(["，。", "！"], [0, -1]) == {-1: "", 0: ""}

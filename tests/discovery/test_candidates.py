from pathlib import Path

import pytest

from topics.discovery.candidates import CandidateTheme, ThemeSplit, candidate_themes, candidates_toml, theme_splits
from topics.themes.taxonomy import Taxonomy, Theme, read_taxonomy
from topics.types import Topic

_TAXONOMY = Taxonomy((Theme("fraud", "反诈", seed_words=("刷单 返利",)), Theme("topic_1"), Theme("order")))
_TEXTS = [
    *("渔船出海，渔民丰收，刷单返利", "渔船出海，渔民归港", "渔船归港，今天晴", "渔民出海"),
    *("今天小麦入仓", "今天小麦丰收", "今天麦田"),
    *("骗子退款", "骗子转账"),
]
_IDS = [1, 1, 1, 1, 0, 0, 0, 2, 2]
_TOPICS = [
    Topic(0, 3, ("小麦", "麦田", "今天", "丰收"), (), name="小麦入仓、麦田"),
    Topic(1, 4, ("渔船", "渔民", "今天", "刷单返利", "鱼", "出海"), (), name="渔船出海"),
    Topic(2, 2, ("骗子",), ("fraud", "order"), name="骗子"),
    Topic(-1, 5, ("天气",)),
]


def test_topics_without_a_theme_are_candidates_the_largest_first():
    found = candidate_themes(_TOPICS, _TEXTS, _IDS, _TAXONOMY)
    assert [(one.topic, one.id, one.name, one.n_paragraphs) for one in found] == [
        (1, "topic_1_new", "渔船出海", 4),
        (0, "topic_0", "小麦入仓、麦田", 3),
    ]


def test_seed_words_are_those_that_stand_in_the_topic_and_hardly_elsewhere():
    fish, wheat = candidate_themes(_TOPICS, _TEXTS, _IDS, _TAXONOMY)
    assert fish.seed_words == ("渔船", "渔民", "出海", "渔船出海")
    assert wheat.seed_words == ("小麦", "今天", "小麦入仓")


def test_outliers_small_topics_and_those_without_words_are_no_candidates():
    topics = [Topic(-1, 9, ("词",)), Topic(0, 2, ("词",)), Topic(1, 9, ())]
    assert candidate_themes(topics, ["词"], [0], _TAXONOMY) == ()
    assert candidate_themes([], [], [], _TAXONOMY) == ()


def test_candidates_are_read_as_themes(tmp_path: Path):
    found = candidate_themes(_TOPICS, _TEXTS, _IDS, _TAXONOMY)
    odd = CandidateTheme(9, "topic_9", '引号"与\\反斜\n线\x7f', ("词\t语", '"'), 3)
    path = tmp_path / "candidates.toml"
    path.write_text(candidates_toml([*found, odd]), encoding="utf-8")
    themes = read_taxonomy(path).themes
    assert [(theme.id, theme.name_zh, theme.seed_words) for theme in themes] == [
        (one.id, one.name, one.seed_words) for one in (*found, odd)
    ]


def test_candidates_may_be_pasted_behind_other_themes(tmp_path: Path, pytestconfig: pytest.Config):
    shipped = (pytestconfig.rootpath / "seeds" / "themes.toml").read_text(encoding="utf-8")
    path = tmp_path / "themes.toml"
    found = candidate_themes(_TOPICS, _TEXTS, _IDS, _TAXONOMY)
    path.write_text(f"{shipped}\n{candidates_toml(found)}", encoding="utf-8")
    assert read_taxonomy(path).ids[-2:] == ("topic_1_new", "topic_0")


def test_without_candidates_the_file_says_so():
    assert candidates_toml([]).startswith("# Every topic falls under a theme")


def test_a_theme_of_several_topics_splits():
    topics = [Topic(0, 3, (), ("fraud",)), Topic(1, 8, (), ("order", "fraud")), Topic(-1, 9, (), ("fraud",))]
    assert theme_splits(topics, _TAXONOMY) == (ThemeSplit("fraud", (1, 0)),)

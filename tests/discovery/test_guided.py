import numpy as np

from topics.discovery.guided import GuidedTheme, guided_themes
from topics.themes.taxonomy import Taxonomy, Theme

_TAXONOMY = Taxonomy(
    (
        Theme("a", "渔业", seed_words=("渔船", "渔 民")),
        Theme("b", seed_words=()),
        Theme("c", "粮食", seed_words=("小麦",)),
    )
)


def test_themes_stand_where_their_seed_words_are_usual():
    texts = ["渔船出海", "渔民归来", "小麦丰收", "麦田", "渔船卖小麦", "天气"]
    found = guided_themes(texts, np.array([0, 0, 1, 1, -1, 2]), _TAXONOMY)
    assert found == (GuidedTheme("a", "渔业", 3, (0,)), GuidedTheme("b", "b", 0, ()), GuidedTheme("c", "粮食", 2, (1,)))


def test_without_a_taxonomy_there_are_no_themes():
    assert guided_themes(["渔船"], np.array([0]), None) == ()

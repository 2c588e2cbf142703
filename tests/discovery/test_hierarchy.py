import numpy as np
from scipy.cluster.hierarchy import is_valid_linkage

from tests.discovery.conftest import WordEncoder, subject_texts
from topics.discovery.hierarchy import Hierarchy, build_hierarchy
from topics.discovery.model import TopicModel
from topics.types import Topic

_PROFILES = {
    0: {"渔船": 2.0, "出海": 1.0},
    1: {"小麦": 1.0},
    4: {"渔船": 1.0, "出海": 0.5, "渔港": 0.1},
    -1: {"天气": 1.0},
}
_TOPICS = [Topic(0, 6, ("渔船",)), Topic(1, 3, ("小麦",)), Topic(4, 2, ("渔船",)), Topic(-1, 9, ("天气",))]


def test_topics_of_the_same_words_are_joined_first():
    tree = build_hierarchy(_TOPICS, _PROFILES)
    assert tree.topics == (0, 1, 4)
    near, root = tree.nodes
    assert (near.children, near.topics, root.children, root.topics) == ((0, 2), (0, 4), (1, 3), (0, 1, 4))
    assert near.distance < 0.01
    assert root.distance == 1.0
    assert near.keywords == ("渔船", "出海", "渔港")
    assert near.name == "渔船、出海"
    assert set(near.keywords) < set(root.keywords)


def test_a_node_is_named_by_words_that_the_rest_has_not():
    profiles = {
        0: {"发展": 9.0, "渔船": 2.0},
        1: {"发展": 9.0, "渔船": 1.5},
        2: {"发展": 9.0, "小麦": 5.0},
        3: {"发展": 9.0, "小麦": 4.5},
    }
    tree = build_hierarchy([Topic(number, 5, ()) for number in range(4)], profiles)
    assert {node.topics: node.keywords[0] for node in tree.nodes} == {
        (0, 1): "渔船",
        (2, 3): "小麦",
        (0, 1, 2, 3): "发展",
    }


def test_the_tree_has_the_form_that_scipy_draws():
    found = build_hierarchy(_TOPICS, _PROFILES).linkage()
    assert is_valid_linkage(found)
    assert found[-1, 3] == 3


def test_without_two_topics_there_is_no_tree():
    assert build_hierarchy([], {}) == Hierarchy()
    assert build_hierarchy(_TOPICS[-2:], _PROFILES) == Hierarchy((4,))
    assert Hierarchy((4,)).linkage().shape == (0, 4)


def test_the_tree_of_a_model_follows_its_edits(encoder: WordEncoder):
    texts, _ = subject_texts(120)
    model = TopicModel(method="graph", n_topics=4, encoder=encoder).fit(texts)
    assert model.hierarchy_.nodes[-1].topics == (0, 1, 2, 3)
    assert np.all(np.diff([node.distance for node in model.hierarchy_.nodes]) >= 0)
    model.merge_topics([[1, 2]])
    assert model.hierarchy_.topics == (0, 1, 3)
    assert len(model.hierarchy_.nodes) == 2

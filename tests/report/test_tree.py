from topics.discovery.hierarchy import Hierarchy, TopicNode
from topics.report.tree import draw_tree

_NAMES = {0: "海港", 1: "麦田", 5: "渔船"}


def _hierarchy() -> Hierarchy:
    return Hierarchy(
        (0, 1, 5),
        (TopicNode((0, 2), 0.25, (0, 5), ("海",), "海上"), TopicNode((1, 3), 1.0, (0, 1, 5), ("天",), "天气")),
    )


def test_near_topics_stand_below_each_other_and_far_ones_meet_further_right():
    tree = draw_tree(_hierarchy(), _NAMES)
    assert [leaf.name for leaf in tree.leaves] == ["麦田", "海港", "渔船"]
    assert [leaf.y for leaf in tree.leaves] == [11.0, 33.0, 55.0]
    near, far = tree.forks
    assert (near.name, near.y) == ("海上", 44.0)
    assert (far.name, far.y) == ("天气", 27.5)
    assert near.x < far.x < tree.width
    assert near.line == f"M200.0,33.0H{near.x}V55.0H200.0"
    assert far.line == f"M200.0,11.0H{far.x}V44.0H{near.x}"


def test_two_topics_are_no_tree():
    assert draw_tree(Hierarchy((0, 1), (TopicNode((0, 1), 1.0, (0, 1), (), ""),)), _NAMES) is None
    assert draw_tree(Hierarchy(), {}) is None

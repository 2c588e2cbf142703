from topics.discovery.crosswalk import cross_tabulate, with_themes
from topics.types import CrosswalkCell, Label, Topic


def _label(*themes: str) -> Label:
    return Label(themes[0] if themes else None, themes, {})


def test_cells_count_paragraphs_and_shares():
    labels = [_label("a"), _label("a", "b"), _label(), _label("b")]
    cells = cross_tabulate([0, 0, 0, 1], labels, ("a", "b"))
    assert cells == (
        CrosswalkCell(0, "a", 2, 2 / 3),
        CrosswalkCell(0, "b", 1, 1 / 3),
        CrosswalkCell(1, "a", 0, 0.0),
        CrosswalkCell(1, "b", 1, 1.0),
    )


def test_topics_fall_under_the_themes_that_a_good_part_carries():
    cells = (CrosswalkCell(0, "a", 1, 0.1), CrosswalkCell(0, "b", 3, 0.3), CrosswalkCell(0, "c", 6, 0.6))
    (topic,) = with_themes([Topic(0, 10, ("词",))], cells)
    assert topic.themes == ("c", "b")


def test_outliers_fall_under_no_theme():
    cells = [CrosswalkCell(topic, "a", 2, 1.0) for topic in (-1, 0)]
    found = with_themes([Topic(0, 2, ("词",)), Topic(-1, 2, ("词",))], cells)
    assert [topic.themes for topic in found] == [("a",), ()]

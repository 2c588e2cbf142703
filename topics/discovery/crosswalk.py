"""Topics x themes: which themes the paragraphs of each topic carry."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from topics.discovery.graph import OUTLIER
from topics.types import CrosswalkCell, Label, Topic

_MIN_SHARE = 0.25
"""A topic is said to fall under a theme from this share of its paragraphs on."""


def cross_tabulate(
    topic_ids: Sequence[int], labels: Sequence[Label], themes: Sequence[str]
) -> tuple[CrosswalkCell, ...]:
    """Return a cell for every topic and theme, in order of topic, then of theme."""
    sizes = Counter(topic_ids)
    hits = Counter((topic, theme) for topic, label in zip(topic_ids, labels, strict=True) for theme in label.themes)
    return tuple(
        CrosswalkCell(topic, theme, hits[topic, theme], hits[topic, theme] / sizes[topic])
        for topic in sorted(sizes)
        for theme in themes
    )


def with_themes(topics: Sequence[Topic], cells: Sequence[CrosswalkCell]) -> tuple[Topic, ...]:
    """Return the topics with the themes that a good part of their paragraphs carry; outliers have none in common."""
    return tuple(replace(topic, themes=() if topic.id == OUTLIER else _themes_of(topic.id, cells)) for topic in topics)


def _themes_of(topic: int, cells: Sequence[CrosswalkCell]) -> tuple[str, ...]:
    own = [cell for cell in cells if cell.topic == topic and cell.share >= _MIN_SHARE]
    return tuple(cell.theme for cell in sorted(own, key=lambda cell: -cell.share))

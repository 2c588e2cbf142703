"""Topics -> the rows of topics.csv."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from topics.discovery.quality import TopicQuality
from topics.types import Topic

_FIGURES = ("npmi", "c_v", "seen")
TOPIC_COLUMNS = ("id", "size", "keywords", "themes", "examples", "name", *_FIGURES)


def topic_rows(topics: Sequence[Topic], quality: TopicQuality, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Return a row for each topic, with its figures; `ids` are those of the paragraphs that examples count."""
    figures = {found.topic: asdict(found) for found in quality.topics}
    return [
        {**asdict(topic), "examples": [ids[row] for row in topic.examples]}
        | {name: figures.get(topic.id, {}).get(name) for name in _FIGURES}
        for topic in topics
    ]

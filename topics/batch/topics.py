"""A discovery -> its tables: topics, paragraphs, crosswalk, counts over time."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from topics.batch.label import LABEL_COLUMNS, freed_columns, with_label
from topics.batch.paragraphs import PARAGRAPH_COLUMNS, paragraph_columns
from topics.discovery.over_time import OVER_TIME_COLUMNS
from topics.discovery.quality import TopicQuality
from topics.discovery.result import Discovery
from topics.types import Label, Paragraph, Topic

_FIGURES = ("npmi", "c_v", "seen")
TOPIC_COLUMNS = ("id", "size", "keywords", "themes", "examples", "name", *_FIGURES)
CROSSWALK_COLUMNS = ("topic", "theme", "n_paragraphs", "share")
_FOUND = ("date", "topic")
"""What discovery adds to a paragraph and its label."""


def discovery_tables(found: Discovery) -> list[tuple[str, list[dict[str, Any]], Sequence[str]]]:
    """Return the tables of a discovery: file name, rows, and the columns of an empty one."""
    took_part = [p.id for p, topic in zip(found.reading, found.topic_ids, strict=True) if topic is not None]
    others: Sequence[Mapping[str, Any]] = found.reading.rows or [{} for _ in found.reading]
    rows = zip(found.reading, others, found.labels, found.dates, found.topic_ids, strict=True)
    paragraphs = [_paragraph_row(*row) for row in rows]
    crosswalk, over_time = ([asdict(row) for row in table] for table in (found.crosswalk, found.over_time))
    return [
        ("topics.csv", topic_rows(found.topics, found.quality, took_part), TOPIC_COLUMNS),
        ("paragraphs.parquet", paragraphs, (*PARAGRAPH_COLUMNS, *LABEL_COLUMNS, *_FOUND)),
        ("crosswalk.csv", crosswalk, CROSSWALK_COLUMNS),
        ("over_time.csv", over_time, OVER_TIME_COLUMNS),
    ]


def topic_rows(topics: Sequence[Topic], quality: TopicQuality, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Return a row for each topic, with its figures; `ids` are those of the paragraphs that examples count."""
    figures = {found.topic: asdict(found) for found in quality.topics}
    return [
        {**asdict(topic), "examples": [ids[row] for row in topic.examples]}
        | {name: figures.get(topic.id, {}).get(name) for name in _FIGURES}
        for topic in topics
    ]


def _paragraph_row(
    paragraph: Paragraph, others: Mapping[str, Any], label: Label, date: str | None, topic: int | None
) -> dict[str, Any]:
    own = with_label(paragraph_columns(paragraph), label) | dict(zip(_FOUND, (date, topic), strict=True))
    return {**own, **{freed: others[name] for name, freed in freed_columns(others, own).items()}}

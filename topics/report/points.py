"""What the script of the report page reads: a column for each thing known of paragraphs."""

import json
from collections.abc import Sequence
from itertools import chain
from typing import Any, Protocol

from markupsafe import Markup

from topics.report.template import REASONS
from topics.themes.taxonomy import Taxonomy
from topics.types import Label, Paragraph, Topic

_STEPS = 4095
"""Steps of a coordinate: finer than the pixels of a screen."""

_MAX_CHARACTERS = 8_000_000
"""Characters of text in a page; of longer corpora each long text is shown by its beginning."""

_NOWHERE = -1
Position = tuple[float, float]


class Columns(Protocol):
    """The parts of the data of a report that its points come from; row i is paragraph i."""

    @property
    def paragraphs(self) -> Sequence[Paragraph]: ...  # noqa: D102
    @property
    def labels(self) -> Sequence[Label]: ...  # noqa: D102
    @property
    def taxonomy(self) -> Taxonomy: ...  # noqa: D102
    @property
    def topics(self) -> Sequence[Topic]: ...  # noqa: D102
    @property
    def topic_ids(self) -> Sequence[int | None]: ...  # noqa: D102
    @property
    def positions(self) -> Sequence[Position | None]: ...  # noqa: D102
    @property
    def dates(self) -> Sequence[str | None]: ...  # noqa: D102


def point_columns(data: Columns) -> dict[str, Any]:
    """Return columns of small numbers, row i of each paragraph i.

    Themes, topics, documents and dates are numbers of their lists, -1 where there is none;
    `labels` are pairs of theme and percent, `evidence` threes of theme, start and end, in one list.
    """
    n = len(data.paragraphs)
    theme_of = {theme: number for number, theme in enumerate(data.taxonomy.ids)}
    topic_of: dict[int | None, int] = {topic.id: number for number, topic in enumerate(data.topics)}
    documents = list(dict.fromkeys(paragraph.document for paragraph in data.paragraphs))
    document_of = {name: number for number, name in enumerate(documents)}
    dates = sorted({date for date in data.dates if date})
    date_of = {date: number for number, date in enumerate(dates)}
    places = [_place(position) for position in data.positions] or [(_NOWHERE, _NOWHERE)] * n
    return {
        "themes": [theme.name for theme in data.taxonomy],
        "topics": [{"id": topic.id, "name": topic_name(topic), "size": topic.size} for topic in data.topics],
        "documents": documents,
        "dates": dates,
        "reasons": [*REASONS.values()],
        "x": [x for x, _ in places],
        "y": [y for _, y in places],
        "topic": [topic_of.get(topic, _NOWHERE) for topic in data.topic_ids] or [_NOWHERE] * n,
        "labels": [_labels(label, theme_of) for label in data.labels],
        "evidence": [_evidence(label, theme_of) for label in data.labels],
        "reason": [_reason(label) for label in data.labels],
        "document": [document_of[paragraph.document] for paragraph in data.paragraphs],
        "lines": list(chain.from_iterable(paragraph.lines for paragraph in data.paragraphs)),
        "date": [date_of[date] if date else _NOWHERE for date in data.dates] or [_NOWHERE] * n,
    }


def shown_texts(paragraphs: Sequence[Paragraph], most: int = _MAX_CHARACTERS) -> tuple[list[str], int | None]:
    """Return the texts, cut to so many characters that all fit into `most`, and that number if any was cut."""
    lengths = sorted(len(paragraph.text) for paragraph in paragraphs)
    left = most
    for number, length in enumerate(lengths):
        share = left // (len(lengths) - number)
        if length > share:
            return [_beginning(paragraph.text, share) for paragraph in paragraphs], share
        left -= length
    return [paragraph.text for paragraph in paragraphs], None


def embedded(value: Any) -> Markup:
    """A value as JSON that can stand inside a script element: no `<` that could end it."""
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(plain.replace("<", "\\u003c"))  # noqa: S704 - nothing in it can end the element


def topic_name(topic: Topic) -> str:
    """The name of a topic, or its first keywords, or that it has none."""
    if topic.id < 0:
        return "离群段落"
    return topic.name or "、".join(topic.keywords[:3]) or f"话题 {topic.id}"


def _place(position: Position | None) -> tuple[int, int]:
    if position is None:
        return _NOWHERE, _NOWHERE
    return round(position[0] * _STEPS), round(position[1] * _STEPS)


def _labels(label: Label, theme_of: dict[str, int]) -> list[int]:
    """Theme and percent in turn, surest first; no label is certain, so never 100."""
    return list(
        chain.from_iterable((theme_of[theme], min(99, int(100 * label.scores[theme]))) for theme in label.themes)
    )


def _evidence(label: Label, theme_of: dict[str, int]) -> list[int]:
    return list(chain.from_iterable((theme_of[span.theme], span.start, span.end) for span in label.evidence))


def _reason(label: Label) -> int:
    return list(REASONS).index(label.abstained) if label.abstained else _NOWHERE


def _beginning(text: str, length: int) -> str:
    return text if len(text) <= length else text[:length] + "……"

"""Results -> one self-contained HTML page that shows Chinese with the reader's own fonts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from topics.discovery.candidates import CandidateTheme
from topics.discovery.hierarchy import Hierarchy
from topics.discovery.quality import TopicQuality
from topics.report.template import REASONS, line_range, render
from topics.themes.taxonomy import Taxonomy
from topics.types import CrosswalkCell, Dropped, Label, Paragraph, Topic

_MAX_SHOWN = 200
"""Paragraphs shown of each theme: a page of tens of thousands helps no reader."""

_SMALL_CORPUS = 100
_NEARLY_SURE = 0.99


@dataclass(frozen=True, slots=True)
class ReportData:
    """All that a page shows; row i of `labels`, `topic_ids` and `dates` is paragraph i."""

    title: str
    documents: tuple[str, ...]
    paragraphs: Sequence[Paragraph]
    labels: Sequence[Label]
    dropped: Sequence[Dropped]
    taxonomy: Taxonomy
    topics: Sequence[Topic] = ()
    topic_ids: Sequence[int | None] = ()
    crosswalk: Sequence[CrosswalkCell] = ()
    method: str = ""
    dates: Sequence[str | None] = ()
    candidates: Sequence[CandidateTheme] = ()
    hierarchy: Hierarchy | None = None
    quality: TopicQuality | None = None


def render_report(data: ReportData) -> str:
    """Return the page as HTML; it needs no network and no other file."""
    return render(
        "report.html.j2",
        title=data.title,
        n_documents=len(data.documents),
        n_paragraphs=len(data.paragraphs),
        n_labelled=sum(bool(label.themes) for label in data.labels),
        themes=_themes(data),
        topics=_topics(data),
        method={"nmf": "NMF", "bertopic": "BERTopic", "graph": "近邻图"}.get(data.method, data.method),
        small=sum(topic.size for topic in data.topics) < _SMALL_CORPUS,
        unlabelled=_unlabelled(data),
        n_dropped=len(data.dropped),
        dropped=[
            {"document": row.document, "lines": line_range(row.lines), "reason": REASONS[row.reason], "text": row.text}
            for row in data.dropped[:_MAX_SHOWN]
        ],
    )


def _themes(data: ReportData) -> list[dict[str, Any]]:
    counts = Counter(theme for label in data.labels for theme in label.themes)
    primaries = Counter(label.primary for label in data.labels)
    most = max(counts.values(), default=1)
    return [
        {
            "id": theme.id,
            "name": theme.name,
            "n": counts[theme.id],
            "n_primary": primaries[theme.id],
            "percent": round(100 * counts[theme.id] / most, 1),
            "paragraphs": _theme_paragraphs(data, theme.id),
        }
        for theme in data.taxonomy
    ]


def _theme_paragraphs(data: ReportData, theme: str) -> list[dict[str, Any]]:
    rows = [row for row, label in enumerate(data.labels) if theme in label.themes]
    rows.sort(key=lambda row: -data.labels[row].scores[theme])
    return [_theme_paragraph(data, row, theme) for row in rows[:_MAX_SHOWN]]


def _theme_paragraph(data: ReportData, row: int, theme: str) -> dict[str, Any]:
    paragraph, label = data.paragraphs[row], data.labels[row]
    return {
        "pieces": _pieces(paragraph.text, label, theme),
        "document": paragraph.document,
        "lines": line_range(paragraph.lines),
        "score": _percent(label.scores[theme]),
        "topic": data.topic_ids[row] if data.topic_ids else None,
        "others": [data.taxonomy.name(other) for other in label.themes if other != theme],
    }


def _pieces(text: str, label: Label, theme: str) -> list[dict[str, Any]]:
    """The text cut at the borders of the evidence for a theme."""
    spans = sorted((span.start, span.end) for span in label.evidence if span.theme == theme)
    borders = [0, *(border for span in spans for border in span), len(text)]
    return [
        {"text": text[start:end], "marked": number % 2 == 1}
        for number, (start, end) in enumerate(pairwise(borders))
        if start < end
    ]


def _topics(data: ReportData) -> list[dict[str, Any]]:
    cells = {(cell.topic, cell.theme): cell for cell in data.crosswalk}
    return [
        {
            "id": topic.id,
            "size": topic.size,
            "is_outlier": topic.id < 0,
            "keywords": topic.keywords,
            "themes": [data.taxonomy.name(theme) for theme in topic.themes],
            "cells": [_cell(cells[topic.id, theme]) for theme in data.taxonomy.ids],
        }
        for topic in data.topics
    ]


def _cell(cell: CrosswalkCell) -> dict[str, Any]:
    return {"n": cell.n_paragraphs, "shade": round(0.6 * cell.share, 2)}


def _unlabelled(data: ReportData) -> dict[str, Any]:
    rows = [
        (paragraph, label) for paragraph, label in zip(data.paragraphs, data.labels, strict=True) if label.abstained
    ]
    shown = [
        {
            "text": paragraph.text,
            "document": paragraph.document,
            "lines": line_range(paragraph.lines),
            "reason": REASONS[str(label.abstained)],
        }
        for paragraph, label in rows[:_MAX_SHOWN]
    ]
    return {"n": len(rows), "paragraphs": shown}


def _percent(probability: float) -> str:
    """A probability as a percentage; no label is certain, so never 100 %."""
    return "99%+" if probability > _NEARLY_SURE else f"{probability:.0%}"

"""Results -> one self-contained HTML page that shows Chinese with the reader's own fonts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from topics.discovery.candidates import CandidateTheme, candidates_toml
from topics.discovery.hierarchy import Hierarchy
from topics.discovery.over_time import PeriodCount
from topics.discovery.quality import TopicFigures, TopicQuality
from topics.report.assets import scripts, styles
from topics.report.crosstab import CrossTable, cross_table
from topics.report.example import search_example
from topics.report.figures import METHODS, count_roles, quality_sentences, small_corpus_warning
from topics.report.points import embedded, point_columns, shown_texts, topic_name
from topics.report.template import REASONS, line_range, render
from topics.report.timeline import Timeline, sparkline, timeline_of
from topics.report.tree import draw_tree
from topics.themes.taxonomy import Taxonomy
from topics.types import CrosswalkCell, Dropped, Label, Paragraph, Topic

_MAX_SHOWN = 200
"""Dropped texts shown: a table of tens of thousands helps no reader."""

_MIN_SEEN = 0.5
"""A topic found again in a smaller share of the runs is said to be unstable."""


@dataclass(frozen=True, slots=True)
class ReportData:
    """All that a page shows; row i of `labels`, `topic_ids`, `positions` and `dates` is paragraph i.

    `positions` are places in the unit square, None for paragraphs that took no part in discovery;
    `dates` ISO dates. Both are empty where nothing is known.
    """

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
    positions: Sequence[tuple[float, float] | None] = ()
    dates: Sequence[str | None] = ()
    over_time: Sequence[PeriodCount] = ()
    candidates: Sequence[CandidateTheme] = ()
    hierarchy: Hierarchy | None = None
    quality: TopicQuality | None = None


def render_report(data: ReportData) -> str:
    """Return the page as HTML; it needs no network and no other file."""
    timeline = timeline_of(data.over_time)
    texts, cut = shown_texts(data.paragraphs)
    return render(
        "report.html.j2",
        title=data.title,
        n_documents=len(data.documents),
        n_paragraphs=len(data.paragraphs),
        n_labelled=sum(bool(label.themes) for label in data.labels),
        themes=_themes(data, timeline),
        topics=_topics(data, timeline),
        example=search_example(data.topics, texts),
        has_map=any(data.positions),
        n_placed=sum(position is not None for position in data.positions),
        left_out=_left_out(data),
        timeline=timeline,
        trend=embedded(_trend(data, timeline)) if timeline else None,
        quality=data.quality,
        quality_lines=quality_sentences(data.quality) if data.quality else (),
        small=small_corpus_warning(data.quality) if data.quality else "",
        crosstab=_crosstab(data) if data.topics else None,
        candidates=_candidates(data),
        tree=draw_tree(data.hierarchy, {topic.id: topic_name(topic) for topic in data.topics})
        if data.hierarchy
        else None,
        method=METHODS.get(data.method, data.method),
        columns=embedded(point_columns(data)),
        texts=embedded(texts),
        cut=cut,
        styles=styles(with_trend=timeline is not None),
        scripts=scripts(with_trend=timeline is not None),
        n_dropped=len(data.dropped),
        dropped=[
            {
                "document": row.document,
                "lines": line_range(row.lines),
                "reason": REASONS[row.reason],
                "text": row.text if any(map(_is_visible, row.text)) else "",
            }
            for row in data.dropped[:_MAX_SHOWN]
        ],
    )


def _themes(data: ReportData, timeline: Timeline | None) -> list[dict[str, Any]]:
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
            "spark": sparkline(timeline.counts("theme", theme.id)) if timeline else None,
        }
        for theme in data.taxonomy
    ]


def _topics(data: ReportData, timeline: Timeline | None) -> list[dict[str, Any]]:
    figures = {figure.topic: figure for figure in data.quality.topics} if data.quality else {}
    return [
        {
            "id": topic.id,
            "name": topic_name(topic),
            "size": topic.size,
            "is_outlier": topic.id < 0,
            "keywords": topic.keywords,
            "themes": [data.taxonomy.name(theme) for theme in topic.themes],
            "seen": _seen(figures.get(topic.id), data.quality),
            "npmi": figures[topic.id].npmi if topic.id in figures else None,
            "spark": sparkline(timeline.counts("topic", topic.id)) if timeline else None,
        }
        for topic in data.topics
    ]


def _candidates(data: ReportData) -> list[dict[str, Any]]:
    place = {topic.id: number for number, topic in enumerate(data.topics)}
    return [
        {
            "topic": place[candidate.topic],
            "name": candidate.name,
            "n": candidate.n_paragraphs,
            "seed_words": candidate.seed_words,
            "toml": candidates_toml([candidate]),
        }
        for candidate in data.candidates
    ]


def _crosstab(data: ReportData) -> CrossTable:
    names = [topic_name(topic) for topic in data.topics]
    return cross_table(data.topics, names, data.crosswalk, data.taxonomy.ids, data.labels, data.topic_ids)


def _left_out(data: ReportData) -> dict[str, Any] | None:
    """How many paragraphs took no part in discovery, and what they are; None where all did, or none could."""
    rows = zip(data.paragraphs, data.topic_ids, strict=False)
    outside = [paragraph for paragraph, topic in rows if topic is None]
    return {"n": len(outside), "roles": count_roles(outside)} if outside else None


def _is_visible(character: str) -> bool:
    return character.isprintable() and not character.isspace()


def _seen(figure: TopicFigures | None, quality: TopicQuality | None) -> dict[str, Any] | None:
    """In how many runs a topic was found again; None where that was not tried."""
    if figure is None or quality is None or not quality.n_runs:
        return None
    return {"n": figure.seen, "of": quality.n_runs, "unstable": figure.seen < _MIN_SEEN * quality.n_runs}


def _trend(data: ReportData, timeline: Timeline) -> dict[str, Any]:
    """Counts of each theme and topic in each period, in the order of the taxonomy and of the topics."""
    return {
        "names": timeline.names,
        "totals": timeline.totals,
        "theme": [timeline.counts("theme", theme) for theme in data.taxonomy.ids],
        "topic": [timeline.counts("topic", topic.id) for topic in data.topics],
    }

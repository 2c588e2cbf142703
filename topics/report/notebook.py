"""Values -> what a notebook shows of them: HTML in the reader's own fonts, every text escaped."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import singledispatch
from itertools import pairwise
from math import isfinite
from typing import Any

from topics.discovery.model import TopicModel
from topics.discovery.quality import TopicQuality
from topics.errors import InputError
from topics.report.figures import METHODS, count_roles, quality_sentences, small_corpus_warning
from topics.report.template import REASONS, ROLES, line_range, render
from topics.themes.taxonomy import Taxonomy, bare_taxonomy
from topics.types import Evidence, Label, Paragraph, Reading, Topic

_MAX_ROWS = 12
"""Rows shown of many: a cell is for a look, a report for the whole."""

_MAX_SCORES = 5
_MIN_SCORE = 0.01

_Labels = Label | Sequence[Label] | None
_Blocks = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class _Beside:
    """What stands beside a value: its labels, and the names of themes."""

    labels: _Labels
    taxonomy: Taxonomy


@dataclass(frozen=True, slots=True)
class View:
    """A value as a notebook shows it: `html` where there is a browser, `plain` elsewhere."""

    html: str
    plain: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.plain


def show(value: Any, labels: _Labels = None, *, taxonomy: Taxonomy | None = None, title: str = "") -> View:
    """Return a value as a notebook shows it.

    `value` is a Paragraph or a text, a Label, a Topic, a TopicModel or its quality, a Reading or a list of any
    of the first four, or a mapping of names to numbers of 0 or more, which becomes a bar chart.
    `labels` are the Label of a paragraph or the labels of paragraphs: their evidence is marked in
    the text. `taxonomy` gives themes their names in place of their ids. Of many rows the first 12
    are shown. Raises InputError for any other value.

    >>> topics.show(reading[0], labels[0], taxonomy=model.taxonomy)  # doctest: +SKIP
    """
    blocks = _blocks(value, _Beside(labels, taxonomy or bare_taxonomy(())))
    return View(render("notebook.html.j2", title=title, blocks=blocks), repr(value))


@singledispatch
def _blocks(value: object, _beside: _Beside) -> _Blocks:
    raise InputError(f"a {type(value).__name__} cannot be shown; see topics.show for what can")


@_blocks.register
def _(value: str, beside: _Beside) -> _Blocks:
    return [_text_block(value, "", beside)]


@_blocks.register
def _(value: Paragraph, beside: _Beside) -> _Blocks:
    place = f"{value.document} 第 {line_range(value.lines)} 行 · {ROLES[value.role]}"
    return [_text_block(value.text, place, beside)]


@_blocks.register
def _(value: Label, beside: _Beside) -> _Blocks:
    evidence = [{"theme": beside.taxonomy.name(span.theme), "text": span.text} for span in value.evidence]
    return [{"kind": "label", "label": _label(value, beside.taxonomy), "evidence": evidence}]


@_blocks.register
def _(value: Topic, beside: _Beside) -> _Blocks:
    return [{"kind": "topics", "topics": [_topic(value, beside.taxonomy, value.size)]}]


@_blocks.register
def _(value: TopicModel, beside: _Beside) -> _Blocks:
    if not hasattr(value, "topics_"):
        return [{"kind": "note", "text": "尚未训练，没有话题。"}]
    n_topics = sum(topic.id >= 0 for topic in value.topics_)
    heading = f"{n_topics} 个话题 · {value.quality_.n_texts} 段文字 · 方法 {METHODS.get(value.method_, value.method_)}"
    topics = _topics(value.topics_, beside.taxonomy)
    return [{"kind": "note", "text": heading}, *topics, *_blocks(value.quality_, beside)]


@_blocks.register
def _(value: TopicQuality, _beside: _Beside) -> _Blocks:
    lines = [*quality_sentences(value), small_corpus_warning(value)]
    return [{"kind": "lines", "lines": list(filter(None, lines))}]


@_blocks.register
def _(value: Reading, beside: _Beside) -> _Blocks:
    heading = (
        f"{len(value.documents)} 份文档 · {len(value)} 段（{count_roles(value) or '无'}）· 未采用 {len(value.dropped)}"
    )
    return [{"kind": "note", "text": heading}, *_sequence(value, beside)]


@_blocks.register(list)
@_blocks.register(tuple)
def _sequence(value: Sequence[Any], beside: _Beside) -> _Blocks:
    if value and all(isinstance(item, Topic) for item in value):
        return _topics(value, beside.taxonomy)
    labels = _one_each(value, beside.labels)[:_MAX_ROWS]
    shown = [
        block
        for item, label in zip(value[:_MAX_ROWS], labels, strict=True)
        for block in _blocks(item, replace(beside, labels=label))
    ]
    return shown + _rest(len(value))


@_blocks.register
def _(value: Mapping, beside: _Beside) -> _Blocks:  # type: ignore[type-arg]  # singledispatch takes bare classes
    numbers = [(beside.taxonomy.name(str(name)), _bar_number(number)) for name, number in value.items()]
    most = max((number for _, number in numbers), default=0) or 1
    bars = [
        {"name": name, "number": f"{number:,.4g}" if number % 1 else f"{number:,.0f}", "percent": 100 * number / most}
        for name, number in numbers
    ]
    return [{"kind": "bars", "bars": bars}]


def _bar_number(number: Any) -> float:
    try:
        found = float(number)
    except (TypeError, ValueError):
        found = -1
    if not isfinite(found) or found < 0:
        raise InputError(f"a bar cannot show {number!r}; give each name a number of 0 or more")
    return found


def _one_each(value: Sequence[Any], labels: _Labels) -> Sequence[Label | None]:
    """A label for each row, or none for each; InputError where the numbers differ."""
    if labels is None:
        return [None] * len(value)
    if isinstance(labels, Label) or len(labels) != len(value):
        n_labels = 1 if isinstance(labels, Label) else len(labels)
        raise InputError(f"{n_labels} labels for {len(value)} values; give one for each, in the same order")
    return labels


def _text_block(text: str, place: str, beside: _Beside) -> dict[str, Any]:
    labels, names = beside.labels, beside.taxonomy
    label = _one_each([text], [labels] if isinstance(labels, Label) else labels)[0]
    return {
        "kind": "text",
        "pieces": _pieces(text, label.evidence if label else (), names),
        "place": place,
        "label": _label(label, names) if label else None,
    }


def _pieces(text: str, evidence: Iterable[Evidence], names: Taxonomy) -> list[dict[str, str]]:
    """The text cut at the borders of evidence; a piece names the themes that it speaks for."""
    spans = [span for span in evidence if 0 <= span.start < span.end <= len(text)]
    borders = sorted({0, len(text), *(border for span in spans for border in (span.start, span.end))})
    pieces = []
    for start, end in pairwise(borders):
        themes = dict.fromkeys(names.name(span.theme) for span in spans if span.start <= start and end <= span.end)
        pieces.append({"text": text[start:end], "themes": "、".join(themes)})
    return pieces


def _label(label: Label, names: Taxonomy) -> dict[str, Any]:
    likely = sorted(label.scores.items(), key=lambda score: -score[1])
    kept = [score for score in likely if score[0] in label.themes or score[1] >= _MIN_SCORE]
    return {
        "themes": [names.name(theme) for theme in label.themes],
        "reason": REASONS[label.abstained] if label.abstained else "",
        "scores": [
            {"name": names.name(theme), "score": f"{score:.2f}", "percent": round(100 * score, 1),
             "given": theme in label.themes}
            for theme, score in kept[: max(_MAX_SCORES, len(label.themes))]
        ],
    }  # fmt: skip


def _topics(topics: Sequence[Topic], names: Taxonomy) -> list[dict[str, Any]]:
    most = max(topic.size for topic in topics) if topics else 1
    rows = [_topic(topic, names, most) for topic in topics[:_MAX_ROWS]]
    return [{"kind": "topics", "topics": rows}, *_rest(len(topics))]


def _topic(topic: Topic, names: Taxonomy, most: int) -> dict[str, Any]:
    return {
        "id": topic.id,
        "name": "离群段落" if topic.id < 0 else topic.name,
        "keywords": topic.keywords,
        "themes": [names.name(theme) for theme in topic.themes],
        "size": topic.size,
        "percent": round(100 * topic.size / max(most, 1), 1),
    }


def _rest(n: int) -> list[dict[str, Any]]:
    return [{"kind": "note", "text": f"只列出前 {_MAX_ROWS} 条，共 {n} 条。"}] if n > _MAX_ROWS else []

"""The values that travel between the rooms of the house: frozen, slotted, typed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, overload

Role = Literal["body", "heading", "byline", "caption", "jump", "box"]
"""What a paragraph is on its page."""

DropReason = Literal["duplicate", "furniture"]
"""Why text was left out: it repeats a kept paragraph, or it is furniture, no part of the running text.

Furniture are the menus, share bars, related links and footers of a web page, and lines without any
letter or digit.
"""

AbstentionReason = Literal["too_short", "no_theme_confident", "unlike_training"]
"""Why a label names no theme.

The text is too short to judge; no theme reaches its threshold; or one does, but the text is so
unlike all that the model learned from that its word should not be taken.
"""


@dataclass(frozen=True, slots=True)
class Document:
    """One file as it came: its decoded text, not yet repaired.

    `pages` holds the page of each line of `text`, from 1; empty where the format has no pages.
    `furniture` are the numbers, from 1, of the lines that surround the main text of a web page.
    A table has rows instead of lines: its `text` is empty.
    """

    name: str
    path: Path
    text: str
    encoding: str
    pages: tuple[int, ...] = ()
    furniture: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Correction:
    """A word `text[start:end]` that OCR had misread: as it came, and as it stands in the text now."""

    start: int
    end: int
    wrong: str
    right: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One clean running paragraph of a document: the unit that gets labelled.

    `lines` are the first and last line of the document that it stands on, counted from 1;
    `spans` the places `document.text[start:end]` that it was put together from, in order;
    `pages` the first and last page, where the format has pages; `seams` the places in `text`
    where what came from the second span begins, from the third, and so on; `article` the
    number of the article in its document, from 1, where headings show it, else 0;
    `corrections` the words of `text` that OCR had misread.
    """

    id: str
    document: str
    index: int
    text: str
    role: Role
    lines: tuple[int, int]
    spans: tuple[tuple[int, int], ...] = ()
    pages: tuple[int, int] | None = None
    seams: tuple[int, ...] = ()
    article: int = 0
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Dropped:
    """Text that was left out, with the reason; `kept_id` is the paragraph it repeats."""

    document: str
    lines: tuple[int, int]
    text: str
    reason: DropReason
    kept_id: str | None = None
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that repair decided about lines of a document, for a person to check."""

    lines: tuple[int, int]
    kind: Literal["role", "correction", "unwrapped", "furniture", "duplicate", "join"]
    text: str
    detail: str


@dataclass(frozen=True, slots=True)
class Reading(Sequence[Paragraph]):
    """What reading gave: paragraphs, what was dropped, the originals, and the other columns of rows, if any."""

    paragraphs: tuple[Paragraph, ...]
    dropped: tuple[Dropped, ...] = ()
    documents: tuple[Document, ...] = ()
    rows: tuple[Mapping[str, Any], ...] = ()

    def __len__(self) -> int:
        return len(self.paragraphs)

    @overload
    def __getitem__(self, index: int) -> Paragraph: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Paragraph, ...]: ...
    def __getitem__(self, index: int | slice) -> Paragraph | tuple[Paragraph, ...]:
        return self.paragraphs[index]

    def __iter__(self) -> Iterator[Paragraph]:
        return iter(self.paragraphs)

    @property
    def texts(self) -> list[str]:
        """The text of each paragraph, in order."""
        return [paragraph.text for paragraph in self.paragraphs]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span `text[start:end]` that spoke for a theme; `weight` is its part of the score.

    The unit of `weight` is that of `ThemeClassifier.decision_function`: the spans of one
    theme, the words against it and the intercept add up to the theme's score.
    """

    theme: str
    start: int
    end: int
    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A training text near to a text; `similarity` is the cosine of their TF-IDF, over 0 to 1."""

    text: str
    themes: tuple[str, ...]
    similarity: float


@dataclass(frozen=True, slots=True)
class Label:
    """The prediction for one paragraph.

    `scores` gives each theme's calibrated probability; `themes` those over their threshold,
    surest first; `primary` the first of them. With no theme, `abstained` says why.
    `theme_set` and `neighbours` are None unless asked for: the themes that promised coverage
    cannot leave out (see `ThemeClassifier.predict_set`), and the nearest training texts.
    """

    primary: str | None
    themes: tuple[str, ...]
    scores: Mapping[str, float]
    abstained: AbstentionReason | None = None
    evidence: tuple[Evidence, ...] = ()
    theme_set: tuple[str, ...] | None = None
    neighbours: tuple[Neighbour, ...] | None = None


@dataclass(frozen=True, slots=True)
class LabelledText:
    """One row of training or evaluation data: a text and its themes, the main one first.

    `weight` is how much the row counts in training. A `private` text is learned from, but never
    kept in a model. `source` says where the text is from, if not from the maker of the model.
    """

    text: str
    themes: tuple[str, ...]
    weight: float = 1.0
    private: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Topic:
    """One cluster that the data showed; `id` -1 is the outlier topic.

    `themes` are the themes that a good part of its paragraphs carry, most frequent first;
    `examples` the rows of the paragraphs nearest to its centre.
    """

    id: int
    size: int
    keywords: tuple[str, ...]
    themes: tuple[str, ...] = ()
    examples: tuple[int, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class CrosswalkCell:
    """How many paragraphs of a topic carry a theme, and which share of the topic that is."""

    topic: int
    theme: str
    n_paragraphs: int
    share: float


@dataclass(frozen=True, slots=True)
class Interval:
    """The range that a figure takes on resampled rows, its rarest values left out on both sides."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ScoreIntervals:
    """Intervals of the figures of one theme; None where a figure is not defined."""

    precision: Interval | None
    recall: Interval | None
    f1: Interval | None


@dataclass(frozen=True, slots=True)
class FigureIntervals:
    """Intervals of the figures of an Evaluation; None where a figure is not defined."""

    macro_f1: Interval | None
    micro_f1: Interval | None
    primary_accuracy: Interval | None
    false_alarm_rate: Interval | None
    accuracy: Interval | None


@dataclass(frozen=True, slots=True)
class ThemeScore:
    """Precision, recall and F1 of one theme; `n` is how many rows truly carry it."""

    theme: str
    precision: float
    recall: float
    f1: float
    n: int
    intervals: ScoreIntervals | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well labels agree with the truth; a figure of no rows is 0.

    `primary_accuracy` is the share of themed rows whose primary theme is among the true
    ones; `false_alarm_rate` the share of rows without a theme that were given one.
    `accuracy`, only of a model with one class a text, is the share of all rows whose class is right.
    """

    n: int
    n_none: int
    macro_f1: float
    micro_f1: float
    primary_accuracy: float
    false_alarm_rate: float
    themes: tuple[ThemeScore, ...] = ()
    accuracy: float | None = None
    intervals: FigureIntervals | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain values, figures rounded to four places, ready for JSON.

        Intervals are lists of two; what was not measured is left out.
        """
        figures = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "themes"}
        measured = {name: plain_value(value) for name, value in figures.items() if value is not None}
        return {**measured, "themes": {score.theme: _plain_score(score) for score in self.themes}}


def plain_value(value: Any) -> Any:
    """Return a value as JSON holds it: an Interval as its two ends, figures rounded to four places.

    Of a smaller figure the first digit that is not 0 is kept: a p-value is never quite 0.
    """
    if isinstance(value, float):
        return round(value, 4) or float(f"{value:.0e}")
    if isinstance(value, Interval):
        return [plain_value(value.low), plain_value(value.high)]
    if isinstance(value, tuple):
        return [plain_value(item) for item in value]
    if is_dataclass(value):
        return {field.name: plain_value(getattr(value, field.name)) for field in fields(value)}
    return value


def _plain_score(score: ThemeScore) -> dict[str, Any]:
    plain: dict[str, Any] = plain_value(score)
    return {name: value for name, value in plain.items() if name != "theme" and value is not None}

"""The crosswalk as a table that leaves no paragraph out: those without a topic or a theme, and totals."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from topics.types import CrosswalkCell, Label, Topic

NONE = -1
"""In place of the number of a topic or theme: the paragraphs that have none."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Paragraphs with a theme, and how strongly the cell is shaded; `share` is empty where it says nothing."""

    n: int
    shade: float = 0.0
    share: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """The paragraphs of topic number `topic`: with each theme, without a theme, and all."""

    topic: int | None
    name: str
    cells: tuple[Cell, ...]
    none: int
    total: int


@dataclass(frozen=True, slots=True)
class CrossTable:
    """A row for each topic, one for paragraphs without a topic where there are any, and one for all."""

    rows: tuple[Row, ...]
    without_topic: Row | None
    total: Row


def cross_table(
    topics: Sequence[Topic],
    names: Sequence[str],
    cells: Sequence[CrosswalkCell],
    themes: Sequence[str],
    labels: Sequence[Label],
    topic_ids: Sequence[int | None],
) -> CrossTable:
    """Set the cells of a crosswalk beside what they leave open; `names` are those of the topics."""
    known = {(cell.topic, cell.theme): cell for cell in cells}
    silent = Counter(topic for topic, label in zip(topic_ids, labels, strict=True) if not label.themes)
    rows = tuple(
        Row(number, name, tuple(_cell(known[topic.id, theme]) for theme in themes), silent[topic.id], topic.size)
        for number, (topic, name) in enumerate(zip(topics, names, strict=True))
    )
    outside = [label for topic, label in zip(topic_ids, labels, strict=True) if topic is None]
    without = _counted(NONE, "不参与聚类", outside, themes) if outside else None
    return CrossTable(rows, without, _counted(None, "全部段落", labels, themes))


def _counted(topic: int | None, name: str, labels: Sequence[Label], themes: Sequence[str]) -> Row:
    hits = Counter(theme for label in labels for theme in label.themes)
    silent = sum(not label.themes for label in labels)
    return Row(topic, name, tuple(Cell(hits[theme]) for theme in themes), silent, len(labels))


def _cell(cell: CrosswalkCell) -> Cell:
    return Cell(cell.n_paragraphs, round(0.7 * cell.share**0.5, 2), f"{cell.share:.0%}")

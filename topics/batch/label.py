"""Rows in, labelled rows out: the columns of a label, and the job that adds them to a table."""

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from topics.batch.rows import BadRow, Row, open_table
from topics.batch.table import check_table_path, write_table
from topics.settings import LabelSettings
from topics.types import Dropped, Label, Paragraph

LABEL_COLUMNS = ("primary", "themes", "scores", "abstained", "evidence")
"""Columns of every label; those that were asked for follow, see `label_names`."""

PARAGRAPH_COLUMNS = (
    "id",
    "document",
    "index",
    "text",
    "role",
    "lines",
    "spans",
    "pages",
    "seams",
    "article",
    "corrections",
)
DROPPED_COLUMNS = ("document", "lines", "text", "reason", "kept_id", "spans")
_BLOCK = 512

LabelTexts = Callable[[list[str]], list[Label]]


@dataclass(frozen=True, slots=True)
class JobCounts:
    """What a job did: rows read = rows labelled + rows quarantined."""

    labelled: int
    quarantined: int
    quarantine: Path | None = None


def label_names(asked: LabelSettings) -> tuple[str, ...]:
    """Return the columns of labels, those that were asked for behind those that all have."""
    wanted = {"theme_set": asked.coverage is not None, "neighbours": asked.n_neighbours > 0}
    return (*LABEL_COLUMNS, *(name for name, is_wanted in wanted.items() if is_wanted))


def label_columns(label: Label) -> dict[str, Any]:
    """Return the columns that a label adds to a row."""
    columns: dict[str, Any] = {
        "primary": label.primary,
        "themes": list(label.themes),
        "scores": dict(label.scores),
        "abstained": label.abstained,
        "evidence": [asdict(span) for span in label.evidence],
    }
    if label.theme_set is not None:
        columns["theme_set"] = list(label.theme_set)
    if label.neighbours is not None:
        columns["neighbours"] = [{**asdict(near), "themes": list(near.themes)} for near in label.neighbours]
    return columns


def paragraph_columns(paragraph: Paragraph) -> dict[str, Any]:
    """Return a paragraph as a row."""
    return {
        **asdict(paragraph),
        "lines": list(paragraph.lines),
        "spans": [list(span) for span in paragraph.spans],
        "pages": list(paragraph.pages) if paragraph.pages else None,
        "seams": list(paragraph.seams),
        "corrections": [asdict(correction) for correction in paragraph.corrections],
    }


def dropped_columns(dropped: Dropped) -> dict[str, Any]:
    """Return a dropped text as a row."""
    return {**asdict(dropped), "lines": list(dropped.lines), "spans": [list(span) for span in dropped.spans]}


def with_label(columns: Mapping[str, Any], label: Label) -> dict[str, Any]:
    """Return a row with its label; an input column of the same name is kept as `input_…`."""
    added = label_columns(label)
    freed = freed_columns(columns, added)
    return {**{freed[name]: value for name, value in columns.items()}, **added}


def freed_columns(columns: Iterable[str], added: Container[str]) -> dict[str, str]:
    """Return input column -> its name in the output, clear of the columns that are added."""
    names = list(columns)
    freed: dict[str, str] = {}
    for name in names:
        free = name
        while free in added or (free != name and free in names):
            free = f"input_{free}"
        freed[name] = free
    return freed


def label_table(
    source: Path,
    target: Path,
    label_texts: LabelTexts,
    text_column: str,
    advance: Callable[[int], None],
    names: Sequence[str] = LABEL_COLUMNS,
) -> JobCounts:
    """Label a table: one output row for each good input row, in order, all columns kept.

    Bad rows go to `<target>.quarantine.jsonl` with their number and the reason. `advance`
    is told how many rows each step has done; `names` are the columns that labels have.
    """
    check_table_path(target)
    bad: list[BadRow] = []
    table = open_table(source, text_column)
    columns = (*freed_columns(table.columns or (text_column,), names).values(), *names)
    count = write_table(target, _labelled(_good_rows(table.rows, bad), label_texts, advance), columns)
    quarantine = target.with_name(f"{target.name}.quarantine.jsonl")
    if not bad:
        quarantine.unlink(missing_ok=True)
        return JobCounts(count, 0)
    write_table(quarantine, ({"row": row.number, "reason": row.reason, "raw": row.raw} for row in bad), ())
    return JobCounts(count, len(bad), quarantine)


def _good_rows(rows: Iterable[Row | BadRow], bad: list[BadRow]) -> Iterator[Row]:
    for row in rows:
        if isinstance(row, Row):
            yield row
        else:
            bad.append(row)


def _labelled(rows: Iterator[Row], label_texts: LabelTexts, advance: Callable[[int], None]) -> Iterator[dict[str, Any]]:
    while block := list(islice(rows, _BLOCK)):
        labels = label_texts([row.text for row in block])
        yield from (with_label(row.columns, label) for row, label in zip(block, labels, strict=True))
        advance(len(block))

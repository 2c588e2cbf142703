"""Rows in, labelled rows out: the columns of a label, and the job that adds them to a table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from topics.batch.columns import LABEL_COLUMNS, label_names, label_schema
from topics.batch.job import JobCounts, JobOptions, label_tables_here
from topics.batch.names import freed_columns
from topics.types import Label

__all__ = [
    "LABEL_COLUMNS",
    "JobCounts",
    "freed_columns",
    "label_columns",
    "label_names",
    "label_table",
    "labels_batch",
    "with_label",
]

LabelTexts = Callable[[list[str]], list[Label]]


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


def with_label(columns: Mapping[str, Any], label: Label) -> dict[str, Any]:
    """Return a row with its label; an input column of the same name is kept as `input_…`."""
    added = label_columns(label)
    freed = freed_columns(columns, added)
    return {**{freed[name]: value for name, value in columns.items()}, **added}


def label_table(
    source: Path,
    target: Path,
    label_texts: LabelTexts,
    text_column: str,
    advance: Callable[[int], None],
    names: Sequence[str] = LABEL_COLUMNS,
) -> JobCounts:
    """Label a table in this process by any function of texts; see `topics.batch.job.label_tables`.

    `advance` is told how many rows each step has done; `names` are the columns that labels have.
    """

    def label(texts: pa.Array) -> pa.RecordBatch:
        return labels_batch(label_texts(texts.to_pylist()), names)

    return label_tables_here([source], target, label, names, text_column, JobOptions(), _Told(advance))


def labels_batch(labels: Sequence[Label], names: Sequence[str]) -> pa.RecordBatch:
    """Return labels as columns."""
    schema = label_schema(list(labels[0].scores) if labels else (), names)
    rows = [label_columns(label) for label in labels]
    columns = [pa.array([row[field.name] for row in rows], field.type) for field in schema]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


@dataclass(frozen=True, slots=True)
class _Told:
    """A watcher that asks for steps only."""

    advance: Callable[[int], None]

    def begin(self, n_rows: int, n_done: int) -> None:
        """Hear how much there is to do."""

"""Texts -> label columns: what labelling found for a block of texts, as Arrow arrays, without an object a text."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from topics.batch.arrays import text_buffers
from topics.settings import LabelSettings
from topics.themes.block import ABSTENTIONS, SCORE_PLACES, EvidenceLists, LabelBlock, NeighbourLists, ThemeLists
from topics.themes.labelling import Labeller
from topics.themes.model import ThemeModel

LABEL_COLUMNS = ("primary", "themes", "scores", "abstained", "evidence")
"""Columns of every label; those that were asked for follow, see `label_names`."""

LabelColumns = Callable[[pa.Array], pa.RecordBatch]
"""What labels a block: strings without nulls -> a row of label columns for each, in order."""

_THEMES = pa.list_(pa.string())
_EVIDENCE = pa.list_(
    pa.struct(
        {
            "theme": pa.string(),
            "start": pa.int32(),
            "end": pa.int32(),
            "text": pa.string(),
            "weight": pa.float64(),
        }
    )
)
_NEIGHBOURS = pa.list_(pa.struct({"text": pa.string(), "themes": _THEMES, "similarity": pa.float64()}))


def label_names(asked: LabelSettings) -> tuple[str, ...]:
    """Return the columns of labels, those that were asked for behind those that all have."""
    wanted = {"theme_set": asked.coverage is not None, "neighbours": asked.n_neighbours > 0}
    return (*LABEL_COLUMNS, *(name for name, is_wanted in wanted.items() if is_wanted))


def label_schema(classes: Sequence[str], names: Sequence[str]) -> pa.Schema:
    """Return the types of label columns for the themes of a model."""
    kinds = {
        "primary": pa.string(),
        "themes": _THEMES,
        "scores": pa.struct([(name, pa.float64()) for name in classes]) if classes else pa.null(),
        "abstained": pa.string(),
        "evidence": _EVIDENCE,
        "theme_set": _THEMES,
        "neighbours": _NEIGHBOURS,
    }
    return pa.schema([(name, kinds[name]) for name in names])


def columns_by(model: ThemeModel, asked: LabelSettings, n_expected: int = 0) -> LabelColumns:
    """Return what labels blocks of texts by a model; `n_expected` says how many texts are to come.

    Raises ModelError where the model lacks what was asked for.
    """
    labeller = Labeller(model, asked, n_expected)
    schema = label_schema(model.classes_.tolist(), label_names(asked))
    shown = _training_rows(model) if asked.n_neighbours else None

    def label(texts: pa.Array) -> pa.RecordBatch:
        if not len(texts):
            return pa.RecordBatch.from_arrays([pa.array([], field.type) for field in schema], schema=schema)
        found = labeller.label_arrays(text_buffers(texts))
        columns = block_columns(found, shown)
        return pa.RecordBatch.from_arrays([columns[name] for name in schema.names], schema=schema)

    return label


def block_columns(block: LabelBlock, training_rows: pa.StructArray | None = None) -> dict[str, pa.Array]:
    """Return the columns of a block; `training_rows` are the texts and themes that its neighbours number."""
    names = pa.array(block.classes.tolist(), pa.string())
    scores = np.round(block.probabilities, SCORE_PLACES)
    columns = {
        "primary": _first(block.themes, names),
        "themes": _named(block.themes, names),
        "scores": pa.StructArray.from_arrays(list(map(pa.array, scores.T)), names=names.to_pylist()),
        "abstained": pa.array(ABSTENTIONS, pa.string()).take(pa.array(block.abstained)),
        "evidence": _spans(block.evidence, names),
    }
    if block.theme_sets is not None:
        columns["theme_set"] = _named(block.theme_sets, names)
    if block.neighbours is not None and training_rows is not None:
        columns["neighbours"] = _nearest(block.neighbours, training_rows)
    return columns


def _first(lists: ThemeLists, names: pa.Array) -> pa.Array:
    """The first theme of each list, null where there is none."""
    empty = np.diff(lists.offsets) == 0
    places = np.minimum(lists.offsets[:-1], max(len(lists.columns) - 1, 0))
    columns = lists.columns[places] if len(lists.columns) else np.zeros(len(empty), np.int32)
    return names.take(pa.array(columns, mask=empty))


def _named(lists: ThemeLists, names: pa.Array) -> pa.Array:
    return _lists(lists.offsets, names.take(pa.array(lists.columns)))


def _spans(lists: EvidenceLists, names: pa.Array) -> pa.Array:
    offsets = pa.py_buffer(lists.text_offsets.astype(np.int32))
    texts = pa.StringArray.from_buffers(len(lists.columns), offsets, pa.py_buffer(lists.text_data))
    spans = [names.take(pa.array(lists.columns)), *map(pa.array, (lists.starts, lists.ends)), texts]
    fields = list(_EVIDENCE.value_type)
    return _lists(lists.offsets, pa.StructArray.from_arrays([*spans, pa.array(lists.weights)], fields=fields))


def _nearest(lists: NeighbourLists, training_rows: pa.StructArray) -> pa.Array:
    texts, themes = training_rows.take(pa.array(lists.rows)).flatten()
    fields = list(_NEIGHBOURS.value_type)
    near = pa.StructArray.from_arrays([texts, themes, pa.array(lists.similarities)], fields=fields)
    return _lists(lists.offsets, near)


def _lists(offsets: npt.NDArray[np.int64], values: pa.Array) -> pa.Array:
    return pa.ListArray.from_arrays(pa.array(offsets.astype(np.int32)), values)


def _training_rows(model: ThemeModel) -> pa.StructArray | None:
    kept = model.training_texts_
    if kept is None:
        return None
    columns = [pa.array(list(kept.texts), pa.string()), pa.array(list(map(list, kept.themes)), _THEMES)]
    return pa.StructArray.from_arrays(columns, names=["text", "themes"])

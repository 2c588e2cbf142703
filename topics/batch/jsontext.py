"""Arrow arrays -> the JSON of their values, a column at a time; what Arrow cannot do is done value by value."""

import json
from functools import cache, lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from topics.batch.arrays import string_array, which_hold

_PLACES, _LARGEST = 10_000, 50_000
"""Scores and weights are multiples of 1 / 10,000, and hardly ever above 5."""

_CERTAIN = 10_000
"""The code of 1, the largest score."""

_MAX_NAMED = 1_000
"""Characters of names that are written out with each score."""

_ESCAPED, _CONTROLS = b'"\\', 32
"""What JSON escapes: these two, and characters below 32."""


def json_value(value: Any) -> str:
    """Return a value as JSON in UTF-8; escaped where a lone surrogate makes UTF-8 impossible."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if text.isprintable() or encodes(text) else json.dumps(value, default=str)


def encodes(text: str) -> bool:
    """Tell whether UTF-8 can hold a text: half a character (a lone surrogate) it cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


_MANY = 500
"""From so many numbers on it pays to write all that there are, and to look them up."""


def json_texts(array: pa.Array) -> pa.Array:
    """Return the JSON of each value, as `json_value` gives it: an array of strings without nulls."""
    kind = array.type
    if pa.types.is_dictionary(kind):
        return json_texts(array.dictionary_decode())
    if pa.types.is_null(kind):
        return pa.repeat(pa.scalar("null"), len(array))
    if is_text(kind):
        texts = _string_texts(array.cast(pa.string()))
    elif pa.types.is_boolean(kind):
        texts = pc.if_else(array, "true", "false")
    elif pa.types.is_integer(kind):
        texts = array.cast(pa.string())
    elif pa.types.is_list(kind) or pa.types.is_large_list(kind):
        texts = _list_texts(array)
    elif pa.types.is_struct(kind):
        texts = _object_texts(array)
    else:
        texts = _number_texts(array) if pa.types.is_floating(kind) else _plain_texts(array)
    return pc.fill_null(texts, "null") if texts.null_count else texts


def is_text(kind: pa.DataType) -> bool:
    """Tell whether a type is one of those of strings."""
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def joined(*parts: Any) -> pa.Array:
    """Return the parts of each row, arrays and str, as one string a row."""
    return pc.binary_join_element_wise(*parts, "")


def _string_texts(array: pa.Array) -> pa.Array:
    awkward = which_hold(array, _ESCAPED, _CONTROLS)
    texts = joined('"', array, '"')
    if awkward.any():
        mask = pa.array(awkward)
        escaped = [json.dumps(text, ensure_ascii=False) for text in array.filter(mask).to_pylist()]
        texts = pc.replace_with_mask(texts, mask, string_array(escaped))
    return texts


def _list_texts(array: pa.Array) -> pa.Array:
    lengths = pc.fill_null(pc.list_value_length(array), 0).to_numpy()
    offsets = np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)
    items = pa.ListArray.from_arrays(pa.array(offsets), json_texts(array.flatten()))
    return _where_valid(array, joined("[", pc.binary_join(items, ", "), "]"))


def _object_texts(array: pa.Array) -> pa.Array:
    values = array.flatten()
    names = [json_value(array.type.field(number).name) for number in range(len(values))]
    if not names:
        return _plain_texts(array)
    codes = _score_codes(values) if len(array) >= _MANY and sum(map(len, names)) <= _MAX_NAMED else None
    if codes is not None:
        return _where_valid(array, _score_texts(tuple(names), codes))
    parts: list[Any] = ["{"]
    for number, (name, column) in enumerate(zip(names, values, strict=True)):
        parts += [f"{', ' if number else ''}{name}: ", json_texts(column)]
    return _where_valid(array, joined(*parts, "}"))


def _where_valid(array: pa.Array, texts: pa.Array) -> pa.Array:
    return pc.if_else(array.is_valid(), texts, pa.scalar(None, pa.string())) if array.null_count else texts


def _score_codes(columns: list[pa.Array]) -> npt.NDArray[np.int32] | None:
    """Numbers from 0 to 1 of four places as whole numbers (n_rows, n_columns); None where there are others."""
    if not all(pa.types.is_float64(column.type) and not column.null_count for column in columns):
        return None
    values = np.column_stack([column.to_numpy() for column in columns])
    codes = np.rint(np.where((values >= 0) & (values <= 1), values, 0.0) * _PLACES)
    is_score = (codes / _PLACES == values).all() and not np.signbit(values).any()
    return codes.astype(np.int32) if is_score else None


def _score_texts(names: tuple[str, ...], codes: npt.NDArray[np.int32]) -> pa.Array:
    """The objects of scores: each name with its score is looked up, and they are joined."""
    n_rows, n_names = codes.shape
    numbers = codes + np.arange(n_names, dtype=np.int32) * (_CERTAIN + 1)
    items = _score_items(names).take(pa.array(numbers.ravel()))
    offsets = np.arange(n_rows + 1, dtype=np.int32) * n_names
    return pc.binary_join(pa.ListArray.from_arrays(pa.array(offsets), items), ", ")


@lru_cache(maxsize=2)
def _score_items(names: tuple[str, ...]) -> pa.Array:
    """What stands in an object, brackets included: the first name with each score, then the next."""
    scores = _rounded_texts().slice(0, _CERTAIN + 1)
    starts = [f"{'' if number else '{'}{name}: " for number, name in enumerate(names)]
    ends = ["" for _ in names[1:]] + ["}"]
    return pa.concat_arrays([joined(start, scores, end) for start, end in zip(starts, ends, strict=True)])


def _number_texts(array: pa.Array) -> pa.Array:
    """Python's way to write numbers is not Arrow's: those of four places are looked up, others written once each."""
    if pa.types.is_float64(array.type) and len(array) >= _MANY:
        values = pc.fill_null(array, 0.0).to_numpy()
        codes = np.rint(np.where(values <= _LARGEST / _PLACES, values, 0.0).clip(0.0) * _PLACES)
        known = (codes / _PLACES == values) & ~np.signbit(values)
        if known.all():
            nulls = array.is_null().to_numpy(zero_copy_only=False)
            return _rounded_texts().take(pa.array(codes.astype(np.int32), mask=nulls))
    coded = array.dictionary_encode()
    texts = pa.array([json.dumps(value) for value in coded.dictionary.to_pylist()], pa.string())
    return texts.take(coded.indices)


@cache
def _rounded_texts() -> pa.Array:
    """The numbers of four places from 0 on, in their order."""
    return pa.array([json.dumps(code / _PLACES) for code in range(_LARGEST + 1)], pa.string())


def _plain_texts(array: pa.Array) -> pa.Array:
    return pa.array([None if value is None else json_value(value) for value in array.to_pylist()], pa.string())

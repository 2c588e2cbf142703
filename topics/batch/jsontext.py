"""Arrow arrays -> the JSON of their values, a column at a time; what Arrow cannot do is done value by value."""

import json
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_PLACES, _LARGEST = 10_000, 50_000
"""Scores and weights are multiples of 1 / 10,000, and hardly ever above 5."""

_ESCAPED = r'["\\\x00-\x1f]'


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
    return pc.fill_null(texts, "null")


def is_text(kind: pa.DataType) -> bool:
    """Tell whether a type is one of those of strings."""
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def joined(*parts: Any) -> pa.Array:
    """Return the parts of each row, arrays and str, as one string a row."""
    return pc.binary_join_element_wise(*parts, "")


def _string_texts(array: pa.Array) -> pa.Array:
    awkward = pc.fill_null(pc.match_substring_regex(array, _ESCAPED), fill_value=False)
    texts = joined('"', array, '"')
    if pc.any(awkward).as_py():
        escaped = [json.dumps(text, ensure_ascii=False) for text in array.filter(awkward).to_pylist()]
        texts = pc.replace_with_mask(texts, awkward, pa.array(escaped, pa.string()))
    return texts


def _list_texts(array: pa.Array) -> pa.Array:
    lengths = pc.fill_null(pc.list_value_length(array), 0).to_numpy()
    offsets = np.concatenate(([0], np.cumsum(lengths))).astype(np.int32)
    items = pa.ListArray.from_arrays(pa.array(offsets), json_texts(array.flatten()))
    return pc.if_else(array.is_valid(), joined("[", pc.binary_join(items, ", "), "]"), pa.scalar(None, pa.string()))


def _object_texts(array: pa.Array) -> pa.Array:
    parts: list[Any] = ["{"]
    for number, values in enumerate(array.flatten()):
        name = json.dumps(array.type.field(number).name, ensure_ascii=False)
        parts += [f"{', ' if number else ''}{name}: ", json_texts(values)]
    if len(parts) == 1:
        return _plain_texts(array)
    return pc.if_else(array.is_valid(), joined(*parts, "}"), pa.scalar(None, pa.string()))


def _number_texts(array: pa.Array) -> pa.Array:
    """Python's way to write numbers is not Arrow's: those of four places are looked up, others written once each."""
    if pa.types.is_float64(array.type):
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

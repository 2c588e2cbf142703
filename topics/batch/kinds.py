"""Arrow types of parts of a column -> that of the column, as Arrow finds it where it sees all values at once."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from topics.batch.jsontext import is_text
from topics.batch.table import typed_array

_NO_WITNESS = object()


def common_kind(kinds: Sequence[pa.DataType | None], *, is_everywhere: bool) -> pa.DataType | None:
    """Return the type that holds all values, None where there is none (or a part has none).

    Values stand for types: what Arrow finds for a value of each type it finds for the whole
    column. `is_everywhere` says that no part lacks the column.
    """
    distinct = list(dict.fromkeys(kinds))
    if None in distinct:
        return None
    filled = [kind for kind in distinct if not pa.types.is_null(kind)]
    if len(filled) < 2:  # noqa: PLR2004  # nothing to reconcile
        return filled[0] if filled else pa.null()
    witnesses = [_witness(kind) for kind in filled]
    if any(_lacks(witness) for witness in witnesses):
        return None
    array = typed_array(witnesses if is_everywhere else [*witnesses, None])
    return None if array is None else array.type


def _witness(kind: pa.DataType) -> Any:
    """A value of a type; `_NO_WITNESS` inside it where there is none."""
    if pa.types.is_dictionary(kind):
        return _witness(kind.value_type)
    if pa.types.is_list(kind) or pa.types.is_large_list(kind) or pa.types.is_fixed_size_list(kind):
        return [_witness(kind.value_type)]
    if pa.types.is_struct(kind):
        return {field.name: _witness(field.type) for field in kind}
    for is_kind, value in _PLAIN:
        if is_kind(kind):
            return value
    return _NO_WITNESS


def _lacks(value: Any) -> bool:
    if isinstance(value, list):
        return any(map(_lacks, value))
    return any(map(_lacks, value.values())) if isinstance(value, dict) else value is _NO_WITNESS


_PLAIN: tuple[tuple[Any, Any], ...] = (
    (pa.types.is_null, None),
    (pa.types.is_boolean, True),
    (pa.types.is_integer, 1),
    (pa.types.is_floating, 0.5),
    (is_text, "a"),
    (pa.types.is_decimal, Decimal("0.5")),
    (pa.types.is_date, dt.date(2024, 1, 1)),
)

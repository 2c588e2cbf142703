"""Names of columns in the output: an input column makes way for a label column of the same name."""

from collections.abc import Container, Iterable
from typing import Any


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


def freed_rows(rows: Iterable[dict[str, Any]], added: Iterable[str]) -> list[dict[str, Any]]:
    """Return rows under the names that they have in the output: a row itself where none is taken."""
    taken = frozenset(added)
    return [row if taken.isdisjoint(row) else _freed_row(row, taken) for row in rows]


def _freed_row(row: dict[str, Any], added: Container[str]) -> dict[str, Any]:
    freed = freed_columns(row, added)
    return {freed[name]: value for name, value in row.items()}

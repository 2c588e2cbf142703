"""Names of columns in the output: an input column makes way for a label column of the same name."""

from collections.abc import Collection, Container, Iterable
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


def freed_row(row: dict[str, Any], added: Collection[str]) -> dict[str, Any]:
    """Return a row under the names that it has in the output: the row itself where none is taken."""
    if all(name not in row for name in added):
        return row
    freed = freed_columns(row, added)
    return {freed[name]: value for name, value in row.items()}

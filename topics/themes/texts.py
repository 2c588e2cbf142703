"""What estimators take: lists of str, in blocks."""

from collections.abc import Iterable, Iterator, Mapping

from topics.errors import InputError

MIN_CHARACTERS = 8
"""Letters and digits below which a text says too little to be judged, unless a model has learned from shorter ones."""

_BLOCK = 1024
"""Texts that are vectorised at a time: bounds the memory, never changes a result."""


def checked_texts(texts: Iterable[str]) -> list[str]:
    """Return texts as a list; InputError for a single str, a table, no list at all, or items that are no str."""
    refuse_no_list(texts)
    checked = list(texts)
    for row, text in enumerate(checked):
        if not isinstance(text, str):
            raise InputError(f"text {row} is a {type(text).__name__}, not a str")
    return checked


def refuse_no_list(texts: object) -> None:
    """Raise InputError for a single str and for a table: iterating them gives no texts."""
    if isinstance(texts, str):
        raise InputError("texts should be a list of str, not one str; put it in a list")
    if hasattr(texts, "columns"):
        raise InputError("texts should be a list of str, not a table; pass its text column")
    if isinstance(texts, Mapping) or not isinstance(texts, Iterable):
        raise InputError(f"texts should be a list of str, not a {type(texts).__name__}")


def n_characters(text: str) -> int:
    """Return how many letters and digits a text has."""
    return sum(character.isalnum() for character in text)


def text_blocks(texts: Iterable[str]) -> Iterator[list[str]]:
    """Yield the checked texts block by block."""
    checked = checked_texts(texts)
    return (checked[start : start + _BLOCK] for start in range(0, len(checked), _BLOCK))

"""Room that compiled code works in, for one text at a time.

Arrays are as long as the longest text and a few places more, if not said otherwise.
"""

from typing import NamedTuple

import numpy as np

from topics.features.kernel.tables import Array, Sizes, Tables

_MORE = 3
"""Places behind the last character: two marks, and the end of the last word."""

LEAST_TABLE = 16
"""Entries of the smallest table, a power of two as all are; see topics.features.kernel.sets."""


class Text(NamedTuple):
    """The characters of a text, folded; whether they are letters or digits; the byte where each starts."""

    folded: Array
    alnum: Array
    at: Array


class Cut(NamedTuple):
    """`ends` of all words; by place the best weight from there on, where its word ends, and which it is."""

    ends: Array
    best: Array
    after: Array
    words: Array


class Stream(NamedTuple):
    """The characters that runs are read from, and where they stand in the text."""

    points: Array
    places: Array


class Found(NamedTuple):
    """Rows with their places, one after another: of the words that count, or of all terms found."""

    rows: Array
    starts: Array
    ends: Array


class Counted(NamedTuple):
    """The different terms of a text: their rows, how often each was found, and what it weighs.

    `places` tell of each term found which of them it is; `table` is a table of places plus 1 by rows.
    """

    rows: Array
    counts: Array
    values: Array
    places: Array
    table: Array


class SeedMarks(NamedTuple):
    """The last text that each seed word (n_seeds + 1,) stood in, and how many did of each list, 0 between texts."""

    seen: Array
    hits: Array


class Spans(NamedTuple):
    """Room for evidence: shares of characters; spans; and which of them are strong, the strongest first."""

    shares: Array
    starts: Array
    ends: Array
    units: Array
    order: Array


class Limits(NamedTuple):
    """What evidence is shown: at most so many spans of a theme, of `least` in `whole` of its score, in 1 / `units`."""

    max_evidence: int
    least: int
    whole: int
    units: int


class Evidence(NamedTuple):
    """What is handed back, the spans of all texts one after another; text i has those from `offsets[i]` on.

    Each has a theme's column, its characters, its weight in units, and its bytes within the text.
    """

    offsets: Array
    columns: Array
    starts: Array
    ends: Array
    units: Array
    first_bytes: Array
    last_bytes: Array


class Room(NamedTuple):
    """All of it; `known` is a set of numbers."""

    text: Text
    cut: Cut
    words: Found
    stream: Stream
    found: Found
    counted: Counted
    seeds: SeedMarks
    spans: Spans
    known: Array


def _table_size(n: int) -> int:
    return max(LEAST_TABLE, 1 << (2 * n).bit_length())


def make_room(longest: int, tables: Tables, sizes: Sizes) -> Room:
    """Return room for texts of up to so many characters."""
    n = longest + _MORE
    n_rows = len(tables.weights)
    n_found = n * (sizes.longest_gram + sizes.longest_phrase + sizes.seeds_a_place)
    n_distinct = min(n_found, n_rows) + 1
    numbers = iter(np.empty((14, n), dtype=np.int32))
    found = np.empty((3, n_found), dtype=np.int32)
    return Room(
        Text(next(numbers), np.empty(n, dtype=np.uint8), next(numbers)),
        Cut(next(numbers), np.empty(n), next(numbers), next(numbers)),
        Found(next(numbers), next(numbers), next(numbers)),
        Stream(next(numbers), next(numbers)),
        Found(*found),
        Counted(
            rows=np.empty(n_distinct, dtype=np.int32),
            counts=np.empty(n_distinct, dtype=np.int32),
            values=np.empty(n_distinct),
            places=np.empty(n_found, dtype=np.int32),
            table=np.empty(_table_size(n_found), dtype=np.int32),
        ),
        SeedMarks(
            seen=np.zeros(len(tables.seeds.offsets), dtype=np.int64),
            hits=np.zeros(n_rows - sizes.first_seed_row, dtype=np.int64),
        ),
        Spans(np.empty(n), next(numbers), next(numbers), np.empty(n, dtype=np.int64), next(numbers)),
        np.empty(_table_size(n), dtype=np.int64),
    )


def make_evidence(n_texts: int, most_spans: int) -> Evidence:
    """Return room for the evidence of so many texts."""
    numbers = np.empty((5, most_spans), dtype=np.int32)
    columns, starts, ends, first_bytes, last_bytes = numbers
    units = np.empty(most_spans, dtype=np.int64)
    return Evidence(np.zeros(n_texts + 1, dtype=np.int64), columns, starts, ends, units, first_bytes, last_bytes)

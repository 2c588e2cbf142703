"""The columns of a page: printed pieces of text -> lines in the order of reading.

A page of a PDF is a bag of pieces at places. A gutter is an upright strip that prose stands
on both sides of; what crosses it (a title, a footer) parts the page into bands, and in each
band the left side is read before the right, which may have gutters of its own. Tables have
gaps too, but their cells are short: they are read row by row.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from statistics import median

_MIN_GUTTER = 0.8
"""The narrowest gutter, in type sizes."""

_MIN_COLUMN = 8.0
"""The longest piece on a row of prose is mostly at least this many type sizes long."""

_MIN_ROWS = 3
"""Fewer rows on a side are a heading or a box, not a column."""

_SAME_ROW = 0.5
"""Pieces whose middles are closer than this share of the type size stand on one row."""

_SMALLEST_STEP = 1e-6
_MAX_DEPTH = 6
_MAX_CANDIDATES = 16
_STRIPS = 256
"""Gutters are looked for at so many places across the page: the work stays linear."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text on one line, in points; `bottom` and `top` grow upwards, as in a PDF."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def middle(self) -> float:
        """The height that the piece stands at."""
        return (self.bottom + self.top) / 2

    @property
    def size(self) -> float:
        """The type size, as the height of the piece."""
        return self.top - self.bottom


@dataclass(frozen=True, slots=True)
class _Gutter:
    left: float
    right: float

    def is_crossed_by(self, piece: Piece) -> bool:
        return piece.left < self.right and piece.right > self.left


def reading_order(pieces: Sequence[Piece]) -> list[str]:
    """Return the lines of a page, column after column; pieces of one row are joined by a space."""
    return [" ".join(piece.text for piece in row) for row in _read(pieces, _MAX_DEPTH)]


def _read(pieces: Sequence[Piece], depth: int) -> Iterator[list[Piece]]:
    gutter = _best_gutter(pieces) if depth else None
    if gutter is None:
        yield from _rows(pieces)
        return
    for is_crossing, band in _bands(pieces, gutter):
        if is_crossing:
            yield from _rows(band)
            continue
        for side in _sides(band, gutter):
            yield from _read(side, depth - 1)


def _rows(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """Rows from the top, each from the left."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (-piece.middle, piece.left)):
        if rows and rows[-1][0].middle - piece.middle < _SAME_ROW * max(rows[-1][0].size, piece.size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [sorted(row, key=lambda piece: piece.left) for row in rows]


def _bands(pieces: Sequence[Piece], gutter: _Gutter) -> Iterator[tuple[bool, list[Piece]]]:
    """Bands from the top: rows that cross the gutter, and rows that leave it free."""
    crossing = [(any(map(gutter.is_crossed_by, row)), row) for row in _rows(pieces)]
    for is_crossing, rows in groupby(crossing, key=lambda row: row[0]):
        yield is_crossing, [piece for _, row in rows for piece in row]


def _sides(band: Iterable[Piece], gutter: _Gutter) -> tuple[list[Piece], list[Piece]]:
    left: list[Piece] = []
    right: list[Piece] = []
    for piece in band:
        (left if piece.right <= gutter.left else right).append(piece)
    return left, right


def _best_gutter(pieces: Sequence[Piece]) -> _Gutter | None:
    """The gutter with most rows of prose on both its sides, the leftmost of equals."""
    if len(pieces) < 2 * _MIN_ROWS:
        return None
    size = median(piece.size for piece in pieces)
    best, most = None, 0
    for gutter in _candidates(pieces, _MIN_GUTTER * size):
        rows = _prose_rows(pieces, gutter, size)
        if rows > most:
            best, most = gutter, rows
    return best


def _prose_rows(pieces: Sequence[Piece], gutter: _Gutter, size: float) -> int:
    """How many rows of prose stand beside the gutter, on the side that has fewer; 0 for a table."""
    total = 0
    for is_crossing, band in _bands(pieces, gutter):
        sides = _sides(band, gutter)
        if is_crossing or min(map(len, sides)) < _MIN_ROWS:
            continue
        if all(_is_prose(side, size) for side in sides):
            total += min(len(_rows(side)) for side in sides)
    return total if total >= _MIN_ROWS else 0


def _is_prose(side: Sequence[Piece], size: float) -> bool:
    """Most rows of prose hold a long piece; those of a table hold several short ones."""
    rows = _rows(side)
    longest = median(max(piece.right - piece.left for piece in row) for row in rows)
    return len(rows) >= _MIN_ROWS and longest >= _MIN_COLUMN * size


def _candidates(pieces: Sequence[Piece], width: float) -> list[_Gutter]:
    """Strips of a width around the places that fewer pieces cross than their neighbours, emptiest first."""
    left = min(piece.left for piece in pieces)
    step = max((max(piece.right for piece in pieces) - left) / _STRIPS, _SMALLEST_STEP)
    changes = [0] * (_STRIPS + 1)
    for piece in pieces:
        changes[round((piece.left - left) / step)] += 1
        changes[round((piece.right - left) / step)] -= 1
    valleys = sorted(_valleys(list(accumulate(changes))))[:_MAX_CANDIDATES]
    centres = [left + middle * step for _, middle in valleys]
    return [_Gutter(centre - width / 2, centre + width / 2) for centre in centres]


def _valleys(heights: Sequence[int]) -> Iterator[tuple[int, float]]:
    """Yield the height and the middle of each run that is lower than both its neighbours."""
    runs = [(height, [index for index, _ in run]) for height, run in groupby(enumerate(heights), key=lambda at: at[1])]
    for before, (height, indices), after in zip(runs, runs[1:], runs[2:], strict=False):
        if height < min(before[0], after[0]):
            yield height, (indices[0] + indices[-1] + 1) / 2

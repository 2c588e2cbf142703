"""Blocks: the lines of a web page, and the rows of a table that make one line of their cells."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_PARAGRAPH_ENDS = ("。", "！", "？", "。”")
_MIN_PARAGRAPH = 30
_MAX_CELL_LINES = 8
_MENU = 3


@dataclass(frozen=True, slots=True)
class Block:
    """One line of a page: a paragraph, heading (`level` 1 to 6), list item or table row.

    `container` is the element it stands in; `n_linked` of its characters are links. What can
    be no part of the running text `is_aside`: buttons, fields, notes on how to read a
    character, and lines without a letter or digit.
    """

    text: str
    container: int
    n_linked: int = 0
    level: int = 0
    is_row: bool = False
    is_aside: bool = False


@dataclass(slots=True)
class Row:
    """An open table row: where its cells start, and whether it holds more than cells of data."""

    container: int
    cells: list[int] = field(default_factory=list)
    is_layout: bool = False


def end_row(blocks: list[Block], row: Row) -> None:
    """Make one line of a row of data, the last of `blocks`; a row that lays out the page stays as it is."""
    if row.is_layout or not row.cells:
        return
    filled = [cell for cell in _cells(blocks, row.cells) if cell]
    if len(filled) < 2 or any(map(_is_laid_out, filled)):  # noqa: PLR2004 - a row has two cells
        return
    parts = [block for cell in filled for block in cell]
    asides = [block for block in blocks[row.cells[0] :] if block.is_aside]
    text, n_linked = " ".join(part.text for part in parts), sum(part.n_linked for part in parts)
    blocks[row.cells[0] :] = [Block(text, row.container, n_linked, is_row=True), *asides]


def _cells(blocks: Sequence[Block], starts: Sequence[int]) -> Iterator[list[Block]]:
    for start, end in zip(starts, [*starts[1:], len(blocks)], strict=True):
        yield [block for block in blocks[start:end] if not block.is_aside]


def _is_laid_out(cell: Sequence[Block]) -> bool:
    """Tell whether a cell holds a part of the page rather than a piece of data."""
    if len(cell) > _MAX_CELL_LINES or any(block.level for block in cell):
        return True
    n_linked = sum(block.n_linked * 2 > len(block.text) for block in cell)
    n_running = sum(len(block.text) >= _MIN_PARAGRAPH and block.text.endswith(_PARAGRAPH_ENDS) for block in cell)
    return n_linked >= _MENU or n_running > 1

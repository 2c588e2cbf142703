"""One document beside what came of it: original lines in bands, and blocks that begin on them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from topics.report.original import Original, OriginalLine, Span
from topics.report.template import REASONS, ROLES, line_range
from topics.types import Document, Dropped, Paragraph

_WRITTEN_AS_LINES = (".txt", ".md")


@dataclass(frozen=True, slots=True)
class Link:
    """A paragraph: its element on the page and its number in its document."""

    element: str
    number: int


@dataclass(frozen=True, slots=True)
class Seam:
    """Where two halves of a paragraph meet, and the lines that they stand on.

    `wrapped` tells that the second half stands right below the first on the same page.
    """

    tail: int
    head: int
    wrapped: bool
    across_pages: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """What one span gave to the text of a paragraph, and the seam before it."""

    text: str
    seam: Seam | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """One thing on the right: a paragraph, a half whose paragraph stands elsewhere, or dropped text.

    `element` is the paragraph or dropped text whose lines are highlighted, `start` the place
    of its first character, `link` the paragraph that it is, goes into, or repeats.
    """

    kind: Literal["paragraph", "half", "dropped"]
    element: str
    line: int
    start: int
    label: str
    lines: str
    pieces: tuple[Piece, ...]
    link: Link | None

    @property
    def is_joined(self) -> bool:
        """Tell whether halves meet here that did not stand right below each other."""
        return any(piece.seam and not piece.seam.wrapped for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Band:
    """Original lines, and what begins on the first of them; a table has no original lines."""

    lines: tuple[OriginalLine, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document as it is shown: the first `n_shown` of its lines, or of the rows of a table."""

    key: str
    document: Document
    bands: tuple[Band, ...]
    n_shown: int
    n_left_out: int
    is_table: bool

    @property
    def is_extracted(self) -> bool:
        """Tell whether the lines were taken out of a file that is not made of lines."""
        return not self.is_table and self.document.path.suffix.lower() not in _WRITTEN_AS_LINES

    @property
    def blocks(self) -> list[Block]:
        """All that stands on the right."""
        return [block for band in self.bands for block in band.blocks]


def lay_out(
    key: str,
    original: Original,
    paragraphs: Sequence[Paragraph],
    dropped: Sequence[Dropped],
    links: Mapping[str, Link],
    max_lines: int,
) -> Sheet:
    """Set the first lines of a document beside what begins on them.

    `key` begins the names of the elements of this document; `links` maps the id of each
    paragraph to its element. Paragraphs without a place in the text are rows of a table.
    """
    owners = {span: links[paragraph.id].element for paragraph in paragraphs for span in paragraph.spans}
    blocks = [block for paragraph in paragraphs for block in _paragraph_blocks(original, paragraph, links)]
    for number, entry in enumerate(dropped):
        element = f"{key}x{number}"
        owners |= dict.fromkeys(entry.spans, element)
        blocks.append(_dropped_block(entry, element, links))
    blocks.sort(key=lambda block: (block.line, block.start))
    if not original and blocks:
        rows = tuple(Band((), (block,)) for block in blocks[:max_lines])
        return Sheet(key, original.document, rows, len(rows), len(blocks) - len(rows), is_table=True)
    lines = tuple(original.lines(owners, max_lines))
    return Sheet(
        key, original.document, tuple(_bands(lines, blocks)), len(lines), len(original) - len(lines), is_table=False
    )


def find_seams(original: Original, paragraph: Paragraph) -> list[Seam]:
    """Return where the halves of a paragraph meet, in the order of its text."""
    numbers = [original.line_of(start) for start, _ in paragraph.spans]
    return [
        Seam(tail, head, original.follows(tail, head), original.page_of(tail) != original.page_of(head))
        for tail, head in pairwise(numbers)
    ]


def _paragraph_blocks(original: Original, paragraph: Paragraph, links: Mapping[str, Link]) -> Iterator[Block]:
    """Yield a paragraph where it first stands, and a note wherever else a half of it stood."""
    link, runs = links[paragraph.id], _runs(original, paragraph)
    first = min(runs, default=None)
    lines = " → ".join(line_range(run.lines) for run in runs) or line_range(paragraph.lines)
    pieces = tuple(_pieces(original, paragraph))
    line, start = (first.lines[0], first.start) if first else (paragraph.lines[0], 0)
    yield Block("paragraph", link.element, line, start, ROLES[paragraph.role], lines, pieces, link)
    for run in runs:
        if run is not first:
            yield Block("half", link.element, run.lines[0], run.start, "", line_range(run.lines), (), link)


def _dropped_block(entry: Dropped, element: str, links: Mapping[str, Link]) -> Block:
    link = links[entry.kept_id] if entry.kept_id else None
    start = min(entry.spans, default=(0, 0))[0]
    lines = line_range(entry.lines)
    return Block("dropped", element, entry.lines[0], start, REASONS[entry.reason], lines, (Piece(entry.text),), link)


def _pieces(original: Original, paragraph: Paragraph) -> Iterator[Piece]:
    """Yield the text of a paragraph cut at its seams."""
    cuts = pairwise((0, *paragraph.seams, len(paragraph.text)))
    seams = (None, *find_seams(original, paragraph))
    for (start, end), seam in zip(cuts, seams, strict=True):
        yield Piece(paragraph.text[start:end], seam)


@dataclass(frozen=True, slots=True, order=True)
class _Run:
    """Lines right below each other that went into one paragraph."""

    lines: Span
    start: int


def _runs(original: Original, paragraph: Paragraph) -> list[_Run]:
    """The lines of a paragraph in the order of its text, those right below each other as one."""
    runs: list[_Run] = []
    for start, _ in paragraph.spans:
        number = original.line_of(start)
        if runs and original.follows(runs[-1].lines[1], number):
            runs[-1] = _Run((runs[-1].lines[0], number), runs[-1].start)
        else:
            runs.append(_Run((number, number), start))
    return runs


def _bands(lines: Sequence[OriginalLine], blocks: Sequence[Block]) -> Iterator[Band]:
    """Yield the lines cut before each on which a block begins."""
    beginning: dict[int, list[Block]] = {}
    for block in blocks:
        beginning.setdefault(block.line, []).append(block)
    firsts = [rank for rank, line in enumerate(lines) if rank == 0 or line.number in beginning]
    for first, following in pairwise((*firsts, len(lines))):
        yield Band(tuple(lines[first:following]), tuple(beginning.get(lines[first].number, ())))

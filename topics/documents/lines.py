"""Document -> lines: where each stands in the file, what it says, what it is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from topics.characters import normalise
from topics.documents.corrections import corrected, merged, moved, shipped_corrector
from topics.documents.roles import heading_level, role_of, without_marks
from topics.types import Correction, Document, Role

_LINE_END = re.compile(r"\r\n|\n|\r")
"""Lines as an editor counts them: `str.splitlines` would also split at page breaks."""

_GLUED_JUMP = re.compile(r"(?P<mark>[（(]?上接第?[0-9一二三四五六七八九十]{1,3}版[）)]?)\s*(?P<text>\S.{12,})")
_LATIN = re.compile(r"[A-Za-z0-9]")
_INDENT = re.compile(r"(?:\u3000|\t| {2,})")


@dataclass(frozen=True, slots=True)
class Line:
    """One line with something on it, or several that belong together.

    `numbers` are the first and last line in the document, counted from 1; each span is a
    place `document.text[start:end]` without the white space around it. `text` is the
    normalised form without Markdown marks, `seams` the places in it where the spans after
    the first begin. `level` counts the marks # of a heading; `indented`, `after_gap` and
    `after_heading` tell of white space, of an empty line and of a heading or byline before it.
    `corrections` are the misread words that `text` no longer has.
    """

    numbers: tuple[int, int]
    spans: tuple[tuple[int, int], ...]
    text: str
    role: Role
    level: int = 0
    indented: bool = False
    after_gap: bool = False
    after_heading: bool = False
    seams: tuple[int, ...] = ()
    corrections: tuple[Correction, ...] = ()

    def __add__(self, other: "Line") -> "Line":
        """Return this line continued by another: nothing is put between Han characters.

        What a half looks like says little: unless a mark shows the role, the whole text does.
        """
        space = " " if _LATIN.match(self.text[-1:]) and _LATIN.match(other.text[:1]) else ""
        numbers = (min(self.numbers[0], other.numbers[0]), max(self.numbers[1], other.numbers[1]))
        start = len(self.text) + len(space)
        seams = (*self.seams, start, *(start + seam for seam in other.seams))
        text = self.text + space + other.text
        role = self.role if self.level else role_of(text)
        spans, corrections = self.spans + other.spans, self.corrections + moved(other.corrections, start)
        return replace(self, numbers=numbers, spans=spans, text=text, role=role, seams=seams, corrections=corrections)


def in_one(lines: Sequence[Line]) -> Line:
    """Return lines as one, added in halves: one after the other takes time that grows with their square."""
    if len(lines) == 1:
        return lines[0]
    middle = len(lines) // 2
    return in_one(lines[:middle]) + in_one(lines[middle:])


def read_lines(document: Document) -> Iterator[Line]:
    """Yield the lines of a document that are not blank, in order, as if its furniture were not there.

    A jump mark that was glued to the text it leads to ("上接第一版 民警…") is a line of its own.
    """
    gap, heading = True, False
    for number, (start, end) in enumerate(line_bounds(document.text), start=1):
        if number in document.furniture:
            continue
        raw = document.text[start:end]
        for span in _pieces(raw, start):
            piece = document.text[slice(*span)]
            text = normalise(piece)
            role = role_of(text)
            yield Line(
                numbers=(number, number),
                spans=(span,),
                text=without_marks(text),
                role=role,
                level=heading_level(text),
                indented=bool(_INDENT.match(raw)),
                after_gap=gap,
                after_heading=heading,
            )
            heading = role in {"heading", "byline"}
        gap = not raw.strip()


def put_right(lines: Sequence[Line]) -> list[Line]:
    """Return lines with their misread words put right, all looked at together."""
    found = shipped_corrector().find([line.text for line in lines])
    right = list(lines)
    for place, corrections in enumerate(found):
        if corrections:
            right[place] = _with(lines[place], corrections)
    return right


def put_seams_right(line: Line) -> Line:
    """Return a line with the misread words put right that came about where its halves met."""
    corrector = shipped_corrector()
    return put_right([line])[0] if any(corrector.may_correct(line.text, seam) for seam in line.seams) else line


def _with(line: Line, found: Sequence[Correction]) -> Line:
    text = corrected(line.text, found)
    role = line.role if line.level else role_of(text)
    return replace(line, text=text, role=role, corrections=merged(line.text, line.corrections, found))


def read_furniture(document: Document) -> Iterator[Line]:
    """Yield the lines that the reader of the document took for furniture, in order."""
    if not document.furniture:
        return
    for number, (start, end) in enumerate(line_bounds(document.text), start=1):
        span = _place(document.text[start:end], start)
        if number in document.furniture and span:
            yield Line((number, number), (span,), normalise(document.text[slice(*span)]), role="body")


def line_bounds(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each line of a text begins and ends, its line end left out."""
    start = 0
    for match in _LINE_END.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _pieces(raw: str, offset: int) -> list[tuple[int, int]]:
    """The places of what stands on a line: nothing, one piece, or a jump mark and the text after it."""
    place = _place(raw, offset)
    if place is None:
        return []
    jump = _GLUED_JUMP.match(raw.strip())
    if jump is None:
        return [place]
    first, last = place
    return [(first, first + jump.end("mark")), (first + jump.start("text"), last)]


def _place(raw: str, offset: int) -> tuple[int, int] | None:
    """Where the text of a line stands, without the white space around it; None on a blank line."""
    first, last = offset + len(raw) - len(raw.lstrip()), offset + len(raw.rstrip())
    return (first, last) if first < last else None

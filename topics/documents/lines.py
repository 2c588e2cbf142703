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
_HEADS = {"heading", "byline"}
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
        """Return this line continued by another: nothing is put between Han characters."""
        space = " " if _LATIN.match(self.text[-1:]) and _LATIN.match(other.text[:1]) else ""
        numbers = (min(self.numbers[0], other.numbers[0]), max(self.numbers[1], other.numbers[1]))
        text = self.text + space
        seams = (*self.seams, len(text), *(len(text) + seam for seam in other.seams))
        return replace(
            self,
            numbers=numbers,
            spans=self.spans + other.spans,
            text=text + other.text,
            seams=seams,
            corrections=self.corrections + moved(other.corrections, len(text)),
        )


def read_lines(document: Document) -> Iterator[Line]:
    """Yield the lines of a document that are not blank, in order.

    A jump mark that was glued to the text it leads to ("上接第一版 民警…") is a line of its own.
    Misread words are put right here, before anything is decided by what a line says.
    """
    lines = list(_lines(document))
    heading = False
    for line, corrections in zip(lines, shipped_corrector().find([line.text for line in lines]), strict=True):
        right = line
        if corrections:
            right = _with(line, corrections)
            text = normalise(document.text[slice(*line.spans[0])])
            right = replace(right, role=role_of(text.replace(line.text, right.text)))
        if right.after_heading != heading:
            right = replace(right, after_heading=heading)
        heading = right.role in _HEADS
        yield right


def reread(lines: Sequence[Line]) -> list[Line]:
    """Return lines with the misread words put right where those that were put together meet."""
    joined = [line for line in lines if line.seams]
    found = iter(shipped_corrector().find([line.text for line in joined]))
    return [_with(line, next(found)) if line.seams else line for line in lines]


def _with(line: Line, corrections: Sequence[Correction]) -> Line:
    if not corrections:
        return line
    made = merged(line.text, line.corrections, corrections)
    return replace(line, text=corrected(line.text, corrections), corrections=made)


def _lines(document: Document) -> Iterator[Line]:
    """The lines as they came."""
    gap, heading = True, False
    for number, (start, end) in enumerate(line_bounds(document.text), start=1):
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
            heading = role in _HEADS
        gap = not raw.strip()


def line_bounds(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each line of a text begins and ends, its line end left out."""
    start = 0
    for match in _LINE_END.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _pieces(raw: str, offset: int) -> list[tuple[int, int]]:
    """The places of what stands on a line: nothing, one piece, or a jump mark and the text after it."""
    first, last = offset + len(raw) - len(raw.lstrip()), offset + len(raw.rstrip())
    if first >= last:
        return []
    jump = _GLUED_JUMP.match(raw.strip())
    if jump is None:
        return [(first, last)]
    return [(first, first + jump.end("mark")), (first + jump.start("text"), last)]

"""Document -> lines: where each stands in the file, what it says, what it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from topics.characters import normalise
from topics.documents.corrections import corrected, merged, moved, shipped_corrector
from topics.documents.roles import role_of, without_marks
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
    normalised form without Markdown marks. `marked` tells of the mark of a heading,
    `indented`, `after_gap` and `after_heading` tell of white space, of an empty line and of
    a heading or byline before it. `corrections` are the misread words that `text` no longer has.
    """

    numbers: tuple[int, int]
    spans: tuple[tuple[int, int], ...]
    text: str
    role: Role
    marked: bool = False
    indented: bool = False
    after_gap: bool = False
    after_heading: bool = False
    corrections: tuple[Correction, ...] = ()

    def __add__(self, other: "Line") -> "Line":
        """Return this line continued by another: nothing is put between Han characters."""
        space = " " if _LATIN.match(self.text[-1:]) and _LATIN.match(other.text[:1]) else ""
        numbers = (min(self.numbers[0], other.numbers[0]), max(self.numbers[1], other.numbers[1]))
        return replace(
            self,
            numbers=numbers,
            spans=self.spans + other.spans,
            text=self.text + space + other.text,
            corrections=self.corrections + moved(other.corrections, len(self.text + space)),
        )


def read_lines(document: Document) -> Iterator[Line]:
    """Yield the lines of a document that are not blank, in order.

    A jump mark that was glued to the text it leads to ("上接第一版 民警…") is a line of its own.
    Misread words are put right here, before anything is decided by what a line says.
    """
    start, gap, heading = 0, True, False
    for number, (end, following) in enumerate(_ends(document.text), start=1):
        raw = document.text[start:end]
        for span in _pieces(raw, start):
            piece = document.text[slice(*span)]
            text = normalise(piece)
            bare = without_marks(text)
            corrections = shipped_corrector().find(bare)
            right = corrected(bare, corrections)
            role = role_of(text.replace(bare, right) if corrections else text)
            yield Line(
                numbers=(number, number),
                spans=(span,),
                text=right,
                role=role,
                marked=text.startswith("#"),
                indented=bool(_INDENT.match(raw)),
                after_gap=gap,
                after_heading=heading,
                corrections=corrections,
            )
            heading = role in {"heading", "byline"}
        gap, start = not raw.strip(), following


def reread(line: Line) -> Line:
    """Return a line that was put together from several with the misread words at its seams put right as well."""
    found = shipped_corrector().find(line.text) if len(line.spans) > 1 else ()
    return replace(line, text=corrected(line.text, found), corrections=merged(line.text, line.corrections, found))


def _pieces(raw: str, offset: int) -> list[tuple[int, int]]:
    """The places of what stands on a line: nothing, one piece, or a jump mark and the text after it."""
    first, last = offset + len(raw) - len(raw.lstrip()), offset + len(raw.rstrip())
    if first >= last:
        return []
    jump = _GLUED_JUMP.match(raw.strip())
    if jump is None:
        return [(first, last)]
    return [(first, first + jump.end("mark")), (first + jump.start("text"), last)]


def _ends(text: str) -> Iterator[tuple[int, int]]:
    """(end of a line, start of the next) for each line."""
    for match in _LINE_END.finditer(text):
        yield match.start(), match.end()
    yield len(text), len(text)

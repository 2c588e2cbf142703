"""The lines of a document as they stand in its file, and which line a place in its text stands on."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from topics.documents.lines import line_bounds
from topics.types import Document

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of an original line and the element that it became; "" where it became none."""

    text: str
    owner: str = ""


@dataclass(frozen=True, slots=True)
class OriginalLine:
    """One line as it stands in the file; `page` where it is the first of a page."""

    number: int
    stretches: tuple[Stretch, ...]
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Original:
    """The places of the lines of a document, counted from 1; no last line without text."""

    document: Document
    bounds: tuple[Span, ...]

    @classmethod
    def of(cls, document: Document) -> "Original":
        """Find the lines of a document."""
        bounds = tuple(line_bounds(document.text))
        return cls(document, bounds if bounds[-1][0] < bounds[-1][1] else bounds[:-1])

    def __len__(self) -> int:
        return len(self.bounds)

    def line_of(self, place: int) -> int:
        """Return the number of the line that `document.text[place]` stands on."""
        return bisect_right(self.bounds, place, key=lambda bounds: bounds[0])

    def page_of(self, number: int) -> int | None:
        """Return the page of a line, where the format has pages."""
        return self.document.pages[number - 1] if self.document.pages else None

    def follows(self, tail: int, head: int) -> bool:
        """Tell whether line `head` stands right below line `tail`."""
        return head == tail + 1 and self.page_of(head) == self.page_of(tail)

    def lines(self, owners: Mapping[Span, str], n_lines: int) -> Iterator[OriginalLine]:
        """Yield the first lines, each cut where a span of an owner begins or ends."""
        spans: dict[int, list[Span]] = {}
        for span in sorted(owners):
            spans.setdefault(self.line_of(span[0]), []).append(span)
        last_page = None
        for number, bounds in enumerate(self.bounds[:n_lines], start=1):
            page = self.page_of(number)
            stretches = tuple(self._stretches(bounds, spans.get(number, ()), owners))
            yield OriginalLine(number, stretches, page if page != last_page else None)
            last_page = page

    def _stretches(self, bounds: Span, spans: Iterable[Span], owners: Mapping[Span, str]) -> Iterator[Stretch]:
        text = self.document.text
        done, end = bounds
        for span in spans:
            if done < span[0]:
                yield Stretch(text[done : span[0]])
            yield Stretch(text[slice(*span)], owners[span])
            done = span[1]
        if done < end:
            yield Stretch(text[done:end])

"""Reading -> one self-contained HTML page: the original lines beside what came of them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TypeVar, get_args

from topics.report.original import Original
from topics.report.sheet import Link, find_seams, lay_out
from topics.report.template import REASONS, render
from topics.types import Dropped, DropReason, Paragraph, Reading

_MAX_DOCUMENTS = 50
_MAX_LINES = 1000
"""Documents shown, and lines or rows of each: a person reads no more, and a browser bears these."""

_Entry = TypeVar("_Entry", Paragraph, Dropped)


def render_reading(reading: Reading, title: str = "原文与段落对照") -> str:
    """Return the page as HTML; it needs no network and no other file.

    A paragraph stands beside the first original line that went into it, its other halves are
    announced beside theirs; what was dropped stands where it was, with the reason.
    """
    paragraphs, dropped = _by_document(reading.paragraphs), _by_document(reading.dropped)
    keys = {document.name: f"d{number}" for number, document in enumerate(reading.documents, start=1)}
    links = {entry.id: Link(f"{keys[entry.document]}p{entry.index}", entry.index) for entry in reading.paragraphs}
    originals = [
        (Original.of(document), paragraphs.get(document.name, []), dropped.get(document.name, []))
        for document in reading.documents
    ]
    counts = [_count(*original) for original in originals]
    sheets = [
        lay_out(keys[original.document.name], original, kept, left_out, links, _MAX_LINES)
        for original, kept, left_out in originals[:_MAX_DOCUMENTS]
    ]
    return render(
        "reading.html.j2",
        title=title,
        n_documents=len(reading.documents),
        total=sum(counts, Counter()),
        sheets=list(zip(sheets, counts, strict=False)),
        reasons={reason: REASONS[reason] for reason in get_args(DropReason)},
        shown={block.element for sheet in sheets for block in sheet.blocks if block.kind == "paragraph"},
    )


def _by_document(entries: Iterable[_Entry]) -> dict[str, list[_Entry]]:
    found: dict[str, list[_Entry]] = {}
    for entry in entries:
        found.setdefault(entry.document, []).append(entry)
    return found


def _count(original: Original, paragraphs: Sequence[Paragraph], dropped: Sequence[Dropped]) -> Counter[str]:
    """Lines, paragraphs, both kinds of seams, and dropped texts by their reason."""
    seams = [seam for paragraph in paragraphs for seam in find_seams(original, paragraph)]
    n_wraps = sum(seam.wrapped for seam in seams)
    figures = {"lines": len(original), "paragraphs": len(paragraphs), "joins": len(seams) - n_wraps, "wraps": n_wraps}
    return Counter(figures) + Counter(entry.reason for entry in dropped)

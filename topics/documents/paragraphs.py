"""Document -> Paragraph: lines become running paragraphs, once each, with their roles."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from topics.documents.articles import article_numbers
from topics.documents.joins import Join, find_joins, match
from topics.documents.lines import Line, in_one, put_right, put_seams_right, read_furniture, read_lines
from topics.documents.repeats import content_key, find_copies, find_repeats
from topics.documents.seams import is_open, may_join
from topics.documents.wraps import unwrap
from topics.types import Correction, Decision, Document, Dropped, DropReason, Paragraph

_LETTER = re.compile(r"\w")
_CLOSING = re.compile("[。！？；.!?;”’）)」』》]+")
_SEAM = 12
_SAME_LENGTH = 0.1
"""A repeat that is as long as what it repeats is a copy; a shorter one is a part."""


@dataclass(frozen=True, slots=True)
class Repair:
    """The lines of a document and what was decided about them; places count the kept lines.

    `repeats` maps the place of a line among `lines` to that of the line which holds it
    already; `articles` numbers the article of each kept line; `joins` speak of places
    among `kept`.
    """

    furniture: tuple[Line, ...]
    lines: tuple[Line, ...]
    repeats: Mapping[int, int]
    kept: tuple[Line, ...]
    articles: tuple[int, ...]
    joins: tuple[Join, ...]


def split_paragraphs(document: Document) -> tuple[list[Paragraph], list[Dropped]]:
    """Return the paragraphs of a document in reading order, and what was left out and why.

    Lines that a fixed width broke are put together; lines outside the main text of a web page
    or without any letter or digit (`furniture`) and lines that another one holds already
    (`duplicate`) are left out; then halves that a column or page break cut apart are joined.
    Every character of the document that is not white space stands in a span of a paragraph
    or of a dropped text.
    """
    repair = repair_lines(document)
    chains = _chains(len(repair.kept), repair.joins)
    paragraphs = [
        _paragraph(document, index, whole, repair.articles[chain[0]])
        for index, (chain, whole) in enumerate(zip(chains, _wholes(repair, chains), strict=True))
    ]
    owner = {repair.kept[rank].spans: paragraphs[index].id for index, chain in enumerate(chains) for rank in chain}
    dropped = [_dropped(document, line, None) for line in repair.furniture]
    dropped += [
        _dropped(document, repair.lines[place], owner[repair.lines[_holder(place, repair.repeats)].spans])
        for place in sorted(repair.repeats)
    ]
    return paragraphs, sorted(dropped, key=lambda row: row.spans)


def repair_lines(document: Document) -> Repair:
    """Decide which lines of a document run on, repeat others, or continue others."""
    lines = put_right(_with_stray_ends(unwrap(list(read_lines(document)))))
    furniture = (*read_furniture(document), *(line for line in lines if not _LETTER.search(line.text)))
    lines = [line for line in lines if _LETTER.search(line.text)]
    repeats = _repeats(lines)
    kept = tuple(line for place, line in enumerate(lines) if place not in repeats)
    articles = tuple(number for place, number in enumerate(article_numbers(lines)) if place not in repeats)
    return Repair(furniture, tuple(lines), repeats, kept, articles, tuple(_joins(lines, repeats)))


def _with_stray_ends(lines: Sequence[Line]) -> list[Line]:
    """Lines of nothing but closing punctuation are the last of what the line before left open."""
    whole: list[Line] = []
    for line in lines:
        if whole and _CLOSING.fullmatch(line.text) and may_join(whole[-1]) and is_open(whole[-1].text):
            whole[-1] = whole[-1] + line
        else:
            whole.append(line)
    return whole


def _joins(lines: Sequence[Line], repeats: Mapping[int, int]) -> list[Join]:
    """The joins among kept lines; a line that stands twice is looked for in both its places."""
    ranks = {place: rank for rank, place in enumerate(place for place in range(len(lines)) if place not in repeats)}
    holders = {place: _holder(place, repeats) for place in range(len(lines))}
    places = [place for place, holder in holders.items() if _as_long(lines[place], lines[holder])]
    found = find_joins([lines[place] for place in places])
    moved = [(ranks[holders[places[join.tail]]], ranks[holders[places[join.head]]]) for join in found]
    return match([Join(tail, head, join.probability) for (tail, head), join in zip(moved, found, strict=True)])


def _as_long(line: Line, other: Line) -> bool:
    return abs(len(line.text) - len(other.text)) <= _SAME_LENGTH * len(other.text)


def explain(document: Document) -> list[Decision]:
    """Return every decision about a document, in the order of its lines."""
    repair = repair_lines(document)
    decisions = [Decision(line.numbers, "furniture", line.text, _why_furniture(line)) for line in repair.furniture]
    for place, line in enumerate(repair.lines):
        decisions.append(Decision(line.numbers, "role", line.text, line.role))
        decisions += _explained(line, line.corrections)
        if len(line.spans) > 1:
            decisions.append(Decision(line.numbers, "unwrapped", line.text, f"{len(line.spans)} lines of one width"))
        if place in repair.repeats:
            first, last = repair.lines[_holder(place, repair.repeats)].numbers
            decisions.append(Decision(line.numbers, "duplicate", line.text, f"lines {first}-{last} hold it"))
    chains = _chains(len(repair.kept), repair.joins)
    for chain, whole in zip(chains, _wholes(repair, chains), strict=True):
        known = in_one([repair.kept[rank] for rank in chain]).corrections
        decisions += _explained(whole, [row for row in whole.corrections if row not in known])
    for join in repair.joins:
        tail, head = repair.kept[join.tail], repair.kept[join.head]
        seam = f"{tail.text[-_SEAM:]}|{head.text[:_SEAM]}"
        detail = f"line {head.numbers[0]} continues it, probability {join.probability:.2f}"
        decisions.append(Decision(tail.numbers, "join", seam, detail))
    return sorted(decisions, key=lambda decision: decision.lines)


def _explained(line: Line, corrections: Iterable[Correction]) -> list[Decision]:
    """The misread words of a line, each with the text around it."""
    around = [(row, line.text[max(0, row.start - _SEAM) : row.end + _SEAM]) for row in corrections]
    return [Decision(line.numbers, "correction", text, f"{row.wrong} -> {row.right}") for row, text in around]


def _why_furniture(line: Line) -> str:
    return "outside the main text" if _LETTER.search(line.text) else "no letter or digit"


def _repeats(lines: Sequence[Line]) -> dict[int, int]:
    """Place -> place of the line that says the same; headings only nearly repeat headings."""
    keys = [content_key(line.text) for line in lines]
    repeats = find_copies(keys)
    for roles in (("body", "box"), ("heading",)):
        places = [place for place, line in enumerate(lines) if line.role in roles and place not in repeats]
        found = find_repeats([keys[place] for place in places])
        repeats |= {places[row]: places[holder] for row, holder in found.items()}
    return repeats


def _holder(place: int, repeats: Mapping[int, int]) -> int:
    """The kept line behind a repeat of a repeat."""
    while place in repeats:
        place = repeats[place]
    return place


def _chains(n_lines: int, joins: Sequence[Join]) -> list[list[int]]:
    """Lines that form one paragraph each, in the order of their first halves."""
    following = {join.tail: join.head for join in joins}
    continued = set(following.values())
    chains = []
    for first in range(n_lines):
        if first not in continued:
            chain = [first]
            while chain[-1] in following:
                chain.append(following[chain[-1]])
            chains.append(chain)
    return chains


def _wholes(repair: Repair, chains: Sequence[Sequence[int]]) -> list[Line]:
    """Each chain as one line; a misread word may stand where halves meet."""
    wholes = []
    for chain in chains:
        whole = in_one([repair.kept[rank] for rank in chain])
        wholes.append(replace(put_seams_right(whole), role="body") if len(chain) > 1 else whole)
    return wholes


def _paragraph(document: Document, index: int, whole: Line, article: int) -> Paragraph:
    return Paragraph(
        id=f"{document.name}#{index}",
        document=document.name,
        index=index,
        text=whole.text,
        role=whole.role,
        lines=whole.numbers,
        spans=whole.spans,
        pages=_pages(document, whole.numbers),
        seams=whole.seams,
        article=article,
        corrections=whole.corrections,
    )


def _pages(document: Document, numbers: tuple[int, int]) -> tuple[int, int] | None:
    """The first and last page of lines, where the format has pages."""
    first, last = numbers
    return (document.pages[first - 1], document.pages[last - 1]) if document.pages else None


def _dropped(document: Document, line: Line, kept_id: str | None) -> Dropped:
    reason: DropReason = "furniture" if kept_id is None else "duplicate"
    return Dropped(document.name, line.numbers, line.text, reason, kept_id, line.spans)

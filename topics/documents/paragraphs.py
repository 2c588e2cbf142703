"""Document -> Paragraph: lines become running paragraphs, once each, with their roles."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from topics.documents.duplicates import find_copies, find_repeats
from topics.documents.fluency import shipped_fluency
from topics.documents.joins import Join, SeamScorer, find_joins
from topics.documents.lines import Line, read_lines
from topics.documents.wraps import unwrap
from topics.types import Document, Dropped, DropReason, Paragraph
from topics.words.shipped import shipped_tokenizer

_LETTER = re.compile(r"\w")


def split_paragraphs(document: Document) -> tuple[list[Paragraph], list[Dropped]]:
    """Return the paragraphs of a document in reading order, and what was left out and why.

    Lines that a fixed width broke are put together; lines without any letter or digit
    (`furniture`) and lines that another one holds already (`duplicate`) are left out; then
    halves that a column or page break cut apart are joined. Every character of the
    document that is not white space stands in a span of a paragraph or of a dropped text.
    """
    lines = unwrap(list(read_lines(document)))
    furniture = [line for line in lines if not _LETTER.search(line.text)]
    lines = [line for line in lines if _LETTER.search(line.text)]
    repeats = _repeats(lines)
    kept = [place for place in range(len(lines)) if place not in repeats]
    joins = find_joins([lines[place] for place in kept], _scorer())
    chains = _chains(len(kept), joins)
    paragraphs = [
        _paragraph(document, index, [lines[kept[rank]] for rank in chain]) for index, chain in enumerate(chains)
    ]
    owner = {kept[rank]: paragraphs[index].id for index, chain in enumerate(chains) for rank in chain}
    dropped = [_dropped(document, line, None) for line in furniture]
    dropped += [_dropped(document, lines[place], owner[_holder(place, repeats)]) for place in sorted(repeats)]
    return paragraphs, sorted(dropped, key=lambda row: row.spans)


@cache
def _scorer() -> SeamScorer:
    """The scorer with the word list and the counts that ship, loaded once a process."""
    return SeamScorer(shipped_tokenizer(), shipped_fluency())


def _repeats(lines: Sequence[Line]) -> dict[int, int]:
    """Place -> place of the line that says the same; headings only nearly repeat headings."""
    repeats = find_copies([line.text for line in lines])
    for roles in (("body", "box"), ("heading",)):
        places = [place for place, line in enumerate(lines) if line.role in roles and place not in repeats]
        found = find_repeats([lines[place].text for place in places])
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


def _paragraph(document: Document, index: int, lines: Sequence[Line]) -> Paragraph:
    whole = lines[0]
    for line in lines[1:]:
        whole = whole + line
    role = "body" if len(lines) > 1 else whole.role
    return Paragraph(f"{document.name}#{index}", document.name, index, whole.text, role, whole.numbers, whole.spans)


def _dropped(document: Document, line: Line, kept_id: str | None) -> Dropped:
    reason: DropReason = "furniture" if kept_id is None else "duplicate"
    return Dropped(document.name, line.numbers, line.text, reason, kept_id, line.spans)

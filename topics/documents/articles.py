"""Which article of its document a line belongs to, where headings show it.

A page of a newspaper holds several articles. One starts where a heading is marked as the
highest, where names of authors or institutions follow it, or where a second heading does, as
below a title. Annotated pages hold more articles than that: those of one plain heading each.
"""

from collections.abc import Iterator, Sequence

from topics.documents.lines import Line
from topics.documents.seams import starts_anew

_TITLE_LEVEL = 1


def article_numbers(lines: Sequence[Line]) -> list[int]:
    """Return the number of the article that each line belongs to, from 1; 0 before the first heading."""
    numbers: list[int] = []
    article = 0
    for group in _groups(lines):
        is_first = article == 0 and group[0].role == "heading"
        article += is_first or _starts_article(group)
        numbers += [article] * len(group)
    return numbers


def _groups(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """A heading with the headings and bylines right below it, or what stands between such groups."""
    group: list[Line] = []
    for line in lines:
        in_head = bool(group) and group[0].role == "heading" and line.role in {"heading", "byline"}
        in_text = bool(group) and group[0].role != "heading" and line.role != "heading"
        if group and not (in_head or in_text):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _starts_article(group: Sequence[Line]) -> bool:
    if group[0].role != "heading" or starts_anew(group[0].text):
        return False
    return len(group) > 1 or group[0].level == _TITLE_LEVEL

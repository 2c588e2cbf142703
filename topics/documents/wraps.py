"""Hard line wraps: text that was broken at a fixed width, put back into running lines.

A file is taken for wrapped where at least half of its lines have about the commonest width
and hardly any is wider. A full line goes on with the next one unless that starts anew: it
is indented, stands after an empty line, is a list item or a marked heading.
"""

import re
from collections import Counter
from collections.abc import Sequence

from topics.documents.lines import Line, in_one
from topics.documents.seams import is_open, starts_anew

_MIN_LINES = 6
_MIN_WIDTH, _MAX_WIDTH = 12, 60
_SLACK = 2
_MIN_FULL_SHARE = 0.5
_MAX_WIDER_SHARE = 0.1
_NARROW = re.compile(r"[\x20-\x7e]")


def unwrap(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of a document with those that a fixed width broke put together."""
    is_full = _full_lines([line.text for line in lines])
    if is_full is None:
        return list(lines)
    running: list[list[Line]] = []
    last_is_full = False
    for line, fills in zip(lines, is_full, strict=True):
        if last_is_full and _goes_on(running[-1][0], running[-1][-1], line):
            running[-1].append(line)
        else:
            running.append([line])
        last_is_full = fills
    return [in_one(parts) for parts in running]


def _full_lines(texts: Sequence[str]) -> list[bool] | None:
    """Which lines fill the width that a text was wrapped at; None where it was not wrapped."""
    if len(texts) < _MIN_LINES:
        return None
    by_characters = [float(len(text)) for text in texts]
    by_print = [len(text) - len(_NARROW.findall(text)) / 2 for text in texts]
    widths = max(by_characters, by_print, key=lambda widths: Counter(widths).most_common(1)[0][1])
    width = Counter(widths).most_common(1)[0][0]
    is_full = [abs(own - width) <= _SLACK for own in widths]
    n_wider = sum(own > width + _SLACK for own in widths)
    is_wrapped = sum(is_full) >= _MIN_FULL_SHARE * len(texts) and n_wider <= _MAX_WIDER_SHARE * len(texts)
    return is_full if is_wrapped and _MIN_WIDTH <= width <= _MAX_WIDTH else None


def _goes_on(first: Line, last: Line, following: Line) -> bool:
    """Tell whether a running line, of which the first and the last part are given, goes on with the next."""
    if following.level or following.indented or first.level or starts_anew(following.text):
        return False
    if following.role not in {"body", "heading"} or first.role not in {"body", "heading"}:
        return False
    return not following.after_gap or is_open(last.text)

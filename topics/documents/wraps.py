"""Hard line wraps: text that was broken at a fixed width, put back into running lines.

A file is taken for wrapped where most of its lines are about as long as the longest ones
and short enough for a column. A full line goes on with the next one unless that starts
anew: it is indented, stands after an empty line, is a list item or a marked heading.
"""

from collections.abc import Sequence

from topics.documents.joins import is_open, starts_anew
from topics.documents.lines import Line, in_one

_MIN_LINES = 6
_MIN_WIDTH, _MAX_WIDTH = 12, 60
_SLACK = 2
_MIN_FULL_SHARE = 0.5


def unwrap(lines: Sequence[Line]) -> list[Line]:
    """Return the lines of a document with those that a fixed width broke put together."""
    width = _wrap_width([len(line.text) for line in lines if not line.marked])
    if width is None:
        return list(lines)
    running: list[list[Line]] = []
    for line in lines:
        if running and _goes_on(running[-1][0], running[-1][-1], line, width):
            running[-1].append(line)
        else:
            running.append([line])
    return [in_one(parts) for parts in running]


def _wrap_width(widths: list[int]) -> int | None:
    """The width that a text was wrapped at, or None."""
    if len(widths) < _MIN_LINES:
        return None
    widest = sorted(widths)[int(0.9 * (len(widths) - 1))]
    full = sum(widest - _SLACK <= width <= widest + _SLACK for width in widths)
    wrapped = _MIN_WIDTH <= widest <= _MAX_WIDTH and full >= _MIN_FULL_SHARE * len(widths)
    return widest if wrapped and max(widths) <= widest + 2 * _SLACK else None


def _goes_on(first: Line, last: Line, following: Line, width: int) -> bool:
    """Tell whether a running line, of which the first and the last part are given, goes on with the next."""
    if following.marked or following.indented or first.marked or starts_anew(following.text):
        return False
    if following.role not in {"body", "heading"} or first.role not in {"body", "heading"}:
        return False
    full = len(last.text) >= width - _SLACK
    return full and (not following.after_gap or is_open(last.text))

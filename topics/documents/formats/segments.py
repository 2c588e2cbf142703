"""Segments: the text between two line breaks (<br>), and which of the breaks end a paragraph."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from topics.characters import HAN

_WIDE = rf"{HAN}\u3000-\u303f\uff00-\uffef“”‘’—…"
_SOURCE_SPACE = re.compile(r"[ \r]+")
_WRAP_IN_HAN = re.compile(rf"(?<=[{_WIDE}])\r(?=[{_WIDE}])")
_INDENTED = re.compile(r"[ \r]*(?:[\u3000\u2003]|[\xa0\u2002]{2})")
_ENDS_SENTENCE = re.compile(r"[。！？!?；;：:…][”’」』）)】\]]*$")
_STARTS_ITEM = re.compile(
    r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、．]|\d{1,2}\.(?!\d)|第[一二三四五六七八九十百\d]+[条章节]"
    r"|[一二三四五六七八九十]是|[①-⑳■▲◆★●□◎【]|——|附件?[：:\d]"
)
_MIN_WRAP = 15
_FILLED = 0.8
"""A line that was cut for its width is about as long as the longest line around it."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text; `n_linked` of its characters are links.

    In `text` as it comes from the markup, a carriage return stands for each line end of the source.
    """

    text: str
    n_linked: int = 0


def paragraphs(segments: Iterable[Segment]) -> Iterator[Segment]:
    """Join the segments that a page cut for its width only; yield tidy paragraphs.

    A break ends a paragraph where another break or an indentation follows, where the sentence
    ends or a list item begins, and where the line is shorter than the page is wide.
    """
    parts = list(segments)
    if len(parts) == 1:  # most lines: half the time of a large page
        yield Segment(_tidy(parts[0].text), parts[0].n_linked)
        return
    for is_blank, run in groupby(parts, key=lambda segment: not segment.text.strip()):
        if not is_blank:
            yield from _join_wrapped(list(run))


def in_one(segments: Iterable[Segment]) -> Segment:
    """Return all segments as one line: a heading stays a heading across its breaks."""
    parts = list(segments)
    text = " ".join(tidied for part in parts if (tidied := _tidy(part.text)))
    return Segment(text, sum(part.n_linked for part in parts))


def _join_wrapped(run: list[Segment]) -> Iterator[Segment]:
    tidied = [_tidy(segment.text) for segment in run]
    width = max(_MIN_WRAP, _FILLED * max(map(len, tidied)))
    start = 0
    for index, (before, after) in enumerate(pairwise(tidied), start=1):
        if _INDENTED.match(run[index].text) or _is_end(before, after, width):
            yield _joined(run[start:index])
            start = index
    yield _joined(run[start:])


def _is_end(before: str, after: str, width: float) -> bool:
    return len(before) < width or bool(_ENDS_SENTENCE.search(before[-8:]) or _STARTS_ITEM.match(after))


def _joined(run: list[Segment]) -> Segment:
    return Segment(_tidy("\r".join(segment.text for segment in run)), sum(segment.n_linked for segment in run))


def _tidy(text: str) -> str:
    """White space as a browser shows it, but none where the source was wrapped inside Han text."""
    text = _SOURCE_SPACE.sub(lambda run: "\r" if "\r" in run[0] else " ", text)
    return _WRAP_IN_HAN.sub("", text).replace("\r", " ").strip()

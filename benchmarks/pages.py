"""Pages made of composed paragraphs: articles laid out in columns, with the cuts known.

Each page holds two to five articles of the starter corpus (of a part that neither
seeds/fluency.npz nor the weights of the joins were fitted on). An article is a heading and
paragraphs of one theme; it is set in columns of 12 to 22 characters and 8 to 30 rows, and
where a column is full the paragraph is cut. What happens at a cut is drawn: the
next column follows, or stands past captions, boxes and headings, or before this one, or
after the other articles (with jump marks), or is lost. On five annotated newspaper documents
23 of 26 cuts were of the first kind and 3 of the third. Some pages come wrapped at the
column's width, some with half-width punctuation or with spaces between characters.
"""

import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from fluency import KINDS, part_of

from topics.shipped import PARAGRAPHS
from topics.types import Document

IN_ORDER = {"next": 1.0}
DISORDERED = {"next": 0.84, "past": 0.06, "before": 0.05, "jump": 0.03, "lost": 0.02}
"""What stands between the two halves of a cut, and how often."""

_SHORTEST = 40
_MARKED, _SPACED, _WHOLE, _LOST = 0.6, 0.1, 0.5, 0.01
_CLOSED = re.compile(r"([。！？；：…!?;:]|(?<!\d)\.)[”’」』）)\"]*$")
_HALF_WIDTH = str.maketrans("，。！？：；（）", ",.!?:;()")


@dataclass(frozen=True, slots=True)
class Page:
    """A document and its true joins: pairs of line numbers, with the event at each cut.

    `repeats` maps lines that say again what another one says to that line.
    """

    document: Document
    joins: dict[tuple[int, int], str]
    repeats: dict[int, int]


@dataclass(frozen=True, slots=True)
class Stock:
    """What pages are made of: paragraphs by theme, headings, and what stands between columns."""

    paragraphs: dict[str, list[str]]
    headings: list[str]
    furniture: list[str]


@dataclass(frozen=True, slots=True)
class _Piece:
    """One line of a page; equal texts are different pieces."""

    text: str
    number: int


def read_stock(part: int) -> Stock:
    """Gather one part of the starter corpus, see `part_of`."""
    paragraphs: dict[str, list[str]] = {}
    for row in _rows(*KINDS):
        if part_of(row["text"]) == part and len(row["text"]) >= _SHORTEST and row["text"][-1] in "。！？”":
            paragraphs.setdefault(row["themes"][0] if row["themes"] else "none", []).append(row["text"])
    headings = [row["text"] for row in _rows("headline")]
    return Stock(paragraphs, headings, [row["text"] for row in _rows("box", "caption")])


def generate(
    stock: Stock,
    n_cuts: int,
    seed: int,
    events: Mapping[str, float] = IN_ORDER,
    *,
    wrapped: bool = False,
    repeated: bool = False,
) -> Iterator[Page]:
    """Yield pages until they hold `n_cuts` cuts.

    In `wrapped` ones each line is broken at the column's width, `repeated` ones say a third again.
    """
    rng = random.Random(seed)
    number = n_done = 0
    while n_done < n_cuts:
        page = _Layout(stock, rng, events, wrapped, repeated).page(f"page{number}")
        yield page
        number, n_done = number + 1, n_done + len(page.joins)


class _Layout:
    """One page in the making."""

    def __init__(
        self, stock: Stock, rng: random.Random, events: Mapping[str, float], wrapped: bool, repeated: bool
    ) -> None:
        self._stock, self._rng, self._events, self._wrapped = stock, rng, events, wrapped
        self._repeated = repeated
        self._width, self._rows = rng.randint(12, 22), rng.randint(8, 30)
        self._noise = rng.choice(["", "", "", "half width", "spaces"])
        self._joins: dict[tuple[_Piece, _Piece], str] = {}
        self._themes = rng.sample(sorted(stock.paragraphs), len(stock.paragraphs))
        self._n_pieces = 0

    def page(self, name: str) -> Page:
        """Lay out some articles one after the other; what jumps follows at the end."""
        articles = [self._article() for _ in range(self._rng.randint(2, 5))]
        pieces = [piece for here, _ in articles for piece in here] + [piece for _, later in articles for piece in later]
        again = self._again(pieces) if self._repeated else {}
        for piece in again:
            pieces.insert(self._rng.randint(0, len(pieces)), piece)
        step = 1 if self._wrapped else 2
        numbers = {piece: 1 + step * place for place, piece in enumerate(pieces)}
        text = ("\n" * step).join(self._noisy(piece.text) for piece in pieces)
        joins = {(numbers[tail], numbers[head]): event for (tail, head), event in self._joins.items()}
        repeats = {numbers[piece]: numbers[original] for piece, original in again.items()}
        return Page(Document(name, Path(f"{name}.txt"), text, "utf-8"), joins, repeats)

    def _article(self) -> tuple[list[_Piece], list[_Piece]]:
        """The pieces of an article in the order of the page, and those that jump to its end."""
        rng = self._rng
        texts = self._stock.paragraphs[self._themes.pop()]
        columns = self._columns(rng.sample(texts, min(len(texts), rng.randint(3, 9))))
        order = [[self._heading()]]
        later: list[_Piece] = []
        for before, column in pairwise([[], *columns]):
            cut = (before[-1], column[0]) if before and (before[-1], column[0]) in self._joins else None
            event = rng.choices(list(self._events), list(self._events.values()))[0] if cut and not later else "next"
            if cut:
                self._joins[cut] = event
            if event == "lost":
                lost = set(column)
                self._joins = {pair: known for pair, known in self._joins.items() if not lost & set(pair)}
            elif later or event == "jump":
                if not later:
                    order += [[self._piece("（下转第三版）")]] if rng.random() < _MARKED else []
                    later.append(self._piece("（上接第一版）"))
                later += column
            elif event == "before":
                order.insert(len(order) - 1, column)
            else:
                order += [[self._between() for _ in range(rng.randint(1, 3))]] if event == "past" else []
                order.append(column)
        return [piece for column in order for piece in column], later

    def _columns(self, texts: Sequence[str]) -> list[list[_Piece]]:
        """Set paragraphs in columns; the pieces of a cut paragraph are joined where a reader could tell."""
        columns: list[list[_Piece]] = [[]]
        free = self._rng.randint(2, self._rows)
        for text in texts:
            rows, last = self._set(text), None
            while rows:
                if free == 0:
                    columns.append([])
                    free = self._rows
                here, rows = rows[:free], rows[free:]
                free -= len(here)
                for line in here if self._wrapped else ["".join(here)]:
                    piece = self._piece(line)
                    if last is not None and (self._wrapped or not _CLOSED.search(last.text)):
                        self._joins[last, piece] = "next"
                    columns[-1].append(piece)
                    last = piece
        return [column for column in columns if column]

    def _set(self, text: str) -> list[str]:
        """The rows of a paragraph; the first is indented by two characters."""
        first = self._width - 2
        indent = "\u3000\u3000" if self._wrapped else ""
        rest = [text[start : start + self._width] for start in range(first, len(text), self._width)]
        return [indent + text[:first], *rest]

    def _again(self, pieces: Sequence[_Piece]) -> dict[_Piece, _Piece]:
        """Copies of whole paragraphs with some characters lost, and parts of them as a box would quote."""
        cut = {piece for pair in self._joins for piece in pair}
        whole = [piece for piece in pieces if piece not in cut and len(piece.text) >= 2 * _SHORTEST]
        return {self._piece(self._quoted(own.text)): own for own in self._rng.sample(whole, len(whole) // 3)}

    def _quoted(self, text: str) -> str:
        if self._rng.random() < _WHOLE:
            return "".join(character for character in text if self._rng.random() >= _LOST)
        return text[: self._rng.randint(len(text) // 2, len(text))]

    def _heading(self) -> _Piece:
        heading = self._rng.choice(self._stock.headings)
        return self._piece(f"# {heading}" if self._rng.random() < _MARKED else heading)

    def _between(self) -> _Piece:
        """A caption, a line of a box, or a heading of something else."""
        return (
            self._heading()
            if self._rng.random() < _MARKED / 2
            else self._piece(self._rng.choice(self._stock.furniture))
        )

    def _piece(self, text: str) -> _Piece:
        self._n_pieces += 1
        return _Piece(text, self._n_pieces)

    def _noisy(self, text: str) -> str:
        if self._noise == "half width":
            return text.translate(_HALF_WIDTH)
        if self._noise == "spaces":
            return "".join(f"{character} " if self._rng.random() < _SPACED else character for character in text)
        return text


def _rows(*kinds: str) -> Iterator[dict[str, Any]]:
    for kind in kinds:
        for line in (PARAGRAPHS / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines():
            yield json.loads(line)

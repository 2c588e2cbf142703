"""The signs at the seam of two lines that speak for or against their being one paragraph.

Lines of running text are ranked in the order of the file; a pair is a rank whose end is open
and a rank that may continue it. All pairs of a block are looked at together, as arrays.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from functools import cache

import numpy as np
import numpy.typing as npt

from topics.documents.fluency import Fluency, first_points, last_points
from topics.documents.lines import Line
from topics.words.tokenizer import Tokenizer

_CLOSED = re.compile(r"([。！？!?；;…：:]|(?<=\D)\.)[”’」』）)\]】]*$")
_STARTS_ANEW = re.compile(
    r"^(——|--|[■▲◆★●□◎▶►]|[一二三四五六七八九十]+(是|要|、|[，,])|第[一二三四五六七八九十百]+[，,、条章节]|（[一二三四五六七八九十\d]+）"
    r"|\([一二三四五六七八九十\d]+\)|\d{1,2}[.、．](?!\d)|[①-⑳]|(问|答|记者)[：:]|本报|新华社|编者按|[首其再最][先次后])"
)
_BRACKET = re.compile(r"[“‘（(《【”’）)》】]")
_OPENS, _CLOSES = "“‘（(《【", "”’）)》】"
_BEFORE_ANYTHING = "，、,：:（(“《"
_AFTER_ANYTHING = "，。、；：！？,.;:!?”’）)》"
_CONTEXT = 6
_BLOCK = 1024
_BOTH = 2
_USUAL_LENGTH = 30
_LONGEST = 300
_MOST_HEADINGS = 3
_HOPELESS = -1.5
"""Pairs whose log-odds stay below this even with a split word are not cut into words."""

WINDOW = 30
"""How many lines of running text away a half may stand: about half a newspaper page."""

Ranks = npt.NDArray[np.intp]
Signs = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class SeamWeights:
    """What each sign at a seam adds to the log-odds that the halves belong together."""

    constant: float = -1.02
    splits_word: float = 2.32
    association: float = 0.61
    starting: float = -0.34
    ending: float = -0.49
    leads_on: float = 0.73
    leans_back: float = 0.64
    quotes_agree: float = 1.4
    quotes_differ: float = -1.63
    next_line: float = 2.2
    distance: float = -1.35
    backwards: float = -1.25
    like_heading: float = -1.63
    head_like_heading: float = -2.11
    headings_between: float = -0.87
    after_heading: float = 0.17
    after_jump: float = 1.69
    length: float = 1.05
    head_length: float = -0.15

    @property
    def vector(self) -> Signs:
        """The weights in the order of their fields, (n_signs,)."""
        return _vector(self)


_SPLITS_WORD = [field.name for field in fields(SeamWeights)].index("splits_word")


def may_join(line: Line) -> bool:
    """Tell whether a line may be a half: running text, or too short to tell from a heading."""
    return line.role == "body" or (line.role == "heading" and line.level == 0)


def is_open(text: str) -> bool:
    """Tell whether a line ends as if it went on."""
    return not _CLOSED.search(text[-_CONTEXT:])


def starts_anew(text: str) -> bool:
    """Tell whether a line begins as list items, answers and datelines do."""
    return bool(_STARTS_ANEW.match(text))


class Seams:
    """The pairs among the lines of a document, block by block, with their signs.

    `places` says where each rank stands in the list of lines; it counts lines of running
    text only.
    """

    def __init__(self, lines: Sequence[Line], tokenizer: Tokenizer, fluency: Fluency) -> None:
        self.places = [place for place, line in enumerate(lines) if may_join(line)]
        self._tokenizer, self._fluency = tokenizer, fluency
        self._texts = [lines[place].text for place in self.places]
        self._is_open = np.array([is_open(text) for text in self._texts], dtype=bool)
        self._may_follow = np.array([not starts_anew(text) for text in self._texts], dtype=bool)
        if self._is_open.any():
            self._look(lines)

    def blocks(self, weights: SeamWeights) -> Iterator[tuple[Ranks, Ranks, Signs]]:
        """Yield tails, heads and signs of pairs; all pairs of one tail are in one block, in order.

        Pairs that `weights` make hopeless are not searched for a split word: that sign is 0.
        """
        vector = weights.vector
        open_ranks = np.flatnonzero(self._is_open)
        offsets = np.array([offset for offset in range(-WINDOW, WINDOW + 1) if offset])
        for start in range(0, len(open_ranks), _BLOCK):
            grid = open_ranks[start : start + _BLOCK, None] + offsets
            within = (grid >= 0) & (grid < len(self.places))
            within[within] = self._may_follow[grid[within]]
            tails = np.repeat(open_ranks[start : start + _BLOCK], within.sum(axis=1))
            heads = grid[within]
            signs = self._signs(tails, heads)
            for pair in np.flatnonzero(signs @ vector + weights.splits_word > _HOPELESS):
                signs[pair, _SPLITS_WORD] = self._splits_word(tails[pair], heads[pair])
            yield tails, heads, signs

    def _look(self, lines: Sequence[Line]) -> None:
        """Gather what is to know of each end and beginning."""
        own = [lines[place] for place in self.places]
        self._tails, self._heads = last_points(self._texts), first_points(self._texts)
        self._ending = np.zeros(len(own), dtype=np.float32)
        self._ending[self._is_open] = _within(self._fluency.ends.log_odds(self._tails[self._is_open]))
        self._starting = _within(self._fluency.starts.log_odds(self._heads))
        self._leads_on = _flags(text[-1] in _BEFORE_ANYTHING for text in self._texts)
        self._leans_back = _flags(text[0] in _AFTER_ANYTHING for text in self._texts)
        self._leaves_open = _flags(
            may and _leaves_open(text, _OPENS, _CLOSES) for may, text in zip(self._is_open, self._texts, strict=True)
        )
        self._closes_open = _flags(
            may and _leaves_open(text[::-1], _CLOSES, _OPENS)
            for may, text in zip(self._may_follow, self._texts, strict=True)
        )
        self._like_heading = _flags(line.role == "heading" for line in own)
        self._after_heading = _flags(line.after_heading for line in own)
        self._after_jump = _flags(place > 0 and lines[place - 1].role == "jump" for place in self.places)
        marked = np.cumsum([line.role == "heading" and line.level > 0 for line in lines])
        self._n_headings = marked[self.places].astype(np.float32)
        lengths = np.array([min(len(text), _LONGEST) for text in self._texts], dtype=np.float32)
        self._length = np.log(lengths / _USUAL_LENGTH)

    def _signs(self, tails: Ranks, heads: Ranks) -> Signs:
        """(n_pairs, n_signs): the value of each sign, in the order of the fields of SeamWeights."""
        distance = (heads - tails).astype(np.float32)
        quotes = self._leaves_open[tails] + self._closes_open[heads]
        between = np.abs(self._n_headings[heads] - self._n_headings[tails])
        columns = (
            np.ones(len(tails)),
            np.zeros(len(tails)),
            _within(self._fluency.association(self._tails[tails], self._heads[heads])),
            self._starting[heads],
            self._ending[tails],
            self._leads_on[tails],
            self._leans_back[heads],
            quotes == _BOTH,
            quotes == 1.0,
            distance == 1,
            np.log(np.abs(distance)),
            distance < 0,
            self._like_heading[tails],
            self._like_heading[heads],
            np.minimum(between, _MOST_HEADINGS),
            self._after_heading[heads],
            self._after_jump[heads],
            self._length[tails],
            self._length[heads],
        )
        return np.stack(columns, axis=1).astype(np.float32)

    def _splits_word(self, tail: int, head: int) -> bool:
        """Tell whether the dictionary has a word across the seam, which neither half ends or starts."""
        left, right = self._texts[tail][-_CONTEXT:], self._texts[head][:_CONTEXT]
        position = 0
        for word in self._tokenizer.cut(left + right):
            position += len(word)
            if position > len(left):
                return position - len(word) < len(left)
        return False


@cache
def _vector(weights: SeamWeights) -> Signs:
    return np.array(astuple(weights), dtype=np.float32)


def _leaves_open(text: str, up: str, down: str) -> bool:
    """Tell whether a bracket or quotation mark of `up` is left without its partner in `down`."""
    depth = 0
    for character in _BRACKET.findall(text):
        if character in up:
            depth += 1
        elif depth and character in down:
            depth -= 1
    return depth > 0


def _flags(values: Iterator[bool]) -> Signs:
    return np.fromiter(values, dtype=np.float32)


def _within(values: Signs) -> Signs:
    return np.clip(values, -4.0, 5.0)

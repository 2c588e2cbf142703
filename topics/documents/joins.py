"""Which lines are halves of one paragraph: a column, page or line break cut it.

A line whose end is open (no closing punctuation) is a tail; any line of running text that
does not start anew may be its head. Each pair gets a score, the log-odds of a logistic
model of what stands at the seam, and each tail a probability for every head within reach
and for none at all. Tails and heads are then matched, the likeliest pairs first, each at
most once. The weights were fitted on paragraphs cut on purpose (benchmarks/joins.py --fit).
"""

import math
import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from functools import cache
from operator import mul

from topics.documents.fluency import Fluency
from topics.documents.lines import Line
from topics.words.tokenizer import Tokenizer

_CLOSED = re.compile(r"([。！？!?；;…：:]|(?<=\D)\.)[”’」』）)\]】]*$")
_STARTS_ANEW = re.compile(
    r"^(——|--|[■▲◆★●□◎▶►]|[一二三四五六七八九十]+(是|要|、|[，,])|第[一二三四五六七八九十百]+[，,、条章节]|（[一二三四五六七八九十\d]+）"
    r"|\([一二三四五六七八九十\d]+\)|\d{1,2}[.、．](?!\d)|[①-⑳]|(问|答|记者)[：:]|本报|新华社|编者按|[首其再最][先次后])"
)
_OPENS, _CLOSES = "“‘（(《【", "”’）)》】"
_BRACKET = re.compile(r"[“‘（(《【”’）)》】]")
_BEFORE_ANYTHING = "，、,：:（(“《"
_AFTER_ANYTHING = "，。、；：！？,.;:!?”’）)》"
_CONTEXT = 6
_WINDOW = 30
"""How many lines of running text away a half may stand: about half a newspaper page."""


@dataclass(frozen=True, slots=True)
class Join:
    """A decision: line `head` continues line `tail` (places in the list of lines), how likely."""

    tail: int
    head: int
    probability: float


@dataclass(frozen=True, slots=True)
class SeamWeights:
    """What each sign at a seam adds to the log-odds that the halves belong together."""

    constant: float = -0.6
    splits_word: float = 3.03
    association: float = 0.63
    opening: float = -0.38
    punctuation: float = 0.41
    quotes: float = 2.34
    next_line: float = 1.62
    distance: float = -0.97
    backwards: float = -0.75
    like_heading: float = -2.46
    head_like_heading: float = -2.28
    after_heading: float = -0.72


@dataclass(frozen=True, slots=True)
class Ending:
    """What there is to know of the end of a line."""

    context: str
    leads_on: bool
    leaves_quote_open: bool
    like_heading: bool


@dataclass(frozen=True, slots=True)
class Beginning:
    """What there is to know of the beginning of a line."""

    context: str
    leans_back: bool
    closes_open_quote: bool
    like_heading: bool
    after_heading: bool
    opening: float


class SeamScorer:
    """Scores how well one line continues another."""

    def __init__(self, tokenizer: Tokenizer, fluency: Fluency, weights: SeamWeights | None = None) -> None:
        self._tokenizer = tokenizer
        self._fluency = fluency
        self._weights = astuple(weights or SeamWeights())

    def ending(self, line: Line) -> Ending:
        """Look at the end of a line."""
        text = line.text
        return Ending(
            context=text[-_CONTEXT:],
            leads_on=text[-1] in _BEFORE_ANYTHING,
            leaves_quote_open=_leaves_open(text, _OPENS, _CLOSES),
            like_heading=line.role == "heading",
        )

    def beginning(self, line: Line) -> Beginning:
        """Look at the beginning of a line."""
        text = line.text
        return Beginning(
            context=text[:_CONTEXT],
            leans_back=text[0] in _AFTER_ANYTHING,
            closes_open_quote=_leaves_open(text[::-1], _CLOSES, _OPENS),
            like_heading=line.role == "heading",
            after_heading=line.after_heading,
            opening=_within(self._fluency.opening(text), -4.0, 5.0),
        )

    def score(self, tail: Ending, head: Beginning, distance: int) -> float:
        """Return the log-odds that `head`, `distance` lines of running text after `tail`, continues it."""
        return math.fsum(map(mul, self._weights, self.signs(tail, head, distance)))

    def signs(self, tail: Ending, head: Beginning, distance: int) -> tuple[float, ...]:
        """Return the value of each sign, in the order of the fields of SeamWeights."""
        quotes = tail.leaves_quote_open + head.closes_open_quote
        return (
            1.0,
            self._splits_word(tail.context, head.context),
            _within(self._fluency.association(tail.context, head.context), -4.0, 5.0),
            head.opening,
            float(tail.leads_on or head.leans_back),
            (0.0, -1.0, 1.0)[quotes],
            float(distance == 1),
            math.log(abs(distance)),
            float(distance < 0),
            float(tail.like_heading),
            float(head.like_heading),
            float(head.after_heading),
        )

    def _splits_word(self, left: str, right: str) -> float:
        """1 where the dictionary has a word across the seam, which neither half ends or starts."""
        position = 0
        for word in self._tokenizer.cut(left + right):
            if position < len(left) < position + len(word):
                return 1.0
            position += len(word)
        return 0.0


def may_join(line: Line) -> bool:
    """Tell whether a line may be a half: running text, or too short to tell from a heading."""
    return line.role == "body" or (line.role == "heading" and not line.marked)


def is_open(text: str) -> bool:
    """Tell whether a line ends as if it went on."""
    return not _CLOSED.search(text)


def starts_anew(text: str) -> bool:
    """Tell whether a line begins as list items, answers and datelines do."""
    return bool(_STARTS_ANEW.match(text))


def find_joins(lines: Sequence[Line], scorer: SeamScorer, threshold: float = 0.3) -> list[Join]:
    """Return the joins among lines that are at least as likely as `threshold`."""
    body = [place for place, line in enumerate(lines) if may_join(line)]
    heads = {rank for rank, place in enumerate(body) if not starts_anew(lines[place].text)}
    beginning = cache(lambda rank: scorer.beginning(lines[body[rank]]))
    pairs: list[Join] = []
    for rank, place in enumerate(body):
        if is_open(lines[place].text):
            tail = scorer.ending(lines[place])
            reach = range(rank - _WINDOW, rank + _WINDOW + 1)
            near = [head for head in reach if head != rank and head in heads]
            odds = [math.exp(scorer.score(tail, beginning(head), head - rank)) for head in near]
            pairs += [Join(place, body[head], odd / (1 + sum(odds))) for head, odd in zip(near, odds, strict=True)]
    return match([pair for pair in pairs if pair.probability >= threshold])


def match(pairs: Sequence[Join]) -> list[Join]:
    """Return the likeliest pairs, each line once as tail and once as head, never in a circle."""
    matched: list[Join] = []
    starts: dict[int, int] = {}
    ends: dict[int, int] = {}
    tails: set[int] = set()
    heads: set[int] = set()
    for join in sorted(pairs, key=lambda join: (-join.probability, join.tail, join.head)):
        start, end = starts.get(join.tail, join.tail), ends.get(join.head, join.head)
        if join.tail not in tails and join.head not in heads and start != join.head:
            tails.add(join.tail)
            heads.add(join.head)
            starts[end], ends[start] = start, end  # the chain that now runs from start to end
            matched.append(join)
    return matched


def _leaves_open(text: str, up: str, down: str) -> bool:
    """Tell whether a bracket or quotation mark of `up` is left without its partner in `down`."""
    depth = 0
    for character in _BRACKET.findall(text):
        depth = depth + 1 if character in up else max(0, depth - 1) if character in down else depth
    return depth > 0


def _within(value: float, lowest: float, highest: float) -> float:
    return max(lowest, min(highest, value))

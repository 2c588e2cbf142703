"""Which lines are halves of one paragraph: a column, page or line break cut it.

A line whose end is open (no closing punctuation) is a tail; any line of running text that
does not start anew may be its head. Each pair gets a score, the log-odds of a logistic
model of what stands at the seam, and each tail a probability for every head within reach
and for none at all. Tails and heads are then matched, the likeliest pairs first, each at
most once. The weights were fitted on paragraphs that were cut on purpose.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from topics.documents.fluency import Fluency
from topics.documents.lines import Line
from topics.words.tokenizer import Tokenizer

_CLOSED = re.compile(r"([。！？!?；;…：:]|(?<=\D)\.)[”’」』）)\]】]*$")
_STARTS_ANEW = re.compile(
    r"^(——|--|[■▲◆★●□◎▶►]|[一二三四五六七八九十]+(是|要|、|[，,])|第[一二三四五六七八九十百]+[，,、条章节]|（[一二三四五六七八九十\d]+）"
    r"|\([一二三四五六七八九十\d]+\)|\d{1,2}[.、．](?!\d)|[①-⑳]|(问|答|记者)[：:]|本报|新华社|编者按|[首其再最][先次后])"
)
_OPENS, _CLOSES = "“‘（(《【", "”’）)》】"
_BEFORE_ANYTHING = "，、,：:（(“《"
_AFTER_ANYTHING = "，。、；：！？,.;:!?”’）)》"
_CONTEXT = 6
_WINDOW = 40
"""How many lines of running text away a half may stand: about a newspaper page."""


@dataclass(frozen=True, slots=True)
class Join:
    """A decision: line `head` continues line `tail` (places in the list of lines), how likely."""

    tail: int
    head: int
    probability: float


@dataclass(frozen=True, slots=True)
class SeamWeights:
    """What each sign at a seam adds to the log-odds that the halves belong together."""

    constant: float = -0.63
    splits_word: float = 3.11
    association: float = 0.73
    opening: float = -0.29
    punctuation: float = 0.76
    quotes: float = 2.41
    next_line: float = 1.5
    distance: float = -1.04
    backwards: float = -0.83
    like_heading: float = -2.64
    head_like_heading: float = -2.59
    after_heading: float = -0.45


class SeamScorer:
    """Scores how well one line continues another."""

    def __init__(self, tokenizer: Tokenizer, fluency: Fluency, weights: SeamWeights | None = None) -> None:
        self._tokenizer = tokenizer
        self._fluency = fluency
        self._weights = weights or SeamWeights()

    def score(self, tail: Line, head: Line, distance: int) -> float:
        """Return the log-odds that `head`, `distance` lines of running text after `tail`, continues it."""
        weights = asdict(self._weights)
        return math.fsum(weights[name] * value for name, value in self.signs(tail, head, distance).items())

    def signs(self, tail_line: Line, head_line: Line, distance: int) -> dict[str, float]:
        """Return the value of each sign: the names are those of SeamWeights."""
        tail, head = tail_line.text, head_line.text
        last, first = tail[-1], head[0]
        return {
            "constant": 1.0,
            "splits_word": self._splits_word(tail, head),
            "association": max(-4.0, min(5.0, self._fluency.association(tail, head))),
            "opening": max(-4.0, min(5.0, self._fluency.opening(head))),
            "punctuation": float(last in _BEFORE_ANYTHING or first in _AFTER_ANYTHING),
            "quotes": _quote_agreement(tail, head),
            "next_line": float(distance == 1),
            "distance": math.log(abs(distance)),
            "backwards": float(distance < 0),
            "like_heading": float(tail_line.role == "heading"),
            "head_like_heading": float(head_line.role == "heading"),
            "after_heading": float(head_line.after_heading),
        }

    def _splits_word(self, tail: str, head: str) -> float:
        """1 where the dictionary has a word across the seam that neither half ends or starts."""
        left, right = tail[-_CONTEXT:], head[:_CONTEXT]
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


def find_joins(lines: Sequence[Line], scorer: SeamScorer, threshold: float = 0.4) -> list[Join]:
    """Return the joins among lines that are at least as likely as `threshold`."""
    body = [place for place, line in enumerate(lines) if may_join(line)]
    heads = [not starts_anew(lines[place].text) for place in body]
    pairs: list[Join] = []
    for rank, place in enumerate(body):
        if is_open(lines[place].text):
            reach = range(max(0, rank - _WINDOW), min(len(body), rank + _WINDOW + 1))
            near = [head for head in reach if head != rank and heads[head]]
            odds = [math.exp(scorer.score(lines[place], lines[body[head]], head - rank)) for head in near]
            pairs += [Join(place, body[head], odd / (1 + sum(odds))) for head, odd in zip(near, odds, strict=True)]
    return list(_matched([pair for pair in pairs if pair.probability >= threshold]))


def _matched(pairs: list[Join]) -> Iterator[Join]:
    """The best pairs, each line once as tail and once as head, never in a circle."""
    chain_end: dict[int, int] = {}
    taken_tails: set[int] = set()
    taken_heads: set[int] = set()
    for join in sorted(pairs, key=lambda join: (-join.probability, join.tail, join.head)):
        first = chain_end.get(join.tail, join.tail)
        if join.tail in taken_tails or join.head in taken_heads or first == join.head:
            continue
        taken_tails.add(join.tail)
        taken_heads.add(join.head)
        last = next((end for end, start in chain_end.items() if start == join.head), join.head)
        chain_end[last] = first
        yield join


def _quote_agreement(tail: str, head: str) -> float:
    """1 where the tail leaves a quotation open that the head closes, -1 where only one of them does."""
    opened = _unmatched(tail, _OPENS, _CLOSES)
    closed = _unmatched(head[::-1], _CLOSES, _OPENS)
    return 1.0 if opened and closed else -1.0 if opened or closed else 0.0


def _unmatched(text: str, up: str, down: str) -> bool:
    depth = 0
    for character in text:
        depth = depth + 1 if character in up else max(0, depth - 1) if character in down else depth
    return depth > 0

"""Which lines are halves of one paragraph: a column, page or line break cut it.

A line whose end is open (no closing punctuation) is a tail; any line of running text that
does not start anew may be its head. Each pair gets a score, the log-odds of a logistic
model of what stands at the seam, and each tail a probability for every head within reach
and for none at all. Tails and heads are then matched, the likeliest pairs first, each at
most once. The weights were fitted on paragraphs cut on purpose (benchmarks/joins.py --fit).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from topics.documents.fluency import shipped_fluency
from topics.documents.lines import Line
from topics.documents.seams import Seams, SeamWeights
from topics.words.shipped import shared_tokenizer

THRESHOLD = 0.4
"""The least probability of a join; wrong joins cost more than missed ones."""


@dataclass(frozen=True, slots=True)
class Join:
    """A decision: line `head` continues line `tail` (places in the list of lines), how likely."""

    tail: int
    head: int
    probability: float


def find_joins(lines: Sequence[Line], weights: SeamWeights | None = None, threshold: float = THRESHOLD) -> list[Join]:
    """Return the joins among lines that are at least as likely as `threshold`."""
    weights = weights or SeamWeights()
    seams = Seams(lines, shared_tokenizer(), shipped_fluency())
    likely: list[Join] = []
    for tails, heads, signs in seams.blocks(weights):
        odds = np.exp(signs @ weights.vector)
        chances = odds / (1 + np.bincount(tails, weights=odds)[tails])
        likely += [
            Join(seams.places[tails[pair]], seams.places[heads[pair]], float(chances[pair]))
            for pair in np.flatnonzero(chances >= threshold)
        ]
    return match(likely)


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

"""What a user made of topics after they were found: merged, split, or grown by new texts.

An edit turns the topic of a text into another one, and hangs on that text and its topic alone.
Applied one after the other to what the linear model says they keep its promise: the same topic
for the same text, alone, in any order and after loading. Topics that an edit does not name keep
their numbers and their texts; no number is ever used again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from topics.discovery.graph import OUTLIER
from topics.discovery.linear import LinearTopics

_N_EXAMPLES = 3
Ids = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Merge:
    """Topic `gone` is part of topic `into` from now on."""

    gone: int
    into: int

    def apply(self, texts: Sequence[str], ids: Ids) -> Ids:
        """Return the topic of each text, (n_texts,) int64, given what it was before."""
        return np.where(ids == self.gone, self.into, ids).astype(np.int64)

    def margins(self, texts: Sequence[str], known: dict[int, Floats]) -> dict[int, Floats]:
        """Return the margins (n_texts,) of each topic: a merged one has the higher of its parts."""
        kept = {topic: column for topic, column in known.items() if topic != self.gone}
        return {**kept, self.into: np.maximum(known[self.into], known[self.gone])}


@dataclass(frozen=True)
class Branch:
    """The texts of topic `source`, -1 for outliers, are judged again, by machines of their own.

    Machine k gives topic `topics[k]`. Texts that none of them takes stay what they were.
    """

    source: int
    topics: tuple[int, ...]
    linear: LinearTopics

    def apply(self, texts: Sequence[str], ids: Ids) -> Ids:
        """Return the topic of each text, (n_texts,) int64, given what it was before."""
        rows = np.flatnonzero(ids == self.source).tolist()
        found = self.linear.decide(self.linear.margins([texts[row] for row in rows]))
        names = np.array([*self.topics, self.source], dtype=np.int64)  # the last one is what -1 picks
        judged = ids.copy()
        judged[rows] = names[found]
        return judged

    def margins(self, texts: Sequence[str], known: dict[int, Floats]) -> dict[int, Floats]:
        """Return the margins (n_texts,) of each topic, with those of the new ones.

        The best part of a split topic has the margin of the whole, the others less by as much as
        they lie behind. Topics of new texts have the margins of their own machines.
        """
        own = self.linear.margins(texts)
        if self.source != OUTLIER:
            own = np.where(np.isfinite(own), own, 0.0)  # of a text without known words, -inf
            own = known[self.source][:, None] - (own.max(axis=1, keepdims=True) - own)
        return {**known, **{topic: own[:, column] for column, topic in enumerate(self.topics)}}

    def typical(self, topic: int, texts: Sequence[str], ids: Ids) -> tuple[int, ...]:
        """Return the rows of the texts of one of its topics that lie farthest inside."""
        rows = np.flatnonzero(ids == topic).tolist()
        margins = self.linear.margins([texts[row] for row in rows])[:, self.topics.index(topic)]
        return tuple(rows[k] for k in np.argsort(-margins, kind="stable")[:_N_EXAMPLES])


Edit = Merge | Branch


def apply_edits(edits: Iterable[Edit], texts: Sequence[str], ids: Ids) -> Ids:
    """Return the topics of texts after all edits, given what the linear model says."""
    for edit in edits:
        ids = edit.apply(texts, ids)
    return ids


def edited_margins(edits: Iterable[Edit], texts: Sequence[str], margins: Floats) -> Floats:
    """Return (n_texts, n_topics): the margins of the topics that there are after all edits, by their number."""
    columns = {topic: margins[:, topic] for topic in range(margins.shape[1])}
    for edit in edits:
        columns = edit.margins(texts, columns)
    return np.stack([columns[topic] for topic in sorted(columns)], axis=1) if columns else margins


def topic_numbers(n_machines: int, edits: Iterable[Edit]) -> set[int]:
    """Return the numbers of the topics that there are after all edits."""
    numbers = set(range(n_machines))
    for edit in edits:
        numbers = numbers - {edit.gone} if isinstance(edit, Merge) else numbers | set(edit.topics)
    return numbers


def next_number(n_machines: int, edits: Iterable[Edit]) -> int:
    """Return the first number that no topic has had."""
    used = [topic for edit in edits if isinstance(edit, Branch) for topic in edit.topics]
    return max([n_machines, *(topic + 1 for topic in used)])

"""Words to try a search with, which the page itself holds."""

from collections.abc import Iterable, Sequence
from itertools import combinations

from topics.types import Topic

_WORDS, _TOPICS = 5, 3
"""Keywords of a topic and topics tried: the first ones are the most telling."""


def search_example(topics: Sequence[Topic], texts: Sequence[str]) -> str:
    """Return two keywords of a large topic that stand in one text, else one that stands in any, else nothing."""
    inside = sorted((topic for topic in topics if topic.id >= 0), key=lambda topic: -topic.size)
    pairs = [pair for topic in inside[:_TOPICS] for pair in combinations(topic.keywords[:_WORDS], 2)]
    words = [(word,) for topic in inside[:_TOPICS] for word in topic.keywords[:_WORDS]]
    return next((" ".join(asked) for asked in [*pairs, *words] if _is_found(asked, texts)), "")


def _is_found(words: Iterable[str], texts: Sequence[str]) -> bool:
    return any(all(word in text for word in words) for text in texts)

"""What is said of topics: sizes, keywords, names, and the words that they are compared by."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from topics.discovery.graph import OUTLIER
from topics.discovery.guided import GuidedTheme
from topics.discovery.keywords import Profile, blend, topic_names, topic_profiles
from topics.discovery.quality import TopicQuality
from topics.types import Topic
from topics.words.tokenizer import Tokenizer

Ids = npt.NDArray[np.int64]

_N_KEYWORDS = 10
N_EXAMPLES = 3


def describe_topics(
    texts: Sequence[str], topic_ids: Ids, tokenizer: Tokenizer
) -> tuple[tuple[Topic, ...], dict[int, Profile]]:
    """Return the topics of texts by number, the outlier topic last, and the profile of each."""
    profiles = topic_profiles(texts, topic_ids, tokenizer)
    keywords = {topic: tuple(profile)[:_N_KEYWORDS] for topic, profile in profiles.items()}
    names = topic_names(texts, topic_ids, tokenizer, keywords)
    sizes = Counter(topic_ids.tolist())
    topics = [Topic(topic, sizes[topic], keywords[topic], name=names[topic]) for topic in keywords]
    return in_order(topics), profiles


def in_order(topics: Sequence[Topic]) -> tuple[Topic, ...]:
    """Return topics by number, the outlier topic last."""
    return tuple(sorted(topics, key=lambda topic: (topic.id == OUTLIER, topic.id)))


def merge_described(into: Topic, gone: Topic, profiles: dict[int, Profile]) -> tuple[Topic, Profile]:
    """Return what is said of two topics that are one now: the name of the larger, and words of both."""
    larger = max((into, gone), key=lambda topic: topic.size)
    profile = blend([profiles.get(topic.id, {}) for topic in (into, gone)], [into.size, gone.size])
    merged = replace(larger, id=into.id, size=into.size + gone.size, keywords=tuple(profile)[:_N_KEYWORDS])
    return merged, profile


def merge_guided(themes: Sequence[GuidedTheme], gone: int, into: int) -> tuple[GuidedTheme, ...]:
    """Return themes that stand in `into` where they stood in `gone`."""
    moved = [dict.fromkeys(into if topic == gone else topic for topic in theme.topics) for theme in themes]
    return tuple(replace(theme, topics=tuple(found)) for theme, found in zip(themes, moved, strict=True))


def grow_guided(
    themes: Sequence[GuidedTheme], found: Sequence[GuidedTheme], new: Sequence[int]
) -> tuple[GuidedTheme, ...]:
    """Return themes with those of the new topics that they were found in, behind the others."""
    return tuple(
        replace(
            theme,
            topics=(
                *(topic for topic in theme.topics if topic not in new),
                *(topic for topic in fresh.topics if topic in new),
            ),
        )
        for theme, fresh in zip(themes, found, strict=True)
    )


def count_guided(themes: Sequence[GuidedTheme], found: Sequence[GuidedTheme]) -> tuple[GuidedTheme, ...]:
    """Return themes with the texts of both, in the topics of the first."""
    return tuple(
        replace(theme, n_texts=theme.n_texts + fresh.n_texts) for theme, fresh in zip(themes, found, strict=True)
    )


def left_outside(outliers: Topic, n_gone: int, topic_ids: Ids) -> Topic:
    """Return the outlier topic without texts that became topics."""
    examples = tuple(row for row in outliers.examples if topic_ids[row] == OUTLIER)
    return replace(outliers, size=outliers.size - n_gone, examples=examples)


def quality_after(quality: TopicQuality, topics: Sequence[Topic], edited: set[int]) -> TopicQuality:
    """Return figures without those of topics that were edited: nobody measured what they are now."""
    inside = {topic.id: topic for topic in topics if topic.id != OUTLIER}
    size, outliers = sum(topic.size for topic in topics), sum(t.size for t in topics if t.id == OUTLIER)
    words = Counter(word for topic in inside.values() for word in topic.keywords)
    return replace(
        quality,
        n_topics=len(inside),
        outlier_share=outliers / size if size else 0.0,
        diversity=sum(n == 1 for n in words.values()) / words.total() if words else None,
        topics=tuple(figures for figures in quality.topics if figures.topic in inside and figures.topic not in edited),
    )

"""Themes among the topics: where the seed words of each stand, also of those that no text holds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from topics.discovery.graph import OUTLIER
from topics.themes.seeds import compact
from topics.themes.taxonomy import Taxonomy

_MIN_SHARE = 0.25
"""A theme is found in a topic from this share of its texts with one of its seed words on."""


@dataclass(frozen=True, slots=True)
class GuidedTheme:
    """A theme, how many texts hold one of its seed words, and in which topics that is usual."""

    id: str
    name: str
    n_texts: int
    topics: tuple[int, ...]


def guided_themes(
    texts: Sequence[str], topic_ids: npt.NDArray[np.int64], taxonomy: Taxonomy | None
) -> tuple[GuidedTheme, ...]:
    """Return every theme of a taxonomy, in its order; the topics of each by how usual its words are."""
    if taxonomy is None:
        return ()
    compacted = [compact(text) for text in texts]
    topics = np.unique(topic_ids[topic_ids != OUTLIER])
    found = []
    for theme in taxonomy:
        seeds = [compact(word) for word in theme.seed_words]
        hits = np.array([any(seed in text for seed in seeds) for text in compacted], dtype=bool)
        shares = {int(topic): float(hits[topic_ids == topic].mean()) for topic in topics}
        usual = sorted((topic for topic in shares if shares[topic] >= _MIN_SHARE), key=lambda topic: -shares[topic])
        found.append(GuidedTheme(theme.id, theme.name, int(hits.sum()), tuple(usual)))
    return tuple(found)

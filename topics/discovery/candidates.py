"""What the crosswalk leaves open: topics that no theme covers, as themes to come, and themes that split."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from topics.discovery.graph import OUTLIER
from topics.discovery.keywords import SEPARATOR
from topics.themes.seeds import compact
from topics.themes.taxonomy import Taxonomy
from topics.types import Topic

_MIN_SIZE = 3
"""Fewer paragraphs than this make no theme."""

_MIN_PRECISION = 0.5
_SEED_WORDS = (3, 8)
"""The fewest and the most seed words suggested, where a topic has as many."""

_MAX_COUNTED = 5000
"""Texts that words are counted in, evenly drawn: a share needs no more."""


@dataclass(frozen=True, slots=True)
class CandidateTheme:
    """A topic that no theme covers yet, as a theme to paste into a themes file.

    `seed_words` are words that stand in this topic and hardly in others, surest first.
    """

    topic: int
    id: str
    name: str
    seed_words: tuple[str, ...]
    n_paragraphs: int


@dataclass(frozen=True, slots=True)
class ThemeSplit:
    """A theme that several topics fall under, the largest first."""

    theme: str
    topics: tuple[int, ...]


def candidate_themes(
    topics: Sequence[Topic], texts: Sequence[str], topic_ids: Sequence[int], taxonomy: Taxonomy
) -> tuple[CandidateTheme, ...]:
    """Return the topics without a theme, largest first, with seed words to suggest.

    `topics` carry their themes (see `with_themes`); row i of `topic_ids` is text i. Seed words
    are chosen among the keywords and the name of a topic, by the share of the texts with the word
    that are of the topic.
    """
    step = -(-len(texts) // _MAX_COUNTED) or 1
    counted = [compact(text) for text in texts[::step]]
    ids = np.array(topic_ids[::step], dtype=np.int64)
    taken = {compact(word) for word in taxonomy.seed_words}
    free = sorted((topic for topic in topics if _is_open(topic)), key=lambda topic: (-topic.size, topic.id))
    return tuple(
        CandidateTheme(
            topic.id,
            _free_id(topic.id, taxonomy),
            topic.name or f"话题 {topic.id}",
            _seed_words(topic, counted, ids, taken),
            topic.size,
        )
        for topic in free
    )


def theme_splits(topics: Sequence[Topic], taxonomy: Taxonomy) -> tuple[ThemeSplit, ...]:
    """Return the themes that more than one topic falls under, in the order of the taxonomy."""
    inside = sorted((topic for topic in topics if topic.id != OUTLIER), key=lambda topic: (-topic.size, topic.id))
    under = {theme: tuple(topic.id for topic in inside if theme in topic.themes) for theme in taxonomy.ids}
    return tuple(ThemeSplit(theme, found) for theme, found in under.items() if len(found) > 1)


def candidates_toml(candidates: Iterable[CandidateTheme]) -> str:
    """Return candidate themes as tables to paste into a themes file; a comment alone where there are none."""
    tables = [_table(candidate) for candidate in candidates]
    return "\n".join(tables) if tables else "# Every topic falls under a theme: there is no candidate.\n"


def _table(candidate: CandidateTheme) -> str:
    # A JSON string is a TOML string, but for the one control character that JSON leaves as it is.
    name, theme_id, *words = (
        json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        for value in (candidate.name, candidate.id, *candidate.seed_words)
    )
    return (
        f"# topic {candidate.topic}, {candidate.n_paragraphs} paragraphs\n"
        f"[[themes]]\nid = {theme_id}\nname_zh = {name}\nseed_words = [{', '.join(words)}]\n"
    )


def _is_open(topic: Topic) -> bool:
    return topic.id != OUTLIER and not topic.themes and topic.size >= _MIN_SIZE and bool(topic.keywords)


def _seed_words(
    topic: Topic, texts: Sequence[str], topic_ids: npt.NDArray[np.int64], taken: set[str]
) -> tuple[str, ...]:
    fewest, most = _SEED_WORDS
    offered = dict.fromkeys([*topic.name.split(SEPARATOR), *topic.keywords])
    words = [word for word in offered if len(word) > 1 and compact(word) not in taken]
    inside = topic_ids == topic.id
    precision = {word: _precision(word, texts, inside) for word in words}
    surest = sorted(words, key=lambda word: -precision[word])
    sure = [word for word in surest if precision[word] > _MIN_PRECISION]
    return tuple((sure if len(sure) >= fewest else surest[:fewest])[:most])


def _precision(word: str, texts: Sequence[str], inside: npt.NDArray[np.bool_]) -> float:
    """The share of the texts with a word on that are of the topic, as if one more stood elsewhere: few say little."""
    plain = compact(word)
    hits = inside[[row for row, text in enumerate(texts) if plain in text]]
    return float(hits.sum() / (len(hits) + 1))


def _free_id(topic: int, taxonomy: Taxonomy) -> str:
    theme_id = f"topic_{topic}"
    while theme_id in taxonomy:
        theme_id += "_new"
    return theme_id

"""What discovery gives: paragraphs with labels, topics and dates side by side, and what follows from that."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from topics.discovery.candidates import CandidateTheme, ThemeSplit, candidate_themes, theme_splits
from topics.discovery.crosswalk import cross_tabulate, with_themes
from topics.discovery.hierarchy import Hierarchy
from topics.discovery.model import TopicModel
from topics.discovery.over_time import PeriodCount, count_over_time
from topics.discovery.quality import TopicQuality
from topics.settings import DiscoverSettings
from topics.themes.taxonomy import Taxonomy
from topics.types import CrosswalkCell, Label, Reading, Topic
from topics.words.tokenizer import Tokenizer

_TOPIC_ROLES = ("body", "box")
"""Headings, bylines and captions are too short to say what a pile of documents talks about."""


@dataclass(frozen=True, slots=True)
class Discovery:
    """Paragraphs with labels, topics and dates; row i of each is paragraph i, None has no topic or date.

    `candidates` are topics that no theme covers, `splits` themes that several topics fall under,
    `over_time` counts of both in each period, empty without dates.
    """

    reading: Reading
    labels: tuple[Label, ...]
    topic_ids: tuple[int | None, ...]
    topics: tuple[Topic, ...]
    crosswalk: tuple[CrosswalkCell, ...]
    taxonomy: Taxonomy
    topic_model: TopicModel
    dates: tuple[str | None, ...]
    quality: TopicQuality
    hierarchy: Hierarchy = field(default_factory=Hierarchy)
    candidates: tuple[CandidateTheme, ...] = ()
    splits: tuple[ThemeSplit, ...] = ()
    over_time: tuple[PeriodCount, ...] = ()


def discover_topics(
    reading: Reading,
    labels: Sequence[Label],
    dates: Sequence[str | None],
    taxonomy: Taxonomy,
    tokenizer: Tokenizer,
    settings: DiscoverSettings,
) -> Discovery:
    """Find the topics of the running text of a reading and set them beside its labels and dates."""
    rows = [row for row, paragraph in enumerate(reading) if paragraph.role in _TOPIC_ROLES]
    texts, own_labels = [reading[row].text for row in rows], [labels[row] for row in rows]
    model = TopicModel(taxonomy, tokenizer, **asdict(settings))
    found = model.fit_predict(texts).tolist()
    crosswalk = cross_tabulate(found, own_labels, taxonomy.ids)
    topics = with_themes(model.topics_, crosswalk)
    topic_of: Mapping[int, int] = dict(zip(rows, found, strict=True))
    return Discovery(
        reading=reading,
        labels=tuple(labels),
        topic_ids=tuple(topic_of.get(row) for row in range(len(reading))),
        topics=topics,
        crosswalk=crosswalk,
        taxonomy=taxonomy,
        topic_model=model,
        dates=tuple(dates),
        quality=model.quality_,
        hierarchy=model.hierarchy_,
        candidates=candidate_themes(topics, texts, found, taxonomy),
        splits=theme_splits(topics, taxonomy),
        over_time=count_over_time([dates[row] for row in rows], found, own_labels, topics, taxonomy),
    )

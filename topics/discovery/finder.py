"""TopicFinder: texts -> topics that the data show, the same in any order and after reloading."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.utils.validation import check_is_fitted

from topics.discovery.clusters import (
    MAX_CLUSTERED,
    Clusters,
    Method,
    choose_method,
    cluster_by_graph,
    cluster_by_nmf,
)
from topics.discovery.describe import N_EXAMPLES, describe_topics
from topics.discovery.edits import Edit, apply_edits, edited_margins
from topics.discovery.graph import OUTLIER, GraphClusterer
from topics.discovery.growth import by_size, fit_vectorizer
from topics.discovery.guided import GuidedTheme, guided_themes
from topics.discovery.hierarchy import Hierarchy, build_hierarchy
from topics.discovery.keywords import Profile
from topics.discovery.linear import LinearTopics, learn_topics, outlier_threshold
from topics.discovery.order import in_canonical_order
from topics.discovery.parameters import check_parameters
from topics.discovery.quality import TopicQuality, measure_quality, measure_stability
from topics.discovery.texts import without_addresses
from topics.features.encoder import Encoder
from topics.themes.taxonomy import Taxonomy
from topics.types import Topic
from topics.words.shipped import shipped_tokenizer
from topics.words.tokenizer import Tokenizer

Ids = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_MIN_TEXTS = 4


class TopicFinder(ClusterMixin, BaseEstimator):
    """Finds topics and says which a text is of; see TopicModel, which also lets them be edited."""

    labels_: Ids
    topics_: tuple[Topic, ...]
    themes_: tuple[GuidedTheme, ...]
    quality_: TopicQuality
    profiles_: dict[int, Profile]
    edits_: tuple[Edit, ...]
    linear_: LinearTopics
    _texts: list[str]

    def __init__(
        self,
        taxonomy: Taxonomy | None = None,
        tokenizer: Tokenizer | None = None,
        method: Method = "auto",
        n_topics: int | None = None,
        min_topic_size: int | None = None,
        random_state: int = 0,
        encoder: Encoder | None = None,
    ) -> None:
        self.taxonomy = taxonomy
        self.tokenizer = tokenizer
        self.method = method
        self.n_topics = n_topics
        self.min_topic_size = min_topic_size
        self.random_state = random_state
        self.encoder = encoder

    def fit(self, X: Sequence[str], y: object = None) -> Self:
        """Find the topics of texts."""
        check_parameters(self.get_params(deep=False))
        texts = without_addresses(X)
        self.tokenizer_ = self.tokenizer or shipped_tokenizer()
        distinct = in_canonical_order(texts)
        sample = distinct[:MAX_CLUSTERED]
        self.n_clustered_ = len(sample)
        self.method_ = choose_method(self.method, len(distinct), self.encoder)
        clusters = self._cluster(sample, self.n_topics, whole=True)
        self.bertopic_ = clusters.bertopic if clusters else None
        copies = Counter(texts)
        found = self._label(distinct, sample, clusters, np.array([copies[text] for text in distinct]))
        topic_of = dict(zip(distinct, found.tolist(), strict=True))
        self.labels_ = np.array([topic_of[text] for text in texts], dtype=np.int64)
        self.edits_ = ()
        self._texts = texts
        self._describe(texts, distinct, found[: len(sample)], clusters)
        return self

    def fit_predict(self, X: Sequence[str], y: object = None) -> Ids:
        """Find the topics of texts and return the topic of each, (n_texts,) int64."""
        return self.fit(X).labels_

    def transform(self, X: Iterable[str]) -> Floats:
        """Return margins (n_texts, n_topics): how far each text lies inside each topic, below 0 outside.

        Columns are topics by number. The margins of topics that `update` added have a border of
        their own: they say more of a text the higher they are, but do not compare with the others.
        """
        check_is_fitted(self, "linear_")
        texts = without_addresses(X)
        return edited_margins(self.edits_, texts, self.linear_.margins(texts))

    def predict(self, X: Iterable[str]) -> Ids:
        """Return the topic of each text, (n_texts,) int64; -1 where it is of none.

        Each text is judged alone, and the texts of `fit` get their labels again.
        """
        check_is_fitted(self, "linear_")
        texts = without_addresses(X)
        return apply_edits(self.edits_, texts, self.linear_.decide(self.linear_.margins(texts)))

    @property
    def hierarchy_(self) -> Hierarchy:
        """Which topics are near, by the words that they share."""
        check_is_fitted(self, "linear_")
        return build_hierarchy(self.topics_, self.profiles_)

    def _cluster(self, texts: list[str], n_topics: int | None, *, whole: bool = False) -> Clusters | None:
        if len(texts) < _MIN_TEXTS or not any(self.tokenizer_.words(text) for text in texts):
            return None
        method = self.method_ if whole else choose_method(self.method, len(texts), self.encoder)
        guides = self.taxonomy.seed_words if self.taxonomy else frozenset()
        if method == "nmf":
            return cluster_by_nmf(texts, self.tokenizer_, guides, n_topics, self.random_state)
        clusterer = GraphClusterer(n_topics, self.min_topic_size, self.random_state)
        through_bertopic = whole and method == "bertopic"
        return cluster_by_graph(
            texts, self.tokenizer_, self.encoder, guides, clusterer, through_bertopic=through_bertopic
        )

    def _label(self, distinct: list[str], sample: list[str], clusters: Clusters | None, copies: Ids) -> Ids:
        """Learn the topics from clusters of the sample and return the topic of each distinct text."""
        ids = clusters.ids if clusters else np.full(len(sample), OUTLIER, dtype=np.int64)
        learned = learn_topics(fit_vectorizer(sample, self.tokenizer_), sample, ids, self.random_state)
        linear = learned.linear
        linear.threshold = outlier_threshold(learned.held_out, clusters.misfit_share if clusters else 0.0)
        found = linear.decide(np.concatenate([learned.margins, linear.margins(distinct[len(sample) :])]))
        order = by_size(found, copies)
        self.linear_ = linear.ordered(order)
        new_ids = np.full(len(linear.intercept) + 1, OUTLIER, dtype=np.int64)
        new_ids[order] = np.arange(len(order))
        return new_ids[found]

    def _describe(self, texts: list[str], distinct: list[str], found: Ids, clusters: Clusters | None) -> None:
        topics, self.profiles_ = describe_topics(texts, self.labels_, self.tokenizer_)
        rows = {text: row for row, text in reversed(list(enumerate(texts)))}
        self.topics_ = tuple(
            replace(topic, examples=tuple(rows[distinct[k]] for k in _most_typical(topic.id, found, clusters)))
            for topic in topics
        )
        self.themes_ = guided_themes(texts, self.labels_, self.taxonomy)
        outlier_share = float((self.labels_ == OUTLIER).mean()) if texts else 0.0
        stability = measure_stability(found, clusters.recluster, self.random_state) if clusters else None
        keywords = {topic.id: topic.keywords for topic in topics}
        self.quality_ = measure_quality(distinct, outlier_share, keywords, stability, self.tokenizer_)

    def forget_texts(self) -> None:
        """Let go of the texts of the fit and their topics; texts are judged as before."""
        self._texts = []
        self.labels_ = np.zeros(0, dtype=np.int64)

    def __getstate__(self) -> dict[str, Any]:
        state: dict[str, Any] = super().__getstate__()
        return {name: value for name, value in state.items() if name != "bertopic_"}


def _most_typical(topic: int, found: Ids, clusters: Clusters | None) -> list[int]:
    """The rows of a topic that lie nearest to its centre; of the outliers, the first."""
    rows = np.flatnonzero(found == topic)
    if clusters is None or topic == OUTLIER:
        return [int(row) for row in rows[:N_EXAMPLES]]
    own = clusters.embeddings[rows]
    nearness = own @ own.mean(axis=0)
    return [int(rows[k]) for k in np.argsort(-nearness, kind="stable")[:N_EXAMPLES]]

"""TopicModel: texts -> topics that the data show, the same in any order and after reloading."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

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
from topics.discovery.graph import OUTLIER, GraphClusterer
from topics.discovery.guided import guided_themes
from topics.discovery.keywords import topic_keywords, topic_names
from topics.discovery.linear import LinearTopics, learn_topics, outlier_threshold
from topics.discovery.order import in_canonical_order
from topics.discovery.quality import measure_quality, measure_stability
from topics.features.encoder import Encoder
from topics.features.vectorizer import TextVectorizer
from topics.themes.taxonomy import Taxonomy
from topics.themes.texts import checked_texts
from topics.types import Topic
from topics.words.shipped import shipped_tokenizer
from topics.words.tokenizer import Tokenizer

Ids = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_MIN_TEXTS = 4
_SMALL = 50
"""Below this many texts a term counts from its first appearance; above, from its second."""

_N_KEYWORDS = 10
_N_EXAMPLES = 3


class TopicModel(ClusterMixin, BaseEstimator):
    """Finds topics in texts, and says for any text which it belongs to.

    The distinct texts are put into an order of their own, clustered in the space of their
    embeddings, and the clusters learned by a linear model over characters and words. That model
    alone gives labels, to the texts that it was fitted on as to others: what `predict` says of a
    text hangs on that text alone, before saving and after loading.

    Parameters
    ----------
    taxonomy : themes whose seed words draw texts together.
    tokenizer : how words are cut; by default with the lexicon and stop words that ship.
    method : "auto" chooses by the number of texts: "graph", "bertopic" or "nmf".
    n_topics : how many topics to find; by default as many as the data show.
    min_topic_size : the smallest cluster that becomes a topic; by default a thousandth of the texts.
    random_state : seed of every random step; the same texts give the same topics.
    encoder : embeddings of your own, such as a sentence-transformers model; by default word
        vectors and LSA, see topics.features.encoder.

    Attributes
    ----------
    labels_ : (n_texts,) int64, the topic of each text, -1 for outliers.
    topics_ : the topics, largest first; the outlier topic last where there is one.
    themes_ : every theme of the taxonomy with the topics that its seed words are usual in.
    quality_ : coherence, diversity, outliers and stability.
    method_ : the method that was used.
    n_clustered_ : how many distinct texts the clusters were found in; of more, a sample.
    linear_ : the linear model.
    bertopic_ : the BERTopic model of that method, for what it offers on top; else None.
    """

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

    def fit(self, X: Sequence[str], y: object = None) -> "TopicModel":
        """Find the topics of texts."""
        texts = checked_texts(X)
        self.tokenizer_ = self.tokenizer or shipped_tokenizer()
        distinct = in_canonical_order(texts)
        sample = distinct[:MAX_CLUSTERED]
        self.n_clustered_ = len(sample)
        self.method_ = choose_method(self.method, len(distinct), self.encoder)
        clusters = self._cluster(sample)
        self.bertopic_ = clusters.bertopic if clusters else None
        copies = Counter(texts)
        found = self._label(distinct, sample, clusters, np.array([copies[text] for text in distinct]))
        topic_of = dict(zip(distinct, found.tolist(), strict=True))
        self.labels_ = np.array([topic_of[text] for text in texts], dtype=np.int64)
        self._describe(texts, distinct, found[: len(sample)], clusters)
        return self

    def fit_predict(self, X: Sequence[str], y: object = None) -> Ids:
        """Find the topics of texts and return the topic of each, (n_texts,) int64."""
        return self.fit(X).labels_

    def transform(self, X: Iterable[str]) -> Floats:
        """Return margins (n_texts, n_topics): how far each text lies inside each topic, below 0 outside."""
        check_is_fitted(self, "linear_")
        return self.linear_.margins(checked_texts(X))

    def predict(self, X: Iterable[str]) -> Ids:
        """Return the topic of each text, (n_texts,) int64; -1 where it is of none.

        Each text is judged alone, and the texts of `fit` get their labels again.
        """
        margins = self.transform(X)
        return self.linear_.decide(margins)

    def _cluster(self, texts: list[str]) -> Clusters | None:
        if len(texts) < _MIN_TEXTS or not any(self.tokenizer_.words(text) for text in texts):
            return None
        guides = self.taxonomy.seed_words if self.taxonomy else frozenset()
        if self.method_ == "nmf":
            return cluster_by_nmf(texts, self.tokenizer_, guides, self.n_topics, self.random_state)
        clusterer = GraphClusterer(self.n_topics, self.min_topic_size, self.random_state)
        through_bertopic = self.method_ == "bertopic"
        return cluster_by_graph(
            texts, self.tokenizer_, self.encoder, guides, clusterer, through_bertopic=through_bertopic
        )

    def _label(self, distinct: list[str], sample: list[str], clusters: Clusters | None, copies: Ids) -> Ids:
        """Learn the topics from clusters of the sample and return the topic of each distinct text."""
        vectorizer = TextVectorizer(self.tokenizer_, min_df=1 if len(sample) < _SMALL else 2).fit(sample)
        ids = clusters.ids if clusters else np.full(len(sample), OUTLIER, dtype=np.int64)
        linear, margins = learn_topics(vectorizer, sample, ids, self.random_state)
        margins = np.concatenate([margins, linear.margins(distinct[len(sample) :])])
        linear.threshold = outlier_threshold(margins, clusters.misfit_share if clusters else 0.0)
        found = linear.decide(margins)
        order = _by_size(found, copies)
        self.linear_: LinearTopics = linear.ordered(order)
        new_ids = np.full(len(linear.intercept) + 1, OUTLIER, dtype=np.int64)
        new_ids[order] = np.arange(len(order))
        return new_ids[found]

    def _describe(self, texts: list[str], distinct: list[str], found: Ids, clusters: Clusters | None) -> None:
        keywords = topic_keywords(texts, self.labels_, self.tokenizer_, _N_KEYWORDS)
        names = topic_names(texts, self.labels_, self.tokenizer_, keywords)
        topics = [
            Topic(topic, int((self.labels_ == topic).sum()), keywords[topic], name=names[topic]) for topic in keywords
        ]
        rows = {text: row for row, text in reversed(list(enumerate(texts)))}
        self.topics_ = tuple(
            replace(topic, examples=tuple(rows[distinct[k]] for k in _most_typical(topic.id, found, clusters)))
            for topic in sorted(topics, key=lambda topic: (topic.id == OUTLIER, topic.id))
        )
        self.themes_ = guided_themes(texts, self.labels_, self.taxonomy)
        outlier_share = float((self.labels_ == OUTLIER).mean()) if texts else 0.0
        stability = measure_stability(found, clusters.recluster, self.random_state) if clusters else None
        self.quality_ = measure_quality(distinct, outlier_share, keywords, stability, self.tokenizer_)

    def __getstate__(self) -> dict[str, Any]:
        state: dict[str, Any] = super().__getstate__()
        return {name: value for name, value in state.items() if name != "bertopic_"}


def _by_size(found: Ids, copies: Ids) -> Ids:
    """The topics that texts were given, largest first, equal ones by their first text."""
    topics, first = np.unique(found[found != OUTLIER], return_index=True)
    sizes = np.array([copies[found == topic].sum() for topic in topics])
    return topics[np.lexsort((first, -sizes))] if len(topics) else topics


def _most_typical(topic: int, found: Ids, clusters: Clusters | None) -> list[int]:
    """The rows of a topic that lie nearest to its centre; of the outliers, the first."""
    rows = np.flatnonzero(found == topic)
    if clusters is None or topic == OUTLIER:
        return [int(row) for row in rows[:_N_EXAMPLES]]
    own = clusters.embeddings[rows]
    nearness = own @ own.mean(axis=0)
    return [int(rows[k]) for k in np.argsort(-nearness, kind="stable")[:_N_EXAMPLES]]

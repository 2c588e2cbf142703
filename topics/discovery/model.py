"""TopicModel: texts -> topics that the data show, with keywords."""

import math
from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.base import BaseEstimator, ClusterMixin
from sklearn.decomposition import NMF
from sklearn.utils.validation import check_is_fitted

from topics.discovery.engine import cluster_with_bertopic
from topics.discovery.keywords import topic_keywords
from topics.errors import InputError
from topics.features.lsa import LsaEncoder, WordTfidf
from topics.themes.texts import checked_texts
from topics.types import Topic
from topics.words.shipped import shipped_tokenizer
from topics.words.tokenizer import Tokenizer

Method = Literal["auto", "nmf", "bertopic"]
Ids = npt.NDArray[np.int64]

OUTLIER = -1
_BERTOPIC_FROM = 300
"""With fewer texts HDBSCAN calls most of them outliers; NMF is order-stable and finds topics."""

_MIN_TEXTS = 4
_N_EXAMPLES = 3


class TopicModel(ClusterMixin, BaseEstimator):
    """Finds topics in texts: NMF for a small corpus, BERTopic with UMAP and HDBSCAN above.

    Parameters
    ----------
    seed_words : words that draw texts together, such as the seed words of a taxonomy.
    tokenizer : how words are cut; by default with the lexicon and stop words that ship.
    method : "auto" chooses by the number of texts.
    n_topics : how many topics to find; by default about the root of the number of texts with
        NMF, and as many as the data show with BERTopic.
    min_topic_size : the smallest topic that BERTopic keeps; by default a hundredth of the texts.
    random_state : seed of every random step; the same texts give the same topics.

    Attributes
    ----------
    labels_ : (n_texts,) int64, the topic of each text, -1 for outliers.
    topics_ : the topics, largest first; the outlier topic last where there is one.
    method_ : the method that was used.
    """

    def __init__(
        self,
        seed_words: frozenset[str] = frozenset(),
        tokenizer: Tokenizer | None = None,
        method: Method = "auto",
        n_topics: int | None = None,
        min_topic_size: int | None = None,
        random_state: int = 0,
    ) -> None:
        self.seed_words = seed_words
        self.tokenizer = tokenizer
        self.method = method
        self.n_topics = n_topics
        self.min_topic_size = min_topic_size
        self.random_state = random_state

    def fit(self, X: Sequence[str], y: object = None) -> "TopicModel":
        """Find the topics of texts."""
        texts = checked_texts(X)
        self.tokenizer_ = self.tokenizer or shipped_tokenizer()
        self.method_ = self._choose(len(texts))
        self._nmf: NMF | None = None
        self._centroids: npt.NDArray[np.float32] | None = None
        self.labels_ = np.full(len(texts), OUTLIER, dtype=np.int64)
        self.tfidf_ = WordTfidf(self.tokenizer_, self.seed_words)
        if len(texts) >= _MIN_TEXTS and any(self.tokenizer_.words(text) for text in texts):
            features = self.tfidf_.fit_transform(texts)
            self.labels_ = (
                self._cluster_bertopic(texts, features) if self.method_ == "bertopic" else self._cluster_nmf(features)
            )
        self.topics_ = self._describe(texts)
        return self

    def fit_predict(self, X: Sequence[str], y: object = None) -> Ids:
        """Find the topics of texts and return the topic of each, (n_texts,) int64."""
        return self.fit(X).labels_

    def predict(self, X: Iterable[str]) -> Ids:
        """Return the topic of each text, (n_texts,) int64; -1 where none of its words is known.

        Each text is judged alone: by its NMF weights, or by the nearest topic centre.
        """
        check_is_fitted(self, "labels_")
        texts = checked_texts(X)
        if self._nmf is not None:
            return self._nmf_topics(self.tfidf_.transform(texts))
        if self._centroids is None or not texts:
            return np.full(len(texts), OUTLIER, dtype=np.int64)
        embeddings = self.encoder_.transform(self.tfidf_.transform(texts))
        nearest = (embeddings @ self._centroids.T).argmax(axis=1)
        return np.where(np.abs(embeddings).sum(axis=1) > 0, nearest, OUTLIER).astype(np.int64)

    def _choose(self, n_texts: int) -> Method:
        if self.method not in {"auto", "nmf", "bertopic"}:
            raise InputError(f"method {self.method!r} is none of auto, nmf, bertopic")
        if self.method != "auto":
            return self.method
        return "bertopic" if n_texts >= _BERTOPIC_FROM else "nmf"

    def _cluster_nmf(self, features: sparse.csr_matrix) -> Ids:
        most = max(1, min(features.shape) // 2)
        n_topics = min(self.n_topics or max(2, round(math.sqrt(features.shape[0]))), most)
        self._nmf = NMF(n_topics, init="nndsvda", random_state=self.random_state, max_iter=600, tol=1e-3).fit(features)
        self._order = np.arange(n_topics)
        clusters = self._nmf_topics(features)
        self._order = _rank_by_size(clusters, n_topics)
        return self._nmf_topics(features)

    def _nmf_topics(self, features: sparse.csr_matrix) -> Ids:
        if self._nmf is None or features.shape[0] == 0:
            return np.full(features.shape[0], OUTLIER, dtype=np.int64)
        weights = self._nmf.transform(features)
        return np.where(weights.max(axis=1) > 0, self._order[weights.argmax(axis=1)], OUTLIER).astype(np.int64)

    def _cluster_bertopic(self, texts: list[str], features: sparse.csr_matrix) -> Ids:
        self.encoder_ = LsaEncoder(random_state=self.random_state).fit(features)
        embeddings = self.encoder_.transform(features)
        size = self.min_topic_size or max(8, len(texts) // 100)
        clusters = cluster_with_bertopic(texts, embeddings, self.tokenizer_, size, self.n_topics, self.random_state)
        n_topics = int(clusters.max()) + 1
        if n_topics > 0:
            centres = np.stack([embeddings[clusters == topic].mean(axis=0) for topic in range(n_topics)])
            self._centroids = centres / np.linalg.norm(centres, axis=1, keepdims=True)
        return clusters

    def _describe(self, texts: list[str]) -> tuple[Topic, ...]:
        keywords = topic_keywords(texts, self.labels_, self.tokenizer_, n_keywords=10)
        described = [
            Topic(topic, len(rows), keywords[topic], examples=tuple(rows[:_N_EXAMPLES].tolist()))
            for topic in sorted(keywords)
            for rows in [np.flatnonzero(self.labels_ == topic)]
        ]
        return tuple(sorted(described, key=lambda topic: (topic.id == OUTLIER, -topic.size, topic.id)))


def _rank_by_size(clusters: Ids, n_topics: int) -> Ids:
    """Old id -> new id, so that topic 0 is the largest."""
    sizes = np.bincount(clusters[clusters >= 0], minlength=n_topics)
    ranks = np.empty(n_topics, dtype=np.int64)
    ranks[np.argsort(-sizes, kind="stable")] = np.arange(n_topics)
    return ranks

"""TopicModel: topics that can be merged, split, named and grown, and stay the same all the while."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Self

import numpy as np
import numpy.typing as npt
from sklearn.utils.validation import check_is_fitted

from topics.discovery.clusters import MAX_CLUSTERED
from topics.discovery.describe import (
    count_guided,
    describe_topics,
    grow_guided,
    in_order,
    left_outside,
    merge_described,
    merge_guided,
    quality_after,
)
from topics.discovery.edits import Branch, Merge, next_number
from topics.discovery.finder import TopicFinder
from topics.discovery.graph import OUTLIER
from topics.discovery.growth import news_branch, split_branch
from topics.discovery.guided import guided_themes
from topics.discovery.order import in_canonical_order
from topics.discovery.parameters import check_names, topic_groups
from topics.discovery.texts import without_addresses
from topics.errors import InputError
from topics.types import Topic

Ids = npt.NDArray[np.int64]

_MAX_KNOWN = 5000
"""Of the texts of known topics, so many are what new topics are told from: a fair sample."""


class TopicModel(TopicFinder):
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
    labels_ : (n_texts,) int64, the topic of each text, -1 for outliers; after `update` also of
        its texts, behind the others. A loaded model knows none.
    topics_ : the topics by number, after fit largest first; the outlier topic last where there is one.
    hierarchy_ : which topics are near, as a tree.
    profiles_ : the weightiest words of each topic with their weights.
    edits_ : how topics were merged, split and added since the fit.
    themes_ : every theme of the taxonomy with the topics that its seed words are usual in.
    quality_ : coherence, diversity, outliers and stability.
    method_ : the method that was used.
    n_clustered_ : how many distinct texts the clusters were found in; of more, a sample.
    linear_ : the linear model.
    bertopic_ : the BERTopic model of that method, for what it offers on top; else None.
    """

    def merge_topics(self, groups: Sequence[Sequence[int]] | Sequence[int]) -> Self:
        """Make one topic of each group of topics; it keeps the lowest number and the name of the largest.

        A plain list of numbers is one group.
        The numbers of the others are given to no topic again; all other texts keep their topics.

        >>> model.merge_topics([[3, 7], [4, 5, 9]])  # doctest: +SKIP
        """
        groups = topic_groups(groups)
        self._check_topics([topic for group in groups for topic in group])
        for group in groups:
            into, *gone = sorted(group)
            if not gone:
                raise InputError(f"topic {into} stands alone in its group; name two topics or more")
            for topic in gone:
                self._merge(topic, into)
        return self

    def split_topic(self, topic: int, n: int = 2, texts: Sequence[str] | None = None) -> Self:
        """Split a topic into `n` parts; the largest keeps its number, the others get new ones at the end.

        The texts of the topic are clustered again: those of the fit, or `texts`, which a loaded
        model needs since it keeps none; the sizes of the parts are counted in them. All other
        texts keep their topics. The parts are named anew. Raises InputError where the texts do not
        come apart into as many.
        """
        self._check_topics([topic])
        known, ids = (self._texts, self.labels_) if texts is None else (without_addresses(texts), self.predict(texts))
        if not known:
            raise InputError("a loaded model keeps no texts to split a topic by; pass texts")
        own = [text for text, found in zip(known, ids, strict=True) if found == topic]
        distinct, copies = in_canonical_order(own)[:MAX_CLUSTERED], Counter(own)
        clusters = self._cluster(distinct, n)
        if n <= 1 or clusters is None:
            raise InputError(f"topic {topic} with {len(distinct)} distinct texts does not split into {n}")
        counts = np.array([copies[text] for text in distinct])
        number = next_number(len(self.linear_.intercept), self.edits_)
        branch = split_branch(topic, distinct, counts, clusters.ids, number, self.tokenizer_, self.random_state)
        if len(branch.topics) != n:
            raise InputError(f"topic {topic} comes apart into {len(branch.topics)} and not into {n}; ask for fewer")
        self._grow(branch, known, ids)
        return self

    def rename_topics(self, names: Mapping[int, str]) -> Self:
        """Give topics names of your own; they stay with the numbers and are saved.

        >>> model.rename_topics({0: "防汛救灾"})  # doctest: +SKIP
        """
        check_names(names)
        self._check_topics(list(names))
        self.topics_ = tuple(replace(topic, name=names.get(topic.id, topic.name)) for topic in self.topics_)
        return self

    def update(self, X: Sequence[str]) -> Self:
        """Take in new texts without renumbering a topic.

        New texts are predicted. Those that are of no topic are clustered, and clusters that are
        found again in at least half of ten runs and share a word become topics, numbered at the
        end. What may change: a text that was an outlier, old or new, may now be of a new topic.
        What does not: a text that was of a topic stays there, even where a new topic would suit it
        better, and the words that the old topics are known by stay those of the fit. Where much
        has changed, fit again.
        """
        texts = without_addresses(X)
        ids = self.predict(texts)
        outside = in_canonical_order(text for text, found in zip(texts, ids, strict=True) if found == OUTLIER)
        inside = in_canonical_order(text for text, found in zip(texts, ids, strict=True) if found != OUTLIER)
        clusters = self._cluster(outside[:MAX_CLUSTERED], None)
        number = next_number(len(self.linear_.intercept), self.edits_)
        branch = clusters and news_branch(
            outside[:MAX_CLUSTERED], inside[:_MAX_KNOWN], clusters, number, self.tokenizer_, self.random_state
        )
        self._take_in(texts, ids)
        if branch:
            self._grow(branch, self._texts, self.labels_)
        return self

    def _check_topics(self, topics: Sequence[int]) -> None:
        check_is_fitted(self, "linear_")
        known = [topic.id for topic in self.topics_ if topic.id != OUTLIER]
        for topic, count in Counter(topics).items():
            if topic not in known:
                raise InputError(f"there is no topic {topic}; topics are {', '.join(map(str, known)) or 'none'}")
            if count > 1:
                raise InputError(f"topic {topic} stands twice; name each topic once")

    def _merge(self, gone: int, into: int) -> None:
        topics = {topic.id: topic for topic in self.topics_}
        merged, profile = merge_described(topics[into], topics[gone], self.profiles_)
        self.profiles_ = {id_: words for id_, words in self.profiles_.items() if id_ != gone} | {into: profile}
        self.topics_ = in_order([merged if id_ == into else topics[id_] for id_ in topics if id_ != gone])
        self.themes_ = merge_guided(self.themes_, gone, into)
        self.edits_ = (*self.edits_, Merge(gone, into))
        self.labels_ = self.edits_[-1].apply(self._texts, self.labels_)
        self.quality_ = quality_after(self.quality_, self.topics_, {into})

    def _take_in(self, texts: list[str], ids: Ids) -> None:
        """Count new texts and their topics in."""
        self._texts = [*self._texts, *texts]
        self.labels_ = np.concatenate([self.labels_, ids])
        counts = Counter(ids.tolist())
        topics = {topic.id: topic for topic in self.topics_}
        if counts[OUTLIER] and OUTLIER not in topics:
            topics[OUTLIER] = Topic(OUTLIER, 0, ())
        self.topics_ = in_order([replace(topic, size=topic.size + counts[id_]) for id_, topic in topics.items()])
        self.themes_ = count_guided(self.themes_, guided_themes(texts, ids, self.taxonomy))
        self.quality_ = quality_after(self.quality_, self.topics_, set())

    def _grow(self, branch: Branch, texts: list[str], ids: Ids) -> None:
        """Add a branch and describe its topics by texts and the topics that they had before."""
        found = branch.apply(texts, ids)
        described, profiles = describe_topics(texts, found, self.tokenizer_)
        new = {topic.id: topic for topic in described if topic.id in branch.topics}
        if texts is self._texts:
            new = {id_: replace(topic, examples=branch.typical(id_, texts, found)) for id_, topic in new.items()}
        self.labels_ = branch.apply(self._texts, self.labels_)
        topics = {topic.id: topic for topic in self.topics_} | new
        if branch.source == OUTLIER:
            n_gone = sum(topic.size for topic in new.values())
            topics[OUTLIER] = left_outside(topics[OUTLIER], n_gone, self.labels_)
        self.topics_ = in_order([topic for topic in topics.values() if topic.size])
        self.profiles_ = {**self.profiles_, **{id_: profiles[id_] for id_ in new}}
        self.themes_ = grow_guided(self.themes_, guided_themes(texts, found, self.taxonomy), branch.topics)
        self.edits_ = (*self.edits_, branch)
        self.quality_ = quality_after(self.quality_, self.topics_, set(branch.topics))

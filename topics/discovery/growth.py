"""New branches of topics: a topic split into parts, and outliers of new texts that make topics."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from topics.discovery.clusters import Clusters
from topics.discovery.edits import Branch
from topics.discovery.graph import OUTLIER
from topics.discovery.linear import learn_topics
from topics.discovery.quality import measure_stability
from topics.features.vectorizer import TextVectorizer
from topics.words.tokenizer import Tokenizer

Ids = npt.NDArray[np.int64]

SMALL = 50
"""Below this many texts a term counts from its first appearance; above, from its second."""

_SEEN = 0.5
"""The least share of the runs in which a cluster of outliers is found again to become a topic."""

_SHARED_WORD = 0.3
"""The least share of the texts of such a cluster that its commonest content word stands in: outliers
that have nothing in common but that they are outliers make no topic."""

_FARTHEST, _STRANGERS = 0.1, 0.01
"""The least share of a new topic's held-out texts that its border leaves outside, and the most of others
that it takes in."""


def fit_vectorizer(texts: Sequence[str], tokenizer: Tokenizer) -> TextVectorizer:
    """Return a vectorizer that knows the terms of texts."""
    return TextVectorizer(tokenizer, min_df=1 if len(texts) < SMALL else 2).fit(texts)


def by_size(found: Ids, copies: Ids) -> Ids:
    """The topics that texts were given, largest first, equal ones by their first text."""
    topics, first = np.unique(found[found != OUTLIER], return_index=True)
    sizes = np.array([copies[found == topic].sum() for topic in topics])
    return topics[np.lexsort((first, -sizes))] if len(topics) else topics


def split_branch(
    topic: int, texts: list[str], copies: Ids, clusters: Ids, number: int, tokenizer: Tokenizer, seed: int
) -> Branch:
    """Return the branch that splits a topic by clusters of its texts, which are in canonical order.

    The largest part keeps the number, the others get `number` and those after it.
    """
    learned = learn_topics(fit_vectorizer(texts, tokenizer), texts, clusters, seed)
    order = by_size(learned.linear.decide(learned.margins), copies)
    names = (topic, *range(number, number + len(order) - 1))
    return Branch(topic, names, learned.linear.ordered(order))


def news_branch(
    outside: list[str], inside: list[str], clusters: Clusters, number: int, tokenizer: Tokenizer, seed: int
) -> Branch | None:
    """Return the branch of the new topics among outliers, numbered from `number`; None where there are none.

    `outside` are the outliers, in canonical order, that `clusters` were found in, `inside` texts
    of known topics that the new ones must be told from.
    """
    kept = _lasting(outside, clusters, tokenizer, seed)
    if not kept:
        return None
    texts = [*outside, *inside]
    ids = np.full(len(texts), OUTLIER, dtype=np.int64)
    ids[: len(outside)] = np.where(np.isin(clusters.ids, kept), clusters.ids, OUTLIER)
    learned = learn_topics(fit_vectorizer(texts, tokenizer), texts, ids, seed)
    linear = learned.linear
    best = learned.held_out.max(axis=1)
    own, others = (best[chosen & np.isfinite(best)] for chosen in (ids != OUTLIER, ids == OUTLIER))
    if not len(own):
        return None
    borders = [np.quantile(own, _FARTHEST, method="lower")]
    borders += [np.quantile(others, 1 - _STRANGERS, method="higher")] if len(others) else []
    linear.threshold = float(max(borders))
    found = linear.decide(learned.margins[: len(outside)])
    order = by_size(found, np.ones(len(outside), dtype=np.int64))
    return Branch(OUTLIER, tuple(range(number, number + len(order))), linear.ordered(order)) if len(order) else None


def _lasting(texts: list[str], clusters: Clusters, tokenizer: Tokenizer, seed: int) -> list[int]:
    """The clusters that are found again and whose texts share a word."""
    found = np.unique(clusters.ids[clusters.ids != OUTLIER]).tolist()
    stability = measure_stability(clusters.ids, clusters.recluster, seed)
    if stability is not None:
        found = [cluster for cluster in found if stability.seen[cluster] >= _SEEN * stability.n_runs]
    words = [set(tokenizer.words(text)) for text in texts]
    return [cluster for cluster in found if _shared([words[row] for row in np.flatnonzero(clusters.ids == cluster)])]


def _shared(words: Sequence[set[str]]) -> bool:
    counts: dict[str, int] = {}
    for own in words:
        for word in own:
            counts[word] = counts.get(word, 0) + 1
    return max(counts.values(), default=0) >= _SHARED_WORD * len(words)

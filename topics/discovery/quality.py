"""How good topics are: coherence, diversity, outliers, and whether they would be found again."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.metrics import adjusted_rand_score

from topics.discovery.coherence import coherence
from topics.discovery.graph import OUTLIER
from topics.words.tokenizer import Tokenizer

Ids = npt.NDArray[np.int64]
Recluster = Callable[[npt.NDArray[np.intp], int], Ids]
"""Rows and a seed -> the clusters of those rows."""

SMALL_CORPUS = 300
"""Below this many texts the figures say little."""

_N_RUNS = 10
_SUBSAMPLE = 0.8
_MAX_COHERENCE_TEXTS = 5000
_FOUND_AGAIN = 0.5
"""Least overlap (Jaccard) of a topic with a cluster of a run that counts as the topic found again."""


@dataclass(frozen=True, slots=True)
class TopicFigures:
    """What is known of one topic; `seen` is in how many of the runs it was found again."""

    topic: int
    npmi: float | None
    c_v: float | None
    seen: int


@dataclass(frozen=True, slots=True)
class TopicQuality:
    """Figures of a topic model; None where there is nothing to measure.

    `npmi` and `c_v` are means over topics, `diversity` the share of all keywords that stand in
    one topic only, `stability` the mean adjusted Rand index of `n_runs` runs on 80 % of the
    texts with other seeds against the topics found. `small` says that the corpus is too small
    for the figures to say much.
    """

    n_texts: int
    n_topics: int
    outlier_share: float
    npmi: float | None
    c_v: float | None
    diversity: float | None
    stability: float | None
    n_runs: int
    small: bool
    topics: tuple[TopicFigures, ...] = ()

    def lines(self) -> list[str]:
        """Return the figures in words, a line each, with a warning where the corpus is small."""
        shown = [
            ("coherence NPMI", self.npmi, "-1 to 1"),
            ("coherence C_V", self.c_v, "0 to 1"),
            ("diversity of keywords", self.diversity, "0 to 1"),
            (f"stability over {self.n_runs} runs, adjusted Rand index", self.stability, "0 to 1"),
        ]
        lines = [f"{name} {figure:.2f} ({bounds})" for name, figure, bounds in shown if figure is not None]
        lines.append(f"outliers {self.outlier_share:.1%}")
        if self.small:
            lines.append(f"only {self.n_texts} distinct texts: take topics and figures as hints")
        return lines


@dataclass(frozen=True, slots=True)
class Stability:
    """The mean adjusted Rand index of the runs, and how many of them found each topic again."""

    ari: float
    seen: Mapping[int, int]
    n_runs: int


def measure_quality(
    texts: Sequence[str],
    outlier_share: float,
    keywords: Mapping[int, Sequence[str]],
    stability: Stability | None,
    tokenizer: Tokenizer,
) -> TopicQuality:
    """Measure topics on texts in canonical order, the first 5,000 of them for coherence."""
    named = {topic: words for topic, words in keywords.items() if topic != OUTLIER and words}
    npmi, c_v = coherence(texts[:_MAX_COHERENCE_TEXTS], named, tokenizer) if named else ({}, {})
    every = [word for words in named.values() for word in words]
    figures = tuple(
        TopicFigures(topic, npmi.get(topic), c_v.get(topic), stability.seen.get(topic, 0) if stability else 0)
        for topic in sorted(keywords)
        if topic != OUTLIER
    )
    return TopicQuality(
        n_texts=len(texts),
        n_topics=len(figures),
        outlier_share=outlier_share,
        npmi=_mean(npmi.values()),
        c_v=_mean(c_v.values()),
        diversity=sum(every.count(word) == 1 for word in set(every)) / len(every) if every else None,
        stability=stability.ari if stability else None,
        n_runs=stability.n_runs if stability else 0,
        small=len(texts) < SMALL_CORPUS,
        topics=figures,
    )


def measure_stability(labels: Ids, recluster: Recluster, random_state: int) -> Stability | None:
    """Cluster 80 % of the texts again, ten times with other seeds, and compare with their topics.

    `labels` are the topics of texts in canonical order, `recluster` finds clusters among rows
    of them with a seed. A run is cheaper than what found the topics, so they look a little less
    stable than they are. None where there are not two topics.
    """
    topics = np.unique(labels[labels != OUTLIER]).tolist()
    if len(topics) <= 1:
        return None
    agreement: list[float] = []
    seen = dict.fromkeys(topics, 0)
    for seed in range(random_state + 1, random_state + 1 + _N_RUNS):
        drawn = np.random.default_rng(seed).permutation(len(labels))
        rows = np.sort(drawn[: round(_SUBSAMPLE * len(labels))])
        again, before = recluster(rows, seed), labels[rows]
        agreement.append(float(adjusted_rand_score(before[before != OUTLIER], again[before != OUTLIER])))
        for topic in topics:
            seen[topic] += _best_overlap(before == topic, again) >= _FOUND_AGAIN
    return Stability(float(np.mean(agreement)), seen, _N_RUNS)


def _best_overlap(member: npt.NDArray[np.bool_], clusters: Ids) -> float:
    """The highest Jaccard overlap of a topic with any cluster."""
    counts = np.bincount(clusters[member & (clusters >= 0)], minlength=clusters.max(initial=0) + 1)
    sizes = np.bincount(clusters[clusters >= 0], minlength=len(counts))
    return float((counts / np.maximum(member.sum() + sizes - counts, 1)).max(initial=0))


def _mean(values: Iterable[float]) -> float | None:
    figures = list(values)
    return float(np.mean(figures)) if figures else None

"""Topics as a linear model: what makes a topic the same for every text, alone or in any order."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.model_selection import KFold
from sklearn.svm import LinearSVC

from topics.discovery.graph import OUTLIER
from topics.features.vectorizer import TextVectorizer
from topics.themes.texts import text_blocks

Ids = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_C = 0.01
"""Strong regularisation: the words of a topic decide, not the accidents of its clusters' borders."""

_N_FOLDS = 3
_MANY = 4000
"""From so many texts on one fold is held out and not each in turn: a threshold needs no more."""

_OUTLIERS = (0.1, 0.15)
"""The fewest and the most of held-out texts that are turned away: with fewer, text of a subject that was
never seen would find a topic; with more, topics that overlap would lose what is theirs."""


class LinearTopics:
    """One linear support vector machine a topic, over the features that the theme classifier uses.

    A text belongs to the topic of the highest margin, or to none where that is below
    `threshold`. `coef` (n_topics, n_features) float32, `intercept` (n_topics,) float32.
    """

    def __init__(
        self,
        vectorizer: TextVectorizer,
        coef: npt.NDArray[np.float32],
        intercept: npt.NDArray[np.float32],
        threshold: float,
    ) -> None:
        self.vectorizer = vectorizer
        self.coef = coef
        self.intercept = intercept
        self.threshold = threshold

    def margins(self, texts: Iterable[str]) -> Floats:
        """Return (n_texts, n_topics): how far each text lies on the topic's side of its border."""
        blocks = [self.judge(self.vectorizer.transform(block)) for block in text_blocks(texts)]
        return np.concatenate(blocks) if blocks else np.zeros((0, len(self.intercept)))

    def decide(self, margins: Floats) -> Ids:
        """Return the topic of each row of margins, (n_texts,) int64, -1 for outliers."""
        if not margins.size:
            return np.full(len(margins), OUTLIER, dtype=np.int64)
        best = margins.max(axis=1)
        judged = np.isfinite(best) & (best >= self.threshold)
        return np.where(judged, margins.argmax(axis=1), OUTLIER).astype(np.int64)

    def ordered(self, topics: Ids) -> "LinearTopics":
        """Return the same with topic `topics[k]` as topic k; topics left out are no more."""
        return LinearTopics(self.vectorizer, self.coef[topics], self.intercept[topics], self.threshold)

    def judge(self, features: sparse.csr_matrix) -> Floats:
        """Return the margins of rows of features; without any feature nothing speaks for a topic."""
        margins = np.asarray(features @ self.coef.T, dtype=np.float64) + self.intercept
        margins[np.diff(features.indptr) == 0] = -np.inf
        return margins


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """A linear model of topics and the margins (n_texts, n_topics) of the texts that it learned from.

    `held_out` are those by models that did not learn from the text: as those of new texts will be;
    -inf where there is no such model.
    """

    linear: LinearTopics
    margins: Floats
    held_out: Floats


def learn_topics(vectorizer: TextVectorizer, texts: list[str], clusters: Ids, seed: int) -> Learned:
    """Learn the topics from the clusters of texts, -1 for outliers.

    No text is turned away yet: the threshold stands below every margin.
    """
    blocks = [vectorizer.transform(block) for block in text_blocks(texts)]
    features = sparse.vstack(blocks, format="csr") if blocks else vectorizer.transform([])
    topics = np.unique(clusters[clusters != OUTLIER])
    indicator = (clusters[:, None] == topics).astype(np.int64)
    linear = LinearTopics(vectorizer, *_fit_machines(features, indicator, seed), -np.inf)
    held_out = np.full(indicator.shape, -np.inf)
    for learned, test in _folds(len(texts), seed):
        part = LinearTopics(vectorizer, *_fit_machines(features[learned], indicator[learned], seed), -np.inf)
        held_out[test] = part.judge(features[test])
    return Learned(linear, linear.judge(features), held_out)


def _folds(n_texts: int, seed: int) -> list[tuple[Ids, Ids]]:
    if n_texts < _N_FOLDS:
        return []
    folds = list(KFold(_N_FOLDS, shuffle=True, random_state=seed).split(np.arange(n_texts)))
    return folds if n_texts < _MANY else folds[:1]


def _fit_machines(
    features: sparse.csr_matrix, indicator: Ids, seed: int
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Weights and intercepts, one topic against the rest; a topic of all texts or of none gets an intercept alone.

    Small topics count as much as large ones, or no new text would find its way to them.
    """
    coef = np.zeros((indicator.shape[1], features.shape[1]), dtype=np.float32)
    intercept = np.where(indicator.any(axis=0), 1, -1).astype(np.float32)
    for topic in np.flatnonzero(indicator.any(axis=0) & ~indicator.all(axis=0)):
        machine = LinearSVC(C=_C, class_weight="balanced", random_state=seed).fit(features, indicator[:, topic])
        coef[topic], intercept[topic] = machine.coef_[0], machine.intercept_[0]
    return coef, intercept


def outlier_threshold(held_out: Floats, misfit_share: float) -> float:
    """Return the margin below which a text is an outlier: of the held-out margins, as many as are misfits.

    Between a tenth and 15 %: where more texts have most of their neighbours elsewhere, topics
    overlap, and no text is to blame.
    """
    best = held_out.max(axis=1, initial=-np.inf)
    best = best[np.isfinite(best)]
    if not len(best):
        return -np.inf
    lowest = np.sort(best)
    share = min(max(misfit_share, _OUTLIERS[0]), _OUTLIERS[1])
    return float(lowest[int(share * len(lowest))])

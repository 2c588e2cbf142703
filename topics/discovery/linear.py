"""Topics as a linear model: what makes a topic the same for every text, alone or in any order."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.svm import LinearSVC

from topics.discovery.graph import OUTLIER
from topics.features.vectorizer import TextVectorizer
from topics.themes.texts import text_blocks

Ids = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_C = 0.1
"""Strong regularisation: the words of a topic decide, not the accidents of its clusters' borders."""

_MOST_OUTLIERS = 0.15


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


def learn_topics(vectorizer: TextVectorizer, texts: list[str], clusters: Ids, seed: int) -> tuple[LinearTopics, Floats]:
    """Learn the topics from the clusters of texts, -1 for outliers, and return the margins of the texts too.

    No text is turned away yet: the threshold stands below every margin.
    """
    blocks = [vectorizer.transform(block) for block in text_blocks(texts)]
    features = sparse.vstack(blocks, format="csr") if blocks else vectorizer.transform([])
    topics = np.unique(clusters[clusters != OUTLIER])
    indicator = (clusters[:, None] == topics).astype(np.int64)
    coef, intercept = _fit_machines(features, indicator, seed)
    linear = LinearTopics(vectorizer, coef, intercept, -np.inf)
    return linear, linear.judge(features)


def _fit_machines(
    features: sparse.csr_matrix, indicator: Ids, seed: int
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Weights and intercepts, one topic against the rest; a topic of all texts gets an intercept alone."""
    coef = np.zeros((indicator.shape[1], features.shape[1]), dtype=np.float32)
    intercept = np.ones(indicator.shape[1], dtype=np.float32)
    for topic in np.flatnonzero(~indicator.all(axis=0)):
        machine = LinearSVC(C=_C, random_state=seed).fit(features, indicator[:, topic])
        coef[topic], intercept[topic] = machine.coef_[0], machine.intercept_[0]
    return coef, intercept


def outlier_threshold(margins: Floats, misfit_share: float) -> float:
    """Return the margin below which a text is an outlier: of these texts, as many as are misfits.

    At most 15 %: where more texts have most of their neighbours elsewhere, topics overlap, and
    no text is to blame.
    """
    best = margins.max(axis=1, initial=-np.inf)
    best = best[np.isfinite(best)]
    if not len(best):
        return -np.inf
    lowest = np.sort(best)
    return float(lowest[int(min(misfit_share, _MOST_OUTLIERS) * len(lowest))])

"""Texts -> clusters by the method that suits their number; what the linear model then learns from."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.decomposition import NMF
from sklearn.preprocessing import normalize

from topics.discovery.engine import cluster_with_bertopic, have_bertopic
from topics.discovery.graph import OUTLIER, GraphClusterer
from topics.discovery.quality import Recluster
from topics.errors import InputError
from topics.features.encoder import CorpusEncoder, Encoder
from topics.features.lsa import WordTfidf
from topics.features.vectors import have_word_vectors, load_word_vectors
from topics.words.tokenizer import Tokenizer

Method = Literal["auto", "nmf", "bertopic", "graph"]
METHODS: tuple[Method, ...] = ("auto", "nmf", "bertopic", "graph")
Ids = npt.NDArray[np.int64]

_BERTOPIC_FROM, MAX_CLUSTERED = 300, 20_000
"""BERTopic serves in between. Of more distinct texts a sample is clustered: neighbours cost its square."""


@dataclass(frozen=True, slots=True)
class Clusters:
    """Clusters of texts, -1 for outliers; `embeddings` (n_texts, dim) float32 that they were found in.

    `misfit_share` is the share of texts that lie nearer to another cluster; `recluster` finds
    clusters among some of the rows again; `bertopic` is the model of the method of that name.
    """

    ids: Ids
    embeddings: npt.NDArray[np.float32]
    misfit_share: float
    recluster: Recluster
    bertopic: Any = None


def choose_method(method: Method, n_texts: int, encoder: Encoder | None) -> Method:
    """Return the method for so many texts, unless one is asked for.

    Up to 300 texts and from 20,000 on the neighbour graph alone, in between BERTopic around it
    where it is installed. NMF serves a small corpus where there are no word vectors.
    """
    if method not in METHODS:
        raise InputError(f"method {method!r} is none of {', '.join(METHODS)}")
    if method != "auto":
        return method
    if n_texts < _BERTOPIC_FROM:
        return "graph" if encoder is not None or have_word_vectors() else "nmf"
    return "bertopic" if n_texts <= MAX_CLUSTERED and have_bertopic() else "graph"


def cluster_by_nmf(
    texts: Sequence[str], tokenizer: Tokenizer, guide_words: frozenset[str], n_topics: int | None, random_state: int
) -> Clusters:
    """Cluster texts by their strongest component of a non-negative factorisation of word TF-IDF."""
    features = WordTfidf(tokenizer, guide_words).fit_transform(texts)

    def factorise(rows: npt.NDArray[np.intp], seed: int) -> npt.NDArray[np.float32]:
        return _nmf_weights(features[rows], n_topics, seed)

    weights = factorise(np.arange(len(texts)), random_state)
    return Clusters(
        ids=_strongest(weights),
        embeddings=np.asarray(normalize(weights), dtype=np.float32),
        misfit_share=0.0,
        recluster=lambda rows, seed: _strongest(factorise(rows, seed)),
    )


def cluster_by_graph(
    texts: Sequence[str],
    tokenizer: Tokenizer,
    encoder: Encoder | None,
    guide_words: frozenset[str],
    clusterer: GraphClusterer,
    *,
    through_bertopic: bool,
) -> Clusters:
    """Cluster texts by the neighbour graph of their embeddings, alone or inside BERTopic."""
    embeddings = _embed(texts, tokenizer, encoder, guide_words, clusterer.random_state)
    model = None
    if through_bertopic:
        _, model = cluster_with_bertopic(texts, embeddings, tokenizer, clusterer)
    else:
        clusterer.fit(embeddings)

    return Clusters(clusterer.labels_, embeddings, clusterer.misfit_share_, clusterer.recluster, model)


def _embed(
    texts: Sequence[str],
    tokenizer: Tokenizer,
    encoder: Encoder | None,
    guide_words: frozenset[str],
    random_state: int,
) -> npt.NDArray[np.float32]:
    if encoder is None:
        own = CorpusEncoder(tokenizer, load_word_vectors(), guide_words, random_state=random_state)
        return own.fit_encode(texts)
    embeddings = np.asarray(encoder.encode(list(texts)), dtype=np.float32)
    if embeddings.ndim != 2 or len(embeddings) != len(texts):  # noqa: PLR2004 - rows and numbers
        raise InputError(f"the encoder gave {embeddings.shape} for {len(texts)} texts; it should give a row a text")
    return np.asarray(normalize(embeddings), dtype=np.float32)


def _nmf_weights(features: sparse.csr_matrix, n_topics: int | None, seed: int) -> npt.NDArray[np.float32]:
    most = max(1, min(features.shape) // 2)
    n_components = min(n_topics or max(2, round(math.sqrt(features.shape[0]))), most)
    model = NMF(n_components, init="nndsvda", random_state=seed, max_iter=600, tol=1e-3)
    with np.errstate(invalid="ignore"):  # where it is exact, what is left may lie just below 0
        return np.asarray(model.fit_transform(features), dtype=np.float32)


def _strongest(weights: npt.NDArray[np.float32]) -> Ids:
    return np.where(weights.max(axis=1) > 0, weights.argmax(axis=1), OUTLIER).astype(np.int64)

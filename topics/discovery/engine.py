"""The one place that imports BERTopic, UMAP and HDBSCAN: embeddings -> clusters."""

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import CountVectorizer

from topics.errors import InputError, MissingExtraError
from topics.words.tokenizer import Tokenizer

_INSTALL = (
    "discovery on 300 paragraphs or more needs BERTopic; install it without torch: "
    "pip install --no-deps bertopic hdbscan umap-learn pynndescent && "
    "pip install numba pandas plotly pyyaml tqdm joblib packaging"
)
_MIN_TEXTS = 50
_N_NEIGHBORS = 15
_N_DIMENSIONS = 5


def cluster_with_bertopic(
    texts: Sequence[str],
    embeddings: npt.NDArray[np.float32],
    tokenizer: Tokenizer,
    min_topic_size: int,
    n_topics: int | None,
    random_state: int,
) -> npt.NDArray[np.int64]:
    """Return the cluster of each text, -1 for outliers: UMAP and HDBSCAN through BERTopic.

    `embeddings` (n_texts, dim) float32 are used as they are; no model is downloaded. The
    same input gives the same clusters. Raises MissingExtraError without the extra.
    """
    if len(texts) < _MIN_TEXTS:
        raise InputError(f"BERTopic finds nothing in {len(texts)} texts; leave the method to the number of texts")
    BERTopic, BaseEmbedder, HDBSCAN, UMAP = _libraries()
    model = BERTopic(
        language="multilingual",  # the default strips every Han character from the keywords
        embedding_model=BaseEmbedder(),
        umap_model=UMAP(
            _N_NEIGHBORS, _N_DIMENSIONS, metric="cosine", min_dist=0.0, random_state=random_state, n_jobs=1
        ),
        hdbscan_model=HDBSCAN(
            min_cluster_size=min_topic_size, min_samples=max(2, min_topic_size // 3), core_dist_n_jobs=1
        ),
        vectorizer_model=CountVectorizer(analyzer=tokenizer.words),
        nr_topics=None if n_topics is None else n_topics + 1,  # BERTopic counts the outliers as one
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # deprecations inside umap and hdbscan
        clusters, _ = model.fit_transform(list(texts), embeddings)
    return np.array(clusters, dtype=np.int64)


def _libraries() -> tuple[Any, Any, Any, Any]:
    """Import the optional libraries; umap warns that TensorFlow, which nobody needs here, is missing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from bertopic import BERTopic
            from bertopic.backend import BaseEmbedder
            from hdbscan import HDBSCAN
            from umap import UMAP
    except ImportError as error:
        raise MissingExtraError(f"{error.name} is not installed; {_INSTALL}") from error
    return BERTopic, BaseEmbedder, HDBSCAN, UMAP

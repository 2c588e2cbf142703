"""The one place that imports BERTopic: embeddings and a clusterer -> clusters and its model."""

import warnings
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import CountVectorizer

from topics.discovery.graph import GraphClusterer
from topics.errors import InputError, MissingExtraError
from topics.words.tokenizer import Tokenizer

_INSTALL = (
    "install BERTopic without torch: pip install --no-deps bertopic hdbscan umap-learn pynndescent && "
    "pip install numba pandas plotly pyyaml tqdm joblib packaging"
)
_MIN_TEXTS = 50


def have_bertopic() -> bool:
    """Tell whether BERTopic is installed, without importing it."""
    return find_spec("bertopic") is not None


def cluster_with_bertopic(
    texts: Sequence[str], embeddings: npt.NDArray[np.float32], tokenizer: Tokenizer, clusterer: GraphClusterer
) -> tuple[npt.NDArray[np.int64], Any]:
    """Return the cluster of each text, -1 for outliers, and the fitted BERTopic model.

    `embeddings` (n_texts, dim) float32 are used as they are and `clusterer` stands in the
    place of UMAP and HDBSCAN: nothing is downloaded, and the same input gives the same
    clusters. The model is there for what BERTopic offers on top, such as its figures; it
    numbers topics its own way. Raises MissingExtraError without the extra.
    """
    if len(texts) < _MIN_TEXTS:
        raise InputError(f"BERTopic finds nothing in {len(texts)} texts; leave the method to the number of texts")
    BERTopic, BaseEmbedder, Unreduced = _libraries()
    model = BERTopic(
        language="multilingual",  # the default strips every Han character from the keywords
        embedding_model=BaseEmbedder(),
        umap_model=Unreduced(),
        hdbscan_model=clusterer,
        vectorizer_model=CountVectorizer(analyzer=tokenizer.words),
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # deprecations inside bertopic
        clusters, _ = model.fit_transform(list(texts), embeddings)
    return np.array(clusters, dtype=np.int64), model


def _libraries() -> tuple[Any, Any, Any]:
    """Import the optional libraries; umap warns that TensorFlow, which nobody needs here, is missing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from bertopic import BERTopic
            from bertopic.backend import BaseEmbedder
            from bertopic.dimensionality import BaseDimensionalityReduction
    except ImportError as error:
        raise MissingExtraError(f"{error.name} is not installed; {_INSTALL}") from error
    return BERTopic, BaseEmbedder, BaseDimensionalityReduction

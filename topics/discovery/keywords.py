"""What a topic is about: the words that set its texts apart (class-based TF-IDF)."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

from topics.words.tokenizer import Tokenizer


def topic_keywords(
    texts: Sequence[str], topic_ids: npt.NDArray[np.int64], tokenizer: Tokenizer, n_keywords: int
) -> dict[int, tuple[str, ...]]:
    """Return the keywords of each topic, weightiest first.

    A word weighs its share of the topic's words times log(1 + average topic length / its
    count in all topics): c-TF-IDF, Grootendorst 2022. Ties go by the word itself.
    """
    try:
        vectorizer = CountVectorizer(analyzer=tokenizer.words).fit(texts)
    except ValueError:  # scikit-learn's word for "not one content word in all the texts"
        return {int(topic): () for topic in np.unique(topic_ids)}
    topics, rows = np.unique(topic_ids, return_inverse=True)
    membership = sparse.csr_matrix((np.ones(len(rows)), (rows, np.arange(len(rows)))), shape=(len(topics), len(rows)))
    counts = np.asarray((membership @ vectorizer.transform(texts)).todense(), dtype=np.float64)
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    weights = share * np.log1p(counts.sum(axis=1).mean() / np.maximum(counts.sum(axis=0), 1))
    words = vectorizer.get_feature_names_out()
    return {
        int(topic): tuple(str(words[k]) for k in np.argsort(-row, kind="stable")[:n_keywords] if row[k] > 0)
        for topic, row in zip(topics, weights, strict=True)
    }

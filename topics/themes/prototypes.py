"""Themes -> vectors: what a text about each theme would look like, by its words alone."""

import re

import numpy as np
import numpy.typing as npt

from topics.features.vectorizer import TextVectorizer
from topics.themes.taxonomy import Taxonomy, Theme

_COUNTER_WEIGHT = 0.3
_SENTENCE = re.compile(r"[^。！？!?]+")
_CLAUSE = re.compile(r"[^，、；：:,;（）()]+")
_EXCLUDING = re.compile("不属于|不包括|不含|不算|为主")
"""A sentence of a definition with one of these tells what the theme is not."""

_EXCEPTION = re.compile("除[^，。；]*?(?:以外|之外|外)")

Array = npt.NDArray[np.float32]


def theme_prototypes(taxonomy: Taxonomy, vectorizer: TextVectorizer) -> Array:
    """Return (n_themes, n_features) float32 of length 1: seed words, name and definition of each theme.

    Counter-words pull away, and so does what the themes have in common: the more themes there
    are, the better it is known. With two themes nothing is taken for common.
    """
    vectors = np.stack([_prototype(theme, vectorizer) for theme in taxonomy])
    if len(vectors) > 1:
        others = (vectors.sum(axis=0) - vectors) / (len(vectors) - 1)
        vectors -= np.float32(1 - 1 / (len(vectors) - 1)) * others
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(norms > 0, norms, 1), dtype=np.float32)


def positive_clauses(definition: str) -> list[str]:
    """Return the clauses of a definition that tell what belongs to the theme.

    >>> positive_clauses("调解、网格管理。国家之间的调停不属于本主题。")
    ['调解', '网格管理']
    """
    sentences = [found for found in _SENTENCE.findall(definition) if not _EXCLUDING.search(found)]
    return [clause for sentence in sentences for clause in _CLAUSE.findall(_EXCEPTION.sub("", sentence))]


def _prototype(theme: Theme, vectorizer: TextVectorizer) -> Array:
    towards = _mean([*theme.seed_words, theme.name, *positive_clauses(theme.definition)], vectorizer)
    if not theme.counter_words:
        return towards
    return towards - np.float32(_COUNTER_WEIGHT) * _mean(theme.counter_words, vectorizer)


def _mean(texts: list[str] | tuple[str, ...], vectorizer: TextVectorizer) -> Array:
    return np.asarray(vectorizer.transform(texts).mean(axis=0), dtype=np.float32).ravel()

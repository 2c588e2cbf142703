"""What a topic is about: the words that set its texts apart (class-based TF-IDF), and a name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

from topics.characters import is_han
from topics.words.tokenizer import Tokenizer

Ids = npt.NDArray[np.int64]
Profile = dict[str, float]
"""Words of a topic and their weights, weightiest first."""

_PROFILE = 100

_PHRASE_LENGTHS = range(4, 9)
"""Characters of a phrase that a name may hold: a few words, no clause."""

_PHRASE_WORDS = (2, 3)
_MOSTLY = 0.6

_PHRASE_SHARE = 0.03
"""Of a topic's texts must hold a phrase as often, or it names a part of the topic."""

_N_PARTS = 2
SEPARATOR = "、"


@dataclass(frozen=True, slots=True)
class _Weights:
    """c-TF-IDF weights and counts (n_topics, n_terms) of terms; row k is topic `topics[k]`."""

    topics: list[int]
    terms: list[str]
    weights: npt.NDArray[np.float64]
    counts: npt.NDArray[np.float64]

    def best(self, row: int, n_terms: int, least: float = 1) -> list[str]:
        """The weightiest terms of a row that it holds at least `least` times; ties go by the term."""
        order = np.argsort(-self.weights[row], kind="stable")
        return [self.terms[k] for k in order[:n_terms] if self.weights[row, k] > 0 and self.counts[row, k] >= least]

    def profile(self, row: int) -> Profile:
        """The weightiest terms of a row with their weights, weightiest first."""
        weights = dict(zip(self.terms, self.weights[row].tolist(), strict=True))
        return {term: weights[term] for term in self.best(row, _PROFILE)}

    def extended(self, row: int, term: str) -> str:
        """The longest term that holds a term most of the time that the row has it: 法治思想 where 法治 stands."""
        counts = dict(zip(self.terms, self.counts[row].tolist(), strict=True))
        longer = [other for other in self.terms if term in other and counts[other] >= _MOSTLY * counts[term]]
        return max(longer, key=lambda other: (len(other), counts[other]))


def topic_profiles(texts: Sequence[str], topic_ids: Ids, tokenizer: Tokenizer) -> dict[int, Profile]:
    """Return the weightiest words of each topic with their weights.

    A word weighs its share of the topic's words times log(1 + average topic length / its
    count in all topics): c-TF-IDF, Grootendorst 2022. Ties go by the word itself.
    """
    found = _weigh(texts, topic_ids, tokenizer.words)
    return {topic: found.profile(row) for row, topic in enumerate(found.topics)}


def topic_keywords(
    texts: Sequence[str], topic_ids: Ids, tokenizer: Tokenizer, n_keywords: int
) -> dict[int, tuple[str, ...]]:
    """Return the keywords of each topic: the weightiest words of its profile."""
    profiles = topic_profiles(texts, topic_ids, tokenizer)
    return {topic: tuple(profile)[:n_keywords] for topic, profile in profiles.items()}


def blend(profiles: Sequence[Profile], sizes: Sequence[float], n_words: int | None = _PROFILE) -> Profile:
    """Return the profile of topics taken together: means of weights, larger topics counting more."""
    total = sum(sizes) or 1
    weights: dict[str, float] = {}
    for profile, size in zip(profiles, sizes, strict=True):
        for word, weight in profile.items():
            weights[word] = weights.get(word, 0.0) + weight * size / total
    ranked = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))
    return dict(ranked[:n_words])


def joint_name(terms: Sequence[str]) -> str:
    """Return a name of the first terms that share no character."""
    return SEPARATOR.join(_distinct(terms))


def topic_names(
    texts: Sequence[str], topic_ids: Ids, tokenizer: Tokenizer, keywords: dict[int, tuple[str, ...]]
) -> dict[int, str]:
    """Return a readable Chinese name for each topic: its best phrase, and a keyword that it leaves out.

    A phrase is two or three neighbouring words, as in 电信·网络·诈骗 or 矛盾·纠纷; where none is frequent
    in the topic the keywords serve. A topic without keywords has the name "".
    """
    found = _weigh(texts, topic_ids, lambda text: _phrases(text, tokenizer), min_df=2 if len(texts) > 1 else 1)
    sizes = {topic: int((topic_ids == topic).sum()) for topic in found.topics}
    best = {
        topic: [found.extended(row, term) for term in found.best(row, 1, max(2, _PHRASE_SHARE * sizes[topic]))]
        for row, topic in enumerate(found.topics)
    }
    return {topic: joint_name([*best.get(topic, []), *keywords[topic]]) for topic in keywords}


def _phrases(text: str, tokenizer: Tokenizer) -> list[str]:
    words = tokenizer.cut(text)
    content = [tokenizer.is_content(word) and all(map(is_han, word)) for word in words]
    return [
        phrase
        for length in _PHRASE_WORDS
        for start in range(len(words) - length + 1)
        if all(content[start : start + length])
        for phrase in ["".join(words[start : start + length])]
        if len(phrase) in _PHRASE_LENGTHS
    ]


def _distinct(terms: Sequence[str]) -> list[str]:
    """The first terms that share no character."""
    chosen: list[str] = []
    for term in terms:
        if len(chosen) < _N_PARTS and not any(set(term) & set(other) for other in chosen):
            chosen.append(term)
    return chosen


def _weigh(texts: Sequence[str], topic_ids: Ids, analyse: Callable[[str], list[str]], min_df: int = 1) -> _Weights:
    topics, rows = np.unique(topic_ids, return_inverse=True)
    names = [int(topic) for topic in topics]
    try:
        vectorizer = CountVectorizer(analyzer=analyse, min_df=min_df)
        found = vectorizer.fit_transform(texts)
    except ValueError:  # scikit-learn's word for "not one term in all the texts"
        return _Weights(names, [], np.zeros((len(names), 0)), np.zeros((len(names), 0)))
    membership = sparse.csr_matrix((np.ones(len(rows)), (rows, np.arange(len(rows)))), shape=(len(topics), len(rows)))
    counts = np.asarray((membership @ found).todense(), dtype=np.float64)
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    weights = share * np.log1p(counts.sum(axis=1).mean() / np.maximum(counts.sum(axis=0), 1))
    return _Weights(names, [str(term) for term in vectorizer.get_feature_names_out()], weights, counts)

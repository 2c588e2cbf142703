"""Which words set some texts apart from others."""

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

_PRIOR = 0.1
"""The prior holds a tenth of the counts of all texts."""

_LEAST_Z = 1.96
_FEWEST_TEXTS = 3


def associated_words(inside: Iterable[Iterable[str]], outside: Iterable[Iterable[str]]) -> list[str]:
    """Return the words that stand in more of the texts `inside` than chance allows, surest first.

    `inside` and `outside` hold the words of each text. The words are ranked by the z-score of
    their log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn,
    "Fightin' Words", 2008, eqs. 15, 16 and 22); texts are counted, not mentions. Words in fewer than
    three texts and below z = 1.96 are left out; ties go by the word itself.
    """
    here, there = _text_counts(inside), _text_counts(outside)
    words = sorted(word for word, count in here.items() if count >= _FEWEST_TEXTS)
    if not words:
        return []
    scores = _z_scores(words, here, there)
    order = np.argsort(-scores, kind="stable")
    return [words[k] for k in order if scores[k] >= _LEAST_Z]


def _z_scores(
    words: Sequence[str], here: Counter[str], there: Counter[str]
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    y_here = np.array([here[word] for word in words], dtype=np.float64)
    y_there = np.array([there[word] for word in words], dtype=np.float64)
    prior = _PRIOR * (y_here + y_there)
    prior_total = _PRIOR * (here.total() + there.total())
    odds_here = (y_here + prior) / (here.total() + prior_total - y_here - prior)
    odds_there = (y_there + prior) / (there.total() + prior_total - y_there - prior)
    spread = np.sqrt(1 / (y_here + prior) + 1 / (y_there + prior))
    return np.asarray((np.log(odds_here) - np.log(odds_there)) / spread)


def _text_counts(texts: Iterable[Iterable[str]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for words in texts:
        counts.update(set(words))
    return counts

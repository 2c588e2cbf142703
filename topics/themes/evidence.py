"""Which spans of a text spoke for a theme: the linear score, traced back to the characters.

The score of a linear model is a sum over the terms of the text. Each term's share is laid
on the characters where it stands; words then collect the shares of their characters, and
neighbouring words that speak for the theme form a span.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

from topics.features.vectorizer import TextVectorizer
from topics.types import Evidence

MIN_SHARE = (2, 25)
"""Spans with less of the positive score than 2 in 25 are noise to a reader: a fraction, so that it is kept exactly."""

UNITS = 10_000
"""Weights are whole multiples of 1 / UNITS."""


def find_evidence(
    text: str,
    vectorizer: TextVectorizer,
    weights: npt.NDArray[np.float32],
    themes: Sequence[str],
    max_spans: int,
) -> tuple[Evidence, ...]:
    """Return the spans that spoke for each of `themes`, the strongest first.

    `weights` (n_themes, n_features) holds the weight of each term for each of `themes`.
    Spans point into `text` as given: `text[span.start:span.end] == span.text`.
    """
    row = vectorizer.transform([text])
    shares = _character_shares(text, vectorizer, row, weights)
    words = _word_bounds(vectorizer.tokenizer_.cut(text))
    return tuple(
        span
        for theme, share in zip(themes, shares, strict=True)
        for span in _strongest_spans(text, theme, words, share, max_spans)
    )


def _character_shares(
    text: str, vectorizer: TextVectorizer, row: sparse.csr_matrix, weights: npt.NDArray[np.float32]
) -> npt.NDArray[np.float64]:
    """(n_themes, n_characters): each character's part of each theme's score."""
    shares = np.zeros((len(weights), len(text)))
    terms = vectorizer.locate(text)
    occurrences = Counter(term.column for term in terms)
    values = dict(zip(row.indices.tolist(), row.data.tolist(), strict=True))
    for term in terms:
        part = values[term.column] / occurrences[term.column] / (term.end - term.start)
        shares[:, term.start : term.end] += weights[:, term.column, None].astype(np.float64) * part
    return shares


def _word_bounds(words: Sequence[str]) -> list[tuple[int, int]]:
    ends = np.cumsum([len(word) for word in words]).tolist()
    return [(end - len(word), end) for word, end in zip(words, ends, strict=True)]


def _strongest_spans(
    text: str, theme: str, words: Sequence[tuple[int, int]], share: npt.NDArray[np.float64], max_spans: int
) -> list[Evidence]:
    spans: list[tuple[int, int]] = []
    for start, end in words:
        if share[start:end].sum() <= 0 or not any(character.isalnum() for character in text[start:end]):
            continue
        if spans and spans[-1][1] == start:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    units = [int(np.rint(share[start:end].sum() * UNITS)) for start, end in spans]
    least, whole = MIN_SHARE[0] * sum(units), MIN_SHARE[1]
    strong = [pair for pair in zip(units, spans, strict=True) if pair[0] * whole >= least]
    strong.sort(key=lambda pair: (-pair[0], pair[1]))
    return [Evidence(theme, *span, text[span[0] : span[1]], n_units / UNITS) for n_units, span in strong[:max_spans]]

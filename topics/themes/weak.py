"""Weak labels: themes learned from their seed words over texts that nobody labelled.

Three views of a text are added up: votes of the seed words in it; likeness to the prototype
that seed words and definition make of the theme; and the score of a linear model that learned
the votes from the rest of the text, the seed words masked, and so knows what else such texts
say. The best-ranked texts of each theme, as many as the theme is estimated to have, are what
the classifier then learns (one round of self-training; further rounds did not help).
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.svm import LinearSVC

from topics.errors import TrainingDataError
from topics.features.vectorizer import TextVectorizer
from topics.themes.prevalence import estimate_sizes
from topics.themes.prototypes import theme_prototypes
from topics.themes.seeds import SeedFinder
from topics.themes.taxonomy import Taxonomy
from topics.themes.votes import Votes, count_votes
from topics.words.tokenizer import Tokenizer

_FEWEST_TEXTS = 10
_VOCABULARY_TEXTS = 10_000
_BLOCK = 1024
_VOTE_WEIGHT = 2.0
_N_FOLDS = 5
_C = 0.3
_NEGATIVES, _FEWEST_NEGATIVES, _MOST_NEGATIVES = 20, 1000, 3000
"""Texts without a vote that the masked model sees: 20 for each vote, within bounds."""

_NEAR = 1.3
"""Texts ranked below a theme's last one, up to this multiple of its size, are neither theme nor none."""

_LEARNED_TEXTS, _MOST_THEMED = 6000, 5000
"""Texts to learn from: so many where there are, but at least as many without a theme as with one."""

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class WeakLabels:
    """What seed words made of unlabelled texts.

    `texts` are distinct and in the order of their digests, so that the order in which they
    came changes nothing. `indicator` (n_texts, n_themes) int64 holds the themes given;
    `learned` (n_learned,) the rows to learn from: those with a theme and a sample of those
    that are far from any.
    """

    texts: tuple[str, ...]
    votes: Votes
    indicator: npt.NDArray[np.int64]
    learned: Rows


def distinct_texts(texts: Iterable[str]) -> list[str]:
    """Return the texts that hold a letter or digit, each once, in the order of their sha256."""
    said = {text for text in texts if any(character.isalnum() for character in text)}
    return sorted(said, key=text_digest)


def text_digest(text: str) -> bytes:
    """Return the sha256 of a text; half a character counts as a question mark."""
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()


def label_weakly(texts: Iterable[str], taxonomy: Taxonomy, tokenizer: Tokenizer, seed: int = 0) -> WeakLabels:
    """Give unlabelled texts the themes that their words suggest.

    Raises TrainingDataError for a theme without seed words, for fewer than 10 texts and where
    no seed word stands in any of them. A theme whose seed words stand nowhere is given to none.
    """
    finder = SeedFinder(taxonomy)
    distinct = distinct_texts(texts)
    if len(distinct) < _FEWEST_TEXTS:
        raise TrainingDataError(f"{len(distinct)} different texts; learning from seed words needs {_FEWEST_TEXTS}")
    votes = count_votes(distinct, finder)
    if not votes.given.any():
        raise TrainingDataError(f"no seed word of any theme stands in the {len(distinct)} texts")
    random = np.random.default_rng(seed)
    vectorizer = TextVectorizer(tokenizer).fit([distinct[row] for row in _vocabulary_rows(votes)])
    plain = _matrix(distinct, vectorizer)
    likeness = np.asarray(plain @ theme_prototypes(taxonomy, vectorizer).T, dtype=np.float64)
    margins = _held_out_margins(_masked(plain, votes, vectorizer), votes.given, random, seed)
    sizes = estimate_sizes(margins, votes.given)
    ranking = _standardised(margins) + _standardised(likeness) + _VOTE_WEIGHT * np.log1p(votes.strength)
    ranks = _ranks(ranking)
    indicator = (ranks < sizes).astype(np.int64)
    return WeakLabels(tuple(distinct), votes, indicator, _learned_rows(indicator, votes, ranks < _NEAR * sizes, random))


def _vocabulary_rows(votes: Votes) -> Rows:
    """All rows, or of many: up to half with votes, the others as they come."""
    order = np.arange(len(votes.strength))
    voted = votes.given.any(axis=1)
    first = order[voted][: _VOCABULARY_TEXTS // 2]
    others = np.setdiff1d(order, first)[: _VOCABULARY_TEXTS - len(first)]
    return np.sort(np.concatenate([first, others]))


def _matrix(texts: Sequence[str], vectorizer: TextVectorizer) -> sparse.csr_matrix:
    """(n_texts, n_features) float32, made in blocks: Python's numbers are larger than the matrix's."""
    blocks = (texts[start : start + _BLOCK] for start in range(0, len(texts), _BLOCK))
    return sparse.vstack([vectorizer.transform(block) for block in blocks], format="csr")


def _masked(plain: sparse.csr_matrix, votes: Votes, vectorizer: TextVectorizer) -> sparse.csr_matrix:
    """The matrix of the texts without their seed words."""
    rows = np.arange(plain.shape[0])
    rows[list(votes.masked)] = plain.shape[0] + np.arange(len(votes.masked))
    return sparse.vstack([plain, _matrix(list(votes.masked.values()), vectorizer)], format="csr")[rows]


def _held_out_margins(
    matrix: sparse.csr_matrix, given: npt.NDArray[np.bool_], random: np.random.Generator, seed: int
) -> Floats:
    """(n_texts, n_themes): how much each text looks like those with a vote, by models that did not see it."""
    margins = np.full(given.shape, -1.0)
    folds = np.arange(len(given)) % _N_FOLDS
    for theme in np.flatnonzero(given.any(axis=0) & ~given.all(axis=0)):
        target = given[:, theme]
        seen = _seen_rows(target, random)
        unseen = np.setdiff1d(np.arange(len(given)), seen)
        held_out = [(seen[folds[seen] != fold], seen[folds[seen] == fold]) for fold in range(_N_FOLDS)]
        for train, test in [(seen, unseen), *held_out]:
            if len(test) and 0 < target[train].sum() < len(train):
                machine = LinearSVC(C=_C, class_weight="balanced", random_state=seed).fit(matrix[train], target[train])
                margins[test, theme] = machine.decision_function(matrix[test])
    return margins


def _seen_rows(target: npt.NDArray[np.bool_], random: np.random.Generator) -> Rows:
    """All rows with a vote and a sample of the others, in order."""
    positive, negative = np.flatnonzero(target), np.flatnonzero(~target)
    wanted = int(np.clip(_NEGATIVES * len(positive), _FEWEST_NEGATIVES, max(_MOST_NEGATIVES, len(positive))))
    return np.sort(np.concatenate([positive, random.permutation(negative)[:wanted]]))


def _standardised(scores: Floats) -> Floats:
    spread = scores.std(axis=0)
    return np.asarray((scores - scores.mean(axis=0)) / np.where(spread > 0, spread, 1))


def _ranks(scores: Floats) -> npt.NDArray[np.int64]:
    """(n_texts, n_themes): the place of each text in the ranking of each theme, from 0."""
    order = np.argsort(-scores, axis=0, kind="stable")
    ranks = np.empty(scores.shape, dtype=np.int64)
    np.put_along_axis(ranks, order, np.arange(len(scores))[:, None], axis=0)
    return ranks


def _learned_rows(
    indicator: npt.NDArray[np.int64], votes: Votes, near: npt.NDArray[np.bool_], random: np.random.Generator
) -> Rows:
    """Rows with a theme, and a sample of those that no seed word and no ranking brings near one."""
    themed = random.permutation(np.flatnonzero(indicator.any(axis=1)))[:_MOST_THEMED]
    far = np.flatnonzero(~near.any(axis=1) & ~votes.given.any(axis=1))
    wanted = max(_LEARNED_TEXTS - len(themed), len(themed))
    return np.sort(np.concatenate([themed, random.permutation(far)[:wanted]]))

"""Linear support vector machines, one a theme: three of them, stacked into one.

The first learns from all features. The second learns from the same features stretched by how much
oftener, or more seldom, the texts of a theme have each of them, and so trusts what is typical
more than what separates by chance (after NB-SVM, Wang and Manning 2012; interpolated, so that no
feature is lost). The third sees words and seed words alone; most of what it says is taken off
again, for a theme's obvious words promise more by themselves than they keep. How much of each
counts is learned from out-of-fold margins (stacked generalisation, Wolpert 1992; measured in
benchmarks/README.md). Few texts cannot tell that: there the first machine stands alone, and may
be shown what company characters keep in running text. Where each text has one class, the second
machine does best alone. A sum of linear machines is one linear
machine, so that labelling and evidence know of one matrix of weights.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from topics.features.vectorizer import TextVectorizer
from topics.themes.folds import Rows

Weights = npt.NDArray[np.float32]
Indicator = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_Machine = Callable[[sparse.csr_matrix, Indicator, Floats], tuple[Floats, float]]
"""Features, a target of 0 and 1 (n_texts,) and how much each text counts -> weights and intercept."""

_MOST_SHARE = 0.6
"""What the others say is added to the first machine's margin, or taken off, up to this share."""

_FEWEST_TEXTS = 500
"""Fewer texts cannot tell the shares."""

_WEAK_REGULARISATION = 10.0

_TOLERANCE = 0.01
"""Where the solver stops: a hundredth of its default changes no decision and takes up to three times as long."""


@dataclass(frozen=True, slots=True)
class LinearFit:
    """Weights (n_classes, n_features) and intercepts (n_classes,) float32, one against the rest.

    `margins` (n_texts, n_classes) are out of fold: each from machines that did not see the text;
    -1 without folds.
    """

    coef: Weights
    intercept: Weights
    margins: Floats


def fit_stacked(
    vectorizer: TextVectorizer,
    features: sparse.csr_matrix,
    indicator: Indicator,
    sample_weight: Floats,
    folds: Iterable[tuple[Rows, Rows]],
    C: float,
    seed: int,
    *,
    multilabel: bool = True,
    company: sparse.csr_matrix | None = None,
) -> LinearFit:
    """Fit the machines on all texts and fold by fold, and join them by their out-of-fold margins.

    With one class a text the second machine alone does best. With `company` (n_features,
    n_others) the first one alone sees `features @ company` beside the features.
    """
    if company is not None:
        machines = [_in_company(company, C, seed)]
    elif not multilabel:
        machines = [_stretched(C, seed)]
    elif len(indicator) < _FEWEST_TEXTS:
        machines = [_plain(C, seed)]
    else:
        machines = [_plain(C, seed), _stretched(C, seed), _of_words(vectorizer.n_grams_, C, seed)]
    margins = [np.full(indicator.shape, -1.0) for _ in machines]
    for train, test in folds:
        known = vectorizer.known_from(features, train)
        for machine, held_out in zip(machines, margins, strict=True):
            coef, intercept = _fit_themes(machine, known[train], indicator[train], sample_weight[train])
            held_out[test] = known[test] @ coef.T + intercept
    shares = _shares(margins, indicator, sample_weight)
    coefs, intercepts = zip(
        *(_fit_themes(machine, features, indicator, sample_weight) for machine in machines), strict=True
    )
    return LinearFit(
        coef=np.tensordot(shares, np.stack(coefs), axes=1).astype(np.float32),
        intercept=np.tensordot(shares, np.stack(intercepts), axes=1).astype(np.float32),
        margins=np.tensordot(shares, np.stack(margins), axes=1),
    )


def _plain(C: float, seed: int) -> _Machine:
    def fit(features: sparse.csr_matrix, target: Indicator, sample_weight: Floats) -> tuple[Floats, float]:
        machine = LinearSVC(C=C, tol=_TOLERANCE, random_state=seed).fit(features, target, sample_weight=sample_weight)
        return machine.coef_[0], float(machine.intercept_[0])

    return fit


def _in_company(company: sparse.csr_matrix, C: float, seed: int) -> _Machine:
    """On features and what they are worth by the company they keep; one weight a feature again."""

    def fit(features: sparse.csr_matrix, target: Indicator, sample_weight: Floats) -> tuple[Floats, float]:
        seen = sparse.hstack([features, features @ company], format="csr")
        coef, intercept = _plain(C, seed)(seen, target, sample_weight)
        return coef[: company.shape[0]] + company @ coef[company.shape[0] :], intercept

    return fit


def _stretched(C: float, seed: int) -> _Machine:
    """On features times the root of 1 + r squared, r their log-count ratios, brought back to a mean length of 1."""

    def fit(features: sparse.csr_matrix, target: Indicator, sample_weight: Floats) -> tuple[Floats, float]:
        stretch = np.sqrt(1 + np.square(_log_count_ratios(features, target, sample_weight)))
        lengths = np.sqrt(features.multiply(features) @ np.square(stretch))
        scales = stretch / max(lengths.mean(), np.finfo(float).tiny)
        coef, intercept = _plain(C, seed)(features @ sparse.diags(scales), target, sample_weight)
        return coef * scales, intercept

    return fit


def _of_words(n_grams: int, C: float, seed: int) -> _Machine:
    """On the columns of words and seed words; the weights of the others are 0."""

    def fit(features: sparse.csr_matrix, target: Indicator, sample_weight: Floats) -> tuple[Floats, float]:
        coef, intercept = _plain(C, seed)(features[:, n_grams:], target, sample_weight)
        return np.concatenate([np.zeros(n_grams), coef]), intercept

    return fit


def _log_count_ratios(features: sparse.csr_matrix, target: Indicator, sample_weight: Floats) -> Floats:
    """(n_features,): the logarithm of how much oftener texts of a theme have a feature than others, smoothed by 1."""
    present = (features > 0).astype(np.float64)
    with_theme, without = (
        1 + present[rows].T @ sample_weight[rows] for rows in (np.flatnonzero(target), np.flatnonzero(target == 0))
    )
    return np.asarray(np.log(with_theme / with_theme.sum()) - np.log(without / without.sum()))


def _fit_themes(
    machine: _Machine, features: sparse.csr_matrix, indicator: Indicator, sample_weight: Floats
) -> tuple[Floats, Floats]:
    """Weights (n_classes, n_features) and intercepts; a class that all rows or none carry has weights of 0, and -1."""
    coef = np.zeros((indicator.shape[1], features.shape[1]))
    intercept = np.full(indicator.shape[1], -1.0)
    for column in range(indicator.shape[1]):
        if 0 < indicator[:, column].sum() < len(indicator):
            coef[column], intercept[column] = machine(features, indicator[:, column], sample_weight)
    return coef, intercept


def _shares(margins: Sequence[Floats], indicator: Indicator, sample_weight: Floats) -> Floats:
    """How much of each machine's margin to take, 1 of the first: the same for all themes."""
    if len(margins) == 1:
        return np.ones(1)
    columns = np.column_stack([margin.ravel() for margin in margins])
    weights = np.repeat(sample_weight, indicator.shape[1])
    line = LogisticRegression(C=_WEAK_REGULARISATION).fit(columns, indicator.ravel(), sample_weight=weights)
    shares = line.coef_[0] / line.coef_[0, 0] if line.coef_[0, 0] > 0 else np.eye(1, len(margins))[0]
    return np.array([1.0, *np.clip(shares[1:], -_MOST_SHARE, _MOST_SHARE)])

"""One linear support vector machine a theme, fitted on all texts or fold by fold."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.svm import LinearSVC

from topics.features.vectorizer import TextVectorizer
from topics.themes.folds import Rows

Weights = npt.NDArray[np.float32]
Indicator = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def fit_linear(
    features: sparse.csr_matrix, indicator: Indicator, sample_weight: Floats, C: float, seed: int
) -> tuple[Weights, Weights]:
    """Return weights (n_classes, n_features) and intercepts (n_classes,), one against the rest.

    A class that all rows or none carry gets weights of 0 and says no.
    """
    coef = np.zeros((indicator.shape[1], features.shape[1]), dtype=np.float32)
    intercept = np.full(indicator.shape[1], -1.0, dtype=np.float32)
    for column in range(indicator.shape[1]):
        if 0 < indicator[:, column].sum() < len(indicator):
            machine = LinearSVC(C=C, random_state=seed)
            machine.fit(features, indicator[:, column], sample_weight=sample_weight)
            coef[column], intercept[column] = machine.coef_[0], machine.intercept_[0]
    return coef, intercept


def out_of_fold_margins(
    vectorizer: TextVectorizer,
    features: sparse.csr_matrix,
    indicator: Indicator,
    sample_weight: Floats,
    folds: Iterable[tuple[Rows, Rows]],
    C: float,
    seed: int,
) -> Floats:
    """Return margins (n_texts, n_classes), each from a model that did not see the text; -1 without folds."""
    margins = np.full(indicator.shape, -1.0)
    for train, test in folds:
        known = vectorizer.known_from(features, train)
        coef, intercept = fit_linear(known[train], indicator[train], sample_weight[train], C, seed)
        margins[test] = known[test] @ coef.T + intercept
    return margins

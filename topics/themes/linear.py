"""One linear support vector machine a theme, fitted on all texts or fold by fold."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.svm import LinearSVC

from topics.themes.folds import Rows

Weights = npt.NDArray[np.float32]
Indicator = npt.NDArray[np.int64]


def fit_linear(features: sparse.csr_matrix, indicator: Indicator, C: float, seed: int) -> tuple[Weights, Weights]:
    """Return weights (n_classes, n_features) and intercepts (n_classes,), one against the rest.

    A class that all rows or none carry gets weights of 0 and says no.
    """
    coef = np.zeros((indicator.shape[1], features.shape[1]), dtype=np.float32)
    intercept = np.full(indicator.shape[1], -1.0, dtype=np.float32)
    for column in range(indicator.shape[1]):
        if 0 < indicator[:, column].sum() < len(indicator):
            machine = LinearSVC(C=C, random_state=seed)
            machine.fit(features, indicator[:, column])
            coef[column], intercept[column] = machine.coef_[0], machine.intercept_[0]
    return coef, intercept


def out_of_fold_margins(
    features: sparse.csr_matrix, indicator: Indicator, folds: Iterable[tuple[Rows, Rows]], C: float, seed: int
) -> npt.NDArray[np.float64]:
    """Return margins (n_texts, n_classes), each from a model that did not see the text; -1 without folds."""
    margins = np.full(indicator.shape, -1.0)
    for train, test in folds:
        coef, intercept = fit_linear(features[train], indicator[train], C, seed)
        margins[test] = features[test] @ coef.T + intercept
    return margins

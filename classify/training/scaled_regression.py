"""A logistic regression over few examples and signs that say much the same, and what it says of articles that it was not fitted on."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

Floats = NDArray[np.float64]
_FOLDS, _SEED = 8, 20261127


def fitted(rows: Floats, right: NDArray[np.bool_], penalty: float) -> tuple[Floats, float]:
    """The weight of each sign (column), and what counts without any. Signs are brought to one scale first, so that the penalty (scikit-learn's C) is fair."""
    mean, scale = rows.mean(0), rows.std(0) + 1e-6
    regression = LogisticRegression(C=penalty, max_iter=2000).fit((rows - mean) / scale, right)
    weights: Floats = regression.coef_[0] / scale
    return weights, float(regression.intercept_[0] - weights @ mean)


def left_out(rows: Floats, right: NDArray[np.bool_], articles: Sequence[str], penalty: float) -> Floats:
    """The log-odds of each row by weights that were fitted without its article."""
    names = sorted(set(articles))
    fold_of = dict(zip(np.random.default_rng(_SEED).permutation(names), np.arange(len(names)) % _FOLDS, strict=True))
    folds = np.array([fold_of[article] for article in articles])
    found = np.zeros(len(rows))
    for fold in range(_FOLDS):
        weights, nothing = fitted(rows[folds != fold], right[folds != fold], penalty)
        found[folds == fold] = rows[folds == fold] @ weights + nothing
    return found

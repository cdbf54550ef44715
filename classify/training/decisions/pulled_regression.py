"""Logistic regressions that start from what another judge says and are pulled back to it: where nothing is learned, the answer is the other judge's.

Minimised is  Σ worth · loss(base + rows · w, wanted) + ½ Σ pull · w²,  by the bound of Böhning (1992): the curvature of the loss is never more than ¼ (½ for one
answer of several) of the rows', so that one matrix, inverted once, gives steps that never overshoot. No step depends on chance.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
_STEPS, _SMALL = 2_000, 1e-5


def fit_pulled(rows: Numbers, base: Numbers, wanted: Numbers, pull: Numbers, *, one_of: bool = False, worth: Numbers | None = None) -> Numbers:
    """The weights, signs × answers. `rows` are texts × signs, `base` and `wanted` texts × answers, `pull` one number a sign.

    `one_of`: exactly one of the answers holds (softmax); else each by itself. `worth` is how much each row counts (None: 1).
    """
    weights: Numbers = np.zeros((rows.shape[1], base.shape[1]))
    if not len(rows):
        return weights
    counted = np.ones(len(rows)) if worth is None else worth
    inverse = np.linalg.inv((0.5 if one_of else 0.25) * (rows * counted[:, None]).T @ rows + np.diag(pull))
    before, ahead = weights, weights
    for number in range(1, _STEPS + 1):
        wrong = (_chances(base + rows @ ahead, one_of=one_of) - wanted) * counted[:, None]
        slope = rows.T @ wrong + pull[:, None] * ahead
        step = inverse @ slope
        weights = ahead - step
        if float(np.abs(step).max()) < _SMALL:
            break
        # Nesterov's momentum, begun anew whenever it leads uphill.
        uphill = float((step * (weights - before)).sum()) > 0
        ahead = weights if uphill else weights + (number - 1) / (number + 2) * (weights - before)
        before = weights
    return weights


def _chances(odds: Numbers, *, one_of: bool) -> Numbers:
    if one_of:
        raised = np.exp(odds - odds.max(1, keepdims=True))
        shares: Numbers = raised / raised.sum(1, keepdims=True)
        return shares
    alone: NDArray[Any] = 1 / (1 + np.exp(-np.clip(odds, -60, 60)))
    return alone

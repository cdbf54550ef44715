"""How much each sign of two articles speaks for one event, as decided drafts teach it: begun with the shipped weights and pulled back to them.

What surely parts two articles (`classify.clustering.separation`) stays a rule: such pairs teach nothing, nor do those that share too little to be looked at. The pairs of two
drafts count together as the root of their number, since they say much the same. Signs are between 0 and 1, and most pairs lack most of them: twenty drafts bring so
few that have one that a weight moves by a twentieth of what they speak for, two thousand by nine tenths. How many pairs of the decided ones are of one event hangs on which
drafts were looked at, so that an offset for it is fitted beside and thrown away.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from types import MappingProxyType

import numpy as np

from classify.clustering.group_match import NEEDED
from classify.clustering.pair_features import Pair, is_unlike, pair_of
from classify.clustering.separation import in_order, surely_two_events
from classify.clustering.weights import PairWeights, likelihood, signs_of
from classify.gold.gate import ScoreShare
from classify.training.decisions.pulled_regression import fit_pulled
from records.incident_model import DecidedPair

PULL = 10.0
# Hardly pulled: it only has to stay a number where all pairs are together.
_FREE = 0.01
_DIGITS = 4


def refit_pairs(decided: Sequence[DecidedPair], shipped: PairWeights) -> PairWeights:
    """The weights that these pairs teach, in whatever order they come; the shipped ones to the last digit where there are none."""
    ordered = sorted(decided, key=lambda one: (one.drafts, one.one.article, one.other.article, one.together))
    asked = [(one, pair) for one in ordered if (pair := _asked(one)) is not None]
    if not asked:
        return shipped
    signs = tuple(shipped.by_sign)
    found = [signs_of(pair) for _, pair in asked]
    rows = np.c_[np.array([[one[sign] for sign in signs] for one in found]), np.ones(len(asked))]
    base, together = np.array([[likelihood(pair, shipped)] for _, pair in asked]), np.array([[float(one.together)] for one, _ in asked])
    of_drafts = Counter(one.drafts for one, _ in asked)
    worth = np.array([of_drafts[one.drafts] ** -0.5 for one, _ in asked])
    moved = fit_pulled(rows, base, together, np.array([PULL] * len(signs) + [_FREE]), worth=worth)[:-1, 0]
    return PairWeights(
        MappingProxyType({sign: round(shipped.by_sign[sign] + float(more), _DIGITS) for sign, more in zip(signs, moved, strict=True)}),
        shipped.nothing,
    )


def pairs_judged(decided: Iterable[DecidedPair], weights: PairWeights) -> tuple[ScoreShare, ScoreShare]:
    """Of the pairs that would join by themselves, how many are together (precision); and of those that are together, how many would (recall)."""
    joined = [(one.together, (pair := _asked(one)) is not None and likelihood(pair, weights) >= NEEDED) for one in decided]
    right = sum(together and joins for together, joins in joined)
    return ScoreShare(right, sum(joins for _, joins in joined)), ScoreShare(right, sum(together for together, _ in joined))


def _asked(decided: DecidedPair) -> Pair | None:
    """The pair, if the weights decide on it."""
    if is_unlike(decided.one, decided.other):
        return None
    pair = pair_of(*in_order(decided.one, decided.other))
    return None if surely_two_events(pair) else pair

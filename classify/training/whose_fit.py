"""What each sign counts in whose case an outcome belongs to: for each track a logistic regression over the outcomes of articles that no judge was trained on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from classify.scoring.joint.whose_outcome import ANYTHING, VERDICT
from classify.training.scaled_regression import Floats, fitted, left_out
from records.vocabulary import Track

_PENALTY = 0.3
# So many outcomes of each kind are needed.
_LEAST = 15
# The share of journalists' own cases whose outcome may be called the perpetrator's, among articles that were left out: of verdicts none, since they would be told as justice, or as
# impunity, where a journalist was tried; of what else came of it, few.
_VERDICTS_WRONG, _OTHERS_WRONG = 0.0, 0.02
# So much surer than that a verdict must be, as log-odds: others will come that are harder than any of these.
_ROOM = 0.5


@dataclass(frozen=True)
class JudgedOutcome:
    """An outcome with its signs. `track`: whose it is; None where the article tells none, or one of somebody else."""

    article: str
    signs: Mapping[str, float]
    track: Track | None


def fit_whose(outcomes: Sequence[JudgedOutcome]) -> dict[Track, dict[str, float]]:
    """What each sign counts for each track; from 0 on it is that track's. Nothing counts (and the words decide alone) where too few outcomes are known."""
    if min(sum(one.track is track for one in outcomes) for track in (*Track, None)) < _LEAST:
        return {}
    signs = sorted({sign for one in outcomes for sign in one.signs} - {ANYTHING})
    rows, articles = np.array([[one.signs[sign] for sign in signs] for one in outcomes]), [one.article for one in outcomes]
    tracks = np.array([one.track or "" for one in outcomes])
    found = {}
    for track in Track:
        weights, nothing = fitted(rows, tracks == track, _PENALTY)
        found[track] = {ANYTHING: nothing, **dict(zip(signs, map(float, weights), strict=True))}
    said = left_out(rows, tracks == Track.PERPETRATOR, articles, _PENALTY)
    hers, verdicts = tracks == Track.JOURNALIST, np.array([bool(one.signs[VERDICT]) for one in outcomes])
    others_need, verdicts_need = _above(said[hers & ~verdicts], _OTHERS_WRONG), _above(said[hers & verdicts], _VERDICTS_WRONG) + _ROOM
    found[Track.PERPETRATOR][ANYTHING] -= others_need
    found[Track.PERPETRATOR][VERDICT] -= verdicts_need - others_need
    return {track: {sign: round(weight, 4) for sign, weight in weighed.items()} for track, weighed in found.items()}


def _above(wrong: Floats, may_be_wrong: float) -> float:
    """Log-odds above which no larger share of these outcomes comes, and never less than even odds."""
    may_be = int(len(wrong) * may_be_wrong)
    return max(0.0, float(np.sort(wrong)[::-1][may_be]) + 1e-4) if len(wrong) > may_be else 0.0

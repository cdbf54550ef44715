"""What each sign counts in whose case an outcome belongs to: for each track a logistic regression over the outcomes of articles that no judge was trained on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from classify.scoring.joint.whose_outcome import ANYTHING
from classify.training.scaled_regression import Floats, fitted, left_out
from records.vocabulary import Track

_PENALTY = 0.3
# So many outcomes of each kind are needed.
_LEAST = 15
# Of a hundred outcomes of journalists' own cases so many may be called the perpetrator's, among articles that were left out.
_MAY_BE_WRONG = 0.02
# The perpetrator's at least this likely, the journalist's at least so.
_LEAST_SURE = {Track.PERPETRATOR: 0.5, Track.JOURNALIST: 0.5}


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
    rows = np.array([[one.signs[sign] for sign in signs] for one in outcomes])
    tracks = np.array([one.track or "" for one in outcomes])
    unseen = {track: left_out(rows, tracks == track, [one.article for one in outcomes], _PENALTY) for track in Track}
    needed = {track: _odds(sure) for track, sure in _LEAST_SURE.items()}
    needed[Track.PERPETRATOR] = max(needed[Track.PERPETRATOR], _above(unseen[Track.PERPETRATOR][tracks == Track.JOURNALIST]))
    found = {}
    for track in Track:
        weights, nothing = fitted(rows, tracks == track, _PENALTY)
        said = {sign: round(float(weight), 4) for sign, weight in zip(signs, weights, strict=True)}
        found[track] = {ANYTHING: round(nothing - needed[track], 4), **said}
    return found


def _above(wrong: Floats) -> float:
    """The log-odds that so few of these outcomes reach as may be called wrongly."""
    may_be = int(len(wrong) * _MAY_BE_WRONG)
    return float(np.sort(wrong)[::-1][may_be]) + 1e-6


def _odds(chance: float) -> float:
    return float(np.log(chance / (1 - chance)))

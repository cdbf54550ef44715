"""What each sign of a person counts in whether she is a victim, as decided drafts teach it: begun with the shipped weights and pulled back to them.

Signs are brought to one scale, so that the pull is fair, and a person counts one: PULL persons' worth of doubt against a change. Some sixty are named in twenty drafts and six
thousand in two thousand, so that those move a weight by a tenth of what they speak for, and these by nine tenths. How often somebody who is named is a victim
is no part of it: an offset for that is fitted beside the weights and thrown away, so that somebody of middling signs stays where she was.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from classify.gold.gate import ScoreShare
from classify.scoring.joint.victims import ANYBODY, victim_odds
from classify.training.decisions.pulled_regression import Numbers, fit_pulled
from classify.training.victim_fit import JudgedPerson

PULL = 100.0
# Hardly pulled: it only has to stay a number where everybody is a victim.
_FREE = 0.01
_DIGITS = 4


def refit_victims(people: Sequence[JudgedPerson], shipped: Mapping[str, float]) -> dict[str, float]:
    """The weights that these persons teach, in whatever order they come. Where none are shipped, or nobody is known, they are the shipped ones to the last digit."""
    signs = sorted(set(shipped) - {ANYBODY})
    if not people or not signs:
        return dict(shipped)
    people = sorted(people, key=lambda one: (one.article, sorted(one.signs.items()), one.victim))
    rows: Numbers = np.array([[one.signs[sign] for sign in signs] for one in people], np.float64)
    base = np.array([[victim_odds(one.signs, shipped)] for one in people])
    victims = np.array([[float(one.victim)] for one in people])
    mean, scale = rows.mean(0), rows.std(0)
    # A sign that all of them have, or nobody, says nothing here.
    tells = scale > 0
    scaled = np.c_[(rows[:, tells] - mean[tells]) / scale[tells], np.ones(len(rows))]
    moved = np.zeros(len(signs))
    moved[tells] = fit_pulled(scaled, base, victims, np.array([PULL] * int(tells.sum()) + [_FREE]))[:-1, 0] / scale[tells]
    new = {sign: round(shipped[sign] + float(more), _DIGITS) for sign, more in zip(signs, moved, strict=True)}
    return {ANYBODY: round(shipped.get(ANYBODY, 0.0) - float(mean @ moved), _DIGITS), **new}


def victims_judged(people: Sequence[JudgedPerson], weights: Mapping[str, float]) -> tuple[ScoreShare, ScoreShare]:
    """Of the victims among those who are named, how many are called one; and of those who are called one, how many are."""
    called = [victim_odds(one.signs, weights) >= 0 for one in people]
    right = sum(one.victim for one, is_called in zip(people, called, strict=True) if is_called)
    return ScoreShare(right, sum(one.victim for one in people)), ScoreShare(right, sum(called))

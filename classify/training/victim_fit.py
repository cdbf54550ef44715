"""What each sign of a person counts in whether she is a victim: a logistic regression over everybody who is named in articles that no judge was trained on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from classify.clustering.person_keys import akin, person_key
from classify.scoring.joint.victims import ANYBODY
from classify.training.encoder.labelled_texts import LabelledText

Floats = NDArray[np.float64]
# How little the signs may count at first: a few hundred persons are known, and the signs say much the same.
_PENALTY, _FOLDS, _SEED = 0.03, 8, 20261127
# So many victims and so many others are needed.
_LEAST = 20
# From so sure that two names are one person's.
_SAME = 0.5
_VICTIM = "victim"


@dataclass(frozen=True)
class JudgedPerson:
    """A person who is named in an article, with her signs, and whether she is one of its victims."""

    article: str
    signs: Mapping[str, float]
    victim: bool


def known_persons(labels: LabelledText, named: Sequence[tuple[str, Mapping[str, float]]]) -> list[JudgedPerson]:
    """Those who are named in an article, by its labels."""
    victims = [key for person in labels.persons if person.role == _VICTIM and (key := person_key(person.name))]
    keyed = [(person_key(name), signs) for name, signs in named]
    return [JudgedPerson(labels.id, signs, any(akin(key, victim) >= _SAME for victim in victims)) for key, signs in keyed if key]


def fit_victims(people: Sequence[JudgedPerson]) -> dict[str, float]:
    """What each sign counts. Whoever comes out at 0 or more is called a victim: there as many are called one wrongly as are missed, among articles that were left out.

    Nothing counts (and the words decide alone) where too few persons are known to say.
    """
    if min(sum(one.victim for one in people), sum(not one.victim for one in people)) < _LEAST:
        return {}
    signs = sorted({sign for one in people for sign in one.signs} - {ANYBODY})
    rows, victims = np.array([[one.signs[sign] for sign in signs] for one in people]), np.array([one.victim for one in people])
    articles = sorted({one.article for one in people})
    fold_of = dict(zip(np.random.default_rng(_SEED).permutation(articles), np.arange(len(articles)) % _FOLDS, strict=True))
    folds = np.array([fold_of[one.article] for one in people])
    left_out = np.zeros(len(people))
    for fold in range(_FOLDS):
        weights, nothing = _fitted(rows[folds != fold], victims[folds != fold])
        left_out[folds == fold] = rows[folds == fold] @ weights + nothing
    weights, nothing = _fitted(rows, victims)
    needed = np.sort(left_out)[::-1][int(victims.sum()) - 1]
    return {ANYBODY: round(nothing - float(needed), 4), **{sign: round(float(weight), 4) for sign, weight in zip(signs, weights, strict=True)}}


def _fitted(rows: Floats, victims: NDArray[np.bool_]) -> tuple[Floats, float]:
    """Weights, and what counts without any sign. Signs are brought to one scale first, so that the penalty is fair."""
    mean, scale = rows.mean(0), rows.std(0) + 1e-6
    regression = LogisticRegression(C=_PENALTY, max_iter=2000).fit((rows - mean) / scale, victims)
    weights: Floats = regression.coef_[0] / scale
    return weights, float(regression.intercept_[0] - weights @ mean)

"""What each sign of a person counts in whether she is a victim: a logistic regression over everybody who is named in articles that no judge was trained on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from classify.clustering.person_keys import akin, person_key
from classify.scoring.joint.victims import ANYBODY
from classify.training.encoder.labelled_texts import LabelledText
from classify.training.scaled_regression import fitted, left_out

# How little the signs may count at first: a few hundred persons are known, and the signs say much the same.
_PENALTY = 0.1
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
    return judged_persons(labels.id, [person.name for person in labels.persons if person.role == _VICTIM], named)


def judged_persons(article: str, victims: Iterable[str], named: Sequence[tuple[str, Mapping[str, float]]]) -> list[JudgedPerson]:
    """Those who are named in an article, by the names of its victims."""
    keys = [key for name in victims if (key := person_key(name))]
    keyed = [(person_key(name), signs) for name, signs in named]
    return [JudgedPerson(article, signs, any(akin(key, victim) >= _SAME for victim in keys)) for key, signs in keyed if key]


def fit_victims(people: Sequence[JudgedPerson]) -> dict[str, float]:
    """What each sign counts. Whoever comes out at 0 or more is called a victim: there as many are called one wrongly as are missed, among articles that were left out.

    Nothing counts (and the words decide alone) where too few persons are known to say.
    """
    if min(sum(one.victim for one in people), sum(not one.victim for one in people)) < _LEAST:
        return {}
    signs = sorted({sign for one in people for sign in one.signs} - {ANYBODY})
    rows, victims = np.array([[one.signs[sign] for sign in signs] for one in people]), np.array([one.victim for one in people])
    said = left_out(rows, victims, [one.article for one in people], _PENALTY)
    weights, nothing = fitted(rows, victims, _PENALTY)
    needed = np.sort(said)[::-1][int(victims.sum()) - 1]
    return {ANYBODY: round(nothing - float(needed), 4), **{sign: round(float(weight), 4) for sign, weight in zip(signs, weights, strict=True)}}

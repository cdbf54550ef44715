"""The chance that a field of a screening is wrong, so that a mark "unsure" means something: a logistic regression for each field over signs of how sure
the judges are, fitted on articles that neither was trained on (`classify.training.joint_fit`).
"""

import math
from collections.abc import Iterator, Mapping, Sequence

from classify.matching.dates import likeliest_date
from classify.matching.places import EventPlace
from classify.scoring.joint import JointAnswers
from records.language.days import EventDate
from records.vocabulary import Category, DatePrecision, Outcome, UnsureField

# The sign that every field has.
ANY_FIELD = "any"
_FARTHEST = 6.0
_NOTHING = 1e-6

Signs = dict[str, float]


def answer_signs(answers: JointAnswers, categories: Sequence[tuple[Category, float]]) -> dict[UnsureField, Signs]:
    """Return the signs of the fields that are answers of both judges."""
    telling = _odds(answers.telling)
    codes = sorted(answers.codes.values(), reverse=True)
    outcomes = sorted(answers.outcomes.values(), reverse=True)
    nothing = float(max(answers.outcomes, key=lambda outcome: answers.outcomes[outcome]) is Outcome.NONE)
    return {
        UnsureField.LABEL: {ANY_FIELD: 1.0, "margin": abs(_odds(answers.followup)), "telling": telling, "later": float(answers.followup >= 0.5)},
        UnsureField.CATEGORIES: {
            ANY_FIELD: 1.0, "margin": _odds(codes[0]) - _odds(codes[1]), "first": _odds(codes[0]), "telling": telling, "several": float(len(categories) > 1),
        },
        UnsureField.ACTOR: {ANY_FIELD: 1.0, "margin": _margin(sorted(answers.actors.values(), reverse=True)), "telling": telling},
        UnsureField.OUTCOME: {ANY_FIELD: 1.0, "margin": _margin(outcomes), "none": nothing, "telling": telling},
        UnsureField.OUTCOME_OF: {ANY_FIELD: 1.0, "margin": abs(_odds(max(answers.tracks.values()))), "none": nothing, "outcome": _margin(outcomes)},
    }  # fmt: skip


def victim_signs(odds: Sequence[float], victims: int) -> Signs:
    """Return the signs of the victims: `odds` are those of each person named, `victims` how many persons are taken for one."""
    nearest = min(map(abs, odds), default=_FARTHEST)
    return {
        ANY_FIELD: 1.0,
        "nearest": min(nearest, _FARTHEST),
        "doubtful": float(sum(abs(value) < 1 for value in odds)),
        "persons": math.log1p(len(odds)),
        "no person": float(not odds),
        "no victim": float(not victims),
        "several": float(victims > 1),
    }


def date_signs(scores: Mapping[EventDate | None, float], asked: Mapping[EventDate, float]) -> Signs:
    """Return the signs of the date: the scores of all dates (`classify.matching.dates.weigh_dates`), and the encoder's log-odds for each."""
    best = likeliest_date(scores)
    ranked = sorted(scores.values(), reverse=True)
    others = sum(ranked[1:])
    return {
        ANY_FIELD: 1.0,
        "margin": min(_FARTHEST, math.log((ranked[0] if ranked else 0.0) + _NOTHING) - math.log(others + _NOTHING)),
        "asked": asked.get(best, 0.0) if best else 0.0,
        "best asked": max(asked.values(), default=-_FARTHEST),
        "no day": float(best is None or best.precision is not DatePrecision.DAY),
        "not asked": float(best not in asked),
        "dates": math.log1p(len(asked)),
    }


def place_signs(where: EventPlace, odds: Mapping[str, float]) -> Signs:
    """Return the signs of the place: the encoder's log-odds for each place by its name in the text."""
    ranked = sorted(odds.values(), reverse=True)
    return {
        ANY_FIELD: 1.0,
        "asked": odds.get(where.place or "", -_FARTHEST / 2),
        "best": ranked[0] if ranked else -_FARTHEST,
        "second": ranked[1] if len(ranked) > 1 else -_FARTHEST,
        "no place": float(where.place is None),
        "no region": float(where.region is None),
        "places": math.log1p(len(odds)),
    }


def outlet_signs(odds: Sequence[float]) -> Signs:
    """Return the signs of the outlets: the log-odds of each outlet named that it is concerned, relative to the limit from which one is given."""
    return {
        ANY_FIELD: 1.0,
        "nearest": min((abs(value) for value in odds), default=_FARTHEST),
        "none named": float(not odds),
        "none given": float(not any(value >= 0 for value in odds)),
        "several": float(sum(value >= 0 for value in odds) > 1),
    }


def unsure_fields(signs: Mapping[UnsureField, Mapping[str, float]], weights: Mapping[UnsureField, Mapping[str, float]]) -> Iterator[UnsureField]:
    """Yield the fields whose value is more likely to be wrong than the limit that is part of the weights."""
    for field, own in signs.items():
        if field in weights and sum(weights[field].get(sign, 0.0) * value for sign, value in own.items()) >= 0:
            yield field


def _margin(ranked: Sequence[float]) -> float:
    return min(_FARTHEST, math.log(ranked[0] + _NOTHING) - math.log((ranked[1] if len(ranked) > 1 else 0.0) + _NOTHING))


def _odds(chance: float) -> float:
    bounded = min(max(chance, _NOTHING), 1 - _NOTHING)
    return max(-_FARTHEST, min(_FARTHEST, math.log(bounded / (1 - bounded))))

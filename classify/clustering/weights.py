"""How much each sign of a pair of articles speaks for one event: a logistic regression, small enough to be read by a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from classify.clustering.pair_features import Pair
from classify.clustering.pair_signs import codes_in_common
from classify.clustering.separation import FOLLOWUP
from classify.clustering.terms import is_often_told
from records.vocabulary import CourtCase, codes_where

# Within these days an event is news to every outlet.
_NEWS = 3
_BY_OTHERS = codes_where(lambda facts: facts.by_others)
_CRIMINAL = codes_where(lambda facts: facts.court_case is CourtCase.CRIMINAL)

# Log odds by sign, fitted by `python -m tests.bench.grouping_weights` (docs/decisions/0010-grouping.md). Nothing
# has a vector yet, and so their two signs weigh nothing until it is fitted on articles that have.
WEIGHTS = {
    "person": 1.33,
    "surname in the text": 0.13,
    "outlet": 0.31,
    "place": 0.79,
    "elsewhere": 0.69,
    "time between": -2.72,
    "at once": 0.57,
    "same act": 0.85,
    "act in common": 0.57,
    "names": 1.44,
    "concepts": 3.35,
    "numbers": 1.27,
    "terms": 1.31,
    "concepts after long": 0.36,
    "a step": 0.67,
    "a case after an act of others": 0.28,
    "other outlets": -1.54,
    "other days": -1.63,
    "other acts": -0.54,
    "nobody in common": -0.83,
    "a place often told of": -0.51,
    "long after, nobody known": -0.06,
    "one of several": -1.71,
    "likeness": 0.00,
    "both have vectors": 0.00,
    "two languages": -0.01,
}
NOTHING = -0.02


@dataclass(frozen=True)
class PairWeights:
    """How much each sign counts, and what counts for any pair."""

    by_sign: Mapping[str, float]
    nothing: float


SHIPPED_WEIGHTS = PairWeights(MappingProxyType(WEIGHTS), NOTHING)


def signs_of(pair: Pair) -> dict[str, float]:
    """What speaks for one event in two articles. Each sign is between 0 and about 1."""
    earlier, later = pair.earlier, pair.later
    step, act = later.label == FOLLOWUP, codes_in_common(earlier, later)
    return {
        "person": pair.person,
        "surname in the text": float(pair.named),
        "outlet": pair.outlet,
        "place": float(pair.place),
        "elsewhere": float(pair.elsewhere),
        "time between": pair.time,
        "at once": float(pair.gap <= _NEWS),
        "same act": float(act == 1),
        "act in common": float(act == 0.7),
        "names": pair.names,
        "concepts": pair.concepts,
        "numbers": pair.numbers,
        "terms": pair.common,
        "concepts after long": pair.concepts * pair.time,
        "a step": float(step),
        "a case after an act of others": float(act == 0 and not _BY_OTHERS.isdisjoint(earlier.codes[:1]) and not _CRIMINAL.isdisjoint(later.codes)),
        "other outlets": float(pair.other_outlets and not pair.known),
        "other days": float(pair.clash),
        "other acts": float(bool(earlier.codes and later.codes) and act == 0),
        "nobody in common": float(not pair.known and pair.outlet < 1),
        "a place often told of": float(pair.place and is_often_told(earlier.place or "")),
        "long after, nobody known": 0.0 if pair.known else pair.time,
        "one of several": pair.of_several,
        "likeness": pair.likeness or 0.0,
        "both have vectors": float(pair.likeness is not None),
        "two languages": float(earlier.lang != later.lang and pair.concepts > 0),
    }


def likelihood(pair: Pair, weights: PairWeights = SHIPPED_WEIGHTS) -> float:
    """The log odds that two articles tell of one event, if nothing shows that the events differ."""
    by_sign = weights.by_sign
    return weights.nothing + sum(by_sign[sign] * value for sign, value in signs_of(pair).items() if value)

"""How much each sign of a pair of articles speaks for one event: a logistic regression, small enough to be read by a person."""

from classify.clustering.pair_features import Pair
from classify.clustering.pair_signs import codes_in_common
from classify.clustering.separation import FOLLOWUP
from records.vocabulary import codes_where

# Within these days an event is news to every outlet.
_NEWS = 3
# What the state does in a case against one person.
_STATE = codes_where(lambda facts: facts.by_state)

# Log odds by sign, fitted by `python -m tests.bench.grouping_weights` on both development sets (docs/decisions/0010-grouping.md).
WEIGHTS = {
    "person": 1.73,
    "surname in the text": 2.08,
    "outlet": 0.38,
    "place": 2.10,
    "elsewhere": -0.59,
    "time between": -2.00,
    "at once": 1.29,
    "same act": 0.49,
    "act in common": 0.67,
    "names": 3.04,
    "concepts": 3.67,
    "numbers": 1.67,
    "terms": 4.60,
    "concepts after long": 1.64,
    "a step": 1.20,
    "a case of one person": 0.85,
    "two languages": 1.09,
}
NOTHING = -4.45


def signs_of(pair: Pair) -> dict[str, float]:
    """What speaks for one event in two articles. Each sign is between 0 and about 1."""
    earlier, later = pair.earlier, pair.later
    step, act = later.label == FOLLOWUP, codes_in_common(earlier, later)
    by_state = not (_STATE.isdisjoint(earlier.codes[:2]) or _STATE.isdisjoint(later.codes[:2]))
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
        "a case of one person": pair.person if by_state else 0.0,
        "two languages": float(earlier.lang != later.lang and pair.concepts > 0),
    }


def likelihood(pair: Pair) -> float:
    """The log odds that two articles tell of one event, if nothing shows that the events differ."""
    return NOTHING + sum(WEIGHTS[sign] * value for sign, value in signs_of(pair).items() if value)

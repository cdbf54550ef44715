"""What shows that two events differ although names, places or words agree. Each rule is enough alone. The likelihood is asked only if no rule
applies."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from classify.clustering.keys import is_often_told
from classify.clustering.pair import DayAgreement, Pair, codes_in_common, is_fresh, other_place
from records.incident_model import Traits
from records.vocabulary import CourtCase, codes_where

# A person or outlet told of again within these days, with no other act, is told of for the same reason.
_SAME_STIR = 10
# News of another kind of act against one person is of the same act only within these.
_SAME_NEWS = 3
# After these, an outlet or a place alone makes no one event of two.
_LONG = 365
# After these, what is told of as a follow-up has the same act in it.
_SEASON = 45
# Likeness of two texts that name different victims, or different outlets, from which they still tell of one event.
_SAME_STORY, _SAME_NAMES, _SAME_NAMES_LONG = 0.8, 0.2, 0.4
# And likeness that a follow-up of one case has, whatever the categories say.
_SAME_CASE = 0.5
_STEPS = codes_where(lambda facts: facts.case_step)
_LATER_STEPS = codes_where(lambda facts: facts.later_step)
_BY_OTHERS = codes_where(lambda facts: facts.by_others)
_CRIMINAL = codes_where(lambda facts: facts.court_case is CourtCase.CRIMINAL)
_CIVIL = codes_where(lambda facts: facts.court_case is CourtCase.CIVIL)
_ADMINISTRATIVE = codes_where(lambda facts: facts.court_case is CourtCase.ADMINISTRATIVE)
# Cases that have somebody accused.
_AGAINST_SOMEBODY = _CRIMINAL | _ADMINISTRATIVE
# Label of news that says that it happened again (new_or_followup.py).
_REPEAT, FOLLOWUP = "repeat", "followup"


def in_order(one: Traits, other: Traits) -> tuple[Traits, Traits]:
    """Two articles in order: by publication, else by the incident; news before its follow-up."""
    return (other, one) if _place_in_time(other) < _place_in_time(one) else (one, other)


def _place_in_time(traits: Traits) -> tuple[date, bool, date, tuple[str, ...]]:
    return traits.published or traits.day or date.max, traits.label == FOLLOWUP, traits.day or date.max, traits.codes


def surely_two_events(pair: Pair) -> bool:
    """Whether two articles surely tell of two events."""
    return _is_new_act(pair) or _is_about_others(pair) or _is_another_day(pair) or _is_elsewhere(pair) or _is_long_after(pair)


def _is_new_act(pair: Pair) -> bool:
    """Whether the later article tells of a new act and not of a step: it is dated after the earlier article, or of another kind, or it
    happened again."""
    earlier, later, between = pair.earlier, pair.later, pair.gap
    other_act = bool(earlier.codes and later.codes) and codes_in_common(earlier, later) == 0
    # A month is often that of the publication, because the news tells no day: it shows nothing.
    after = earlier.published is not None and later.day is not None and later.precision == "day" and (later.day - earlier.published).days > _SAME_NEWS
    if later.label == FOLLOWUP:
        # News of what became of an act that was done after the earlier article tells of another act, if that has another name.
        if after and between > _SAME_STIR and not _is_next_step(earlier, later) and _is_named_otherwise(earlier, later):
            return True
        # What became of an act is told with that act, or as a case in court.
        return other_act and between > _SEASON and _AGAINST_SOMEBODY.isdisjoint(later.codes) and pair.names + pair.concepts < _SAME_CASE
    if between > _SAME_STIR and later.label == _REPEAT:
        return True
    if _is_next_step(earlier, later):
        return False
    if between > _SAME_STIR:
        return after or (other_act and earlier.label != FOLLOWUP)
    return other_act and between > _SAME_NEWS and is_fresh(later) and (after or pair.days is DayAgreement.DIFFERENT)


def _is_named_otherwise(earlier: Traits, later: Traits) -> bool:
    return bool(earlier.codes and later.codes) and later.codes[0] not in earlier.codes


def _is_next_step(earlier: Traits, later: Traits) -> bool:
    """Whether the later article may tell of the next step of one criminal case: search, arrest, trial, verdict; or of one civil case.

    Days of custody for a protest are no such step. A case of a journalist who was attacked is a case against others.
    """
    if not (_CIVIL.isdisjoint(earlier.codes[:1]) or _CIVIL.isdisjoint(later.codes[:1])):
        return True
    criminal = not _CRIMINAL.isdisjoint(later.codes)
    if not _ADMINISTRATIVE.isdisjoint(later.codes[:2]) and not criminal:
        return False
    by_court = criminal or not _LATER_STEPS.isdisjoint(later.codes[:1])
    return by_court and not _STEPS.isdisjoint(earlier.codes[:3]) and _BY_OTHERS.isdisjoint(earlier.codes[:1])


def _is_about_others(pair: Pair) -> bool:
    """Whether both name victims, or outlets, none of whom is in the other article, and the texts are not nearly the same either."""
    if pair.strangers:
        return pair.names + pair.concepts < _SAME_STORY
    return pair.other_outlets and not pair.known and pair.names < _SAME_NAMES and pair.later.label != FOLLOWUP


def _is_another_day(pair: Pair) -> bool:
    """Whether the articles share neither person nor outlet, and tell of acts on different days."""
    return pair.clash and not pair.known and not pair.outlet and pair.later.label != FOLLOWUP


def _is_long_after(pair: Pair) -> bool:
    """Whether news comes after so long that it tells of something new, where no person says otherwise: of one outlet or one place after a year, of neither after
    days. What became of an act then is for a person to see (`group_match.candidates`)."""
    if pair.known:
        return False
    if not pair.outlet and not pair.place:
        return pair.gap > _SAME_STIR and pair.names < _SAME_NAMES
    return pair.gap > _LONG and pair.names < _SAME_NAMES_LONG


def _is_elsewhere(pair: Pair) -> bool:
    """Whether the news is of another place. Two crews of one outlet may be stopped on one day in two cities, and one person may be attacked in
    two."""
    if not pair.known:
        return pair.elsewhere or other_place(pair.earlier, pair.later, centre=bool(pair.outlet))
    return pair.elsewhere and pair.names + pair.concepts < _SAME_STORY and not _is_next_step(pair.earlier, pair.later)


# How much each sign of a pair of articles speaks for one event: a logistic regression, small enough to be read by a person.

# Within these days an event is news to every outlet.
_NEWS = 3

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
_NOTHING = -0.02


@dataclass(frozen=True)
class PairWeights:
    """How much each sign counts, and what counts for any pair."""

    by_sign: Mapping[str, float]
    nothing: float


SHIPPED_WEIGHTS = PairWeights(MappingProxyType(WEIGHTS), _NOTHING)


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

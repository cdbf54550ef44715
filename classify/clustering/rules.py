"""Rules that show that two events differ although names, places or words agree, and the likelihood of one event where no rule applies. Each rule is
sufficient alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from classify.clustering.keys import is_often_told
from classify.clustering.pair import ArticlePair, DayAgreement, codes_in_common, is_fresh, other_place
from records.event_model import Traits
from records.event_thresholds import (
    OUTCOME_WITHOUT_ACT,
    OUTLET_OR_PLACE,
    REPORTED_AT_ONCE,
    SAME_ACT,
    SAME_CASE,
    SAME_STORY,
    SAME_WAVE,
    SIMILAR_NAMES,
    SIMILAR_NAMES_AFTER_YEAR,
)
from records.vocabulary import CourtCase, codes_where

_STEPS = codes_where(lambda facts: facts.case_step)
_LATER_STEPS = codes_where(lambda facts: facts.later_step)
_BY_OTHERS = codes_where(lambda facts: facts.by_others)
_CRIMINAL = codes_where(lambda facts: facts.court_case is CourtCase.CRIMINAL)
_CIVIL = codes_where(lambda facts: facts.court_case is CourtCase.CIVIL)
_ADMINISTRATIVE = codes_where(lambda facts: facts.court_case is CourtCase.ADMINISTRATIVE)
# Cases with an accused person.
_AGAINST_SOMEBODY = _CRIMINAL | _ADMINISTRATIVE
# Label of news of a repeated act (`classify.clustering.traits`).
_REPEAT, _FOLLOWUP = "repeat", "followup"


def in_order(one: Traits, other: Traits) -> tuple[Traits, Traits]:
    """Return two articles in order: by publication, else by the incident; news before its follow-up."""
    return (other, one) if _place_in_time(other) < _place_in_time(one) else (one, other)


def _place_in_time(traits: Traits) -> tuple[date, bool, date, tuple[str, ...]]:
    return traits.published or traits.day or date.max, traits.label == _FOLLOWUP, traits.day or date.max, traits.codes


def are_surely_different(pair: ArticlePair) -> bool:
    """Return whether two articles certainly report two events."""
    return _is_new_act(pair) or _is_about_others(pair) or _is_another_day(pair) or _is_elsewhere(pair) or _is_long_after(pair)


def _is_new_act(pair: ArticlePair) -> bool:
    """Return whether the later article reports a new act and not a step of the case.

    A new act is dated after the earlier article, or of another kind, or repeated.
    """
    earlier, later, between = pair.earlier, pair.later, pair.gap
    other_act = bool(earlier.codes and later.codes) and codes_in_common(earlier, later) == 0
    # A month is often that of the publication, because the news gives no day: it shows nothing.
    after = earlier.published is not None and later.day is not None and later.precision == "day" and (later.day - earlier.published).days > SAME_ACT
    if later.label == _FOLLOWUP:
        # An outcome of an act that was done after the earlier article belongs to another act, if that has another name.
        if after and between > SAME_WAVE and not _is_next_step(earlier, later) and _is_named_otherwise(earlier, later):
            return True
        # An outcome is reported with its act, or as a case in court.
        return other_act and between > OUTCOME_WITHOUT_ACT and _AGAINST_SOMEBODY.isdisjoint(later.codes) and pair.names + pair.concepts < SAME_CASE
    if between > SAME_WAVE and later.label == _REPEAT:
        return True
    if _is_next_step(earlier, later):
        return False
    if between > SAME_WAVE:
        return after or (other_act and earlier.label != _FOLLOWUP)
    return other_act and between > SAME_ACT and is_fresh(later) and (after or pair.days is DayAgreement.DIFFERENT)


def _is_named_otherwise(earlier: Traits, later: Traits) -> bool:
    return bool(earlier.codes and later.codes) and later.codes[0] not in earlier.codes


def _is_next_step(earlier: Traits, later: Traits) -> bool:
    """Return whether the later article may report the next step of one case: search, arrest, trial, verdict.

    Days of custody for a protest are no such step. The case of an attacked journalist is a case against others.
    """
    if not (_CIVIL.isdisjoint(earlier.codes[:1]) or _CIVIL.isdisjoint(later.codes[:1])):
        return True
    criminal = not _CRIMINAL.isdisjoint(later.codes)
    if not _ADMINISTRATIVE.isdisjoint(later.codes[:2]) and not criminal:
        return False
    by_court = criminal or not _LATER_STEPS.isdisjoint(later.codes[:1])
    return by_court and not _STEPS.isdisjoint(earlier.codes[:3]) and _BY_OTHERS.isdisjoint(earlier.codes[:1])


def _is_about_others(pair: ArticlePair) -> bool:
    """Return whether both name victims, or outlets, none of whom is in the other article, and the texts are not nearly the same."""
    if pair.strangers:
        return pair.names + pair.concepts < SAME_STORY
    return pair.other_outlets and not pair.known and pair.names < SIMILAR_NAMES and pair.later.label != _FOLLOWUP


def _is_another_day(pair: ArticlePair) -> bool:
    """Return whether the articles share neither person nor outlet, and report acts on different days."""
    return pair.clash and not pair.known and not pair.outlet and pair.later.label != _FOLLOWUP


def _is_long_after(pair: ArticlePair) -> bool:
    """Return whether the news comes so late that it is about something new, unless a person connects them.

    The limit is a year with a common outlet or place, days with neither. Outcomes this late are left to a person
    (`classify.clustering.group.candidates`).
    """
    if pair.known:
        return False
    if not pair.outlet and not pair.place:
        return pair.gap > SAME_WAVE and pair.names < SIMILAR_NAMES
    return pair.gap > OUTLET_OR_PLACE and pair.names < SIMILAR_NAMES_AFTER_YEAR


def _is_elsewhere(pair: ArticlePair) -> bool:
    """Return whether the news is from another place.

    Two crews of one outlet may be stopped on one day in two cities, and one person may be attacked in two.
    """
    if not pair.known:
        return pair.elsewhere or other_place(pair.earlier, pair.later, centre=bool(pair.outlet))
    return pair.elsewhere and pair.names + pair.concepts < SAME_STORY and not _is_next_step(pair.earlier, pair.later)


# Weight of each sign of a pair of articles: a logistic regression, small enough for a person to read.

# Log odds by sign, fitted by `python -m tests.bench.grouping_weights` (docs/decisions/0010-grouping.md). The two signs of vectors weigh nothing until
# they are fitted on articles that have vectors.
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
_INTERCEPT = -0.02


@dataclass(frozen=True)
class PairWeights:
    """The weight of each sign, and the constant for any pair."""

    by_sign: Mapping[str, float]
    nothing: float


SHIPPED_WEIGHTS = PairWeights(MappingProxyType(WEIGHTS), _INTERCEPT)


def signs_of(pair: ArticlePair) -> dict[str, float]:
    """Return the signs of one event in two articles, each between 0 and about 1."""
    earlier, later = pair.earlier, pair.later
    step, act = later.label == _FOLLOWUP, codes_in_common(earlier, later)
    return {
        "person": pair.person,
        "surname in the text": float(pair.named),
        "outlet": pair.outlet,
        "place": float(pair.place),
        "elsewhere": float(pair.elsewhere),
        "time between": pair.time,
        "at once": float(pair.gap <= REPORTED_AT_ONCE),
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


def likelihood(pair: ArticlePair, weights: PairWeights = SHIPPED_WEIGHTS) -> float:
    """Return the log odds that two articles report one event, if no rule shows that the events differ."""
    by_sign = weights.by_sign
    return weights.nothing + sum(by_sign[sign] * value for sign, value in signs_of(pair).items() if value)

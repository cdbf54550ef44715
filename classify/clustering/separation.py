"""What shows that two events differ although names, places or words agree. Each rule is enough alone. The likelihood is asked only if no rule
applies."""

from datetime import date

from classify.clustering.pair_features import Pair
from classify.clustering.pair_signs import DayAgreement, codes_in_common, is_fresh, other_place
from records.incident_model import Traits
from records.vocabulary import CourtCase, codes_where

# A person or outlet told of again within these days, with no other act, is told of for the same reason.
SAME_STIR = 10
# News of another kind of act against one person is of the same act only within these.
SAME_NEWS = 3
# After these, an outlet or a place alone makes no one event of two.
LONG = 365
# After these, what is told of as a follow-up has the same act in it.
SEASON = 45
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
REPEAT, FOLLOWUP = "repeat", "followup"


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
    after = earlier.published is not None and later.day is not None and later.precision == "day" and (later.day - earlier.published).days > SAME_NEWS
    if later.label == FOLLOWUP:
        # News of what became of an act that was done after the earlier article tells of another act, if that has another name.
        if after and between > SAME_STIR and not is_next_step(earlier, later) and _is_named_otherwise(earlier, later):
            return True
        # What became of an act is told with that act, or as a case in court.
        return other_act and between > SEASON and _AGAINST_SOMEBODY.isdisjoint(later.codes) and pair.names + pair.concepts < _SAME_CASE
    if between > SAME_STIR and later.label == REPEAT:
        return True
    if is_next_step(earlier, later):
        return False
    if between > SAME_STIR:
        return after or (other_act and earlier.label != FOLLOWUP)
    return other_act and between > SAME_NEWS and is_fresh(later) and (after or pair.days is DayAgreement.DIFFERENT)


def _is_named_otherwise(earlier: Traits, later: Traits) -> bool:
    return bool(earlier.codes and later.codes) and later.codes[0] not in earlier.codes


def is_next_step(earlier: Traits, later: Traits) -> bool:
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
        return pair.gap > SAME_STIR and pair.names < _SAME_NAMES
    return pair.gap > LONG and pair.names < _SAME_NAMES_LONG


def _is_elsewhere(pair: Pair) -> bool:
    """Whether the news is of another place. Two crews of one outlet may be stopped on one day in two cities, and one person may be attacked in
    two."""
    if not pair.known:
        return pair.elsewhere or other_place(pair.earlier, pair.later, centre=bool(pair.outlet))
    return pair.elsewhere and pair.names + pair.concepts < _SAME_STORY and not is_next_step(pair.earlier, pair.later)

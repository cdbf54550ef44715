"""Why an article perhaps tells of the event of another one: what a person is told beside the link."""

from classify.clustering.pair_features import Pair
from classify.clustering.pair_signs import DayAgreement, codes_in_common
from records.vocabulary import LinkReason, codes_where

# Days between two articles whose acts are not dated otherwise that are "the same days"; likeness of words, and of vectors, from which texts are alike.
_DAYS, _ALIKE, _NEAR = 10, 0.25, 0.8
# In one case in court at least the kind of case agrees.
_SAME_CASE = 0.7
_CASES = codes_where(lambda facts: facts.case_step or facts.court_case is not None)


def reasons_of(pair: Pair) -> tuple[LinkReason, ...]:
    """What speaks for one event, the most telling first. Empty if nothing does that could be said in words."""
    earlier, later = pair.earlier, pair.later
    # Two acts that are dated months apart are not of "the same days", however soon one article came after the other.
    near = pair.days in (DayAgreement.SAME, DayAgreement.WITHIN) or (pair.gap <= _DAYS and pair.days is not DayAgreement.DIFFERENT)
    case = not (_CASES.isdisjoint(earlier.codes) or _CASES.isdisjoint(later.codes)) and codes_in_common(earlier, later) >= _SAME_CASE
    alike = pair.names + pair.concepts + pair.numbers >= _ALIKE or (pair.likeness or 0.0) >= _NEAR
    told = {
        LinkReason.PERSON: pair.known,
        LinkReason.OUTLET: pair.outlet > 0,
        LinkReason.PLACE_AND_DAYS: pair.place and near,
        LinkReason.PLACE: pair.place and not near,
        LinkReason.CASE: case and (pair.known or pair.outlet > 0 or pair.place),
        LinkReason.WORDS: alike,
    }
    return tuple(reason for reason, is_so in told.items() if is_so)

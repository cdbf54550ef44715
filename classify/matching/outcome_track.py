"""Whose case an outcome belongs to: that of whoever harmed the press, or that of a journalist who is pursued herself.

Called wrongly, a journalist's own conviction would be published as justice. So an outcome is the perpetrator's only where the article says so of somebody
else than the press, and hardly anything speaks for a case against the press. Where neither is clear it is nobody's.
"""

from collections.abc import Iterator, Sequence

from classify.matching.case_roles import SentenceRoles, find_roles
from classify.matching.matches import Matches
from records.vocabulary import ActKind, Category, Outcome, Track, codes_where

_PURSUING = codes_where(lambda facts: facts.court_case is not None or facts.kind is ActKind.LIBERTY)
_HARMING = codes_where(lambda facts: facts.punishable)
# What a sentence counts: one with the outcome's own word, the one beside it, any other.
_OWN, _BESIDE, _ELSEWHERE = 1.0, 0.6, 0.4
# ... and each, where the model knows the outcome and no word of the tables tells it.
_UNTOLD = 0.7
# What somebody pursued counts as the perpetrator: where the same sentence tells of the harm, the one beside it, any other, or none. A verdict on somebody
# is often told beside how the press fared at his trial, so there only the same sentence counts much.
_SAME_HARM, _NEAR_HARM, _SOME_HARM, _NO_HARM = 1.0, 0.85, 0.7, 0.3
_NEAR_VERDICT, _SOME_VERDICT = 0.6, 0.45
# What he counts at least, if the very word for him says that he did harm.
_AGENT = 0.85
# A word for the harm in the outcome's sentence, and any other.
_HARM_ALONE, _HARM_BESIDE = 0.6, 0.3
# What the categories alone speak for: a case against the press, or a harm with nothing else. A harm says little of who was sentenced.
_PRIOR_PURSUED, _PRIOR_HARMED, _PRIOR_OF_VERDICT = 0.45, 0.6, 0.3
_BLAMED = 0.4
_ENOUGH = 0.44
# How sure it must be that it is the perpetrator's, by whether a verdict was given, and what may speak for the journalist's beside it.
_VERDICTS = frozenset({Outcome.CONVICTED, Outcome.ACQUITTED})
_SURE, _LIKELY, _DOUBT = 0.8, 0.6, 0.5


def find_outcome_of(marks: Matches, outcome: Outcome, categories: Sequence[Category]) -> Track | None:
    """Whose outcome it is; None where the article tells none or does not say whose. `categories` are those of the article, the surest first."""
    if outcome is Outcome.NONE:
        return None
    roles = find_roles(marks)
    missing = {Track.PERPETRATOR: 1.0, Track.JOURNALIST: 1.0}
    evidence = _evidence(roles, _shares(marks, outcome, len(roles)), verdict=outcome in _VERDICTS)
    for track, weight in (*evidence, *_prior(outcome, categories, harm=any(one.harms_press for one in roles))):
        missing[track] *= 1 - weight
    perpetrator, journalist = 1 - missing[Track.PERPETRATOR], 1 - missing[Track.JOURNALIST]
    if perpetrator >= (_SURE if outcome in _VERDICTS else _LIKELY) and journalist <= perpetrator * _DOUBT:
        return Track.PERPETRATOR
    return Track.JOURNALIST if journalist >= _ENOUGH and journalist > perpetrator else None


def _shares(marks: Matches, outcome: Outcome, count: int) -> list[float]:
    told = {marks.words.sentence_of(hit.start) for hit in marks.of("outcome") if hit.phrase.code == outcome}
    if not told:
        return [_UNTOLD] * count
    return [_OWN if at in told else _BESIDE if {at - 1, at + 1} & told else _ELSEWHERE for at in range(count)]


def _evidence(roles: Sequence[SentenceRoles], shares: Sequence[float], *, verdict: bool) -> Iterator[tuple[Track, float]]:
    harming = {at for at, one in enumerate(roles) if one.harms_press}
    near, some = (_NEAR_VERDICT, _SOME_VERDICT) if verdict else (_NEAR_HARM, _SOME_HARM)
    for at, (one, share) in enumerate(zip(roles, shares, strict=True)):
        pursued, harms = one.of("pursued", press=True), bool(one.of("harmed", press=True))
        yield from ((Track.JOURNALIST, found.weight * share) for found in pursued)
        tie = _SAME_HARM if harms else near if {at - 1, at, at + 1} & harming else some if harming else _NO_HARM
        for found in one.of("pursued", press=False):
            yield Track.PERPETRATOR, found.weight * share * max(tie, _AGENT if found.who.weight == 1 else 0)
        if at in harming and not pursued:
            yield Track.PERPETRATOR, _HARM_ALONE if harms and share == _OWN else _HARM_BESIDE * share
        yield from ((Track(code), weight * share) for code, weight in one.points)
        yield from _complaints(one, share)


def _complaints(one: SentenceRoles, share: float) -> Iterator[tuple[Track, float]]:
    """A complaint of the press is about what was done to it, unless it is against a verdict; a claim of somebody else is against the press."""
    appeals = bool(one.of("appeals", press=True))
    for found in one.of("complains", press=True):
        yield Track.JOURNALIST if appeals else Track.PERPETRATOR, found.weight * share
    if not one.harms_press:
        yield from ((Track.JOURNALIST, found.weight * share) for found in one.of("complains", press=False))


def _prior(outcome: Outcome, categories: Sequence[Category], *, harm: bool) -> Iterator[tuple[Track, float]]:
    found = set(categories)
    if found & _PURSUING and not (found & _HARMING and (harm or categories[0] in _HARMING)):
        yield Track.JOURNALIST, _PRIOR_PURSUED
    if found and found <= _HARMING:
        yield Track.PERPETRATOR, _PRIOR_OF_VERDICT if outcome in _VERDICTS else _PRIOR_HARMED
    if outcome is Outcome.VICTIM_BLAMED:
        yield Track.PERPETRATOR, _BLAMED

"""Whose case an outcome belongs to: that of whoever harmed the press, or that of a journalist who is pursued herself.

Called wrongly, a journalist's own conviction would be published as justice. So an outcome is the perpetrator's only where the article says so of somebody
else than the press, and hardly anything speaks for a case against the press. Where neither is clear it is nobody's.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import prod

from classify.matching.case_roles import SentenceRoles, find_roles
from classify.matching.matches import Matches
from records.vocabulary import ActKind, Category, Outcome, Track, codes_where

_PURSUING = codes_where(lambda facts: facts.court_case is not None or facts.kind is ActKind.LIBERTY)
_HARMING = codes_where(lambda facts: facts.punishable)
# What a sentence counts: one with the outcome's own word, the one beside it, any other.
_OWN, _BESIDE, _ELSEWHERE = 1.0, 0.6, 0.4
# ... and each, where the model knows the outcome and no word of the tables tells it.
_UNTOLD = 0.7
# What somebody pursued counts as the perpetrator: where the same sentence tells of the harm, the one beside it, any other, or none.
_SAME_HARM, _NEAR_HARM, _SOME_HARM, _NO_HARM = 1.0, 0.85, 0.7, 0.3
# A verdict on somebody is often told beside how the press fared at his trial, so harm that is told after it counts less.
_BEFORE_VERDICT, _AFTER_VERDICT, _SOME_VERDICT = 0.75, 0.5, 0.4
# What he counts at least, if the very word for him says that he did harm.
_AGENT = 0.85
# A word for the harm in the outcome's sentence, and any other.
_HARM_ALONE, _HARM_BESIDE = 0.6, 0.3
# What the categories alone speak for: a case against the press, or a harm with nothing else. A harm says little of who was sentenced.
_PRIOR_PURSUED, _PRIOR_HARMED, _PRIOR_OF_VERDICT = 0.45, 0.6, 0.3
# ... and a harm above all, where the text tells of one.
_PRIOR_WITH_HARM, _BLAMED = 0.4, 0.4
_ENOUGH, _HARDLY = 0.44, 0.25
# How sure it must be that it is the perpetrator's, by whether a verdict was given, and what may speak for the journalist's beside it.
_VERDICTS = frozenset({Outcome.CONVICTED, Outcome.ACQUITTED})
_TO_BE_SURE = _VERDICTS | {Outcome.VICTIM_BLAMED}
_SURE, _LIKELY, _DOUBT = 0.8, 0.6, 0.5


@dataclass(frozen=True)
class TrackChances:
    """What the words of an article say of whose its outcome is, each from 0 to 1; both may be high, or neither. `told`: without what the categories alone speak for."""

    perpetrator: float
    journalist: float
    told: float


def track_chances(marks: Matches, outcome: Outcome, categories: Sequence[Category]) -> TrackChances:
    """How surely an outcome is either's. `categories` are those of the article, the surest first."""
    roles = find_roles(marks)
    evidence = list(_evidence(roles, _shares(marks, outcome, len(roles)), verdict=outcome in _VERDICTS))
    prior = list(_prior(outcome, categories, harm=any(one.harms_press for one in roles)))
    perpetrator, journalist = (_chance(track, [*evidence, *prior]) for track in (Track.PERPETRATOR, Track.JOURNALIST))
    return TrackChances(perpetrator, journalist, _chance(Track.JOURNALIST, evidence))


def track_of(chances: TrackChances, outcome: Outcome) -> Track | None:
    """Whose outcome it is by the words alone; None where they do not say."""
    perpetrator, journalist = chances.perpetrator, chances.journalist
    if perpetrator >= (_SURE if outcome in _TO_BE_SURE else _LIKELY) and journalist <= perpetrator * _DOUBT:
        return Track.PERPETRATOR
    # Categories alone do not outweigh what the text says.
    told = chances.told >= _ENOUGH or perpetrator < _HARDLY
    return Track.JOURNALIST if journalist >= _ENOUGH and journalist > perpetrator and told else None


def find_outcome_of(marks: Matches, outcome: Outcome, categories: Sequence[Category]) -> Track | None:
    """Whose outcome it is by the words; None where the article tells none or does not say whose."""
    return None if outcome is Outcome.NONE else track_of(track_chances(marks, outcome, categories), outcome)


def _chance(track: Track, evidence: Sequence[tuple[Track, float]]) -> float:
    """Signs of one track taken together as independent chances."""
    return 1 - prod(1 - weight for one, weight in evidence if one is track)


def _shares(marks: Matches, outcome: Outcome, count: int) -> list[float]:
    told = {marks.words.sentence_of(hit.start) for hit in marks.of("outcome") if hit.phrase.code == outcome}
    if not told:
        return [_UNTOLD] * count
    return [_OWN if at in told else _BESIDE if {at - 1, at + 1} & told else _ELSEWHERE for at in range(count)]


def _evidence(roles: Sequence[SentenceRoles], shares: Sequence[float], *, verdict: bool) -> Iterator[tuple[Track, float]]:
    harming = {at for at, one in enumerate(roles) if one.harms_press}
    # Told in more sentences, these are no surer: that whoever is pursued is whoever did the harm, a harm far from the outcome, words for a law.
    loose, far, points = 0.0, 0.0, dict.fromkeys(Track, 0.0)
    for at, (one, share) in enumerate(zip(roles, shares, strict=True)):
        pursued, harms = one.of("pursued", press=True), bool(one.of("harmed", press=True))
        yield from ((Track.JOURNALIST, found.weight * share) for found in pursued)
        for found in filter(lambda found: found.who.weight, one.of("pursued", press=False)):
            tie = _SAME_HARM if harms else _AGENT if found.who.weight == 1 else 0.0
            if tie:
                yield Track.PERPETRATOR, found.weight * share * tie
            else:
                loose = max(loose, found.weight * share * _tie(at, harming, verdict=verdict))
        if at in harming and not pursued:
            if harms and share in (_OWN, _UNTOLD):
                yield Track.PERPETRATOR, _HARM_ALONE * share
            else:
                far = max(far, _HARM_BESIDE * share)
        for code, weight in one.points:
            points[Track(code)] = max(points[Track(code)], weight * share)
        yield from _complaints(one, share)
    yield from ((Track.PERPETRATOR, loose), (Track.PERPETRATOR, far), *points.items())


def _tie(at: int, harming: set[int], *, verdict: bool) -> float:
    """How surely somebody pursued in this sentence is whoever did a harm that others tell."""
    if not harming:
        return _NO_HARM
    if not verdict:
        return _NEAR_HARM if {at - 1, at, at + 1} & harming else _SOME_HARM
    return _BEFORE_VERDICT if at - 1 in harming else _AFTER_VERDICT if {at, at + 1} & harming else _SOME_VERDICT


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
    elif found and categories[0] in _HARMING and harm and outcome not in _VERDICTS:
        yield Track.PERPETRATOR, _PRIOR_WITH_HARM
    if outcome is Outcome.VICTIM_BLAMED:
        yield Track.PERPETRATOR, _BLAMED

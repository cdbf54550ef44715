"""Whose case an outcome belongs to, by what the words say and what the encoder takes it for, weighed together.

The encoder knows an attacker's trial that is told obliquely, and calls outcomes of people the perpetrator's who have nothing to do with the press; the words know who is sentenced, and say
nothing of half of what is told. A journalist's own conviction that is called the perpetrator's would be published as justice: that is what the weights are fitted to avoid first.
"""

import math
from collections.abc import Mapping

from classify.matching.outcome_track import TrackChances, track_of
from classify.scoring.joint.judged import Judged
from records.vocabulary import ActKind, Category, CourtCase, Outcome, ScreeningLabel, Track, codes_where

# The sign that every outcome has, and that of a court's verdict.
ANYTHING, VERDICT = "anything", "a verdict"
_VERDICTS = frozenset({Outcome.CONVICTED, Outcome.ACQUITTED})
_ANSWERS = _VERDICTS | {Outcome.DROPPED}
_PURSUING = codes_where(lambda facts: facts.court_case is not None or facts.kind is ActKind.LIBERTY)
# Who was kept from work or dismissed goes to court herself, and its answer is on what was done to her; a claim against the press is by others.
_WORK = codes_where(lambda facts: facts.kind is ActKind.WORK)
_SUED = codes_where(lambda facts: facts.court_case is CourtCase.CIVIL)
# Log-odds beyond these say no more.
_FARTHEST = 6.0


def signs_of_outcome(judged: Judged, outcome: Outcome, chances: TrackChances) -> dict[str, float] | None:
    """All signs of whose an outcome is; None where the encoder was not asked."""
    answers = judged.answers
    if answers is None:
        return None
    first = next((code for code, _ in judged.verdict.categories), None)
    by_words, tracks = track_of(chances, outcome), answers.tracks
    return {
        ANYTHING: 1.0,
        "the perpetrator's by the encoder": _odds(tracks[Track.PERPETRATOR]),
        "that there is one by the encoder": _odds(1 - answers.outcomes[Outcome.NONE]),
        "that an incident is told": _odds(answers.telling),
        "signs of the perpetrator's in words": chances.perpetrator,
        "signs of the journalist's in words": chances.journalist,
        "the perpetrator's by the words": float(by_words is Track.PERPETRATOR),
        "the journalist's by the words": float(by_words is Track.JOURNALIST),
        VERDICT: float(outcome in _VERDICTS),
        "pursued": _is_first(first, _PURSUING),
        "kept from work": _is_first(first, _WORK),
        "sued": _is_first(first, _SUED),
    }


def whose(judged: Judged, outcome: Outcome, chances: TrackChances, weights: Mapping[Track, Mapping[str, float]]) -> Track | None:
    """Whose outcome it is; None where neither is likely enough. Where the encoder was not asked, or nothing was fitted, the words alone say."""
    if outcome is Outcome.NONE:
        return None
    signs = signs_of_outcome(judged, outcome, chances)
    if signs is None or not weights:
        return track_of(chances, outcome)
    odds = {track: sum(weights[track].get(sign, 0.0) * value for sign, value in signs.items()) for track in Track}
    likelier = max(Track, key=lambda track: odds[track])
    return likelier if odds[likelier] >= 0 else None


def label_by_outcome(label: ScreeningLabel, outcome: Outcome, track: Track | None) -> ScreeningLabel:
    """The label, by what came of it: a verdict on whoever did it, or the end of the case against him, answers an act of before. So it is in all of the 115 such articles of the press texts `x` and `y` and of four
    rounds of calibrating ones; a refusal (32 of 36) may be told with the act itself, and an investigation often is."""
    return ScreeningLabel.FOLLOWUP if label is ScreeningLabel.INCIDENT and track is Track.PERPETRATOR and outcome in _ANSWERS else label


def _is_first(code: Category | None, codes: frozenset[Category]) -> float:
    return float(code in codes)


def _odds(chance: float) -> float:
    kept = min(max(chance, 1e-6), 1 - 1e-6)
    return min(max(math.log(kept / (1 - kept)), -_FARTHEST), _FARTHEST)

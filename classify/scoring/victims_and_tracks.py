"""Two decisions that combine the words with the encoder: who of the persons named is a victim, and whose case an outcome belongs to.

The encoder recognises an attacker's trial that is described indirectly, but gives outcomes of people who have nothing to do with the press to the
perpetrator; the words show who is sentenced, but miss half of the reports. A journalist's own conviction given to the perpetrator would be published
as justice: the weights are fitted to avoid that first.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from classify.encoder.readings import PERSON_TAGS, TAGS, EncoderReading, Floats
from classify.matching.outcomes import TrackChances, track_of
from classify.matching.persons import IsNamed, PersonEvidence
from classify.scoring.comparison import compared, counted
from classify.scoring.joint import JointVerdict
from classify.text.words import ArticleWords
from records.vocabulary import ActKind, Category, CourtCase, Outcome, ScreeningLabel, Track, codes_where

# The victims among the persons named: the words around a name and the encoder's tags, weighed together.

# The sign that everybody has.
ANYBODY = "anybody"
_VICTIM_ROLE = "victim"
_VICTIM, _WHO = TAGS.index(_VICTIM_ROLE), TAGS.index("who")
_OTHER_ROLES = [TAGS.index(role) for role in PERSON_TAGS if role != "victim"]
_PERSONS = [TAGS.index(role) for role in PERSON_TAGS]
# The signs in which the persons of an article are compared.
_COMPARED = (f"asked about: {_VICTIM_ROLE}", "marked as a victim")
# Least chance that words are a name in any role.
_NAMED = 0.5
# Chances are limited to this distance from 0 and 1.
_SUREST = 1e-3


class RoleJudge:
    """A judge of the roles of all persons who are named in one text, by the words and the encoder; `odds` are those of each that she is a victim."""

    def __init__(self, words: ArticleWords, judged: JointVerdict, weights: Mapping[str, float]) -> None:
        self.odds: dict[str, float] = {}
        self._words, self._judged, self._weights = words, judged, weights

    def __call__(self, people: Sequence[PersonEvidence]) -> list[str | None]:
        """Return the role of each person; None leaves it to the words."""
        roles = role_odds(people, self._words, self._judged)
        decided = []
        for person, own, signs in zip(people, roles, signs_of_persons(people, self._words, self._judged, roles), strict=True):
            self.odds[person.name] = odds = victim_odds(signs, self._weights)
            decided.append(_VICTIM_ROLE if odds >= 0 else _likeliest_other(own))
        return decided


def _likeliest_other(roles: Sequence[float]) -> str | None:
    return max((role for role in PERSON_TAGS if role != _VICTIM_ROLE), key=lambda role: roles[PERSON_TAGS.index(role)]) if roles else None


def role_judge(words: ArticleWords, judged: JointVerdict, weights: Mapping[str, float]) -> RoleJudge | None:
    """Return a judge of roles that uses both; None where the encoder was not asked, or nothing was fitted."""
    return RoleJudge(words, judged, weights) if judged.reading is not None and weights else None


def role_odds(people: Sequence[PersonEvidence], words: ArticleWords, judged: JointVerdict) -> list[list[float]]:
    """Return the log-odds of each role of `PERSON_TAGS` of each person by the encoder, asked about each alone; empty ones where it cannot be asked."""
    odds = judged.role_odds([[_place(words, named) for named in person.named] for person in people])
    return [[] for _ in people] if odds is None else [[float(value) for value in own] for own in odds]


def name_judge(words: ArticleWords, reading: EncoderReading) -> IsNamed:
    """Return a judge of names by the encoder's tags; it needs no list of names and no title."""
    return lambda first, last: float(reading.tagged(*_place(words, (first, last)))[_PERSONS].sum()) >= _NAMED


def signs_of_persons(
    people: Sequence[PersonEvidence], words: ArticleWords, judged: JointVerdict, roles: Sequence[Sequence[float]]
) -> list[dict[str, float]]:
    """Return all signs of each person, those of the encoder as log-odds over all positions of the name; `roles` as `role_odds` returns them.

    A person is also compared with the others: an article that names one journalist as hurt seldom means another one as well.
    """
    if judged.reading is None:
        raise ValueError("the encoder was not asked")
    own = [_signs_of(person, words, judged.reading, odds) for person, odds in zip(people, roles, strict=True)]
    compared_by = [compared(sign, [signs.get(sign, 0.0) for signs in own]) for sign in _COMPARED]
    return [
        {**signs, **counted(len(people)), **{sign: value for by in both for sign, value in by.items()}}
        for signs, *both in zip(own, *compared_by, strict=True)
    ]


def _signs_of(person: PersonEvidence, words: ArticleWords, reading: EncoderReading, roles: Sequence[float]) -> dict[str, float]:
    by_place: Floats = np.array([reading.tagged(*_place(words, place)) for place in person.named])
    tags: Floats = by_place.mean(0)
    most: Floats = by_place.max(0)
    return {
        ANYBODY: 1.0,
        **{f"{role} by the words": float(person.role == role) for role in PERSON_TAGS[:-1]},
        **person.signs,
        "marked as a victim": _odds(tags, _VICTIM),
        "marked as one and not as another": _odds(tags, _VICTIM) - max(_odds(tags, role) for role in _OTHER_ROLES),
        "marked as whom it hit": _odds(tags, _WHO),
        "beside one who is marked": max(
            (_odds(reading.tagged(*_place(words, place)), _VICTIM) for place in person.beside), default=math.log(_SUREST)
        ),
        "named beside somebody": float(bool(person.beside)),
        "once marked as a victim": _odds(most, _VICTIM),
        **{f"asked about: {role}": odds for role, odds in zip(PERSON_TAGS, roles, strict=False)},
        "once marked as another": max(_odds(most, role) for role in _OTHER_ROLES),
    }


def victim_odds(signs: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the log-odds that a person with these signs is a victim, relative to the limit."""
    return sum(weights.get(sign, 0.0) * value for sign, value in signs.items())


def _place(words: ArticleWords, named: tuple[int, int]) -> tuple[int, int]:
    first, last = named
    return words.starts[first], words.ends[last - 1]


def _odds(tags: Floats, tag: int) -> float:
    chance = min(max(float(tags[tag]), _SUREST), 1 - _SUREST)
    return math.log(chance / (1 - chance))


# The sign that every outcome has, and that of a court's verdict.
ANYTHING, VERDICT = "anything", "a verdict"
_VERDICTS = frozenset({Outcome.CONVICTED, Outcome.ACQUITTED})
_ANSWERS = _VERDICTS | {Outcome.DROPPED}
_PURSUING = codes_where(lambda facts: facts.court_case is not None or facts.kind is ActKind.LIBERTY)
# A person kept from work or dismissed goes to court herself, and the ruling is on what was done to her; a claim against the press is by others.
_WORK = codes_where(lambda facts: facts.kind is ActKind.WORK)
_SUED = codes_where(lambda facts: facts.court_case is CourtCase.CIVIL)
# Log-odds are limited to this.
_FARTHEST = 6.0


def signs_of_outcome(judged: JointVerdict, outcome: Outcome, chances: TrackChances) -> dict[str, float] | None:
    """Return all signs of whose an outcome is; None where the encoder was not asked."""
    answers = judged.answers
    if answers is None:
        return None
    first = next((code for code, _ in judged.verdict.categories), None)
    by_words, tracks = track_of(chances, outcome), answers.tracks
    return {
        ANYTHING: 1.0,
        "the perpetrator's by the encoder": _outcome_odds(tracks[Track.PERPETRATOR]),
        "that there is one by the encoder": _outcome_odds(1 - answers.outcomes[Outcome.NONE]),
        "that an incident is told": _outcome_odds(answers.telling),
        "signs of the perpetrator's in words": chances.perpetrator,
        "signs of the journalist's in words": chances.journalist,
        "the perpetrator's by the words": float(by_words is Track.PERPETRATOR),
        "the journalist's by the words": float(by_words is Track.JOURNALIST),
        VERDICT: float(outcome in _VERDICTS),
        "pursued": _is_first(first, _PURSUING),
        "kept from work": _is_first(first, _WORK),
        "sued": _is_first(first, _SUED),
    }


def outcome_track(judged: JointVerdict, outcome: Outcome, chances: TrackChances, weights: Mapping[Track, Mapping[str, float]]) -> Track | None:
    """Return whose outcome it is; None where neither is likely enough.

    Where the encoder was not asked, or nothing was fitted, the words alone decide.
    """
    if outcome is Outcome.NONE:
        return None
    signs = signs_of_outcome(judged, outcome, chances)
    if signs is None or not weights:
        return track_of(chances, outcome)
    odds = {track: sum(weights[track].get(sign, 0.0) * value for sign, value in signs.items()) for track in Track}
    likelier = max(Track, key=lambda track: odds[track])
    return likelier if odds[likelier] >= 0 else None


def label_by_outcome(label: ScreeningLabel, outcome: Outcome, track: Track | None) -> ScreeningLabel:
    """Return the label, corrected by the outcome.

    A verdict on the offender, or the end of the case against him, follows an earlier act. That was right in all 115 such articles of the press texts
    `x` and `y` and of four rounds of calibrating ones; a refusal (32 of 36) may be reported with the act itself, and an investigation often is.
    """
    return ScreeningLabel.FOLLOWUP if label is ScreeningLabel.INCIDENT and track is Track.PERPETRATOR and outcome in _ANSWERS else label


def _is_first(code: Category | None, codes: frozenset[Category]) -> float:
    return float(code in codes)


def _outcome_odds(chance: float) -> float:
    bounded = min(max(chance, 1e-6), 1 - 1e-6)
    return min(max(math.log(bounded / (1 - bounded)), -_FARTHEST), _FARTHEST)

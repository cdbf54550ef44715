"""From what each judge says to one verdict. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from classify.encoder.encoder_reading import EncoderReading
from classify.encoder.questions import ACTORS, CODES, LABELS, OUTCOMES, TRACKS
from classify.scoring.joint.joint_settings import JointSettings
from classify.scoring.learned.category_calibration import MOST_CODES
from classify.scoring.rules import Verdict
from records.vocabulary import READ_BY_MACHINE, Actor, Category, Outcome, ScreeningLabel, Track

Floats = NDArray[np.float64]
Answer = TypeVar("Answer", bound=str)

# Chances nearer to 0 and 1 say no more than these.
_SUREST = 1e-4
# Weight from which a phrase that names the press itself speaks outright, and the chance that its category then has at least.
_BY_PHRASE, _GIVEN = 0.8, 0.5
# An article this likely to tell of an incident is no report, however many figures it holds.
_NO_REPORT = 0.3
_REPORT, _INCIDENT, _FOLLOWUP = (LABELS.index(label) for label in (ScreeningLabel.REPORT, ScreeningLabel.INCIDENT, ScreeningLabel.FOLLOWUP))
_READ = frozenset(READ_BY_MACHINE)
# How sure both must be of an outcome that no word tells, and the pieces that a text must have for that: one sentence tells what came of it in words, or not at all.
_WITHOUT_A_WORD, _ONE_SENTENCE = 0.9, 30
_NOTHING_CAME_OF_IT = {outcome: float(outcome is Outcome.NONE) for outcome in OUTCOMES}


@dataclass(frozen=True)
class JointAnswers:
    """How likely each answer is by both judges together. Outcomes, actors and tracks each sum to 1."""

    telling: float
    report: float
    followup: float
    codes: Mapping[Category, float]
    outcomes: Mapping[Outcome, float]
    tracks: Mapping[Track, float]
    actors: Mapping[Actor, float]


def lexical_odds(verdict: Verdict, settings: JointSettings) -> float:
    """What the lexical judge says of an article, as log-odds."""
    return _odds(verdict.chances["incident"]) if verdict.chances is not None else settings.unnamed


def join(verdict: Verdict, reading: EncoderReading, settings: JointSettings) -> JointAnswers:
    """The answers of both. `verdict` is the lexical judge's."""
    chances = verdict.chances or {}
    label = _chances_of(reading.of("label"))
    told = label[_INCIDENT] + label[_FOLLOWUP]
    course = settings.course + _odds(label[_FOLLOWUP] / max(told, _SUREST)) + settings.lexical_course * _lexical(chances, "followup")
    codes = {
        code: chance_of(float(odds) + settings.lexical_code * _lexical(chances, f"code:{code.value}"))
        for code, odds in zip(CODES, reading.of("codes"), strict=True)
        if code in _READ
    }
    both = chance_of(settings.encoder * reading.telling + settings.lexical * lexical_odds(verdict, settings) + settings.offset)
    alone = chances.get("incident", 0.0)
    return JointAnswers(
        telling=max(both, alone) if alone >= settings.alone else both,
        report=float(label[_REPORT]),
        followup=chance_of(course) if verdict.told_before else 0.0,
        codes=codes,
        outcomes=_outcomes(verdict, len(reading.starts), _one_of(OUTCOMES, "outcome", reading, chances, settings.lexical_outcome)),
        tracks=dict(zip(TRACKS, map(float, _chances_of(reading.of("outcome_of"))), strict=True)),
        actors=_one_of(ACTORS, "actor", reading, chances, settings.lexical_actor),
    )


def label_of(answers: JointAnswers, settings: JointSettings) -> ScreeningLabel:
    """The label. An incident that is told outweighs the figures of a report."""
    if answers.report >= settings.report and answers.telling < _NO_REPORT:
        return ScreeningLabel.REPORT
    if answers.telling < settings.threshold:
        return ScreeningLabel.NONE
    return ScreeningLabel.FOLLOWUP if answers.followup >= 0.5 else ScreeningLabel.INCIDENT


def categories_of(answers: JointAnswers, verdict: Verdict, settings: JointSettings) -> tuple[tuple[Category, float], ...]:
    """The categories that are told, likeliest first; one always. What a phrase of the lexica says outright (статья 158, with the press in it) is given whatever the encoder says."""
    outright = {Category(act.cue.code) for act in verdict.evidence if act.cue.sure and act.weight >= _BY_PHRASE}
    chances = {code: max(chance, _GIVEN) if code in outright else chance for code, chance in answers.codes.items()}
    ranked = sorted(chances.items(), key=lambda pair: (-pair[1], pair[0].value))
    return tuple((code, round(chance, 3)) for number, (code, chance) in enumerate(ranked[:MOST_CODES]) if not number or chance >= settings.code)


def _one_of(names: tuple[Answer, ...], question: str, reading: EncoderReading, chances: Mapping[str, float], counts: float) -> dict[Answer, float]:
    told = np.asarray(reading.of(question), np.float64)
    told = told + counts * np.array([_lexical(chances, f"{question}:{name}") for name in names])
    return dict(zip(names, map(float, _chances_of(told)), strict=True))


def _outcomes(verdict: Verdict, pieces: int, both: dict[Outcome, float]) -> dict[Outcome, float]:
    """Where no word tells that anything came of it, both must be sure of it together, and the text longer than a sentence."""
    told = (
        verdict.told_before
        or pieces >= _ONE_SENTENCE
        and max(chance for outcome, chance in both.items() if outcome is not Outcome.NONE) >= _WITHOUT_A_WORD
    )
    return both if told else _NOTHING_CAME_OF_IT


def _lexical(chances: Mapping[str, float], head: str) -> float:
    """The lexical judge's log-odds; 0, which is no word for either side, where it does not say."""
    return _odds(chances[head]) if head in chances else 0.0


def _chances_of(odds: NDArray[Any]) -> Floats:
    raised = np.exp(np.asarray(odds, np.float64) - np.max(odds))
    whole: Floats = raised / raised.sum()
    return whole


def _odds(chance: float) -> float:
    kept = min(max(float(chance), _SUREST), 1 - _SUREST)
    return float(np.log(kept / (1 - kept)))


def chance_of(odds: float) -> float:
    """Log-odds as a chance from 0 to 1."""
    return float(1 / (1 + np.exp(-min(max(odds, -60.0), 60.0))))

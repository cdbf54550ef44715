"""Who of those named is a victim: what the words around a name say and what the encoder marks, weighed together."""

import math
from collections.abc import Mapping

import numpy as np

from classify.encoder.encoder_reading import EncoderReading, Floats
from classify.encoder.questions import PERSON_TAGS, TAGS
from classify.matching.person_mentions import IsNamed
from classify.matching.persons import IsVictim, ToldPerson
from classify.scoring.joint.judged import Judged
from classify.text.words import ArticleWords

# The sign that everybody has.
ANYBODY = "anybody"
_VICTIM, _WHO = TAGS.index("victim"), TAGS.index("who")
_OTHER_ROLES = [TAGS.index(role) for role in PERSON_TAGS if role != "victim"]
_PERSONS = [TAGS.index(role) for role in PERSON_TAGS]
# How likely words must be somebody's name, whatever her role is, to be taken for one.
_NAMED = 0.5
# Chances nearer to 0 and 1 say no more than these.
_SUREST = 1e-3


def victim_judge(words: ArticleWords, judged: Judged, weights: Mapping[str, float]) -> IsVictim | None:
    """Who decides by both; None where the encoder was not asked, or nothing was fitted."""
    reading = judged.reading
    if reading is None or not weights:
        return None
    return lambda person: victim_odds(signs_of(person, words, reading), weights) >= 0


def name_judge(words: ArticleWords, reading: EncoderReading) -> IsNamed:
    """Who knows a name by what the encoder marks: it need not be in any list of names, nor beside a title."""
    return lambda first, last: float(reading.tagged(*_place(words, (first, last)))[_PERSONS].sum()) >= _NAMED


def signs_of(person: ToldPerson, words: ArticleWords, reading: EncoderReading) -> dict[str, float]:
    """All signs of a person, those of the encoder as log-odds over all places where she is named."""
    each: Floats = np.array([reading.tagged(*_place(words, one)) for one in person.named])
    tags: Floats = each.mean(0)
    most: Floats = each.max(0)
    return {
        ANYBODY: 1.0,
        **{f"{role} by the words": float(person.role == role) for role in PERSON_TAGS[:-1]},
        **person.signs,
        "marked as a victim": _odds(tags, _VICTIM),
        "marked as one and not as another": _odds(tags, _VICTIM) - max(_odds(tags, role) for role in _OTHER_ROLES),
        "marked as whom it hit": _odds(tags, _WHO),
        "beside one who is marked": max((_odds(reading.tagged(*_place(words, one)), _VICTIM) for one in person.beside), default=math.log(_SUREST)),
        "named beside somebody": float(bool(person.beside)),
        "once marked as a victim": _odds(most, _VICTIM),
        "once marked as another": max(_odds(most, role) for role in _OTHER_ROLES),
    }


def victim_odds(signs: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The log-odds that somebody with these signs is a victim, against what is needed to be called one."""
    return sum(weights.get(sign, 0.0) * value for sign, value in signs.items())


def _place(words: ArticleWords, named: tuple[int, int]) -> tuple[int, int]:
    first, last = named
    return words.starts[first], words.ends[last - 1]


def _odds(tags: Floats, tag: int) -> float:
    chance = min(max(float(tags[tag]), _SUREST), 1 - _SUREST)
    return math.log(chance / (1 - chance))

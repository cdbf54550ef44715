"""What tests of reading make by hand: readings of an encoder, corrections and weights that decisions taught, and the traits of articles on one event."""

import zlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from classify.clustering.keys import TermKind, outlet_key, person_key
from classify.encoder.correction import AnswerCorrection
from classify.encoder.encoder_files import encoder_name
from classify.encoder.readings import ANSWERS, INCIDENT_INDEX, QUESTIONS, TAGS, EncoderReading
from classify.scoring.learned_weights import LearnedWeights
from records.event_model import Traits

LIKELY, UNLIKELY = 4.0, -4.0
DAY = date(2024, 3, 11)


def reading_of(text: str, marked: Mapping[str, str] | None = None, answers: Mapping[str, Mapping[int, float]] | None = None) -> EncoderReading:
    """A reading in which each letter is a piece. `marked` are the words for each tag; `answers` are log-odds by question and the answer's number, the others are unlikely."""
    tags = np.full((len(text), len(TAGS)), 0.02, np.float32)
    for tag, words in (marked or {}).items():
        first = text.index(words)
        tags[first : first + len(words), TAGS.index(tag)] = 0.9
    told = np.full(ANSWERS, UNLIKELY, np.float32)
    for question, some in (answers or {}).items():
        for number, odds in some.items():
            told[QUESTIONS[question].first + number] = odds
    places = np.arange(len(text), dtype=np.int64)
    return EncoderReading(told, places, places + 1, tags, np.zeros(4, np.float32))


def bare_reading(answers: np.ndarray, mean: np.ndarray) -> EncoderReading:
    """A reading of no pieces."""
    empty = np.zeros(0, np.int64)
    return EncoderReading(answers.astype(np.float32), empty, empty, np.zeros((0, len(TAGS)), np.float32), mean.astype(np.float32))


def correction(seed: int = 1, size: float = 0.3, wide: int = ANSWERS + 4) -> AnswerCorrection:
    """One by chance, for an encoder whose means have as many numbers as `wide` lets."""
    chance = np.random.default_rng(seed)
    return AnswerCorrection(
        "tiny 1 abc",
        chance.normal(size=wide).astype(np.float32),
        np.full(wide, 3, np.float32),
        chance.normal(0, size, (wide, ANSWERS)).astype(np.float32),
        chance.normal(0, size, ANSWERS).astype(np.float32),
    )


def pushed(by: float, encoder: str = "") -> LearnedWeights:
    """What moves only whether an incident is told, of every text alike."""
    wide, offsets = ANSWERS + 384, np.zeros(ANSWERS, np.float32)
    offsets[INCIDENT_INDEX] = by
    ones, zeros = np.ones(wide, np.float32), np.zeros(wide, np.float32)
    return LearnedWeights(AnswerCorrection(encoder or encoder_name(), zeros, ones, np.zeros((wide, ANSWERS), np.float32), offsets))


def words(own: str) -> tuple[int, ...]:
    """The terms of a text: half of its subjects are those of every text here, as in the news of one event, the others its own."""
    return tuple(TermKind.CONCEPT | 9 << 2 | zlib.crc32(f"{text}{number}".encode()) % 2**20 << 6 for text in ("", own) for number in range(5))


def attack(article: str = "a", **values: Any) -> Traits:
    """An attack on Рустем Есиркегенов in Уральск on 11 March 2024, told the day after; `values` say what is otherwise."""
    usual = Traits(
        article, "ru", DAY + timedelta(days=1), "incident", (person_key("Рустем Есиркегенов"),), (), (outlet_key("Степной вестник"),),
        "KZ", "KZ-27", "уральск", DAY, "day", ("ATT",), words(article),
    )  # fmt: skip
    return replace(usual, **values)


def after(days: int, **values: Any) -> dict[str, Any]:
    """The changes that bring an article and its incident so many days later."""
    return {"published": DAY + timedelta(days=days + 1), "day": DAY + timedelta(days=days), **values}

"""Readings of an encoder, made by hand: the words of a text that bear tags, and what is answered."""

from collections.abc import Mapping

import numpy as np

from classify.encoder.encoder_reading import EncoderReading
from classify.encoder.questions import ANSWERS, QUESTIONS, TAGS

LIKELY, UNLIKELY = 4.0, -4.0


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

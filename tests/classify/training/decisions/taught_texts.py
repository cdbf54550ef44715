"""Decided articles with readings that are made up: each text speaks for its kind in its mean."""

import numpy as np

from classify.encoder.kept_reading import KeptReading
from classify.encoder.questions import ANSWERS, TELLING
from classify.training.corpus import Example
from classify.training.decisions.heads_fit import TaughtText
from records.vocabulary import Actor, Category, Outcome, ScreeningLabel, Track

WIDE = 24


def reading(kind: float, seed: int, telling: float = 0.0) -> KeptReading:
    """A reading whose mean lies in the direction of its kind, with chance beside it."""
    chance = np.random.default_rng(seed)
    answers = chance.normal(0, 0.5, ANSWERS).astype(np.float32)
    answers[TELLING] = telling
    mean = chance.normal(0, 0.3, WIDE)
    mean[0] += kind
    return KeptReading(answers, mean.astype(np.float32))


def example(
    number: int,
    *,
    incident: bool,
    code: Category = Category.ATT,
    whose: Track | None = None,
    outcome: Outcome = Outcome.NONE,
    actor: Actor = Actor.UNKNOWN,
) -> Example:
    label = ScreeningLabel.INCIDENT if incident else ScreeningLabel.NONE
    codes = (code,) if incident else ()
    return Example(f"decision-{number}-a", "ru", "", "Text", label, codes, (), actor, outcome, whose)


def kinds(count: int, first: int = 0, telling: float = 0.0) -> list[TaughtText]:
    """Texts of two kinds, of which people confirm the one and reject the other; the network finds each as likely."""
    return [
        TaughtText(example(number, incident=number % 2 == 0), reading(1.0 if number % 2 == 0 else -1.0, number, telling))
        for number in range(first, first + count)
    ]

"""The correction of the encoder's answers that decisions teach (`classify.encoder.correction` says what is added, and to what).

For each question, over the decided articles of which its answer is known, the sum of the losses with which the network itself was taught (yes or no for each answer;
one of several) is minimised, with PULL / 2 · (the sum of the squares of all weights) beside it. A usual text is at distance 1, so that PULL says how far decisions are
believed: before any, a correction of more than ±1/√PULL (half a log-odd) at such a text is thought unlikely. n decisions weigh as n · p(1 - p) · share to PULL, p being how
sure the network is and share how much of what tells texts apart lies in the direction for which they speak: with 0.2 and a tenth, twenty decisions move the answers by 7% of
what they speak for, two thousand by 89%. Among 3, 10 and 30 (331 blind articles that the network had not seen, six parts), 3 still let incident/follow-up fall by an article.

What is decided are drafts, and most of them tell of incidents: how often answers hold among drafts says nothing of the stream. So where a decision is about whether and
as what an article tells of an incident (telling, label) a free offset is fitted beside the weights and thrown away. Which categories, whose outcome, which actor, is
asked only of what tells of an incident, as the network was; there the offset is learned, pulled as the weights are.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classify.encoder.correction import AnswerCorrection, described
from classify.encoder.kept_reading import KeptReading
from classify.encoder.questions import ACTORS, ANSWERS, CODES, LABELS, OUTCOMES, QUESTIONS, TRACKS
from classify.training.corpus import Example
from classify.training.decisions.pulled_regression import Numbers, fit_pulled
from records.vocabulary import ScreeningLabel

PULL = 5.0
# The offset that is thrown away is hardly pulled at all: only so that it stays a number where every answer is the same.
_FREE = 0.1


@dataclass(frozen=True, eq=False)
class TaughtText:
    """A decided article, and what the encoder alone made of it."""

    example: Example
    reading: KeptReading


@dataclass(frozen=True)
class _Asked:
    """How a question is taught: what its answers are for an article (None: nothing is known), whether one of them holds, and whether offsets are kept."""

    wanted: Callable[[Example], list[bool] | None]
    one_of: bool = True
    offset: bool = True


def fit_correction(encoder: str, texts: Sequence[TaughtText]) -> AnswerCorrection | None:
    """The correction that these texts teach, in whatever order they come; None where there are none. `encoder` is the name of what read them."""
    if not texts:
        return None
    texts = sorted(texts, key=lambda one: one.example.id)
    centre, spread = described([one.reading for one in texts])
    answers = np.array([one.reading.answers for one in texts], np.float64)
    rows = (np.array([np.concatenate([one.reading.answers, one.reading.mean]) for one in texts], np.float64) - centre) / spread
    rows = np.c_[rows, np.ones(len(rows))]
    weights, offsets = np.zeros((len(centre), ANSWERS)), np.zeros(ANSWERS)
    for name, asked in _QUESTIONS.items():
        place = QUESTIONS[name].place
        known = [(number, holds) for number, one in enumerate(texts) if (holds := asked.wanted(one.example)) is not None]
        at = [number for number, _ in known]
        wanted: Numbers = np.array([holds for _, holds in known], np.float64).reshape(len(at), place.stop - place.start)
        found = fit_pulled(rows[at], answers[at, place], wanted, _pulls(len(centre), offset=asked.offset), one_of=asked.one_of)
        weights[:, place] = found[:-1]
        offsets[place] = found[-1] if asked.offset else 0.0
    return AnswerCorrection(encoder, centre, spread, _single(weights), _single(offsets))


def _pulls(signs: int, *, offset: bool) -> Numbers:
    return np.array([PULL] * signs + [PULL if offset else _FREE])


def _single(numbers: Numbers) -> NDArray[np.float32]:
    return numbers.astype(np.float32)


def _telling(example: Example) -> list[bool] | None:
    # A report of several cases is neither, as the network was taught.
    return None if example.label is ScreeningLabel.REPORT else [example.telling]


def _codes(example: Example) -> list[bool] | None:
    return [code in example.categories for code in CODES] if example.telling else None


def _outcome(example: Example) -> list[bool] | None:
    return [one is example.outcome for one in OUTCOMES] if example.telling else None


def _outcome_of(example: Example) -> list[bool] | None:
    return [one is example.outcome_of for one in TRACKS] if example.telling and example.outcome_of else None


def _actor(example: Example) -> list[bool] | None:
    return [one is example.actor for one in ACTORS] if example.telling else None


_QUESTIONS = {
    "telling": _Asked(_telling, one_of=False, offset=False),
    "label": _Asked(lambda example: [one is example.label for one in LABELS], offset=False),
    "codes": _Asked(_codes, one_of=False),
    "outcome": _Asked(_outcome),
    "outcome_of": _Asked(_outcome_of),
    "actor": _Asked(_actor),
}

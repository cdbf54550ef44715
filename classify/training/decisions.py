"""Learning from decided drafts: the correction of the encoder's answers (`classify.encoder.correction`), the weights of a victim's signs, and those
of one event.

For each question, over the decided articles whose answer is known, the sum of the network's training losses (yes or no for each answer; one of
several) is minimised, plus PULL / 2 · (the sum of the squares of all weights). A usual text is at distance 1, so that PULL sets how far decisions are
trusted: before any, a correction of more than ±1/√PULL (half a log-odd) at such a text is considered unlikely. n decisions weigh as n · p(1 - p) ·
share to PULL, p being how sure the network is and share the part of the variance between texts in the direction that they support: with 0.2 and a
tenth, twenty decisions move the answers by 7% of the full change, two thousand by 89%. Among 3, 10 and 30 (331 blind articles that the network had
not seen, six parts), 3 still worsened incident/follow-up by an article.

Decisions are on drafts, most of which report incidents: the frequency of answers among drafts says nothing about the stream. So for the questions
whether and in which form an article reports an incident (telling, label) a free offset is fitted with the weights and discarded. Categories, whose
outcome and actor are asked only for articles that report an incident, as in the network's training; there the offset is learned, with the same
penalty as the weights.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classify.clustering.pair import ArticlePair, is_unlike, make_pair
from classify.clustering.rules import PairWeights, are_surely_different, in_order, likelihood, signs_of
from classify.encoder.correction import AnswerCorrection, described
from classify.encoder.readings import ACTORS, ANSWERS, CODES, LABELS, OUTCOMES, QUESTIONS, TRACKS, StoredReading
from classify.gold.gate import ScoreShare
from classify.scoring.victims_and_tracks import ANYBODY, victim_odds
from classify.training.corpus import Example
from classify.training.joint_fit import JudgedPerson
from records.event_model import DecidedPair
from records.event_thresholds import JOINS
from records.vocabulary import ScreeningLabel

# Logistic regressions that start from another judge's answer and are pulled back to it: where nothing is learned, the answer is the other judge's.
#
# Minimised is Σ worth · loss(base + rows · w, wanted) + ½ Σ pull · w², by the bound of Böhning (1992): the curvature of the loss is never more than ¼
# (½ for one answer of several) of the rows', so that one matrix, inverted once, gives steps that never overshoot. No step is random.

Numbers = NDArray[np.float64]
_STEPS, _SMALL = 2_000, 1e-5


def fit_towards_base(rows: Numbers, base: Numbers, target: Numbers, pull: Numbers, *, one_of: bool = False, worth: Numbers | None = None) -> Numbers:
    """Return the weights, signs × answers.

    `rows` are texts × signs, `base` and `target` texts × answers, `pull` one number per sign. `one_of`: exactly one of the answers holds (softmax);
    else each by itself. `worth` is the weight of each row (None: 1).
    """
    weights: Numbers = np.zeros((rows.shape[1], base.shape[1]))
    if not len(rows):
        return weights
    counted = np.ones(len(rows)) if worth is None else worth
    inverse = np.linalg.inv((0.5 if one_of else 0.25) * (rows * counted[:, None]).T @ rows + np.diag(pull))
    before, ahead = weights, weights
    for number in range(1, _STEPS + 1):
        wrong = (_chances(base + rows @ ahead, one_of=one_of) - target) * counted[:, None]
        slope = rows.T @ wrong + pull[:, None] * ahead
        step = inverse @ slope
        weights = ahead - step
        if float(np.abs(step).max()) < _SMALL:
            break
        # Nesterov's momentum, restarted whenever it leads uphill.
        uphill = float((step * (weights - before)).sum()) > 0
        ahead = weights if uphill else weights + (number - 1) / (number + 2) * (weights - before)
        before = weights
    return weights


def _chances(odds: Numbers, *, one_of: bool) -> Numbers:
    if one_of:
        raised = np.exp(odds - odds.max(1, keepdims=True))
        shares: Numbers = raised / raised.sum(1, keepdims=True)
        return shares
    alone: NDArray[Any] = 1 / (1 + np.exp(-np.clip(odds, -60, 60)))
    return alone


# Weights of the signs that a person is a victim, learned from decided drafts: they start at the shipped weights and are pulled back to them.
#
# Signs are brought to one scale, so that the pull is fair; it weighs as much as PULL persons against a change. Some sixty are named in twenty drafts
# and six thousand in two thousand, so that the former move a weight by a tenth of the full change, and the latter by nine tenths. The share of
# victims among those named is not learned: an offset for it is fitted with the weights and discarded, so that a person of average signs stays the
# same.

_VICTIMS_PULL = 100.0
# Hardly pulled: it only has to stay finite where everybody is a victim.
_FREE = 0.01
_DIGITS = 4


def refit_victims(people: Sequence[JudgedPerson], shipped: Mapping[str, float]) -> dict[str, float]:
    """Return the weights learned from these persons, in any order.

    Where none are shipped, or nobody is known, they are exactly the shipped ones.
    """
    signs = sorted(set(shipped) - {ANYBODY})
    if not people or not signs:
        return dict(shipped)
    people = sorted(people, key=lambda judged: (judged.article, sorted(judged.signs.items()), judged.victim))
    rows: Numbers = np.array([[person.signs[sign] for sign in signs] for person in people], np.float64)
    base = np.array([[victim_odds(person.signs, shipped)] for person in people])
    victims = np.array([[float(person.victim)] for person in people])
    mean, scale = rows.mean(0), rows.std(0)
    # A sign that all of them have, or nobody, says nothing here.
    varies = scale > 0
    scaled = np.c_[(rows[:, varies] - mean[varies]) / scale[varies], np.ones(len(rows))]
    moved = np.zeros(len(signs))
    moved[varies] = fit_towards_base(scaled, base, victims, np.array([_VICTIMS_PULL] * int(varies.sum()) + [_FREE]))[:-1, 0] / scale[varies]
    new = {sign: round(shipped[sign] + float(more), _DIGITS) for sign, more in zip(signs, moved, strict=True)}
    return {ANYBODY: round(shipped.get(ANYBODY, 0.0) - float(mean @ moved), _DIGITS), **new}


def victim_precision_recall(people: Sequence[JudgedPerson], weights: Mapping[str, float]) -> tuple[ScoreShare, ScoreShare]:
    """Return recall and precision of the victims among the persons named."""
    called = [victim_odds(person.signs, weights) >= 0 for person in people]
    right = sum(judged.victim for judged, is_called in zip(people, called, strict=True) if is_called)
    return ScoreShare(right, sum(person.victim for person in people)), ScoreShare(right, sum(called))


# Weights of the signs that two articles report one event, learned from decided drafts: they start at the shipped weights and are pulled back to them.
#
# What certainly separates two articles (`classify.clustering.rules`) stays a rule: such pairs teach nothing, nor do those that share too little to be
# compared. The pairs of two drafts count together as the square root of their number, since they are similar. Signs are between 0 and 1, and most
# pairs lack most of them: twenty drafts contain so few pairs with one that a weight moves by a twentieth of the full change, two thousand by nine
# tenths. The share of decided pairs that are one event depends on which drafts were looked at, so that an offset for it is fitted with the weights
# and discarded.

_PAIRS_PULL = 10.0


def refit_pairs(decided: Sequence[DecidedPair], shipped: PairWeights) -> PairWeights:
    """Return the weights learned from these pairs, in any order; exactly the shipped ones where there are none."""
    ordered = sorted(
        decided, key=lambda decided_pair: (decided_pair.drafts, decided_pair.one.article, decided_pair.other.article, decided_pair.together)
    )
    pairs = [(decided_pair, pair) for decided_pair in ordered if (pair := _asked(decided_pair)) is not None]
    if not pairs:
        return shipped
    signs = tuple(shipped.by_sign)
    pair_signs = [signs_of(pair) for _, pair in pairs]
    rows = np.c_[np.array([[row[sign] for sign in signs] for row in pair_signs]), np.ones(len(pairs))]
    base, together = (
        np.array([[likelihood(pair, shipped)] for _, pair in pairs]),
        np.array([[float(decided_pair.together)] for decided_pair, _ in pairs]),
    )
    of_drafts = Counter(decided_pair.drafts for decided_pair, _ in pairs)
    worth = np.array([of_drafts[decided_pair.drafts] ** -0.5 for decided_pair, _ in pairs])
    moved = fit_towards_base(rows, base, together, np.array([_PAIRS_PULL] * len(signs) + [_FREE]), worth=worth)[:-1, 0]
    return PairWeights(
        MappingProxyType({sign: round(shipped.by_sign[sign] + float(more), _DIGITS) for sign, more in zip(signs, moved, strict=True)}),
        shipped.nothing,
    )


def pair_precision_recall(decided: Iterable[DecidedPair], weights: PairWeights) -> tuple[ScoreShare, ScoreShare]:
    """Return the precision of the pairs that would join automatically, and their recall among the pairs that are together."""
    joined = [(decided_pair.together, (pair := _asked(decided_pair)) is not None and likelihood(pair, weights) >= JOINS) for decided_pair in decided]
    right = sum(together and joins for together, joins in joined)
    return ScoreShare(right, sum(joins for _, joins in joined)), ScoreShare(right, sum(together for together, _ in joined))


def _asked(decided: DecidedPair) -> ArticlePair | None:
    """Return the pair, if the weights decide on it."""
    if is_unlike(decided.one, decided.other):
        return None
    pair = make_pair(*in_order(decided.one, decided.other))
    return None if are_surely_different(pair) else pair


PULL = 5.0
# The offset that is discarded is hardly pulled: only so that it stays finite where every answer is the same.
_FREE_HEADS = 0.1


@dataclass(frozen=True, eq=False)
class DecidedText:
    """A decided article, and the encoder's reading of it."""

    example: Example
    reading: StoredReading


@dataclass(frozen=True)
class _Asked:
    """How a question is taught: its answers for an article (None: unknown), whether exactly one holds, and whether offsets are kept."""

    wanted: Callable[[Example], list[bool] | None]
    one_of: bool = True
    offset: bool = True


def fit_correction(encoder: str, texts: Sequence[DecidedText]) -> AnswerCorrection | None:
    """Return the correction learned from these texts, in any order; None where there are none.

    `encoder` is the name of the encoder that read them.
    """
    if not texts:
        return None
    texts = sorted(texts, key=lambda decided_text: decided_text.example.id)
    centre, spread = described([text.reading for text in texts])
    answers = np.array([text.reading.answers for text in texts], np.float64)
    rows = (np.array([np.concatenate([text.reading.answers, text.reading.mean]) for text in texts], np.float64) - centre) / spread
    rows = np.c_[rows, np.ones(len(rows))]
    weights, offsets = np.zeros((len(centre), ANSWERS)), np.zeros(ANSWERS)
    for name, question in _QUESTIONS.items():
        place = QUESTIONS[name].place
        answered = [(number, holds) for number, decided_text in enumerate(texts) if (holds := question.wanted(decided_text.example)) is not None]
        at = [number for number, _ in answered]
        target: Numbers = np.array([holds for _, holds in answered], np.float64).reshape(len(at), place.stop - place.start)
        fitted = fit_towards_base(rows[at], answers[at, place], target, _pulls(len(centre), offset=question.offset), one_of=question.one_of)
        weights[:, place] = fitted[:-1]
        offsets[place] = fitted[-1] if question.offset else 0.0
    return AnswerCorrection(encoder, centre, spread, _single(weights), _single(offsets))


def _pulls(signs: int, *, offset: bool) -> Numbers:
    return np.array([PULL] * signs + [PULL if offset else _FREE_HEADS])


def _single(numbers: Numbers) -> NDArray[np.float32]:
    return numbers.astype(np.float32)


def _telling(example: Example) -> list[bool] | None:
    # A report of several cases is neither, as in the network's training.
    return None if example.label is ScreeningLabel.REPORT else [example.telling]


def _codes(example: Example) -> list[bool] | None:
    return [code in example.categories for code in CODES] if example.telling else None


def _outcome(example: Example) -> list[bool] | None:
    return [outcome is example.outcome for outcome in OUTCOMES] if example.telling else None


def _outcome_of(example: Example) -> list[bool] | None:
    return [track is example.outcome_of for track in TRACKS] if example.telling and example.outcome_of else None


def _actor(example: Example) -> list[bool] | None:
    return [actor is example.actor for actor in ACTORS] if example.telling else None


_QUESTIONS = {
    "telling": _Asked(_telling, one_of=False, offset=False),
    "label": _Asked(lambda example: [label is example.label for label in LABELS], offset=False),
    "codes": _Asked(_codes, one_of=False),
    "outcome": _Asked(_outcome),
    "outcome_of": _Asked(_outcome_of),
    "actor": _Asked(_actor),
}

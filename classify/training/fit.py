"""Fitting: one regularised logistic regression a question over the features, read as chances by what articles held out of training say.

Weights come from all articles and their variations; calibrations and thresholds from out-of-fold sums, where an article and its variations always lie in one
fold. Everything is deterministic.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from classify.learned.features import Features
from classify.learned.model import FOLLOWUP, INCIDENT, REPORT, Calibration, Model
from classify.training.corpus import Example
from records.vocabulary import Actor, Category, Outcome, ScreeningLabel

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

FOLDS = 5
# A feature that fewer articles have is a name or a slip.
LEAST_ARTICLES = 2
# Inverse strength of the regularisation, by cross-validation over 0.03 to 3.
STRENGTH, STRENGTH_OF_KINDS = 0.3, 1.0
# The stream for which a score is a chance: half a percent are incidents (domain.md), two percent look like one as the corpus's other articles do, the
# rest is ordinary news, which the pre-filter and the model leave near zero.
INCIDENTS, LOOKALIKES = 0.005, 0.02
# An incident missed is worse than a card in vain: recall counts this much more when the threshold is chosen.
RECALL_COUNTS = 1.5


@dataclass(frozen=True)
class Question:
    """A head: its name, which articles it is asked of, and what the answer is."""

    head: str
    asked: Callable[[Example], bool]
    answer: Callable[[Example], bool]
    strength: float = STRENGTH_OF_KINDS


def questions() -> list[Question]:
    """All heads, in the model's order."""
    everyone: Callable[[Example], bool] = lambda _: True  # noqa: E731
    telling: Callable[[Example], bool] = lambda example: example.telling  # noqa: E731
    heads = [
        Question(INCIDENT, everyone, telling, STRENGTH),
        Question(REPORT, everyone, lambda example: example.label is ScreeningLabel.REPORT, STRENGTH),
        Question(FOLLOWUP, telling, lambda example: example.label is ScreeningLabel.FOLLOWUP),
    ]
    heads += [Question(f"code:{code.value}", telling, lambda example, code=code: code in example.categories) for code in Category]  # type: ignore[misc]
    heads += [Question(f"outcome:{code.value}", telling, lambda example, code=code: example.outcome is code) for code in Outcome]  # type: ignore[misc]
    return heads + [Question(f"actor:{code.value}", telling, lambda example, code=code: example.actor is code) for code in Actor]  # type: ignore[misc]


@dataclass(frozen=True)
class Fitted:
    """A model, and the chance of every head for every article of the corpus by a model that had not seen it (NaN where it is not asked)."""

    model: Model
    held_out: dict[str, Floats]


def fit(name: str, examples: Sequence[Example], found: Sequence[Features], seed: int) -> Fitted:
    """A model of the articles and their variations. `found` are their features, in the same order."""
    places = _places(examples, found)
    table = _table(found, places)
    originals = np.array([example.id == example.origin for example in examples])
    folds = _folds(examples, seed)
    heads = questions()
    weights, intercepts = np.zeros((len(places), len(heads)), np.float32), np.zeros(len(heads), np.float32)
    calibrations: dict[str, Calibration] = {}
    held_out: dict[str, Floats] = {}
    for number, head in enumerate(heads):
        asked = np.array([head.asked(example) for example in examples])
        answers = np.array([head.answer(example) for example in examples])
        raw = np.full(len(examples), np.nan)
        for fold in range(FOLDS):
            inside, outside = asked & (folds != fold), asked & (folds == fold) & originals
            column, offset = _regression(table, answers, inside, examples, head.strength, seed)
            raw[outside] = table[outside] @ column + offset
        weights[:, number], intercepts[number] = _regression(table, answers, asked, examples, head.strength, seed)
        told = asked & originals
        calibrations[head.head] = _calibrated(raw[told], answers[told], stream=head.head == INCIDENT)
        held_out[head.head] = np.array([calibrations[head.head].chance(value) if not math.isnan(value) else math.nan for value in raw])[originals]
    kept = [example for example, original in zip(examples, originals, strict=True) if original]
    model = Model(name, places, tuple(head.head for head in heads), weights, intercepts, calibrations, _thresholds(kept, held_out))
    return Fitted(model, held_out)


def _places(examples: Sequence[Example], found: Sequence[Features]) -> dict[str, int]:
    articles: dict[str, set[str]] = {}
    for example, one in zip(examples, found, strict=True):
        for feature in one:
            articles.setdefault(feature, set()).add(example.origin)
    return {feature: at for at, feature in enumerate(sorted(name for name, those in articles.items() if len(those) >= LEAST_ARTICLES))}


def _table(found: Sequence[Features], places: dict[str, int]) -> Any:
    rows = [(number, places[name], value) for number, one in enumerate(found) for name, value in one.items() if name in places]
    at, columns, values = zip(*rows, strict=True)
    return csr_matrix((np.array(values), (np.array(at), np.array(columns))), shape=(len(found), len(places)))


def _folds(examples: Sequence[Example], seed: int) -> NDArray[np.int64]:
    """The fold of each article; its variations are in the same one."""
    folds = np.zeros(len(examples), np.int64)
    groups = [example.origin for example in examples]
    parts = GroupKFold(FOLDS, shuffle=True, random_state=seed).split(np.zeros(len(examples)), groups=groups)
    for number, (_, held) in enumerate(parts):
        folds[held] = number
    return folds


def _regression(table: Any, answers: Bools, inside: Bools, examples: Sequence[Example], strength: float, seed: int) -> tuple[Floats, float]:
    """Weights and intercept. An article and its variations count as much as two articles, however many there are. A head without both answers says no."""
    if answers[inside].all() or not answers[inside].any():
        return np.zeros(table.shape[1]), 10.0 if answers[inside].all() else -10.0
    family: dict[str, int] = {}
    for example, taken in zip(examples, inside, strict=True):
        family[example.origin] = family.get(example.origin, 0) + int(taken)
    shares = np.array([1.0 if example.id == example.origin else 1.0 / max(family[example.origin] - 1, 1) for example in examples])
    regression = LogisticRegression(C=strength, solver="liblinear", random_state=seed, max_iter=200)
    regression.fit(table[inside], answers[inside], sample_weight=shares[inside])
    return regression.coef_[0], float(regression.intercept_[0])


def _calibrated(raw: Floats, answers: Bools, *, stream: bool) -> Calibration:
    """Platt's sigmoid over out-of-fold sums; for the stream, moved from the corpus's share of incidents to the stream's."""
    if answers.all() or not answers.any():
        return Calibration(1.0, 0.0)
    sigmoid = LogisticRegression(C=1e6).fit(raw.reshape(-1, 1), answers)
    slope, offset = max(float(sigmoid.coef_[0][0]), 0.05), float(sigmoid.intercept_[0])
    if stream:
        yes = int(answers.sum())
        offset += math.log(INCIDENTS / LOOKALIKES) - math.log(yes / (len(answers) - yes))
    return Calibration(slope, offset)


def _thresholds(examples: Sequence[Example], held_out: dict[str, Floats]) -> dict[str, Any]:
    judged = np.array([example.label is not ScreeningLabel.REPORT for example in examples])
    answers = np.array([example.telling for example in examples])
    telling = answers
    codes = np.concatenate([held_out[f"code:{code.value}"][telling] for code in Category])
    right = np.concatenate([np.array([code in example.categories for example in examples])[telling] for code in Category])
    return {"threshold": round(_best(held_out[INCIDENT][judged], answers[judged], RECALL_COUNTS), 4), "codes": round(_best(codes, right, 1.0), 4)}


def _best(chances: Floats, answers: Bools, recall_counts: float) -> float:
    """The threshold of the best F-measure; between two articles, so that it does not stand on one."""
    tried = np.unique(np.round(chances, 3))
    square = recall_counts**2

    def measure(threshold: float) -> float:
        given = chances >= threshold
        right = float((given & answers).sum())
        return (1 + square) * right / ((1 + square) * right + square * float((answers & ~given).sum()) + float((given & ~answers).sum()) or 1.0)

    return float(max(tried, key=lambda threshold: (measure(float(threshold)), -float(threshold))))

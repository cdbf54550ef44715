"""Fitting of the lexical model: one regularised logistic regression for each question, over the features. Articles held out calibrate the sums to
chances.

Weights come from all articles and their variations. Calibrations and thresholds come from out-of-fold sums; an article and its variations are always
in one fold. Everything is deterministic. Numbers set by hand were chosen on the corpus held out, the published gold set and the half of real news
that is for measuring.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from classify.scoring.linear import FOLLOWUP, INCIDENT, REPORT, Calibration, Features, LinearModel, rules_part, signs
from classify.training.corpus import Example
from classify.training.prefilter_fit import FittedPrefilter
from records.vocabulary import READ_BY_MACHINE, Actor, CoarseClass, Outcome, ScreeningLabel

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

FOLDS = 5
# A feature that fewer articles have is a name or an error.
_LEAST_ARTICLES = 2
# Inverse strength of the regularisation, by cross-validation over 0.03 to 3.
_STRENGTH, _CODE_STRENGTH = 0.3, 1.0
# An ordinary text of real news counts as much as two articles of the corpus.
_ORDINARY_COUNTS = 2.0
# The stream for which a score is a chance: half a percent are incidents (docs/contracts.md, section 9), two percent look like one as the corpus's
# other articles do, the rest is ordinary news.
INCIDENTS, _LOOKALIKES = 0.005, 0.02
# Share of earlier incidents in the news of incidents; the corpus has more, so that there is enough to learn from.
_FOLLOWUPS = 0.2
# The threshold: the share of ordinary news that may be flagged by models and prefilters that saw neither it nor a fifth of the corpus; the shipped
# model, which has seen all of that, flags half as much of unseen news.
_FALSE_ALARMS = 0.013
# A report taken for an incident costs a card, an incident taken for a report is lost: so recall of reports counts half as much as precision.
_REPORTS_COUNT = 0.5
# Without real news: a missed incident is worse than a needless card, so recall counts this much more.
_RECALL_COUNTS = 1.5
# Frequency of each coarse class, by the published gold set in round figures: the corpus has more of what is rare, so that there is enough to learn
# from.
SHARES = {
    "killing": 0.06, "attack": 0.25, "threat": 0.14, "detention": 0.25, "prosecution": 0.33, "surveillance": 0.04,
    "interference": 0.28, "property": 0.18, "accreditation": 0.02, "censorship": 0.1, "other": 0.05,
}  # fmt: skip
_STRENGTH_OF_KINDS = 0.1
# The limit for a class: about half of the attainable F-measure, which is its optimum (Lipton et al. 2014).
_LEAST_KIND = 0.35
# The limit for further codes of a class that is given.
_LEAST_CODE = 0.5


@dataclass(frozen=True)
class Question:
    """A head: its name, the articles for which it is asked, and the answer."""

    head: str
    asked: Callable[[Example], bool]
    answer: Callable[[Example], bool]
    strength: float = _STRENGTH


def questions() -> list[Question]:
    """Return all heads, in the model's order."""
    everyone: Callable[[Example], bool] = lambda _: True  # noqa: E731
    described: Callable[[Example], bool] = lambda example: example.described  # noqa: E731
    heads = [
        Question(INCIDENT, everyone, lambda example: example.telling),
        Question(REPORT, everyone, lambda example: example.label is ScreeningLabel.REPORT),
        Question(FOLLOWUP, described, lambda example: example.label is ScreeningLabel.FOLLOWUP),
    ]
    heads += [Question(f"code:{code.value}", described, lambda one, code=code: code in one.categories, _CODE_STRENGTH) for code in READ_BY_MACHINE]  # type: ignore[misc]
    heads += [Question(f"outcome:{code.value}", described, lambda one, code=code: one.outcome is code) for code in Outcome]  # type: ignore[misc]
    return heads + [Question(f"actor:{code.value}", described, lambda one, code=code: one.actor is code) for code in Actor]  # type: ignore[misc]


@dataclass(frozen=True)
class Fitted:
    """A model, and the chance of every head for every article of the corpus, from a model that had not seen the article (NaN if the question is not
    asked).
    """

    model: LinearModel
    held_out: dict[str, Floats]


def fit(name: str, examples: Sequence[Example], features: Sequence[Features], prefilter: FittedPrefilter, seed: int) -> Fitted:
    """Return a model of the articles and their variations, with its prefilter; `features` are theirs, in the same order."""
    places = _places(examples, features)
    counts = _counts(examples)
    table = _table(features, places)
    originals = np.array([example.id == example.origin for example in examples])
    folds = _folds(examples, seed)
    heads = questions()
    weights, intercepts = np.zeros((len(places), len(heads)), np.float32), np.zeros(len(heads), np.float32)
    calibrations: dict[str, Calibration] = {}
    held_out: dict[str, Floats] = {}
    for number, head in enumerate(heads):
        applicable = np.array([head.asked(example) for example in examples])
        answers = np.array([head.answer(example) for example in examples])
        raw = np.full(len(examples), np.nan)
        for fold in range(FOLDS):
            inside, outside = applicable & (folds != fold), applicable & (folds == fold) & originals
            column, offset = _regression(table, answers, inside, counts, head.strength, seed)
            raw[outside] = (
                table[outside] @ column + offset + np.array([rules_part(head.head, row) for row, out in zip(features, outside, strict=True) if out])
            )
        weights[:, number], intercepts[number] = _regression(table, answers, applicable, counts, head.strength, seed)
        judged = applicable & originals
        calibrations[head.head] = _calibrated(
            raw[judged],
            answers[judged],
            _shares(head.head, [example_judged for example_judged, is_told in zip(examples, judged, strict=True) if is_told]),
        )
        held_out[head.head] = np.array([calibrations[head.head].chance(value) if not math.isnan(value) else math.nan for value in raw])[originals]
    original_examples = [example for example, original in zip(examples, originals, strict=True) if original]
    model = LinearModel(
        name,
        places,
        tuple(head.head for head in heads),
        weights,
        intercepts,
        calibrations,
        {
            **_thresholds(original_examples, held_out, prefilter.let_in[originals]),
            "kinds": _kinds(original_examples, [row for row, original in zip(features, originals, strict=True) if original], held_out, seed),
        },
        prefilter.door,
    )
    return Fitted(model, held_out)


def _places(examples: Sequence[Example], features: Sequence[Features]) -> dict[str, int]:
    articles: dict[str, set[str]] = {}
    for example, row in zip(examples, features, strict=True):
        for feature in row:
            articles.setdefault(feature, set()).add(example.origin)
    return {feature: at for at, feature in enumerate(sorted(name for name, having in articles.items() if len(having) >= _LEAST_ARTICLES))}


def _table(features: Sequence[Features], places: dict[str, int]) -> Any:
    rows = [(number, places[name], value) for number, row in enumerate(features) for name, value in row.items() if name in places]
    at, columns, values = zip(*rows, strict=True)
    return csr_matrix((np.array(values), (np.array(at), np.array(columns))), shape=(len(features), len(places)))


def _folds(examples: Sequence[Example], seed: int) -> NDArray[np.int64]:
    """Return the fold of each article; its variations and other articles of its case are in the same one."""
    folds = np.zeros(len(examples), np.int64)
    groups = [example.case or example.origin for example in examples]
    parts = GroupKFold(FOLDS, shuffle=True, random_state=seed).split(np.zeros(len(examples)), groups=groups)
    for number, (_, in_fold) in enumerate(parts):
        folds[in_fold] = number
    return folds


def _counts(examples: Sequence[Example]) -> Floats:
    """Return the weight of each article; all variations of an article together count as much as the article."""
    family = Counter(example.origin for example in examples)
    return np.array([_count(example, family[example.origin]) for example in examples])


def _count(example: Example, family: int) -> float:
    if example.real:
        return 1.0 if example.telling else _ORDINARY_COUNTS
    return 1.0 if example.id == example.origin else 1.0 / max(family - 1, 1)


def _regression(table: Any, answers: Bools, inside: Bools, counts: Floats, strength: float, seed: int) -> tuple[Floats, float]:
    """Return weights and intercept; a head without both answers always says no, or always yes."""
    if answers[inside].all() or not answers[inside].any():
        return np.zeros(table.shape[1]), 10.0 if answers[inside].all() else -10.0
    regression = LogisticRegression(C=strength, solver="liblinear", random_state=seed, max_iter=200)
    regression.fit(table[inside], answers[inside], sample_weight=counts[inside])
    return regression.coef_[0], float(regression.intercept_[0])


def _shares(head: str, examples: Sequence[Example]) -> Floats:
    """Return the frequency of each article where the question is asked."""
    if head == INCIDENT:
        return stream(examples)
    if head != FOLLOWUP:
        return np.ones(len(examples))
    later = np.array([example.label is ScreeningLabel.FOLLOWUP for example in examples])
    count = int(later.sum())
    return np.where(later, _FOLLOWUPS / max(count, 1), (1 - _FOLLOWUPS) / max(len(later) - count, 1))


def stream(examples: Sequence[Example]) -> Floats:
    """Return the share of the stream that each article represents."""
    parts = {"incident": INCIDENTS, "ordinary": 1 - INCIDENTS - _LOOKALIKES, "lookalike": _LOOKALIKES}
    kinds = ["incident" if example.telling else "ordinary" if example.real else "lookalike" for example in examples]
    counts = Counter(kinds)
    return np.array([parts[kind] / counts[kind] for kind in kinds])


def _calibrated(raw: Floats, answers: Bools, shares: Floats) -> Calibration:
    """Return Platt's sigmoid (Platt 1999) over out-of-fold sums, with `shares` as the frequencies."""
    if answers.all() or not answers.any():
        return Calibration(1.0, 0.0)
    sigmoid = LogisticRegression(C=1e6).fit(raw.reshape(-1, 1), answers, sample_weight=shares * len(shares) / shares.sum())
    return Calibration(max(float(sigmoid.coef_[0][0]), 0.05), float(sigmoid.intercept_[0]))


def _thresholds(examples: Sequence[Example], held_out: dict[str, Floats], let_in: Bools) -> dict[str, Any]:
    chances = np.where(let_in & [example.read for example in examples], held_out[INCIDENT], 0.0)
    ordinary = np.array([example.real and example.home and not example.telling for example in examples])
    judged = np.array([example.label is not ScreeningLabel.REPORT for example in examples])
    telling = np.array([example.telling for example in examples])
    reports = np.array([example.label is ScreeningLabel.REPORT for example in examples])
    least = float(np.quantile(chances[ordinary], 1 - _FALSE_ALARMS)) if ordinary.any() else _best(chances[judged], telling[judged], _RECALL_COUNTS)
    return {
        "threshold": round(least, 5),
        "report": round(_best(held_out[REPORT], reports, _REPORTS_COUNT), 4),
        "codes": _LEAST_CODE,
        "kind": _LEAST_KIND,
    }


def _kinds(examples: Sequence[Example], features: Sequence[Features], held_out: dict[str, Floats], seed: int) -> dict[str, list[float]]:
    """Return the weights of the signs of each coarse class and its offset.

    They are learned from chances by models that had not seen the article, and adjusted to the class's frequency.
    """
    described = [at for at, example in enumerate(examples) if example.described]
    heads = [f"code:{code.value}" for code in READ_BY_MACHINE]
    rows = [signs(features[at], {head: float(held_out[head][at]) for head in heads}) for at in described]
    return {
        kind: _kind(kind, [row[kind] for row in rows], [examples[at] for at in described], seed) for kind in (coarse.value for coarse in CoarseClass)
    }


def _kind(kind: str, rows: Sequence[list[float]], examples: Sequence[Example], seed: int) -> list[float]:
    answers = np.array([any(code.facts.coarse == kind for code in example.categories) for example in examples])
    share = float(answers.mean()) if len(answers) else 0.0
    if share in (0.0, 1.0):
        return [1.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    regression = LogisticRegression(C=_STRENGTH_OF_KINDS, solver="liblinear", random_state=seed, max_iter=200).fit(np.array(rows), answers)
    moved = _log_odds(SHARES[kind]) - _log_odds(share)
    return [*(round(float(weight), 4) for weight in regression.coef_[0]), round(float(regression.intercept_[0]) + moved, 4)]


def _log_odds(share: float) -> float:
    return math.log(share / (1 - share))


def _best(chances: Floats, answers: Bools, recall_counts: float) -> float:
    """Return the threshold with the best F-measure, between two articles."""
    tried = np.unique(np.round(chances, 3))
    square = recall_counts**2

    def measure(threshold: float) -> float:
        flagged = chances >= threshold
        right = float((flagged & answers).sum())
        return (1 + square) * right / ((1 + square) * right + square * float((answers & ~flagged).sum()) + float((flagged & ~answers).sum()) or 1.0)

    return float(max(tried, key=lambda threshold: (measure(float(threshold)), -float(threshold))))

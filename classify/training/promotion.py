"""The promotion of a new model, only if it reads neither the gold set nor past decisions worse than the active one, and the tables of a training.
Pure.

Gold set: recall, precision, AUC, categories, label, outcome and victims, in all languages together and in each alone. A figure may fall by the worth
of one article, since one article more or less is not significant. So that many promotions do not each lose one article, the new model is compared
with the shipped model too; the better of the two counts.

Past decisions: the share scored right may not fall at all. One more of the confirmed articles may be missed, because the active model had proposed
these itself. The fields of the confirmed ones (label, categories, actor, outcome, whose, victims) may fall by the worth of one article.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from classify.clustering.keys import person_key, person_similarity
from classify.gold.gate import GateScores, ScoreShare
from classify.scoring.linear import INCIDENT
from classify.training.corpus import Example
from classify.training.fit import Bools, Floats, stream
from classify.training.workflow import TrainingResult
from records.model import Screening

# The report of a training: whether a score is the chance that it claims to be, and how many cards a monitor has to look at to find how much.
#
# Both are reported for the stream (half a percent of incidents) by models that had not seen the article. So they apply to news like the training's,
# not to any news.

_BINS = (0.0, 0.01, 0.05, 0.2, 0.4, 0.6, 0.8, 1.0)
_RECALLS = (0.8, 0.85, 0.9, 0.95, 0.98)


def tables(trained: TrainingResult) -> str:
    """Return both tables as Markdown."""
    chances = trained.fitted.held_out[INCIDENT]
    answers = np.array([example.telling for example in trained.examples])
    parts = stream(trained.examples)
    lines = ["| score | mean score | share of incidents |", "|---|---|---|"]
    for low, high in zip(_BINS, _BINS[1:], strict=False):
        inside = (chances >= low) & ((chances < high) | (high == 1.0))
        if inside.any():
            weight = parts[inside].sum()
            lines.append(f"| {low:g}–{high:g} | {parts[inside] @ chances[inside] / weight:.3f} | {parts[inside & answers].sum() / weight:.3f} |")
    lines += ["", "| recall | threshold | cards per 1,000 articles |", "|---|---|---|"]
    lines += [_load(recall, chances, answers, parts) for recall in _RECALLS]
    return "\n".join(lines)


def _load(recall: float, chances: Floats, answers: Bools, parts: Floats) -> str:
    threshold = float(np.quantile(chances[answers], 1 - recall))
    return f"| {recall:.2f} | {threshold:.4f} | {1000 * parts[chances >= threshold].sum():.1f} |"


# Tolerance for rounding: a share counts in thirds and sevenths.
_SAME = 1e-9
_TOLERATED_ARTICLES = 1
# Least certainty that two names are one person's (`classify.training.joint_fit`).
_ONE_PERSON = 0.5
_VICTIM = "victim"


@dataclass(frozen=True)
class HeldScores:
    """The scores on the held half of the decisions: how many are right, and how many of the confirmed ones are flagged.

    `told`: of the confirmed ones, each field as it was decided.
    """

    right: ScoreShare
    confirmed: ScoreShare
    told: Mapping[str, ScoreShare] = field(default_factory=dict)


@dataclass(frozen=True)
class ModelScores:
    """The scores of one model on the gold set and the held decisions."""

    gold: Mapping[str, GateScores]
    held: HeldScores


def judge_held(examples: Sequence[Example], screened: Iterable[Screening]) -> HeldScores:
    """Return the scores: a confirmed article is right if it is flagged, a rejected one if it is not."""
    pairs = list(zip(examples, screened, strict=True))
    confirmed = [(example, screening) for example, screening in pairs if example.telling]
    right = ScoreShare(sum(example.telling == screening.flagged for example, screening in pairs), len(pairs))
    return HeldScores(right, ScoreShare(sum(screening.flagged for _, screening in confirmed), len(confirmed)), decision_scores(confirmed))


def decision_scores(confirmed: Sequence[tuple[Example, Screening]]) -> dict[str, ScoreShare]:
    """Return how much of what was decided on confirmed articles their screenings say.

    For categories and victims: the agreement as a share of all that is decided or said.
    """
    fields: dict[str, Callable[[Example, Screening], bool | None]] = {
        "label": lambda example, screening: screening.label is example.label,
        "actor": lambda example, screening: screening.actor is example.actor,
        "outcome": lambda example, screening: screening.outcome is example.outcome,
        "outcome_of": lambda example, screening: screening.outcome_of is example.outcome_of if example.outcome_of else None,
    }
    answers = {name: [is_right for pair in confirmed if (is_right := right(*pair)) is not None] for name, right in fields.items()}
    shares = {name: ScoreShare(sum(right_answers), len(right_answers)) for name, right_answers in answers.items()}
    codes = [(set(example.categories), {category.code for category in screening.categories}) for example, screening in confirmed]
    shares["categories"] = ScoreShare(
        2 * sum(len(decided & screened) for decided, screened in codes), sum(len(decided) + len(screened) for decided, screened in codes)
    )
    victims = [_victims_right(*pair) for pair in confirmed]
    return {**shares, "victims found": _whole(recall for recall, _ in victims), "victims right": _whole(right for _, right in victims)}


def _victims_right(example: Example, screening: Screening) -> tuple[ScoreShare, ScoreShare]:
    """Return recall and precision of the victims; names are compared as grouping compares them."""
    decided = [key for name in example.victims if (key := person_key(name))]
    named = [key for person in screening.persons if person.role == _VICTIM and (key := person_key(person.name))]
    hits = sum(any(person_similarity(one, other) >= _ONE_PERSON for other in named) for one in decided)
    right = sum(any(person_similarity(one, other) >= _ONE_PERSON for other in decided) for one in named)
    return ScoreShare(hits, len(decided)), ScoreShare(right, len(named))


def _whole(shares: Iterable[ScoreShare]) -> ScoreShare:
    counts = [(share.hits, share.of) for share in shares]
    return ScoreShare(sum(hits for hits, _ in counts), sum(of for _, of in counts))


def find_regressions(challenger: ModelScores, champion: ModelScores, shipped: Mapping[str, GateScores]) -> list[str]:
    """Return what the new model reads worse, one line each: `ru recall 0.870 < 0.900`.

    Empty means that it may be promoted. `shipped` are the shipped model's scores on the gold set.
    """
    lines = [line for lang in champion.gold for line in _worse_on_gold(lang, challenger.gold[lang], (champion.gold[lang], shipped[lang]))]
    for name, tolerated in (("right", 0), ("confirmed", _TOLERATED_ARTICLES)):
        now, before = getattr(challenger.held, name), getattr(champion.held, name)
        lines += _line(f"decisions {name}", now.value, before.value, tolerated / before.of if before.of else 0.0)
    one_article = _TOLERATED_ARTICLES / max(champion.held.confirmed.of, 1)
    for name, share in champion.held.told.items():
        lines += _line(f"decisions {name}", challenger.held.told[name].value, share.value, one_article)
    return lines


def _worse_on_gold(lang: str, now: GateScores, standards: Sequence[GateScores]) -> Iterator[str]:
    figures = _compared(now)
    for name, (value, _) in figures.items():
        best = max((_compared(standard)[name] for standard in standards), key=lambda pair: -1.0 if pair[0] is None else pair[0])
        yield from _line(f"{lang} {name}", value, best[0], _TOLERATED_ARTICLES / best[1] if best[1] else 0.0)


def _compared(figures: GateScores) -> dict[str, tuple[float | None, int]]:
    """Return every figure that is compared, with the number of articles that it counts."""
    shares = {name: (share.value, share.of) for name in ("recall", "precision", "label", "outcome", "victims") for share in [getattr(figures, name)]}
    return {**shares, "auc": (figures.auc, figures.judged), "codes": (figures.codes, figures.recall.of)}


def _line(name: str, now: float | None, before: float | None, tolerance: float) -> Iterator[str]:
    """Yield a line if the figure fell by more than the tolerance.

    A figure that cannot be computed any more, because nothing is flagged, counts as fallen.
    """
    if before is not None and (now is None or now < before - tolerance - _SAME):
        yield f"{name} {'-' if now is None else f'{now:.3f}'} < {before:.3f}"

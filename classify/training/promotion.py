"""Whether a new model may replace the active one: only if it reads neither the gold set nor past decisions worse. Pure.

Gold set: recall, precision, AUC, categories and label, in all languages together and in each alone. A figure may fall by the worth of one article,
since one article more or less shows nothing. So that many promotions do not each lose one article, the new model is compared with the shipped model
too; the better of the two counts.

Past decisions: the share scored right may not fall at all. One more of the confirmed articles may be missed, because the active model had proposed
these itself.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from classify.gold.gate import GateScores, ScoreShare
from classify.training.corpus import Example
from records.model import Screening

# A share counts in thirds and sevenths; what differs by less is the same.
_SAME = 1e-9
TOLERATED_ARTICLES = 1


@dataclass(frozen=True)
class HeldScores:
    """How the held half of the decisions was scored: how many right, and how many of the confirmed ones were flagged."""

    right: ScoreShare
    confirmed: ScoreShare


@dataclass(frozen=True)
class ModelScores:
    """How one model reads the gold set and the held decisions."""

    gold: Mapping[str, GateScores]
    held: HeldScores


def judge_held(held: Sequence[Example], screened: Iterable[Screening]) -> HeldScores:
    """A confirmed article is scored right if it is flagged, a rejected one if it is not."""
    pairs = [(example.telling, screening.flagged) for example, screening in zip(held, screened, strict=True)]
    confirmed = [flagged for telling, flagged in pairs if telling]
    return HeldScores(ScoreShare(sum(telling == flagged for telling, flagged in pairs), len(pairs)), ScoreShare(sum(confirmed), len(confirmed)))


def worse(challenger: ModelScores, champion: ModelScores, shipped: Mapping[str, GateScores]) -> list[str]:
    """What the new model reads worse, one line each: `ru recall 0.870 < 0.900`. Empty means that it may be promoted. `shipped` are the shipped
    model's scores on the gold set."""
    lines = [line for lang in champion.gold for line in _worse_on_gold(lang, challenger.gold[lang], (champion.gold[lang], shipped[lang]))]
    for name, tolerated in (("right", 0), ("confirmed", TOLERATED_ARTICLES)):
        now, before = getattr(challenger.held, name), getattr(champion.held, name)
        lines += _line(f"decisions {name}", now.value, before.value, tolerated / before.of if before.of else 0.0)
    return lines


def _worse_on_gold(lang: str, now: GateScores, standards: Sequence[GateScores]) -> Iterator[str]:
    told = _compared(now)
    for name, (value, _) in told.items():
        best = max((_compared(standard)[name] for standard in standards), key=lambda pair: -1.0 if pair[0] is None else pair[0])
        yield from _line(f"{lang} {name}", value, best[0], TOLERATED_ARTICLES / best[1] if best[1] else 0.0)


def _compared(figures: GateScores) -> dict[str, tuple[float | None, int]]:
    """Every figure that is compared, with the number of articles that it counts."""
    shares = {name: (share.value, share.of) for name in ("recall", "precision", "label") for share in [getattr(figures, name)]}
    return {**shares, "auc": (figures.auc, figures.judged), "codes": (figures.codes, figures.recall.of)}


def _line(name: str, now: float | None, before: float | None, tolerance: float) -> Iterator[str]:
    """A line if the figure fell further than is allowed. A figure that cannot be computed any more, because nothing is flagged, counts as fallen."""
    if before is not None and (now is None or now < before - tolerance - _SAME):
        yield f"{name} {'-' if now is None else f'{now:.3f}'} < {before:.3f}"

"""How well the screening decides whose case an outcome is (`classify/gold/outcome_of_blind.jsonl`). Pure.

The precision of `perpetrator` matters most: a journalist's own conviction given to the perpetrator would be published as justice.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from classify.gold.gate import ScoreShare
from records.model import Screening


@dataclass(frozen=True)
class OutcomeOfScores:
    """How often each answer was wanted and given: perpetrator, journalist, or None for neither."""

    counts: Counter[tuple[str | None, str | None]]

    @property
    def right(self) -> ScoreShare:
        return ScoreShare(sum(n for (wanted, given), n in self.counts.items() if wanted == given), self.counts.total())

    def precision(self, answer: str | None) -> ScoreShare:
        return ScoreShare(self.counts[answer, answer], sum(n for (_, given), n in self.counts.items() if given == answer))

    def recall(self, answer: str | None) -> ScoreShare:
        return ScoreShare(self.counts[answer, answer], sum(n for (wanted, _), n in self.counts.items() if wanted == answer))


def measure_outcome_of(gold: Sequence[Mapping[str, Any]], screened: Iterable[Screening]) -> OutcomeOfScores:
    """Return the counts of all items. Raises ValueError if screenings and items do not belong together."""
    pairs = list(zip(gold, screened, strict=True))
    if any(item["id"] != one.id for item, one in pairs):
        raise ValueError("screenings in another order than the gold set")
    return OutcomeOfScores(Counter((item["outcome_of"], one.outcome_of.value if one.outcome_of else None) for item, one in pairs))

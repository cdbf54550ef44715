"""The reasons for a verdict: at most five pieces of the text, in reading order. They show who of the press was attacked, by which act, and because
of what."""

from collections.abc import Iterable
from dataclasses import dataclass

from classify.matching.matches import Matches
from classify.scoring.rules import Verdict

MOST_GROUNDS = 5
WHO, ACT, BECAUSE = "who", "act", "because"
# A weaker act is not shown as a reason.
_LEAST = 0.3
# Acts shown before the others have had their turn: two acts, whoever they were done to, and one reason are a full explanation.
_ACTS_FIRST = 2


@dataclass(frozen=True, slots=True)
class ExplanationSpan:
    """Words first to last (exclusive); `cue` is an act's category, else the role."""

    first: int
    last: int
    role: str
    cue: str


def find_explanation(marks: Matches, verdict: Verdict) -> list[ExplanationSpan]:
    """The strongest acts with the mention of the press to which each was done, and the nearest reason; without overlaps, in reading order."""
    chosen: list[ExplanationSpan] = []
    acts = [item for item in verdict.evidence if item.weight >= _LEAST]
    for number, item in enumerate(acts):
        if number == _ACTS_FIRST:
            _add(chosen, _reason(marks, verdict))
        _add(chosen, ExplanationSpan(item.cue.start, item.cue.end, ACT, item.cue.code))
        if item.press is not None:
            _add(chosen, ExplanationSpan(item.press.start, item.press.end, WHO, WHO))
    if 0 < len(acts) <= _ACTS_FIRST:
        _add(chosen, _reason(marks, verdict))
    return sorted(chosen, key=lambda ground: ground.first)


def chosen_spans(spans: Iterable[ExplanationSpan]) -> list[ExplanationSpan]:
    """The first five that do not overlap one before them, in reading order."""
    chosen: list[ExplanationSpan] = []
    for span in spans:
        _add(chosen, span)
    return sorted(chosen, key=lambda ground: ground.first)


def _add(chosen: list[ExplanationSpan], ground: ExplanationSpan | None) -> None:
    if ground is None or len(chosen) >= MOST_GROUNDS:
        return
    if all(ground.last <= other.first or other.last <= ground.first for other in chosen):
        chosen.append(ground)


def _reason(marks: Matches, verdict: Verdict) -> ExplanationSpan | None:
    """The reason in the sentence that matters most. None if the sentences of the incident give no reason."""
    weights = dict(verdict.weights)
    told = [(weights.get(marks.words.sentence_of(hit.start), 0.0), -hit.start, hit) for hit in marks.of("because")]
    weight, _, best = max(told, key=lambda one: one[:2], default=(0.0, 0, None))
    return ExplanationSpan(best.start, best.end, BECAUSE, BECAUSE) if best is not None and weight > 0 else None

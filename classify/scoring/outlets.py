"""Which of the outlets that a text names are concerned: where they stand and what the encoder says of each, weighed together."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from classify.encoder.readings import OUTLET_TAG, MentionKind
from classify.field_mentions import FieldMentions, WordSpan, characters
from classify.matching.matches import Matches
from classify.matching.names import PressName
from classify.scoring.comparison import compared, counted
from classify.scoring.doubts import Signs
from classify.scoring.joint import JointVerdict, tagged_runs
from records.outlets.outlet_names import outlet_key

# The sign that every outlet has.
ANY_OUTLET = "any outlet"
# Least log-odds by the encoder alone, where no weights are fitted, and least chance of the tag in words that no list of outlets has.
_CONCERNED, _TAGGED = 1.0, 0.5
_QUOTES = " «»\"“”„'().,:;"
# Words between an outlet and what is beside it, and the strength below which a mention of the press is only a frame ("told reporters").
_BESIDE, _FRAME = 2, 0.25


@dataclass(frozen=True)
class WeighedOutlet:
    """An outlet as the text names it, with its signs, and the log-odds that it is concerned; from 0 on it is."""

    name: str
    signs: Signs
    odds: float


def weigh_outlets(
    marks: Matches, judged: JointVerdict, named: FieldMentions, names: Sequence[PressName], weights: Mapping[str, float]
) -> list[WeighedOutlet] | None:
    """Return all outlets that the text names, the likeliest to be concerned first; None where the encoder cannot be asked.

    They are those that the words show, and those that only the encoder recognises. `names` are the persons named.
    """
    if judged.ask is None or judged.reading is None:
        return None
    words, called = marks.words, dict(named.outlet_names)
    spans: dict[str, list[WordSpan]] = dict(named.outlets)
    covered = {at for own in spans.values() for first, last in own for at in range(first, last)}
    for run in tagged_runs(words, judged.reading, OUTLET_TAG, _TAGGED):
        name = words.original(run.first, run.last).strip(_QUOTES)
        key = outlet_key(name)
        if key and covered.isdisjoint(range(run.first, run.last)):
            called.setdefault(key, name)
            spans.setdefault(key, []).append((run.first, run.last))
    asked = judged.event_odds(MentionKind.OUTLET, [characters(words, own) for own in spans.values()]) or []
    weighed = []
    for key, odds, comparison in zip(spans, asked, compared("asked about", asked), strict=False):
        signs = {
            ANY_OUTLET: 1.0,
            "asked about": odds,
            **comparison,
            **counted(len(asked)),
            **_signs_of_place(marks, spans[key], names),
            "surmised": float(key in named.surmised),
        }
        weighed.append(WeighedOutlet(called[key], signs, outlet_odds(signs, weights) if weights else odds - _CONCERNED))
    return sorted(weighed, key=lambda outlet: -outlet.odds)


def outlet_odds(signs: Signs, weights: Mapping[str, float]) -> float:
    """Return the log-odds that an outlet with these signs is concerned, relative to the limit."""
    return sum(weights.get(sign, 0.0) * value for sign, value in signs.items())


def _signs_of_place(marks: Matches, spans: Sequence[WordSpan], names: Sequence[PressName]) -> Signs:
    words = marks.words
    sentences = {words.sentence_of(first) for first, _ in spans}
    roles = [(press.start, press.end) for press in marks.press if press.code != "outlet" and press.strength >= _FRAME]
    frames = [(press.start, press.end) for press in marks.press if press.code != "outlet" and press.strength < _FRAME]
    strengths = [press.strength for press in marks.press if press.code == "outlet" and (press.start, press.end) in set(spans)]
    return {
        "times named": math.log1p(len(spans)),
        "in the first sentence": float(0 in sentences),
        "beside somebody of the press": _beside(spans, roles),
        "beside those who are only told": _beside(spans, frames),
        "beside a person of the press": _beside(spans, [(name.start, name.end) for name in names if name.hint == "victim"]),
        "beside a word for an outlet": _beside(spans, [(hit.start, hit.end) for hit in marks.of("medium")]),
        "only passes the news on": float(bool(strengths) and max(strengths) < _FRAME),
        "with an act": float(any(cue.sentence in sentences for cue in marks.cues)),
        "a site": float(any("." in words.forms[at] for first, last in spans for at in range(first, last))),
    }


def _beside(spans: Iterable[WordSpan], others: Sequence[WordSpan]) -> float:
    return float(any(-_BESIDE <= first - end <= _BESIDE or -_BESIDE <= start - last <= _BESIDE for first, last in spans for start, end in others))

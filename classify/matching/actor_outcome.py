"""Who did it and what came of it, as roughly as an article tells."""

import re
from collections import defaultdict
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from classify.matching.matches import Matches
from records.vocabulary import Actor, Outcome

_Code = TypeVar("_Code", bound=StrEnum)
# A word far from the incident counts this much beside one in its sentences.
_ELSEWHERE = 0.6
# A sentence that says what somebody faces tells of no verdict yet.
_FACED = re.compile("гроз[ия]т|если$|предусматрива|faces?$|facing$|if$|could$|may$|мүмкін$|дейін$|ықтимал|қаупі")
_ONLY_FACED = 0.1
# If an article tells of both, the end of a case counts more than a step under way.
_UNDER_WAY = 0.7


def find_actor(marks: Matches, weights: Mapping[int, float]) -> Actor:
    """The actor named most in the sentences of the incident; `unknown` if none is named."""
    return _heaviest(marks, "actor", weights, {code.value: code for code in Actor}, 0.5) or Actor.UNKNOWN


def find_outcome(marks: Matches, weights: Mapping[int, float]) -> Outcome:
    """The outcome that the article tells; `none` if it tells none."""
    return _heaviest(marks, "outcome", weights, {code.value: code for code in Outcome}, 0.2) or Outcome.NONE


def _heaviest(marks: Matches, kind: str, weights: Mapping[int, float], codes: Mapping[str, _Code], least: float) -> _Code | None:
    counts: dict[str, float] = defaultdict(float)
    for hit in marks.of(kind):
        sentence = marks.words.sentence_of(hit.start)
        share = _UNDER_WAY if hit.phrase.code == Outcome.INVESTIGATING else 1.0
        if hit.phrase.code == Outcome.CONVICTED and any(map(_FACED.match, marks.words.forms[slice(*marks.words.sentences[sentence])])):
            share = _ONLY_FACED
        counts[hit.phrase.code] += share * hit.phrase.weight * max(_ELSEWHERE, min(weights.get(sentence, 0.0), 1.5))
    code = max(counts, key=lambda name: counts[name], default=None)
    return codes[code] if code is not None and counts[code] >= least else None

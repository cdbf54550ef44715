"""Which of the dates that a text tells is the day of the event, and not that of a hearing, a report, a law or a birth."""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from classify.matching.dates.date_expressions import date_expressions
from classify.matching.dates.date_signs import SignReader, Signs
from classify.matching.dates.date_values import DateExpression, When, month_span, one_day
from classify.matching.matches import Matches
from records.vocabulary import DatePrecision

# How much each sign is worth, as log odds. Fitted to two thirds of the articles of the corpus that are retold after the press, and rounded.
_WORTH = {
    # Where it stands.
    "weight": 0.8, "after act": -0.3, "lead": 1.0, "place": -1.0, "beside others": -0.5,
    # How it is told.
    "day": 1.2, "year": -0.7, "calendar": 0.8, "weekday": 0.8, "dateline": -0.8, "year told": 0.8, "until": -0.4,
    # How old it is.
    "age": -0.3, "fresh": 0.3, "old": 0.8, "latest": -0.5, "earliest": 0.3,
    # What is told beside it.
    "beside publication": -0.9, "beside earlier": 0.8, "beside ahead": -0.7, "beside report": -0.6, "beside place": 0.6, "beside law": -0.4, "beside court": 0.2,
    # In news of an earlier event, besides.
    "later fresh": -0.6, "later day": 0.5, "later weekday": -0.5, "later lead": -0.5, "later latest": -0.4, "later beside report": -0.4, "later age": 0.4, "later earliest": -0.3, "later year told": 0.3, "later reminder": 0.2,
    # What may be said without a date.
    "no fresh date": 0.5, "that day": -0.8, "hour": 0.9, "short": 0.2, "no date at all": 0.3,
}  # fmt: skip
# A trained reader's chance counts by its odds, no more than these: of a date much, of a day that is told without one (кеше, on Monday) little, since it knows dates better. Fitted on
# three hundred days of four rounds of articles that it was not taught with.
_MOST_ODDS, _HEARD_OF_DATES, _HEARD = 3.0, 0.6, 0.2
# News without a date of these last days may tell the hour: it is of the day on which it is published.
_LAST_DAYS, _HEAD, _SHORT = 60, 60, 90
_HALF = 0.5
_CLOCK = re.compile(r"\d{1,2}[:.][0-5]\d")


def find_when(
    marks: Matches,
    weights: Mapping[int, float],
    published: date | None,
    told: Callable[[int, int], float] | None = None,
    *,
    followup: bool = False,
) -> When | None:
    """The day of the event, or its month or year if no more is told; None if nothing is.

    `weights` say how much each sentence is about the incident. `told` says of the words from the first to before the last how likely a trained
    reader holds them for the day of the event. `followup`: the text is news of a case, whose event lies before it.
    """
    found = date_expressions(marks, published)
    reader = SignReader(marks, found, weights, published, followup)
    scores: dict[When | None, float] = defaultdict(float)
    for one in found:
        signs = reader.signs(one)
        heard = _HEARD_OF_DATES if signs.get("calendar") else _HEARD
        scores[one.span.as_when()] += math.exp(_worth(signs) + (heard * _odds(told(one.start, one.end)) if told else 0.0))
    for when, signs in undated(marks, found, weights, published, followup=followup):
        scores[when] += math.exp(_worth(signs))
    return max(scores, key=lambda when: (scores[when], when is not None and when.date or ""), default=None)


def undated(
    marks: Matches, found: Sequence[DateExpression], weights: Mapping[int, float], published: date | None, *, followup: bool
) -> Iterator[tuple[When | None, Signs]]:
    """What else may be said: nothing, of news of an earlier event; of fresh news the month in which it is published, or the very day."""
    if followup or published is None:
        yield None, {"no date": 1.0, "later no date": float(followup)}
        return
    recent = any(one.span.precision is DatePrecision.DAY and (published - one.span.first).days < _LAST_DAYS for one in found)
    month = month_span(published.year, published.month)
    yield month.as_when() if month else None, {"no date": 1.0, "no fresh date": float(not recent)}
    act = max(weights.values(), default=0.0) * _HALF
    near = any(weights.get(marks.words.sentence_of(one.start), 0.0) >= act for one in found)
    if not recent and not near:
        signs = {
            "that day": 1.0,
            "hour": float(_tells_hour(marks)),
            "short": float(len(marks.words.forms) < _SHORT),
            "no date at all": float(not found),
        }
        yield one_day(published).as_when(), signs


def _tells_hour(marks: Matches) -> bool:
    return any(hit.start < _HEAD for hit in marks.of("hour")) or any(_CLOCK.fullmatch(form) for form in marks.words.forms[:_HEAD])


def _worth(signs: Signs) -> float:
    return sum(_WORTH.get(name, 0.0) * value for name, value in signs.items())


def _odds(chance: float) -> float:
    chance = min(max(chance, 1e-6), 1 - 1e-6)
    return max(-_MOST_ODDS, min(_MOST_ODDS, math.log(chance / (1 - chance))))

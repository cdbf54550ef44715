"""When it happened: dates, weekdays and words such as «вчера» near the incident, counted from the day of publication."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from classify.matching.lexicon import Hit
from classify.matching.matches import Matches
from classify.text.words import ArticleWords
from records.vocabulary import DatePrecision

_DAY = re.compile(r"^(\d{1,2})(?:-?(?:го|е|ші|шы|і|ы|st|nd|rd|th))?$")
_YEAR = re.compile(r"^(19[89]\d|20\d\d)(?:-?\w{0,3})?$")
_NUMERIC = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(20\d\d)\b")
# How far from the month's name its year may stand (2024 жылғы 13 мамыр; June 10, 2021).
_YEAR_REACH = 4


# A date needs this much to be taken: a day in the title or first two sentences, or anywhere near the incident.
_LEAST, _BEGINNING = 0.45, 0.2
_RANK = {DatePrecision.DAY: 0.3, DatePrecision.MONTH: 0.1, DatePrecision.YEAR: 0.0}
# Of equals the first counts.
_PER_WORD = 1e-5


@dataclass(frozen=True, slots=True)
class When:
    """A date as ISO 8601, and its precision. If only a month or a year is known, the date is its first day."""

    date: str
    precision: DatePrecision


@dataclass(frozen=True, slots=True)
class _Candidate:
    when: When
    sentence: int
    start: int


def publication_day(published_at: str) -> date | None:
    """The day of an ISO 8601 time or date; None if it is neither."""
    try:
        return date.fromisoformat(published_at[:10])
    except ValueError:
        return None


def find_when(marks: Matches, weights: Mapping[int, float], published: date | None) -> When | None:
    """The date in the sentences of the incident (`weights` by sentence), else the nearest before them. A day is preferred to a month, a month
    to a year."""
    best, best_score = None, _LEAST
    for candidate in _candidates(marks, published):
        if published is not None and candidate.when.date > published.isoformat():
            continue
        near = weights.get(candidate.sentence, 0.0) + (_BEGINNING if candidate.sentence <= 2 else 0.0)
        score = near + _RANK[candidate.when.precision] - candidate.start * _PER_WORD
        if score > best_score:
            best, best_score = candidate.when, score
    return best


def _candidates(marks: Matches, published: date | None) -> list[_Candidate]:
    words = marks.words
    found = []
    for hit in marks.of("month"):
        when = _of_month(words, hit, published)
        if when is not None:
            found.append(_Candidate(when, words.sentence_of(hit.start), hit.start))
    if published is not None:
        for hit in marks.of("weekday"):
            back = (published.isoweekday() - int(hit.phrase.code)) % 7
            found.append(_Candidate(_day(published - timedelta(days=back)), words.sentence_of(hit.start), hit.start))
        for hit in marks.of("day"):
            found.append(_Candidate(_day(published + timedelta(days=int(hit.phrase.code))), words.sentence_of(hit.start), hit.start))
    for number, form in enumerate(words.forms):
        if match := _NUMERIC.fullmatch(form):
            day = _real_day(int(match[3]), int(match[2]), int(match[1]))
            if day is not None:
                found.append(_Candidate(_day(day), words.sentence_of(number), number))
    return found


def _day(day: date) -> When:
    return When(day.isoformat(), DatePrecision.DAY)


def _real_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _of_month(words: ArticleWords, hit: Hit, published: date | None) -> When | None:
    month = int(hit.phrase.code)
    first, last = words.sentences[words.sentence_of(hit.start)]
    near = [at for at in range(max(first, hit.start - _YEAR_REACH), min(last, hit.end + _YEAR_REACH)) if at != hit.start]
    year = next((int(match[1]) for at in near if (match := _YEAR.match(words.forms[at]))), 0)
    beside = [at for at in (hit.start - 1, hit.end) if first <= at < last]
    day_number = next((int(match[1]) for at in beside if (match := _DAY.match(words.forms[at]))), 0)
    if not year and published is None:
        return None
    if not day_number and words.forms[hit.start] in ("may", "march", "mar") and not year:
        return None
    if not year and published is not None:
        year = published.year - (1 if (month, day_number) > (published.month, published.day) else 0)
    if not day_number:
        return When(f"{year:04}-{month:02}-01", DatePrecision.MONTH)
    day = _real_day(year, month, day_number)
    return _day(day) if day else None

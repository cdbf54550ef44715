"""The date of the event: all dates that a text names, and the choice of the one that is the event's, not that of a hearing, a report, a law or a
birth.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from classify.matching.date_atoms import AtomKind, AtomReader, DateAtom, DateExpression, DateForm, DateText
from classify.matching.lexicon import Hit
from classify.matching.matches import Matches
from records.language.days import EARLIEST, DaySpan, EventDate, last_weekday, month_span, moved, one_day, real_day, season_span, week_span, year_span
from records.vocabulary import DatePrecision

# Signs for and against a date being the day of the event: its position, the words near it, its form, its age.

# The distance, in words, within which a word may describe a date.
_BESIDE = 5
_MOST_WEIGHT = 1.5
_LEAD = 5
_FRESH, _OLD = 3, 366
# Days subtracted from the age of a month or a year, which counts from its first day.
_SLACK = 15
_UNKNOWN_AGE = 30
# Up to and from a day: deadlines and terms.
_UNTIL_BEFORE, _UNTIL_AFTER = frozenset({"до", "until", "till", "through", "by"}), frozenset({"дейін", "дейин", "шейін"})
_SINCE_BEFORE, _SINCE_AFTER = frozenset({"с", "со", "since", "from"}), frozenset({"бері", "бастап", "бери"})
# Signs that have another weight in news of an earlier event: there the recent date is the court's.
_OTHERWISE = ("day", "age", "fresh", "lead", "weekday", "latest", "earliest", "year told", "beside report", "reminder")

Signs = dict[str, float]


@dataclass
class SignReader:
    """A reader of the signs of the dates of one text."""

    marks: Matches
    found: Sequence[DateExpression]
    weights: Mapping[int, float]
    published: date | None
    followup: bool
    _dated: dict[int, list[Hit]] = field(init=False)
    _told: Counter[DaySpan] = field(init=False)
    _days: list[date] = field(init=False)
    _in_sentence: Counter[int] = field(init=False)
    _most: float = field(init=False)

    def __post_init__(self) -> None:
        sentence_of = self.marks.words.sentence_of
        self._dated = defaultdict(list)
        for hit in self.marks.of("dated"):
            self._dated[sentence_of(hit.start)].append(hit)
        self._told = Counter(expression.span for expression in self.found)
        self._days = [expression.span.first for expression in self.found if expression.span.precision is DatePrecision.DAY] or [date.min]
        self._in_sentence = Counter(sentence_of(expression.start) for expression in self.found)
        self._most = max(self.weights.values(), default=0.0)

    def signs(self, date_expression: DateExpression) -> Signs:
        """Return the signs of one date; missing ones are 0."""
        signs = {**self._of_place(date_expression), **self._of_days(date_expression), **self._of_words(date_expression)}
        if self.followup:
            signs |= {f"later {name}": signs[name] for name in _OTHERWISE if name in signs}
        return signs

    def _of_place(self, date_expression: DateExpression) -> Signs:
        sentence = self.marks.words.sentence_of(date_expression.start)
        return {
            "weight": min(self.weights.get(sentence, 0.0), _MOST_WEIGHT),
            "after act": float(self._most > 0 and self.weights.get(sentence - 1, 0.0) == self._most),
            "lead": float(sentence <= _LEAD),
            "place": date_expression.start / len(self.marks.words.forms),
            "beside others": float(self._in_sentence[sentence] > 1),
        }

    def _of_days(self, date_expression: DateExpression) -> Signs:
        day = date_expression.span.precision is DatePrecision.DAY
        age = (self.published - date_expression.span.first).days if self.published else _UNKNOWN_AGE
        age = age if day else max(0, age - _SLACK)
        return {
            date_expression.span.precision.value: 1.0,
            date_expression.form.value: 1.0,
            "year told": float(date_expression.has_year),
            "age": math.log1p(max(age, 0)),
            "fresh": float(age <= _FRESH),
            "old": float(age > _OLD),
            "latest": float(day and date_expression.span.first == max(self._days)),
            "earliest": float(day and date_expression.span.first == min(self._days)),
            "again": float(self._told[date_expression.span] > 1),
        }

    def _of_words(self, date_expression: DateExpression) -> Signs:
        words, signs = self.marks.words, Signs()
        before = words.forms[date_expression.start - 1] if date_expression.start else ""
        after = words.forms[date_expression.end] if date_expression.end < len(words.forms) else ""
        signs["until"] = float(before in _UNTIL_BEFORE or after in _UNTIL_AFTER)
        signs["since"] = float(before in _SINCE_BEFORE or after in _SINCE_AFTER)
        for hit in self._dated[words.sentence_of(date_expression.start)]:
            if max(hit.start - date_expression.end, date_expression.start - hit.end) <= _BESIDE:
                signs[f"beside {hit.phrase.code}"] = 1.0
            if hit.phrase.code == "earlier":
                signs["reminder"] = 1.0
        return signs


# Neighbouring parts are one date: «2019 жылғы» and «24 шілде», «во вторник» and «13 мая», «осенью» and «прошлого года».

# What may be between two parts of one date.
_BETWEEN = re.compile(
    r"в|во|на|со?|аи|аи\w{1,6}|месяц\w{0,2}|of|in|the|on|куни|кунги|кун|г|ж|жили|жилги|жилдин|году?а?|утром|вечером|днем|ночью|around|about"
)
_MOST_BETWEEN = 2
_LOOSE = re.compile(r"[\s,()–—-]*")
_YEARS = (AtomKind.YEAR, AtomKind.SHIFTED_YEAR, AtomKind.SAME_YEAR)
_IN_A_YEAR = (AtomKind.MONTH_DAY, AtomKind.MONTH, AtomKind.SEASON)
_DAYS = (AtomKind.FULL, AtomKind.MONTH_DAY)
_BESIDE_DAYS = (AtomKind.WEEKDAY, AtomKind.NEAR)


@dataclass(slots=True)
class _DateInText:
    """A date in the text: its main part, with the year, weekday, week or month that another part adds; words start to end (exclusive)."""

    atom: DateAtom
    start: int
    end: int
    year: DateAtom | None = None
    weekday: int = 0
    period: DateAtom | None = None


def _join_atoms(text: DateText, atoms: Sequence[DateAtom]) -> list[_DateInText]:
    """Return the dates, in reading order."""
    dates: list[_DateInText] = []
    for atom in atoms:
        current = _DateInText(atom, atom.start, atom.end)
        if dates and _are_side_by_side(text, dates[-1], current):
            both = _both(dates[-1], current)
            if both is not None:
                dates[-1] = both
                continue
        dates.append(current)
    return [date_in_text for date_in_text in dates if date_in_text.atom.kind is not AtomKind.YEAR or date_in_text.atom.count]


def _are_side_by_side(text: DateText, one: _DateInText, other: _DateInText) -> bool:
    between = text.forms[one.end : other.start]
    if len(between) > _MOST_BETWEEN or not all(map(_BETWEEN.fullmatch, between)):
        return False
    words = text.marks.words
    if words.capital[one.end] and words.text[words.ends[one.end - 1] - 1] == ".":
        return False
    gaps = ((words.ends[at - 1], words.starts[at]) for at in range(one.end, other.start + 1))
    if not all(_LOOSE.fullmatch(words.text, *gap) for gap in gaps):
        return False
    return words.sentence_of(one.start) == words.sentence_of(other.start)


def _both(one: _DateInText, other: _DateInText) -> _DateInText | None:
    """Return the date that both parts give together; None if they are two dates."""
    first, second = one.atom.kind, other.atom.kind
    if _is_year(one) and second in _IN_A_YEAR:
        return _DateInText(other.atom, one.start, other.end, year=one.atom)
    if first in _IN_A_YEAR and one.year is None and _is_year(other):
        return _DateInText(one.atom, one.start, other.end, year=other.atom, weekday=one.weekday)
    if first in _BESIDE_DAYS and second in _DAYS:
        return _DateInText(other.atom, one.start, other.end, weekday=one.atom.day)
    if first in _DAYS and second in _BESIDE_DAYS:
        return _DateInText(one.atom, one.start, other.end, year=one.year, weekday=other.atom.day)
    if {first, second} == {AtomKind.NEAR, AtomKind.WEEKDAY}:
        near = one if first is AtomKind.NEAR else other
        return _DateInText(near.atom, one.start, other.end)
    if first is AtomKind.WEEKDAY and second is AtomKind.WEEKDAY and other.start - one.end <= 1:
        # В ночь с субботы на воскресенье.
        return _DateInText(other.atom, one.start, other.end)
    for whole, part in ((one, other), (other, one)):
        if whole.atom.kind is AtomKind.PERIOD and (whole.atom.unit, part.atom.kind) in (("week", AtomKind.WEEKDAY), ("month", AtomKind.DAY)):
            return _DateInText(part.atom, one.start, other.end, period=whole.atom)
    return None


def _is_year(date_in_text: _DateInText) -> bool:
    return date_in_text.atom.kind in _YEARS or (date_in_text.atom.kind is AtomKind.AGO and date_in_text.atom.unit == "year")


# All dates that a text names, each with its words, its days and its form.

# A day without a year that is at most this many days ahead is in the future (a hearing, a deadline); further ahead it is last year's.
_SOON = 60
# A day without a year takes the year of its sentence or the one before, unless it is this close to the day of the report.
_RECENT, _TOLD_NEAR = 45, 1
# The greatest age of a dateline in days before the publication.
_DATELINE_AGE, _DATELINE_WORDS, _DATELINE_LINES = 7, 6, 3
_AFTER_DATELINE = re.compile(r"\s*(?:[.:/(—–-]|$)")
_FORMS = {
    AtomKind.WEEKDAY: DateForm.WEEKDAY,
    AtomKind.NEAR: DateForm.NEAR,
    AtomKind.PERIOD: DateForm.COUNTED,
    AtomKind.AGO: DateForm.COUNTED,
    AtomKind.LATER: DateForm.REFERRED,
    AtomKind.REFER: DateForm.REFERRED,
    AtomKind.SHIFTED_YEAR: DateForm.COUNTED,
}


def date_expressions(marks: Matches, published: date | None) -> list[DateExpression]:
    """Return the dates in reading order, none later than the publication and none before 1990.

    Without `published`, only those with a year.
    """
    return [expression for expression in all_date_expressions(marks, published) if published is None or expression.span.first <= published]


def all_date_expressions(marks: Matches, published: date | None) -> list[DateExpression]:
    """Return the dates in reading order, also those to come, as of hearings; none before 1990."""
    text = DateText(marks)
    dates = _join_atoms(text, AtomReader(text).atoms())
    counting = _DateResolver(marks, published)
    expressions = []
    for date_in_text in dates:
        span = counting.days(date_in_text)
        if span is None:
            continue
        dateline = counting.is_dateline(date_in_text, span)
        if span.first >= EARLIEST:
            form = DateForm.DATELINE if dateline else _FORMS.get(date_in_text.atom.kind, DateForm.CALENDAR)
            expressions.append(
                DateExpression(
                    date_in_text.start, date_in_text.end, span, form, date_in_text.year is not None or date_in_text.atom.kind is AtomKind.FULL
                )
            )
    return expressions


@dataclass
class _DateResolver:
    """The conversion of dates to days, relative to the publication and to the dates before them."""

    marks: Matches
    published: date | None
    reported: date | None = field(init=False)
    """The day that words such as «yesterday» refer to: that of a dateline, else that of the publication."""
    _before: DaySpan | None = None
    _before_sentence: int = -9
    _day: date | None = None
    _year: date | None = None
    """A day in the last year that was named."""
    _year_sentence: int = -9

    def __post_init__(self) -> None:
        self.reported = self.published

    def days(self, date_in_text: _DateInText) -> DaySpan | None:
        """Return the days that a date means; None if they cannot be determined."""
        sentence = self.marks.words.sentence_of(date_in_text.start)
        span = self._days(date_in_text, sentence)
        if span is not None:
            self._before, self._before_sentence = span, sentence
            if span.precision is DatePrecision.DAY:
                self._day = span.first
            if date_in_text.year is not None or date_in_text.atom.kind in (AtomKind.FULL, AtomKind.YEAR) or self._is_named_year(sentence, span):
                self._year, self._year_sentence = span.first, sentence
        return span

    def is_dateline(self, date_in_text: _DateInText, span: DaySpan) -> bool:
        """Return whether a date is the day of the report: «Алматы. 11 маусым.»

        Words such as «yesterday» are then relative to it.
        """
        words = self.marks.words
        number = words.sentence_of(date_in_text.start)
        if date_in_text.atom.kind not in (AtomKind.FULL, AtomKind.MONTH_DAY) or self.published is None or number >= _DATELINE_LINES:
            return False
        first = words.sentences[number][0]
        line = words.text.rfind("\n", 0, words.starts[date_in_text.start]) + 1
        before = [at for at in range(max(0, date_in_text.start - _DATELINE_WORDS), date_in_text.start) if words.starts[at] >= line]
        heads = line == 0 or words.starts[first] >= line
        if len(before) == _DATELINE_WORDS or not heads or not all(words.capital[at] for at in before):
            return False
        if not _AFTER_DATELINE.match(words.text, words.ends[date_in_text.end - 1]) or not 0 <= (self.published - span.first).days <= _DATELINE_AGE:
            return False
        self.reported = span.first
        return True

    def _is_named_year(self, sentence: int, span: DaySpan) -> bool:
        return self._year is not None and sentence - self._year_sentence <= _TOLD_NEAR and span.first.year == self._year.year

    def _days(self, date_in_text: _DateInText, sentence: int) -> DaySpan | None:
        atom, kind = date_in_text.atom, date_in_text.atom.kind
        if kind is AtomKind.FULL:
            return _of_day(real_day(atom.year, atom.month, atom.day))
        if kind is AtomKind.YEAR:
            return year_span(atom.year)
        if kind in (AtomKind.MONTH_DAY, AtomKind.MONTH, AtomKind.SEASON):
            year = self._year_of(date_in_text.year)
            return _in_year(atom, year) if year else self._without_year(date_in_text, sentence) if date_in_text.year is None else None
        if kind in (AtomKind.SHIFTED_YEAR, AtomKind.SAME_YEAR):
            year = self._year_of(atom)
            return year_span(year) if year else None
        if kind is AtomKind.DAY:
            return self._in_named_month(date_in_text, sentence)
        if kind in (AtomKind.LATER, AtomKind.REFER):
            return self._referred(atom)
        return self._counted(date_in_text) if self.reported is not None else None

    def _year_of(self, atom: DateAtom | None) -> int:
        """Return the year that a part names; 0 if none."""
        if atom is None:
            return 0
        if atom.kind is AtomKind.YEAR:
            return atom.year
        start = (self._year or self._day or self.published) if atom.kind is AtomKind.SAME_YEAR else self.published
        return start.year + atom.count if start else 0

    def _without_year(self, date_in_text: _DateInText, sentence: int) -> DaySpan | None:
        if self.published is None:
            return None
        atom, today = date_in_text.atom, self.published
        last_year = _in_year(atom, today.year - 1)
        span = _in_year(atom, today.year) or last_year
        if span is None:
            return None
        if atom.modifier == "next":
            return None
        if span.first > today:
            if (
                atom.modifier != "last"
                and (span.first - today).days <= (_SOON if atom.kind is AtomKind.MONTH_DAY else _SOON // 2)
                and not self._is_past(sentence)
            ):
                return span
            span = last_year or span
        elif atom.modifier == "last" and span.last >= today and last_year:
            span = last_year
        if self._is_past(sentence) and self._year is not None and (today - span.last).days > _RECENT:
            return _in_year(atom, self._year.year + (self._year.month >= 10 and 0 < atom.month <= 3)) or span
        if date_in_text.weekday and span.precision is DatePrecision.DAY and span.first.isoweekday() != date_in_text.weekday and last_year:
            return last_year if last_year.first.isoweekday() == date_in_text.weekday else span
        return span

    def _is_past(self, sentence: int) -> bool:
        """Return whether this sentence or the one before named an earlier year."""
        return (
            self._year is not None
            and self.published is not None
            and sentence - self._year_sentence <= _TOLD_NEAR
            and self._year.year < self.published.year
        )

    def _in_named_month(self, date_in_text: _DateInText, sentence: int) -> DaySpan | None:
        """Return a day such as "the 25th" in the month named before, else the last one up to the report."""
        if self.reported is None:
            return None
        if date_in_text.period is not None:
            return _of_month_day(self.reported.year, self.reported.month + date_in_text.period.count, date_in_text.atom.day)
        if self._before is not None and self._before.precision is not DatePrecision.YEAR and sentence - self._before_sentence <= 3:
            return _of_month_day(self._before.first.year, self._before.first.month, date_in_text.atom.day)
        here = _of_month_day(self.reported.year, self.reported.month, date_in_text.atom.day)
        return here if here and here.first <= self.reported else _of_month_day(self.reported.year, self.reported.month - 1, date_in_text.atom.day)

    def _referred(self, atom: DateAtom) -> DaySpan | None:
        start = self._day
        if atom.unit == "day":
            return _of_day(moved(start, atom.count)) if start else None
        if self._before is None:
            return None
        return _shifted(start or self._before.first, atom.unit, atom.count)

    def _counted(self, date_in_text: _DateInText) -> DaySpan | None:
        atom, today = date_in_text.atom, self.reported
        if today is None or atom.modifier == "next":
            return None
        if atom.kind is AtomKind.WEEKDAY:
            if date_in_text.period is not None and (week := _shifted(today, "week", date_in_text.period.count)):
                return _of_day(moved(week.first, atom.day - 1))
            return _of_day(last_weekday(today, atom.day, strictly=atom.modifier == "last"))
        if atom.kind is AtomKind.NEAR or atom.unit == "day":
            return _of_day(moved(today, atom.count))
        return _shifted(today, atom.unit, atom.count)


def _of_day(day: date | None) -> DaySpan | None:
    return one_day(day) if day else None


def _of_month_day(year: int, month: int, day: int) -> DaySpan | None:
    whole = month_span(year, month)
    return _of_day(real_day(whole.first.year, whole.first.month, day)) if whole else None


def _in_year(atom: DateAtom, year: int) -> DaySpan | None:
    if atom.kind is AtomKind.MONTH_DAY:
        return _of_day(real_day(year, atom.month, atom.day))
    return month_span(year, atom.month) if atom.kind is AtomKind.MONTH else season_span(year, atom.month)


def _shifted(day: date, unit: str, count: int) -> DaySpan | None:
    if unit == "week":
        shifted = moved(day, 7 * count)
        return week_span(shifted) if shifted else None
    return month_span(day.year, day.month + count) if unit == "month" else year_span(day.year + count)


# The weight of each sign as log odds, fitted to two thirds of the corpus articles that are retold after the press, and rounded.
_WORTH = {
    # The position.
    "weight": 0.8, "after act": -0.3, "lead": 1.0, "place": -1.0, "beside others": -0.5,
    # The form.
    "day": 1.2, "year": -0.7, "calendar": 0.8, "weekday": 0.8, "dateline": -0.8, "year told": 0.8, "until": -0.4,
    # The age.
    "age": -0.3, "fresh": 0.3, "old": 0.8, "latest": -0.5, "earliest": 0.3,
    # The words near it.
    "beside publication": -0.9, "beside earlier": 0.8, "beside ahead": -0.7, "beside report": -0.6, "beside place": 0.6, "beside law": -0.4, "beside court": 0.2,
    # Additional weights in news of an earlier event.
    "later fresh": -0.6, "later day": 0.5, "later weekday": -0.5, "later lead": -0.5, "later latest": -0.4, "later beside report": -0.4, "later age": 0.4, "later earliest": -0.3, "later year told": 0.3, "later reminder": 0.2,
    # Weights of the answers without a date.
    "no fresh date": 0.5, "that day": -0.8, "hour": 0.9, "short": 0.2, "no date at all": 0.3,
}  # fmt: skip
# Limit of a trained reader's log odds, and their weights for a date and for a day without one (кеше, on Monday): it knows dates better. Fitted on
# three hundred days of four rounds of articles that it was not trained on.
_MOST_ODDS, _HEARD_OF_DATES, _HEARD = 3.0, 0.6, 0.2
# The weight of its log-odds for a date that it was asked about, and those that change nothing. Fitted on the calibrating articles.
_HEARD_ASKED, _USUAL_ASKED = 0.2, 1.0
# Days within which news without a date that may name the hour is about its day of publication.
_LAST_DAYS, _HEAD, _SHORT = 60, 60, 90
_HALF = 0.5
_CLOCK = re.compile(r"\d{1,2}[:.][0-5]\d")


def find_event_date(
    marks: Matches,
    weights: Mapping[int, float],
    published: date | None,
    likelihood: Callable[[int, int], float] | None = None,
    *,
    followup: bool = False,
    asked: Mapping[EventDate, float] = {},
) -> EventDate | None:
    """Return the day of the event, or its month or year if no more is given; None if nothing is. Parameters as for `weigh_dates`."""
    return likeliest_date(weigh_dates(marks, weights, published, likelihood, followup=followup, asked=asked))


def likeliest_date(scores: Mapping[EventDate | None, float]) -> EventDate | None:
    """Return the date with the highest score; of equals the latest."""
    return max(scores, key=lambda when: (scores[when], when is not None and when.date or ""), default=None)


def weigh_dates(
    marks: Matches,
    weights: Mapping[int, float],
    published: date | None,
    likelihood: Callable[[int, int], float] | None = None,
    *,
    followup: bool = False,
    asked: Mapping[EventDate, float] = {},
) -> dict[EventDate | None, float]:
    """Return the score, relative to the others, of each date that may be the day of the event, or its month or year; None: no date is told.

    `weights` say how much each sentence is about the incident. `likelihood` gives, for the words from the first to before the last, a trained reader's
    likelihood that they are the day of the event; `asked` its log-odds for each date, asked about one by one. `followup`: the text is news of a case,
    whose event is earlier.
    """
    expressions = date_expressions(marks, published)
    reader = SignReader(marks, expressions, weights, published, followup)
    scores: dict[EventDate | None, float] = defaultdict(float)
    for expression in expressions:
        signs = reader.signs(expression)
        factor = _HEARD_OF_DATES if signs.get("calendar") else _HEARD
        scores[expression.span.as_when()] += math.exp(
            _worth(signs) + (factor * _odds(likelihood(expression.start, expression.end)) if likelihood else 0.0)
        )
    for dated, odds in asked.items():
        if dated in scores:
            scores[dated] *= math.exp(_HEARD_ASKED * (odds - _USUAL_ASKED))
    for when, signs in undated(marks, expressions, weights, published, followup=followup):
        scores[when] += math.exp(_worth(signs))
    return dict(scores)


def undated(
    marks: Matches, expressions: Sequence[DateExpression], weights: Mapping[int, float], published: date | None, *, followup: bool
) -> Iterator[tuple[EventDate | None, Signs]]:
    """Yield the answers without a date: none for news of an earlier event; for fresh news the month of publication, or the very day."""
    if followup or published is None:
        yield None, {"no date": 1.0, "later no date": float(followup)}
        return
    recent = any(
        expression.span.precision is DatePrecision.DAY and (published - expression.span.first).days < _LAST_DAYS for expression in expressions
    )
    month = month_span(published.year, published.month)
    yield month.as_when() if month else None, {"no date": 1.0, "no fresh date": float(not recent)}
    act = max(weights.values(), default=0.0) * _HALF
    near = any(weights.get(marks.words.sentence_of(expression.start), 0.0) >= act for expression in expressions)
    if not recent and not near:
        signs = {
            "that day": 1.0,
            "hour": float(_tells_hour(marks)),
            "short": float(len(marks.words.forms) < _SHORT),
            "no date at all": float(not expressions),
        }
        yield one_day(published).as_when(), signs


def _tells_hour(marks: Matches) -> bool:
    return any(hit.start < _HEAD for hit in marks.of("hour")) or any(_CLOCK.fullmatch(form) for form in marks.words.forms[:_HEAD])


def _worth(signs: Signs) -> float:
    return sum(_WORTH.get(name, 0.0) * value for name, value in signs.items())


def _odds(chance: float) -> float:
    chance = min(max(chance, 1e-6), 1 - 1e-6)
    return max(-_MOST_ODDS, min(_MOST_ODDS, math.log(chance / (1 - chance))))

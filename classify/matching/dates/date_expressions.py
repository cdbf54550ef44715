"""All dates that a text tells, each with its words, the days it means, and how it is told."""

import re
from dataclasses import dataclass, field
from datetime import date

from classify.matching.dates.date_atoms import AtomReader
from classify.matching.dates.date_joining import ToldDate, join
from classify.matching.dates.date_pieces import AtomKind, DateAtom, DateText
from classify.matching.dates.date_values import (
    EARLIEST,
    DateExpression,
    DateForm,
    DaySpan,
    last_weekday,
    month_span,
    moved,
    one_day,
    real_day,
    season_span,
    week_span,
    year_span,
)
from classify.matching.matches import Matches
from records.vocabulary import DatePrecision

# A day without a year that lies so few days ahead is still to come: a hearing, a deadline. Further ahead it is last year's.
_SOON = 60
# A day without a year is of the year that the sentence or the one before told, unless it fits so well to the day of the report.
_RECENT, _TOLD_NEAR = 45, 1
# A dateline is older than the page by so much at most.
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
    """The dates in reading order, none later than the publication and none before 1990. Without `published`, those that tell their year."""
    text = DateText(marks)
    told = join(text, AtomReader(text).atoms())
    counting = _Counting(marks, published)
    found = []
    for one in told:
        span = counting.days(one)
        if span is None:
            continue
        dateline = counting.is_dateline(one, span)
        if span.first >= EARLIEST and (published is None or span.first <= published):
            form = DateForm.DATELINE if dateline else _FORMS.get(one.atom.kind, DateForm.CALENDAR)
            found.append(DateExpression(one.start, one.end, span, form, one.year is not None or one.atom.kind is AtomKind.FULL))
    return found


@dataclass
class _Counting:
    """Counts dates from the publication and from the dates told before them."""

    marks: Matches
    published: date | None
    reported: date | None = field(init=False)
    """The day from which words such as «yesterday» count: that of a dateline, else that of the publication."""
    _before: DaySpan | None = None
    _before_sentence: int = -9
    _day: date | None = None
    _year: date | None = None
    """A day in the year that was told last."""
    _year_sentence: int = -9

    def __post_init__(self) -> None:
        self.reported = self.published

    def days(self, told: ToldDate) -> DaySpan | None:
        """The days that a date means; None if it cannot be said."""
        sentence = self.marks.words.sentence_of(told.start)
        span = self._days(told, sentence)
        if span is not None:
            self._before, self._before_sentence = span, sentence
            if span.precision is DatePrecision.DAY:
                self._day = span.first
            if told.year is not None or told.atom.kind in (AtomKind.FULL, AtomKind.YEAR) or self._is_told_year(sentence, span):
                self._year, self._year_sentence = span.first, sentence
        return span

    def is_dateline(self, told: ToldDate, span: DaySpan) -> bool:
        """Whether a date is the day of the report: «Алматы. 11 маусым.» Words such as «yesterday» then count from it."""
        words = self.marks.words
        number = words.sentence_of(told.start)
        if told.atom.kind not in (AtomKind.FULL, AtomKind.MONTH_DAY) or self.published is None or number >= _DATELINE_LINES:
            return False
        first = words.sentences[number][0]
        line = words.text.rfind("\n", 0, words.starts[told.start]) + 1
        before = [at for at in range(max(0, told.start - _DATELINE_WORDS), told.start) if words.starts[at] >= line]
        heads = line == 0 or words.starts[first] >= line
        if len(before) == _DATELINE_WORDS or not heads or not all(words.capital[at] for at in before):
            return False
        if not _AFTER_DATELINE.match(words.text, words.ends[told.end - 1]) or not 0 <= (self.published - span.first).days <= _DATELINE_AGE:
            return False
        self.reported = span.first
        return True

    def _is_told_year(self, sentence: int, span: DaySpan) -> bool:
        return self._year is not None and sentence - self._year_sentence <= _TOLD_NEAR and span.first.year == self._year.year

    def _days(self, told: ToldDate, sentence: int) -> DaySpan | None:
        atom, kind = told.atom, told.atom.kind
        if kind is AtomKind.FULL:
            return _of_day(real_day(atom.year, atom.month, atom.day))
        if kind is AtomKind.YEAR:
            return year_span(atom.year)
        if kind in (AtomKind.MONTH_DAY, AtomKind.MONTH, AtomKind.SEASON):
            year = self._told_year(told.year)
            return _in_year(atom, year) if year else self._without_year(told, sentence) if told.year is None else None
        if kind in (AtomKind.SHIFTED_YEAR, AtomKind.SAME_YEAR):
            year = self._told_year(atom)
            return year_span(year) if year else None
        if kind is AtomKind.DAY:
            return self._in_told_month(told, sentence)
        if kind in (AtomKind.LATER, AtomKind.REFER):
            return self._referred(atom)
        return self._counted(told) if self.reported is not None else None

    def _told_year(self, atom: DateAtom | None) -> int:
        """The year that a piece tells; 0 if it tells none."""
        if atom is None:
            return 0
        if atom.kind is AtomKind.YEAR:
            return atom.year
        start = (self._year or self._day or self.published) if atom.kind is AtomKind.SAME_YEAR else self.published
        return start.year + atom.count if start else 0

    def _without_year(self, told: ToldDate, sentence: int) -> DaySpan | None:
        if self.published is None:
            return None
        atom, today = told.atom, self.published
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
        if told.weekday and span.precision is DatePrecision.DAY and span.first.isoweekday() != told.weekday and last_year:
            return last_year if last_year.first.isoweekday() == told.weekday else span
        return span

    def _is_past(self, sentence: int) -> bool:
        """Whether this sentence or the one before it told an earlier year."""
        return (
            self._year is not None
            and self.published is not None
            and sentence - self._year_sentence <= _TOLD_NEAR
            and self._year.year < self.published.year
        )

    def _in_told_month(self, told: ToldDate, sentence: int) -> DaySpan | None:
        """The 25th: of the month that was told before, else the last one up to the report."""
        if self.reported is None:
            return None
        if told.period is not None:
            return _of_month_day(self.reported.year, self.reported.month + told.period.count, told.atom.day)
        if self._before is not None and self._before.precision is not DatePrecision.YEAR and sentence - self._before_sentence <= 3:
            return _of_month_day(self._before.first.year, self._before.first.month, told.atom.day)
        here = _of_month_day(self.reported.year, self.reported.month, told.atom.day)
        return here if here and here.first <= self.reported else _of_month_day(self.reported.year, self.reported.month - 1, told.atom.day)

    def _referred(self, atom: DateAtom) -> DaySpan | None:
        start = self._day
        if atom.unit == "day":
            return _of_day(moved(start, atom.count)) if start else None
        if self._before is None:
            return None
        return _shifted(start or self._before.first, atom.unit, atom.count)

    def _counted(self, told: ToldDate) -> DaySpan | None:
        atom, today = told.atom, self.reported
        if today is None or atom.modifier == "next":
            return None
        if atom.kind is AtomKind.WEEKDAY:
            if told.period is not None and (week := _shifted(today, "week", told.period.count)):
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
        there = moved(day, 7 * count)
        return week_span(there) if there else None
    return month_span(day.year, day.month + count) if unit == "month" else year_span(day.year + count)

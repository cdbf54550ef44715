"""The smallest pieces of dates in a text: «24 шілде», «2019 жылғы», «прошлого года», «в пятницу», «two weeks ago». Nothing is counted here."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from classify.matching.dates.date_months import MonthReader
from classify.matching.dates.date_pieces import DAY_WORD, MONTH_BEFORE, YEAR, YEAR_WORD, AtomKind, DateAtom, DateText

# Not within a longer number, an address of the network or a version.
_NUMERIC = re.compile(
    r"(?<![\w./-])(?:(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})|(?P<d1>\d{1,2})(?P<by>[./-])(?P<d2>\d{1,2})(?P=by)(?P<y1>\d{4}|\d{2}))(?!\d|[/-]\d|[.]\d)"
)
_DAY_MONTH = re.compile(r"(0?[1-9]|[12]\d|3[01])\.(0[1-9]|1[0-2])")
# After these words a number with a point in it is a time of day.
_TIME = frozenset({"в", "к", "около", "до", "с", "сагат", "at", "till", "until", "час", "часов"})
_BEFORE_YEAR = frozenset({"in", "since", "until", "from", "of", "through", "by", "after", "before"})
# On the 25th, but not on the 25th anniversary.
_BEFORE_THE_DAY = frozenset({"on", "of", "from", "since", "by", "until", "till", "before", "after", "between"})
_COUNTED_THINGS = frozenset(
    {"anniversary", "century", "floor", "year", "day", "birthday", "week", "month", "time", "district", "place", "session", "congress", "article"}
)
_CENTURY = 100
_LAST_MONTH = 12


@dataclass(frozen=True, slots=True)
class AtomReader:
    """Finds the pieces in one text."""

    text: DateText

    def atoms(self) -> list[DateAtom]:
        """All pieces in reading order; of two that overlap, the longer one."""
        found = [
            *self._numeric(),
            *MonthReader(self.text).atoms(),
            *self._years(),
            *self._short_years(),
            *self._counted(),
            *self._from_words(),
            *self._bare_days(),
        ]
        kept: list[DateAtom] = []
        taken: set[int] = set()
        for atom in sorted(found, key=lambda one: (one.start - one.end, one.start)):
            if taken.isdisjoint(range(atom.start, atom.end)) and self.text.marks.words.is_read(atom.start):
                kept.append(atom)
                taken.update(range(atom.start, atom.end))
        return sorted(kept, key=lambda one: one.start)

    def _numeric(self) -> Iterator[DateAtom]:
        words = self.text.marks.words
        for match in _NUMERIC.finditer(words.text):
            start, end = bisect_left(words.starts, match.start()), bisect_left(words.starts, match.end())
            if start == len(words.starts) or words.starts[start] != match.start():
                continue
            if match["y"]:
                year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
            else:
                year, month, day = int(match["y1"]), int(match["d2"]), int(match["d1"])
                if match["by"] == "-" and len(match["y1"]) == 2:
                    continue
                year += (2000 if year < 50 else 1900) if year < _CENTURY else 0
                if month > _LAST_MONTH >= day:
                    month, day = day, month
            yield DateAtom(start, end, AtomKind.FULL, year, month, day)
        for at, form in enumerate(words.forms):
            before = self.text.forms[at - 1] if at else ""
            if (
                "." in form
                and (short := _DAY_MONTH.fullmatch(form))
                and before not in _TIME
                and not (at + 1 < len(self.text.forms) and self.text.hyphened[at + 1])
            ):
                yield DateAtom(at, at + 1, AtomKind.MONTH_DAY, month=int(short[2]), day=int(short[1]))

    def _years(self) -> Iterator[DateAtom]:
        for at, form in enumerate(self.text.forms):
            match = YEAR.fullmatch(form) if form[0].isdigit() else None
            if match is None:
                continue
            first, last = self.text.sentence(at)
            end = at + 1
            while (
                end < last
                and end <= at + 2
                and (YEAR_WORD.fullmatch(self.text.forms[end]) or (self.text.hyphened[end] and self.text.forms[end] in ("го", "м", "и", "ом")))
            ):
                end += 1
            told = end > at + 1 or bool(match[2]) or (at > first and self.text.forms[at - 1] in _BEFORE_YEAR)
            # `count` says whether the number is a year by itself, or only beside a month.
            yield DateAtom(at, end, AtomKind.YEAR, year=int(match[1]), count=int(told))

    def _short_years(self) -> Iterator[DateAtom]:
        """Of the tenth year, 19-го года, оныншы жылы: years of this century, beside a day or a month only."""
        for at, form in enumerate(self.text.forms):
            if (
                len(form) > 1
                and YEAR_WORD.fullmatch(form)
                and (found := self.text.numbers.before(at, self.text.sentence(at)[0]))
                and found[1].ordinal
            ):
                yield DateAtom(found[0], at + 1, AtomKind.YEAR, year=2000 + found[1].value)

    def _counted(self) -> Iterator[DateAtom]:
        """Two weeks ago, three days later: number, unit and direction."""
        shifts = {hit.start: hit for hit in self.text.marks.of("shift")}
        ends = {hit.end: hit for hit in self.text.marks.of("shift")}
        for hit in self.text.marks.of("unit"):
            first, last = self.text.sentence(hit.start)
            number = self.text.numbers.before(hit.start, first)
            start, count = (number[0], number[1].value) if number and not number[1].second else (hit.start, 1)
            after, before = shifts.get(hit.end), ends.get(start)
            if number is None and self.text.marks.lang != "ru":
                continue
            code = after.phrase.code if after and after.end <= last else ""
            if code in ("ago", "earlier") and after:
                yield DateAtom(start, after.end, AtomKind.AGO if code == "ago" else AtomKind.LATER, count=-count, unit=hit.phrase.code)
            elif code == "later" and after:
                yield DateAtom(start, after.end, AtomKind.LATER, count=count, unit=hit.phrase.code)
            elif before and before.phrase.code == "later before" and before.start >= first:
                yield DateAtom(before.start, hit.end, AtomKind.LATER, count=count, unit=hit.phrase.code)

    def _from_words(self) -> Iterator[DateAtom]:
        for hit in self.text.marks.of("weekday"):
            modifier = self.text.modifiers.get(hit.start, "")
            if self.text.forms[hit.start] == "среду" and hit.start and self.text.forms[hit.start - 1].endswith("ую") and not modifier:
                continue  # окружающую среду
            yield DateAtom(hit.start, hit.end, AtomKind.WEEKDAY, day=int(hit.phrase.code), modifier=modifier)
        for hit in self.text.marks.of("day"):
            month, _, day = hit.phrase.code.rpartition("-")
            if month:
                yield DateAtom(hit.start, hit.end, AtomKind.MONTH_DAY, month=int(month), day=int(day))
            else:
                yield DateAtom(hit.start, hit.end, AtomKind.NEAR, count=int(hit.phrase.code))
        for hit in self.text.marks.of("season"):
            before = self.text.forms[hit.start - 1 - (self.text.forms[hit.start - 1] == "the")] if hit.start >= 2 else ""
            if self.text.forms[hit.start] in ("fall", "spring") and before not in MONTH_BEFORE:
                continue
            yield DateAtom(hit.start, hit.end, AtomKind.SEASON, month=int(hit.phrase.code), modifier=self.text.modifiers.get(hit.start, ""))
        for hit in self.text.marks.of("period"):
            unit, count = hit.phrase.code.split()
            kind = AtomKind.SHIFTED_YEAR if unit == "year" else AtomKind.PERIOD
            yield DateAtom(hit.start, hit.end, kind, count=int(count), unit=unit)
        for hit in self.text.marks.of("refer"):
            unit, count = hit.phrase.code.split()
            kind = AtomKind.SAME_YEAR if unit == "year" else AtomKind.REFER
            yield DateAtom(hit.start, hit.end, kind, count=int(count), unit=unit)

    def _bare_days(self) -> Iterator[DateAtom]:
        """25-го числа, 25 күні, on the 25th: the month is another sentence's."""
        for at, form in enumerate(self.text.forms):
            first, last = self.text.sentence(at)
            number = self.text.numbers.at(at, last)
            if number is None or not self.text.is_day(number) or number.second or not self.text.orders(number):
                continue
            following = self.text.forms[number.end] if number.end < last else ""
            if DAY_WORD.fullmatch(following) and (form[0].isdigit() or following.startswith("числ")):
                yield DateAtom(at, number.end + 1, AtomKind.DAY, day=number.value)
            elif self.text.marks.lang == "en" and number.ordinal and form[0].isdigit() and self._is_the_day(at, first, following):
                yield DateAtom(at, number.end, AtomKind.DAY, day=number.value)

    def _is_the_day(self, at: int, first: int, following: str) -> bool:
        forms = self.text.forms
        return at - 2 >= first and forms[at - 1] == "the" and forms[at - 2] in _BEFORE_THE_DAY and following not in _COUNTED_THINGS

"""The parts of dates in a text («24 шілде», «2019 жылғы», «прошлого года», «в пятницу», «two weeks ago»), with the numbers and calendar spans they
need. `classify.matching.dates` combines them.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from classify.matching.lexicon import Hit
from classify.matching.matches import Matches, quoted_words
from records.language.date_words import KAZAKH_NUMBER_CASES, date_words, ordinal_words
from records.language.days import DaySpan
from records.language.letters import fold_cyrillic
from records.vocabulary import SCREENING_LANGUAGES

# Numbers in the forms used for dates: 24, 24-го, двадцать четвертого, жиырма төртінші, 24-інде, twenty-fourth, the 24th.


class Numeral(NamedTuple):
    """A number written in the words up to `end` (exclusive).

    `second`: the last of a range such as 24-25. `ordinal`: it has an ordinal form, as the day of a month has.
    """

    value: int
    end: int
    ordinal: bool
    second: int = 0


# Numbers of days, weeks, months, years or days of a month; dates need no others.
_LARGEST = 99
_ORDINAL_SUFFIXES = """го ого его е ое му ому м ым ший ші шы і ы сі сы нші ншы інші ыншы st nd rd th число числа"""
_SUFFIXES = frozenset(
    fold_cyrillic(form)
    for one in _ORDINAL_SUFFIXES.split()
    for form in (one, *(one + case for case in KAZAKH_NUMBER_CASES if one in ("і", "ы", "сі", "сы", "ші", "шы")))
) | frozenset(fold_cyrillic(case) for case in KAZAKH_NUMBER_CASES)
_DIGITS = re.compile(r"(\d{1,2})(?:[-‑–—]?([^\W\d_]{1,7}))?")
_RANGE = re.compile(r"(\d{1,2})[-‑–—](\d{1,2})")
_HYPHEN = re.compile(r"[-‑–—]")


# Cardinals and ordinals of each language, folded.
_COUNTING: dict[str, dict[str, int]] = {lang: {} for lang in SCREENING_LANGUAGES}
for _one in date_words("number"):
    if _one.language in _COUNTING and _one.value.is_integer():
        _COUNTING[_one.language][fold_cyrillic(_one.word)] = int(_one.value)
_ORDERING = {lang: {fold_cyrillic(form): value for form, value in ordinal_words(lang)} for lang in SCREENING_LANGUAGES}
_TENS = frozenset({10, 20, 30, 40})


class NumeralReader:
    """A reader of the numbers in one text.

    `forms` are its words, folded; `joined[i]`: only a hyphen is before word i.
    """

    def __init__(self, forms: Sequence[str], hyphened: Sequence[bool], lang: str) -> None:
        self._forms, self._hyphened = forms, hyphened
        self._counting, self._ordering = _COUNTING[lang], _ORDERING[lang]

    def at(self, start: int, last: int) -> Numeral | None:
        """Return the number that begins at word `start` and ends before word `last`."""
        if start >= last:
            return None
        form = self._forms[start]
        if form[0].isdigit():
            return self._digits(form, start, last)
        value = self._counting.get(form, 0)
        if value in _TENS and start + 1 < last:
            further = self._forms[start + 1]
            if 0 < (ordered := self._ordering.get(further, 0)) < 10:
                return Numeral(value + ordered, start + 2, ordinal=True)
            if 0 < (counted := self._counting.get(further, 0)) < 10 and further not in ("a", "an"):
                return Numeral(value + counted, start + 2, ordinal=False)
        if form in self._ordering:
            return Numeral(self._ordering[form], start + 1, ordinal=True)
        return Numeral(value, start + 1, ordinal=False) if value else None

    def before(self, end: int, first: int) -> tuple[int, Numeral] | None:
        """Return the longest number that ends right before word `end`, and where it begins."""
        for start in range(max(first, end - 4), end):
            number = self.at(start, end)
            if number is not None and number.end == end:
                return start, number
        return None

    def _digits(self, form: str, start: int, last: int) -> Numeral | None:
        if match := _RANGE.fullmatch(form):
            return Numeral(int(match[1]), start + 1, ordinal=False, second=int(match[2]))
        match = _DIGITS.fullmatch(form)
        if match is None or (match[2] and match[2] not in _SUFFIXES):
            return None
        value, end, ordinal = int(match[1]), start + 1, bool(match[2])
        if not ordinal and end < last and self._hyphened[end]:
            further = self._forms[end]
            if further in _SUFFIXES:
                return Numeral(value, end + 1, ordinal=True)
            if further.isdecimal() and len(further) <= 2:
                return self._with_suffix(Numeral(value, end + 1, ordinal=False, second=int(further)), last)
        return Numeral(value, end, ordinal)

    def _with_suffix(self, number: Numeral, last: int) -> Numeral:
        if number.end < last and self._hyphened[number.end] and self._forms[number.end] in _SUFFIXES:
            return number._replace(end=number.end + 1, ordinal=True)
        return number


def hyphens(text: str, starts: Sequence[int], ends: Sequence[int]) -> list[bool]:
    """Return for each word whether only a hyphen, with or without a space, is between it and the word before."""
    hyphenated = [False]
    for at in range(1, len(starts)):
        between = text[ends[at - 1] : starts[at]] if starts[at] - ends[at - 1] <= 3 else ""
        hyphenated.append(bool(_HYPHEN.fullmatch(between.strip())))
    return hyphenated if starts else []


# A date that a text names.


class DateForm(StrEnum):
    """The form of a date, which determines how far it can be trusted."""

    CALENDAR = "calendar"
    """A calendar date: 24 July, 24.07.2019, in July 2018."""
    WEEKDAY = "weekday"
    NEAR = "near"
    """Today, yesterday: relative to the day of the report."""
    COUNTED = "counted"
    """Two weeks ago, last month."""
    REFERRED = "referred"
    """On the same day: relative to a date named before."""
    DATELINE = "dateline"
    """The day of the report itself, at its head."""


@dataclass(frozen=True, slots=True)
class DateExpression:
    """A date expressed by the words from `start` to `end` (exclusive)."""

    start: int
    end: int
    span: DaySpan
    form: DateForm
    has_year: bool = False
    """Whether its year is given, by number or by words such as «last year»."""


def publication_day(published_at: str) -> date | None:
    """Return the day of an ISO 8601 time or date; None if it is neither."""
    try:
        return date.fromisoformat(published_at[:10])
    except ValueError:
        return None


# The kinds of date parts, and the text in which they are searched.

YEAR = re.compile(r"((?:19|20)\d\d)(?:-?(г|ж|го|м|й|ый|ом|ші|шы|жилги|жили|жилдин|жил|году|года))?")
YEAR_WORD = re.compile(r"г|гг|год\w{0,3}|ж|жж|жыл\w{0,5}|жил\w{0,5}")
# Words after a day number without a month: 25-го числа, 25 күні.
DAY_WORD = re.compile(r"числ\w{1,2}|куни|кунги")
# English words before a month or season that is also another word (may, march, fall).
MONTH_BEFORE = frozenset({"in", "since", "last", "this", "early", "late", "mid", "until", "of", "from", "by", "through", "next"})
_LONGEST_MONTH = 31


class AtomKind(StrEnum):
    """The kind of a date part."""

    FULL = "full"  # year, month and day
    MONTH_DAY = "month and day"
    MONTH = "month"
    DAY = "day"  # day of a month that is not named
    YEAR = "year"
    SHIFTED_YEAR = "shifted year"  # last year
    SAME_YEAR = "same year"
    SEASON = "season"
    WEEKDAY = "weekday"
    NEAR = "near"  # yesterday
    PERIOD = "period"  # last week
    AGO = "ago"  # two days ago
    LATER = "later"  # two days later
    REFER = "refer"  # on the same day


@dataclass(slots=True)
class DateAtom:
    """A part of a date, words start to end (exclusive). `modifier`: last, this or next, where the words say so."""

    start: int
    end: int
    kind: AtomKind
    year: int = 0
    month: int = 0
    day: int = 0
    count: int = 0
    unit: str = ""
    modifier: str = ""
    second_day: int = 0


@dataclass
class DateText:
    """A text prepared for reading dates: its words folded, its numbers, and the words for last, this and next."""

    marks: Matches
    forms: list[str] = field(init=False)
    hyphened: list[bool] = field(init=False)
    numbers: NumeralReader = field(init=False)
    modifiers: dict[int, str] = field(init=False)
    quoted: set[int] = field(init=False)

    def __post_init__(self) -> None:
        words = self.marks.words
        self.forms = [fold_cyrillic(form) for form in words.forms]
        self.hyphened = hyphens(words.text, words.starts, words.ends)
        self.numbers = NumeralReader(self.forms, self.hyphened, self.marks.lang or "ru")
        self.quoted = quoted_words(words)
        self.modifiers = {hit.end: hit.phrase.code for hit in self.marks.of("shift") if hit.phrase.code in ("last", "this", "next")}

    def sentence(self, word: int) -> tuple[int, int]:
        """Return the first word of this word's sentence, and the word after its last."""
        words = self.marks.words
        number = words.sentence_of(word)
        return words.sentences[number] if number < len(words.sentences) else (word, word + 1)

    def is_day(self, number: Numeral) -> bool:
        """Return whether a number may be the day of a month."""
        return 0 < number.value <= _LONGEST_MONTH and number.second <= _LONGEST_MONTH

    def orders(self, number: Numeral) -> bool:
        """Return whether a number has the form of a day: digits, or an ordinal.

        «Два июля» is no date, and «екі шілде» is none either.
        """
        return number.ordinal or self.forms[number.end - 1][0].isdigit()


# Months with their days: 24 июля, July 24, шілденің 24-і, twenty-fourth of July, с 22 по 25 июля.

_OF = frozenset({"of", "the"})
_LINKS = frozenset({"и", "по", "на", "жане", "мен", "бен", "пен", "and", "to"})
# Шілденің жиырмасы; but «сәуірде оны», in April him.
_GENITIVE = re.compile("[ндт]и[нң]г?$")
_TOGETHER = re.compile(r"""[\s«»"“”„'‑–—-]*""")
# Names of months that are also other words: alone they count as months only next to a word that shows it.
_OTHER_WORDS = frozenset({"may", "march", "mar", "казан"})
_MONTH_AFTER = re.compile("аи|аи(?:и|да|ди|га|н).{0,4}")


@dataclass(frozen=True, slots=True)
class MonthReader:
    """A reader that finds the months of one text."""

    text: DateText

    def atoms(self) -> Iterator[DateAtom]:
        """Yield every month of the text, with its day if the text has one."""
        for hit in self.text.marks.of("month"):
            atom = self._month(hit)
            if atom.kind is not AtomKind.MONTH or self._is_month(hit):
                yield atom

    def _month(self, hit: Hit) -> DateAtom:
        """Return the month with its day (24 июля, July 24, шілденің 24-і); of a range, the first day."""
        first, last = self.text.sentence(hit.start)
        month = int(hit.phrase.code)
        before = hit.start
        while before > first and self.text.forms[before - 1] in _OF:
            before -= 1
        number_before = self.text.numbers.before(before, first)
        if (
            number_before
            and self.text.is_day(number_before[1])
            and self._may_precede(number_before[1])
            and self._stand_together(number_before[1].end, hit.start)
        ):
            start, number = number_before
            start, day, second = self._range_before(start, number, first)
            return DateAtom(start, hit.end, AtomKind.MONTH_DAY, month=month, day=day, second_day=second)
        after = hit.end + (hit.end < last and self.text.forms[hit.end] in ("аининг", "аининин", "аиинин", "the"))
        number_after = self.text.numbers.at(after, last)
        if number_after and self.text.is_day(number_after) and self._may_follow(hit, number_after, last):
            return DateAtom(hit.start, number_after.end, AtomKind.MONTH_DAY, month=month, day=number_after.value, second_day=number_after.second)
        return DateAtom(hit.start, hit.end, AtomKind.MONTH, month=month, modifier=self.text.modifiers.get(hit.start, ""))

    def _is_month(self, hit: Hit) -> bool:
        """Return whether a word without a day is a month; a year next to it («May 2019», «2019 жылғы қазан») shows that it is."""
        first, last = self.text.sentence(hit.start)
        before = self.text.forms[hit.start - 1] if hit.start > first else ""
        if self.text.marks.words.capital[hit.start] and hit.start in self.text.quoted:
            return False
        after = self.text.forms[hit.end] if hit.end < last else ""
        if self.text.forms[hit.start] in ("мая", "марта"):
            return not self.text.marks.words.capital[hit.start]
        if self.text.forms[hit.start] not in _OTHER_WORDS:
            return True
        return before in MONTH_BEFORE or bool(_MONTH_AFTER.fullmatch(after)) or bool(YEAR.fullmatch(after) or YEAR_WORD.fullmatch(before))

    def _may_precede(self, number: Numeral) -> bool:
        """Return whether a number before a month may be its day.

        Kazakh possessives only follow the month: «оны мамырдың 9-ы» is not the tenth of May.
        """
        form = self.text.forms[number.end - 1]
        return self.text.orders(number) and (self.text.marks.lang != "kk" or not form.isalpha() or "нш" in form or self.text.hyphened[number.end - 1])

    def _stand_together(self, end: int, start: int) -> bool:
        """Return whether only spaces, quotation marks, hyphens and «of the» are between the word before `end` and word `start`."""
        words = self.text.marks.words
        return all(_TOGETHER.fullmatch(words.text, words.ends[at - 1], words.starts[at]) for at in range(end, start + 1))

    def _may_follow(self, hit: Hit, number: Numeral, last: int) -> bool:
        if self.text.marks.lang == "en":
            return self.text.orders(number)
        if (
            self.text.forms[number.end - 1].isalpha()
            and not self.text.hyphened[number.end - 1]
            and not _GENITIVE.search(self.text.forms[hit.end - 1])
        ):
            return False
        return number.ordinal or (number.end < last and bool(DAY_WORD.fullmatch(self.text.forms[number.end])) and self.text.marks.lang == "kk")

    def _range_before(self, start: int, number: Numeral, first: int) -> tuple[int, int, int]:
        """Return where a range of days begins, its first day and its last: 24–25, 24 и 25, с 24 по 25, 24 бен 25."""
        if number.second:
            return start, number.value, number.second
        link = self.text.forms[start - 1] if start - 1 > first else ""
        if link in _LINKS or (start > first and self.text.hyphened[start]):
            at = start - 1 if link in _LINKS else start
            earlier = self.text.numbers.before(at, first)
            if earlier and self.text.is_day(earlier[1]) and self.text.orders(earlier[1]) and earlier[1].value < number.value:
                # The night from the 24th to the 25th counts as the 25th: what happens in it mostly happens after midnight.
                day = number.value if link == "на" else earlier[1].value
                return earlier[0], day, number.value
        return start, number.value, 0


# Not within a longer number, a network address or a version.
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
    """A reader that finds all date parts in one text."""

    text: DateText

    def atoms(self) -> list[DateAtom]:
        """Return all parts in reading order; of two that overlap, the longer one."""
        candidates = [
            *self._numeric(),
            *MonthReader(self.text).atoms(),
            *self._years(),
            *self._short_years(),
            *self._counted(),
            *self._from_words(),
            *self._bare_days(),
        ]
        chosen: list[DateAtom] = []
        covered: set[int] = set()
        for atom in sorted(candidates, key=lambda candidate: (candidate.start - candidate.end, candidate.start)):
            if covered.isdisjoint(range(atom.start, atom.end)) and self.text.marks.words.is_read(atom.start):
                chosen.append(atom)
                covered.update(range(atom.start, atom.end))
        return sorted(chosen, key=lambda candidate: candidate.start)

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
            alone = end > at + 1 or bool(match[2]) or (at > first and self.text.forms[at - 1] in _BEFORE_YEAR)
            # `count` says whether the number is a year by itself, or only next to a month.
            yield DateAtom(at, end, AtomKind.YEAR, year=int(match[1]), count=int(alone))

    def _short_years(self) -> Iterator[DateAtom]:
        """Yield years without a century (the tenth year, 19-го года, оныншы жылы), of this century, only next to a day or a month."""
        for at, form in enumerate(self.text.forms):
            if (
                len(form) > 1
                and YEAR_WORD.fullmatch(form)
                and (number_before := self.text.numbers.before(at, self.text.sentence(at)[0]))
                and number_before[1].ordinal
            ):
                yield DateAtom(number_before[0], at + 1, AtomKind.YEAR, year=2000 + number_before[1].value)

    def _counted(self) -> Iterator[DateAtom]:
        """Yield counted distances: number, unit and direction (two weeks ago, three days later)."""
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
        """Yield days whose month is in another sentence: 25-го числа, 25 күні, on the 25th."""
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

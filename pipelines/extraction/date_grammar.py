"""Parsing of written dates in Kazakh, Russian, English, figures and ISO 8601, and their output in the project's form."""

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from records.language.date_words import date_words, in_cases
from records.language.days import EARLIEST, full_year, month_span, real_day
from records.language.letters import CYRILLIC_LOOK_ALIKES, KAZAKH_AS_RUSSIAN, LATIN_LOOK_ALIKES
from records.vocabulary import PublishedPrecision

# Named time zones: in words, and by the abbreviations of feeds.

# Time zones named in words («по времени Астаны»), normalised by `fold_letters`; "" is the outlet's own.
_NAMED = {
    "Asia/Almaty": "астана астаны астане астанинскому астанинское астанинского алматы алматинскому алматинское алматинского astana almaty",
    "Europe/Moscow": "москва москвы москве московскому московское московского маскеу moscow",
    "": "местному местное местного жергиликти local",
}
_ZONE_NAMES = tuple(_NAMED)
_NAMED_ZONE = {word: number for number, words in enumerate(_NAMED.values()) for word in words.split()}

# Hours from UTC of the abbreviations in feeds: those of RFC 822, and those of this region.
_ABBREVIATED_ZONE = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
    "cet": 1, "cest": 2, "msk": 3, "мск": 3, "almt": 6, "aqtt": 5, "oralt": 5, "qyzt": 5,
}  # fmt: skip


# The words of dates in Kazakh, Russian and English, each with its part in a date.
#
# A part is one letter, so that a text becomes a short string and every written form of a date a small pattern over such strings (below):
#
# d number of one or two digits Y year, 1990-2099 n any other number
# P whole date in figures Q the same, with a year of two digits
# N pair with a dot, 14.05 H pair with a hyphen, 14-05
# T time of day (seconds) p am, pm (hours) z offset from UTC (seconds)
# M month m month, cut short to what may be another word
# W weekday g "year" i "month", "day" after a name
# s ending after a figure, 23-го r today, yesterday (days)
# u second, minute, hour (seconds) S сағат: "hour" and "at ... o'clock" in one
# v day, week (days) w month, year (months)
# A ago q number in words j just now
# a at, on, of o "time" and "by", beside C, the city whose clock is meant
# L published E updated c views, comments, author, section: neighbours
# _ mark between words x any other word
#
# Kazakh letters are folded into the Russian ones that often replace them (қ = к, ә = а) and Latin Kazakh loses its accents, so that one entry
# matches every spelling.

_MINUTE, _HOUR = 60, 3600

_FOLD = str.maketrans(
    KAZAKH_AS_RUSSIAN
    | {"ə": "а", "ї": "и", "ё": "е"}
    | dict(zip("ıáäàâǵğńñŋóöôúüýşç", "iaaaaggnnnooouuusc", strict=True))
    | dict.fromkeys("‐‑‒–—―−", "-")
)
# The word is folded before, so the look-alike of a Kazakh letter (шiлде) is folded with it.
_LATIN_TWINS = str.maketrans({latin: KAZAKH_AS_RUSSIAN.get(twin, twin) for latin, twin in zip(LATIN_LOOK_ALIKES, CYRILLIC_LOOK_ALIKES, strict=True)})


def fold_letters(text: str) -> str:
    """Return `text` in lower case with the letters folded as described above; every character keeps its position."""
    return text.replace("İ", "I").lower().translate(_FOLD)


# The parts of `records.language.date_words` by the letters above.
_PARTS_OF_TABLE = {"W": "weekday", "g": "year", "i": "in date", "s": "ending", "r": "near", "q": "number"}
# The largest value of a part: no page is of tomorrow, and «двадцать лет назад» is prose, while pages count in words to six.
_LARGEST = {"near": 0, "number": 6}
# Endings in Kazakh that are words in the Russian lines, which are read with the same table.
_RUSSIAN_WORDS = frozenset({"на", "не"})


def _of_dates(part: str, of_table: str) -> dict[str, tuple[str, float]]:
    """Return the folded words of a part of the table."""
    folded_words: dict[str, tuple[str, float]] = {}
    for date_word in date_words(of_table):
        if date_word.word not in _RUSSIAN_WORDS and date_word.value <= _LARGEST.get(of_table, date_word.value):
            forms = in_cases(date_word.word, date_word.language) if of_table == "month" else (date_word.word,)
            folded_words |= {fold_letters(form): (part, date_word.value) for form in forms}
    return folded_words


_PLAIN: dict[str, str] = {
    "A": "назад бурын ago buryn",
    "a": "в во at t on of the",
    "o": "по время времени уакыт уакыты уакытымен бойынша time",
    "L": """
        опубликовано опубликован опубликована опубликовали опубликовал публикация публикации дата размещено размещена размещен разместил размещения
        добавлено добавлена добавлен добавления создано создана создан создания загружено выложено новость новости материал материала статья статьи
        запись записи от жарияланды жарияланган жариялау мерзими салынды салынган косылды косылган жуктелген басылган published posted publication
        date added created 公開 公開日 公開日時 掲載日 配信 発行 投稿日 发布 发布时间 发表于 發布 입력 등록 발행
    """,
    "E": """
        обновлено обновлен обновлена обновили обновления обновление изменено изменен изменена изменения исправлено отредактировано
        жанартылды жанартылган жанарту озгертилди озгертилген updated update modified edited
        更新 更新日 更新日時 最終更新 最終更新日 最后更新 수정 최종수정
    """,
    "c": """
        просмотров просмотра просмотры просмотр просмотрено посмотрело посмотрели смотрели прочитали читали комментариев комментария комментарий
        комментарии прочитано прочтений читать минут чтения автор автором добавил добавила опубликовала рубрика рубрике категория категории раздел
        разделе admin administrator админ администратор редактор редакция печать
        каралды каралым каралымы оку окылды рет пикир пикирлер автор авторы views view comments comment author by read reads min фото
    """,
}
_VALUED: dict[str, dict[int | float, str]] = {
    "u": {
        1: "секунда секунду секунды секунд сек second seconds sec secs",
        _MINUTE: "минута минуту минуты минут мин minute minutes min mins",
        _HOUR / 2: "полчаса",
        _HOUR: "час часа часов ч hour hours hr hrs sagat",
    },
    "S": {_HOUR: "сагат саг"},
    "v": {
        1: "день дня дней дн сутки суток кун day days kun",
        7: "неделя неделю недели недель нед апта week weeks wk apta",
    },
    "w": {1: "месяц месяца месяцев мес ай month months", 12: "лет year years yr yrs"},
    "p": {0: "am", 12: "pm"},
}
# Several words with one part, matched as a whole before single words.
_PHRASES: dict[str, tuple[str, float]] = {
    **{word: part for word, part in _of_dates("r", "near").items() if " " in word},
    "только что": ("j", 0),
    "жана гана": ("j", 0),
    "казир гана": ("j", 0),
    "just now": ("j", 0),
    "нур-султана": ("C", 0),
    "нур-султан": ("C", 0),
    "время чтения": ("c", 0),
    "на чтение": ("c", 0),
    "версия для печати": ("c", 0),
    "для печати": ("c", 0),
    "a.m.": ("p", 0),
    "p.m.": ("p", 12),
}


def _all_words() -> dict[str, tuple[str, float]]:
    # Later entries win where a word has two meanings: «минут чтения» yields to «5 минут», «мар» remains March.
    words: dict[str, tuple[str, float]] = {word: (part, 0) for part, line in _PLAIN.items() for word in line.split()}
    for part, of_table in _PARTS_OF_TABLE.items():
        words |= _of_dates(part, of_table)
    words |= {word: ("z", hours * _HOUR) for word, hours in _ABBREVIATED_ZONE.items()}
    words |= {word: ("C", number) for word, number in _NAMED_ZONE.items()}
    words |= {word: (part, value) for part, values in _VALUED.items() for value, line in values.items() for word in line.split()}
    return words | _of_dates("M", "month") | _of_dates("m", "short month")


_WORDS = _all_words()


def _date_part(word: str) -> tuple[str, float]:
    """Return the part and the value of one folded word; ("x", 0) for a word that has no place in a date."""
    known_part = _WORDS.get(word)
    if known_part is None and not word.isascii():
        known_part = _WORDS.get(word.translate(_LATIN_TWINS))
    return known_part or ("x", 0)


# Division of a text into parts of dates, the step before a form of date is recognised.

_FIRST_YEAR, _LAST_YEAR = EARLIEST.year, 2099  # a number outside is not a year

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_BLANKS = re.compile(r"\s+")
_CUT = re.compile(
    r"(?P<zone>\b(?:utc|gmt|мск|msk)\s?[+-]\s?\d{1,2}(?::?\d\d)?(?!\d)|(?<=[\d\s])[+-]\d{4}(?![\d.:/-])|(?<=[\d\s])\+\d\d(?::\d\d)?(?![\d.:/-]))"
    r"|(?P<time>(?<!\d)\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?(?![\d:]))"
    r"|(?P<figures>\d+(?:\.\d+)+|\d+(?:-\d+)+|\d+(?:/\d+)+|\d+)"
    rf"|(?P<phrase>\b(?:{'|'.join(re.escape(phrase) for phrase in _PHRASES)})(?!\w))"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<mark>[^\w\s]|_)"
)
# 2026年2月23日 14時05分, and the same in Korean.
_EAST = re.compile(r"(?<!\d)(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_EAST_TIME = re.compile(r"(?<!\d)(\d{1,2})\s?[時时시]\s?(\d{1,2})\s?[分분]")
_OFFSET = re.compile(r"\A(?P<base>[^\d\s+-]*)\s?(?P<sign>[+-])\s?(?P<hours>\d{1,2}):?(?P<minutes>\d\d)?")
_YEAR_FIRST = re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4})")
_SHORT_YEAR = re.compile(r"(\d\d)([./])(\d\d)\2(\d\d)")  # two digits each, or version numbers such as 1.2.26 would be dates
_AMERICAN_CLOCK = re.compile(r"\b[ecmp][sd]t\b")  # American texts write the month first, 10/04/2026
_PAIR = re.compile(r"\d{1,2}([.-])\d\d")


class Part(NamedTuple):
    """One part of a text: its letter (see the table above), its value in the unit given there, and its position."""

    letter: str
    value: float
    start: int
    end: int


class DateParts(NamedTuple):
    """A text and its parts; `shape` has one letter for each part."""

    text: str
    parts: tuple[Part, ...]
    shape: str


def unify_letters(text: str) -> str:
    """Return `text` with unified letters and spaces, without invisible characters (soft hyphens, joiners), and with East Asian dates in figures."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    if "年" in text or "년" in text:
        text = _EAST_TIME.sub(r" \1:\2 ", _EAST.sub(r" \1-\2-\3 ", text))
    return _BLANKS.sub(" ", text).strip()


def day_or_none(year: int, month: int, day: int) -> date | None:
    """Return the day if it exists in the calendar and its year is one in which online press existed."""
    return real_day(year, month, day) if _FIRST_YEAR <= year <= _LAST_YEAR else None


def _by_day_or_month(letter: str, first: int, mark: str, second: int, year: int, *, american: bool) -> tuple[str, float] | None:
    day = day_or_none(year, second, first) if not american or mark != "/" else None
    if day is None and mark == "/":  # 02/23/2026: American order, if no other is possible
        day = day_or_none(year, first, second)
    return (letter, day.toordinal()) if day else None


def _whole_date(figures: str, american: bool) -> tuple[str, float] | None:
    if match := _YEAR_FIRST.fullmatch(figures):
        day = day_or_none(int(match[1]), int(match[3]), int(match[4]))
        return ("P", day.toordinal()) if day else None
    if match := _YEAR_LAST.fullmatch(figures):
        return _by_day_or_month("P", int(match[1]), match[2], int(match[3]), int(match[4]), american=american)
    if match := _SHORT_YEAR.fullmatch(figures):
        return _by_day_or_month("Q", int(match[1]), match[2], int(match[3]), full_year(int(match[4])), american=american)
    return None


def _figures(figures: str, american: bool) -> tuple[str, float]:
    if figures.isdigit():
        number = int(figures) if len(figures) < 9 else 0
        if len(figures) <= 2:
            return "d", number
        return ("Y", number) if len(figures) == 4 and _FIRST_YEAR <= number <= _LAST_YEAR else ("n", number)
    if whole := _whole_date(figures, american):
        return whole
    if pair := _PAIR.fullmatch(figures):
        first, second = figures.split(pair[1])
        return ("N" if pair[1] == "." else "H"), int(first) * 100 + int(second)
    return "n", 0


def _time(figures: str) -> tuple[str, float]:
    hours, minutes, seconds = (*re.split(r"[:.,]", figures), "0")[:3]
    if int(hours) > 23 or int(minutes) > 59 or int(seconds) > 59:
        return "x", 0
    return "T", int(hours) * _HOUR + int(minutes) * _MINUTE + int(seconds)


def _offset_seconds(written: str) -> int | None:
    """Return the seconds from UTC of «+05:00», «GMT+6», «-0330». None if no place on earth has such an offset."""
    match = _OFFSET.fullmatch(written)
    if match is None:
        return None
    seconds = int(match["hours"]) * _HOUR + int(match["minutes"] or 0) * _MINUTE
    seconds = -seconds if match["sign"] == "-" else seconds
    if match["base"] in ("мск", "msk"):
        seconds += 3 * _HOUR
    return seconds if -12 * _HOUR <= seconds <= 14 * _HOUR else None


def _letter(kind: str | None, written: str, american: bool) -> tuple[str, float]:
    match kind:
        case "zone":
            offset = _offset_seconds(written)
            return ("x", 0) if offset is None else ("z", offset)
        case "time":
            return _time(written)
        case "figures":
            return _figures(written, american)
        case "phrase":
            return _PHRASES[written]
        case "word":
            return _date_part(written)
        case _:
            return "_", 0


def split_date_parts(text: str) -> DateParts:
    """Divide `text` (unified, in lower case) into its parts."""
    folded = fold_letters(text)
    american = "/" in folded and _AMERICAN_CLOCK.search(folded) is not None
    parts = tuple(Part(*_letter(match.lastgroup, match[0], american), *match.span()) for match in _CUT.finditer(folded))
    return DateParts(text, parts, "".join(part.letter for part in parts))


# Dates written for machines: ISO 8601, and texts that nearly follow it.

_DAY = re.compile(
    r"(?P<year>\d{4})(?P<dash>-?)(?P<month>\d\d)(?P=dash)(?P<day>\d\d)"
    r"(?:(?:t\s?|\s)(?P<hour>\d\d)(?::?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,]\d+)?)?)?"
    r"(?:\s?(?P<zone>z|utc|gmt|[+-]\d\d(?::?\d\d)?))?(?:\[[\w/+-]+\])?)?"
)
_WEEK = re.compile(r"(?P<year>\d{4})-?w(?P<week>\d\d)-?(?P<weekday>[1-7])")


def _zone(written: str | None, local: tzinfo) -> tzinfo | None:
    if written is None:
        return local
    if written in ("z", "utc", "gmt"):
        return UTC
    offset = _offset_seconds(written)
    return None if offset is None else timezone(timedelta(seconds=offset))


def read_iso(text: str, zone: tzinfo) -> date | datetime | None:
    """Return the date if the whole `text` (unified, in lower case) is one ISO date.

    A datetime is returned in `zone`, to the second. Without an offset it is local time in `zone`.
    """
    if week := _WEEK.fullmatch(text):
        try:
            day = date.fromisocalendar(int(week["year"]), int(week["week"]), int(week["weekday"]))
        except ValueError:
            return None
        return day_or_none(day.year, day.month, day.day)
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    whole_day = day_or_none(int(match["year"]), int(match["month"]), int(match["day"]))
    if whole_day is None or match["hour"] is None:
        return whole_day
    own = _zone(match["zone"], zone)
    hour, minute, second = int(match["hour"]), int(match["minute"] or 0), int(match["second"] or 0)
    if own is None or hour > 23 or minute > 59 or second > 59:
        return None
    return datetime(whole_day.year, whole_day.month, whole_day.day, hour, minute, second, tzinfo=own).astimezone(zone)


# The value of a recognised date at a given time in a given zone.

_SLACK = timedelta(minutes=10)  # how far an outlet's clock may be ahead of ours before its date counts as a future one

_AM_PM = 12
_LONGEST_AGO = timedelta(days=12_000)  # since 1990 and a little; no article is older, and longer times would leave the calendar


class _DateReading:
    """One recognised form, to be converted into a value as seen at the time `now` (in `zone`)."""

    def __init__(self, match: re.Match[str], parts: tuple[Part, ...], now: datetime, zone: tzinfo) -> None:
        self.found, self.parts, self.now, self.zone = match, parts, now, zone

    def part(self, name: str) -> Part | None:
        if name not in self.found.re.groupindex:
            return None
        place = self.found.start(name)
        return None if place < 0 else self.parts[place]

    def number(self, name: str) -> int | None:
        part = self.part(name)
        return None if part is None else int(part.value)

    def value(self) -> date | datetime | None:
        """Return the day or datetime, or None for a day or time that does not exist."""
        if self.part("now"):
            return self.now
        if self.part("ago"):
            return self._ago()
        seconds = self._seconds()
        if seconds is not None and seconds < 0:
            return None
        day = self._day()
        if day is not None:
            return self._at(day, seconds)
        return self._without_year(seconds)

    def _at(self, day: date, seconds: int | None) -> date | datetime:
        if seconds is None:
            return day
        clock = datetime(day.year, day.month, day.day, seconds // _HOUR, seconds // _MINUTE % 60, seconds % 60, tzinfo=self._told_by())
        return clock.astimezone(self.zone)

    def _told_by(self) -> tzinfo:
        for name in ("zone1", "zone2"):
            if name not in self.found.re.groupindex or self.found.start(name) < 0:
                continue
            for part in self.parts[self.found.start(name) : self.found.end(name)]:
                if part.letter == "z":
                    return timezone(timedelta(seconds=part.value))
                if part.letter == "C" and _ZONE_NAMES[int(part.value)]:
                    return ZoneInfo(_ZONE_NAMES[int(part.value)])
        return self.zone

    def _seconds(self) -> int | None:
        """Return seconds since midnight. None if no time is given, -1 if it is invalid («23.02.2026, 77.10»)."""
        for number in "12":
            if hour := self.part(f"hour{number}"):
                return _half_day(int(hour.value) * _HOUR, self.number(f"noon{number}"))
            if time := self.part(f"time{number}"):
                seconds = int(time.value)
                if time.letter in "NH":
                    hours, minutes = divmod(seconds, 100)
                    if hours > 23 or minutes > 59:
                        return -1
                    seconds = hours * _HOUR + minutes * _MINUTE
                return _half_day(seconds, self.number(f"half{number}"))
        return None

    def _day(self) -> date | None:
        if figures := self.part("figures"):
            day = date.fromordinal(int(figures.value))
            # A two-digit year belongs to this century only up to the present.
            return None if figures.letter == "Q" and day.year > self.now.year + 1 else day
        if back := self.part("back"):
            return self.now.date() + timedelta(days=int(back.value))
        day_number, month, year = self.number("day"), self.number("month"), self.number("year")
        if (short := self.number("short_year")) is not None:
            year = short + (1900 if short > self.now.year % 100 + 1 else 2000)
        if day_number is None or month is None or year is None:
            return None
        return day_or_none(year, month, day_number)

    def _without_year(self, seconds: int | None) -> date | datetime | None:
        """Return the latest such day that is not in the future. None if a year was given, because then no such day exists."""
        day_number, month = self.number("day"), self.number("month")
        if pair := self.part("pair"):
            day_number, month = divmod(int(pair.value), 100)
        if day_number is None or month is None or self.number("year") is not None or self.number("short_year") is not None:
            return None
        for year in range(self.now.year + 1, self.now.year - 9, -1):  # 29 February may be eight years back
            day = day_or_none(year, month, day_number)
            if day is not None and not is_future(value := self._at(day, seconds), self.now):
                return value
        return None

    def _ago(self) -> date | datetime | None:
        """Return a datetime for hours and shorter units, and a day for longer units."""
        seconds, days, months, count = 0.0, 0.0, 0.0, 1.0
        exact = False
        for part in self.parts[self.found.start("ago") : self.found.end("ago")]:
            if part.letter in "dqn":
                count = part.value
            elif part.letter in "uS":
                seconds, count, exact = seconds + count * part.value, 1.0, True
            elif part.letter == "v":
                days, count = days + count * part.value, 1.0
            elif part.letter in "wg":
                months, count = months + count * (part.value or 12), 1.0
        if seconds / (24 * _HOUR) + days + months * 30 > _LONGEST_AGO.days:
            return None
        moment = (self.now.astimezone(UTC) - timedelta(days=days, seconds=seconds)).astimezone(self.zone)
        day = _months_before(moment.date(), int(months))
        if exact:
            return moment if not months else None
        return day


def _half_day(seconds: int, half: int | None) -> int:
    if half is None:
        return seconds
    hours, in_hour = divmod(seconds, _HOUR)
    if hours > _AM_PM:
        return seconds if hours < 24 else -1
    return (hours % _AM_PM + half) * _HOUR + in_hour


def _months_before(day: date, months: int) -> date | None:
    whole = month_span(day.year, day.month - months)
    return day_or_none(whole.first.year, whole.first.month, min(day.day, whole.last.day)) if whole else None


def is_future(value: date | datetime, now: datetime) -> bool:
    """Return whether `value` is more than `_SLACK` after `now`. A day without a time is taken in the zone of `now`."""
    latest = now + _SLACK
    return value > latest if isinstance(value, datetime) else value > latest.date()


# The written forms of a date as patterns over the letters of the parts (see the table above).


def _clock(number: int, figures: str) -> str:
    """Return a pattern for a time of day: «в 14:05», «сағат 09:40-та», «2:05 PM», «2 PM», with or without a city's time zone."""
    return (
        rf"(?:[aSo]_{{0,9}}){{0,9}}(?:(?P<time{number}>{figures})(?:_?s)?(?:_*(?P<half{number}>p))?|(?P<hour{number}>d)(?P<noon{number}>p))"
        rf"(?:_*(?P<zone{number}>z|o{{1,9}}Co{{0,9}}|Co{{1,9}}))?"
    )


_BEFORE = rf"(?:{_clock(1, 'T')}_*(?:[aL]_*)*)?"
_AFTER = rf"(?:_*W)?(?:_*{_clock(2, '[TNH]')})?"
_WEEKDAY = r"(?:W_*|m_+)?"  # «сен, 23 ақпан»: the abbreviation of Saturday equals that of September
_D = r"(?P<day>d)(?:_?s)?i?"
_M = r"(?P<month>[Mm])_?i*"
_Y = r"(?P<year>Y)(?:_?s)?(?:_?g)*"

_DAYS = (
    rf"{_WEEKDAY}{_D}_*+(?:a_*+)?{_M}(?:_*{_Y})?",  # 23 февраля 2026 г.; 23 ақпан; 23-Feb-2026
    rf"{_Y}_*{_WEEKDAY}{_D}_*{_M}",  # 2023 жылғы 23 ақпан
    rf"{_Y}_*(?P<month>[Mm])_*+(?:i_*+)?{_D}",  # 2026 жылғы ақпанның 23-і
    rf"{_WEEKDAY}{_M}_*+(?:a_*+)?{_D}_*{_Y}",  # November 23, 2026
    rf"{_WEEKDAY}(?P<month>M)_*+(?:i_*+)?{_D}",  # ақпанның 23-і
    rf"{_WEEKDAY}(?P<figures>[PQ])(?:_?g)*",  # 23.02.2026
    r"(?P<back>r)",  # вчера
)
_FORMS = (
    *(f"{_BEFORE}{day}{_AFTER}" for day in _DAYS),
    rf"{_WEEKDAY}{_D}_*{_M}_*(?P<short_year>d)_*{_clock(2, 'T')}",  # Mon, 23 Feb 26 14:05 GMT
    rf"{_WEEKDAY}{_M}_*{_D}_*{_clock(2, 'T')}_*{_Y}",  # Mon Feb 23 14:05:00 2026
    rf"(?P<pair>N)_*{_clock(2, 'T')}",  # 23.02, 14:05
    rf"{_clock(1, 'T')}_*(?P<pair>N)",
    r"(?P<ago>(?:(?:[dqn]_{0,9})?[uSvwg]_{0,9}){1,9})A",  # 2 часа назад
    r"(?P<now>j)",  # только что
)
_YEAR_PARTS = frozenset("YPQrAj")
# Every "C" has its own "o", the left one if there is one.
_AROUND = r"[_LaSoi]{0,40}", r"(?:_|z|(?:o++C|Co)++o*+)*+"
_WHOLE = tuple(re.compile(f"{_AROUND[0]}{form}{_AROUND[1]}") for form in _FORMS)
_WITHIN = tuple(re.compile(form) for form in _FORMS)


class FoundDate(NamedTuple):
    """A date found in a text: its value, and its first and last part."""

    value: date | datetime
    first: int
    end: int
    has_year: bool


def whole_date(text: DateParts, now: datetime, zone: tzinfo) -> date | datetime | None:
    """Return the date if the whole `text` is one date. An introducing word may precede it («Опубликовано:»)."""
    for form in _WHOLE:
        match = form.fullmatch(text.shape)
        if match and (value := _DateReading(match, text.parts, now, zone).value()) is not None:
            return value
    return None


def dates_within(text: DateParts, now: datetime, zone: tzinfo) -> list[FoundDate]:
    """Return every date in `text`, in order. If several readings are possible at one position, the longest is taken."""
    written: list[FoundDate] = []
    for form in _WITHIN:
        for match in form.finditer(text.shape):
            value = _DateReading(match, text.parts, now, zone).value()
            if value is not None:
                written.append(FoundDate(value, match.start(), match.end(), any(letter in _YEAR_PARTS for letter in match[0])))
    written.sort(key=lambda found_date: (found_date.first, -found_date.end))
    apart: list[FoundDate] = []
    for found_date in written:
        if not apart or found_date.first >= apart[-1].end:
            apart.append(found_date)
    return apart


_LONGEST = 160  # characters; no single date is longer
# What JavaScript appends to a date: «GMT+0500 (West Kazakhstan Time)».
_ZONE_TITLE = re.compile(r"\s\([a-z ]+ time\)$")


def read_date(text: str, *, now: datetime, zone: tzinfo) -> date | datetime | None:
    """Return the day, or the datetime in `zone`, that `text` gives in Kazakh, Russian, English or figures. None if it is no date.

    `now` (aware) is when the text was fetched. «вчера» and days without a year are relative to it; a day without a year is never in the future. The
    whole text must be the date, apart from words that introduce it («Опубликовано: …»). A time without an offset is local time in `zone`.
    """
    text = unify_letters(text)
    if not text or len(text) > _LONGEST:
        return None
    lower = text.lower()
    if text[0].isdigit() and (value := read_iso(lower, zone)) is not None:
        return value
    if lower.endswith(" time)"):
        text = _ZONE_TITLE.sub("", lower)
    return whole_date(split_date_parts(text), now.astimezone(zone), zone)


def to_iso(value: date | datetime | None) -> str | None:
    """Return '2026-11-24T10:15:00+05:00' for a datetime, '2026-11-24' for a day, None for None."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return None if value is None else value.isoformat()


def precision_of(value: date | datetime | None, *, unsure: bool) -> PublishedPrecision | None:
    """Return how exactly a date is known; None if there is none."""
    if value is None or unsure:
        return None if value is None else PublishedPrecision.UNSURE
    return PublishedPrecision.MOMENT if isinstance(value, datetime) else PublishedPrecision.DAY

"""Country packs: everything that differs between countries, as plain values, with working days and legal terms.

Each country that can be the home country is one `CountryPack`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache

from records.vocabulary.categories import CourtCase
from records.vocabulary.incident_codes import LetterKind, TermUnit

# Working days of a country's state bodies.

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class PublicHoliday:
    """A holiday of every year from `since` to `until`.

    With `moves`, the next working day is free if the holiday falls on a weekend.
    """

    month: int
    day: int
    since: int = 0
    until: int = 9999
    moves: bool = True


@dataclass(frozen=True)
class DaysOff:
    """The days off of a country: weekends (`date.weekday`), yearly holidays, and single days.

    Single days follow the moon or were exchanged for a weekend day. `worked` are weekend days that were made working days.
    """

    weekend: frozenset[int] = frozenset({5, 6})
    holidays: tuple[PublicHoliday, ...] = ()
    single: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()


def is_working_day(day: date, off: DaysOff) -> bool:
    """Return whether state bodies work on this day."""
    return day in off.worked or not (day.weekday() in off.weekend or day in off.single or day in _holidays(day.year, off))


def after_working_days(since: date, days: int, off: DaysOff) -> date:
    """Return the last of `days` working days, the first being the one after `since`.

    Raises OverflowError beyond the calendar.
    """
    day = since
    for _ in range(days):
        day += _DAY
        while not is_working_day(day, off):
            day += _DAY
    return day


@lru_cache(maxsize=256)
def _holidays(year: int, off: DaysOff) -> frozenset[date]:
    fixed = sorted(_of_year(year, off))
    free = {day for day, _ in fixed}
    for day, moves in fixed:
        if moves and day.weekday() in off.weekend:
            instead = day
            while instead in free or instead.weekday() in off.weekend or instead in off.single:
                instead += _DAY
            free.add(instead)
    return frozenset(free)


def _of_year(year: int, off: DaysOff) -> Iterator[tuple[date, bool]]:
    for holiday in off.holidays:
        if holiday.since <= year <= holiday.until:
            yield date(year, holiday.month, holiday.day), holiday.moves


@dataclass(frozen=True)
class LawCode:
    """A code of laws.

    `code` is its name in records and never changes; `kind` is the type of case that results from it. `short` and `name` are English messages that are
    translated for display. `written` is one too: the forms that people use in the language, in small letters, separated by commas; a star matches any
    ending. `last` is the number of its last article: higher numbers are not part of it.
    """

    code: str
    kind: CourtCase
    short: str
    name: str
    written: str
    last: int


@dataclass(frozen=True)
class LawArticle:
    """An article of law used to charge journalists, or those who harm them.

    `code` is that of its `LawCode`; `title` says briefly what it punishes or protects, as an English message that is translated for display.
    """

    code: str
    article: str
    title: str


class CustodyKind(StrEnum):
    """Kinds of custody with a legal maximum length, regardless of rulings."""

    DETENTION = "detention"
    """Held by the police without a court."""
    REMAND = "remand"
    """Held by a court until the verdict."""
    ARREST = "arrest"
    """Administrative arrest."""


@dataclass(frozen=True)
class LegalTerm:
    """A legal maximum length, and the article that sets it, as an English message that is translated for display."""

    term: int
    unit: TermUnit
    article: str


class LegalWord(StrEnum):
    """What a word of the courts says in an article."""

    CHARGED = "charged"
    """Somebody is accused under an article of law, or a case is open."""
    PROVIDES = "provides"
    """The law itself: what it provides or forbids, and not what was done to somebody."""
    BILL = "bill"
    """A draft law, or an amendment."""
    RULED = "ruled"
    """A court decided."""
    ASKED = "asked"
    """A prosecutor asked for a penalty."""
    DENIED = "denied"
    """A court refused, or overturned."""
    CLAIMED = "claimed"
    FINED = "fined"
    AWARDED = "awarded"
    SENTENCED = "sentenced"
    PRISON = "prison"
    RESTRICTED = "restricted"
    SUSPENDED = "suspended"
    ARREST = "arrest"
    REMAND = "remand"
    RELEASED = "released"
    """Somebody is free again, or was never caught: no custody is reported."""
    HOUSE_ARREST = "house arrest"
    TRAVEL_BAN = "travel ban"
    BANNED = "banned"
    """A ban on an activity, or a suspended publication: its length is no sentence."""
    HEARING = "hearing"
    AHEAD = "ahead"
    """Something is appointed for a day."""
    COURT = "court"
    UNTIL_BEFORE = "until before"
    """Before the end of a term: «до 15 марта»."""
    UNTIL_AFTER = "until after"
    """After the end of a term: «16 шілдеге дейін»."""


@dataclass(frozen=True)
class AnswerTerm:
    """The working days within which a state body must answer, and the article that sets them.

    `prolonging` says how the term may be extended. Both texts are English messages that are translated for display.
    """

    working_days: int
    article: str
    prolonging: str


@dataclass(frozen=True, eq=False)
class CountryPack:
    """The values of one country.

    A pack reads no file, no setting and no clock.
    """

    code: str
    """ISO 3166-1, two capital letters."""
    prefix: str
    """What the numbers of incidents begin with, as KZ in KZ-2021-0042: capital letters."""
    zone: str
    """The IANA zone by which the country tells its days and national outlets write. Its history is IANA's: past changes of the clock are known."""
    name: str
    """Its name in English."""
    in_country: str
    """«In the country», a message in English that is translated where it is shown: the title of a release."""
    ranked: str
    """Its name as a message, in the form that it has in the sentence on the index of press freedom."""
    currency: str
    """Its money, ISO 4217: that of a sum without a currency."""
    regions: dict[str, str]
    """The names of the regions by their ISO 3166-2 codes, in today's borders: messages in English that are translated where they are shown."""
    short_regions: dict[str, str]
    """The same regions in names for where there is little room, as on a tile of the region chart."""
    tiles: tuple[str, ...]
    """The region chart, one text for each row from north to south: codes from west to east, with a dot where no region lies. Rows are of one length."""
    region_zones: Mapping[str, str] = field(default_factory=dict)
    """The IANA zones of regions whose clocks differ from the country's, or once did."""
    name_stems: tuple[str, ...] = ()
    """How words for the country begin, in small letters: столица Казахстана is its capital, столица Франции is not."""
    domain: str = ""
    """The end of its web addresses, as `.kz`. An article that names an outlet of such an address is about the country unless it says otherwise."""
    own_languages: frozenset[str] = frozenset()
    """Languages that are written in this country only. An article in one is about the country unless it says otherwise."""
    parents: Mapping[str, str] = field(default_factory=dict)
    """Regions that were parts of others, each with the one: old texts, and careless new ones, name the old one."""
    seats: frozenset[str] = frozenset()
    """The regions in which the state has, or had, its ministries and courts: many articles name them without being about them."""
    cities: frozenset[str] = frozenset()
    """The regions that are one city each, so that whoever names the city has named the region."""
    neighbourhood: frozenset[str] = frozenset()
    """ISO 3166-1 codes of the countries whose events are flagged where QORGAN_COUNTRIES is not set, the country itself among them."""
    law_codes: tuple[LawCode, ...] = ()
    """The codes whose articles a case may name."""
    law_articles: tuple[LawArticle, ...] = ()
    """Their articles by which journalists are charged, and those on crimes against them. Others may be named too."""
    custody_limits: Mapping[CustodyKind, LegalTerm] = field(default_factory=dict)
    """How long the law lets somebody be held at most. Where none is given, custody of unknown length goes on until a release."""
    appeal_terms: Mapping[CourtCase, LegalTerm] = field(default_factory=dict)
    """How long after the ruling of a first court it may be appealed. Where none is given, the calendar counts no such term."""

    answer_terms: Mapping[LetterKind, AnswerTerm] = field(default_factory=dict)
    """In which time state bodies must answer. Where none is given, the calendar counts no such term."""
    legal_words: Mapping[LegalWord, str] = field(default_factory=dict)
    """The words of courts and of the police in the languages of the country's press: in small letters with е for ё, separated by commas; a star matches
    any ending."""
    currency_words: Mapping[str, str] = field(default_factory=dict)
    """Words and signs of money in such texts by ISO 4217 code, in the same form."""
    days_off: DaysOff = DaysOff()
    """When state bodies do not work; without more, at weekends."""

    def number(self, year: int, serial: int) -> str:
        """Return the written number of an incident."""
        return f"{self.prefix}-{year:04}-{serial:04}"

    def number_parts(self, number: str) -> tuple[int, int] | None:
        """Return the year and the serial of an incident's number, or None if it is not a number."""
        match = re.fullmatch(rf"{self.prefix}-(\d{{4}})-(\d{{4,6}})", number)
        return (int(match[1]), int(match[2])) if match else None

    @property
    def number_form(self) -> str:
        """Return a regular expression for incident numbers."""
        return f"{self.prefix}-[0-9]{{4}}-[0-9]{{4,6}}"

    @cached_property
    def tile_places(self) -> Mapping[str, tuple[int, int]]:
        """Return the row and column of each region on the chart."""
        return {code: (row, column) for row, line in enumerate(self.tiles) for column, code in enumerate(line.split()) if code in self.regions}

    def is_region_abroad(self, code: str) -> bool:
        """Return whether the code may be a region of another country (ISO 3166-2).

        Regions of other countries are not listed here.
        """
        return re.fullmatch(r"[A-Z]{2}-[A-Z0-9]{1,3}", code) is not None and not code.startswith(self.code)

    def is_place_abroad(self, code: str) -> bool:
        """Return whether the code may be another country, or a region of one."""
        return re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", code) is not None and not code.startswith(self.code)

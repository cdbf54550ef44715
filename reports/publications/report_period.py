"""The period of a report, and facts from other sources that a report quotes: index ranks, quotations, UNESCO's share, and the publisher."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]

from records.country import home
from records.errors import QorganError
from records.i18n import tr, words_for_reader
from records.incident_model import Incident
from records.language.days import DaySpan
from records.vocabulary import DatePrecision

# Facts from other sources, each with its source: ranks of the press freedom index, UNESCO's share of unpunished killings, and the publisher.

_FOLDER = Path(__file__).parent.parent / "reference"


class WordsByLanguage(dict[str, str]):
    """A name in the languages in which a reference table has it. A report in JSON lists the names in the order of the table."""


@dataclass(frozen=True)
class Rank:
    """The home country's rank in the index of a year. 1 is the freest."""

    year: int
    rank: int
    of: int
    index: WordsByLanguage
    source: WordsByLanguage
    url: str


@dataclass(frozen=True)
class BetterPlaced:
    """Countries that an index ranks before the home country, as a source named them."""

    year: int
    better: tuple[WordsByLanguage, ...]
    source: WordsByLanguage
    url: str


@dataclass(frozen=True)
class Quotation:
    """A quotation in the languages in which the words are known, with its speaker and the source that quotes it."""

    year: int
    who: WordsByLanguage
    words: WordsByLanguage
    source: WordsByLanguage
    url: str


@dataclass(frozen=True)
class Unpunished:
    """The share of killings of journalists worldwide that are not resolved, in per cent, from a report of `year`."""

    year: int
    percent: int
    source: WordsByLanguage
    url: str


def index_rank(year: int, as_of: date) -> Rank | None:
    """Return the rank in a year's index; None if the table has none, is about another country, or was published after the day."""
    table = _table("index_ranks")
    if table["country"] != home().code:
        return None
    for entry in table["ranks"]:
        if entry["year"] == year and entry["published"] <= as_of:
            return Rank(entry["year"], entry["rank"], entry["of"], WordsByLanguage(table["index"]), WordsByLanguage(table["source"]), table["url"])
    return None


def known_ranks(year: int, as_of: date, most: int = 5) -> tuple[Rank, ...]:
    """Return the ranks of this year's index and of those before it that are known on the day, the latest first."""
    years = sorted((entry["year"] for entry in _table("index_ranks")["ranks"] if entry["year"] <= year), reverse=True)
    return tuple(rank for year in years if (rank := index_rank(year, as_of)))[:most]


def comparison(year: int, as_of: date) -> BetterPlaced | None:
    """Return the countries ranked before the home country in the index of a year; None if not in the table by the day."""
    table = _table("comparison")
    for entry in table["comparisons"] if table["country"] == home().code else ():
        if entry["year"] == year and entry["published"] <= as_of:
            return BetterPlaced(year, tuple(map(WordsByLanguage, entry["better"])), WordsByLanguage(entry["source"]), entry["url"])
    return None


def quotation(year: int, as_of: date) -> Quotation | None:
    """Return the quotation for the statements of a year; None if the table has none, or if it was quoted after the day."""
    for entry in _table("quotation")["quotations"]:
        if entry["year"] == year and entry["quoted"] <= as_of:
            who, words, source = (WordsByLanguage(entry[name]) for name in ("who", "words", "source"))
            return Quotation(year, who, words, source, entry["url"])
    return None


def unpunished(as_of: date) -> Unpunished | None:
    """Return UNESCO's share from the last report published by the day; None before the first one in the table."""
    table = _table("unpunished")
    published = [entry for entry in table["reports"] if entry["published"] <= as_of]
    if not published:
        return None
    last = max(published, key=lambda entry: entry["year"])
    return Unpunished(last["year"], last["percent"], WordsByLanguage(table["source"]), table["url"])


@dataclass(frozen=True)
class Publisher:
    """The publisher of the documents and the open data. What is not known is empty; `doi` is that of the open data of all releases."""

    names: WordsByLanguage
    homepage: str = ""
    email: str = ""
    doi: str = ""


def publisher_facts() -> Publisher:
    """Return everything that is known of the publisher."""
    table = _table("publisher")
    return Publisher(WordsByLanguage(table["name"]), table["contact"]["site"], table["contact"]["email"], table["doi"])


def publisher() -> str:
    """Return the publisher of the documents, in the reader's language."""
    return words_for_reader(_table("publisher")["name"])


def publisher_contact() -> str:
    """Return the publisher's contact in one line: address in the reader's language, telephone, e-mail, site.

    Unknown parts are left out; the line is empty if all are.
    """
    contact = _table("publisher")["contact"]
    return " · ".join(filter(None, (words_for_reader(contact["address"]), contact["phone"], contact["email"], contact["site"])))


@cache
def _table(name: str) -> Any:
    return yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


class WrongPeriod(QorganError):
    """The period is in the wrong order or has not begun. Raised before anything is read; exit 2."""


@dataclass(frozen=True)
class ReportPeriod:
    """A period, both days included. `as_of` is the day on which clocks stop, and later statuses do not exist: the last day, or today if that is
    earlier."""

    since: date
    until: date
    as_of: date

    def holds(self, incident: Incident) -> bool:
        """Return whether the incident is counted: it is not withdrawn, and its stored date is in the period.

        A date known to the month or year counts by its stored day. An incident without a date counts nowhere.
        """
        return not incident.withdrawn and incident.day is not None and self.since <= incident.day <= self.as_of

    def may_hold(self, incident: Incident) -> bool:
        """Return whether the incident may have happened in the period, as far as its date is known.

        Needed for saying that something did not happen.
        """
        if incident.withdrawn:
            return False
        if incident.day is None:
            return True
        return incident.day <= self.as_of and _last_day(incident) >= self.since

    def follows(self, incident: Incident) -> bool:
        """Return whether the incident is before the period: it is not withdrawn, and its stored date is earlier."""
        return not incident.withdrawn and incident.day is not None and incident.day < self.since

    def a_year_before(self) -> "ReportPeriod":
        """Return the same days of the year before. The end of a month stays the end of a month."""
        since, until = same_days_a_year_before(self.since, self.as_of)
        return ReportPeriod(since, until, until)

    @property
    def whole_month(self) -> bool:
        """Whether it is one calendar month, from its first day to its last."""
        return _begins_month(self.since) and self.until == self.since.replace(day=monthrange(self.since.year, self.since.month)[1])

    @property
    def from_new_year(self) -> bool:
        """Whether it begins on 1 January of the year in which it ends."""
        return self.since == date(self.until.year, 1, 1)


def period(since: date, until: date, today: date) -> ReportPeriod:
    """Return the period between two days. Raises WrongPeriod if they are in the wrong order, or if it has not begun yet."""
    if since > until:
        raise WrongPeriod(tr("--since lies after --until"))
    if since > today:
        raise WrongPeriod(tr("{day} lies in the future; a report tells what has been").format(day=since))
    return ReportPeriod(since, until, min(until, today))


def split_by_period(
    incidents: Iterable[Incident], earlier: Iterable[Incident], period: ReportPeriod
) -> tuple[list[Incident], tuple[Incident, ...], list[Incident]]:
    """Return the incidents that a period counts, those that count nowhere because they have no date, and these with those of before it."""
    listed = list(incidents)
    undated = tuple(incident for incident in listed if incident.day is None and not incident.withdrawn)
    return [incident for incident in listed if period.holds(incident)], undated, [*filter(period.follows, earlier), *undated]


def _begins_month(day: date) -> bool:
    return day.day == 1


def same_days_a_year_before(since: date, until: date) -> tuple[date, date]:
    """Return the first and the last day a year before. The end of a month stays the end of a month: a February is compared with the whole of February."""
    first, last = _year_before(since), _year_before(until)
    if until.day == monthrange(until.year, until.month)[1]:
        last = last.replace(day=monthrange(last.year, last.month)[1])
    return first, last


def _year_before(day: date) -> date:
    leap = day.month == 2 and day.day == 29
    return (day - timedelta(days=1) if leap else day).replace(year=day.year - 1)


def _last_day(incident: Incident) -> date:
    day = incident.day
    if day is None:
        raise ValueError(f"{incident.number} has no date")
    return DaySpan.of(day, incident.precision or DatePrecision.DAY).last

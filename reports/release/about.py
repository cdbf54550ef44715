"""What a release is, as every description of it says: period, counts, names, licence, where it is had and which one came before it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from babel import Locale

from records.country import home
from records.i18n import tr
from records.ledger.anchors import Anchor
from records.ledger.ledger_verify import Head
from records.written_dates.day_phrases import as_of_day, days_between
from reports.publications.period import ReportPeriod

LICENCE = {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/", "title": "Creative Commons Attribution 4.0 International"}
# The list in which the licence has this name.
SPDX = "https://spdx.org/licenses/"
_MEDIA = {
    "csv": "text/csv",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "jsonld": "application/ld+json",
    "md": "text/markdown",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Before:
    """The release before this one, by its own description: its last day, SHA-256 of its list of checksums, its DOI and its address, both empty if it has none."""

    version: str
    sums_sha256: str
    doi: str = ""
    address: str = ""


@dataclass(frozen=True)
class About:
    """What a release is. `head` is the last row of the ledger that changed what is published, written at `changed`; None if there is none yet.

    `anchor` is the newest anchor that holds a row up to that one fast; None if none was made. `doi` and `address` are those of this release, `address` ending with a
    stroke; both are empty if it has none.
    """

    period: ReportPeriod
    incidents: int
    statuses: int
    undated: int
    head: Head | None
    changed: datetime | None
    anchor: Anchor | None = None
    doi: str = ""
    address: str = ""
    before: Before | None = None


def title(period: ReportPeriod) -> str:
    """The title of the release, in the current language."""
    told = tr("Violations of the rights of journalists and media {in_country}, {period}: open data")
    return told.format(in_country=tr(home().in_country), period=days_between(period.since, period.as_of))


def emptiness() -> str:
    """What is said of a period without incidents."""
    return tr("No incident of this period is on record. That does not say that nothing happened.")


def description(about: About) -> str:
    """What it holds, in a sentence or two, in the current language."""
    if not about.incidents:
        return emptiness()
    told = tr(
        "Confirmed incidents by the day on which they happened, with what became of each, as of {as_of_day}. README.txt says how they are counted."
    )
    return told.format(as_of_day=as_of_day(about.period.as_of))


def keywords() -> list[str]:
    """By what words a catalogue finds it."""
    return [home().name, "journalists", "press freedom", "impunity", "SDG 16.10.1"]


def country_name(lang: str) -> str:
    """The home country in a language; where that is not known, as its pack has it."""
    return str(Locale.parse(lang).territories.get(home().code, home().name))


def media_type(name: str) -> str:
    """The media type of a file of the release."""
    return _MEDIA[name.rpartition(".")[2]]


def moment_of(about: About) -> str:
    """When the incidents became as they are in this release. So the same incidents give the same bytes."""
    moment = about.changed or _beginning(about.period.as_of)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _beginning(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), tzinfo=UTC)

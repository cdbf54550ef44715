"""The descriptor of a release: a Tabular Data Package v1, from which programs learn what each table and column means.

The profile holds tables as CSV alone. The same incidents as a workbook and as JSON Lines therefore stand under `alternatives`, a property of our own,
with their checksums.

Source: Tabular Data Package, version 1.0, https://specs.frictionlessdata.io/tabular-data-package/
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from records.country import home
from records.i18n import kept, reader, tr
from records.ledger.anchors import Anchor
from records.ledger.ledger_verify import Head
from records.written_dates.day_phrases import as_of_day, days_between
from reports.publications.period import ReportPeriod
from reports.publications.reference import publisher
from reports.release.release_fields import INCIDENTS, STATUSES, TAXONOMIES, Field
from reports.release.release_files import File

NAME = "datapackage.json"
# The anchor of the ledger, where one was made: the very bytes that were signed and stamped.
ANCHOR = "anchor.json"
# The name under which the package is known from one release to the next.
PACKAGE = "qorgan-incidents"
LICENCE = {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/", "title": "Creative Commons Attribution 4.0 International"}
# Whose taxonomies the categories are placed in.
_SOURCES = (
    {"title": "Adil Soz", "path": "https://adilsoz.kz/"},
    {"title": "U.S. Press Freedom Tracker", "path": "https://pressfreedomtracker.us/"},
    {"title": "Mapping Media Freedom", "path": "https://www.mapmf.org/"},
    {"title": "Justice for Journalists", "path": "https://jfj.fund/risk-map/"},
    {"title": "UN Sustainable Development Goals, indicator 16.10.1", "path": "https://unstats.un.org/sdgs/metadata/"},
)
_MEDIA = {
    "csv": "text/csv",
    "jsonl": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class About:
    """What a release is. `head` is the last row of the ledger that changed the incidents, written at `changed`; None if there is none yet.

    `anchor` is the newest anchor that holds a row up to that one fast; None if none was made.
    """

    period: ReportPeriod
    incidents: int
    statuses: int
    undated: int
    head: Head | None
    changed: datetime | None
    anchor: Anchor | None = None


@dataclass(frozen=True)
class PackageTable:
    """A table of the package: its file, its content, its columns, its key, and the tables to which columns refer."""

    file: str
    title: str
    fields: tuple[Field, ...]
    key: str | None
    leads: Mapping[str, tuple[str, str]]

    @property
    def name(self) -> str:
        """The name of the resource."""
        return self.file.partition(".")[0]

    def schema(self) -> dict[str, Any]:
        """The columns as a Table Schema, in the current language."""
        to = [{"fields": mine, "reference": {"resource": table, "fields": theirs}} for mine, (table, theirs) in self.leads.items()]
        told: dict[str, Any] = {"fields": [field.described() for field in self.fields], "missingValues": [""]}
        return told | ({"primaryKey": self.key} if self.key else {}) | ({"foreignKeys": to} if to else {})


TABLES = (
    PackageTable("incidents.csv", kept("incidents, one a row"), INCIDENTS, "number", {"primary": ("taxonomies", "code")}),
    PackageTable("statuses.csv", kept("what became of them, one dated event a row"), STATUSES, None, {"number": ("incidents", "number")}),
    PackageTable("taxonomies.csv", kept("the categories with their place in other taxonomies"), TAXONOMIES, "code", {}),
)
ALTERNATIVES = {
    "incidents.xlsx": kept("the same incidents for spreadsheets"),
    "incidents.jsonl": kept("the same incidents for programs, as JSON Lines"),
}


def title(period: ReportPeriod) -> str:
    """The title of the release, in the current language."""
    told = tr("Violations of the rights of journalists and media {in_country}, {period}: open data")
    return told.format(in_country=tr(home().in_country), period=days_between(period.since, period.as_of))


def emptiness() -> str:
    """What is said of a period without incidents."""
    return tr("No incident of this period is on record. That does not say that nothing happened.")


def package(about: About, files: Sequence[File]) -> File:
    """The descriptor of the data files, in the current language."""
    named = {file.name: file for file in files}
    period = about.period
    told = {
        "profile": "tabular-data-package",
        "name": PACKAGE,
        "title": title(period),
        "description": _description(about),
        "version": period.as_of.isoformat(),
        "created": _created(about),
        "language": reader(),
        "licenses": [LICENCE],
        "sources": [{"title": publisher()}, *_SOURCES],
        "contributors": [{"title": publisher(), "role": "publisher"}],
        "keywords": [home().name, "journalists", "press freedom", "impunity", "SDG 16.10.1"],
        "period": {"since": period.since.isoformat(), "until": period.until.isoformat(), "as_of": period.as_of.isoformat()},
        "counts": {"incidents": about.incidents, "statuses": about.statuses, "undated": about.undated},
        "ledger_head": str(about.head) if about.head else None,
        "ledger_anchor": ANCHOR if about.anchor else None,
        "resources": [_resource(table, named[table.file]) for table in TABLES],
        "alternatives": [
            {"name": name.replace(".", "-"), "title": tr(words_of), "of": "incidents", **_stored(named[name])}
            for name, words_of in ALTERNATIVES.items()
        ],
    }
    return File(NAME, (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode())


def _description(about: About) -> str:
    if not about.incidents:
        return emptiness()
    told = tr(
        "Confirmed incidents by the day on which they happened, with what became of each, as of {as_of_day}. README.txt says how they are counted."
    )
    return told.format(as_of_day=as_of_day(about.period.as_of))


def _created(about: About) -> str:
    """When the incidents became as they are in this release. So the same incidents give the same bytes."""
    moment = about.changed or datetime.combine(about.period.as_of, datetime.min.time(), tzinfo=UTC)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _resource(table: PackageTable, file: File) -> dict[str, Any]:
    return {"profile": "tabular-data-resource", "name": table.name, "title": tr(table.title), **_stored(file), "schema": table.schema()}


def _stored(file: File) -> dict[str, Any]:
    form = file.name.rpartition(".")[2]
    encoding = {} if form == "xlsx" else {"encoding": "utf-8"}
    return {"path": file.name, "format": form, "mediatype": _MEDIA[form], **encoding, "bytes": len(file.content), "hash": f"sha256:{file.sha256}"}

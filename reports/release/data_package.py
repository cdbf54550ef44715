"""The descriptor of a release: a Tabular Data Package v1, from which programs learn what each table and column means.

The profile holds tables as CSV alone. The same incidents as a workbook and as JSON Lines therefore stand under `alternatives`, a property of our own,
with their checksums. `jsonSchema`, one too, names the schema of the rows as JSON.

Source: Tabular Data Package, version 1.0, https://specs.frictionlessdata.io/tabular-data-package/
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from records.i18n import kept, reader, tr
from records.vocabulary.taxonomy_codes import TAXONOMIES_OF_OTHERS
from reports.publications.reference import publisher, publisher_facts
from reports.release.about import LICENCE, About, description, keywords, media_type, moment_of, title
from reports.release.json_schema import row_schema, schema_name
from reports.release.release_fields import CHANGES, INCIDENTS, STATUSES, TAXONOMIES, TAXONOMY_CODES, Field
from reports.release.release_files import File

NAME = "datapackage.json"
# The anchor of the ledger, where one was made: the very bytes that were signed and stamped.
ANCHOR = "anchor.json"
# The name under which the package is known from one release to the next.
PACKAGE = "qorgan-incidents"
# Whose taxonomies the categories are placed in.
_SOURCES = [{"title": owner, "path": source} for owner, source in dict.fromkeys((one.owner, one.source) for one in TAXONOMIES_OF_OTHERS)]


@dataclass(frozen=True)
class PackageTable:
    """A table of the package: its file, its content, its columns, its key, and the tables to which columns refer."""

    file: str
    title: str
    fields: tuple[Field, ...]
    key: str | tuple[str, ...] | None
    leads: Mapping[str, tuple[str, str]]

    @property
    def name(self) -> str:
        """The name of the resource."""
        return self.file.partition(".")[0]

    def schema(self) -> dict[str, Any]:
        """The columns as a Table Schema, in the current language."""
        to = [{"fields": mine, "reference": {"resource": table, "fields": theirs}} for mine, (table, theirs) in self.leads.items()]
        told: dict[str, Any] = {"fields": [field.described() for field in self.fields], "missingValues": [""]}
        key = list(self.key) if isinstance(self.key, tuple) else self.key
        return told | ({"primaryKey": key} if key else {}) | ({"foreignKeys": to} if to else {})


TABLES = (
    PackageTable("incidents.csv", kept("incidents, one a row"), INCIDENTS, "number", {"primary": ("taxonomies", "code")}),
    PackageTable("statuses.csv", kept("what became of them, one dated event a row"), STATUSES, None, {"number": ("incidents", "number")}),
    PackageTable("taxonomies.csv", kept("the categories with their place in other taxonomies"), TAXONOMIES, "code", {}),
    PackageTable("taxonomy_codes.csv", kept("what every code of these taxonomies means, and whose it is"), TAXONOMY_CODES, ("taxonomy", "code"), {}),
)
# Only in a release that was given the one before.
CHANGES_TABLE = PackageTable("changes.csv", kept("which incidents have changed since the previous release"), CHANGES, "number", {})
ALTERNATIVES = {
    "incidents.xlsx": kept("the same incidents for spreadsheets"),
    "incidents.jsonl": kept("the same incidents for programs, as JSON Lines"),
}
# What each file with data is, and by which file of the release it is described: a message, a name.
TITLES = {table.file: table.title for table in (*TABLES, CHANGES_TABLE)} | ALTERNATIVES
STANDARDS = {table.file: NAME for table in (*TABLES, CHANGES_TABLE)} | {"incidents.jsonl": schema_name("incidents.csv")}


def package(about: About, files: Sequence[File]) -> File:
    """The descriptor of the data files, in the current language."""
    named = {file.name: file for file in files}
    period = about.period
    told = {
        "profile": "tabular-data-package",
        "name": PACKAGE,
        **({"id": f"https://doi.org/{about.doi}"} if about.doi else {}),
        **({"homepage": homepage} if (homepage := about.address or publisher_facts().homepage) else {}),
        "title": title(period),
        "description": description(about),
        "version": period.as_of.isoformat(),
        "created": moment_of(about),
        "language": reader(),
        "licenses": [LICENCE],
        "sources": [{"title": publisher()}, *_SOURCES],
        "contributors": [{"title": publisher(), "role": "publisher"}],
        "keywords": keywords(),
        "period": {"since": period.since.isoformat(), "until": period.until.isoformat(), "as_of": period.as_of.isoformat()},
        "counts": {"incidents": about.incidents, "statuses": about.statuses, "undated": about.undated},
        "ledger_head": str(about.head) if about.head else None,
        "ledger_anchor": ANCHOR if about.anchor else None,
        "resources": [_resource(table, named[table.file]) for table in tables(about)],
        "alternatives": [
            {"name": name.replace(".", "-"), "title": tr(words_of), "of": "incidents", **_stored(named[name])}
            for name, words_of in ALTERNATIVES.items()
        ],
    }
    return File(NAME, (json.dumps(told, ensure_ascii=False, indent=2) + "\n").encode())


def tables(about: About) -> tuple[PackageTable, ...]:
    """The tables of this release."""
    return (*TABLES, CHANGES_TABLE) if about.before else TABLES


def schemas(about: About) -> Iterator[File]:
    """The schema of the rows of each table as JSON, in the current language."""
    yield from (row_schema(table.file, tr(table.title), table.fields, about.address) for table in tables(about))


def _resource(table: PackageTable, file: File) -> dict[str, Any]:
    told = {"profile": "tabular-data-resource", "name": table.name, "title": tr(table.title), **_stored(file), "schema": table.schema()}
    return told | {"jsonSchema": schema_name(file.name)}


def _stored(file: File) -> dict[str, Any]:
    form = file.name.rpartition(".")[2]
    encoding = {} if form == "xlsx" else {"encoding": "utf-8"}
    return {
        "path": file.name,
        "format": form,
        "mediatype": media_type(file.name),
        **encoding,
        "bytes": len(file.content),
        "hash": f"sha256:{file.sha256}",
    }

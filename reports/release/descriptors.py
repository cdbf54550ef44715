"""Machine-readable descriptions of a release: Tabular Data Package v1, JSON Schema, CITATION.cff, DCAT-AP and DataCite.

The profile of the package has tables as CSV only. The same incidents as a workbook and as JSON Lines are therefore listed under `alternatives`, a
property of our own, with their checksums. `jsonSchema`, another one, names the schema of the rows as JSON.

Source: Tabular Data Package, version 1.0, https://specs.frictionlessdata.io/tabular-data-package/
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml  # type: ignore[import-untyped]

from records.country import home
from records.i18n import LANGUAGES, gettext_noop, ntr, reader_language, tr, tr_to, use_language
from records.vocabulary.categories import TAXONOMIES_OF_OTHERS
from reports.charts.chart_words import number
from reports.publications.report_period import publisher, publisher_facts
from reports.release.fields import CHANGES, INCIDENTS, STATUSES, TAXONOMIES, TAXONOMY_CODES, Field
from reports.release.release_description import (
    LICENCE,
    SPDX,
    File,
    ReleaseDescription,
    country_name,
    description,
    keywords,
    media_type,
    moment_of,
    title,
)

# JSON Schema of the rows of a release: one for each table, made of the same fields as its Table Schema. A row of `incidents.csv` as JSON is a line of
# `incidents.jsonl`. Of the other tables it is the row by the names of its columns, with null for an empty cell. Source: JSON Schema, draft 2020-12,
# https://json-schema.org/draft/2020-12/json-schema-core

DIALECT = "https://json-schema.org/draft/2020-12/schema"
# The types of Table Schema that have other names in JSON.
_TYPES = {"date": "string"}


def schema_name(table: str) -> str:
    """Return the file of the schema of the rows of a table."""
    return f"{table.partition('.')[0]}.schema.json"


def row_schema(table: str, title: str, fields: Sequence[Field], address: str = "") -> File:
    """Return the schema of the rows of a table, in the current language.

    `address` is that of the release, or empty: a schema without an address has no `$id`.
    """
    name = schema_name(table)
    schema: dict[str, Any] = {
        "$schema": DIALECT,
        **({"$id": f"{address}{name}"} if address else {}),
        "title": title,
        "type": "object",
        "properties": {field.name: _value(field) for field in fields},
        "required": [field.name for field in fields],
        "additionalProperties": False,
    }
    return File(name, (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode())


def _value(field: Field) -> dict[str, Any]:
    about = field.described()["description"]
    if field.shape is not None:
        return {"description": about, **field.shape}
    limits = field.limits
    codes = [str(code) for code in field.codes] or limits.get("enum")
    always = bool(limits.get("required"))
    kind = _TYPES.get(field.type, field.type)
    schema: dict[str, Any] = {"description": about, "type": kind if always else [kind, "null"]}
    if field.type == "date":
        schema["format"] = "date"
    if codes:
        schema["enum"] = codes if always else [*codes, None]
    if "pattern" in limits:
        schema["pattern"] = f"^(?:{limits['pattern']})$"
    if "minimum" in limits:
        schema["minimum"] = limits["minimum"]
    return schema


# CITATION.cff of a release: how to cite the data. Source: Citation File Format 1.2.0,
# https://github.com/citation-file-format/citation-file-format/blob/1.2.0/schema-guide.md

CITATION_FILE = "CITATION.cff"


def citation(about: ReleaseDescription) -> File:
    """Return the file, in the current language. Unknown facts of the publisher and of the release are left out."""
    facts, as_of = publisher_facts(), about.period.as_of.isoformat()
    who = {"name": publisher(), "website": facts.homepage, "email": facts.email}
    owner = {name: value for name, value in who.items() if value}
    content = {
        "cff-version": "1.2.0",
        "message": tr("Whoever uses these data names the source as it stands here."),
        "type": "dataset",
        "title": title(about.period),
        "abstract": description(about),
        "authors": [owner],
        "contact": [owner] if facts.email else None,
        "version": as_of,
        "date-released": as_of,
        "license": LICENCE["name"],
        "doi": about.doi,
        "url": about.address,
        "identifiers": [{"type": "doi", "value": facts.doi, "description": tr("the data of all releases")}] if facts.doi else None,
        "keywords": keywords(),
    }
    present = {name: value for name, value in content.items() if value}
    return File(CITATION_FILE, yaml.safe_dump(present, allow_unicode=True, sort_keys=False, width=1000).encode())


# dcat.jsonld of a release: its entry for catalogues of open data in DCAT-AP, in the languages of the product. Addresses within the release are
# relative to this file, so that the entry is right wherever the folder is put. Sources: DCAT-AP 3.0,
# https://semiceu.github.io/DCAT-AP/releases/3.0.0/; SPDX checksums, https://spdx.org/rdf/terms/

DCAT_FILE = "dcat.jsonld"
_EU = "http://publications.europa.eu/resource/authority/"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
# ISO 639-2 codes of the languages that the Publications Office lists; a language that is missing here is left out of the entry.
_LANGUAGES = {"kk": "KAZ", "ru": "RUS", "en": "ENG"}
_FORMATS = {"csv": "CSV", "json": "JSON", "jsonl": "JSON", "xlsx": "XLSX"}
_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

Node = dict[str, Any]


def dcat(about: ReleaseDescription, data: Sequence[File], standards: Mapping[str, str], titles: Mapping[str, str]) -> File:
    """Return the file. `data` are the data files; `standards` maps each to the file that describes it, `titles` to its title, a message."""
    facts, period = publisher_facts(), about.period
    publisher: Node = {
        "@type": "foaf:Agent",
        "foaf:name": [_text(name, lang) for lang, name in facts.names.items()],
        **({"foaf:homepage": {"@id": facts.homepage}} if facts.homepage else {}),
    }
    content: Node = {
        "@context": _CONTEXT,
        "@id": f"https://doi.org/{about.doi}" if about.doi else about.address or "./",
        "@type": "dcat:Dataset",
        "dct:title": _in_each(lambda: title(period)),
        "dct:description": _in_each(lambda: description(about)),
        "dct:identifier": about.doi or about.address or None,
        "dct:publisher": publisher,
        "dct:creator": publisher,
        "dcat:contactPoint": _contact(),
        "dct:license": {"@id": LICENCE["path"], "@type": "dct:LicenseDocument"},
        "dct:accessRights": {"@id": f"{_EU}access-right/PUBLIC", "@type": "dct:RightsStatement"},
        "dct:issued": _day(period.as_of.isoformat()),
        "dct:modified": {"@type": "xsd:dateTime", "@value": moment_of(about)},
        "dcat:version": period.as_of.isoformat(),
        "dcat:previousVersion": _before(about),
        "dct:isVersionOf": {"@id": f"https://doi.org/{facts.doi}"} if facts.doi else None,
        "dcat:landingPage": {"@id": about.address, "@type": "foaf:Document"} if about.address else None,
        "dct:language": _languages(),
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": _day(period.since.isoformat()),
            "dcat:endDate": _day(period.as_of.isoformat()),
        },
        "dct:spatial": {
            "@id": f"https://www.iso.org/obp/ui/#iso:code:3166:{home().code}",
            "@type": "dct:Location",
            "skos:prefLabel": [_text(country_name(lang), lang) for lang in LANGUAGES],
        },
        "dcat:theme": [{"@id": f"{_EU}data-theme/{theme}", "@type": "skos:Concept"} for theme in ("JUST", "GOVE")],
        "dcat:keyword": [_text(word, "en") for word in keywords()],
        "dcat:distribution": [_distribution(about, file, standards.get(file.name), titles[file.name]) for file in data],
    }
    present = {key: value for key, value in content.items() if value}
    return File(DCAT_FILE, (json.dumps(present, ensure_ascii=False, indent=2) + "\n").encode())


def _distribution(about: ReleaseDescription, file: File, standard: str | None, words: str) -> Node:
    form = file.name.rpartition(".")[2]
    return {
        "@id": f"{about.address}#{file.name}",
        "@type": "dcat:Distribution",
        "dct:title": [_text(tr_to(lang, words), lang) for lang in LANGUAGES],
        "dcat:accessURL": {"@id": about.address or "./"},
        "dcat:downloadURL": {"@id": f"{about.address}{file.name}"},
        "dcat:mediaType": {"@id": f"{_MEDIA_TYPES}{media_type(file.name)}", "@type": "dct:MediaType"},
        "dct:format": {"@id": f"{_EU}file-type/{_FORMATS[form]}", "@type": "dct:MediaTypeOrExtent"},
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(len(file.content))},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": file.sha256},
        },
        "dct:license": {"@id": LICENCE["path"], "@type": "dct:LicenseDocument"},
        **({"dct:conformsTo": {"@id": f"{about.address}{standard}", "@type": "dct:Standard"}} if standard else {}),
    }


def _contact() -> Node | None:
    """Return the contact point; None if neither a mail address nor a page of the publisher is known."""
    facts = publisher_facts()
    if not facts.email and not facts.homepage:
        return None
    return {
        "@type": "vcard:Organization",
        "vcard:fn": [_text(name, lang) for lang, name in facts.names.items()],
        **({"vcard:hasEmail": {"@id": f"mailto:{facts.email}"}} if facts.email else {}),
        **({"vcard:hasURL": {"@id": facts.homepage}} if facts.homepage else {}),
    }


def _before(about: ReleaseDescription) -> Node | None:
    if about.before is None or not (about.before.doi or about.before.address):
        return None
    return {"@id": f"https://doi.org/{about.before.doi}" if about.before.doi else about.before.address}


def _languages() -> list[Node]:
    """Return the languages of the texts: that of the words around the data first."""
    ordered = (reader_language(), *(lang for lang in LANGUAGES if lang != reader_language()))
    return [{"@id": f"{_EU}language/{_LANGUAGES[lang]}", "@type": "dct:LinguisticSystem"} for lang in ordered if lang in _LANGUAGES]


def _in_each(words: Any) -> list[Node]:
    texts = []
    for lang in LANGUAGES:
        with use_language(lang):
            texts.append(_text(words(), lang))
    return texts


def _text(words: str, lang: str) -> Node:
    return {"@language": lang, "@value": words}


def _day(day: str) -> Node:
    return {"@type": "xsd:date", "@value": day}


# datacite.json of a release: what DataCite requires for registering a DOI. It has the attributes of DataCite's schema as its REST API and
# repositories take them, in the languages of the product. Source: DataCite Metadata Schema 4.6,
# https://datacite-metadata-schema.readthedocs.io/en/4.6/

DATACITE_FILE = "datacite.json"
_SCHEMA = "http://datacite.org/schema/kernel-4"


def datacite(about: ReleaseDescription, data: Sequence[File]) -> File:
    """Return the file. `data` are the data files. Unknown facts are left out: a DOI may be added when it is registered."""
    facts, period = publisher_facts(), about.period
    lang = "en" if "en" in facts.names else next(iter(facts.names))
    name = facts.names[lang]
    content = {
        "schemaVersion": _SCHEMA,
        "doi": about.doi,
        "url": about.address,
        "creators": [{"name": name, "nameType": "Organizational", "lang": lang}],
        "titles": _in_each_language("title", lambda: title(period)),
        "publisher": {"name": name, "lang": lang},
        "publicationYear": str(period.as_of.year),
        "types": {"resourceTypeGeneral": "Dataset", "resourceType": "Incidents and their statuses"},
        "subjects": [{"subject": word} for word in keywords()],
        "dates": [
            {"date": period.as_of.isoformat(), "dateType": "Issued"},
            {"date": moment_of(about), "dateType": "Updated"},
            {"date": f"{period.since}/{period.as_of}", "dateType": "Coverage"},
        ],
        "language": reader_language(),
        "relatedIdentifiers": _related(about),
        "sizes": _sizes(about, data),
        "formats": list(dict.fromkeys(media_type(file.name) for file in data)),
        "version": period.as_of.isoformat(),
        "rightsList": [
            {
                "rights": LICENCE["title"],
                "rightsUri": LICENCE["path"],
                "schemeUri": SPDX,
                "rightsIdentifier": LICENCE["name"],
                "rightsIdentifierScheme": "SPDX",
                "lang": "en",
            }
        ],
        "descriptions": [{**entry, "descriptionType": "Abstract"} for entry in _in_each_language("description", lambda: description(about))],
        "geoLocations": [{"geoLocationPlace": country_name("en")}],
    }
    present = {key: value for key, value in content.items() if value}
    return File(DATACITE_FILE, (json.dumps(present, ensure_ascii=False, indent=2) + "\n").encode())


def _in_each_language(key: str, words: Any) -> list[dict[str, Any]]:
    """Return a text in each language of the product, the reader's first."""
    texts = []
    for lang in (reader_language(), *(language for language in LANGUAGES if language != reader_language())):
        with use_language(lang):
            texts.append({key: words(), "lang": lang})
    return texts


def _related(about: ReleaseDescription) -> list[dict[str, str]]:
    """Return the identifiers of the data of all releases, and of the previous release if it has one."""
    related = []
    if concept := publisher_facts().doi:
        related.append({"relatedIdentifier": concept, "relatedIdentifierType": "DOI", "relationType": "IsVersionOf"})
    if about.before and about.before.doi:
        related.append({"relatedIdentifier": about.before.doi, "relatedIdentifierType": "DOI", "relationType": "IsNewVersionOf"})
    elif about.before and about.before.address:
        related.append({"relatedIdentifier": about.before.address, "relatedIdentifierType": "URL", "relationType": "IsNewVersionOf"})
    return [{**entry, "resourceTypeGeneral": "Dataset"} for entry in related]


def _sizes(about: ReleaseDescription, data: Sequence[File]) -> list[str]:
    with use_language("en"):
        incidents = ntr("{n} incident", "{n} incidents", about.incidents).format(n=number(about.incidents))
        statuses = ntr("{n} status", "{n} statuses", about.statuses).format(n=number(about.statuses))
        return [incidents, statuses, f"{sum(len(file.content) for file in data)} bytes"]


DATA_PACKAGE_FILE = "datapackage.json"
# The anchor of the ledger, if one was made: the very bytes that were signed and stamped.
ANCHOR = "anchor.json"
# The name of the package, the same for all releases.
_PACKAGE = "qorgan-incidents"
# The owners of the taxonomies.
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
        """Return the columns as a Table Schema, in the current language."""
        to = [{"fields": mine, "reference": {"resource": table, "fields": theirs}} for mine, (table, theirs) in self.leads.items()]
        content: dict[str, Any] = {"fields": [field.described() for field in self.fields], "missingValues": [""]}
        key = list(self.key) if isinstance(self.key, tuple) else self.key
        return content | ({"primaryKey": key} if key else {}) | ({"foreignKeys": to} if to else {})


TABLES = (
    PackageTable("incidents.csv", gettext_noop("incidents, one a row"), INCIDENTS, "number", {"primary": ("taxonomies", "code")}),
    PackageTable("statuses.csv", gettext_noop("what became of them, one dated event a row"), STATUSES, None, {"number": ("incidents", "number")}),
    PackageTable("taxonomies.csv", gettext_noop("the categories with their place in other taxonomies"), TAXONOMIES, "code", {}),
    PackageTable(
        "taxonomy_codes.csv", gettext_noop("what every code of these taxonomies means, and whose it is"), TAXONOMY_CODES, ("taxonomy", "code"), {}
    ),
)
# Only in a release that was compared with the previous one.
_CHANGES_TABLE = PackageTable("changes.csv", gettext_noop("which incidents have changed since the previous release"), CHANGES, "number", {})
ALTERNATIVES = {
    "incidents.xlsx": gettext_noop("the same incidents for spreadsheets"),
    "incidents.jsonl": gettext_noop("the same incidents for programs, as JSON Lines"),
}
# The title of each data file, a message, and the file of the release that describes it.
TITLES = {table.file: table.title for table in (*TABLES, _CHANGES_TABLE)} | ALTERNATIVES
STANDARDS = {table.file: DATA_PACKAGE_FILE for table in (*TABLES, _CHANGES_TABLE)} | {"incidents.jsonl": schema_name("incidents.csv")}


def package(about: ReleaseDescription, files: Sequence[File]) -> File:
    """Return the descriptor of the data files, in the current language."""
    named = {file.name: file for file in files}
    period = about.period
    content = {
        "profile": "tabular-data-package",
        "name": _PACKAGE,
        **({"id": f"https://doi.org/{about.doi}"} if about.doi else {}),
        **({"homepage": homepage} if (homepage := about.address or publisher_facts().homepage) else {}),
        "title": title(period),
        "description": description(about),
        "version": period.as_of.isoformat(),
        "created": moment_of(about),
        "language": reader_language(),
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
    return File(DATA_PACKAGE_FILE, (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode())


def tables(about: ReleaseDescription) -> tuple[PackageTable, ...]:
    """Return the tables of this release."""
    return (*TABLES, _CHANGES_TABLE) if about.before else TABLES


def schemas(about: ReleaseDescription) -> Iterator[File]:
    """Yield the schema of the rows of each table as JSON, in the current language."""
    yield from (row_schema(table.file, tr(table.title), table.fields, about.address) for table in tables(about))


def _resource(table: PackageTable, file: File) -> dict[str, Any]:
    content = {"profile": "tabular-data-resource", "name": table.name, "title": tr(table.title), **_stored(file), "schema": table.schema()}
    return content | {"jsonSchema": schema_name(file.name)}


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

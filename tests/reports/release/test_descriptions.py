"""How a release describes itself: its title and moment, CITATION.cff, datacite.json and dcat.jsonld, and nothing that is not known."""

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from records.i18n import LANGUAGES, use_language
from records.ledger.verify import Head
from reports.publications import report_period
from reports.publications.report_period import Publisher, ReportPeriod, WordsByLanguage, period
from reports.release.descriptors import STANDARDS, TITLES, citation, datacite, dcat
from reports.release.release_description import (
    File,
    PreviousSummary,
    ReleaseDescription,
    country_name,
    description,
    emptiness,
    keywords,
    media_type,
    moment_of,
    title,
)

UNTIL = date(2021, 11, 2)
DATA = (File("incidents.csv", b"number\r\nKZ-2021-0001\r\n"), File("incidents.jsonl", b"{}\n"), File("incidents.xlsx", b"PK"))


def days() -> ReportPeriod:
    """The period of the release: the year up to November."""
    return period(date(2021, 1, 1), UNTIL, date(2026, 11, 25))


def about(doi: str = "", address: str = "", before: PreviousSummary | None = None, incidents: int = 132) -> ReleaseDescription:
    """A release of 132 incidents."""
    return ReleaseDescription(days(), incidents, 146, 0, Head(5, "a" * 64), datetime(2026, 11, 25, 6, tzinfo=UTC), None, doi, address, before)


pytestmark = pytest.mark.usefixtures("catalogues")


def test_title_moment_country_and_media_types_are_those_of_the_release() -> None:
    said = set()
    for lang in LANGUAGES:
        with use_language(lang):
            said |= {title(days()), description(about())}
            assert description(about(incidents=0)) == emptiness()
    assert len(said) == 2 * len(LANGUAGES)
    assert moment_of(about()) == "2026-11-25T06:00:00Z"
    assert moment_of(replace(about(), changed=None)) == "2021-11-02T00:00:00Z"
    assert [country_name(lang) for lang in ("kk", "ru", "en")] == ["Қазақстан", "Казахстан", "Kazakhstan"]
    assert "Kazakhstan" in keywords()
    assert media_type("incidents.jsonl") == "application/x-ndjson"
    assert media_type("dcat.jsonld") == "application/ld+json"


# The keys of a dataset that its schema guide allows at the top, and of an entity.
ALLOWED = {
    "abstract", "authors", "cff-version", "commit", "contact", "date-released", "doi", "identifiers", "keywords", "license", "license-url", "message", "preferred-citation",
    "references", "repository", "repository-artifact", "repository-code", "title", "type", "url", "version",
}  # fmt: skip
ENTITY = {
    "address", "alias", "city", "country", "date-end", "date-start", "email", "fax", "location", "name", "orcid", "post-code", "region", "tel", "website"
}  # fmt: skip
DOI = re.compile(r"10\.\d{4,9}(\.\d+)?/[A-Za-z0-9:/_;\-.()\[\]\\]+")


def citation_of(of: ReleaseDescription) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(citation(of).content)
    return read


def test_a_citation_has_what_the_format_needs_of_a_dataset_and_nothing_that_is_not_known() -> None:
    found = citation_of(about())
    assert found.keys() <= ALLOWED
    assert {"authors", "cff-version", "message", "title"} <= found.keys()
    assert (found["cff-version"], found["type"], found["license"]) == ("1.2.0", "dataset", "CC-BY-4.0")
    assert (found["version"], found["date-released"]) == ("2021-11-02", "2021-11-02"), "texts, and no dates of YAML"
    assert all(author.keys() <= ENTITY and author["name"] for author in found["authors"])
    assert len(set(found["keywords"])) == len(found["keywords"]) > 0
    assert not {"doi", "url", "contact", "identifiers"} & citation_of(about()).keys()
    assert all(value for value in citation_of(about()).values())
    assert report_period.publisher_facts().names["en"].startswith("Adil Soz")
    assert (report_period.publisher_facts().email, report_period.publisher_facts().doi) == ("", "")


def test_a_release_with_a_doi_and_an_address_names_them(monkeypatch: pytest.MonkeyPatch) -> None:
    known = Publisher(WordsByLanguage({"en": "Press Watch"}), "https://watch.example/", "data@watch.example", "10.5072/all")
    monkeypatch.setattr("reports.release.descriptors.publisher_facts", lambda: known)
    found = citation_of(about("10.5072/one", "https://data.example/2021/"))
    assert (found["doi"], found["url"]) == ("10.5072/one", "https://data.example/2021/")
    assert DOI.fullmatch(found["doi"])
    assert found["contact"][0]["email"] == "data@watch.example"
    assert [(one["type"], one["value"]) for one in found["identifiers"]] == [("doi", "10.5072/all")]


OCTOBER = PreviousSummary("2021-10-31", "b" * 64, doi="10.5072/before")
DATES = {"Accepted", "Available", "Collected", "Copyrighted", "Coverage", "Created", "Issued", "Other", "Submitted", "Updated", "Valid", "Withdrawn"}


def datacite_of(of: ReleaseDescription) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(datacite(of, DATA).content)
    return read


def test_it_has_what_the_schema_makes_mandatory() -> None:
    found = datacite_of(about())
    assert found["schemaVersion"] == "http://datacite.org/schema/kernel-4"
    assert all(one["name"] and one["nameType"] == "Organizational" for one in found["creators"])
    assert found["publisher"]["name"]
    assert found["publicationYear"] == "2021"
    assert found["types"]["resourceTypeGeneral"] == "Dataset"
    assert found["types"]["resourceType"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_titles_and_descriptions_are_in_every_language_the_readers_first(lang: str) -> None:
    with use_language(lang):
        found = datacite_of(about())
    for texts in (found["titles"], found["descriptions"]):
        assert texts[0]["lang"] == lang == found["language"]
        assert {one["lang"] for one in texts} == set(LANGUAGES)
    assert len({one["title"] for one in found["titles"]}) == len(LANGUAGES)


def test_licence_days_size_and_formats_are_those_of_the_release() -> None:
    found = datacite_of(about())
    assert found["rightsList"][0]["rightsIdentifier"] == "CC-BY-4.0"
    assert found["rightsList"][0]["rightsIdentifierScheme"] == "SPDX"
    assert {one["dateType"] for one in found["dates"]} <= DATES
    assert {one["dateType"]: one["date"] for one in found["dates"]} == {
        "Issued": "2021-11-02", "Updated": "2026-11-25T06:00:00Z", "Coverage": "2021-01-01/2021-11-02",
    }  # fmt: skip
    assert found["sizes"] == ["132 incidents", "146 statuses", f"{sum(len(file.content) for file in DATA)} bytes"]
    assert found["formats"][:2] == ["text/csv", "application/x-ndjson"]
    assert found["geoLocations"] == [{"geoLocationPlace": "Kazakhstan"}]


def test_the_release_before_is_named_by_its_doi_else_by_its_address_else_not_at_all() -> None:
    assert not {"doi", "url", "relatedIdentifiers"} & datacite_of(about()).keys()
    [by_doi] = datacite_of(about(before=OCTOBER))["relatedIdentifiers"]
    assert (by_doi["relationType"], by_doi["relatedIdentifierType"], by_doi["relatedIdentifier"]) == ("IsNewVersionOf", "DOI", "10.5072/before")
    [by_address] = datacite_of(about(before=PreviousSummary("2021-10-31", "b" * 64, address="https://data.example/10/")))["relatedIdentifiers"]
    assert (by_address["relatedIdentifierType"], by_address["relatedIdentifier"]) == ("URL", "https://data.example/10/")
    assert "relatedIdentifiers" not in datacite_of(about(before=PreviousSummary("2021-10-31", "b" * 64)))


def test_it_is_a_version_of_the_data_of_all_releases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.release.descriptors.publisher_facts", lambda: Publisher(WordsByLanguage({"kk": "Баспасөз"}), doi="10.5072/all"))
    found = datacite_of(about("10.5072/one"))
    assert (found["doi"], found["creators"][0]) == ("10.5072/one", {"name": "Баспасөз", "nameType": "Organizational", "lang": "kk"})
    assert [(one["relationType"], one["relatedIdentifier"]) for one in found["relatedIdentifiers"]] == [("IsVersionOf", "10.5072/all")]


def dcat_of(of: ReleaseDescription) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(dcat(of, DATA, STANDARDS, TITLES).content)
    return read


def prefixes(value: Any) -> set[str]:
    """Of every name and type in it the part before the colon."""
    if isinstance(value, list):
        return {prefix for one in value for prefix in prefixes(one)}
    if not isinstance(value, dict):
        return set()
    own = {name.partition(":")[0] for name in value if not name.startswith("@")} | {value[at].partition(":")[0] for at in ("@type",) if at in value}
    return own | {prefix for one in value.values() for prefix in prefixes(one)}


def test_dcat_is_a_dataset_in_every_language_and_every_name_has_its_vocabulary() -> None:
    found = dcat_of(about())
    assert found["@type"] == "dcat:Dataset"
    for name in ("dct:title", "dct:description"):
        assert {one["@language"] for one in found[name]} == set(LANGUAGES)
    assert {"dct:publisher", "dct:temporal", "dct:spatial", "dcat:theme", "dcat:keyword", "dcat:distribution", "dct:license"} <= found.keys()
    assert found["dct:temporal"]["dcat:endDate"] == {"@type": "xsd:date", "@value": "2021-11-02"}
    found = dcat_of(about("10.5072/one", "https://data.example/", PreviousSummary("2021-10-31", "b" * 64, "10.5072/before")))
    context = found.pop("@context")
    assert prefixes(found) <= context.keys()


def test_each_file_is_a_distribution_with_size_checksum_type_and_standard() -> None:
    for file, entry in zip(DATA, dcat_of(about())["dcat:distribution"], strict=True):
        assert entry["@type"] == "dcat:Distribution"
        assert entry["dcat:accessURL"] == {"@id": "./"}
        assert entry["dcat:downloadURL"] == {"@id": file.name}
        assert entry["dcat:byteSize"]["@value"] == str(len(file.content))
        assert entry["spdx:checksum"]["spdx:checksumValue"] == {"@type": "xsd:hexBinary", "@value": file.sha256}
        assert entry["dcat:mediaType"]["@id"].startswith("https://www.iana.org/assignments/media-types/")
        assert {one["@language"] for one in entry["dct:title"]} == set(LANGUAGES)
    named = {entry["@id"]: entry.get("dct:conformsTo", {}).get("@id") for entry in dcat_of(about())["dcat:distribution"]}
    assert named == {"#incidents.csv": "datapackage.json", "#incidents.jsonl": "incidents.schema.json", "#incidents.xlsx": None}


def test_where_the_release_has_an_address_everything_is_named_by_it() -> None:
    found = dcat_of(about("10.5072/one", "https://data.example/2021/", PreviousSummary("2021-10-31", "b" * 64, address="https://data.example/2020/")))
    assert (found["@id"], found["dct:identifier"]) == ("https://doi.org/10.5072/one", "10.5072/one")
    assert found["dcat:landingPage"]["@id"] == "https://data.example/2021/"
    assert found["dcat:previousVersion"]["@id"] == "https://data.example/2020/"
    assert found["dcat:distribution"][0]["dcat:downloadURL"]["@id"] == "https://data.example/2021/incidents.csv"


def test_a_publisher_without_mail_and_page_has_no_contact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.release.descriptors.publisher_facts", lambda: Publisher(WordsByLanguage({"kk": "Баспасөз"})))
    assert "dcat:contactPoint" not in dcat_of(about())
    monkeypatch.setattr(
        "reports.release.descriptors.publisher_facts",
        lambda: Publisher(WordsByLanguage({"kk": "Баспасөз"}), email="data@watch.example", doi="10.5072/all"),
    )
    assert dcat_of(about())["dcat:contactPoint"]["vcard:hasEmail"] == {"@id": "mailto:data@watch.example"}
    assert dcat_of(about())["dct:isVersionOf"] == {"@id": "https://doi.org/10.5072/all"}

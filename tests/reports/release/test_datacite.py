"""datacite.json: the attributes that DataCite asks for, in all languages, and the release before."""

import json
from typing import Any

import pytest

from records.i18n import LANGUAGES, speaking
from reports.publications.reference import Publisher, WordsByLanguage
from reports.release import datacite as module
from reports.release.about import About, Before
from reports.release.datacite import datacite
from tests.reports.release.described import DATA, about

pytestmark = pytest.mark.usefixtures("catalogues")

BEFORE = Before("2021-10-31", "b" * 64, doi="10.5072/before")
DATES = {"Accepted", "Available", "Collected", "Copyrighted", "Coverage", "Created", "Issued", "Other", "Submitted", "Updated", "Valid", "Withdrawn"}


def told(of: About) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(datacite(of, DATA).content)
    return read


def test_it_has_what_the_schema_makes_mandatory() -> None:
    found = told(about())
    assert found["schemaVersion"] == "http://datacite.org/schema/kernel-4"
    assert all(one["name"] and one["nameType"] == "Organizational" for one in found["creators"])
    assert found["publisher"]["name"]
    assert found["publicationYear"] == "2021"
    assert found["types"] == {"resourceTypeGeneral": "Dataset", "resourceType": "Incidents and their statuses"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_titles_and_descriptions_are_in_every_language_the_readers_first(lang: str) -> None:
    with speaking(lang):
        found = told(about())
    for texts in (found["titles"], found["descriptions"]):
        assert texts[0]["lang"] == lang == found["language"]
        assert {one["lang"] for one in texts} == set(LANGUAGES)
    assert len({one["title"] for one in found["titles"]}) == len(LANGUAGES)


def test_licence_days_size_and_formats_are_those_of_the_release() -> None:
    found = told(about())
    assert found["rightsList"][0]["rightsIdentifier"] == "CC-BY-4.0"
    assert found["rightsList"][0]["rightsIdentifierScheme"] == "SPDX"
    assert {one["dateType"] for one in found["dates"]} <= DATES
    assert {one["dateType"]: one["date"] for one in found["dates"]} == {
        "Issued": "2021-11-02", "Updated": "2026-11-25T06:00:00Z", "Coverage": "2021-01-01/2021-11-02",
    }  # fmt: skip
    assert found["sizes"] == ["132 incidents", "146 statuses", f"{sum(len(file.content) for file in DATA)} bytes"]
    assert found["formats"][:2] == ["text/csv", "application/x-ndjson"]
    assert found["geoLocations"] == [{"geoLocationPlace": "Kazakhstan"}]


def test_without_a_doi_and_a_release_before_it_names_none() -> None:
    assert not {"doi", "url", "relatedIdentifiers"} & told(about()).keys()


def test_the_release_before_is_named_by_its_doi_else_by_its_address_else_not_at_all() -> None:
    [by_doi] = told(about(before=BEFORE))["relatedIdentifiers"]
    assert (by_doi["relationType"], by_doi["relatedIdentifierType"], by_doi["relatedIdentifier"]) == ("IsNewVersionOf", "DOI", "10.5072/before")
    [by_address] = told(about(before=Before("2021-10-31", "b" * 64, address="https://data.example/10/")))["relatedIdentifiers"]
    assert (by_address["relatedIdentifierType"], by_address["relatedIdentifier"]) == ("URL", "https://data.example/10/")
    assert "relatedIdentifiers" not in told(about(before=Before("2021-10-31", "b" * 64)))


def test_it_is_a_version_of_the_data_of_all_releases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "publisher_facts", lambda: Publisher(WordsByLanguage({"kk": "Баспасөз"}), doi="10.5072/all"))
    found = told(about("10.5072/one"))
    assert (found["doi"], found["creators"][0]) == ("10.5072/one", {"name": "Баспасөз", "nameType": "Organizational", "lang": "kk"})
    assert [(one["relationType"], one["relatedIdentifier"]) for one in found["relatedIdentifiers"]] == [("IsVersionOf", "10.5072/all")]

"""dcat.jsonld: what DCAT-AP 3 asks of a dataset and of its distributions."""

import json
from typing import Any

import pytest

from records.i18n import LANGUAGES
from reports.publications.reference import Publisher, WordsByLanguage
from reports.release import dcat as module
from reports.release.about import About, Before
from reports.release.data_package import STANDARDS, TITLES
from reports.release.dcat import dcat
from tests.reports.release.described import DATA, about

pytestmark = pytest.mark.usefixtures("catalogues")


def told(of: About) -> dict[str, Any]:
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


def test_it_is_a_dataset_with_title_and_description_in_every_language() -> None:
    found = told(about())
    assert found["@type"] == "dcat:Dataset"
    for name in ("dct:title", "dct:description"):
        assert {one["@language"] for one in found[name]} == set(LANGUAGES)
    assert {"dct:publisher", "dct:temporal", "dct:spatial", "dcat:theme", "dcat:keyword", "dcat:distribution", "dct:license"} <= found.keys()
    assert found["dct:temporal"]["dcat:endDate"] == {"@type": "xsd:date", "@value": "2021-11-02"}


def test_every_name_has_its_vocabulary() -> None:
    found = told(about("10.5072/one", "https://data.example/", Before("2021-10-31", "b" * 64, "10.5072/before")))
    context = found.pop("@context")
    assert prefixes(found) <= context.keys()


def test_each_file_is_a_distribution_with_size_checksum_type_and_standard() -> None:
    for file, entry in zip(DATA, told(about())["dcat:distribution"], strict=True):
        assert entry["@type"] == "dcat:Distribution"
        assert entry["dcat:accessURL"] == {"@id": "./"}
        assert entry["dcat:downloadURL"] == {"@id": file.name}
        assert entry["dcat:byteSize"]["@value"] == str(len(file.content))
        assert entry["spdx:checksum"]["spdx:checksumValue"] == {"@type": "xsd:hexBinary", "@value": file.sha256}
        assert entry["dcat:mediaType"]["@id"].startswith("https://www.iana.org/assignments/media-types/")
        assert {one["@language"] for one in entry["dct:title"]} == set(LANGUAGES)
    named = {entry["@id"]: entry.get("dct:conformsTo", {}).get("@id") for entry in told(about())["dcat:distribution"]}
    assert named == {"#incidents.csv": "datapackage.json", "#incidents.jsonl": "incidents.schema.json", "#incidents.xlsx": None}


def test_where_the_release_has_an_address_everything_is_named_by_it() -> None:
    found = told(about("10.5072/one", "https://data.example/2021/", Before("2021-10-31", "b" * 64, address="https://data.example/2020/")))
    assert (found["@id"], found["dct:identifier"]) == ("https://doi.org/10.5072/one", "10.5072/one")
    assert found["dcat:landingPage"]["@id"] == "https://data.example/2021/"
    assert found["dcat:previousVersion"]["@id"] == "https://data.example/2020/"
    assert found["dcat:distribution"][0]["dcat:downloadURL"]["@id"] == "https://data.example/2021/incidents.csv"


def test_a_publisher_without_mail_and_page_has_no_contact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "publisher_facts", lambda: Publisher(WordsByLanguage({"kk": "Баспасөз"})))
    assert "dcat:contactPoint" not in told(about())
    monkeypatch.setattr(
        module, "publisher_facts", lambda: Publisher(WordsByLanguage({"kk": "Баспасөз"}), email="data@watch.example", doi="10.5072/all")
    )
    assert told(about())["dcat:contactPoint"]["vcard:hasEmail"] == {"@id": "mailto:data@watch.example"}
    assert told(about())["dct:isVersionOf"] == {"@id": "https://doi.org/10.5072/all"}

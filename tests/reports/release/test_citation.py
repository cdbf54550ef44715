"""CITATION.cff: what the Citation File Format 1.2.0 asks for, and nothing that is not known."""

import re
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]

from reports.publications import reference
from reports.publications.reference import Publisher, WordsByLanguage
from reports.release import citation as module
from reports.release.about import About
from reports.release.citation import citation
from tests.reports.release.described import about

pytestmark = pytest.mark.usefixtures("catalogues")

# The keys of a dataset that its schema guide allows at the top, and of an entity.
ALLOWED = {
    "abstract", "authors", "cff-version", "commit", "contact", "date-released", "doi", "identifiers", "keywords", "license", "license-url", "message", "preferred-citation",
    "references", "repository", "repository-artifact", "repository-code", "title", "type", "url", "version",
}  # fmt: skip
ENTITY = {
    "address", "alias", "city", "country", "date-end", "date-start", "email", "fax", "location", "name", "orcid", "post-code", "region", "tel", "website"
}  # fmt: skip
DOI = re.compile(r"10\.\d{4,9}(\.\d+)?/[A-Za-z0-9:/_;\-.()\[\]\\]+")


def told(of: About) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(citation(of).content)
    return read


def test_it_says_what_the_format_needs_of_a_dataset() -> None:
    found = told(about())
    assert found.keys() <= ALLOWED
    assert {"authors", "cff-version", "message", "title"} <= found.keys()
    assert (found["cff-version"], found["type"], found["license"]) == ("1.2.0", "dataset", "CC-BY-4.0")
    assert (found["version"], found["date-released"]) == ("2021-11-02", "2021-11-02"), "texts, and no dates of YAML"
    assert all(author.keys() <= ENTITY and author["name"] for author in found["authors"])
    assert len(set(found["keywords"])) == len(found["keywords"]) > 0


def test_what_is_not_known_is_left_out() -> None:
    assert not {"doi", "url", "contact", "identifiers"} & told(about()).keys()
    assert all(value for value in told(about()).values())


def test_a_release_with_a_doi_and_an_address_names_them(monkeypatch: pytest.MonkeyPatch) -> None:
    known = Publisher(WordsByLanguage({"en": "Press Watch"}), "https://watch.example/", "data@watch.example", "10.5072/all")
    monkeypatch.setattr(module, "publisher_facts", lambda: known)
    found = told(about("10.5072/one", "https://data.example/2021/"))
    assert (found["doi"], found["url"]) == ("10.5072/one", "https://data.example/2021/")
    assert DOI.fullmatch(found["doi"])
    assert found["contact"][0]["email"] == "data@watch.example"
    assert [(one["type"], one["value"]) for one in found["identifiers"]] == [("doi", "10.5072/all")]


def test_the_publisher_of_the_shipped_table_has_no_invented_address() -> None:
    assert reference.publisher_facts().names["en"].startswith("Adil Soz")
    assert (reference.publisher_facts().email, reference.publisher_facts().doi) == ("", "")

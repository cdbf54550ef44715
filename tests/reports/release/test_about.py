"""What a release is: its title, its content, its moment."""

from dataclasses import replace

import pytest

from records.i18n import LANGUAGES, speaking
from reports.release.about import country_name, description, emptiness, keywords, media_type, moment_of, title
from tests.reports.release.described import about, days

pytestmark = pytest.mark.usefixtures("catalogues")


def test_title_and_content_are_in_the_readers_language() -> None:
    said = set()
    for lang in LANGUAGES:
        with speaking(lang):
            said |= {title(days()), description(about())}
            assert description(about(incidents=0)) == emptiness()
    assert len(said) == 2 * len(LANGUAGES)


def test_its_moment_is_that_of_the_last_change_and_without_one_the_beginning_of_its_day() -> None:
    assert moment_of(about()) == "2026-11-25T06:00:00Z"
    assert moment_of(replace(about(), changed=None)) == "2021-11-02T00:00:00Z"


def test_the_country_has_its_name_in_every_language() -> None:
    assert [country_name(lang) for lang in ("kk", "ru", "en")] == ["Қазақстан", "Казахстан", "Kazakhstan"]
    assert "Kazakhstan" in keywords()


def test_every_kind_of_file_has_a_media_type() -> None:
    assert media_type("incidents.jsonl") == "application/x-ndjson"
    assert media_type("dcat.jsonld") == "application/ld+json"

"""The page of one outlet at the desk."""

import pytest

from records.search.article_index import catch_up
from records.vocabulary import Fate
from tests.desk.incident_records import add_outlet
from tests.desk.pages.outlets.test_outlet_facts import visit
from tests.desk.site import Site
from tests.records.rows import article


def test_an_outlet_has_a_page_in_words_of_the_readers_language_without_codes(site: Site) -> None:
    with site.writing() as session:
        add_outlet(session, "kz_one", fails=3)
        article(session, "y1", outlet="kz_one", title="<script>alert(1)</script>")
    visit(site, "r1", 3, {"https://kz-one.example/rss": Fate.LISTING}, stored=1)
    visit(site, "r2", 1, {"https://kz-one.example/rss": Fate.FORBIDDEN})
    page = site.signed_in().get("/outlets/kz_one").text
    for words in ("kz_one gazette", "Forbidden (403)", "Last visits", "Articles stored a day", "As a table", "timed out"):
        assert words in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert 'href="https://kz-one.example/" rel="noopener noreferrer nofollow" target="_blank"' in page
    assert "qorgan " not in page
    assert "server_error" not in page
    for lang, words in (("kk", "Соңғы"), ("ru", "Последние")):
        assert words in site.signed_in(lang=lang).get("/outlets/kz_one").text


def test_one_of_the_files_that_was_never_visited_has_a_page_and_one_that_nobody_knows_has_none(site: Site) -> None:
    browser = site.signed_in()
    page = browser.get("/outlets/kz_semeytany").text
    assert "It has not been visited yet." in page
    assert browser.get("/outlets/kz_nowhere").status_code == 404
    assert browser.get("/outlets/" + "x" * 90).status_code in (404, 422)


@pytest.mark.parametrize("way", ["/outlets", "/drafts/{draft}", "/articles/a/page", "/search?q=избит"])
def test_wherever_an_outlet_is_named_its_page_is_a_click_away(site: Site, way: str) -> None:
    with site.writing() as session:
        add_outlet(session, "kz_test")
    catch_up(site.engine)
    page = site.signed_in().get(way.format(draft=site.drafts[0]))
    assert page.status_code == 200
    assert 'href="/outlets/kz_test"' in page.text


def test_the_page_is_for_whoever_is_signed_in(site: Site) -> None:
    assert site.browser().get("/outlets/kz_test").status_code == 303

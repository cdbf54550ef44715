"""What stands around every page: languages, addresses, the day, and nothing that a text of the record could break."""

from datetime import date
from pathlib import Path

import pytest

from records.i18n import speaking
from reports.site.site_folder import SiteFolder
from reports.site.site_frame import STATIC, PageHead, SiteFrame, outlet_page, outward, static


def page(head: PageHead, base: str = "", lang: str = "en") -> str:
    with speaking(lang):
        return SiteFrame(SiteFolder(Path("nowhere-at-all")), date(2026, 11, 24), base).page(
            "site_tombstone.html", head, number_of="KZ-2026-0001", day=None
        )


def test_a_page_leads_to_itself_in_every_language_and_says_its_own() -> None:
    made = page(PageHead("incidents/x.html", "Title", "incidents"), lang="kk")
    assert '<html lang="kk-KZ">' in made
    for code in ("kk", "ru", "en"):
        assert f'<link rel="alternate" hreflang="{code}" href="../../{code}/incidents/x.html">' in made
    assert 'href="../../static/site.css?v=' in made
    assert 'href="index.html"' not in made
    assert 'href="../index.html"' in made
    assert "2026 жылғы 24 қарашадағы жағдай бойынша" in made


def test_with_an_address_it_has_absolute_ones_where_others_need_them() -> None:
    made = page(PageHead("method.html", "Title", "method", "About", "pictures/site.png", feeds=("feeds/incidents",)), "https://press.example/")
    assert '<link rel="canonical" href="https://press.example/en/method.html">' in made
    assert '<meta property="og:image" content="https://press.example/en/pictures/site.png">' in made
    assert 'type="application/atom+xml" href="feeds/incidents.atom"' in made
    assert 'aria-current="page"' in made
    plain = page(PageHead("method.html", "Title", "method", picture="pictures/site.png"))
    assert "canonical" not in plain
    assert "og:image" not in plain


def test_titles_and_descriptions_are_escaped_and_on_one_line() -> None:
    made = page(PageHead("x.html", 'A "quote" <b>\n\0main\0', description="<i>\u202e"))
    assert "<b>" not in made
    assert "<i>" not in made
    assert "\0" not in made
    assert "\u202e" not in made
    assert made.count("<main") == 1


def test_a_page_that_search_machines_are_not_to_show_says_so() -> None:
    assert '<meta name="robots" content="noindex">' in page(PageHead("x.html", "x", listed=False))
    assert "robots" not in page(PageHead("x.html", "x"))


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//x.example", "/here", "https://x.example/a b", ""])
def test_only_an_address_on_the_web_is_a_link(address: str) -> None:
    assert outward(address) == ""
    assert outward("https://x.example/a?b=c") == "https://x.example/a?b=c"


def test_the_page_of_an_outlet_has_a_name_that_no_text_can_choose() -> None:
    assert outlet_page("../../x") != outlet_page("x")
    assert outlet_page(" Дала ") == outlet_page("дала")
    assert outlet_page("x").isalnum()


def test_every_static_file_is_there() -> None:
    assert all(static(name) for name in STATIC)

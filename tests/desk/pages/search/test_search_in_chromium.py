"""The box of the search in the real Chromium: by key from every page, on a phone, over spellings."""

from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from records.incident_model import Victim
from tests.desk.incident_records import admit_all, incident
from tests.desk.serving_desk import on_a_port
from tests.desk.signed_in import sign_in
from tests.desk.site import Site
from tests.records.rows import article


@pytest.fixture
def served(site: Site) -> Iterator[str]:
    """The desk with two incidents and an article, on a port of its own. Its own background work brings the index up."""
    with site.writing() as session:
        admit_all(
            session, [incident(nth, date(2026, 3, nth), victims=(Victim("Вера Сапарқызы"),), title=f"Вера Сапарқызы сотта ({nth})") for nth in (1, 2)]
        )
        article(session, "long", title="Saparkyzy in court", text="Вступление. " * 80 + "Вера Сапаркызы не согласна.", lang="ru")
    with on_a_port(site.app) as address:
        yield address


def opened(chromium: Browser, served: str, path: str, **given: object) -> Page:
    context = chromium.new_context(base_url=served, **{"locale": "en", **given})  # type: ignore[arg-type]
    sign_in(context)
    page = context.new_page()
    page.goto(path)
    return page


def test_a_key_opens_the_box_and_results_of_every_kind_are_found_in_another_script(chromium: Browser, served: str) -> None:
    page = opened(chromium, served, "/outlets", viewport={"width": 1440, "height": 900})
    page.keyboard.press("/")
    expect(page.locator("#bar-q")).to_be_focused()
    page.keyboard.type("Saparkyzy")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=Saparkyzy")
    expect(page.get_by_role("heading", name="Incidents 2")).to_be_visible()
    expect(page.get_by_role("heading", name="Persons 1")).to_be_visible()
    while page.get_by_text("can be searched so far").count():
        page.reload()
    expect(page.get_by_role("heading", name="Articles 1")).to_be_visible()
    expect(page.locator(".snippet mark").last).to_have_text("Сапаркызы")
    page.get_by_role("link", name="Articles 1").click()
    expect(page.locator(".found-lines > li")).to_have_count(1)
    page.keyboard.press("/")
    expect(page.locator("#s-q")).to_be_focused()
    page.keyboard.type("kz-2026-0002")
    page.context.close()


@pytest.mark.parametrize(("width", "lang"), [(360, "kk"), (360, "ru"), (768, "ru")])
def test_on_a_phone_the_box_has_a_page_of_its_own_and_nothing_needs_sideways_scrolling(chromium: Browser, served: str, width: int, lang: str) -> None:
    page = opened(chromium, served, "/outlets", viewport={"width": width, "height": 800}, locale=lang)
    page.keyboard.press("/")
    page.wait_for_url("**/search")
    expect(page.locator("#s-q")).to_be_focused()
    page.keyboard.type("Сапар")
    page.keyboard.press("Enter")
    expect(page.locator(".found-lines > li").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()

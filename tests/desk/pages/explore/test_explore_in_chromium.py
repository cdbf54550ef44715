"""The charts that filter together in the real Chromium: by pointer and by keyboard alone, back and forth, without scripts, on a phone."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk.incident_records import admit_all, incident, many
from tests.desk.pages.in_chromium import Open, opening
from tests.desk.serving_desk import on_a_port
from tests.desk.site import Site

PATH = "/incidents/explore"


@pytest.fixture
def opened(chromium: Browser, site: Site) -> Iterator[Open]:
    with site.writing() as session:
        admit_all(session, [*many(80), incident(900, None), incident(901, date(2026, 5, 5), withdrawn=True)])
    with on_a_port(site.app) as base, opening(chromium, base) as open_page:
        yield lambda query="", **given: open_page(PATH + query, **{"viewport": {"width": 1440, "height": 900}, **given})


def mark(page: Page, at: str) -> Any:
    """The mark of this name in the picture that is shown."""
    return page.locator(f'.mark[data-at="{at}"]:visible')


def said(page: Page) -> int:
    return int((page.locator("[data-found] b").text_content() or "").split()[0])


def test_a_region_a_month_and_an_actor_narrow_everything_and_back_goes_one_step_at_a_time(opened: Open) -> None:
    page = opened()
    page.evaluate("window.kept = true")
    whole = said(page)
    steps, names = [page.url], list[str]()
    for kind in ("region", "month", "actor"):
        first = page.locator(f'.mark[data-at^="{kind}:"]:visible').first
        at, number = first.get_attribute("data-at") or "", int(first.get_attribute("data-n") or 0)
        names.append(at)
        first.click()
        expect(mark(page, at)).to_have_attribute("aria-current", "true")
        assert 0 < said(page) == number < whole
        steps.append(page.url)
    assert page.evaluate("window.kept"), "the page around stays"
    for step in reversed(steps[:-1]):
        page.go_back()
        expect(page).to_have_url(step)
        page.wait_for_function("(chips) => document.querySelectorAll('#explore > .found .chip').length === chips", arg=steps.index(step))
    assert said(page) == whole
    page.go_forward()
    expect(mark(page, names[0])).to_have_attribute("aria-current", "true")
    assert page.evaluate("window.kept")


def test_by_keyboard_alone_the_focus_and_what_is_looked_at_stay(opened: Open) -> None:
    page = opened(viewport={"width": 1000, "height": 500})
    court = mark(page, "actor:court")
    court.focus()
    before = court.bounding_box()
    page.keyboard.press("Enter")
    expect(court).to_have_attribute("aria-current", "true")
    expect(court).to_be_focused()
    assert abs(before["y"] - court.bounding_box()["y"]) < 2
    expect(page.locator("#explored")).to_have_text(f"{said(page)} incidents")
    page.keyboard.press("Enter")
    expect(court).not_to_have_attribute("aria-current", "true")
    expect(court).to_be_focused()
    assert page.url.endswith(PATH)
    page.locator(".figure-regions summary").click()
    page.locator('.figure-regions td a[data-at="t-region:none"]').click()
    # An open table stays open, and its links filter too.
    expect(page.locator('.figure-regions td a[aria-current="true"]')).to_be_focused()
    assert "region=none" in page.url


def test_chips_take_away_and_words_and_days_of_the_form_keep_what_is_chosen(opened: Open) -> None:
    page = opened("?actor=court&category=DET")
    chips = page.locator(".found .chip")
    page.locator(".found .chip[data-at='chip:category']").click()
    expect(chips).to_have_count(1)
    expect(page.locator("[data-found]")).to_be_focused()
    page.locator("[data-at=clear]").click()
    expect(chips).to_have_count(0)
    assert page.url.endswith(PATH)
    page.goto(f"{PATH}?actor=court")
    for written, told in (("1.3", "March 1, 2026"), ("наурыз 2026", "March 2026")):
        page.locator("#f-since").fill(written)
        expect(page.locator("#d-since")).to_contain_text(told)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile(re.escape(f"since={quote_plus(written)}")))
        expect(page.locator("#f-since")).to_have_value(written)
    page.locator("#f-since").fill("жақында")
    page.keyboard.press("Enter")
    expect(page.locator("#w-since")).to_be_visible()
    expect(page.locator("#f-since")).to_have_value("жақында")
    page.goto(f"{PATH}?actor=court")
    page.locator("#f-q").fill("KZ-2026")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"\?(?=.*actor=court)(?=.*q=KZ-2026)"))
    expect(chips).to_have_count(2)
    page.locator("[data-leave]").click()
    page.wait_for_url(re.compile(r"/incidents\?(?=.*actor=court)(?=.*q=KZ-2026)"))


def test_without_scripts_the_same_links_open_the_page_again(opened: Open) -> None:
    page = opened(java_script_enabled=False)
    for address in (f"**{PATH}?actor=court", f"**{PATH}"):
        mark(page, "actor:court").click()
        page.wait_for_url(address)


def test_away_from_the_network_what_is_shown_stays_and_the_language_follows_to_what_is_shown_now(opened: Open) -> None:
    page = opened()
    number = said(page)
    page.context.set_offline(True)
    mark(page, "actor:court").click()
    expect(page.locator("#offline")).to_be_visible()
    assert said(page) == number
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden(timeout=30_000)
    mark(page, "actor:court").click()
    expect(mark(page, "actor:court")).to_have_attribute("aria-current", "true")
    page.locator(".tongues a", has_text="Рус").click()
    page.wait_for_url(f"**{PATH}?actor=court")
    expect(page.locator("html")).to_have_attribute("lang", "ru")

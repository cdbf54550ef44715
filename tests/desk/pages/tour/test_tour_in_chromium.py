"""The tour in Chromium, in Kazakh and Russian, by keyboard on a screen and by touch on a telephone."""

import pytest
from playwright.sync_api import Browser, expect

from tests.desk.serving_desk import on_a_port
from tests.desk.signed_in import sign_in
from tests.desk.site import Site

WIDTHS = {"desktop": (1440, 900), "phone": (390, 844)}


@pytest.mark.parametrize("lang", ["kk", "ru"])
@pytest.mark.parametrize("width", WIDTHS)
def test_a_new_monitor_takes_the_tour_with_the_keys_of_real_drafts(site: Site, chromium: Browser, lang: str, width: str) -> None:
    with on_a_port(site.app) as home:
        wide, high = WIDTHS[width]
        context = chromium.new_context(base_url=home, locale=lang, viewport={"width": wide, "height": high}, has_touch=width == "phone")
        sign_in(context)
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto("/queue")
        page.locator("a.button[href='/tour']").click()
        page.locator("a.button[href='/tour/1']").click()
        # Until it is loaded, the page hears no key.
        page.wait_for_url("**/tour/1")
        expect(page.locator(".read mark.act")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        asked.clear()
        if width == "desktop":
            page.keyboard.press("c")
            page.wait_for_url("**/tour/2")
            page.keyboard.press("r")
            page.keyboard.press("2")
            page.wait_for_url("**/tour/3")
        else:
            page.locator("[data-act=confirm]").tap()
            page.wait_for_url("**/tour/2")
            page.locator("[data-act=reject]").tap()
            page.locator("#ask-reject button[value='reject:not_work']").tap()
            page.wait_for_url("**/tour/3")
        page.locator("#f-primary").select_option("OBS")
        page.locator("[data-act=confirm]").click()
        page.wait_for_url("**/tour")
        expect(page.locator(".tour-results .badge.good")).to_have_count(3)
        # Nobody is told that somebody looks at it, and no real draft is asked for.
        assert not [url for url in asked if "/presence" in url or "/drafts/" in url or "/queue" in url]
        context.close()

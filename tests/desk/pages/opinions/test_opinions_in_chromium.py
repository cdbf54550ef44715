"""A second opinion by field in Chromium, in Kazakh and Russian, on a screen and on a telephone: given by keyboard, seen side by side, settled."""

import pytest
from playwright.sync_api import Browser, expect

from records import review
from tests.conftest import NOW
from tests.desk.numbered_drafts import chosen_one, renumber
from tests.desk.serving_desk import on_a_port
from tests.desk.signed_in import sign_in
from tests.desk.site import Site
from tests.records.review.test_field_opinions import FIRST

WIDTHS = {"desktop": (1440, 900), "phone": (390, 844)}
WORDS = {"kk": ("екеуі екі түрлі", "екінші пікір дұрыс"), "ru": ("расходятся", "прав второй читающий")}


@pytest.mark.parametrize("lang", WORDS)
@pytest.mark.parametrize("width", WIDTHS)
def test_two_readers_are_shown_side_by_side_and_a_third_settles(site: Site, chromium: Browser, lang: str, width: str) -> None:
    differ, right = WORDS[lang]
    with site.writing() as session:
        draft = renumber(session, site.drafts[0], "a", chosen_one(10))
        review.confirm(session, draft, who="Aigul", now=NOW, fields=FIRST)
    with on_a_port(site.app) as home:
        size = {"width": WIDTHS[width][0], "height": WIDTHS[width][1]}
        second = chromium.new_context(base_url=home, locale=lang, viewport={"width": size["width"], "height": size["height"]})
        sign_in(second, "editor")
        page = second.new_page()
        page.goto(f"/drafts/{draft}")
        page.locator("#o-category").select_option("THR")
        page.locator("#o-date").fill("02.11.2026")
        expect(page.locator("#d-o-date")).to_contain_text("2026")
        page.locator("#o-victims").fill("Ерлан Сериков")
        page.locator("#o-place").fill("Петропавловск")
        # Out of the fields, the key of confirming gives the opinion.
        page.locator("form.opinion button.main").press("c")
        page.wait_for_url(f"**/drafts/{draft}/opinions")
        expect(page.locator(".two-readers .same")).to_have_count(3)
        expect(page.locator(".two-readers .differs")).to_contain_text(differ)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        second.close()
        third = chromium.new_context(base_url=home, locale=lang, viewport={"width": size["width"], "height": size["height"]})
        sign_in(third, "operator")
        page = third.new_page()
        page.goto("/opinions")
        expect(page.locator("table").first).to_contain_text("100")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.locator("button[value=second]").press("Enter")
        expect(page.locator("#field-category")).to_contain_text(right, ignore_case=True)
        third.close()

"""A request to a state body by keyboard in Chromium, in Kazakh and Russian, on a screen and on a telephone: recorded, answered, and told in the calendar."""

from datetime import date

import pytest
from playwright.sync_api import Browser, expect

from tests.desk.incident_records import admit_all, incident
from tests.desk.serving_desk import on_a_port
from tests.desk.signed_in import sign_in
from tests.desk.site import Site

WIDTHS = {"desktop": (1440, 900), "phone": (390, 844)}
WORDS = {
    "kk": ("Сұрауды немесе шағымды жазу", "3 күн қалды", "Жауапты жазу…", "жауап берудің соңғы күні"),
    "ru": ("Записать запрос или жалобу", "осталось 3 дня", "Записать ответ…", "последний день для ответа"),
}


@pytest.mark.parametrize("lang", WORDS)
@pytest.mark.parametrize("width", WIDTHS)
def test_a_request_is_recorded_and_answered_on_the_page_of_its_case(site: Site, chromium: Browser, lang: str, width: str) -> None:
    record, left, answer, due = WORDS[lang]
    with site.writing() as session:
        admit_all(session, [incident(1, date(2026, 11, 2))])
    with on_a_port(site.app) as home:
        size = WIDTHS[width]
        context = chromium.new_context(base_url=home, locale=lang, viewport={"width": size[0], "height": size[1]})
        sign_in(context, "editor")
        page = context.new_page()
        page.goto("/incidents/KZ-2026-0001")
        section = page.locator("#requests")
        section.get_by_text(record).click()
        page.locator("#r-kind").select_option("information")
        page.locator("#r-body").select_option("akimat")
        page.locator("#r-named").fill("Павлодар облысының әкімдігі")
        page.locator("#f-sent_on").fill("20.11.2026")
        expect(page.locator("#d-sent_on")).to_contain_text("20")
        page.locator("#r-own").fill("№ 01-15")
        page.locator("#r-own").press("Enter")
        expect(section).to_contain_text(left)
        expect(section).to_be_in_viewport()
        # Nothing is wider than the screen.
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.goto("/calendar")
        expect(page.get_by_text(due)).to_be_visible()
        page.locator("a[href$='#requests']").click()
        section.get_by_text(answer).click()
        page.locator("#r-answer-answer-1").fill("Берілмеді")
        page.locator("#r-answer-answer-1").press("Tab")
        page.keyboard.press("Enter")
        expect(section.locator(".badge.good")).to_be_visible()
        page.goto("/calendar")
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("a[href$='#requests']")).to_have_count(0)
        context.close()

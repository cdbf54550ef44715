"""Texts are checked by keyboard in the real Chromium, and the forms of a draft and an incident take proposals over."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from records import review
from records.tables import DraftRow, IncidentRow
from tests.conftest import NOW
from tests.desk.incident_records import admit_all, incident
from tests.desk.serving_desk import on_a_port
from tests.desk.signed_in import sign_in
from tests.desk.site import Site


@pytest.fixture
def context(chromium: Browser, site: Site) -> Iterator[BrowserContext]:
    """An editor's browser, signed in to a desk with two incidents and two drafts."""
    with site.writing() as session:
        review.confirm(session, site.drafts[0], who="Berik", now=NOW)
        admit_all(session, [incident(7, NOW.date().replace(year=2025))])
    with on_a_port(site.app) as address:
        made = chromium.new_context(base_url=address, locale="en", viewport={"width": 1440, "height": 900})
        sign_in(made, "editor")
        made.new_page()
        yield made
        made.close()


def row(site: Site, number: str) -> IncidentRow:
    with site.reading() as session:
        found: IncidentRow = session.get_one(IncidentRow, number)
        return found


def open_page(context: BrowserContext, address: str) -> Page:
    page = context.pages[0]
    page.goto(address)
    return page


def test_texts_are_edited_checked_skipped_and_taken_back_by_keyboard(context: BrowserContext, site: Site) -> None:
    page = open_page(context, "/incidents/texts?lang=kk,en")
    expect(page.locator("#check-title")).to_contain_text("KZ-2026-0001 · Қазақша")
    page.keyboard.press("e")
    page.keyboard.press("Control+a")
    page.keyboard.type("Серіков соққыға жығылды")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#check-title")).to_contain_text("KZ-2026-0001 · English")
    assert row(site, "KZ-2026-0001").titles == {"kk": "Серіков соққыға жығылды"}
    page.keyboard.press("c")
    expect(page.locator("#check-title")).to_contain_text("KZ-2025-0007 · Қазақша")
    assert {note["state"] for note in row(site, "KZ-2026-0001").text_notes.values()} == {"checked"}
    page.keyboard.press("u")
    expect(page.locator("#check-title")).to_contain_text("KZ-2026-0001 · English")
    assert "en" not in row(site, "KZ-2026-0001").titles
    page.keyboard.press("j")
    expect(page.locator("#check-title")).to_contain_text("KZ-2025-0007 · Қазақша")
    expect(page.locator("[data-act=undo]")).to_have_count(0)


def test_in_the_form_of_an_incident_a_proposal_is_taken_over_and_typing_ticks_the_box(context: BrowserContext, site: Site) -> None:
    page = open_page(context, "/incidents/KZ-2026-0001?edit=1")
    field = page.locator("[data-text=title_en]")
    field.get_by_role("button", name="take over").click()
    expect(field.locator("textarea")).not_to_have_value("")
    expect(field.locator("[data-vouch]")).not_to_be_checked()
    kazakh = page.locator("[data-text=summary_kk]")
    kazakh.locator("textarea").press_sequentially("Соққыға жығылды.")
    expect(kazakh.locator("[data-vouch]")).to_be_checked()
    page.locator("[data-text=title_kk] [data-vouch]").check()
    expect(page.locator("[data-text=title_kk] textarea")).not_to_have_value("")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/incidents/KZ-2026-0001")
    states = {name: note["state"] for name, note in row(site, "KZ-2026-0001").text_notes.items()}
    assert states == {"title_kk": "checked", "summary_kk": "checked", "title_en": "proposed"}


def test_a_draft_s_texts_are_kept_as_they_are_typed_and_go_into_the_record_with_their_states(context: BrowserContext, site: Site) -> None:
    draft = site.drafts[1]
    page = open_page(context, f"/drafts/{draft}")
    page.locator("[data-text=title_ru] textarea").press_sequentially("Ахметову вызвали в суд")
    page.locator("[data-text=title_en]").get_by_role("button", name="take over").click()
    expect(page.locator("[data-autosave-said]")).to_contain_text("saved")
    page.goto(f"/drafts/{draft}")
    expect(page.locator("[data-text=title_ru] textarea")).to_have_value("Ахметову вызвали в суд")
    expect(page.locator("[data-text=title_ru] [data-vouch]")).to_be_checked()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("c")
    # It lacks a date or a victim, so that it asks once more.
    page.wait_for_url("**/decision")
    page.keyboard.press("c")
    page.wait_for_url("**told=*")
    with site.reading() as session:
        number = session.get_one(DraftRow, draft).incident
    assert number
    stands = row(site, number)
    assert (stands.title_lang, stands.titles["ru"]) == ("kk", "Ахметову вызвали в суд")
    assert {name: note["state"] for name, note in stands.text_notes.items()} == {"title_ru": "checked", "title_en": "proposed"}


@pytest.mark.parametrize("address", ["/incidents/texts?lang=kk,ru,en", "/incidents/KZ-2026-0001", "/incidents/KZ-2026-0001?edit=1"])
def test_on_a_phone_languages_stand_below_one_another_and_nothing_runs_out_of_the_page(context: BrowserContext, address: str) -> None:
    page = open_page(context, address)
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

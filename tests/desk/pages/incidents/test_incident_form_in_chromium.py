"""The form of an incident in the real Chromium: every field by keyboard, persons taken out and brought back, and what is refused said beside its field with nothing
lost."""

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from records.incident_model import Victim
from records.tables import IncidentRow
from records.users import Role
from tests.desk.incident_records import admit_all, incident
from tests.desk.keyboard_only import fill_by_keyboard
from tests.desk.serving_desk import on_a_port
from tests.desk.signed_in import sign_in
from tests.desk.site import NAMES, PASSWORD, Site

ONE = "KZ-2026-0005"
VICTIMS = (Victim("Ерлан Тастемиров", "тілші", "Дала жаршысы"), Victim("Асель Жумина", "оператор", "Орда"))
Open = Callable[..., Page]


@pytest.fixture
def opened(chromium: Browser, site: Site) -> Iterator[Open]:
    """Opens the form of an incident with two victims, each time for an editor who has just come. A script that fails, or is refused by the policy, fails the test."""
    with site.writing() as session:
        admit_all(session, [incident(5, date(2026, 3, 5), victims=VICTIMS)])
    contexts: list[BrowserContext] = []
    wrong: list[str] = []
    with on_a_port(site.app) as address:

        def open_page() -> Page:
            contexts.append(chromium.new_context(base_url=address, locale="en"))
            page = contexts[-1].new_page()
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
            page.goto("/login")
            page.locator("[name=username]").fill(NAMES[Role.EDITOR])
            page.locator("[name=password]").fill(PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url("**/queue*")
            page.goto(f"/incidents/{ONE}?edit=1")
            return page

        yield open_page
        for context in contexts:
            context.close()
    assert not wrong


def names(page: Page) -> list[str]:
    found: list[str] = page.locator("[data-key=name]").evaluate_all("all => all.map(one => one.value)")
    return found


def save(page: Page) -> Locator:
    return page.locator("form.edit").get_by_role("button", name="Save")


def record(site: Site) -> IncidentRow:
    with site.reading() as session:
        found: IncidentRow = session.get_one(IncidentRow, ONE)
        return found


def test_every_field_is_reached_filled_and_saved_by_keys(opened: Open, site: Site) -> None:
    page = opened()
    page.locator("form.edit textarea").first.focus()
    wanted = {
        "titles_en": "A case against a reporter",
        "summary_ru": "Дело возбуждено.",
        "victim_name": ["Ерлан Тастемиров", "Асель Жумина", "Дана Оспанова"],
        "victim_profession": ["редактор"],
        "incident_date": "6 наурыз 2026",
        "place": "Темирт↓",
        "actor": "court",
        "motive": "confirmed",
        "law_articles": "УК 274 ч. 4",
        "next_dates": "2026-12-01 – апелляция",
        "safety_notes": "call before writing",
        "contacts": "through her sister",
        "note": "checked by telephone",
    }
    assert fill_by_keyboard(page, "form.edit", wanted) == set()
    while page.evaluate("document.activeElement.name") != "note":
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/incidents/{ONE}$"))
    row = record(site)
    assert [one["name"] for one in row.victims] == ["Ерлан Тастемиров", "Асель Жумина", "Дана Оспанова"]
    assert row.victims[0]["profession"] == "редактор"
    assert row.happened_on == date(2026, 3, 6)
    assert (row.place, row.actor, row.motive) == ("Темиртау", "court", "confirmed")
    assert (row.titles["en"], row.summary["ru"]) == ("A case against a reporter", "Дело возбуждено.")
    assert (row.private["safety_notes"], row.private["contacts"]) == ("call before writing", "through her sister")


def test_a_person_is_taken_out_and_brought_back_by_keys_before_saving(opened: Open, site: Site) -> None:
    page = opened()
    assert names(page) == ["Ерлан Тастемиров", "Асель Жумина", ""]
    for _ in range(2):
        page.locator("[data-row]").first.get_by_role("button", name="Remove this person").focus()
        page.keyboard.press("Enter")
    assert names(page) == [""]
    page.get_by_role("button", name="Bring back: Асель Жумина").focus()
    page.keyboard.press("Enter")
    assert names(page) == ["Асель Жумина", ""]
    save(page).click()
    page.wait_for_url(re.compile(f"/incidents/{ONE}$"))
    assert [one["name"] for one in record(site).victims] == ["Асель Жумина"]


def test_one_named_twice_and_a_day_to_come_are_told_beside_their_fields_and_nothing_is_lost(opened: Open, site: Site) -> None:
    page = opened()
    page.locator("[data-key=name]").nth(2).fill("тастемиров ерлан")
    page.locator("[data-key=profession]").nth(2).fill("оператор")
    page.locator("[name=incident_date]").fill("31.12.2026")
    page.locator("[name=place]").fill("Жаңа орын")
    save(page).click()
    expect(page.locator("#w-victims")).to_have_text("Тастемиров ерлан is named twice; one row is enough, unless these are two persons")
    expect(page.locator("#w-incident_date")).to_contain_text("has not come yet")
    assert names(page) == ["Ерлан Тастемиров", "Асель Жумина", "тастемиров ерлан", ""]
    expect(page.locator("[name=place]")).to_have_value("Жаңа орын")
    page.locator("[name=incident_date]").fill("05.03.2026")
    page.get_by_label("These are two persons of the same name").check()
    save(page).click()
    page.wait_for_url(re.compile(f"/incidents/{ONE}$"))
    victims = record(site).victims
    assert [one["name"] for one in victims] == ["Ерлан Тастемиров", "Асель Жумина", "тастемиров ерлан"]
    assert len({one["person"] for one in victims}) == 3
    # On record they are two already: nobody has to say it again.
    page.goto(f"/incidents/{ONE}?edit=1")
    expect(page.get_by_label("These are two persons of the same name")).to_be_checked()


def test_what_was_typed_stays_when_somebody_else_saved_first(opened: Open, site: Site) -> None:
    mine, theirs = opened(), opened()
    mine.locator("[name=place]").fill("Менің орным")
    theirs.locator("[name=place]").fill("Олардың орны")
    save(theirs).click()
    theirs.wait_for_url(re.compile(f"/incidents/{ONE}$"))
    save(mine).click()
    expect(mine.get_by_role("alert")).to_contain_text("was changed by somebody else while you wrote")
    expect(mine.locator("[name=place]")).to_have_value("Менің орным")
    assert record(site).place == "Олардың орны"


def test_nothing_is_sent_and_nothing_lost_while_the_network_is_away(opened: Open, site: Site) -> None:
    page = opened()
    page.locator("[name=place]").fill("Жаңа орын")
    page.context.set_offline(True)
    save(page).click()
    expect(page.locator("#offline")).to_be_visible()
    expect(page.locator("[name=place]")).to_have_value("Жаңа орын")
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden(timeout=20_000)
    save(page).click()
    page.wait_for_url(re.compile(f"/incidents/{ONE}$"))
    assert record(site).place == "Жаңа орын"


def test_what_was_typed_and_not_saved_is_kept_when_the_page_goes(opened: Open, site: Site) -> None:
    page = opened()
    page.locator("[name=place]").fill("Жаңа орын")
    page.locator("[data-key=name]").last.fill("Дана Оспанова")
    page.locator("[data-key=name]").last.fill("Олжас Ким")
    kept = page.locator("form.edit [data-kept-said]")
    expect(kept).to_contain_text("Not saved yet.")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Reports").click()
    page.wait_for_url("**/reports*")
    page.goto(f"/incidents/{ONE}")
    expect(page.locator(f"[data-kept-said='{ONE}']")).to_contain_text("not saved yet; it is kept in this browser")
    page.get_by_role("link", name="Go on editing").click()
    expect(page.locator("[name=place]")).to_have_value("Жаңа орын")
    assert names(page)[:4] == ["Ерлан Тастемиров", "Асель Жумина", "Дана Оспанова", "Олжас Ким"]
    save(page).click()
    page.wait_for_url(re.compile(f"/incidents/{ONE}$"))
    assert record(site).place == "Жаңа орын"
    expect(page.locator(f"[data-kept-said='{ONE}']")).to_be_hidden()
    page.goto(f"/incidents/{ONE}?edit=1")
    expect(page.locator("form.edit [data-kept-said]")).to_be_hidden()
    page.locator("[name=place]").fill("Басқа")
    page.get_by_role("link", name="Cancel").click()
    page.goto(f"/incidents/{ONE}?edit=1")
    expect(page.locator("[name=place]")).to_have_value("Жаңа орын")


def test_private_fields_are_kept_in_this_tab_alone(opened: Open) -> None:
    page = opened()
    page.locator("[name=contacts]").fill("туысы арқылы")
    assert "туысы" not in page.evaluate("JSON.stringify(localStorage)")
    assert "туысы" in page.evaluate("JSON.stringify(sessionStorage)")
    page.goto(f"/incidents/{ONE}?edit=1")
    expect(page.locator("[name=contacts]")).to_have_value("туысы арқылы")


def by(chromium_page: Page, role: str) -> Page:
    """A page of somebody else in a browser of her own."""
    browser = chromium_page.context.browser
    assert browser is not None
    context = browser.new_context(base_url=chromium_page.url.split("/incidents")[0], locale="en")
    sign_in(context, role)
    return context.new_page()


def test_what_was_proposed_is_kept_no_longer_as_not_saved(opened: Open) -> None:
    page = by(opened(), "monitor")
    page.goto(f"/incidents/{ONE}?edit=1")
    page.locator("[name=place]").fill("Орал")
    page.get_by_role("button", name="Propose").click()
    page.wait_for_url(re.compile("#proposals$"))
    expect(page.locator("#proposals")).to_contain_text("Орал")
    page.reload()
    expect(page.locator("#proposals")).to_be_visible()
    expect(page.locator(f"[data-kept-said='{ONE}']")).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage).filter(one => one.startsWith('qorgan kept'))") == []
    page.context.close()


def test_a_form_that_was_sent_unchanged_is_kept_no_longer_either(opened: Open) -> None:
    page = opened()
    page.locator("[name=place]").fill("Орал")
    page.locator("[name=place]").fill(page.locator("[name=place]").evaluate("one => one.defaultValue"))
    save(page).click()
    page.wait_for_url(re.compile("told=same"))
    expect(page.locator("#said")).to_contain_text("Nothing was changed")
    page.goto(f"/incidents/{ONE}")
    expect(page.locator(f"[data-kept-said='{ONE}']")).to_be_hidden()


def test_a_refused_status_is_in_view_with_its_error_which_goes_when_it_is_corrected(opened: Open) -> None:
    page = opened()
    page.goto(f"/incidents/{ONE}")
    page.locator("#status-form summary").first.click()
    page.locator("#f-code").select_option("CMP")
    page.locator("#f-day").fill("no day")
    page.locator("#status-form [name=source]").fill("court")
    page.locator("#status-form").get_by_role("button", name="Add", exact=True).click()
    wrong = page.locator("#w-day")
    expect(wrong).to_be_in_viewport()
    expect(page.locator("#f-day")).to_be_focused()
    expect(page.locator("#said")).to_contain_text("The status was not added")
    page.locator("#f-day").fill("5 March 2026")
    expect(wrong).to_be_hidden()
    expect(page.locator("#f-day")).not_to_have_attribute("aria-invalid", "true")

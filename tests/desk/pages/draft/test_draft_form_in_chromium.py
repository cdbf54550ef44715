"""The form of a draft in the real Chromium: who was harmed is in view, fields take what people write, and what is wrong is said where it is."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from records import review
from records.incident_model import Victim
from records.tables import DraftRow, IncidentRow
from tests.conftest import NOW
from tests.desk.site import Site
from tests.records.persons.persons_case import admit_victims

Open = Callable[..., Page]
ONE = "Гүлнар Сапарқызы"


def state(site: Site, draft: int) -> DraftRow:
    with site.reading() as session:
        found: DraftRow = session.get_one(DraftRow, draft)
        return found


def field(page: Page, name: str) -> Any:
    return page.locator(f"#decision [name={name}]").first


def name_of(page: Page, row: int) -> Any:
    return page.locator("[data-row]").nth(row).locator("[data-key=name]")


COVERED = """() => {
  const body = document.querySelector(".facts-body");
  // What the panel has scrolled out of view is not covered.
  const ends = getComputedStyle(body).overflowY === "auto" ? body.getBoundingClientRect().bottom : innerHeight;
  return [...document.querySelectorAll(".facts-body input, .facts-body select, .facts-body textarea")].filter((one) => {
    const box = one.getBoundingClientRect();
    const middle = box.top + box.height / 2;
    if (!box.height || box.bottom < 0 || middle > ends || !one.checkVisibility()) return false;
    const there = document.elementFromPoint(box.left + box.width / 2, middle);
    return there && there.closest(".decide");
  }).map((one) => one.name);
}"""


def test_victims_are_in_view_without_scrolling_and_no_button_lies_over_a_field(opened: Open, site: Site) -> None:
    page = opened(f"/drafts/{site.drafts[-1]}", viewport={"width": 1440, "height": 900})
    for key in ("name", "profession", "outlet"):
        expect(page.locator("[data-row]").first.locator(f"[data-key={key}]")).to_be_in_viewport(ratio=1)
    expect(name_of(page, 0)).to_have_value("Ерлан Тастемиров")
    assert page.evaluate(COVERED) == []
    page.locator(".facts-body").evaluate("one => one.scrollTo(0, 300)")
    assert page.evaluate(COVERED) == []


def test_on_a_phone_it_says_at_once_who_was_harmed_and_e_leads_to_a_field_that_nothing_covers(opened: Open, site: Site) -> None:
    page = opened(f"/drafts/{site.drafts[-1]}", viewport={"width": 390, "height": 844})
    expect(page.locator(".who-harmed")).to_be_in_viewport(ratio=1)
    expect(page.locator(".who-harmed")).to_have_text("Victims: Ерлан Тастемиров (Вестник степи)")
    page.keyboard.press("e")
    assert page.evaluate("document.activeElement.closest('form')?.id") == "decision"
    expect(page.locator(":focus")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.activeElement.name") not in page.evaluate(COVERED)


def test_a_date_is_told_as_it_is_typed_in_every_language_and_the_same_day_is_no_change(opened: Open, site: Site) -> None:
    draft = site.drafts[-1]
    page = opened(f"/drafts/{draft}")
    told = page.locator("#d-incident_date")
    expect(told).to_have_text("Monday, November 23, 2026")
    for written in ("23.11.2026", "23/11", "23 қараша", "кеше", "понедельник"):
        field(page, "incident_date").fill("")
        expect(told).to_have_text("")
        field(page, "incident_date").fill(written)
        expect(told).to_have_text("Monday, November 23, 2026")
        expect(page.locator("[data-field=incident_date] > [data-machine-line]")).to_be_hidden()
    field(page, "incident_date").fill("ноябрь 2026")
    expect(told).to_have_text("November 2026")
    expect(page.locator("[data-field=incident_date] > [data-machine-line]")).to_be_visible()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("c")
    page.wait_for_url("**told=*")
    assert state(site, draft).fields == {"incident_date": "2026-11-01", "date_precision": "month"}


def test_persons_are_added_and_removed_by_keyboard_and_one_named_twice_is_refused_at_her_row(opened: Open, site: Site) -> None:
    draft = site.drafts[-1]
    page = opened(f"/drafts/{draft}")
    page.get_by_role("button", name="Add a person").focus()
    page.keyboard.press("Enter")
    expect(name_of(page, 1)).to_be_focused()
    page.keyboard.type("тастемиров ЕРЛАН")
    page.evaluate("document.activeElement.blur()")
    with page.expect_response("**/decision"):
        page.keyboard.press("c")
    expect(page.locator("#w-victims")).to_have_text("Тастемиров ЕРЛАН is named twice; one row is enough, unless these are two persons")
    expect(name_of(page, 1)).to_be_focused()
    expect(name_of(page, 1)).to_be_in_viewport(ratio=1)
    page.locator("[data-row]").nth(1).get_by_role("button", name="Remove this person").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-row]")).to_have_count(2)
    expect(name_of(page, 1)).to_be_focused()
    expect(name_of(page, 1)).to_have_value("")
    expect(page.locator("[data-autosave-said]")).to_contain_text("saved")
    page.goto(f"/drafts/{draft}")
    expect(page.locator("[data-row]")).to_have_count(2)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("c")
    page.wait_for_url("**told=*")
    assert state(site, draft).fields == {}


def test_a_person_who_was_taken_out_comes_back_at_her_place_by_keyboard(opened: Open, site: Site) -> None:
    page = opened(f"/drafts/{site.drafts[-1]}")
    name_of(page, 1).fill("Асель Жумина")
    page.locator("[data-row]").first.get_by_role("button", name="Remove this person").focus()
    page.keyboard.press("Enter")
    expect(name_of(page, 0)).to_have_value("Асель Жумина")
    back = page.get_by_role("button", name="Bring back: Ерлан Тастемиров")
    back.focus()
    page.keyboard.press("Enter")
    expect(back).to_have_count(0)
    expect(name_of(page, 0)).to_be_focused()
    assert page.locator("[data-key=name]").evaluate_all("all => all.map(one => one.value)") == ["Ерлан Тастемиров", "Асель Жумина", ""]
    expect(page.locator("[data-autosave-said]")).to_contain_text("saved")
    page.reload()
    assert page.locator("[data-key=name]").evaluate_all("all => all.map(one => one.value)") == ["Ерлан Тастемиров", "Асель Жумина", ""]


def test_two_persons_of_one_name_are_recorded_as_two_once_somebody_says_so(opened: Open, site: Site) -> None:
    draft = site.drafts[-1]
    page = opened(f"/drafts/{draft}")
    two = page.get_by_label("These are two persons of the same name")
    expect(two).to_be_hidden()
    name_of(page, 1).fill("Ерлан Тастемиров")
    page.locator("[data-row]").nth(1).locator("[data-key=profession]").fill("оператор")
    page.evaluate("document.activeElement.blur()")
    with page.expect_response("**/decision"):
        page.keyboard.press("c")
    expect(page.locator("#w-victims")).to_contain_text("unless these are two persons")
    # Nothing typed is lost.
    expect(page.locator("[data-row]").nth(1).locator("[data-key=profession]")).to_have_value("оператор")
    two.check()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("c")
    page.wait_for_url("**told=*")
    with site.reading() as session:
        incident = session.scalars(select(IncidentRow).where(IncidentRow.draft_id == draft)).one()
        assert [one["name"] for one in incident.victims] == ["Ерлан Тастемиров"] * 2
        assert len({one["person"] for one in incident.victims}) == 2


def test_a_known_person_is_offered_in_other_letters_and_brings_work_and_outlet(opened: Open, site: Site) -> None:
    draft = site.drafts[-1]
    with site.writing() as session:
        admit_victims(session, (Victim(ONE, "тілші", "Орда"),), (Victim("Гүлмира Ахметова"),))
    page = opened(f"/drafts/{draft}")
    name_of(page, 1).focus()
    page.keyboard.type("сапарк")
    offers = page.locator("#offered").get_by_role("option")
    expect(offers).to_have_count(1)
    expect(offers).to_contain_text("тілші, Орда")
    page.keyboard.press("ArrowDown")
    expect(offers).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(name_of(page, 1)).to_have_value(ONE)
    row = page.locator("[data-row]").nth(1)
    expect(row.locator("[data-key=profession]")).to_have_value("тілші")
    expect(row.locator("[data-key=outlet]")).to_have_value("Орда")
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.keyboard.type("x")
    page.keyboard.press("Escape")
    expect(name_of(page, 1)).to_have_value(f"{ONE}x")


def test_a_place_is_offered_with_its_region(opened: Open, site: Site) -> None:
    page = opened(f"/drafts/{site.drafts[0]}")
    field(page, "region").select_option("")
    field(page, "place").fill("")
    field(page, "place").press_sequentially("Темирт")
    expect(page.locator("#offered").get_by_role("option").first).to_contain_text("Темиртау")
    page.locator("#offered").get_by_role("option").first.click()
    expect(field(page, "place")).to_have_value("Темиртау")
    expect(field(page, "region")).to_have_value("KZ-35")


def test_a_fault_in_a_folded_part_unfolds_it(opened: Open, site: Site) -> None:
    page = opened(f"/drafts/{site.drafts[-1]}")
    part = page.locator("details.folded", has=page.locator("[name=status]"))
    part.locator("summary").click()
    field(page, "status").select_option("DRP")
    field(page, "status_date").fill("31.11.2026")
    page.evaluate("document.activeElement.blur()")
    with page.expect_response("**/decision"):
        page.keyboard.press("c")
    expect(page.locator("#w-status_date")).to_have_text("31.11.2026: the calendar has no such day")
    expect(field(page, "status_date")).to_be_focused()
    expect(field(page, "status_date")).to_be_in_viewport(ratio=1)


def test_an_edit_typed_while_the_network_is_away_is_there_when_it_is_back(opened: Open, site: Site) -> None:
    draft = site.drafts[-1]
    page = opened(f"/drafts/{draft}")
    page.context.set_offline(True)
    field(page, "incident_date").fill("21/11")
    name_of(page, 1).fill("Асель Жумина")
    expect(page.locator("[data-autosave-said]")).to_have_attribute("data-how", "kept")
    page.context.set_offline(False)
    expect(page.locator("[data-autosave-said]")).to_contain_text("saved", timeout=20_000)
    page.reload()
    expect(field(page, "incident_date")).to_have_value("2026-11-21")
    expect(page.locator("#d-incident_date")).to_contain_text("November 21, 2026")
    expect(name_of(page, 1)).to_have_value("Асель Жумина")


def test_two_people_who_type_into_one_draft_keep_each_what_they_typed(opened: Open, site: Site) -> None:
    draft = site.drafts[-1]
    theirs, mine = opened(f"/drafts/{draft}", role="editor"), opened(f"/drafts/{draft}")
    field(theirs, "place").fill("Қарағанды")
    field(mine, "place").fill("Темиртау")
    for page in (theirs, mine):
        page.keyboard.press("Escape")
        expect(page.locator("[data-autosave-said]")).to_contain_text("saved")
    with site.writing() as session:
        review.defer(session, draft, who="Berik", now=NOW, until=NOW.date().replace(day=30))
    for page, typed in ((theirs, "Қарағанды"), (mine, "Темиртау")):
        page.reload()
        expect(field(page, "place")).to_have_value(typed)


@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_in_other_languages_the_date_is_told_in_their_words(opened: Open, site: Site, lang: str) -> None:
    page = opened(f"/drafts/{site.drafts[-1]}", locale=lang)
    field(page, "incident_date").fill("21.11")
    expect(page.locator("#d-incident_date")).to_contain_text("қараша" if lang == "kk" else "ноября")

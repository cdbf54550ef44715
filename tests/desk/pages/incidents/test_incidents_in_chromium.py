"""The table of incidents and the form of one in the real Chromium: sorted, narrowed, kept as views, corrected in bulk; every field by keyboard, and nothing typed is lost."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from desk.pages.incidents import routes
from records.incident_model import Victim
from records.tables import IncidentRow
from tests.desk.incident_records import admit_all, incident, many
from tests.desk.keyboard_only import fill_by_keyboard
from tests.desk.pages.in_chromium import Open, opening
from tests.desk.serving_desk import on_a_port
from tests.desk.site import Site, open_site

ONE = "KZ-2026-0005"
VICTIMS = (Victim("Ерлан Тастемиров", "тілші", "Дала жаршысы"), Victim("Асель Жумина", "оператор", "Орда"))


# The table


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a desk with eighty incidents."""
    folder: Path = tmp_path_factory.mktemp("table")
    made = open_site(f"sqlite:///{folder / 'desk.db'}", folder / "var")
    with made.writing() as session:
        admit_all(session, many(80))
    with on_a_port(made.app) as base:
        yield base
    made.engine.dispose()


@pytest.fixture
def opened(chromium: Browser, filled: str) -> Iterator[Open]:
    """Opens an address of the desk with eighty incidents, for an editor unless it is said."""
    with opening(chromium, filled) as open_page:
        yield lambda address, role="editor", width=1440, **given: open_page(address, role, viewport={"width": width, "height": 900}, **given)


def column(page: Page, heading: str) -> list[str]:
    return page.locator(f'td[data-th="{heading}"]').all_inner_texts()


def test_a_heading_sorts_and_a_second_click_turns_it_and_a_filter_of_nonsense_is_refused_beside_its_field(opened: Open) -> None:
    page = opened("/incidents?columns=title,silent")
    heading = page.get_by_role("columnheader", name="Days without news")
    heading.get_by_role("link").focus()
    page.keyboard.press("Enter")
    for direction in ("descending", "ascending"):
        expect(heading).to_have_attribute("aria-sort", direction)
        days = [int(text.replace(",", "")) for text in column(page, "Days without news") if text != "—"]
        assert days == sorted(days, reverse=direction == "descending")
        expect(page.locator("thead th[aria-sort]")).to_have_count(1)
        heading.get_by_role("link").click()
    page.goto("/incidents")
    since, silent, show = page.locator("#f-since"), page.locator("#f-silent"), page.locator("form.filters button.main")
    since.fill("31.02.2026")
    expect(page.locator("#d-since")).not_to_be_empty(timeout=60_000)
    silent.fill("-5")
    show.click()
    for name in ("since", "silent"):
        expect(page.locator(f"#w-{name}")).to_be_visible()
    expect(since).to_have_value("31.02.2026")
    expect(page.locator(".found")).to_contain_text("80 incidents")
    since.fill("ноябрь 2026")
    expect(page.locator("#d-since")).to_contain_text("November 2026", timeout=60_000)
    silent.fill("")
    show.click()
    expect(page.locator(".found")).not_to_contain_text("80 incidents")
    expect(page.locator(".wrong")).to_have_count(0)


def test_columns_are_chosen_and_kept_by_a_view_that_is_shared_with_the_desk(opened: Open) -> None:
    name = 'Тыныш <b>"30"</b>'
    page = opened("/incidents?silent=30", role="monitor")
    page.locator(".columns > summary").click()
    for value in ("region", "actor"):
        page.locator(f".columns [value={value}]").uncheck()
    page.locator(".columns [value=custody]").check()
    page.locator(".columns button.main").click()
    expect(page.get_by_role("columnheader", name="Days in custody")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Region")).to_have_count(0)
    expect(page.locator("#f-silent")).to_have_value("30")
    page.locator(".save-view > summary").click()
    page.locator(".save-view #f-name").fill(name)
    page.keyboard.press("Enter")
    page.wait_for_url("**/incidents/views/*")
    expect(page.locator(".view[aria-current]")).to_have_text(name)
    other = opened(page.url)
    expect(other.locator("table")).to_have_count(0)
    page.locator(".save-view > summary").click()
    page.locator("button[value=share]").click()
    expect(page.locator("button[value=keep]")).to_have_count(1)
    other.goto("/incidents")
    other.get_by_role("link", name=name).click()
    expect(other.get_by_role("columnheader", name="Days in custody")).to_be_visible()
    expect(other.locator("#f-silent")).to_have_value("30")


def test_several_are_selected_and_corrected_at_once_after_it_was_shown_what_will_change(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened("/incidents")
    page.locator("[data-all-rows]").check()
    expect(page.locator("[data-row]:checked")).to_have_count(50)
    page.locator("[data-row]").first.uncheck()
    assert page.locator("[data-all-rows]").evaluate("box => box.indeterminate")
    page.goto("/incidents?order=number&columns=number,title,place")
    for place in (0, 1, 2):
        page.locator("[data-row]").nth(place).check()
    expect(page.locator("[data-selected]").first).to_have_text("selected: 3")
    page.locator("#bulk button[value=choose]").click()
    page.locator("main #f-place").fill("Жаңаөзен")
    page.locator("main #f-place").press("Enter")
    expect(page.locator(".foreseen")).to_contain_text("Will change: 3 of 3")
    page.locator("button[value=change]").click()
    expect(page.locator(".notice")).to_contain_text("Changed: 3 of 3")
    page.get_by_role("link", name="Back to the table").last.click()
    assert column(page, "Place")[:4] == ["Zhanaozen", "Zhanaozen", "Zhanaozen", "Kostanay"]
    # More than can be changed at once.
    for module in (routes, routes):
        monkeypatch.setattr(module, "MOST_AT_ONCE", 60)
    page.locator("[data-all-found]").check()
    page.locator("#bulk button[value=choose]").click()
    expect(page.locator(".notice")).to_contain_text("80 incidents")
    page.locator("button[value=choose]").click()
    expect(page.locator("main")).to_contain_text("Selected incidents: 60.")
    page.locator("main #f-place").fill("Ақтау")
    page.locator("main #f-place").press("Enter")
    expect(page.locator(".foreseen")).to_contain_text("Will change: 60 of 60")
    page.locator("form .button.quiet").last.click()
    expect(page.locator(".found")).to_contain_text("80 incidents")
    assert "Aktau" not in column(page, "Place")


def test_on_a_phone_each_row_is_a_card_and_the_form_comes_by_a_button(opened: Open) -> None:
    columns = "number,date,title,persons,region,category,actor,perpetrator,journalist,silent,custody,by"
    page = opened(f"/incidents?since=31.02.2026&columns={columns}", locale="kk", width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    # Where something typed is wrong, the form is open; else it comes by a button, and the rows are near.
    expect(page.locator("#w-since")).to_be_visible()
    page.goto("/incidents")
    expect(page.locator("#f-since")).to_be_hidden()
    page.locator(".find-button").click()
    expect(page.locator("#f-since")).to_be_visible()
    page.locator("#finding").focus()
    page.keyboard.press("Space")
    expect(page.locator("#f-since")).to_be_hidden()
    page.go_back()
    expect(page.locator("tbody tr").first).to_be_visible()
    wide = page.locator("tbody tr > *").evaluate_all("all => all.filter(one => one.getBoundingClientRect().right > innerWidth).length")
    assert wide == 0


# The form of an incident


@pytest.fixture
def form(chromium: Browser, site: Site) -> Iterator[Open]:
    """Opens the form of an incident with two victims, each time for somebody who has just come."""
    with site.writing() as session:
        admit_all(session, [incident(5, date(2026, 3, 5), victims=VICTIMS)])
    with on_a_port(site.app) as base, opening(chromium, base) as open_page:
        yield lambda role="editor": open_page(f"/incidents/{ONE}?edit=1", role)


def names(page: Page) -> list[str]:
    found: list[str] = page.locator("[data-key=name]").evaluate_all("all => all.map(one => one.value)")
    return found


def save(page: Page) -> None:
    page.locator("form.edit button.main").click()


def saved(page: Page, site: Site) -> IncidentRow:
    """Save the form; the incident as it is recorded then."""
    save(page)
    page.wait_for_url(re.compile(f"/incidents/{ONE}$"))
    return record(site)


def record(site: Site) -> IncidentRow:
    with site.reading() as session:
        found: IncidentRow = session.get_one(IncidentRow, ONE)
        return found


WANTED = {
    "titles_en": "A case against a reporter", "summary_ru": "Дело возбуждено.", "victim_name": ["Ерлан Тастемиров", "Асель Жумина", "Дана Оспанова"],
    "victim_profession": ["редактор"], "incident_date": "6 наурыз 2026", "place": "Темирт↓", "actor": "court", "motive": "confirmed",
    "law_articles": "УК 274 ч. 4", "next_dates": "2026-12-01 – апелляция", "safety_notes": "call before writing", "contacts": "through her sister",
    "note": "checked by telephone",
}  # fmt: skip


def test_every_field_is_reached_filled_and_saved_by_keys(form: Open, site: Site) -> None:
    page = form()
    page.locator("form.edit textarea").first.focus()
    assert fill_by_keyboard(page, "form.edit", WANTED) == set()
    while page.evaluate("document.activeElement.name") != "note":
        page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/incidents/{ONE}$"))
    row = record(site)
    assert [one["name"] for one in row.victims] == WANTED["victim_name"]
    assert row.victims[0]["profession"] == "редактор"
    assert (row.happened_on, row.place, row.actor, row.motive) == (date(2026, 3, 6), "Темиртау", "court", "confirmed")
    assert (row.titles["en"], row.summary["ru"]) == (WANTED["titles_en"], WANTED["summary_ru"])
    assert (row.private["safety_notes"], row.private["contacts"]) == (WANTED["safety_notes"], WANTED["contacts"])


def test_persons_are_taken_out_and_brought_back_and_one_named_twice_is_asked_about_beside_her_row(form: Open, site: Site) -> None:
    page = form()
    assert names(page) == ["Ерлан Тастемиров", "Асель Жумина", ""]
    for _ in range(2):
        page.locator("[data-row]").first.get_by_role("button", name="Remove this person").focus()
        page.keyboard.press("Enter")
    assert names(page) == [""]
    page.get_by_role("button", name="Bring back: Асель Жумина").focus()
    page.keyboard.press("Enter")
    assert names(page) == ["Асель Жумина", ""]
    assert [one["name"] for one in saved(page, site).victims] == ["Асель Жумина"]
    page.goto(f"/incidents/{ONE}?edit=1")
    page.locator("[data-key=name]").nth(1).fill("жумина асель")
    page.locator("[data-key=profession]").nth(1).fill("редактор")
    page.locator("[name=incident_date]").fill("31.12.2026")
    page.locator("[name=place]").fill("Жаңа орын")
    save(page)
    expect(page.locator("#w-victims")).to_contain_text("Жумина асель")
    expect(page.locator("#w-incident_date")).to_be_visible()
    assert names(page) == ["Асель Жумина", "жумина асель", ""]
    expect(page.locator("[name=place]")).to_have_value("Жаңа орын")
    page.locator("[name=incident_date]").fill("05.03.2026")
    two = page.get_by_label("These are two persons of the same name")
    two.check()
    victims = saved(page, site).victims
    assert [one["name"] for one in victims] == ["Асель Жумина", "жумина асель"]
    assert len({one["person"] for one in victims}) == 2
    # On record they are two already: nobody has to say it again.
    page.goto(f"/incidents/{ONE}?edit=1")
    expect(two).to_be_checked()


def test_what_was_typed_stays_when_somebody_else_saved_first_or_the_network_is_away(form: Open, site: Site) -> None:
    mine, theirs = form(), form()
    mine.locator("[name=place]").fill("Менің орным")
    theirs.locator("[name=place]").fill("Олардың орны")
    theirs.context.set_offline(True)
    save(theirs)
    expect(theirs.locator("#offline")).to_be_visible()
    expect(theirs.locator("[name=place]")).to_have_value("Олардың орны")
    theirs.context.set_offline(False)
    expect(theirs.locator("#offline")).to_be_hidden(timeout=30_000)
    assert saved(theirs, site).place == "Олардың орны"
    save(mine)
    expect(mine.locator("[data-refused] [role=alert]")).to_be_visible()
    expect(mine.locator("[name=place]")).to_have_value("Менің орным")
    assert record(site).place == "Олардың орны"


def test_what_was_typed_and_not_saved_is_kept_when_the_page_goes_private_fields_in_this_tab_alone(form: Open, site: Site) -> None:
    page = form()
    place, kept, of_record = page.locator("[name=place]"), page.locator("form.edit [data-kept-said]"), page.locator(f"[data-kept-said='{ONE}']")
    place.fill("Жаңа орын")
    page.locator("[data-key=name]").last.fill("Дана Оспанова")
    page.locator("[data-key=name]").last.fill("Олжас Ким")
    page.locator("[name=contacts]").fill("туысы арқылы")
    expect(kept).to_be_visible()
    assert ["туысы" in page.evaluate(f"JSON.stringify({store})") for store in ("localStorage", "sessionStorage")] == [False, True]
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Reports").click()
    page.wait_for_url("**/reports*")
    page.goto(f"/incidents/{ONE}")
    expect(of_record).to_be_visible()
    of_record.locator("a").first.click()
    expect(place).to_have_value("Жаңа орын")
    expect(page.locator("[name=contacts]")).to_have_value("туысы арқылы")
    assert names(page)[:4] == ["Ерлан Тастемиров", "Асель Жумина", "Дана Оспанова", "Олжас Ким"]
    assert saved(page, site).place == "Жаңа орын"
    expect(of_record).to_be_hidden()
    page.goto(f"/incidents/{ONE}?edit=1")
    expect(kept).to_be_hidden()
    place.fill("Басқа")
    page.get_by_role("link", name="Cancel").click()
    page.goto(f"/incidents/{ONE}?edit=1")
    expect(place).to_have_value("Жаңа орын")
    # A form that was sent unchanged is kept no longer either.
    place.fill("Орал")
    place.fill(place.evaluate("one => one.defaultValue"))
    save(page)
    page.wait_for_url(re.compile("told=same"))
    expect(page.locator("#said")).not_to_be_empty()
    page.goto(f"/incidents/{ONE}")
    expect(of_record).to_be_hidden()


def test_what_was_proposed_is_kept_no_longer_as_not_saved(form: Open) -> None:
    page = form("monitor")
    page.locator("[name=place]").fill("Орал")
    save(page)
    page.wait_for_url(re.compile("#proposals$"))
    expect(page.locator("#proposals")).to_contain_text("Орал")
    page.reload()
    expect(page.locator("#proposals")).to_be_visible()
    expect(page.locator(f"[data-kept-said='{ONE}']")).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage).filter(one => one.startsWith('qorgan kept'))") == []


def test_a_refused_status_is_in_view_with_its_error_which_goes_when_it_is_corrected(form: Open) -> None:
    page = form()
    page.goto(f"/incidents/{ONE}")
    page.locator("#status-form summary").first.click()
    page.locator("#f-code").select_option("CMP")
    page.locator("#f-day").fill("no day")
    page.locator("#status-form [name=source]").fill("court")
    page.locator("#status-form button.main").click()
    wrong = page.locator("#w-day")
    expect(wrong).to_be_in_viewport()
    expect(page.locator("#f-day")).to_be_focused()
    expect(page.locator("#said")).not_to_be_empty()
    page.locator("#f-day").fill("5 March 2026")
    expect(wrong).to_be_hidden()
    expect(page.locator("#f-day")).not_to_have_attribute("aria-invalid", "true")

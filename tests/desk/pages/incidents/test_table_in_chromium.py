"""The table of incidents in the real Chromium: sorted, narrowed, its columns chosen, a view kept and shared, many corrected at once, taken as a file; by keyboard, on a phone."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from openpyxl import load_workbook
from playwright.sync_api import Browser, BrowserContext, Page, expect

from desk.pages.incidents import bulk_change, bulk_routes
from tests.desk.incident_records import admit_all, many
from tests.desk.serving_desk import on_a_port
from tests.desk.signed_in import sign_in
from tests.desk.site import Site, open_site

PHONE = {"width": 390, "height": 844}
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder: Path = tmp_path_factory.mktemp("table")
    made = open_site(f"sqlite:///{folder / 'desk.db'}", folder / "var")
    with made.writing() as session:
        admit_all(session, many(80))
    yield made
    made.engine.dispose()


@pytest.fixture(scope="module")
def people(chromium: Browser, filled: Site) -> Iterator[Callable[..., BrowserContext]]:
    """Signs each person in once; a page of whoever is asked for opens at once."""
    kept: dict[tuple[str, str], BrowserContext] = {}
    with on_a_port(filled.app) as base:

        def of(role: str, lang: str) -> BrowserContext:
            if (role, lang) not in kept:
                context = chromium.new_context(base_url=base, locale=lang, accept_downloads=True)
                sign_in(context, role)
                kept[role, lang] = context
            return kept[role, lang]

        yield of
        for context in kept.values():
            context.close()


@pytest.fixture
def opened(people: Callable[..., BrowserContext]) -> Iterator[Open]:
    """Opens an address. A script that fails, or is refused by the policy, fails the test."""
    pages: list[Page] = []
    wrong: list[str] = []

    def open_page(address: str = "/incidents", role: str = "editor", lang: str = "en", phone: bool = False) -> Page:
        page = people(role, lang).new_page()
        page.set_default_timeout(60_000)
        pages.append(page)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
        page.set_viewport_size({"width": 390, "height": 844} if phone else {"width": 1440, "height": 900})
        page.goto(address)
        return page

    yield open_page
    for page in pages:
        page.close()
    assert not wrong


def column(page: Page, heading: str) -> list[str]:
    return page.locator(f'td[data-th="{heading}"]').all_inner_texts()


def test_a_heading_sorts_and_a_second_click_turns_it(opened: Open) -> None:
    page = opened("/incidents?columns=title,silent")
    heading = page.get_by_role("columnheader", name="Days without news")
    heading.get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect(heading).to_have_attribute("aria-sort", "descending")
    down = [int(text.replace(",", "")) for text in column(page, "Days without news") if text != "—"]
    assert down == sorted(down, reverse=True)
    heading.get_by_role("link").click()
    expect(heading).to_have_attribute("aria-sort", "ascending")
    up = [int(text.replace(",", "")) for text in column(page, "Days without news") if text != "—"]
    assert up == sorted(up)
    expect(page.locator("thead th[aria-sort]")).to_have_count(1)


def test_a_filter_of_nonsense_is_told_beside_its_field_and_what_was_typed_stays(opened: Open) -> None:
    page = opened()
    page.get_by_label("From", exact=True).fill("31.02.2026")
    expect(page.locator("#d-since")).to_contain_text("calendar has no such day", timeout=60_000)
    page.get_by_label("Silent for so many days").fill("-5")
    page.get_by_role("button", name="Show").last.click()
    expect(page.locator("#w-since")).to_contain_text("calendar has no such day")
    expect(page.locator("#w-silent")).to_contain_text("write a whole number")
    expect(page.get_by_label("From", exact=True)).to_have_value("31.02.2026")
    expect(page.locator(".found")).to_contain_text("80 incidents")
    page.get_by_label("From", exact=True).fill("ноябрь 2026")
    expect(page.locator("#d-since")).to_contain_text("November 2026", timeout=60_000)
    page.get_by_label("Silent for so many days").fill("")
    page.get_by_role("search").get_by_role("button", name="Show").click()
    expect(page.locator(".found")).not_to_contain_text("80 incidents")
    expect(page.locator(".wrong")).to_have_count(0)


def test_columns_are_chosen_and_kept_by_a_view_that_is_shared_with_the_desk(opened: Open) -> None:
    page = opened("/incidents?silent=30", role="monitor")
    page.locator(".columns > summary").click()
    for name in ("Region", "Who did it"):
        page.locator(".columns").get_by_label(name, exact=True).uncheck()
    page.locator(".columns").get_by_label("Days in custody").check()
    page.locator(".columns").get_by_role("button", name="Show").click()
    expect(page.get_by_role("columnheader", name="Days in custody")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Region")).to_have_count(0)
    expect(page.get_by_label("Silent for so many days")).to_have_value("30")
    page.locator(".save-view > summary").click()
    page.get_by_label("Save as a new view: its name").fill('Тыныш <b>"30"</b>')
    page.keyboard.press("Enter")
    page.wait_for_url("**/incidents/views/*")
    way = page.url
    expect(page.locator(".view[aria-current]")).to_have_text('Тыныш <b>"30"</b>')
    other = opened(way)
    assert "it is not shared with you" in other.locator("main").inner_text()
    page.locator(".save-view > summary").click()
    page.get_by_role("button", name="Share it with the desk").click()
    other.goto("/incidents")
    other.get_by_role("link", name='Тыныш <b>"30"</b>').click()
    expect(other.get_by_role("columnheader", name="Days in custody")).to_be_visible()
    expect(other.get_by_label("Silent for so many days")).to_have_value("30")


def test_several_are_corrected_at_once_after_it_was_told_what_will_change(opened: Open) -> None:
    page = opened("/incidents?order=number&columns=number,title,place")
    for place in (0, 1, 2):
        page.locator("[data-row]").nth(place).check()
    expect(page.locator("[data-selected]").first).to_have_text("selected: 3")
    page.get_by_role("button", name="Change the selected…").click()
    page.locator("main").get_by_label("Place", exact=True).fill("Жаңаөзен")
    page.locator("main").get_by_label("Place", exact=True).press("Enter")
    expect(page.locator(".foreseen")).to_contain_text("Will change: 3 of 3")
    page.get_by_role("button", name="Change them").click()
    expect(page.locator(".notice")).to_contain_text("Changed: 3 of 3")
    page.get_by_role("link", name="Back to the table").last.click()
    assert column(page, "Place")[:4] == ["Zhanaozen", "Zhanaozen", "Zhanaozen", "Kostanay"]


def test_the_box_above_selects_the_page_and_the_one_beside_it_all_that_was_found(opened: Open) -> None:
    page = opened("/incidents")
    page.get_by_label("all on this page").check()
    expect(page.locator("[data-row]:checked")).to_have_count(50)
    page.locator("[data-row]").first.uncheck()
    assert page.get_by_label("all on this page").evaluate("box => box.indeterminate")
    page.get_by_label("all 80 found").check()
    page.get_by_role("button", name="Change the selected…").click()
    expect(page.locator("main")).to_contain_text("Selected incidents: 80.")


def test_more_than_can_be_changed_at_once_is_said_and_what_is_found_stays_found(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (bulk_change, bulk_routes):
        monkeypatch.setattr(module, "MOST_AT_ONCE", 60)
    page = opened("/incidents?columns=number,title,place")
    page.get_by_label("all 80 found").check()
    page.get_by_role("button", name="Change the selected…").click()
    expect(page.locator(".notice")).to_contain_text("80 incidents are found, and at most 60 can be changed at once")
    page.get_by_role("button", name="Take the first 60").click()
    expect(page.locator("main")).to_contain_text("Selected incidents: 60.")
    page.locator("main").get_by_label("Place", exact=True).fill("Ақтау")
    page.locator("main").get_by_label("Place", exact=True).press("Enter")
    expect(page.locator(".foreseen")).to_contain_text("Will change: 60 of 60")
    page.get_by_role("link", name="Leave everything as it is").click()
    expect(page.locator(".found")).to_contain_text("80 incidents")
    assert "Aktau" not in column(page, "Place")


def test_the_file_of_a_view_holds_just_its_rows_and_columns_in_words(opened: Open) -> None:
    page = opened("/incidents?actor=court&order=title&columns=date,title,actor", lang="ru")
    shown = page.locator('tbody th[scope="row"] > a').all_inner_texts()
    page.locator(".files > summary").click()
    with page.expect_download() as got:
        page.locator('form[action^="/incidents/file"] button[value=xlsx]').click()
    sheet = load_workbook(io.BytesIO(Path(got.value.path()).read_bytes())).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("Номер", "Дата", "Заголовок", "Кто это сделал")
    assert [row[2] for row in rows[1:]] == shown
    assert {row[3] for row in rows[1:]} == {"суд"}


@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_on_a_phone_each_row_is_a_card_and_the_page_scrolls_one_way_only(opened: Open, lang: str) -> None:
    page = opened(
        "/incidents?since=31.02.2026&columns=number,date,title,persons,region,category,actor,perpetrator,journalist,silent,custody,by",
        lang=lang,
        phone=True,
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
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
    grave = [one for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]
    assert not grave


def test_the_wide_table_scrolls_inside_itself_and_is_clean_for_those_who_hear_it(opened: Open) -> None:
    page = opened(
        "/incidents?columns=number,date,title,persons,outlets,region,place,category,actor,perpetrator,journalist,since_status,silent,waited,custody,online,sources,recorded,by"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
    for details in (".columns", ".save-view", ".files"):
        page.locator(f"{details} > summary").click()
    grave = [one for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]
    assert not grave

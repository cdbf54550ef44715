"""Work at the pages of the desk in the real Chromium, by keys and clicks: cases, texts, outlets, opinions, requests, reports, the search, the tour, and two
people at once. How the pages look and fit, in each language and on a phone, is for `tests/desk/accessible`; a whole week for `tests/desk/week`."""

import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from records import incidents, review
from records.collaboration import assignees_of_drafts
from records.evidence_files import files_of_incident
from records.incident_model import Victim
from records.incidents import find
from records.tables import DraftRow, IncidentRow
from tests.conftest import NOW
from tests.desk.incident_records import TODAY, admit_all, incident, many
from tests.desk.numbered_drafts import chosen_one, renumber
from tests.desk.pages.in_chromium import Open, opening
from tests.desk.pages.outlets.trying_desk import trying_desk
from tests.desk.serving_desk import on_a_port
from tests.desk.signed_in import sign_in
from tests.desk.site import Site, add_person
from tests.records.review.test_field_opinions import FIRST
from tests.records.rows import article

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
FITS = "document.documentElement.scrollWidth <= innerWidth"


@pytest.fixture
def opened(chromium: Browser, site: Site) -> Iterator[Open]:
    with on_a_port(site.app) as address, opening(chromium, address) as open_page:
        yield open_page


def number_of(site: Site, draft: int) -> str:
    with site.reading() as session:
        return str(session.get_one(DraftRow, draft).incident)


def row(site: Site, number: str) -> IncidentRow:
    with site.reading() as session:
        found: IncidentRow = session.get_one(IncidentRow, number)
        return found


# Cases


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    held, exif = io.BytesIO(), Image.Exif()
    exif[0x0110] = "a telephone of somebody"
    Image.new("RGB", (1200, 900), "teal").save(held, "JPEG", exif=exif)
    path = tmp_path / "Қоңыраудан кейін.jpg"
    path.write_bytes(held.getvalue())
    return path


def test_a_call_in_kazakh_on_a_telephone_is_confirmed_in_russian_on_a_desktop(opened: Open, site: Site, photo: Path) -> None:
    phone = opened("/lang/kk?next=/cases/new", **PHONE)
    phone.locator("[name=way]").select_option("call")
    phone.locator("[name=came_on]").fill("21 қараша")
    expect(phone.locator("#d-came_on")).to_contain_text("2026")
    phone.locator("[name=told]").fill("Түсірілім кезінде белгісіз біреу камераны сындырды, хабарлаған қыз атын айтпады")
    phone.locator("[name=from_whom]").fill("көрші, +7 701 000 00 00")
    # The line breaks: what was typed is still there, and nothing of the file is kept.
    phone.context.route("**/cases/files", lambda route: route.abort())
    phone.locator("#add-file").set_input_files(photo)
    again = phone.get_by_role("button", name="Қайта жіберу")
    expect(again).to_be_visible()
    expect(phone.locator("[name=told]")).to_have_value(re.compile("^Түсірілім"))
    phone.context.unroute("**/cases/files")
    again.click()
    expect(phone.locator(".given-files img")).to_be_visible()
    phone.locator("[name=primary]").select_option("ATT")
    phone.locator("[name=victim_name]").first.fill("Айгүл Сапарқызы")
    # A place that is known for sure sets the region, and the page says so; of two places of one name nobody knows which is meant.
    place, region = phone.locator("[name=place]"), phone.locator("[name=region]")
    place.press_sequentially("Қараг")
    expect(phone.locator("#offered")).to_be_visible()
    assert phone.evaluate(FITS)
    place.fill("Караганда")
    place.blur()
    expect(region).to_have_value("KZ-35")
    expect(phone.locator("[data-field=region] .understood")).to_be_visible()
    region.select_option("")
    place.fill("Абай")
    with phone.expect_response("**/suggestions/places"):
        place.blur()
    expect(region).to_have_value("")
    phone.locator("button[value=draft]").click()
    phone.wait_for_url(re.compile(r"/drafts/\d+$"))
    expect(phone.locator(".read")).to_contain_text("белгісіз біреу")
    # What was kept in the browser is forgotten, since it was taken in.
    phone.goto("/cases/new")
    expect(phone.locator("[name=told]")).to_have_value("")

    desk = opened("/lang/ru?next=/queue", "editor", **DESKTOP)
    desk.locator("article.draft").first.locator("h2 a").click()
    expect(desk.locator(".reading")).to_contain_text("+7 701")
    draft = int(desk.url.partition("?")[0].rpartition("/")[2])
    desk.get_by_role("button", name="Подтвердить", exact=True).click()
    # It has no date, and so it is asked for once more.
    desk.get_by_role("button", name="Всё равно подтвердить").click()
    desk.wait_for_url(re.compile("told="))
    number = number_of(site, draft)
    desk.goto(f"/incidents/{number}")
    expect(desk.locator(".sources")).to_contain_text(re.compile(r"По звонку, 21 ноября 2026"))
    shown = desk.locator("#files img")
    shown.scroll_into_view_if_needed()
    expect(shown).to_be_visible()
    assert shown.evaluate("async one => { await one.decode(); return one.naturalWidth }") == 1200
    expect(desk.locator("#files")).to_contain_text("Қоңыраудан кейін.jpg")
    assert not re.search(r"\+7 701|белгісіз біреу", desk.content())
    with site.reading() as session:
        found = find(session, number)
        assert found is not None
        assert [source.way for source in found.articles] == ["call"]
        assert [one.name for one in files_of_incident(session, number)] == ["Қоңыраудан кейін.jpg"]


def test_every_refused_file_is_named_and_whoever_comes_back_to_a_half_filled_form_learns_that_files_are_gone(
    opened: Open, photo: Path, tmp_path: Path
) -> None:
    page = opened("/cases/new", **DESKTOP)
    back, told = page.locator("[data-kept-back]"), page.locator("[name=told]")
    expect(back).to_be_hidden()
    empty, note = tmp_path / "пустой.txt", tmp_path / "запись.txt"
    empty.write_bytes(b"")
    note.write_text("слова", encoding="utf-8")
    page.locator("#add-file").set_input_files([photo, empty, note])
    expect(page.locator("[data-files-list] [data-file]")).to_have_count(2)
    refused = page.locator(".wrong-files li")
    expect(refused).to_have_count(1)
    expect(refused).to_contain_text("пустой.txt")
    expect(page.locator("[data-files-said]")).not_to_have_text("")
    page.locator("#add-file").set_input_files([empty])
    expect(refused).to_have_count(1)
    expect(page.locator("[data-files-said]")).to_have_text("")
    told.fill("Позвонили из редакции")
    page.goto("/queue")
    page.goto("/cases/new")
    expect(told).to_have_value("Позвонили из редакции")
    expect(back).to_be_visible()
    page.locator("[data-kept-back] a").click()
    expect(told).to_have_value("")
    expect(back).to_be_hidden()


# Texts


def test_texts_are_checked_by_keys_and_taken_over_in_the_forms_of_an_incident_and_a_draft(opened: Open, site: Site) -> None:
    with site.writing() as session:
        review.confirm(session, site.drafts[0], who="Berik", now=NOW)
        admit_all(session, [incident(7, NOW.date().replace(year=2025))])
    page = opened("/incidents/texts?lang=kk,en", "editor", **DESKTOP)
    title = page.locator("#check-title")
    expect(title).to_contain_text("KZ-2026-0001 · Қазақша")
    page.keyboard.press("e")
    page.keyboard.press("Control+a")
    page.keyboard.type("Серіков соққыға жығылды")
    page.keyboard.press("Control+Enter")
    expect(title).to_contain_text("KZ-2026-0001 · English")
    assert row(site, "KZ-2026-0001").titles == {"kk": "Серіков соққыға жығылды"}
    page.keyboard.press("c")
    expect(title).to_contain_text("KZ-2025-0007 · Қазақша")
    assert {note["state"] for note in row(site, "KZ-2026-0001").text_notes.values()} == {"checked"}
    page.keyboard.press("u")
    expect(title).to_contain_text("KZ-2026-0001 · English")
    assert "en" not in row(site, "KZ-2026-0001").titles
    page.keyboard.press("j")
    expect(title).to_contain_text("KZ-2025-0007 · Қазақша")
    expect(page.locator("[data-act=undo]")).to_have_count(0)

    # In the form of an incident a proposal is taken over, and typing ticks the box.
    page.goto("/incidents/KZ-2025-0007?edit=1")
    field, kazakh = page.locator("[data-text=title_en]"), page.locator("[data-text=summary_en]")
    field.get_by_role("button", name="take over").click()
    expect(field.locator("textarea")).not_to_have_value("")
    expect(field.locator("[data-vouch]")).not_to_be_checked()
    kazakh.locator("textarea").press_sequentially("Beaten.")
    expect(kazakh.locator("[data-vouch]")).to_be_checked()
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/incidents/KZ-2025-0007")
    notes = row(site, "KZ-2025-0007").text_notes
    assert (notes["title_en"]["state"], notes["summary_en"]["state"]) == ("proposed", "checked")

    # A draft's texts are kept as they are typed, and go into the record with their states.
    draft = site.drafts[1]
    page.goto(f"/drafts/{draft}")
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
    stands = row(site, number_of(site, draft))
    assert (stands.title_lang, stands.titles["ru"]) == ("kk", "Ахметову вызвали в суд")
    assert {name: note["state"] for name, note in stands.text_notes.items()} == {"title_ru": "checked", "title_en": "proposed"}


# Outlets


def test_an_outlet_that_is_added_and_corrected_is_saved_from_the_page_of_its_trial(
    chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "var").mkdir()
    with trying_desk(tmp_path, monkeypatch, origin="") as (site, press), on_a_port(site.app) as address, opening(chromium, address) as opened:
        page = opened("/outlets/add", "operator", **DESKTOP)
        page.locator("[name=address]").fill(f"{press.url}/kk/")
        page.locator("[name=address]").press("Enter")
        title = page.locator("#f-title_ru")
        title.wait_for(timeout=150_000)
        title.fill("Степной вестник")
        page.locator("#f-feeds").fill(f"{press.url}/feed.xml")
        page.locator("#entry button[value=try]").click()
        # What is being tried can be corrected meanwhile, and is still there when the trial has ended.
        expect(title).to_have_value("Степной вестник")
        saved = page.locator("#trial button[value=save]")
        saved.wait_for(timeout=150_000)
        expect(title).to_have_value("Степной вестник")
        saved.click()
        page.wait_for_url(re.compile("told=saved"))
        assert "Степной вестник" in {one.title.ru for one in site.app.state.office.outlets.read(site.settings.data).by_name.values()}


# Second opinions, requests, the tour: each in Kazakh on a screen and in Russian on a telephone.

SIZES = pytest.mark.parametrize(("lang", "device"), [("kk", DESKTOP), ("ru", PHONE)], ids=["kk-desktop", "ru-phone"])


@SIZES
def test_two_readers_are_shown_side_by_side_and_a_third_settles(site: Site, opened: Open, lang: str, device: dict[str, object]) -> None:
    with site.writing() as session:
        draft = renumber(session, site.drafts[0], "a", chosen_one(10))
        review.confirm(session, draft, who="Aigul", now=NOW, fields=FIRST)
    page = opened(f"/drafts/{draft}", "editor", **{**device, "locale": lang})
    page.locator("#o-category").select_option("THR")
    page.locator("#o-date").fill("02.11.2026")
    expect(page.locator("#d-o-date")).to_contain_text("2026")
    page.locator("#o-victims").fill("Ерлан Сериков")
    page.locator("#o-place").fill("Петропавловск")
    # Out of the fields, the key of confirming gives the opinion.
    page.locator("form.opinion button.main").press("c")
    page.wait_for_url(f"**/drafts/{draft}/opinions")
    expect(page.locator(".two-readers .same")).to_have_count(3)
    expect(page.locator(".two-readers .differs")).to_have_count(1)
    page = opened("/opinions", "operator", **{**device, "locale": lang})
    expect(page.locator("table").first).to_contain_text("100")
    page.locator("button[value=second]").press("Enter")
    expect(page.locator("#field-category")).to_contain_text("Dana")


@SIZES
def test_a_request_is_recorded_and_answered_on_the_page_of_its_case(site: Site, opened: Open, lang: str, device: dict[str, object]) -> None:
    with site.writing() as session:
        admit_all(session, [incident(1, date(2026, 11, 2))])
    page = opened("/incidents/KZ-2026-0001", "editor", **{**device, "locale": lang})
    section, due = page.locator("#requests"), page.locator("a[href$='#requests']")
    section.locator(".add-request summary").click()
    page.locator("#r-kind").select_option("information")
    page.locator("#r-body").select_option("akimat")
    page.locator("#r-named").fill("Павлодар облысының әкімдігі")
    page.locator("#f-sent_on").fill("20.11.2026")
    expect(page.locator("#d-sent_on")).to_contain_text("20")
    page.locator("#r-own").fill("№ 01-15")
    page.locator("#r-own").press("Enter")
    expect(section.locator(".badge").first).to_contain_text("3")
    expect(section).to_be_in_viewport()
    assert page.evaluate(FITS)
    page.goto("/calendar")
    due.click()
    section.locator("details:has(#r-answer-answer-1) > summary").click()
    page.locator("#r-answer-answer-1").fill("Берілмеді")
    page.locator("#r-answer-answer-1").press("Tab")
    page.keyboard.press("Enter")
    expect(section.locator(".badge.good")).to_be_visible()
    page.goto("/calendar")
    expect(page.locator("h1")).to_be_visible()
    expect(due).to_have_count(0)


@SIZES
def test_a_new_monitor_takes_the_tour_with_the_keys_of_real_drafts(site: Site, chromium: Browser, lang: str, device: dict[str, Any]) -> None:
    with on_a_port(site.app) as address, chromium.new_context(base_url=address, **{**device, "locale": lang}) as context:
        sign_in(context)
        take_the_tour(context.new_page(), by_keys=device is DESKTOP)


def take_the_tour(page: Page, *, by_keys: bool) -> None:
    page.goto("/queue")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("a.button[href='/tour']").click()
    page.locator("a.button[href='/tour/1']").click()
    # Until it is loaded, the page hears no key.
    page.wait_for_url("**/tour/1")
    expect(page.locator(".read mark.act")).to_be_visible()
    assert page.evaluate(FITS)
    asked.clear()
    if by_keys:
        page.keyboard.press("c")
        page.wait_for_url("**/tour/2")
        page.keyboard.press("r")
        page.keyboard.press("2")
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


# The search


def test_a_key_opens_the_box_and_everything_is_found_in_another_script_on_a_phone_on_a_page_of_its_own(opened: Open, site: Site) -> None:
    with site.writing() as session:
        victims = (Victim("Вера Сапарқызы"),)
        admit_all(session, [incident(nth, date(2026, 3, nth), victims=victims, title=f"Вера Сапарқызы сотта ({nth})") for nth in (1, 2)])
        article(session, "long", title="Saparkyzy in court", text="Вступление. " * 80 + "Вера Сапаркызы не согласна.", lang="ru")
    page = opened("/outlets", **DESKTOP)
    page.keyboard.press("/")
    expect(page.locator("#bar-q")).to_be_focused()
    page.keyboard.type("Saparkyzy")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=Saparkyzy")
    for kind, count in (("incidents", "2"), ("persons", "1")):
        expect(page.locator(f"#k-{kind}")).to_contain_text(count)
    # The desk's own background work brings the index up.
    while not page.locator("#k-articles").count():
        page.reload()
    expect(page.locator(".snippet mark").last).to_have_text("Сапаркызы")
    page.goto("/search?q=Saparkyzy&kind=articles")
    expect(page.locator(".found-lines > li")).to_have_count(1)
    page.keyboard.press("/")
    expect(page.locator("#s-q")).to_be_focused()
    phone = opened("/outlets", **{**PHONE, "locale": "kk"})
    phone.keyboard.press("/")
    phone.wait_for_url("**/search")
    expect(phone.locator("#s-q")).to_be_focused()
    phone.keyboard.type("Сапар")
    phone.keyboard.press("Enter")
    expect(phone.locator(".found-lines > li").first).to_be_visible()
    assert phone.evaluate(FITS)


# Two people at once


def test_a_draft_is_given_by_a_key_and_a_digit_and_a_name_completes_behind_an_at_sign(opened: Open, site: Site) -> None:
    name = "Гүлнар Әбдіқадыр"
    with site.writing() as session:
        admit_all(session, [incident(3, TODAY)])
        add_person(session, name)
    monitor = opened("/lang/kk?next=/queue", **DESKTOP)
    first = monitor.locator(".draft").first
    first.focus()
    draft = int(first.get_attribute("data-id") or 0)
    monitor.keyboard.press("a")
    expect(monitor.locator("#ask-give")).to_be_visible()
    monitor.keyboard.press("1")
    expect(monitor.locator(f"#d{draft} .whose")).to_be_visible()
    with site.reading() as session:
        assert assignees_of_drafts(session, [draft]) == {draft: "Aigul"}
    monitor.goto(f"/drafts/{draft}")
    expect(monitor.locator("#given")).to_be_visible()
    monitor.keyboard.press("a")
    expect(monitor.locator(".give button").first).to_be_visible()
    monitor.keyboard.press("2")
    expect(monitor.locator("#given")).to_contain_text("Berik")
    editor = opened("/queue", "editor", **DESKTOP)
    expect(editor.locator(".bell-count")).to_have_text("1")
    expect(editor.locator("[data-count='mine:']")).to_have_text("1")
    monitor.goto("/incidents/KZ-2026-0003")
    field = monitor.locator("#f-comment")
    field.click()
    monitor.keyboard.type("Сәлем, @Гүл")
    expect(monitor.locator("#offered [role=option]").first).to_have_text(name)
    monitor.keyboard.press("ArrowDown")
    monitor.keyboard.press("Enter")
    expect(field).to_have_value(f"Сәлем, @{name} ")
    monitor.keyboard.type("қараңызшы")
    monitor.keyboard.press("Control+Enter")
    expect(monitor.locator(".comment .named")).to_have_text(f"@{name}")
    expect(monitor.locator(".comment-text")).to_contain_text("қараңызшы")


# Reports, downloads, paper


@pytest.fixture
def recorded(site: Site) -> Site:
    with site.writing() as session:
        admit_all(session, many(60))
        incidents.edit(session, "KZ-2026-0004", {"title": "Түзетілген тақырып"}, {"contacts": "туысы арқылы"}, who="Berik", now=NOW)
    return site


def test_a_bar_opens_its_records_without_scripts_and_a_phone_is_shown_the_narrow_pictures(recorded: Site, opened: Open) -> None:
    page = opened("/reports?period=all", java_script_enabled=False)
    bar = page.locator(".picture-wide .chart-categories a.mark").first
    wanted = bar.get_attribute("data-n")
    bar.click()
    expect(page.locator(".found b")).to_have_text(f"{wanted} incidents")
    page.goto("/reports")
    table = page.locator(".figure-regions details")
    expect(table.locator("table")).to_be_hidden()
    table.locator("summary").click()
    expect(table.locator("table")).to_be_visible()
    for size, shown, hidden in (((360, 740), "#monthly-n-t", "#monthly-t"), ((1200, 800), "#monthly-t", "#monthly-n-t")):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        expect(page.locator(shown).locator("..")).to_be_visible()
        expect(page.locator(hidden).locator("..")).to_be_hidden()


def test_an_editor_adds_a_status_and_a_record_on_paper_has_addresses_in_full_and_nothing_unpublished(recorded: Site, opened: Open) -> None:
    page = opened("/incidents/KZ-2026-0005", "editor")
    day, source = page.locator("#f-day"), page.locator("#f-source")
    page.locator("#status-form summary").first.click()
    page.locator("#f-code").select_option("APO")
    day.fill("2020-01-01")
    source.fill("редакция хабарлады")
    page.locator("#status-form button.main").click()
    # Above all, where whoever looks there sees it; with the form; and beside the field, which says so itself and keeps what was typed.
    expect(page.get_by_role("alert").first).to_be_visible()
    expect(page.locator("#timeline").get_by_role("alert")).to_be_visible()
    expect(day).to_have_attribute("aria-invalid", "true")
    expect(day).to_have_accessible_description(re.compile(re.escape(page.locator("#w-day").inner_text())))
    expect(source).to_have_value("редакция хабарлады")
    day.fill(date(2026, 11, 24).isoformat())
    page.locator("#status-form button.main").click()
    expect(page.locator(".timeline li").last).to_contain_text("редакция хабарлады")

    page.goto("/incidents/KZ-2026-0004")
    expect(page.get_by_text("туысы арқылы")).to_be_visible()
    page.emulate_media(media="print")
    for hidden in (".unpublished", ".between", ".decisions", ".add-status", "header.bar"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".print-foot")).to_be_visible()
    expect(page.get_by_text("https://dala.example/news/").first).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_a_download_comes_as_a_file_and_quotations_stand_in_the_marks_of_their_language(recorded: Site, opened: Open) -> None:
    page: Page = opened("/incidents?category=ATT", "operator")
    page.locator(".files > summary").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download for programs as CSV").click()
    assert download.value.suggested_filename == "incidents-2026-11-24.csv"
    assert "category=ATT" in Path(download.value.path()).read_text(encoding="utf-8").splitlines()[0]
    for lang in ("kk", "ru"):
        found = page.evaluate(
            "lang => { const q = document.createElement('q'); q.lang = lang; document.body.append(q); return getComputedStyle(q).quotes }", lang
        )
        assert found.startswith('"«" "»"'), lang
    # No button runs over its edge or out of its table, in the languages with long words.
    over = """() => [...document.querySelectorAll("main .t button, main .decide button, main .t th")].filter((one) => {
      const box = one.getBoundingClientRect(), around = (one.closest(".t") || one).getBoundingClientRect();
      const all = document.createTreeWalker(one, NodeFilter.SHOW_TEXT), words = document.createRange();
      let out = box.right > around.right + 1;
      for (let text = all.nextNode(); text; text = all.nextNode()) {
        words.selectNodeContents(text);
        const inside = words.getBoundingClientRect();
        out ||= !text.parentElement.closest(".unseen") && inside.width > 0 && (inside.right > box.right + 1 || inside.left < box.left - 1);
      }
      return box.width && out;
    }).map((one) => one.textContent)"""
    page.set_viewport_size({"width": 1440, "height": 900})
    for lang in ("kk", "ru"):
        page.goto(f"/lang/{lang}?next=/drafts/{recorded.drafts[2]}")
        assert page.locator("main .decide button").count() > 2
        assert page.evaluate(over) == [], lang

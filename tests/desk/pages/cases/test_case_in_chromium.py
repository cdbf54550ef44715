"""A call taken down in Kazakh on a telephone, with a photo, and confirmed in Russian on a desktop: in the real Chromium."""

import io
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from records.hand.file_rows import files_of_incident
from records.incidents import find
from records.tables import IncidentRow
from tests.desk.serving_desk import on_a_port
from tests.desk.signed_in import sign_in
from tests.desk.site import Site

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True}
DESKTOP = {"viewport": {"width": 1440, "height": 900}}


@pytest.fixture
def address(site: Site) -> Iterator[str]:
    with on_a_port(site.app) as found:
        yield found


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    held, exif = io.BytesIO(), Image.Exif()
    exif[0x0110] = "a telephone of somebody"
    Image.new("RGB", (1200, 900), "teal").save(held, "JPEG", exif=exif)
    path = tmp_path / "Қоңыраудан кейін.jpg"
    path.write_bytes(held.getvalue())
    return path


def opened(chromium: Browser, address: str, role: str, lang: str, **device: object) -> Page:
    context = chromium.new_context(base_url=address, locale="en", color_scheme="dark" if lang == "kk" else "light", **device)  # type: ignore[arg-type]
    sign_in(context, role)
    page = context.new_page()
    page.goto(f"/lang/{lang}?next=/queue")
    return page


def picture_of(page: Page, name: str) -> None:
    """Keep a picture of the page where the variable names a folder for them."""
    if folder := os.environ.get("PICTURES_TO"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def test_a_call_in_kazakh_on_a_telephone_is_confirmed_in_russian_on_a_desktop(chromium: Browser, site: Site, address: str, photo: Path) -> None:
    phone = opened(chromium, address, "monitor", "kk", **PHONE)
    phone.get_by_role("link", name="Жаңа оқиға").click()
    phone.locator("[name=way]").select_option("call")
    phone.locator("[name=came_on]").fill("21 қараша")
    expect(phone.locator("#d-came_on")).to_contain_text("2026")
    phone.locator("[name=told]").fill("Түсірілім кезінде белгісіз біреу камераны сындырды, хабарлаған қыз атын айтпады")
    phone.locator("[name=from_whom]").fill("көрші, +7 701 000 00 00")
    picture_of(phone, "phone-begun-kk")
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
    phone.locator("[name=place]").fill("Тараз")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page goes sideways"
    picture_of(phone, "phone-kk")
    phone.locator("button[value=draft]").click()
    phone.wait_for_url(re.compile(r"/drafts/\d+$"))
    expect(phone.locator(".read")).to_contain_text("белгісіз біреу")
    picture_of(phone, "phone-draft-kk")
    # What was kept in the browser is forgotten, since it was taken in.
    phone.goto("/cases/new")
    expect(phone.locator("[name=told]")).to_have_value("")
    place = phone.url
    assert place.endswith("/cases/new")

    desk = opened(chromium, address, "editor", "ru", **DESKTOP)
    card = desk.locator("article.draft").first
    expect(card).to_contain_text("вручную")
    picture_of(desk, "queue-ru")
    card.locator("h2 a").click()
    expect(desk.locator(".reading")).to_contain_text("+7 701")
    picture_of(desk, "draft-ru")
    desk.get_by_role("button", name="Подтвердить", exact=True).click()
    # It has no date, and so it is asked for once more.
    desk.get_by_role("button", name="Всё равно подтвердить").click()
    desk.wait_for_url(re.compile("told="))
    with site.reading() as session:
        number = session.scalars(select(IncidentRow.number)).one()
    desk.goto(f"/incidents/{number}")
    expect(desk.locator(".sources")).to_contain_text(re.compile(r"По звонку, 21 ноября 2026"))
    shown = desk.locator("#files img")
    shown.scroll_into_view_if_needed()
    expect(shown).to_be_visible()
    assert shown.evaluate("async one => { await one.decode(); return one.naturalWidth }") == 1200
    expect(desk.locator("#files")).to_contain_text("Қоңыраудан кейін.jpg")
    picture_of(desk, "incident-ru")
    assert "+7 701" not in desk.content()
    assert "белгісіз біреу" not in desk.content()
    with site.reading() as session:
        incident = find(session, number)
        assert incident is not None
        assert [source.way for source in incident.articles] == ["call"]
        assert [row.name for row in files_of_incident(session, number)] == ["Қоңыраудан кейін.jpg"]


def test_a_place_that_is_known_for_sure_sets_the_region_and_the_page_says_so(chromium: Browser, site: Site, address: str) -> None:
    phone = opened(chromium, address, "monitor", "kk", **PHONE)
    phone.goto("/cases/new")
    place = phone.locator("[name=place]")
    place.press_sequentially("Қараг", delay=30)
    expect(phone.locator("#offered")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page goes sideways"
    box = phone.locator("#offered").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    place.fill("Караганда")
    place.blur()
    expect(phone.locator("[name=region]")).to_have_value("KZ-35")
    expect(phone.locator("[data-field=region] .understood")).to_contain_text("Жер атауы бойынша")
    # Of two places of one name nobody knows which is meant.
    phone.locator("[name=region]").select_option("")
    place.fill("Абай")
    with phone.expect_response("**/suggestions/places"):
        place.blur()
    expect(phone.locator("[name=region]")).to_have_value("")


def test_every_refused_file_is_named_until_files_are_chosen_anew(chromium: Browser, site: Site, address: str, photo: Path, tmp_path: Path) -> None:
    page = opened(chromium, address, "monitor", "ru", **DESKTOP)
    page.goto("/cases/new")
    empty = tmp_path / "пустой.txt"
    empty.write_bytes(b"")
    note = tmp_path / "запись.txt"
    note.write_text("слова", encoding="utf-8")
    page.locator("#add-file").set_input_files([photo, empty, note])
    expect(page.locator("[data-files-list] [data-file]")).to_have_count(2)
    refused = page.locator(".wrong-files li")
    expect(refused).to_have_count(1)
    expect(refused).to_contain_text("пустой.txt")
    expect(page.locator("[data-files-said]")).to_have_text("Файл сохранён.")
    page.locator("#add-file").set_input_files([empty])
    expect(refused).to_have_count(1)
    expect(page.locator("[data-files-said]")).to_have_text("")


def test_whoever_comes_back_to_a_half_filled_form_is_told_that_its_files_are_gone(chromium: Browser, site: Site, address: str) -> None:
    page = opened(chromium, address, "monitor", "ru", **DESKTOP)
    page.goto("/cases/new")
    back = page.locator("[data-kept-back]")
    expect(back).to_be_hidden()
    page.locator("[name=told]").fill("Позвонили из редакции")
    page.goto("/queue")
    page.goto("/cases/new")
    expect(page.locator("[name=told]")).to_have_value("Позвонили из редакции")
    expect(back).to_contain_text("Файл")
    page.locator("[data-kept-back] a").click()
    expect(page.locator("[name=told]")).to_have_value("")
    expect(back).to_be_hidden()

"""Incidents, outlets, history and reports in the real Chromium: at the width of a phone, with large letters, without scripts, on paper."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from records import incidents, review
from records.persons.person_rows import new_person
from tests.conftest import NOW
from tests.desk.incident_records import add_outlet, admit_all, many
from tests.desk.serving_desk import on_a_port
from tests.desk.signed_in import sign_in
from tests.desk.site import FEW, Site, add_draft, open_site

WAYS = (
    "/incidents",
    "/incidents?q=омарова&stage=court",
    "/incidents/KZ-2026-0004",
    "/incidents/KZ-2026-0004?edit=1",
    "/persons/review",
    "/search",
    "/search?q=омарова",
    "/outlets",
    "/history",
    "/reports",
    "/reports?period=all",
    "/account",
    "/account/factors",
)
# Names of two persons who may be one.
ALIKE = ("Бауыржан Жүсіпов", "Бауыржан Жусупов")

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A desk with a hundred incidents, two dozen outlets and some decisions."""
    folder: Path = tmp_path_factory.mktemp("pages")
    made = open_site(f"sqlite:///{folder / 'desk.db'}", folder / "var")
    with made.writing() as session:
        made.drafts = [add_draft(session, identifier, **values) for identifier, values in FEW.items()]
        admit_all(session, many(100))
        for name in ALIKE:
            new_person(session, [{"name": name}], who="Berik", now=NOW)
        for nth in range(24):
            region = (None, "KZ-35", "KZ-10")[nth % 3]
            add_outlet(session, f"kz_a_long_name_{nth}", region=region, minimum=30 if nth % 5 == 0 else None, articles=nth % 6, fails=nth % 4)
        incidents.edit(session, "KZ-2026-0004", {"title": "Түзетілген тақырып"}, {"contacts": "туысы арқылы"}, who="Berik", now=NOW)
        review.confirm(session, made.drafts[0], who="Aigul", now=NOW)
        review.reject(session, made.drafts[1], who="Aigul", now=NOW, reason="opinion", note="пікір")
    yield made
    made.engine.dispose()


@pytest.fixture(scope="module")
def served(filled: Site) -> Iterator[str]:
    """Its address on a port of its own."""
    with on_a_port(filled.app) as address:
        yield address


@pytest.fixture
def opened(chromium: Browser, served: str) -> Iterator[Open]:
    """Signs a person in. A script that fails, or anything that the policy refuses, fails the test; so does a request to elsewhere."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def come_in(role: str = "operator", **given: Any) -> Page:
        context = chromium.new_context(base_url=served, **{"locale": "en", **given})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
        page.on("request", lambda asked: wrong.append(asked.url) if not asked.url.startswith((served, "data:")) else None)
        sign_in(context, role)
        page.goto("/queue")
        return page

    yield come_in
    for context in contexts:
        context.close()
    assert not wrong


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_no_page_scrolls_sideways_on_a_phone(opened: Open, lang: str) -> None:
    page = opened(viewport={"width": 360, "height": 740}, locale=lang)
    for way in WAYS:
        page.goto(way)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, way
        page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, f"{way} with everything unfolded"


def test_letters_of_twice_the_size_keep_everything_on_the_page(opened: Open) -> None:
    page = opened(viewport={"width": 1024, "height": 800})
    for way in WAYS:
        page.goto(way)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= 1024, way


def test_a_bar_opens_its_records_and_a_table_its_figures_without_scripts(chromium: Browser, opened: Open, served: str) -> None:
    cookies = opened().context.cookies()
    context = chromium.new_context(base_url=served, java_script_enabled=False, locale="en")
    context.add_cookies(cookies)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/reports?period=all")
    bar = page.locator(".picture-wide .chart-categories a.mark").first
    wanted = bar.get_attribute("data-n")
    bar.click()
    expect(page.locator(".found b")).to_have_text(f"{wanted} incidents")
    page.goto("/reports")
    table = page.locator(".figure-regions details")
    expect(table.locator("table")).to_be_hidden()
    table.locator("summary").click()
    expect(table.locator("table")).to_be_visible()
    context.close()


def test_a_phone_is_shown_the_narrow_pictures_and_a_desk_the_wide_ones(opened: Open) -> None:
    page = opened(viewport={"width": 360, "height": 740})
    page.goto("/reports")
    expect(page.locator("#monthly-n-t").locator("..")).to_be_visible()
    expect(page.locator("#monthly-t").locator("..")).to_be_hidden()
    page.set_viewport_size({"width": 1200, "height": 800})
    expect(page.locator("#monthly-t").locator("..")).to_be_visible()
    expect(page.locator("#monthly-n-t").locator("..")).to_be_hidden()


def test_an_editor_adds_a_status_by_the_form_and_a_refusal_keeps_what_was_typed(opened: Open) -> None:
    page = opened("editor")
    page.goto("/incidents/KZ-2026-0005")
    page.get_by_text("Add a status").click()
    page.get_by_label("What became of the case").select_option("APO")
    page.get_by_label("Day", exact=True).fill("2020-01-01")
    page.get_by_label("Source", exact=True).fill("редакция хабарлады")
    page.locator("#timeline").get_by_role("button", name="Add").click()
    # Above all, where whoever looks there sees it; with the form, what it is.
    expect(page.get_by_role("alert").first).to_contain_text("The status was not added")
    expect(page.locator("#timeline").get_by_role("alert")).to_contain_text("lies before the incident itself")
    # And beside the field, which says so itself.
    expect(page.locator("#w-day")).to_contain_text("lies before the incident itself")
    expect(page.get_by_label("Day", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_label("Day", exact=True)).to_have_accessible_description(re.compile("lies before the incident itself"))
    expect(page.get_by_label("Source", exact=True)).to_have_value("редакция хабарлады")
    page.locator("#f-day").evaluate("field => { field.removeAttribute('max') }")
    page.get_by_label("Day", exact=True).fill(date(2026, 11, 24).isoformat())
    page.locator("#timeline").get_by_role("button", name="Add").click()
    expect(page.locator(".timeline li").last).to_contain_text("Apology or settlement", ignore_case=True)
    expect(page.get_by_text("The clock has stopped")).to_be_visible()


def test_the_search_key_goes_to_the_search_of_the_list(opened: Open) -> None:
    page = opened()
    page.goto("/incidents")
    page.keyboard.press("/")
    expect(page.locator("#f-q")).to_be_focused()
    page.keyboard.type("марат")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")
    assert page.locator(".incidents tbody tr").count() > 3


def test_a_download_comes_as_a_file(opened: Open) -> None:
    page = opened()
    page.goto("/incidents?category=ATT")
    page.locator(".files > summary").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download for programs as CSV").click()
    assert download.value.suggested_filename == "incidents-2026-11-24.csv"
    assert "category=ATT" in Path(download.value.path()).read_text(encoding="utf-8").splitlines()[0]


def test_a_record_on_paper_has_addresses_in_full_and_nothing_unpublished(opened: Open) -> None:
    page = opened("editor")
    page.goto("/incidents/KZ-2026-0004")
    expect(page.get_by_text("туысы арқылы")).to_be_visible()
    page.emulate_media(media="print")
    for hidden in (".unpublished", ".between", ".decisions", ".add-status", "header.bar"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".print-foot")).to_be_visible()
    expect(page.get_by_text("https://dala.example/news/").first).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_a_decision_is_undone_from_the_history(opened: Open, filled: Site) -> None:
    with filled.writing() as session:
        review.defer(session, filled.drafts[2], who="Berik", now=NOW, until=date(2026, 12, 30))
    page = opened("monitor")
    page.goto(f"/history?subject={filled.drafts[2]}")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".act-head").first).to_contain_text("undone")
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    page.get_by_role("button", name="Check the newest").click()
    page.wait_for_url("**/history#chain")
    expect(page.locator("#chain")).to_contain_text("holds")


@pytest.mark.parametrize("lang", ["kk", "ru"])
def test_no_button_runs_over_its_edge_or_out_of_its_table(chromium: Browser, filled: Site, lang: str) -> None:
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
    with on_a_port(filled.app) as address, chromium.new_context(base_url=address, viewport={"width": 1440, "height": 900}) as context:
        sign_in(context, "operator")
        page = context.new_page()
        page.goto(f"/lang/{lang}?next=/outlets")
        for way in ("/outlets", f"/drafts/{filled.drafts[2]}"):
            page.goto(way)
            assert page.locator("main .t button, main .decide button").count() > 2
            assert page.evaluate(over) == [], way


def test_quotations_stand_in_the_marks_of_kazakh_and_russian(chromium: Browser, filled: Site) -> None:
    with on_a_port(filled.app) as address, chromium.new_context(base_url=address) as context:
        sign_in(context)
        page = context.new_page()
        page.goto("/queue")
        for lang in ("kk", "ru"):
            found = page.evaluate(
                "lang => { const q = document.createElement('q'); q.lang = lang; document.body.append(q); return getComputedStyle(q).quotes }", lang
            )
            assert found.startswith('"«" "»"'), lang

"""The site in the real Chromium, from a plain server of files: filters by pointer and by keyboard, search over spellings, without JavaScript, on a phone, and nobody kept out."""

import functools
import http.server
import socketserver
import threading
from collections.abc import Callable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from records.language.names import spelling_tables
from reports.site.rows import searched
from tests.reports.site.small_site import HOSTILE, JAILED, WITHDRAWN, filled, written

LIST = "ru/incidents/index.html"
AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
_ALL = "{resultTypes: ['violations'], rules: {'target-size': {enabled: true}}}"
Open = Callable[..., Page]


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and tells nobody."""

    def log_message(self, *_: Any) -> None:
        pass


class Threads(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 128


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, catalogues: None) -> Iterator[str]:
    """A site of some hundred incidents on loopback."""
    from tests.empty_database import open_upgraded

    engine: Engine = filled(open_upgraded(f"sqlite:///{tmp_path_factory.mktemp('record') / 'site.db'}"), 230)
    output: Path = tmp_path_factory.mktemp("site") / "public"
    written(engine, output)
    engine.dispose()
    with Threads(("127.0.0.1", 0), functools.partial(Quiet, directory=str(output))) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join(20)


@pytest.fixture
def opened(chromium: Browser, address: str) -> Iterator[Open]:
    """Opens a page. A script that fails, a request elsewhere and what the policy refuses fail the test."""
    contexts, wrong = [], []

    def open_page(path: str = LIST, **given: Any) -> Page:
        context = chromium.new_context(base_url=address, **{"viewport": {"width": 1440, "height": 900}, **given})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("request", lambda asked: None if asked.url.startswith(address) else wrong.append(asked.url))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not wrong


def found(page: Page) -> str:
    return page.locator("#found").inner_text()


def numbers(page: Page) -> list[str]:
    return [str(one.get_attribute("id")) for one in page.locator("#list li").all()]


def mark(page: Page, kind: str, value: str) -> Any:
    return page.locator(f'#charts [data-filter="{kind}"][data-value="{value}"]').first


def count_of(one: Any) -> int:
    return int("".join(sign for sign in one.locator("b").inner_text() if sign.isdigit()))


def test_a_tile_a_bar_and_a_year_narrow_the_list_and_each_other_and_back_goes_one_step(opened: Open) -> None:
    page = opened()
    whole = numbers(page)
    assert len(whole) == 100
    steps = [page.url]
    for kind, value in (("year", "2026"), ("region", "KZ-75"), ("category", "CRM")):
        one = mark(page, kind, value)
        expected = count_of(one)
        one.click()
        expect(one).to_have_attribute("aria-current", "true")
        expect(page.locator("#found")).to_contain_text(f": {expected} из")
        expect(page.locator("#list li")).to_have_count(min(20, expected))
        steps.append(page.url)
    assert JAILED in numbers(page)
    assert page.locator("#f-region").input_value() == "KZ-75"
    assert (page.locator("#f-since").input_value(), page.locator("#f-until").input_value()) == ("2026-01-01", "2026-12-31")
    for step in reversed(steps[:-1]):
        page.go_back()
        expect(page).to_have_url(step)
    expect(page.locator("#list li")).to_have_count(100)
    assert numbers(page) == whole


def test_a_month_of_the_chosen_year_narrows_further_and_chosen_again_goes_back_to_the_year(opened: Open) -> None:
    page = opened()
    assert page.locator("#months").is_hidden()
    mark(page, "year", "2026").click()
    june = mark(page, "month", "06")
    expect(june).to_be_visible()
    june.click()
    expect(june).to_have_attribute("aria-current", "true")
    assert (page.locator("#f-since").input_value(), page.locator("#f-until").input_value()) == ("2026-06-01", "2026-06-30")
    june.click()
    expect(mark(page, "year", "2026")).to_have_attribute("aria-current", "true")


def test_by_keyboard_alone_a_filter_is_chosen_and_the_focus_stays(opened: Open) -> None:
    page = opened()
    one = mark(page, "region", "KZ-75")
    one.focus()
    page.keyboard.press("Enter")
    expect(one).to_have_attribute("aria-current", "true")
    expect(one).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#list li")).to_have_count(100)
    page.locator("#f-custody").focus()
    page.keyboard.press("Space")
    expect(page.locator("#list li")).to_have_count(1)
    assert numbers(page) == [JAILED]


@pytest.mark.parametrize("typed", ["Сапаркызы", "Сапарқызы", "saparkyzy", "айгул сапаркызы", "0902"])
def test_the_search_finds_every_spelling(opened: Open, typed: str) -> None:
    page = opened()
    page.locator("#f-q").fill(typed)
    expect(page.locator("#list li")).to_have_count(1)
    assert numbers(page) == [JAILED]


def test_what_nobody_has_is_said_and_cleared_all_is_there_again(opened: Open) -> None:
    page = opened()
    page.locator("#f-q").fill("сөзжоқсөз")
    expect(page.locator("#found")).to_have_text("Ни один инцидент не подходит")
    page.locator("button[type=reset]").click()
    expect(page.locator("#list li")).to_have_count(100)
    assert "?" not in page.url


def test_more_is_shown_on_demand_from_further_pages_of_the_list(opened: Open) -> None:
    page = opened(f"{LIST}?until=2026-12-31")
    expect(page.locator("#list li")).to_have_count(20)
    for nth in range(2, 8):
        page.locator("#more button").click()
        expect(page.locator("#list li")).to_have_count(20 * nth)
    some = numbers(page)
    assert len(set(some)) == 140, "the hundred of the first page and on"
    expect(page.locator("#list li:nth-child(121) a")).to_be_focused()


def test_a_withdrawn_incident_is_found_by_nothing(opened: Open) -> None:
    page = opened()
    page.locator("#f-q").fill(WITHDRAWN)
    expect(page.locator("#found")).to_have_text("Ни один инцидент не подходит")


def test_words_are_folded_in_the_browser_as_in_python(opened: Open) -> None:
    page = opened()
    words = [
        "Сапарқызы", "Жүсіпов", "Zhussupov", "Уәлиханов", "Дәулет", "Şyñğys", "Qojayev", "щавель", "Мұқанова", "Æsop", "Ауа", "2026", "Тәжібаев",
        "İlyas", "ДДoS",
    ]  # fmt: skip
    folded = page.evaluate(
        "async ([words, tables]) => { const { rough } = await import('../../static/search_letters.js'); return words.map(word => rough(word, tables)) }",
        [words, spelling_tables()],
    )
    assert folded == [searched(word) for word in words]


def test_without_javascript_everything_can_be_read_and_every_mark_leads_to_a_page(opened: Open) -> None:
    page = opened(java_script_enabled=False)
    assert page.locator("#explorer").is_hidden()
    assert page.locator("#list li").count() == 100
    page.locator("nav.pages a", has_text="2").click()
    assert page.locator("#list li").count() == 100
    page.goto(LIST)
    one = mark(page, "region", "KZ-75")
    expected = count_of(one)
    one.click()
    assert page.locator("h1").inner_text() == "Город Алматы"
    assert page.locator("ol.cases li").count() == expected
    page.locator("ol.cases a").first.click()
    assert page.locator("h1").count() == 1


LOOKS = ("index.html", "incidents/index.html", f"incidents/{JAILED}.html", f"incidents/{HOSTILE}.html", f"incidents/{WITHDRAWN}.html", "persons/index.html", "persons/1.html",
         "regions/KZ-75.html", "years/2026.html", "categories/index.html", "method.html", "corrections.html", "data.html")  # fmt: skip


@pytest.mark.parametrize("path", LOOKS)
def test_axe_finds_nothing_in_light_and_dark_and_nothing_is_sideways_on_a_phone(opened: Open, path: str) -> None:
    faults: dict[str, Any] = {}
    for nth, (scheme, wide) in enumerate((("light", 1440), ("dark", 1440), ("dark", 360), ("light", 360))):
        page = opened(f"{('kk', 'ru', 'en')[nth % 3]}/{path}", color_scheme=scheme, viewport={"width": wide, "height": 800})
        page.wait_for_load_state("networkidle")
        page.evaluate(AXE)
        told = page.evaluate(
            f"async () => (await axe.run(document, {_ALL})).violations.map(one => [one.id, one.nodes.map(node => node.html.slice(0, 160))])"
        )
        if told:
            faults[f"{scheme}, {wide}"] = told
        assert page.evaluate("document.documentElement.scrollWidth") <= wide
    assert faults == {}


def test_the_explorer_with_something_chosen_keeps_nobody_out(opened: Open) -> None:
    for scheme, wide in (("light", 1440), ("dark", 360)):
        page = opened(
            "kk/incidents/index.html?since=2026-01-01&until=2026-12-31&region=KZ-75", color_scheme=scheme, viewport={"width": wide, "height": 800}
        )
        expect(mark(page, "region", "KZ-75")).to_have_attribute("aria-current", "true")
        page.evaluate(AXE)
        assert (
            page.evaluate(
                f"async () => (await axe.run(document, {_ALL})).violations.map(one => [one.id, one.nodes.map(node => node.html.slice(0, 160))])"
            )
            == []
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= wide


def test_on_paper_the_page_of_an_incident_has_no_menu_and_addresses_of_its_sources(opened: Open) -> None:
    page = opened(f"en/incidents/{HOSTILE}.html")
    page.emulate_media(media="print")
    assert page.locator("nav.menu").is_hidden()
    shown = page.evaluate("getComputedStyle(document.querySelector('.sources a'), '::after').content")
    assert "news.example" in shown


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_moves_when_the_script_shows_the_filters(opened: Open, width: int) -> None:
    page = opened(viewport={"width": width, "height": 844})
    expect(page.locator("#explorer")).to_be_visible()
    moved = page.evaluate(
        """async () => {
            const moved = [];
            const watch = new PerformanceObserver((seen) => moved.push(...seen.getEntries().map((one) => one.value)));
            watch.observe({type: "layout-shift", buffered: true});
            await new Promise((settled) => setTimeout(settled, 300));
            return moved;
        }"""
    )
    assert sum(moved) < 0.01


def test_without_scripts_no_place_is_kept_for_filters_that_never_come(opened: Open) -> None:
    page = opened(java_script_enabled=False)
    expect(page.locator("#explorer")).to_be_hidden()
    box, heading = page.locator("#found").bounding_box(), page.locator("h1").bounding_box()
    assert box
    assert heading
    assert box["y"] - heading["y"] - heading["height"] < 100

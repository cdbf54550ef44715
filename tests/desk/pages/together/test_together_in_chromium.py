"""Two people in two browsers: work is given by a key, a colleague is mentioned as the name completes, a monitor proposes in Kazakh, an editor is told and accepts in Russian."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from records.together.assignments import holders_of_drafts
from tests.desk.incident_records import TODAY, admit_all, incident
from tests.desk.serving_desk import on_a_port
from tests.desk.signed_in import sign_in
from tests.desk.site import FEW, Site, add_draft, add_person, open_site

NUMBER = "KZ-2026-0003"
CYRILLIC = "Гүлнар Әбдіқадыр"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    folder: Path = tmp_path_factory.mktemp("together")
    made = open_site(f"sqlite:///{folder / 'desk.db'}", folder / "var", origin="")
    with made.writing() as session:
        made.drafts = [add_draft(session, identifier, **values) for identifier, values in FEW.items()]
        admit_all(session, [incident(3, TODAY)])
        add_person(session, CYRILLIC)
    with on_a_port(made.app) as address:
        yield made, address
    made.engine.dispose()


def opened(chromium: Browser, address: str, role: str, lang: str) -> Iterator[tuple[BrowserContext, Page]]:
    context = chromium.new_context(base_url=address, viewport={"width": 1440, "height": 900})
    sign_in(context, role)
    page = context.new_page()
    page.goto(f"/lang/{lang}?next=/queue")
    yield context, page
    context.close()


@pytest.fixture
def monitor(chromium: Browser, desk: tuple[Site, str]) -> Iterator[Page]:
    for _, page in opened(chromium, desk[1], "monitor", "kk"):
        yield page


@pytest.fixture
def editor(chromium: Browser, desk: tuple[Site, str]) -> Iterator[Page]:
    for _, page in opened(chromium, desk[1], "editor", "ru"):
        yield page


def test_a_key_and_a_digit_give_a_draft_from_its_card_and_from_its_page(monitor: Page, editor: Page, desk: tuple[Site, str]) -> None:
    site, _ = desk
    first = monitor.locator(".draft").first
    first.focus()
    draft = int(first.get_attribute("data-id") or 0)
    monitor.keyboard.press("a")
    expect(monitor.locator("#ask-give")).to_be_visible()
    monitor.keyboard.press("1")
    expect(monitor.locator(f"#d{draft} .whose")).to_have_text("сізге тапсырылды")
    with site.reading() as session:
        assert holders_of_drafts(session, [draft]) == {draft: "Aigul"}
    monitor.goto(f"/drafts/{draft}")
    expect(monitor.locator("#given")).to_be_visible()
    monitor.keyboard.press("a")
    expect(monitor.locator(".give button").first).to_be_visible()
    monitor.keyboard.press("2")
    expect(monitor.locator("#given")).to_contain_text("Berik")
    editor.reload()
    expect(editor.locator(".bell-count")).to_have_text("1")
    expect(editor.locator("[data-count='mine:']")).to_have_text("1")


def test_a_name_completes_behind_an_at_sign_and_the_comment_is_sent_by_the_keyboard(monitor: Page) -> None:
    monitor.goto(f"/incidents/{NUMBER}")
    field = monitor.locator("#f-comment")
    field.click()
    monitor.keyboard.type("Сәлем, @Гүл")
    option = monitor.locator("#offered [role=option]").first
    expect(option).to_have_text(CYRILLIC)
    monitor.keyboard.press("ArrowDown")
    monitor.keyboard.press("Enter")
    expect(field).to_have_value(f"Сәлем, @{CYRILLIC} ")
    monitor.keyboard.type("қараңызшы")
    monitor.keyboard.press("Control+Enter")
    expect(monitor.locator(".comment .named")).to_have_text(f"@{CYRILLIC}")
    expect(monitor.locator(".comment-text")).to_contain_text("қараңызшы")


def test_a_monitor_proposes_in_kazakh_and_an_editor_is_told_and_accepts_in_russian(monitor: Page, editor: Page) -> None:
    monitor.goto(f"/incidents/{NUMBER}")
    monitor.get_by_role("link", name="Түзету ұсыну").click()
    monitor.locator("#f-place").fill("Орал")
    monitor.locator("#f-note").fill("көрші айтты")
    monitor.get_by_role("button", name="Ұсыну", exact=True).click()
    expect(monitor.locator("#proposals ins").first).to_have_text("Орал")
    editor.goto("/notices")
    expect(editor.locator(".notices")).to_contain_text("Предложена правка")
    editor.locator(".notices > li", has_text="Предложена правка").locator("button").click()
    expect(editor.locator("#proposals")).to_contain_text("көрші айтты")
    editor.locator("#proposals").get_by_role("button", name="Принять").click()
    expect(editor.locator("#proposals")).to_have_count(0)
    expect(editor.locator(".factlist")).to_contain_text("Уральск, ")
    monitor.goto("/notices")
    expect(monitor.locator(".notices")).to_contain_text("Ұсынысыңыз қабылданды")

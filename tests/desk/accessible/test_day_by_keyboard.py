"""An ordinary round without a mouse, in the real Chromium: signing in, the queue, a correction, a decision and its undo, an incident and its status, reports,
signing out. Nothing here is pointed at: keys are pressed, and what has the focus hears them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from records.tables import DraftRow, IncidentRow, StatusRow
from records.users import Role
from tests.desk.incident_records import admit_all, many
from tests.desk.serving_desk import on_a_port
from tests.desk.site import NAMES, PASSWORD, Site, add_draft, open_site

# More stops than any page has before what is looked for.
_MOST = 150


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = open_site(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path / "var", origin="")
    with made.writing() as session:
        admit_all(session, many(9))
        for word in ("Серикова", "Ахметова", "Омарову"):
            victim = {"persons": [{"name": f"{word} Айгүл", "role": "victim"}]}
            made.drafts.append(add_draft(session, word, title=f"{word} не пустили в зал", text="Не пустили.", screened=victim))
    yield made
    made.engine.dispose()


@pytest.fixture
def page(chromium: Browser, site: Site) -> Iterator[Page]:
    with on_a_port(site.app) as address:
        context = chromium.new_context(base_url=address, locale="en")
        yield context.new_page()
        context.close()


def name_of_focus(page: Page) -> str:
    """What has the focus, as a listener is told it: its label, else its words."""
    told: str = page.evaluate(
        "() => { const one = document.activeElement; return (one.labels?.[0]?.textContent || one.getAttribute('aria-label') || one.textContent || '').trim() }"
    )
    return " ".join(told.split())


def tab_to(page: Page, name: str, back: bool = False) -> None:
    """Press Tab until what has the focus begins with this name."""
    told = []
    for _ in range(_MOST):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        told.append(name_of_focus(page))
        if told[-1].startswith(name):
            return
    pytest.fail(f"Tab never comes to {name}: {list(dict.fromkeys(told))}")


def draft_state(site: Site, draft: int) -> str:
    with site.reading() as session:
        return str(session.get_one(DraftRow, draft).state)


def test_a_day_goes_without_a_mouse(page: Page, site: Site) -> None:
    page.goto("/queue")
    page.keyboard.type(NAMES[Role.EDITOR])
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/queue*")

    # The queue: to the second card and into its draft; the place is corrected, and the draft confirmed.
    page.keyboard.press("j")
    draft = int(page.locator(".draft:focus").get_attribute("data-id") or 0)
    page.keyboard.press("e")
    page.wait_for_url(f"**/drafts/{draft}*")
    tab_to(page, "Place")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Орал")
    expect(page.locator("[data-autosave-said]")).to_have_text("saved 11:00")
    # Escape leaves first the names that are offered, then the field.
    for _ in range(2):
        page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.wait_for_url(lambda url: f"/drafts/{draft}" not in url)
    assert draft_state(site, draft) == "confirmed"
    with site.reading() as session:
        number, place = session.execute(select(IncidentRow.number, IncidentRow.place).where(IncidentRow.draft_id == draft)).one()
    assert place == "Орал"

    # Back in the queue one more is rejected, and taken back.
    tab_to(page, "← Queue")
    page.keyboard.press("Enter")
    page.wait_for_url("**/queue*")
    other = int(page.locator(".draft:focus").get_attribute("data-id") or 0)
    page.keyboard.press("r")
    page.keyboard.press("4")
    expect(page.locator("#undo")).to_be_visible()
    assert draft_state(site, other) == "rejected"
    page.keyboard.press("u")
    expect(page.locator(f"#d{other}")).to_be_focused()
    assert draft_state(site, other) == "new"

    # The incident gets a status.
    tab_to(page, "Incidents", back=True)
    page.keyboard.press("Enter")
    page.wait_for_url("**/incidents")
    page.keyboard.press("/")
    page.keyboard.type(number)
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")
    tab_to(page, page.locator("tbody th a").inner_text())
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/incidents/{number}")
    tab_to(page, "Add a status")
    page.keyboard.press("Enter")
    tab_to(page, "What became of the case")
    page.keyboard.type("complaint")
    tab_to(page, "Day")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("yesterday")
    tab_to(page, "Source")
    page.keyboard.type("the newsroom told us")
    tab_to(page, "Add")
    page.keyboard.press("Enter")
    expect(page.locator("#timeline")).to_contain_text("the newsroom told us")
    with site.reading() as session:
        assert "CMP" in session.scalars(select(StatusRow.code).where(StatusRow.number == number)).all()

    # A bar of a chart leads to its incidents.
    tab_to(page, "Reports")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reports")
    tab_to(page, "Everything")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reports?period=all")
    for _ in range(_MOST):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.chart a')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/incidents?*")
    expect(page.locator(".found b")).to_be_visible()

    tab_to(page, "Sign out")
    page.keyboard.press("Enter")
    page.wait_for_url("**/login*")

"""The queue of fifteen drafts in the real Chromium."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from records.review.drafts_queue import PAGE
from records.tables import DraftRow
from tests.desk.pages.queue.queue_browser import MORE, Open, victim
from tests.desk.serving_desk import on_a_port
from tests.desk.signed_in import sign_in
from tests.desk.site import Site, add_draft


@pytest.fixture
def served(site: Site) -> Iterator[str]:
    """The desk with fifteen drafts, on a port of its own."""
    with site.writing() as session:
        for name in MORE:
            site.drafts.append(add_draft(session, name, title=f"{name} пожаловался на давление", text="Ему звонили.", screened=victim(name)))
        for draft in site.drafts[:3]:
            row = session.get_one(DraftRow, draft)
            row.proposal = {**row.proposal, **victim(row.title.split()[0])}
    with on_a_port(site.app) as address:
        yield address


def _wait_for_what_follows(page: Page) -> None:
    """Until the cards of the second page have come too, which the first asks for by itself: on a busy machine a test would else begin before."""
    if page.locator("#cards").count():
        waiting = int(page.locator("[data-waiting]").get_attribute("data-waiting") or 0)
        expect(page.locator("#cards .draft")).to_have_count(min(waiting, 2 * PAGE))


@pytest.fixture
def opened(chromium: Browser, served: str) -> Iterator[Open]:
    """Opens the queue for a person of a role. A script that fails, or is refused by the policy, fails the test."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_queue(role: str = "monitor", address: str = "/queue", **given: Any) -> Page:
        context = chromium.new_context(base_url=served, **{"locale": "en", **given})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
        sign_in(context, role)
        page.goto(address)
        if given.get("java_script_enabled", True) and "after=" not in address:
            _wait_for_what_follows(page)
        return page

    yield open_queue
    for context in contexts:
        context.close()
    assert not wrong

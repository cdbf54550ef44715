"""The queue of fifteen drafts in the real Chromium."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from records.review.queue import PAGE
from records.tables import DraftRow
from tests.desk.pages.in_chromium import Open, opening
from tests.desk.pages.queue.queue_browser import MORE, victim
from tests.desk.serving_desk import on_a_port
from tests.desk.site import Site, add_draft


@pytest.fixture
def opened(chromium: Browser, site: Site) -> Iterator[Open]:
    """Opens the queue for a person of a role."""
    with site.writing() as session:
        for name in MORE:
            site.drafts.append(add_draft(session, name, title=f"{name} пожаловался на давление", text="Ему звонили.", screened=victim(name)))
        for draft in site.drafts[:3]:
            row = session.get_one(DraftRow, draft)
            row.proposal = {**row.proposal, **victim(row.title.split()[0])}
    with on_a_port(site.app) as base, opening(chromium, base) as open_page:

        def open_queue(role: str = "monitor", **given: Any) -> Page:
            page = open_page("/queue", role, **given)
            if given.get("java_script_enabled", True):
                # The cards of the second page, which the first asks for by itself.
                waiting = int(page.locator("[data-waiting]").get_attribute("data-waiting") or 0)
                expect(page.locator("#cards .draft")).to_have_count(min(waiting, 2 * PAGE))
            return page

        yield open_queue

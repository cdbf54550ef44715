"""Cards of the queue as a person sees them, and the requests of its script."""

import html
import re
from typing import Any

from sqlalchemy import select

from records.tables import DraftRow, SavedEditRow
from tests.desk.site import Browser, Site, add_draft

JSON = {"Accept": "application/json"}
VICTIM = {"persons": [{"name": "Асель Тестова", "role": "victim"}]}


def make(site: Site, identifier: str, title: str = "", **screened: Any) -> int:
    """A further draft with a victim and a date, so that one key confirms it, unless something else is said."""
    with site.writing() as session:
        return add_draft(session, identifier, title=title or f"{identifier} избит", text="т", screened={**VICTIM, **screened})


def card(browser: Browser, draft: int) -> str:
    """What the card of a draft says, as text."""
    page = browser.get(f"/queue/cards?id={draft}").text
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def stamp(browser: Browser, draft: int) -> str:
    """What the card showed, in one word."""
    found = re.search(r'data-seen="(\w*)"', browser.get(f"/queue/cards?id={draft}").text)
    return found[1] if found else ""


def send(browser: Browser, *ids: int, action: str = "confirm", **fields: Any) -> Any:
    """Decide as the script of the page does."""
    return browser.post("/queue/decide", data={"id": list(ids), "action": action, **fields}, headers={**JSON, "X-CSRF-Token": browser.csrf()})


def undo(browser: Browser, **fields: Any) -> Any:
    """Press u."""
    return browser.post("/queue/undo", data=fields or {"last": "1"}, headers={**JSON, "X-CSRF-Token": browser.csrf()}).json()


def type_in(browser: Browser, draft: int, **fields: str | list[str]) -> None:
    """Type into the form of the draft's page and leave; it is saved by itself."""
    answer = browser.post(f"/drafts/{draft}/edits", json={"fields": fields}, headers={"X-CSRF-Token": browser.csrf()})
    assert answer.status_code == 200, answer.text


def state(site: Site, draft: int) -> str:
    """The state of a draft."""
    with site.reading() as session:
        return str(session.get_one(DraftRow, draft).state)


def typed(site: Site, draft: int) -> dict[str, dict[str, Any]]:
    """What is kept of what people typed into a draft, by their names."""
    with site.reading() as session:
        return {row.user: row.fields for row in session.scalars(select(SavedEditRow).where(SavedEditRow.draft_id == draft))}

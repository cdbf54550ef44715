"""The queue in a browser: the drafts that it shows, and what tests read off the page and the database."""

from typing import Any

from playwright.sync_api import Page
from sqlalchemy import select

from records.review import groups
from records.tables import DraftRow
from tests.desk.site import Site

# Beside the three that every site has; titles that begin alike would be one draft.
MORE = ("Абаев", "Бейсенов", "Вагнер", "Галиева", "Дюсенов", "Ержанов", "Жумабаева", "Зейнов", "Исаев", "Калиева", "Ломов", "Муратова")


def victim(name: str) -> dict[str, Any]:
    """A victim of this name: a card that lacks one is confirmed only when it is asked once more."""
    return {"persons": [{"name": name, "role": "victim"}]}


def card(page: Page, draft: int) -> Any:
    return page.locator(f"#d{draft}")


def order(page: Page) -> list[int]:
    """The drafts whose cards are shown, in their order."""
    return [int(found) for found in page.locator(".cards > li:not([hidden]) > .draft").evaluate_all("all => all.map(one => one.dataset.id)")]


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def focused(page: Page) -> int | None:
    """The draft whose card has the focus."""
    found: int | None = page.evaluate("Number(document.activeElement.dataset.id) || null")
    return found


def states(site: Site, *drafts: int) -> list[str]:
    """The states of these drafts, or of all."""
    with site.reading() as session:
        found = {row.id: str(row.state) for row in session.scalars(select(DraftRow))}
    return [found[draft] for draft in drafts or sorted(found)]


def articles(site: Site, draft: int) -> int:
    with site.reading() as session:
        return len(groups.articles_of(session, draft))

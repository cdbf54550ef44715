"""The queue in a browser: the drafts that it shows, and what tests read off the page."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

# Beside the three that every site has; titles that begin alike would be one draft.
MORE = ("Абаев", "Бейсенов", "Вагнер", "Галиева", "Дюсенов", "Ержанов", "Жумабаева", "Зейнов", "Исаев", "Калиева", "Ломов", "Муратова")

Open = Callable[..., Page]


def victim(name: str) -> dict[str, Any]:
    """A victim of this name: a card that lacks one is confirmed only when it is asked once more."""
    return {"persons": [{"name": name, "role": "victim"}]}


def card(page: Page, draft: int) -> Any:
    """The card of a draft."""
    return page.locator(f"#d{draft}")


def order(page: Page) -> list[int]:
    """The drafts whose cards are shown, in their order."""
    return [int(found) for found in page.locator(".cards > li:not([hidden]) > .draft").evaluate_all("all => all.map(one => one.dataset.id)")]

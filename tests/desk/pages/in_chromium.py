"""Pages of a desk in the real Chromium, for whoever is signed in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from tests.desk.signed_in import sign_in

Open = Callable[..., Page]


@contextmanager
def opening(chromium: Browser, base: str) -> Iterator[Open]:
    """While inside, addresses of this desk are opened for a person of a role. A script that fails, a request that leaves the desk and what the policy refuses
    fail the test; the latter two not of a page that is `hostile`."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_page(address: str, role: str = "monitor", hostile: bool = False, **given: Any) -> Page:
        context = chromium.new_context(base_url=base, **{"locale": "en", **given})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        if not hostile:
            page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
            page.on("request", lambda asked: None if asked.url.startswith((base, "data:", "blob:")) else wrong.append(asked.url))
        sign_in(context, role)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not wrong

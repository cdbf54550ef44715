"""The pages of drafts in the real Chromium: a desk on a port of its own, and whoever is signed in there."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.desk.draft_case import TEXT, TITLE, html_page, make_case, store
from tests.desk.serving_desk import on_a_port
from tests.desk.signed_in import sign_in
from tests.desk.site import Site

Open = Callable[..., Page]


@pytest.fixture
def served(site: Site) -> Iterator[str]:
    """The desk on a port of its own, with one draft more: several articles, marks, stored pages."""
    site.drafts.append(make_case(site))
    store(site, "case1", html_page(TITLE, TEXT))
    with on_a_port(site.app) as address:
        yield address


@pytest.fixture
def opened(chromium: Browser, served: str) -> Iterator[Open]:
    """Opens a page for a person of a role. A script that fails, or is refused by the desk's policy, fails the test."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_page(address: str, role: str = "monitor", **given: Any) -> Page:
        context = chromium.new_context(base_url=served, **{"locale": "en", **given})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        sign_in(context, role)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not wrong

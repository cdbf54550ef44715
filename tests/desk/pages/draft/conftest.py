"""The pages of drafts in the real Chromium: the drafts of every site, and one with several articles, marks and stored pages."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.desk.draft_case import TEXT, TITLE, html_page, make_case, store
from tests.desk.pages.in_chromium import Open, opening
from tests.desk.serving_desk import on_a_port
from tests.desk.site import Site


@pytest.fixture
def opened(chromium: Browser, site: Site) -> Iterator[Open]:
    site.drafts.append(make_case(site))
    store(site, "case1", html_page(TITLE, TEXT))
    with on_a_port(site.app) as base, opening(chromium, base) as open_page:
        yield open_page

"""What the tests of the desk share: a desk over a database of its own, and the browser of this machine."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright
from sqlalchemy import Engine

from records.database import write_transaction
from tests.desk.probe import probe
from tests.desk.site import FEW, Site, add_draft, open_site

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A desk over SQLite with a few drafts."""
    made = open_site(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path / "var")
    with write_transaction(made.engine) as session:
        made.drafts = [add_draft(session, identifier, **values) for identifier, values in FEW.items()]
    yield made
    made.engine.dispose()


@pytest.fixture
def both(engine: Engine, tmp_path: Path) -> Iterator[Site]:
    """A desk over each of the two databases, without drafts."""
    made = open_site(engine.url.render_as_string(hide_password=False), tmp_path / "var")
    yield made
    made.engine.dispose()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser of this machine; without one the tests fail and say so."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        pytest.fail("these tests need a browser: apt-get install chromium", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        # On a busy machine a page takes its time; what is waited for comes all the same (milliseconds).
        expect.set_options(timeout=30_000)
        yield browser
        expect.set_options(timeout=5_000)
        browser.close()


@pytest.fixture
def probed(site: Site) -> Site:
    site.app.include_router(probe)
    return site

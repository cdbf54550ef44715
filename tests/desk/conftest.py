"""What the tests of the desk share: a desk over a database of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.catalogues import keeping_unknown_messages
from tests.desk.probe import probe
from tests.desk.site import Site, open_site, open_site_with_drafts


@pytest.fixture(autouse=True)
def every_message_has_its_translations(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever the desk says in a test, readers of the other languages can be told in theirs. Which messages the code holds, `tests.records.test_i18n` looks at.

    Only in the fast layer: in the other tests people type reasons of their own, and what is noted is looked up in the catalogues too.
    """
    if any(request.node.get_closest_marker(mark) for mark in ("browser", "postgresql", "process", "training")):
        yield
        return
    with keeping_unknown_messages() as unknown:
        yield
    assert unknown == []


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A desk over SQLite with a few drafts."""
    made = open_site_with_drafts(tmp_path)
    yield made
    made.engine.dispose()


@pytest.fixture
def both(engine: Engine, tmp_path: Path) -> Iterator[Site]:
    """A desk over each of the two databases, without drafts."""
    made = open_site(engine.url.render_as_string(hide_password=False), tmp_path / "var")
    yield made
    made.engine.dispose()


@pytest.fixture
def probed(site: Site) -> Site:
    site.app.include_router(probe)
    return site

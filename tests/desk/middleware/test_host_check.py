"""Under which names the desk answers."""

from pathlib import Path

import pytest

from records import tokens, users
from tests.conftest import NOW
from tests.desk.site import Browser, Site, open_site

FOREIGN = (
    "evil.kz",
    "desk.test.evil.kz",
    "desk.test:81",
    "evil.kz:8460",
    "desk.test@evil.kz",
    "evil.kz/desk.test",
    "192.0.2.1",
    "[::ffff:8.8.8.8]",
    "",
    "x" * 300,
)


@pytest.mark.parametrize("host", FOREIGN)
def test_a_name_that_is_not_the_desks_is_refused_and_not_repeated(site: Site, host: str) -> None:
    answer = site.browser().get("/people/", headers={"Host": host})
    assert answer.status_code == 421
    assert "location" not in answer.headers
    assert not host or host not in answer.text
    assert [row["event"] for row in site.noted()] == ["host_refused"]


@pytest.mark.parametrize("host", ["desk.test", "DESK.TEST", "desk.test:80", "localhost", "localhost:8460", "127.0.0.1:8460", "[::1]:8460"])
def test_its_own_names_and_those_of_this_machine_are_answered(site: Site, host: str) -> None:
    assert site.browser().get("/health", headers={"Host": host}).status_code == 200


def test_two_names_at_once_are_none(site: Site) -> None:
    answer = site.browser().get("/health", headers=[("Host", "desk.test"), ("Host", "evil.kz")])
    assert answer.status_code == 421


def test_the_address_that_was_connected_to_is_a_name_of_the_desk(tmp_path: Path) -> None:
    made = open_site(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path / "var", origin="")
    there = Browser(made.app, base_url="http://192.168.7.7:8460", client=("192.168.7.20", 5))
    assert there.get("/health").status_code == 200
    assert there.get("/health", headers={"Host": "192.168.7.8:8460"}).status_code == 421
    made.engine.dispose()


def test_a_feed_and_a_redirect_name_the_public_address(tmp_path: Path) -> None:
    made = open_site(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path / "var", origin="https://desk.example.org")
    with made.writing() as session:
        token = tokens.give(session, users.find(session, "Aigul"), who="test", now=NOW)
    for host in ("desk.example.org", "localhost:8460"):
        browser = Browser(made.app, base_url=f"http://{host}", client=("127.0.0.1", 5), follow_redirects=False)
        assert browser.get("/people/").headers["location"].startswith("/login")
        feed = browser.get("/feeds/incidents.atom", headers={"Authorization": f"Bearer {token}"})
        assert "https://desk.example.org/feeds/incidents.atom" in feed.text
    made.engine.dispose()

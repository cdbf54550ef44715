"""What the cookie of a known browser is worth: for one user, as her credentials are, for half a year, and only as the desk has signed it."""

from datetime import timedelta

import pytest
from fastapi import Request
from starlette.responses import Response

from desk.auth.known_browsers import LIFE, known_browser, remember
from records import users
from records.tables import UserRow
from tests.conftest import NOW
from tests.desk.site import Site


def user(site: Site, name: str = "Aigul") -> UserRow:
    with site.reading() as session:
        return users.find(session, name)


def request(site: Site, cookie: str = "", scheme: str = "http") -> Request:
    scope = {"type": "http", "scheme": scheme, "path": "/login", "server": ("desk.test", 80), "query_string": b"", "app": site.app}
    return Request({**scope, "headers": [(b"cookie", cookie.encode("latin-1"))]})


def given(site: Site, name: str = "Aigul", scheme: str = "http") -> str:
    """The cookie as a browser sends it back."""
    answer = Response()
    remember(answer, request(site, scheme=scheme), user(site, name), NOW)
    return answer.headers["set-cookie"].partition(";")[0]


def test_it_is_known_for_the_user_who_signed_in_and_for_nobody_else(site: Site) -> None:
    cookie = given(site)
    assert len(known_browser(request(site, cookie), user(site), NOW)) == 22
    assert known_browser(request(site, cookie), user(site, "Berik"), NOW) == ""
    assert known_browser(request(site, cookie), None, NOW) == ""
    name, _, value = cookie.partition("=")
    other = given(site, "Berik").partition("=")[0]
    assert known_browser(request(site, f"{other}={value}"), user(site, "Berik"), NOW) == ""
    assert name != other


def test_people_who_share_a_browser_are_all_known_there(site: Site) -> None:
    shared = request(site, f"{given(site)}; {given(site, 'Berik')}")
    assert known_browser(shared, user(site), NOW)
    assert known_browser(shared, user(site, "Berik"), NOW)


def test_each_sign_in_is_counted_anew(site: Site) -> None:
    assert known_browser(request(site, given(site)), user(site), NOW) != known_browser(request(site, given(site)), user(site), NOW)


def test_it_ends_after_half_a_year(site: Site) -> None:
    kept = request(site, given(site))
    assert known_browser(kept, user(site), NOW + LIFE - timedelta(seconds=1))
    assert known_browser(kept, user(site), NOW + LIFE) == ""


def test_it_is_not_carried_from_http_to_https(site: Site) -> None:
    assert known_browser(request(site, given(site), "https"), user(site), NOW) == ""
    assert known_browser(request(site, given(site, scheme="https"), "https"), user(site), NOW)


def test_what_was_changed_in_it_or_made_up_is_nothing(site: Site) -> None:
    name, _, value = given(site).partition("=")
    browser, ends, signature = value.split(".")
    later = str(int(ends) + 1)
    for wrong in ("", "x", "..", f"a{browser}.{ends}.{signature}", f"{browser}.{later}.{signature}", f"{browser}.{ends}.", f"{browser}.-1.{signature}",
                  f"{browser}.{ends}.{signature}0", f"{browser}.²{ends}.{signature}", f"{browser}.{'9' * 5000}.{signature}", f"\xff.{ends}.\xff"):  # fmt: skip
        assert known_browser(request(site, f"{name}={wrong}"), user(site), NOW) == "", wrong


@pytest.mark.parametrize("must_change", [True, False])
def test_it_ends_with_the_credentials(site: Site, must_change: bool) -> None:
    kept = request(site, given(site))
    with site.writing() as session:
        users.set_password(session, users.find(session, "Aigul"), "x", must_change=must_change, who="test", now=NOW)
    assert known_browser(kept, user(site), NOW) == ""

"""Sessions, known browsers and the keys of the desk."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import Request
from sqlalchemy import Engine, select
from starlette.requests import HTTPConnection
from starlette.responses import Response

from desk.auth import csrf, sessions
from desk.auth.client_address import device_of, partly_hidden
from desk.auth.keys import Purpose, derive_key, desk_secret
from desk.auth.sessions import LIFE, cookie_name, known_browser, remember
from records import users
from records.database import write_transaction
from records.tables import SessionRow, UserRow
from tests.conftest import NOW
from tests.desk.site import Site, add_person
from tests.processes import started

BY: dict[str, Any] = {"who": "Dana", "now": NOW}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_a_session_ends_after_twelve_idle_hours_and_after_seven_days_however_busy(engine: Engine) -> None:
    with write_transaction(engine) as session:
        add_person(session, "Aigul")
        idle, busy = sessions.begin(session, "Aigul", NOW), sessions.begin(session, "Aigul", NOW)
        assert sessions.active_session(session, idle, NOW + 12 * HOUR - timedelta(seconds=1)) is not None
        assert sessions.active_session(session, idle, NOW + 12 * HOUR) is None
        for hours in range(1, 7 * 24, 6):
            found = sessions.active_session(session, busy, NOW + hours * HOUR)
            assert found
            assert found.stale
            sessions.touch_session(session, found.id, NOW + hours * HOUR)
        assert sessions.active_session(session, busy, NOW + 7 * DAY - HOUR) is not None
        assert sessions.active_session(session, busy, NOW + 7 * DAY) is None


def test_a_session_is_kept_as_a_hash_cleared_away_once_it_has_run_out_and_ended_by_another_password(engine: Engine) -> None:
    with write_transaction(engine) as session:
        add_person(session, "Aigul")
        cookie = sessions.begin(session, "Aigul", NOW)
        assert cookie not in session.scalars(select(SessionRow.id)).all()
        cookie = sessions.begin(session, "Aigul", NOW + DAY)
        assert len(session.scalars(select(SessionRow.id)).all()) == 1
        users.set_password(session, users.find(session, "Aigul"), "x", must_change=False, **BY)
        assert sessions.active_session(session, cookie, NOW) is None


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


def test_a_browser_is_known_for_the_user_who_signed_in_and_for_nobody_else(site: Site) -> None:
    cookie, other = given(site), given(site, "Berik")
    assert len(known_browser(request(site, cookie), user(site), NOW)) == 22
    for who in (user(site, "Berik"), None):
        assert known_browser(request(site, cookie), who, NOW) == ""
    name, _, value = cookie.partition("=")
    other_name = other.partition("=")[0]
    assert name != other_name
    assert known_browser(request(site, f"{other_name}={value}"), user(site, "Berik"), NOW) == ""
    shared = request(site, f"{cookie}; {other}")
    assert known_browser(shared, user(site), NOW)
    assert known_browser(shared, user(site, "Berik"), NOW)
    assert known_browser(request(site, given(site)), user(site), NOW) != known_browser(request(site, given(site)), user(site), NOW), "each sign-in"
    # Not carried from HTTP to HTTPS.
    assert known_browser(request(site, given(site), "https"), user(site), NOW) == ""
    assert known_browser(request(site, given(site, scheme="https"), "https"), user(site), NOW)


def test_a_browser_is_known_for_half_a_year_by_what_the_desk_signed_and_as_long_as_the_credentials_stand(site: Site) -> None:
    kept = request(site, given(site))
    assert known_browser(kept, user(site), NOW + LIFE - timedelta(seconds=1))
    assert known_browser(kept, user(site), NOW + LIFE) == ""
    name, _, value = given(site).partition("=")
    browser, ends, signature = value.split(".")
    later = str(int(ends) + 1)
    for wrong in ("", "x", "..", f"a{browser}.{ends}.{signature}", f"{browser}.{later}.{signature}", f"{browser}.{ends}.", f"{browser}.-1.{signature}",
                  f"{browser}.{ends}.{signature}0", f"{browser}.²{ends}.{signature}", f"{browser}.{'9' * 5000}.{signature}", f"\xff.{ends}.\xff"):  # fmt: skip
        assert known_browser(request(site, f"{name}={wrong}"), user(site), NOW) == "", wrong
    for must_change in (True, False):
        kept = request(site, given(site))
        with site.writing() as session:
            users.set_password(session, users.find(session, "Aigul"), "x", must_change=must_change, who="test", now=NOW)
        assert known_browser(kept, user(site), NOW) == ""


def test_each_purpose_and_each_desk_has_keys_of_its_own() -> None:
    keys = {derive_key(secret, purpose) for secret in (b"one", b"other") for purpose in Purpose}
    assert len(keys) == 2 * len(Purpose)
    assert {len(key) for key in keys} == {32}
    assert derive_key(b"one", Purpose.SESSION_FORMS) == derive_key(b"one", Purpose.SESSION_FORMS)


def test_what_the_door_signs_is_no_token_of_a_session(site: Site) -> None:
    """The id of somebody's session, planted as the cookie of the door, would else give the token of that session's forms."""
    browser = site.signed_in()
    secret = site.app.state.office.secret
    assert not csrf.holds(secret, "x", csrf.token(secret, "x", Purpose.DOOR_FORMS))
    assert browser.post("/account/language", data={"lang": "kk", "csrf": csrf.token(secret, "x", Purpose.DOOR_FORMS)}).status_code == 403


def test_the_key_of_the_desk_is_given_or_made_once_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert desk_secret("mine", tmp_path) == b"mine"
    assert list(tmp_path.iterdir()) == []
    made = desk_secret("", tmp_path)
    assert len(made) == 64
    assert desk_secret("", tmp_path) == made
    file = tmp_path / "desk.secret"
    assert [(one.name, oct(one.stat().st_mode & 0o777)) for one in tmp_path.iterdir()] == [("desk.secret", "0o600")]
    # As if another process had made it a moment ago. Only the file: whoever looks for a folder that is there would look for ever.
    file.write_text("theirs")
    there = Path.exists
    monkeypatch.setattr(Path, "exists", lambda self: self.name != "desk.secret" and there(self))
    assert desk_secret("", tmp_path) == b"theirs"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.usefixtures("processes")
def test_two_that_start_at_once_end_with_one_key(tmp_path: Path) -> None:
    code = "import sys, pathlib; from desk.auth.keys import desk_secret; sys.stdout.buffer.write(desk_secret('', pathlib.Path(sys.argv[1])))"
    some = [started([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=False) for _ in range(3)]
    assert len({process.communicate()[0] for process in some}) == 1


@pytest.mark.parametrize(("scheme", "name"), [("https", "__Host-qorgan"), ("http", "qorgan")])
def test_the_prefix_stands_where_the_browser_heeds_it(scheme: str, name: str) -> None:
    scope = {"type": "http", "scheme": scheme, "path": "/", "server": ("desk.test", 1), "headers": [], "query_string": b""}
    assert cookie_name(Request(scope), "qorgan") == name


DEVICES = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0": "Edge · Windows",
    "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0": "Firefox · Linux",
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36": "Chrome · Android",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Safari/604.1": "Safari · iPhone",
    "curl/8.5.0": "curl/8.5.0",
    "": "",
    "<script>" + "x" * 200: ("script" + "x" * 200)[:80],
}


def test_a_browser_is_named_by_what_its_owner_calls_it() -> None:
    assert {told: device_of(HTTPConnection({"type": "http", "headers": [(b"user-agent", told.encode())]})) for told in DEVICES} == DEVICES


def test_an_address_tells_the_neighbourhood_and_no_household() -> None:
    shown = {"203.0.113.77": "203.0.113.*", "2001:db8:1:2:3:4:5:6": "2001:db8:1::*", "testclient": "", "": ""}
    assert {address: partly_hidden(address) for address in shown} == shown

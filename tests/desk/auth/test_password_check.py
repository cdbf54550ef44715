"""The one check of a password."""

import pytest
from starlette.requests import Request

from desk.auth.password_check import TooManyTries, WrongPassword, prove
from records import users
from tests.conftest import NOW
from tests.desk.site import CHEAP, PASSWORD, Site


def asked(site: Site, address: str = "192.0.2.1") -> Request:
    return Request({"type": "http", "app": site.app, "client": (address, 1), "headers": [], "path": "/", "method": "POST"})


def test_a_password_that_changed_while_it_was_checked_proves_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    passwords = site.app.state.office.passwords
    matches = passwords.matches

    def slowly(kept: str | None, password: str) -> bool:
        with site.writing() as session:
            users.set_password(session, users.find(session, "Aigul"), CHEAP.hash("another"), must_change=False, who="Dana", now=NOW)
        return bool(matches(kept, password))

    monkeypatch.setattr(passwords, "matches", slowly)
    with pytest.raises(WrongPassword):
        prove(asked(site), "Aigul", PASSWORD, NOW)


def test_the_limit_holds_from_one_address_and_names_the_wait(site: Site) -> None:
    for _ in range(5):
        with pytest.raises(WrongPassword):
            prove(asked(site), "Aigul", "wrong", NOW)
    with pytest.raises(TooManyTries) as caught:
        prove(asked(site), "Aigul", PASSWORD, NOW)
    assert caught.value.seconds == 60
    assert prove(asked(site, "192.0.2.2"), "Aigul", PASSWORD, NOW).name == "Aigul"


def test_a_disabled_user_is_wrong_with_the_right_password(site: Site) -> None:
    with site.writing() as session:
        users.disable(session, users.find(session, "Aigul"), who="Dana", now=NOW)
    with pytest.raises(WrongPassword):
        prove(asked(site), "Aigul", PASSWORD, NOW)

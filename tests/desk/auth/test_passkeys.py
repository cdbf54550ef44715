"""Passkeys: for which name they are, and what proves nothing. The whole way is walked in `tests/desk/pages/login/test_passkeys_in_chromium.py`."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from starlette.requests import Request

from desk.auth import passkeys
from desk.auth.passkeys import BadPasskey, RelyingParty, relying_party
from records.tables import ChallengeRow
from tests.conftest import NOW
from tests.desk.site import PASSWORD, Site, open_site

PARTY = RelyingParty("desk.test", "http://desk.test")
NONSENSE = (
    "", "x", "null", "[]", "1", "{}", "[" * 19_000, '{"id": 1, "rawId": 2, "response": 3}',
    json.dumps({"id": "a", "rawId": "a", "type": "public-key", "response": {"clientDataJSON": "a", "authenticatorData": "a", "signature": "é"}}),
    json.dumps({"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": "YQ", "attestationObject": "YQ"}}),
)  # fmt: skip


def asked(app: Any, host: str) -> Request:
    request = Request({"type": "http", "app": app, "scheme": "http", "path": "/", "query_string": b"", "headers": [(b"host", host.encode())]})
    request.state.session = "s"
    return request


def test_a_passkey_is_for_the_public_name_or_for_localhost_and_for_no_bare_address(site: Site, tmp_path: Any) -> None:
    assert relying_party(asked(site.app, "desk.test")) == PARTY
    assert relying_party(asked(site.app, "localhost:8460")) is None, "the desk has another public name"
    made = open_site(f"sqlite:///{tmp_path / 'other.db'}", tmp_path / "other", origin="")
    assert relying_party(asked(made.app, "localhost:8460")) == RelyingParty("localhost", "http://localhost:8460")
    assert relying_party(asked(made.app, "127.0.0.1:8460")) is None
    made.engine.dispose()


@pytest.mark.parametrize("answer", NONSENSE)
def test_what_is_no_answer_of_a_device_proves_nothing(site: Site, answer: str) -> None:
    with site.writing() as session:
        request = asked(site.app, "desk.test")
        passkeys.creation_options(request, session, PARTY, "Aigul", NOW)
        made = passkeys.taken_for_making(request, session, NOW)
        with pytest.raises(BadPasskey):
            passkeys.add(session, PARTY, made, "Aigul", "key", answer, NOW)
        passkeys.request_options(session, PARTY, "browser", None, NOW)
        row = passkeys.owner_of(session, answer)
        assert row is None
        with pytest.raises(BadPasskey, match="not known"):
            passkeys.prove(PARTY, passkeys.taken_for_use(session, "browser", NOW), row, answer, NOW, alone=True)


def test_a_challenge_is_for_one_try_of_one_browser_and_for_five_minutes(site: Site) -> None:
    with site.writing() as session:
        passkeys.request_options(session, PARTY, "browser", None, NOW)
        with pytest.raises(BadPasskey, match="too long"):
            passkeys.taken_for_use(session, "another browser", NOW)
        assert passkeys.taken_for_use(session, "browser", NOW)
        with pytest.raises(BadPasskey, match="too long"):
            passkeys.taken_for_use(session, "browser", NOW)
        passkeys.request_options(session, PARTY, "browser", None, NOW)
        with pytest.raises(BadPasskey, match="too long"):
            passkeys.taken_for_use(session, "browser", NOW + timedelta(minutes=6))


def test_a_try_that_fails_has_used_its_challenge_too(site: Site) -> None:
    browser = site.browser()
    form = browser.csrf("/login")
    assert browser.post("/login/passkey/options", data={"csrf": form}).status_code == 200
    assert browser.post("/login/passkey", data={"csrf": form, "credential": "{}"}).status_code == 401
    hers = site.signed_in()
    assert hers.submit("/account/factors/passkey/options", {"confirmation": PASSWORD}).status_code == 200
    assert hers.submit("/account/factors/passkey", {"credential": "{}"}).status_code == 422
    with site.reading() as session:
        assert session.scalars(select(ChallengeRow)).all() == []


def test_who_has_to_wait_with_a_passkey_is_told_how_long(site: Site) -> None:
    browser = site.browser()
    for _ in range(5):
        browser.post("/login/passkey", data={"csrf": browser.csrf("/login"), "credential": "{}"})
    answer = browser.post("/login/passkey", data={"csrf": browser.csrf("/login"), "credential": "{}"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    hers = site.signed_in()
    statuses = [hers.submit("/account/factors/passkey/options", {"confirmation": "wrong"}).status_code for _ in range(5)]
    answer = hers.submit("/account/factors/passkey/options", {"confirmation": PASSWORD})
    assert (statuses, answer.status_code, answer.headers["Retry-After"]) == ([422] * 5, 429, "60")


def test_what_a_device_keeps_tells_nobodys_name(site: Site) -> None:
    with site.writing() as session:
        told = json.loads(passkeys.creation_options(asked(site.app, "desk.test"), session, PARTY, "Aigul", NOW))
        asked_alone = json.loads(passkeys.request_options(session, PARTY, "browser", None, NOW))
        asked_second = json.loads(passkeys.request_options(session, PARTY, "browser", "Aigul", NOW))
    assert len(told["user"]["id"]) == 43
    assert asked_alone["userVerification"] == "required"
    assert asked_second["userVerification"] == "preferred"

"""Passkeys: for which name they are, and what proves nothing. The whole way is walked in `tests/desk/pages/login/test_passkeys_in_chromium.py`."""

import json
from datetime import timedelta
from typing import Any

import pytest
from starlette.requests import Request

from desk.auth import passkeys
from desk.auth.passkeys import BadPasskey, RelyingParty, relying_party
from tests.conftest import NOW
from tests.desk.site import Site, open_site

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
        passkeys.creation_options(asked(site.app, "desk.test"), session, PARTY, "Aigul", NOW)
        with pytest.raises(BadPasskey):
            passkeys.add(asked(site.app, "desk.test"), session, PARTY, "Aigul", "key", answer, NOW)
        passkeys.request_options(session, PARTY, "browser", None, NOW)
        row = passkeys.owner_of(session, answer)
        assert row is None
        with pytest.raises(BadPasskey, match="not known"):
            passkeys.prove(session, PARTY, "browser", row, answer, NOW, alone=True)


def test_a_challenge_is_for_one_try_of_one_browser_and_for_five_minutes(site: Site) -> None:
    with site.writing() as session:
        passkeys.request_options(session, PARTY, "browser", None, NOW)
        with pytest.raises(BadPasskey, match="too long"):
            passkeys.prove(session, PARTY, "another browser", None, "{}", NOW, alone=True)
        with pytest.raises(BadPasskey, match="not known"):
            passkeys.prove(session, PARTY, "browser", None, "{}", NOW, alone=True)
        with pytest.raises(BadPasskey, match="too long"):
            passkeys.prove(session, PARTY, "browser", None, "{}", NOW, alone=True)
        passkeys.request_options(session, PARTY, "browser", None, NOW)
        with pytest.raises(BadPasskey, match="too long"):
            passkeys.prove(session, PARTY, "browser", None, "{}", NOW + timedelta(minutes=6), alone=True)


def test_what_a_device_keeps_tells_nobodys_name(site: Site) -> None:
    with site.writing() as session:
        told = json.loads(passkeys.creation_options(asked(site.app, "desk.test"), session, PARTY, "Aigul", NOW))
        asked_alone = json.loads(passkeys.request_options(session, PARTY, "browser", None, NOW))
        asked_second = json.loads(passkeys.request_options(session, PARTY, "browser", "Aigul", NOW))
    assert len(told["user"]["id"]) == 43
    assert asked_alone["userVerification"] == "required"
    assert asked_second["userVerification"] == "preferred"

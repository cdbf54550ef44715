"""Second factors: codes from an app, recovery codes and passkeys, none of which is good twice."""

import json
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pyotp
import pytest
import resvg_py
import zxingcpp
from PIL import Image
from sqlalchemy import Engine, select
from starlette.requests import Request

from desk.auth import authenticator_app, passkeys, recovery_codes
from desk.auth.passkeys import BadPasskey, RelyingParty, relying_party
from records.database import write_transaction
from records.tables import ChallengeRow, CodeGeneratorRow, RecoveryCodeRow
from tests.conftest import NOW
from tests.desk.site import PASSWORD, Site, add_person, open_site

KEY = b"the key of the desk"
STEP = timedelta(seconds=30)


def test_a_code_is_taken_once_and_none_that_is_older(engine: Engine) -> None:
    with write_transaction(engine) as session:
        add_person(session, "Aigul")
        app = pyotp.TOTP(authenticator_app.begin(session, "Aigul", KEY, NOW))
        assert not authenticator_app.accepts(session, "Aigul", KEY, app.at(NOW), NOW), "not confirmed"
        assert not authenticator_app.confirm(session, "Aigul", KEY, "000000" if app.at(NOW) != "000000" else "111111", NOW)
        assert authenticator_app.confirm(session, "Aigul", KEY, app.at(NOW), NOW)
        assert not authenticator_app.accepts(session, "Aigul", KEY, app.at(NOW), NOW), "the code that confirmed it is used"
        later = NOW + 2 * STEP
        assert authenticator_app.accepts(session, "Aigul", KEY, app.at(later), later)
        assert not authenticator_app.accepts(session, "Aigul", KEY, app.at(later - STEP), later), "older than the last one"
        far = NOW + 20 * STEP
        assert not authenticator_app.accepts(session, "Aigul", KEY, app.at(far + 2 * STEP), far)
        assert authenticator_app.accepts(session, "Aigul", KEY, app.at(far + STEP), far), "a clock may be half a minute ahead"


def test_the_secret_is_not_in_the_database_and_fits_one_user_and_one_key(engine: Engine) -> None:
    with write_transaction(engine) as session:
        add_person(session, "Aigul")
        add_person(session, "Berik")
        secret = authenticator_app.begin(session, "Aigul", KEY, NOW)
        row = session.get_one(CodeGeneratorRow, "Aigul")
        assert secret not in row.secret
        assert not authenticator_app.confirm(session, "Aigul", b"another key", pyotp.TOTP(secret).at(NOW), NOW)
        authenticator_app.begin(session, "Berik", KEY, NOW)
        session.get_one(CodeGeneratorRow, "Berik").secret = row.secret
        session.flush()
        assert not authenticator_app.confirm(session, "Berik", KEY, pyotp.TOTP(secret).at(NOW), NOW), "her row under his name"
        assert f"secret={secret}" in authenticator_app.address("Aigul", secret)


def test_a_camera_reads_the_secret_and_the_owner_from_the_picture() -> None:
    """Painted as the SVG says, and read by the reader that phones' apps are built on."""
    address = authenticator_app.address("Айгүл", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    painted = bytes(
        resvg_py.svg_to_bytes(
            svg_string=str(authenticator_app.picture(address)).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1), zoom=2
        )
    )
    read = zxingcpp.read_barcode(Image.open(BytesIO(painted)).convert("L"))
    assert read is not None
    assert read.text == address


def test_each_code_is_good_once_for_its_owner_however_it_is_written(engine: Engine) -> None:
    with write_transaction(engine) as session:
        add_person(session, "Aigul")
        add_person(session, "Berik")
        codes = recovery_codes.make(session, "Aigul")
        assert len(set(codes)) == recovery_codes.HOW_MANY
        kept = session.scalars(select(RecoveryCodeRow.hash)).all()
        assert not set(codes) & set(kept)
        assert not recovery_codes.use(session, "Berik", codes[0], NOW)
        assert recovery_codes.use(session, "Aigul", codes[0], NOW)
        assert not recovery_codes.use(session, "Aigul", codes[0], NOW)
        assert recovery_codes.use(session, "Aigul", codes[1].upper().replace("-", " "), NOW)
        assert not recovery_codes.use(session, "Aigul", "", NOW)
        recovery_codes.make(session, "Aigul")
        assert not recovery_codes.use(session, "Aigul", codes[2], NOW), "those from before are worth nothing"


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


def test_what_is_no_answer_of_a_device_proves_nothing(site: Site) -> None:
    with site.writing() as session:
        request = asked(site.app, "desk.test")
        for answer in NONSENSE:
            passkeys.creation_options(request, session, PARTY, "Aigul", NOW)
            made = passkeys.consume_creation_challenge(request, session, NOW)
            with pytest.raises(BadPasskey):
                passkeys.add(session, PARTY, made, "Aigul", "key", answer, NOW)
            passkeys.request_options(session, PARTY, "browser", None, NOW)
            assert passkeys.owner_of(session, answer) is None
            with pytest.raises(BadPasskey):
                passkeys.prove(PARTY, passkeys.consume_sign_in_challenge(session, "browser", NOW), None, answer, NOW, alone=True)


def test_a_challenge_is_for_one_try_of_one_browser_and_for_five_minutes(site: Site) -> None:
    def refused(browser: str, now: datetime = NOW) -> bool:
        try:
            return not passkeys.consume_sign_in_challenge(session, browser, now)
        except BadPasskey:
            return True

    with site.writing() as session:
        passkeys.request_options(session, PARTY, "browser", None, NOW)
        assert [refused("another browser"), refused("browser"), refused("browser")] == [True, False, True]
        passkeys.request_options(session, PARTY, "browser", None, NOW)
        assert refused("browser", NOW + timedelta(minutes=6))


def test_a_try_that_fails_has_used_its_challenge_too_and_who_has_to_wait_is_told_how_long(site: Site) -> None:
    browser, hers = site.browser(), site.signed_in()
    form = browser.csrf("/login")
    assert browser.post("/login/passkey/options", data={"csrf": form}).status_code == 200
    assert browser.post("/login/passkey", data={"csrf": form, "credential": "{}"}).status_code == 401
    assert hers.submit("/account/factors/passkey/options", {"confirmation": PASSWORD}).status_code == 200
    assert hers.submit("/account/factors/passkey", {"credential": "{}"}).status_code == 422
    with site.reading() as session:
        assert session.scalars(select(ChallengeRow)).all() == []
    browser = site.browser(address="192.0.2.20")
    for _ in range(6):
        answer = browser.post("/login/passkey", data={"csrf": browser.csrf("/login"), "credential": "{}"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
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

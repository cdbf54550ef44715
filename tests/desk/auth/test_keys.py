"""Keys for single purposes."""

from desk.auth import csrf
from desk.auth.keys import Purpose, derived
from tests.desk.site import Site


def test_each_purpose_and_each_desk_has_keys_of_its_own() -> None:
    keys = {derived(secret, purpose) for secret in (b"one", b"other") for purpose in Purpose}
    assert len(keys) == 2 * len(Purpose)
    assert {len(key) for key in keys} == {32}
    assert derived(b"one", Purpose.SESSION_FORMS) == derived(b"one", Purpose.SESSION_FORMS)


def test_what_the_door_signs_is_no_token_of_a_session(site: Site) -> None:
    """The id of somebody's session, planted as the cookie of the door, would else give the token of that session's forms."""
    browser = site.signed_in()
    secret = site.app.state.office.secret
    assert not csrf.holds(secret, "x", csrf.token(secret, "x", Purpose.DOOR_FORMS))
    assert browser.post("/account/language", data={"lang": "kk", "csrf": csrf.token(secret, "x", Purpose.DOOR_FORMS)}).status_code == 403

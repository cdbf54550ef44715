"""Signing in and out: what is answered, where it leads, how often one may fail, and in which language."""

import re
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import select

from desk.app import create_app
from desk.auth import sign_in_limits
from desk.auth.passwords import Passwords
from desk.pages.login import routes as login_routes
from records import factors, users
from records.tables import SessionRow, SignInTryRow
from tests.conftest import NOW
from tests.desk.overtaking import Overtaking
from tests.desk.site import CHEAP, PASSWORD, Site, open_site


def test_signing_in_leads_to_where_one_wanted_to_go_and_never_elsewhere(site: Site) -> None:
    browser = site.browser()
    assert browser.get("/account?a=1&b=2").headers["location"] == "/login?next=%2Faccount%3Fa%3D1%26b%3D2"
    assert browser.get("/nope").headers["location"] == "/login?next=%2Fnope", "strangers are not told that there is none"
    assert site.signed_in().get("/nope").status_code == 404
    assert browser.sign_in("Aigul", next="/drafts/3?x=1").headers["location"] == "/drafts/3?x=1"
    assert site.browser().sign_in("Aigul", next="//evil.example/").headers["location"] == "/"
    for lang, way, leads in (("ru", "/login", "/login"), ("xx", "//evil.example", "/")):
        assert browser.get(f"/lang/{lang}?next={way}").headers["location"] == leads
        assert '<html lang="ru">' in browser.get("/account").text


def test_wrong_name_and_wrong_password_are_answered_alike(site: Site) -> None:
    said = [re.sub("[0-9a-f]{64}", "", site.browser().sign_in(name, "wrong password").text) for name in ("Aigul", "Nobody")]
    assert said[0] == said[1]
    assert 'class="notice bad"' in said[0]


def test_an_unknown_name_costs_as_much_work_as_a_known_one(tmp_path: Path) -> None:
    class Counting(PasswordHasher):
        verified = 0

        def verify(self, *given: Any, **more: Any) -> bool:  # type: ignore[override]
            try:
                return super().verify(*given, **more)
            except VerifyMismatchError:
                # Only a whole hash, and with today's parameters, takes its time.
                Counting.verified += not self.check_needs_rehash(given[0])
                raise

    made = open_site(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path / "var")
    app = create_app(made.settings, made.engine, made.clock, Passwords(Counting(time_cost=1, memory_cost=8, parallelism=1)))
    counted = Site(app, made.engine, made.settings, made.clock)
    for count, name in enumerate(("Aigul", "Nobody", "", "x" * 500), start=1):
        assert counted.browser().sign_in(name, "wrong password").status_code == 401
        assert Counting.verified == count
    made.engine.dispose()


def test_a_session_ends_at_signing_out_and_with_a_disabled_person_and_an_older_hash_is_renewed(site: Site) -> None:
    older = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1).hash(PASSWORD)
    with site.writing() as session:
        users.find(session, "Aigul").password_hash = older
    browser = site.signed_in()
    with site.reading() as session:
        renewed = users.find(session, "Aigul").password_hash
    assert ("t=1" in renewed, CHEAP.verify(renewed, PASSWORD)) == (True, True)
    stolen = browser.cookies["qorgan"]
    assert browser.submit("/logout").headers["location"] == "/login"
    assert "qorgan" not in browser.cookies
    assert site.browser().get("/account", headers={"Cookie": f"qorgan={stolen}"}).status_code == 303
    with site.reading() as session:
        assert session.scalars(select(SessionRow)).all() == []
    aigul, operator = site.signed_in("monitor"), site.signed_in("operator")
    assert aigul.get("/account").status_code == 200
    assert operator.submit("/people/Aigul/disable").status_code == 303
    assert aigul.get("/account").status_code == 303
    assert site.browser().sign_in("Aigul").status_code == 401


def test_signing_in_gives_a_new_session_and_ends_the_one_that_was_there(site: Site) -> None:
    browser = site.signed_in()
    before = browser.cookies["qorgan"]
    assert browser.get("/login").status_code == 303, "who is signed in does not see the door"
    other = site.browser()
    token = other.csrf("/login")
    other.cookies.set("qorgan", before, domain="desk.test", path="/")
    assert other.post("/login", data={"csrf": token, "username": "Berik", "password": PASSWORD}).status_code == 303
    assert browser.get("/account").status_code == 303, "somebody else signed in at her browser"
    planted = site.browser()
    planted.cookies.set("qorgan", "planted-by-somebody", domain="desk.test", path="/")
    assert planted.sign_in("Berik").status_code == 303
    assert re.fullmatch(r"[\w-]{43}", planted.cookies["qorgan"])
    assert planted.cookies["qorgan"] != before


def test_the_cookie_is_for_the_browser_alone_and_for_https_where_there_is_some(site: Site) -> None:
    plain = site.browser().sign_in("Aigul").headers["set-cookie"]
    assert re.search(r"qorgan=[\w-]{43}; HttpOnly; Max-Age=604800; Path=/; SameSite=lax(,|$)", plain)
    secure = site.browser(scheme="https").sign_in("Aigul").headers["set-cookie"]
    assert re.search(r"__Host-qorgan=[\w-]{43}; HttpOnly; Max-Age=604800; Path=/; SameSite=lax; Secure", secure)
    # A proxy on this machine is believed no more than anybody, unless it is named.
    for address in ("127.0.0.1", "192.0.2.9"):
        answer = site.browser(address=address).get("/login", headers={"X-Forwarded-Proto": "https"})
        assert "Secure" not in answer.headers["set-cookie"]
        assert "strict-transport-security" not in answer.headers


def test_the_cookie_is_secure_behind_a_public_address_with_tls_and_where_a_named_proxy_says_so(tmp_path: Path) -> None:
    made = open_site(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path / "var", origin="https://desk.test")
    answer = made.browser().get("/login")
    assert ("Secure" in answer.headers["set-cookie"], "strict-transport-security" in answer.headers) == (True, True)
    made.engine.dispose()
    made = open_site(f"sqlite:///{tmp_path / 'other.db'}", tmp_path / "var", trusted_proxies="127.0.0.1, 10.1.0.0/16")
    for address, believed in (("127.0.0.1", True), ("10.1.2.3", True), ("192.0.2.9", False)):
        answer = made.browser(address=address).get("/login", headers={"X-Forwarded-Proto": "https"})
        assert ("Secure" in answer.headers["set-cookie"]) is believed
    made.engine.dispose()


def test_five_failures_shut_the_door_for_a_minute_and_say_so(site: Site) -> None:
    browser = site.browser()
    assert [browser.sign_in("Aigul", "wrong").status_code for _ in range(5)] == [401] * 5
    shut = browser.sign_in("Aigul")
    assert (shut.status_code, shut.headers["retry-after"]) == (429, "60")
    assert 'class="notice bad"' in shut.text
    assert site.browser(address="192.0.2.77").sign_in("Aigul").status_code == 303, "from elsewhere she comes in"
    site.clock.pass_by(minutes=1)
    assert browser.sign_in("Aigul").status_code == 303
    with site.reading() as session:
        assert len(session.scalars(select(SignInTryRow)).all()) == 10, "of her name alone and of the address alone, they count for an hour"


def test_who_hides_behind_a_header_is_counted_by_the_address_that_asks_and_what_is_typed_as_a_name_is_not_kept(site: Site) -> None:
    site.browser().sign_in("my secret password", "x")
    with site.reading() as session:
        assert all(re.fullmatch("[0-9a-f]{64}", row.key) for row in session.scalars(select(SignInTryRow)))
    assert "my secret" not in site.log.read_text()
    browser = site.browser(address="127.0.0.1")
    for n in range(6):
        fields = {"csrf": browser.csrf("/login"), "username": "Aigul", "password": "wrong"}
        last = browser.post("/login", data=fields, headers={"X-Forwarded-For": f"203.0.113.{n}"})
    assert last.status_code == 429


def test_signing_in_wants_the_form_of_this_browser_and_takes_up_nothing_that_was_planted(site: Site) -> None:
    fields = {"username": "Aigul", "password": PASSWORD}
    assert site.browser().post("/login", data=fields).status_code == 403
    victim, foreign = site.browser(), site.browser().csrf("/login")
    victim.get("/login")
    assert victim.post("/login", data={**fields, "csrf": foreign}).status_code == 403
    assert "qorgan" not in victim.cookies
    victim.cookies.set("qorgan-form", "planted", domain="desk.test", path="/")
    shown = [victim.csrf("/login") for _ in range(2)]
    assert len(set(shown)) == 2, "each form has a value of its own"
    assert victim.cookies["qorgan-form"] != "planted"
    assert site.browser().post("/login", data={**fields, "csrf": shown[1]}, headers={"Cookie": "qorgan-form=planted"}).status_code == 403
    assert victim.post("/login", data={**fields, "csrf": shown[0]}).status_code == 403, "a form is good until the next one"
    assert victim.sign_in("Aigul").status_code == 303
    assert "qorgan-form" not in victim.cookies


def test_behind_tls_no_other_host_can_plant_any_of_the_cookies_of_signing_in(site: Site) -> None:
    browser = site.browser(scheme="https")
    kept = browser.get("/login").headers.get_list("set-cookie") + browser.sign_in("Aigul").headers.get_list("set-cookie")
    assert len(kept) == 4
    for cookie in kept:
        assert re.match(r"__Host-qorgan(-form|-known-[0-9a-f]{16})?=", cookie)
        for needed in ("; Secure", "; HttpOnly", "; Path=/;", "; SameSite="):
            assert needed in cookie, cookie
        assert "domain" not in cookie.lower()
    assert "__Host-qorgan-form" not in browser.cookies
    fields = {"csrf": browser.csrf("/account"), "username": "Aigul", "password": PASSWORD}
    assert site.browser(scheme="https").post("/login", data=fields, headers={"Cookie": "qorgan-form=planted"}).status_code == 403


def fail_from(site: Site, *addresses: str) -> None:
    """Tries in Aigul's name with a wrong password from these addresses, where they are counted."""
    with site.writing() as session:
        for address in addresses:
            sign_in_limits.admit(session, "Aigul", address, site.clock())


def name_is_shut(site: Site) -> None:
    fail_from(site, *(f"203.0.113.{n}" for n in range(sign_in_limits.NAME.free)))


def test_a_colleague_comes_in_by_her_own_browser_whatever_strangers_do(site: Site) -> None:
    """Sixty wrong tries from a dozen addresses, and then three that go on without end: each that is let through begins the minute anew."""
    hers = site.signed_in()
    hers.submit("/logout")
    fail_from(site, *(f"203.0.113.{n % 12}" for n in range(60)))
    for n in range(10):
        site.clock.pass_by(seconds=17)
        fail_from(site, *(f"198.51.100.{n * 3 + polling}" for polling in range(3)))
        assert site.browser(address="192.0.2.200").sign_in("Aigul").status_code == 429, "a browser that is not known"
        fresh = site.browser(address=f"192.0.2.{n}")
        for name, value in hers.cookies.items():
            fresh.cookies.set(name, value, domain="desk.test", path="/")
        assert fresh.sign_in("Aigul").status_code == 303
        hers = fresh
        assert hers.submit("/account/factors/code", {"confirmation": PASSWORD}).status_code == 200, "and is asked again"
        hers.submit("/logout")


def test_the_cookie_of_a_known_browser_is_no_way_to_guess_on_nor_to_learn_who_there_is(site: Site) -> None:
    hers = site.signed_in()
    copied = {name: value for name, value in hers.cookies.items() if "known" in name}
    assert len(copied) == 1
    assert "Aigul" not in str(copied)

    def thief(name: str, password: str, address: str = "198.51.100.1") -> Any:
        browser = site.browser(address=address)
        for kept, value in copied.items():
            browser.cookies.set(kept, value, domain="desk.test", path="/")
        return browser.sign_in(name, password)

    assert thief("Aigul", "wrong").status_code == thief("Nobody", "wrong").status_code == thief("Berik", "wrong").status_code == 401
    name_is_shut(site)
    assert [thief("Aigul", "wrong", f"203.0.113.{n}").status_code for n in range(100, 106)] == [401] * 4 + [429] * 2
    assert thief("Nobody", "wrong").status_code == 401
    assert hers.submit("/account/tokens", {"confirmation": PASSWORD}).status_code == 429, "it was her cookie, and strangers hold the name"
    site.clock.pass_by(hours=1)
    assert hers.submit("/account/tokens", {"confirmation": PASSWORD, "scope": "read"}).status_code == 200


@pytest.mark.parametrize("how", ["password", "one-time password", "factor", "disabled"])
def test_a_browser_is_a_strangers_again_after_a_reset(site: Site, how: str) -> None:
    hers = site.signed_in()
    with site.writing() as session:
        row = users.find(session, "Aigul")
        if how == "factor":
            factors.remove_all_factors(session, row, who="test", now=NOW)
        elif how == "disabled":
            users.disable(session, row, who="test", now=NOW)
            users.enable(session, row, who="test", now=NOW)
        else:
            users.set_password(session, row, CHEAP.hash(PASSWORD), must_change=how != "password", who="test", now=NOW)
    name_is_shut(site)
    assert hers.sign_in("Aigul").status_code == 429
    site.clock.pass_by(minutes=1)
    assert hers.sign_in("Aigul").status_code == 303
    fail_from(site, "203.0.113.200")
    hers.cookies.delete("qorgan")
    assert hers.sign_in("Aigul").status_code == 303, "it is known again"


def test_who_chooses_another_password_is_known_with_it_in_that_browser_alone(site: Site) -> None:
    here, there = site.signed_in(), site.signed_in()
    changed = {"current": PASSWORD, "password": "quite another word", "repeated": "quite another word"}
    assert here.submit("/account/password", changed).status_code == 303
    here.submit("/logout")
    name_is_shut(site)
    assert there.sign_in("Aigul", "quite another word").status_code == 429
    assert here.sign_in("Aigul", "quite another word").status_code == 303


@pytest.mark.parametrize("how", ["reset", "disabled"])
def test_a_reset_while_somebody_signs_in_leaves_no_session(both: Site, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    """It comes when the desk has read the password that fitted, and before it begins the session."""
    begun = login_routes.begin_session
    change = Overtaking(both, how)

    def overtaken(*given: Any, **more: Any) -> str:
        change.begin()
        return begun(*given, **more)

    monkeypatch.setattr(login_routes, "begin_session", overtaken)
    browser = both.browser()
    browser.sign_in("Aigul")
    change.end()
    assert browser.get("/queue").status_code == 303
    with both.reading() as session:
        assert session.scalars(select(SessionRow)).all() == []

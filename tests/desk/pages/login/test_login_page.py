"""Signing in and out: what is answered, where it leads, how often one may fail, and in which language."""

import re
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from sqlalchemy import select

from desk.app import create_app
from desk.auth.passwords import Passwords
from records import users
from records.tables import SessionRow, SignInTryRow
from tests.desk.site import CHEAP, PASSWORD, Site, open_site


def test_a_page_that_does_not_exist_is_not_told_to_strangers(site: Site) -> None:
    assert site.browser().get("/nope").headers["location"] == "/login?next=%2Fnope"
    assert site.signed_in().get("/nope").status_code == 404


def test_signing_in_leads_to_where_one_wanted_to_go_and_never_elsewhere(site: Site) -> None:
    assert site.browser().get("/account?a=1&b=2").headers["location"] == "/login?next=%2Faccount%3Fa%3D1%26b%3D2"
    assert site.browser().sign_in("Aigul", next="/drafts/3?x=1").headers["location"] == "/drafts/3?x=1"
    assert site.browser().sign_in("Aigul", next="//evil.example/").headers["location"] == "/"


def test_wrong_name_and_wrong_password_are_answered_alike(site: Site) -> None:
    said = [re.sub("[0-9a-f]{64}", "", site.browser().sign_in(name, "wrong password").text) for name in ("Aigul", "Nobody")]
    assert said[0] == said[1]
    assert "Name or password is wrong." in said[0]


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


def test_a_disabled_person_cannot_sign_in_and_is_out_at_once(site: Site) -> None:
    aigul, operator = site.signed_in("monitor"), site.signed_in("operator")
    assert aigul.get("/account").status_code == 200
    assert operator.submit("/people/Aigul/disable").status_code == 303
    assert aigul.get("/account").status_code == 303
    assert site.browser().sign_in("Aigul").status_code == 401


def test_a_session_ends_at_signing_out_in_the_database_too(site: Site) -> None:
    browser = site.signed_in()
    stolen = browser.cookies["qorgan"]
    assert browser.submit("/logout").headers["location"] == "/login"
    assert "qorgan" not in browser.cookies
    assert site.browser().get("/account", headers={"Cookie": f"qorgan={stolen}"}).status_code == 303
    with site.reading() as session:
        assert session.scalars(select(SessionRow)).all() == []


def test_signing_in_gives_a_new_session_and_ends_the_one_that_was_there(site: Site) -> None:
    browser = site.signed_in()
    before = browser.cookies["qorgan"]
    assert browser.get("/login").status_code == 303, "who is signed in does not see the door"
    token = re.search(r'name="csrf" value="(\w+)"', site.browser().get("/login", headers={"Cookie": "qorgan-form=x"}).text)
    assert token
    fields = {"csrf": token[1], "username": "Berik", "password": PASSWORD}
    assert site.browser().post("/login", data=fields, headers={"Cookie": f"qorgan-form=x; qorgan={before}"}).status_code == 303
    assert browser.get("/account").status_code == 303, "somebody else signed in at her browser"
    planted = site.browser()
    planted.cookies.set("qorgan", "planted-by-somebody", domain="desk.test", path="/")
    assert planted.sign_in("Berik").status_code == 303
    assert re.fullmatch(r"[\w-]{43}", planted.cookies["qorgan"])
    assert planted.cookies["qorgan"] != before


def test_a_hash_with_older_parameters_is_renewed_at_signing_in(site: Site) -> None:
    older = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1).hash(PASSWORD)
    with site.writing() as session:
        users.find(session, "Aigul").password_hash = older
    assert site.browser().sign_in("Aigul").status_code == 303
    with site.reading() as session:
        renewed = users.find(session, "Aigul").password_hash
    assert "t=1" in renewed
    assert CHEAP.verify(renewed, PASSWORD)


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


def test_behind_a_public_address_with_tls_the_cookie_is_secure_whatever_the_proxy_says(tmp_path: Path) -> None:
    made = open_site(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path / "var", origin="https://desk.test")
    answer = made.browser().get("/login")
    assert "Secure" in answer.headers["set-cookie"]
    assert "strict-transport-security" in answer.headers
    made.engine.dispose()


def test_a_proxy_that_is_named_is_believed_and_nobody_else(tmp_path: Path) -> None:
    made = open_site(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path / "var", trusted_proxies="127.0.0.1, 10.1.0.0/16")
    for address, believed in (("127.0.0.1", True), ("10.1.2.3", True), ("192.0.2.9", False)):
        answer = made.browser(address=address).get("/login", headers={"X-Forwarded-Proto": "https"})
        assert ("Secure" in answer.headers["set-cookie"]) is believed
    made.engine.dispose()


def test_five_failures_shut_the_door_for_a_minute_and_say_so(site: Site) -> None:
    browser = site.browser()
    assert [browser.sign_in("Aigul", "wrong").status_code for _ in range(5)] == [401] * 5
    shut = browser.sign_in("Aigul")
    assert (shut.status_code, shut.headers["retry-after"]) == (429, "60")
    assert "Too many tries; try again in 1 minute." in shut.text
    assert site.browser(address="192.0.2.77").sign_in("Aigul").status_code == 303, "from elsewhere she comes in"
    site.clock.pass_by(minutes=1)
    assert browser.sign_in("Aigul").status_code == 303
    with site.reading() as session:
        assert len(session.scalars(select(SignInTryRow)).all()) == 10, "of her name alone and of the address alone, they count for an hour"


def test_who_hides_behind_a_header_is_counted_by_the_address_that_asks(site: Site) -> None:
    browser = site.browser(address="127.0.0.1")
    for n in range(6):
        page = browser.get("/login")
        token = re.search(r'name="csrf" value="(\w+)"', page.text)
        assert token
        fields = {"csrf": token[1], "username": "Aigul", "password": "wrong"}
        last = browser.post("/login", data=fields, headers={"X-Forwarded-For": f"203.0.113.{n}"})
    assert last.status_code == 429


def test_what_is_typed_as_a_name_is_not_kept(site: Site) -> None:
    site.browser().sign_in("my secret password", "x")
    with site.reading() as session:
        assert all(re.fullmatch("[0-9a-f]{64}", row.key) for row in session.scalars(select(SignInTryRow)))
    assert "my secret" not in site.log.read_text()


def test_signing_in_wants_the_form_of_this_browser(site: Site) -> None:
    fields = {"username": "Aigul", "password": PASSWORD}
    assert site.browser().post("/login", data=fields).status_code == 403
    foreign = site.browser().csrf("/login")
    victim = site.browser()
    victim.get("/login")
    assert victim.post("/login", data={**fields, "csrf": foreign}).status_code == 403
    assert "qorgan" not in victim.cookies


def test_the_language_is_switched_by_a_link_and_kept(site: Site) -> None:
    browser = site.browser()
    assert browser.get("/lang/ru?next=/login").headers["location"] == "/login"
    assert '<html lang="ru">' in browser.get("/login").text
    assert browser.get("/lang/xx?next=//evil.example").headers["location"] == "/"
    assert '<html lang="ru">' in browser.get("/login").text

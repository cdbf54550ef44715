"""The second step of signing in, and the roles that need one."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyotp
import pytest
from sqlalchemy import select

from desk.auth import authenticator_app, sign_in_limits
from desk.pages.account import routes
from desk.pages.login import routes as routes_module
from records import factors, tokens, users
from records.database import write_transaction
from records.tables import CodeGeneratorRow, SessionRow
from tests.conftest import NOW
from tests.desk.overtaking import Overtaking
from tests.desk.site import PASSWORD, Browser, Site, open_site

ANOTHER = "quite another word"


def secret_in(page: str) -> pyotp.TOTP:
    """The app whose secret the page shows."""
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    assert secret, page
    return pyotp.TOTP(secret[1].replace(" ", ""))


def set_up(site: Site, browser: Browser, password: str = PASSWORD) -> tuple[pyotp.TOTP, list[str]]:
    """Set up an app with codes, as its owner does; the app, and the recovery codes."""
    app = secret_in(browser.submit("/account/factors/code", {"confirmation": password}).text)
    done = browser.post("/account/factors/code/confirm", data={"csrf": browser.csrf("/account/factors"), "code": app.at(site.clock.now)})
    codes = re.findall(r'class="secret">([a-z2-9-]{29})<', done.text)
    assert len(codes) == 10, done.text
    site.clock.pass_by(seconds=60)
    return app, codes


def second(browser: Browser, code: str, **more: str) -> tuple[int, str]:
    answer = browser.post("/login/factor", data={"csrf": browser.csrf("/login/factor"), "code": code, **more})
    return answer.status_code, answer.headers.get("location", "")


@pytest.fixture
def needing(tmp_path: Path) -> Iterator[Site]:
    made = open_site(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path / "var", second_factor="operator, editor")
    yield made
    made.engine.dispose()


def test_the_password_alone_opens_nothing_any_more(site: Site) -> None:
    app, _ = set_up(site, site.signed_in())
    browser = site.browser()
    assert browser.sign_in("Aigul", next="/drafts/1").headers["location"] == "/login/factor?next=%2Fdrafts%2F1"
    for way in ("/queue", "/account", "/account/factors", "/api/v1/drafts", "/"):
        assert browser.get(way).status_code in {303, 401}, way
    half = browser.cookies["qorgan"]
    assert second(browser, app.at(site.clock.now), next="/drafts/1") == (303, "/drafts/1")
    assert browser.get("/queue").status_code == 200
    assert browser.cookies["qorgan"] != half
    assert site.browser().get("/queue", headers={"Cookie": f"qorgan={half}"}).status_code == 303


def test_a_code_opens_once_and_a_recovery_code_once(site: Site) -> None:
    app, codes = set_up(site, site.signed_in())
    code = app.at(site.clock.now)
    for given, opens in ((code, True), (code, False), (codes[0], True), (codes[0], False), (codes[1].upper(), True), ("", False)):
        browser = site.browser()
        browser.sign_in("Aigul")
        assert (second(browser, given)[0] == 303) is opens, given
    wrong, used = "factor_wrong", "recovery_used"
    assert [row["event"] for row in site.noted(used, wrong)] == [wrong, used, wrong, used, wrong]
    told = "\n".join(map(str, site.noted()))
    assert not [secret for secret in (code, codes[0], codes[1]) if f"'{secret}'" in told]


def test_guessing_codes_is_slowed_down_and_the_password_forgives_none_of_it(site: Site) -> None:
    app, _ = set_up(site, site.signed_in())
    for n in range(5):
        browser = site.browser()
        browser.sign_in("Aigul")
        assert second(browser, f"{n:06}")[0] == 401
    browser = site.browser()
    browser.sign_in("Aigul")
    assert second(browser, app.at(site.clock.now))[0] == 429
    site.clock.pass_by(minutes=1)
    assert second(browser, app.at(site.clock.now))[0] == 303


def test_the_second_step_must_follow_in_ten_minutes_and_from_its_own_form(site: Site) -> None:
    app, _ = set_up(site, site.signed_in())
    browser = site.browser()
    browser.sign_in("Aigul")
    assert browser.post("/login/factor", data={"code": app.at(site.clock.now)}).status_code == 403
    site.clock.pass_by(minutes=11)
    assert browser.get("/login/factor").headers["location"] == "/login"
    assert site.browser().post("/login/factor", data={"code": "123456"}).headers["location"] == "/login"


def test_setting_one_up_and_taking_it_away_need_the_password(site: Site) -> None:
    here, there = site.signed_in(), site.signed_in()
    for wrong in ({}, {"confirmation": "wrong"}):
        answer = here.submit("/account/factors/code", wrong)
        assert (answer.status_code, "secret" in answer.text) == (422, False)
    set_up(site, here)
    assert here.get("/queue").status_code == 200
    assert there.get("/queue").status_code == 303, "who came in without it is signed out"
    for way in ("code/remove", "recovery"):
        assert here.submit(f"/account/factors/{way}", {"confirmation": "wrong"}).status_code == 422
    renewed = here.submit("/account/factors/recovery", {"confirmation": PASSWORD})
    assert len(re.findall(r'class="secret">([a-z2-9-]{29})<', renewed.text)) == 10
    assert site.browser().sign_in("Aigul").headers["location"].startswith("/login/factor")
    assert here.submit("/account/factors/code/remove", {"confirmation": PASSWORD}).status_code == 303
    assert site.browser().sign_in("Aigul").headers["location"] == "/"
    assert [row["event"] for row in site.noted("factor_added", "factor_removed")] == ["factor_added", "factor_added", "factor_removed"]


def test_an_operator_resets_the_factor_of_another_and_ends_what_came_in_by_it(site: Site) -> None:
    browser = site.signed_in()
    set_up(site, browser)
    operator = site.signed_in("operator")
    assert "/people/Aigul/factor" in operator.get("/people").text
    assert site.signed_in("editor").submit("/people/Aigul/factor").status_code == 403
    assert operator.submit("/people/Aigul/factor").status_code == 303
    assert browser.get("/queue").status_code == 303
    assert site.browser().sign_in("Aigul").headers["location"] == "/"
    assert site.noted("factor_removed")[0]["whom"] == "Aigul"


def test_who_needs_a_factor_and_has_none_is_led_to_it_and_can_do_nothing_else(needing: Site) -> None:
    browser = needing.signed_in("operator")
    for way in ("/", "/queue", "/people", "/account", "/reports"):
        assert browser.get(way).headers.get("location") == "/account/factors", way
    assert browser.get("/api/v1/drafts").status_code == 403
    fields = {"csrf": browser.csrf("/account/factors"), "name": "Mole", "role": "operator"}
    assert browser.post("/people", data=fields).headers["location"] == "/account/factors"
    assert 'class="notice' in browser.get("/account/factors").text
    assert browser.post("/logout", data={"csrf": browser.csrf("/account/factors")}).headers["location"] == "/login"
    assert needing.signed_in("monitor").get("/queue").status_code == 200, "a monitor may do without"


def test_who_has_set_it_up_is_in_and_a_role_that_comes_to_need_it_asks_at_once(needing: Site) -> None:
    operator, monitor = needing.signed_in("operator"), needing.signed_in("monitor")
    shown = operator.post("/account/factors/code", data={"csrf": operator.csrf("/account/factors"), "confirmation": PASSWORD})
    code = secret_in(shown.text).at(needing.clock.now)
    operator.post("/account/factors/code/confirm", data={"csrf": operator.csrf("/account/factors"), "code": code})
    assert operator.get("/people").status_code == 200
    assert operator.submit("/people/Aigul/role", {"role": "editor"}).status_code == 303
    assert monitor.get("/queue").headers["location"] == "/account/factors"


def test_a_token_opens_nothing_while_its_owner_lacks_the_factor_that_the_role_needs(needing: Site) -> None:
    with needing.writing() as session:
        given = {name: tokens.create_token(session, users.find(session, name), who="test", now=NOW) for name in ("Aigul", "Berik")}
    program = needing.browser()

    def answers(name: str, method: str) -> Any:
        return program.request(
            method, "/api/v1/incidents/1" if method == "PATCH" else "/api/v1/drafts", headers={"Authorization": f"Bearer {given[name]}"}
        ).status_code

    assert [answers("Aigul", "GET"), answers("Berik", "GET"), answers("Berik", "PATCH")] == [200, 403, 403]
    with needing.writing() as session:
        authenticator_app.begin(session, "Berik", b"x" * 32, NOW)
        session.get_one(CodeGeneratorRow, "Berik").confirmed_at = NOW
    assert answers("Berik", "GET") == 200


@pytest.mark.parametrize("how", ["reset", "factor", "disabled"])
@pytest.mark.parametrize("moment", ["before the code is read", "before the session begins"])
def test_a_reset_while_the_second_step_is_under_way_leaves_no_session(both: Site, monkeypatch: pytest.MonkeyPatch, how: str, moment: str) -> None:
    app, _ = set_up(both, both.signed_in())
    browser = both.browser()
    browser.sign_in("Aigul")
    given = browser.csrf("/login/factor")
    change = Overtaking(both, how)
    name = "_admitted" if moment == "before the code is read" else "begin_session"
    done = getattr(routes_module, name)

    def overtaken(*given: Any, **more: Any) -> Any:
        found = done(*given, **more) if name == "_admitted" else None
        change.begin()
        if name == "_admitted":
            change.end()
        return found or done(*given, **more)

    monkeypatch.setattr(routes_module, name, overtaken)
    browser.post("/login/factor", data={"csrf": given, "code": app.at(both.clock.now)})
    change.end()
    assert browser.get("/queue").status_code == 303
    with both.reading() as session:
        assert session.scalars(select(SessionRow).where(SessionRow.user == "Aigul")).all() == []


def test_a_session_that_a_reset_has_ended_sets_up_no_factor(both: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes when the desk has read the session, and before it keeps the factor. Else a thief of the session would keep a way in."""
    browser = both.signed_in()
    app = secret_in(browser.submit("/account/factors/code", {"confirmation": PASSWORD}).text)
    given = browser.csrf("/account/factors")
    change, admit = Overtaking(both, "reset"), sign_in_limits.admit

    def overtaken(*given: Any, **more: Any) -> Any:
        change.begin()
        return admit(*given, **more)

    monkeypatch.setattr(sign_in_limits, "admit", overtaken)
    entered = write_transaction

    def waited(engine: Any) -> Any:
        if change.begun:
            change.end()
        return entered(engine)

    monkeypatch.setattr(routes, "write_transaction", waited)
    browser.post("/account/factors/code/confirm", data={"csrf": given, "code": app.at(both.clock.now)})
    with both.reading() as session:
        assert not factors.has_second_factor(session, "Aigul")
        assert session.scalars(select(SessionRow)).all() == []

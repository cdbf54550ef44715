"""One's own account and those of others: passwords, sessions, tokens, and what only an operator changes."""

import json
import re

from sqlalchemy import select

from records import users
from records.tables import CodeGeneratorRow, LedgerRow
from records.users import Role
from tests.desk.site import PASSWORD, Browser, Site, add_person

OTHER = "quite another word"


def test_a_session_is_idle_for_twelve_hours_at_most_and_use_keeps_it_alive(site: Site) -> None:
    browser = site.signed_in()
    for _ in range(3):
        site.clock.pass_by(hours=11)
        assert browser.get("/account").status_code == 200
    site.clock.pass_by(hours=12)
    assert browser.get("/account").status_code == 303


def test_another_password_ends_other_sessions_and_this_one_goes_on_under_a_new_name(site: Site) -> None:
    here, there = site.signed_in(), site.signed_in()
    here.submit("/account/language", {"lang": "kk"})
    assert '<html lang="kk">' in site.signed_in().get("/account").text, "the language is that of the account"
    before = here.cookies["qorgan"]
    assert here.submit("/account/password", {"current": PASSWORD, "password": OTHER, "repeated": OTHER}).status_code == 303
    assert here.cookies["qorgan"] != before
    assert (here.get("/account").status_code, there.get("/account").status_code) == (200, 303)
    assert [site.browser().sign_in("Aigul", password).status_code for password in (PASSWORD, OTHER)] == [401, 303]


def test_a_password_is_changed_only_by_who_knows_it_to_one_that_will_do(site: Site) -> None:
    browser = site.signed_in()
    for current, password, repeated in (
        ("wrong", OTHER, OTHER), (PASSWORD, "short", "short"), (PASSWORD, OTHER, "quite another world"), (PASSWORD, PASSWORD, PASSWORD),
    ):  # fmt: skip
        answer = browser.submit("/account/password", {"current": current, "password": password, "repeated": repeated})
        assert (answer.status_code, 'role="alert"' in answer.text) == (422, True)
        assert not [value for value in (current, password, repeated) if f'value="{value}"' in answer.text], "a password is never sent back"
    assert site.browser(address="192.0.2.11").sign_in("Aigul").status_code == 303


def given_once(site: Site) -> str:
    """The one-time password of Zhan, who was just added."""
    page = site.signed_in("operator").submit("/people", {"name": "Zhan", "role": "monitor"}).text
    password = re.search(r'class="secret">([\w-]+)<', page)
    assert password
    return password[1]


def test_a_one_time_password_opens_nothing_but_the_choice_of_another_which_leads_to_where_one_wanted_to_go(site: Site) -> None:
    password, browser = given_once(site), site.browser()
    assert browser.sign_in("Zhan", password, next="/drafts/2").headers["location"] == "/account?next=%2Fdrafts%2F2"
    for way in ("/", "/queue", "/people", "/nope"):
        assert browser.get(way).headers.get("location") == "/account", way
    assert browser.submit("/account/tokens", {"confirmation": password}).headers["location"] == "/account"
    assert '<input type="hidden" name="next" value="/drafts/2">' in browser.get("/account?next=%2Fdrafts%2F2").text
    assert 'name="next"' not in browser.get("/account?next=//evil.example/").text
    chosen = {"current": password, "password": OTHER, "repeated": OTHER, "next": "/drafts/2"}
    assert 'name="next" value="/drafts/2"' in browser.submit("/account/password", {**chosen, "repeated": "x"}).text
    assert browser.submit("/account/password", chosen).headers["location"] == "/drafts/2"
    assert browser.get("/").headers["location"] == "/queue"
    assert site.browser().sign_in("Zhan", password).status_code == 401


def test_guessing_the_password_behind_an_open_session_is_counted_like_signing_in(site: Site) -> None:
    browser = site.signed_in()
    wrong = {"current": "wrong", "password": OTHER, "repeated": OTHER}
    assert [browser.submit("/account/password", wrong).status_code for _ in range(5)] == [422] * 5
    shut = browser.submit("/account/password", {**wrong, "current": PASSWORD})
    assert (shut.status_code, shut.headers["retry-after"]) == (429, "60")
    assert browser.submit("/account/tokens", {"confirmation": PASSWORD}).status_code == 429
    assert site.browser().sign_in("Aigul").status_code == 429, "one limit for every door"
    site.clock.pass_by(minutes=1)
    assert browser.submit("/account/tokens", {"confirmation": PASSWORD}).status_code == 200
    told = [(row["event"], row.get("repeats")) for row in site.noted("password_wrong", "locked")]
    assert told == [("password_wrong", None), ("password_wrong", 4), ("locked", None), ("locked", 2)]


def test_another_password_ends_the_tokens_of_programs_and_so_does_that_of_an_operator(site: Site) -> None:
    browser, other = site.signed_in(), OTHER
    of_own = bearer(made(browser))
    assert program_answers(site, of_own) == (200, 409)
    browser.submit("/account/password", {"current": PASSWORD, "password": other, "repeated": other})
    assert program_answers(site, of_own) == (401, 401)
    of_reset = bearer(made(browser, other))
    assert program_answers(site, of_reset) == (200, 409)
    site.signed_in("operator").submit("/people/Aigul/password")
    assert program_answers(site, of_reset) == (401, 401)


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def program_answers(site: Site, headers: dict[str, str]) -> tuple[int, int]:
    """How reading and deciding are answered; 409: there is nothing to undo."""
    way = f"/api/v1/drafts/{site.drafts[0]}"
    program = site.browser()
    return program.get(way, headers=headers).status_code, program.post(f"{way}/decisions", headers=headers, json={"action": "undo"}).status_code


def made(browser: Browser, password: str = PASSWORD, **fields: str) -> str:
    answer = browser.submit("/account/tokens", {"confirmation": password, "scope": "decide", **fields})
    found = re.search(r'class="secret">(qg_[\w-]+)<', answer.text)
    assert found, answer.text
    return found[1]


def test_a_token_is_made_only_by_who_knows_the_password_and_says_what_it_is_for(site: Site) -> None:
    browser = site.signed_in()
    for wrong in ({}, {"confirmation": "wrong"}, {"confirmation": PASSWORD, "days": "366"}, {"confirmation": PASSWORD, "scope": "rule"}):
        answer = browser.submit("/account/tokens", wrong)
        assert answer.status_code == 422
        assert "qg_" not in answer.text
    token = made(browser, name="the <bot>", days="7")
    shown = browser.get("/account").text
    assert token not in shown
    assert [words for words in ("the &lt;bot&gt;", "never used") if words not in shown] == []
    site.browser().get("/api/v1/drafts", headers=bearer(token))
    assert "never used" not in browser.get("/account").text
    assert token not in json.dumps(site.noted())


def test_a_token_that_reads_decides_nothing(site: Site) -> None:
    headers, program = bearer(made(site.signed_in("operator"), scope="read")), site.browser()
    assert program.get("/api/v1/drafts", headers=headers).status_code == 200
    answer = program.post(f"/api/v1/drafts/{site.drafts[0]}/decisions", headers=headers, json={"action": "confirm"})
    assert answer.status_code == 403

    assert site.noted("forbidden")[0]["user"] == "Dana"


def test_one_token_is_revoked_by_its_owner_and_by_nobody_else(site: Site) -> None:
    browser, other = site.signed_in(), site.signed_in("operator")
    first, second = made(browser), made(browser)
    assert other.submit("/account/tokens/1/revoke").status_code == 422
    assert browser.submit("/account/tokens/1/revoke").status_code == 303
    answers = [site.browser().get("/api/v1/drafts", headers=bearer(token)).status_code for token in (first, second)]
    assert answers == [401, 200]


def test_the_page_tells_where_one_is_signed_in_and_ends_one_or_all(site: Site) -> None:
    here, there = site.signed_in(), site.signed_in(address="203.0.113.77")
    shown = here.get("/account").text
    assert "203.0.113.*" in shown
    assert "203.0.113.77" not in shown
    assert shown.count("this browser") == 1
    handle = re.search(r'name="handle" value="(\w{16})"', shown)
    assert handle
    assert site.signed_in("operator").submit("/account/sessions/end", {"handle": handle[1]}).status_code == 303
    assert there.get("/account").status_code == 200, "nobody ends another's"
    for strange in ("", "%", "_" * 16):
        here.submit("/account/sessions/end", {"handle": strange})
    assert there.get("/account").status_code == 200
    here.submit("/account/sessions/end", {"handle": handle[1]})
    assert there.get("/account").status_code == 303
    again = site.signed_in()
    assert here.submit("/account/sessions/end-all").headers["location"] == "/login"
    assert [browser.get("/account").status_code for browser in (here, again)] == [303, 303]


def test_whoever_comes_for_the_calendar_finds_it_chosen_and_the_address_is_where_the_page_goes(site: Site) -> None:
    browser = site.signed_in()
    assert '"/account?scope=calendar#tokens"' in browser.get("/calendar").text
    assert '<option value="calendar" selected>' in browser.get("/account?scope=calendar").text
    assert '<option value="read" selected>' in browser.get("/account?scope=all").text
    refused = browser.submit("/account/tokens", {"name": "phone", "scope": "calendar", "days": "30", "confirmation": "no"})
    assert '<option value="calendar" selected>' in refused.text
    made_ = browser.submit("/account/tokens", {"name": "phone", "scope": "calendar", "days": "30", "confirmation": PASSWORD})
    assert "data-come" in made_.text


def test_what_is_not_there_is_not_told_as_removed(site: Site) -> None:
    browser, proof = site.signed_in(), {"confirmation": PASSWORD}
    browser.submit("/account/factors/code", proof)
    for way in ("code", "passkey/7", f"passkey/{2**70}", f"passkey/-{2**70}"):
        assert browser.submit(f"/account/factors/{way}/remove", proof).status_code == 303, way
    assert browser.submit(f"/account/tokens/{2**70}/revoke").status_code == 422
    assert site.noted("factor_removed", "token_revoked") == []
    with site.reading() as session:
        assert session.get(CodeGeneratorRow, "Aigul") is None, "what was only begun is forgotten"
        assert not [row for row in session.scalars(select(LedgerRow)) if "removed" in str(row.after)]


def test_guessing_the_first_code_of_an_app_is_told(site: Site) -> None:
    browser = site.signed_in()
    browser.submit("/account/factors/code", {"confirmation": PASSWORD})
    for _ in range(6):
        answer = browser.post("/account/factors/code/confirm", data={"csrf": browser.csrf("/account/factors"), "code": "1"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60")
    assert [(row["event"], row["user"]) for row in site.noted("factor_wrong", "locked") if "repeats" not in row] == [
        ("factor_wrong", "Aigul"),
        ("locked", "Aigul"),
    ]


def test_only_an_operator_sees_and_changes_people_and_a_reset_ends_the_sessions_of_its_owner(site: Site) -> None:
    for role in ("monitor", "editor"):
        browser = site.signed_in(role)
        assert browser.get("/people").status_code == 403
        assert browser.submit("/people", {"name": "Mole", "role": "operator"}).status_code == 403
        assert browser.submit("/people/Aigul/role", {"role": "operator"}).status_code == 403
        assert 'href="/people"' not in browser.get("/account").text
    with site.reading() as session:
        assert users.find_user_or_none(session, "Mole") is None
        assert users.find(session, "Aigul").role == Role.MONITOR
    aigul = site.signed_in("monitor")
    assert "secret" in site.signed_in("operator").submit("/people/Aigul/password").text
    assert aigul.get("/account").status_code == 303


def test_what_people_call_themselves_is_shown_as_text(site: Site) -> None:
    name = "O'Neil"
    with site.writing() as session:
        add_person(session, name, Role.OPERATOR)
    browser = site.browser()
    browser.sign_in(name)
    assert "O&#39;Neil" in browser.get("/account").text
    answer = browser.get("/nope?<script>alert(1)</script>=%22%3E%3Cscript%3E")
    assert "<script>alert" not in answer.text
    assert "<script>" not in site.browser().get("/login?next=/%22%3E%3Cscript%3E").text

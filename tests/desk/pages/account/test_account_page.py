"""One's own account: another password, another language, and the sessions that end with it."""

import re

import pytest

from tests.desk.site import PASSWORD, Site


def test_a_session_is_idle_for_twelve_hours_at_most_and_use_keeps_it_alive(site: Site) -> None:
    browser = site.signed_in()
    for _ in range(3):
        site.clock.pass_by(hours=11)
        assert browser.get("/account").status_code == 200
    site.clock.pass_by(hours=12)
    assert browser.get("/account").status_code == 303


def test_another_password_ends_other_sessions_and_this_one_goes_on_under_a_new_name(site: Site) -> None:
    here, there = site.signed_in(), site.signed_in()
    before = here.cookies["qorgan"]
    fields = {"current": PASSWORD, "password": "quite another word", "repeated": "quite another word"}
    assert here.submit("/account/password", fields).status_code == 303
    assert here.cookies["qorgan"] != before
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 303
    assert site.browser().sign_in("Aigul").status_code == 401
    assert site.browser().sign_in("Aigul", "quite another word").status_code == 303


@pytest.mark.parametrize(
    "fields",
    [
        {"current": "wrong", "password": "quite another word", "repeated": "quite another word"},
        {"current": PASSWORD, "password": "short", "repeated": "short"},
        {"current": PASSWORD, "password": "quite another word", "repeated": "quite another world"},
        {"current": PASSWORD, "password": PASSWORD, "repeated": PASSWORD},
    ],
)
def test_a_password_is_changed_only_by_who_knows_it_to_one_that_will_do(site: Site, fields: dict[str, str]) -> None:
    browser = site.signed_in()
    answer = browser.submit("/account/password", fields)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert not [value for value in fields.values() if f'value="{value}"' in answer.text], "a password is never sent back"
    assert site.browser().sign_in("Aigul").status_code == 303


def test_a_one_time_password_opens_nothing_but_the_choice_of_another(site: Site) -> None:
    made = site.signed_in("operator").submit("/people", {"name": "Zhan", "role": "monitor"})
    password = re.search(r'class="secret">([\w-]+)<', made.text)
    assert password
    browser = site.browser()
    assert browser.sign_in("Zhan", password[1]).headers["location"] == "/account"
    for way in ("/", "/queue", "/people", "/nope"):
        assert browser.get(way).headers.get("location") == "/account", way
    assert browser.submit("/account/tokens").headers["location"] == "/account"
    fields = {"current": password[1], "password": "quite another word", "repeated": "quite another word"}
    assert browser.submit("/account/password", fields).headers["location"] == "/queue"
    assert browser.get("/").headers["location"] == "/queue"
    assert site.browser().sign_in("Zhan", password[1]).status_code == 401


def test_the_language_of_the_account_greets_on_any_browser(site: Site) -> None:
    site.signed_in().submit("/account/language", {"lang": "kk"})
    other = site.signed_in()
    assert '<html lang="kk">' in other.get("/account").text

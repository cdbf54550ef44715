"""The page of people: only an operator sees and changes them."""

from records import users
from records.users import Role
from tests.desk.site import Site, add_person


def test_only_an_operator_sees_and_changes_people(site: Site) -> None:
    for role in ("monitor", "editor"):
        browser = site.signed_in(role)
        assert browser.get("/people").status_code == 403
        assert browser.submit("/people", {"name": "Mole", "role": "operator"}).status_code == 403
        assert browser.submit("/people/Aigul/role", {"role": "operator"}).status_code == 403
        assert 'href="/people"' not in browser.get("/account").text
    with site.reading() as session:
        assert users.seek(session, "Mole") is None
        assert users.find(session, "Aigul").role == Role.MONITOR


def test_a_password_that_an_operator_resets_ends_the_sessions_of_its_owner(site: Site) -> None:
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

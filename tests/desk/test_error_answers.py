"""What the desk answers when something is wrong, in the language of its reader."""

import re

from desk.error_responses import STATUS, status_of
from desk.middleware.hosts import CONTENT_SECURITY_POLICY
from records import users
from records.errors import AlreadyDecided, NoSuchDraft, QorganError
from tests.desk.site import PASSWORD, Site


def test_every_error_page_is_in_the_language_of_its_reader_and_leads_on(probed: Site) -> None:
    browser = probed.signed_in()
    browser.expects_failure = True
    for lang in ("kk", "ru", "en"):
        browser.get(f"/lang/{lang}")
        for status, answer in (
            (403, browser.get("/people")),
            (404, browser.get("/nope")),
            (405, browser.post("/account", data={"csrf": browser.csrf()})),
            (409, browser.submit("/probe/write", {"fail": "yes"})),
            (500, browser.get("/probe/broken")),
        ):
            assert answer.status_code == status
            assert [words for words in (f'<html lang="{lang}">', 'href="/queue"') if words not in answer.text] == []
            assert answer.text.count("<h1>") == 1


def test_a_domain_error_undoes_what_was_written_and_says_what_stands(probed: Site) -> None:
    browser = probed.signed_in()
    answer = browser.submit("/probe/write", {"fail": "yes"})
    assert answer.status_code == 409
    assert "Decided by Berik." in answer.text
    with probed.reading() as session:
        assert users.find(session, "Aigul").lang is None
    fragment = browser.submit("/probe/write", {"fail": "yes"}, headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment.headers["hx-retarget"]) == (409, "#said")
    assert "<html" not in fragment.text


def test_what_was_written_stands_before_the_answer_is_sent(probed: Site) -> None:
    assert probed.signed_in().submit("/probe/stream").text == "ru"


def test_every_domain_error_has_one_status() -> None:
    class Unheard(QorganError):
        pass

    class Closer(NoSuchDraft):
        pass

    assert [status_of(kind("x")) for kind in (NoSuchDraft, Closer, AlreadyDecided, Unheard)] == [404, 404, 409, 422]
    assert set(STATUS.values()) == {401, 403, 404, 409, 413, 422, 429}


def test_what_nobody_foresaw_is_logged_with_its_way_and_without_secrets_and_the_page_names_it(probed: Site) -> None:
    browser = probed.signed_in()
    browser.expects_failure = True
    answer = browser.get("/probe/broken?token=qg_in_the_query")
    assert answer.status_code == 500
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    log = probed.log.read_text()
    found = re.search(r"ERROR ([0-9a-f]{8})", log)
    assert found
    assert found[1] in answer.text
    assert [words for words in ("ValueError: UNIQUE constraint failed", "that_breaks") if words not in log] == []
    secrets = [browser.cookies["qorgan"], "qg_in_the_query", PASSWORD, "hash of a password"]
    assert not [secret for secret in secrets if secret in log]
    assert "ValueError" not in answer.text
    fragment = browser.get("/probe/broken", headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment.headers["hx-retarget"]) == (500, "#said")


def test_a_field_that_is_not_understood_is_named_and_its_value_not_repeated(site: Site) -> None:
    answer = site.signed_in("operator").submit("/people", {"name": "X", "role": "my secret"})
    assert answer.status_code == 422
    assert "role" in answer.text
    assert "my secret" not in answer.text

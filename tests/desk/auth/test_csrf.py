"""A form from elsewhere changes nothing."""

from lxml.html import document_fromstring

from records import users
from tests.desk.probe import every_route, example
from tests.desk.site import Site


def test_a_form_from_elsewhere_changes_nothing(probed: Site) -> None:
    browser, other = probed.signed_in(), probed.signed_in("editor")
    for fields, headers in (
        ({}, {}),
        ({"csrf": ""}, {}),
        ({"csrf": "0" * 64}, {}),
        ({"csrf": other.csrf()}, {}),
        ({}, {"X-CSRF-Token": other.csrf()}),
        ({}, {"X-CSRF-Token": "é"}),
    ):
        sent: dict[bytes, bytes] = {name.encode(): value.encode() for name, value in headers.items()}
        answer = browser.post("/probe/write", data=fields, headers=sent)
        assert answer.status_code == 403, (fields, headers)
    with probed.reading() as session:
        assert users.find(session, "Aigul").lang is None
    assert browser.post("/probe/write", headers={"X-CSRF-Token": browser.csrf()}).status_code == 200
    assert browser.submit("/probe/write").status_code == 200


def test_every_form_that_changes_something_wants_its_token(probed: Site) -> None:
    browser = probed.signed_in("operator")
    for method, path in every_route(probed):
        if method in {"GET", "HEAD", "OPTIONS"} or path in {"/login", "/login/factor"}:  # without the first step, the second leads back to it
            continue
        answer = browser.request(method, example(path), data={"role": "monitor"})
        assert answer.status_code in {403, 422}, (method, path)
        if answer.status_code == 422:
            # A body of another form is not understood before the token is asked for; with a whole one the token is.
            assert path.startswith("/api/"), (method, path)


def test_the_token_of_a_form_is_good_for_its_session_alone(site: Site) -> None:
    browser = site.signed_in()
    before = browser.csrf()
    browser.submit("/logout")
    browser.sign_in("Aigul")
    assert browser.csrf() != before
    assert browser.post("/account/language", data={"csrf": before, "lang": "kk"}).status_code == 403


def test_every_form_that_posts_carries_the_token(site: Site) -> None:
    browser, seen = site.signed_in("operator"), 0
    for way in sorted({example(path) for method, path in every_route(site) if method == "GET"}):
        answer = browser.get(way)
        if answer.status_code == 200 and "text/html" in answer.headers["content-type"]:
            for form in document_fromstring(answer.content).iter("form"):
                if form.get("method", "get").lower() == "post":
                    assert form.xpath('count(.//input[@name="csrf"][@value!=""])') == 1, (way, form.get("action"))
                    seen += 1
    assert seen > 10

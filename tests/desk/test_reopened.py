"""No address of a form answers whoever opens it by itself with a code: it leads to the page of the form, which says why."""

import re

import pytest

from desk.reopened import REOPENED
from records import review
from tests.conftest import NOW
from tests.desk.probe import every_route, example
from tests.desk.site import Browser, Site
from tests.records.intake.received import receive

SAID = "The address that you opened only takes what a form sends."
# Where a page does not lie above its form, and what a page asks for by itself, so that nobody has it in front of them.
ELSEWHERE = {
    "/logout": "/queue",
    "/presence": "/queue",
    "/suggestions/1": "/queue",
    "/comments/1": "/queue",
    "/written-days/1": "/queue",
    "/requests/1": "/calendar",
    "/cases/files": "/cases/new",
    "/files/1/withdraw": "/queue",
    "/persons/near": "/persons/review",
    "/persons/decide": "/persons/review",
    "/persons/undo": "/persons/review",
}


def forms(site: Site) -> list[str]:
    """The addresses that take what a form sends, and show nothing themselves."""
    shown = {path for method, path in every_route(site) if method == "GET"}
    return [path for method, path in every_route(site) if method == "POST" and path not in shown and not path.startswith("/api/")]


def at_rest(browser: Browser, way: str) -> str:
    """The address to which this one leads."""
    answer = browser.get(way)
    return str(answer.headers["location"]) if answer.status_code == 303 else way


def test_every_address_of_a_form_leads_to_its_page_which_says_that_nothing_was_sent(site: Site) -> None:
    with site.writing() as session:
        review.confirm(session, site.drafts[0], who="Berik", now=NOW, fields={"victims": [{"name": "Айгүл Сейтқали"}]})
    receive(site.engine)
    signed_in, nobody = site.signed_in("operator"), site.browser()
    paths = forms(site)
    assert len(paths) > 40
    for path in paths:
        way = example(path)
        browser = nobody if way.startswith("/login") else signed_in
        found = at_rest(browser, way)
        page = browser.get(found)
        assert page.status_code == 200, (way, found)
        assert SAID in page.text, (way, found)
        if way in ELSEWHERE:
            assert found == f"{ELSEWHERE[way]}?{REOPENED}=1"
        else:
            assert way.startswith(found.partition("?")[0]), (way, found)


def test_a_page_that_is_opened_as_usual_says_nothing_of_it(site: Site) -> None:
    assert SAID not in site.signed_in().get("/queue").text


def test_an_address_of_what_is_not_there_stays_not_found(site: Site) -> None:
    browser = site.signed_in()
    assert at_rest(browser, "/drafts/999/decision") == "/drafts/999?reopened=1"
    assert browser.get("/drafts/999?reopened=1").status_code == 404
    assert browser.get("/nowhere").status_code == 404


def test_a_page_whose_address_also_takes_a_form_says_itself_that_it_is_not_there(site: Site) -> None:
    assert site.signed_in().get("/incidents/views/99999").status_code == 404


@pytest.mark.parametrize("way", ["/api/v1/drafts/1/decisions", "/api/v1/incidents/KZ-2026-0001/statuses"])
def test_programs_are_told_the_code(site: Site, way: str) -> None:
    answer = site.signed_in().get(way)
    assert answer.status_code == 405
    assert answer.headers["content-type"].startswith("application/json")


def test_whoever_is_not_signed_in_comes_to_the_page_after_signing_in(site: Site) -> None:
    browser = site.browser()
    answer = browser.get(f"/drafts/{site.drafts[0]}/decision")
    assert answer.headers["location"].startswith("/login?next=")
    after = browser.sign_in("Aigul", next=f"/drafts/{site.drafts[0]}/decision")
    assert at_rest(browser, after.headers["location"]) == f"/drafts/{site.drafts[0]}?reopened=1"


def test_a_form_that_was_refused_and_is_opened_anew_shows_the_draft_with_its_words(site: Site) -> None:
    browser = site.signed_in()
    way = f"/drafts/{site.drafts[0]}/decision"
    assert browser.submit(way, {"do": "confirm", "incident_date": "nonsense"}).status_code == 422
    page = browser.get(at_rest(browser, way)).text
    assert re.search(r"<h1[^>]*><bdi>Сериков избит у дома", page)

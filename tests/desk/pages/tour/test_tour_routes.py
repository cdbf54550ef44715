"""The tour at the desk: offered, left and taken up again, repeated; and nothing of it counts anywhere."""

from typing import Any

from sqlalchemy import func, select

from records.tables import Base, TourRow
from records.tour_progress import progress_of
from tests.desk.site import Browser, Site

# What signing in and looking write.
_VISITS = {"sessions", "sign_in_tries", "presence", "users"}


def everything(site: Site) -> dict[str, Any]:
    """The rows of every table, whole."""
    with site.reading() as session:
        return {name: [tuple(row) for row in session.execute(select(table))] for name, table in Base.metadata.tables.items() if name not in _VISITS}


def take(browser: Browser, *decisions: dict[str, str]) -> None:
    for step, fields in enumerate(decisions, 1):
        assert browser.submit(f"/tour/{step}", fields).status_code == 303


RIGHT = ({"do": "confirm"}, {"do": "reject:not_work"}, {"do": "confirm", "primary": "OBS"})


def test_nothing_of_it_is_written_but_how_far_one_came(site: Site) -> None:
    browser = site.signed_in()
    browser.get("/queue")
    before, queue = everything(site), browser.get("/queue").text
    statistics, drafts = browser.get("/reports").text, browser.get("/api/v1/drafts").json()
    take(browser, *RIGHT)
    for page in ("/tour", "/tour/1", "/tour/2", "/tour/3"):
        assert browser.get(page).status_code == 200
    after = everything(site)
    assert {name for name in after if after[name] != before[name]} == {"tours"}
    assert browser.get("/queue").text == queue
    assert browser.get("/reports").text == statistics
    assert browser.get("/api/v1/drafts").json() == drafts
    # No practice draft is looked up as a real one.
    assert browser.get("/drafts/0").status_code == 404
    with site.reading() as session:
        assert session.scalar(select(func.count()).select_from(TourRow)) == 1


def test_at_the_end_it_says_what_one_did_and_what_others_would_have_done(site: Site) -> None:
    browser = site.signed_in()
    take(browser, {"do": "confirm"}, {"do": "confirm"}, {"do": "confirm", "primary": "OBS"})
    page = browser.get("/tour").text
    assert "2 of 3 as experienced monitors would have" in page
    assert "You confirmed it as: attack." in page
    assert "no link to the work" in page


def test_it_is_left_and_taken_up_again_and_repeated(site: Site) -> None:
    browser = site.signed_in()
    assert 'href="/tour/1">Begin' in browser.get("/tour").text
    assert browser.submit("/tour/1", RIGHT[0]).headers["location"] == "/tour/2"
    again = site.signed_in()
    assert 'href="/tour/2">Go on' in again.get("/tour").text
    assert again.submit("/tour/3", RIGHT[2]).headers["location"] == "/tour/2"
    assert again.submit("/tour/2", RIGHT[1]).headers["location"] == "/tour"
    assert again.submit("/tour/anew").headers["location"] == "/tour/1"
    with site.reading() as session:
        assert progress_of(session, "Aigul").steps == {}


def test_it_is_offered_once_and_found_again_in_the_help(site: Site) -> None:
    browser = site.signed_in()
    assert "/tour/offer" in browser.get("/queue").text
    assert "New here?" in browser.get("/tour/offer").text
    assert browser.submit("/tour/anew", {"next": "queue"}).headers["location"] == "/queue"
    assert browser.get("/tour/offer").text == ""
    assert 'href="/tour"' in browser.get("/incidents").text
    assert site.browser().get("/tour").status_code == 303


def test_what_is_refused_comes_back_with_what_was_typed(site: Site) -> None:
    answer = site.signed_in().submit("/tour/3", {"do": "confirm", "primary": "", "place": "Арал"})
    assert answer.status_code == 422
    assert "choose what happened" in answer.text.lower()
    assert 'value="Арал"' in answer.text
    for step in ("0", "4", "x"):
        assert site.signed_in().get(f"/tour/{step}").status_code in (404, 422)

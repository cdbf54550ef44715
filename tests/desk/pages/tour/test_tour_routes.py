"""The tour with its practice drafts: offered, left and taken up again, repeated; and nothing of it counts anywhere."""

from itertools import product
from typing import Any

import pytest
from sqlalchemy import func, inspect, select
from syrupy.assertion import SnapshotAssertion

from desk.pages.draft import form
from desk.pages.tour.routes import TASKS, is_right, practice_draft, result_of, what_was_done
from records.errors import BadDecision
from records.i18n import LANGUAGES
from records.tables import Base, TourRow
from records.tour_progress import progress_of
from records.vocabulary import DecisionAction
from tests.desk.site import Browser, Site, texts

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


def test_at_the_end_it_says_what_one_did_and_what_others_would_have_done(site: Site, snapshot: SnapshotAssertion) -> None:
    browser = site.signed_in()
    answer = browser.submit("/tour/3", {"do": "confirm", "primary": "", "place": "Арал"})
    assert (answer.status_code, 'id="w-primary"' in answer.text or 'role="alert"' in answer.text, 'value="Арал"' in answer.text) == (422, True, True)
    assert {browser.get(f"/tour/{step}").status_code for step in ("0", "4", "x")} <= {404, 422}
    take(browser, {"do": "confirm"}, {"do": "confirm"}, {"do": "confirm", "primary": "OBS"})
    assert (
        texts(browser.get("/tour").text, "//*[contains(@class, 'tour-results')]/preceding-sibling::p | //*[contains(@class, 'tour-results')]/*")
        == snapshot
    )


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


def test_each_practice_draft_is_there_in_each_language_with_its_marks() -> None:
    for lang, step in product(LANGUAGES, range(1, len(TASKS) + 1)):
        practice = practice_draft(step, lang)
        assert practice.lang == lang
        assert {role for piece in practice.marks.text for role in piece.roles} == {"who", "act", "because"}
        assert form.proposed_values(practice.draft)["victims"][0]["name"]
        # No session knows it, and nothing adds it to one.
        assert inspect(practice.draft).transient
    first, second, third = (practice_draft(step, "en") for step in (1, 2, 3))
    assert first.draft.codes == first.task.primary
    assert second.task.action is DecisionAction.REJECT
    assert third.draft.codes != third.task.primary
    assert practice_draft(1, "eo").lang == "en"


DONE: tuple[tuple[int, str, dict[str, list[str]], bool], ...] = (
    (1, "confirm", {}, True), (1, "reject:not_work", {}, False), (1, "confirm", {"primary": ["THR"]}, False), (2, "reject:not_work", {}, True),
    (2, "reject:old", {}, False), (2, "confirm", {}, False), (3, "confirm", {}, False), (3, "confirm", {"primary": ["OBS"]}, True),
)  # fmt: skip


def test_a_decision_is_compared_with_that_of_experienced_monitors_and_what_is_none_is_refused() -> None:
    for step, do, given, right in DONE:
        practice = practice_draft(step, "en")
        did = what_was_done(practice, do, given)
        result = result_of(step, practice, did)
        assert (is_right(practice, did), result.right) == (right, right), (step, do, given)
        assert result.did != result_of(step, practice, what_was_done(practice, "reject:old" if do == "confirm" else "confirm", {})).did
        assert result.done
        assert result.why
    none: tuple[tuple[str, dict[str, list[str]]], ...] = (
        ("", {}),
        ("merge", {}),
        ("reject", {}),
        ("reject:because", {}),
        ("confirm", {"primary": [""]}),
    )
    for do, given in none:
        with pytest.raises(BadDecision):
            what_was_done(practice_draft(1, "en"), do, given)

"""Requests to state bodies: who records them, how they stand, and what is told of them elsewhere."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from desk.pages.requests.routes import request_views
from records import review
from records.collaboration import WorkSubject
from records.state_requests import requests_of
from records.tables import StateRequestRow
from tests.desk.incident_records import admit_all, incident
from tests.desk.pages.calendar.test_calendar import address_made, events, path_of
from tests.desk.site import Site, texts

SENT = {
    "kind": "information", "body": "police", "named": "ДП <b>Павлодар</b>", "sent_on": "20.11.2026", "own_number": "№ 7", "asked": "Кем задержана?",
}  # fmt: skip
NUMBER = "KZ-2026-0001"


@pytest.fixture
def recorded(site: Site) -> Site:
    with site.writing() as session:
        admit_all(session, [incident(1, date(2026, 11, 2))])
    return site


def record(site: Site, place: str, role: str = "editor", **more: str) -> Any:
    return site.signed_in(role).submit(f"{place}/requests", {**SENT, **more})


def ids(site: Site, subject: WorkSubject) -> list[int]:
    with site.reading() as session:
        return [row.id for row in requests_of(session, subject)]


def test_a_request_is_recorded_answered_and_taken_back(recorded: Site, snapshot: SnapshotAssertion) -> None:
    place = f"/incidents/{NUMBER}"
    assert record(recorded, place).headers["location"] == f"{place}#requests"
    (id,) = ids(recorded, WorkSubject(number=NUMBER))
    editor = recorded.signed_in("editor")
    part = editor.get(f"{place}/requests", headers={"HX-Request": "true"}).text
    assert ("<html" in part, "&lt;b&gt;Павлодар" in part) == (False, True)
    told = [texts(part, "//*[contains(@class, 'badge')]")]
    for sent in (
        {"act": "answer", "day": "23.11.2026", "answer": "Отказано"},
        {"act": "reopen", "because": "wrong letter"},
        {"act": "prolong", "day": "10 декабря 2026"},
    ):
        assert editor.submit(f"/requests/{id}", sent).status_code == 303
        page = editor.get(f"{place}/requests").text
        assert ("<html" in page, "Отказано" in page) == (True, sent["act"] == "answer")
        told.append(texts(page, "//*[@id='requests']//*[contains(@class, 'badge')]"))
    assert editor.submit(f"/requests/{id}", {"act": "withdraw", "because": "sent by others"}).status_code == 303
    assert ids(recorded, WorkSubject(number=NUMBER)) == []
    told.append(texts(editor.get("/history").text, "//*[@class='act-head']")[:6])
    assert told == snapshot


def test_on_an_incident_editors_record_and_on_a_draft_monitors_do(recorded: Site) -> None:
    assert record(recorded, f"/incidents/{NUMBER}", "monitor").status_code == 403
    draft = recorded.drafts[0]
    for role, place, form in (
        ("monitor", f"/incidents/{NUMBER}", False),
        ("editor", f"/incidents/{NUMBER}", True),
        ("monitor", f"/drafts/{draft}", True),
    ):
        assert ('name="own_number"' in recorded.signed_in(role).get(f"{place}/requests").text) is form
    assert record(recorded, f"/drafts/{draft}", "monitor").headers["location"] == f"/drafts/{draft}#requests"
    (id,) = ids(recorded, WorkSubject(draft=draft))
    monitor = recorded.signed_in("monitor")
    with recorded.writing() as session:
        assert review.confirm(session, draft, who="Berik", now=recorded.clock()).incident
    # Once it is an incident, it is an editor's.
    assert monitor.submit(f"/requests/{id}", {"act": "withdraw", "because": "x"}).status_code == 403
    assert recorded.browser().get(f"/incidents/{NUMBER}/requests").status_code == 303
    assert monitor.submit("/requests/999", {"act": "withdraw", "because": "x"}).status_code == 404
    assert monitor.get("/incidents/KZ-2026-0999/requests").status_code == 404


def test_what_is_refused_comes_back_with_what_was_typed_and_says_why_beside_it(recorded: Site) -> None:
    for name, value in (("kind", ""), ("body", "pope"), ("named", " "), ("sent_on", "tomorrow"), ("sent_on", "32.13.")):
        answer = record(recorded, f"/incidents/{NUMBER}", **{name: value})
        assert (answer.status_code, 'aria-invalid="true"' in answer.text, "Кем задержана?" in answer.text) == (422, True, True), (name, value)
    assert ids(recorded, WorkSubject(number=NUMBER)) == []
    record(recorded, f"/incidents/{NUMBER}")
    answer = recorded.signed_in("editor").submit("/requests/1", {"act": "answer", "day": "19.11.2026", "answer": "Отказано"})
    assert answer.status_code == 422
    assert re.search(r'id="r-day-answer-1"[^>]*value="19.11.2026"[^>]*aria-invalid="true"', answer.text)
    assert "Отказано" in answer.text


def test_the_calendar_tells_the_last_day_and_then_that_an_answer_is_owed_by_which_the_table_is_narrowed(recorded: Site) -> None:
    record(recorded, f"/incidents/{NUMBER}")
    browser = recorded.signed_in()
    page, row = browser.get("/calendar").text, f'href="/incidents/{NUMBER}"'
    assert re.findall(r'<time datetime="([\d-]+)"', page[page.index('id="month-1"') :]) == ["2026-11-27"]
    assert f'href="/incidents/{NUMBER}#requests"' in page
    assert row not in browser.get("/incidents?overdue=yes").text
    recorded.clock.pass_by(days=4)
    browser = recorded.signed_in()
    owed = browser.get("/calendar").text
    assert re.findall(r'<time datetime="([\d-]+)"', owed[owed.index('id="owed-title"') :]) == ["2026-11-27"]
    assert row in browser.get("/incidents?overdue=yes").text
    assert browser.get("/incidents/explore?overdue=yes").status_code == 200
    recorded.signed_in("editor").submit("/requests/1", {"act": "answer", "day": "27.11.2026", "answer": "Отказано"})
    assert row not in browser.get("/incidents?overdue=yes").text


def test_the_feed_tells_kinds_and_numbers_and_no_name(recorded: Site) -> None:
    record(recorded, f"/incidents/{NUMBER}")
    record(recorded, f"/drafts/{recorded.drafts[0]}", "monitor", body="court")
    path = path_of(address_made(recorded.signed_in("monitor")))
    found = events(recorded.browser().get(path))
    summaries = [str(one["SUMMARY"]) for one in found]
    assert [one.rpartition(": ")[2] for one in summaries] == [f"police · {NUMBER}", f"court · Draft {recorded.drafts[0]}"]
    assert "Павлодар" not in recorded.browser().get(path).content.decode()
    mine = events(recorded.browser().get(f"{path}&mine=true"))
    assert [str(one["URL"]) for one in mine] == [f"http://desk.test/drafts/{recorded.drafts[0]}"]


SENT_ON, DUE = date(2026, 11, 23), date(2026, 11, 30)


def row(answered_on: date | None = None, prolonged_until: date | None = None) -> StateRequestRow:
    return StateRequestRow(
        id=1, kind="information", body="court", named="Сот", sent_on=SENT_ON, answered_on=answered_on, prolonged_until=prolonged_until
    )


def test_a_request_says_how_it_stands_by_which_law(snapshot: SnapshotAssertion) -> None:
    days = (
        (row(), SENT_ON), (row(), DUE), (row(), DUE + timedelta(days=1)), (row(prolonged_until=date(2026, 12, 2)), DUE + timedelta(days=1)),
        (row(answered_on=DUE), DUE + timedelta(days=9)), (row(answered_on=DUE + timedelta(days=2)), DUE + timedelta(days=9)),
    )  # fmt: skip
    told = [request_views([one], today)[0] for one, today in days]
    assert [one.state for one in told] == ["waiting", "waiting", "overdue", "waiting", "answered", "answered"]
    assert [(one.stands, one.article) for one in told] == snapshot

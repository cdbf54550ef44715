"""Requests to state bodies: who records them, how they stand, and what is told of them elsewhere."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from desk.pages.requests.requests_view import shown_requests
from records import review
from records.state_bodies.state_requests import requests_of
from records.tables import StateRequestRow
from records.together.work_subject import WorkSubject
from tests.desk.incident_records import admit_all, incident
from tests.desk.pages.calendar.test_calendar import address_made, events, path_of
from tests.desk.site import Site

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


def test_a_request_is_recorded_answered_and_taken_back(recorded: Site) -> None:
    assert record(recorded, f"/incidents/{NUMBER}").headers["location"] == f"/incidents/{NUMBER}#requests"
    (id,) = ids(recorded, WorkSubject(number=NUMBER))
    editor = recorded.signed_in("editor")
    part = editor.get(f"/incidents/{NUMBER}/requests", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert "3 days left" in part
    assert "&lt;b&gt;Павлодар" in part
    assert editor.submit(f"/requests/{id}", {"act": "answer", "day": "23.11.2026", "answer": "Отказано"}).status_code == 303
    page = editor.get(f"/incidents/{NUMBER}/requests").text
    assert "Отказано" in page
    assert "<html" in page
    assert editor.submit(f"/requests/{id}", {"act": "reopen", "because": "wrong letter"}).status_code == 303
    assert editor.submit(f"/requests/{id}", {"act": "prolong", "day": "10 декабря 2026"}).status_code == 303
    assert "prolonged" in editor.get(f"/incidents/{NUMBER}/requests").text
    assert editor.submit(f"/requests/{id}", {"act": "withdraw", "because": "sent by others"}).status_code == 303
    assert ids(recorded, WorkSubject(number=NUMBER)) == []
    history = editor.get("/history").text
    assert "answer taken back" in history
    assert f"Request {id} to a state body" in history


def test_on_an_incident_editors_record_and_on_a_draft_monitors_do(recorded: Site) -> None:
    assert record(recorded, f"/incidents/{NUMBER}", "monitor").status_code == 403
    # She is told so before she looks for the form.
    assert "On an incident editors record" in recorded.signed_in("monitor").get(f"/incidents/{NUMBER}/requests").text
    assert "On an incident editors record" not in recorded.signed_in("editor").get(f"/incidents/{NUMBER}/requests").text
    assert "On an incident editors record" not in recorded.signed_in("monitor").get(f"/drafts/{recorded.drafts[0]}/requests").text
    draft = recorded.drafts[0]
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


@pytest.mark.parametrize(("name", "value"), [("kind", ""), ("body", "pope"), ("named", " "), ("sent_on", "tomorrow"), ("sent_on", "32.13.")])
def test_what_is_refused_comes_back_with_what_was_typed_and_says_why_beside_it(recorded: Site, name: str, value: str) -> None:
    answer = record(recorded, f"/incidents/{NUMBER}", **{name: value})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert "Кем задержана?" in answer.text
    assert ids(recorded, WorkSubject(number=NUMBER)) == []


def test_an_answer_that_is_refused_comes_back_too(recorded: Site) -> None:
    record(recorded, f"/incidents/{NUMBER}")
    answer = recorded.signed_in("editor").submit("/requests/1", {"act": "answer", "day": "19.11.2026", "answer": "Отказано"})
    assert answer.status_code == 422
    assert re.search(r'id="r-day-answer-1"[^>]*value="19.11.2026"[^>]*aria-invalid="true"', answer.text)
    assert "Отказано" in answer.text


def test_the_calendar_tells_the_last_day_and_then_that_nothing_came(recorded: Site) -> None:
    record(recorded, f"/incidents/{NUMBER}")
    page = recorded.signed_in().get("/calendar").text
    assert re.findall(r'<time datetime="([\d-]+)"', page[page.index('id="month-1"') :]) == ["2026-11-27"]
    assert f'href="/incidents/{NUMBER}#requests"' in page
    assert "last day for the answer" in page
    recorded.clock.pass_by(days=4)
    owed = recorded.signed_in().get("/calendar").text
    assert re.findall(r'<time datetime="([\d-]+)"', owed[owed.index('id="owed-title"') :]) == ["2026-11-27"]


def test_the_feed_tells_kinds_and_numbers_and_no_name(recorded: Site) -> None:
    record(recorded, f"/incidents/{NUMBER}")
    record(recorded, f"/drafts/{recorded.drafts[0]}", "monitor", body="court")
    path = path_of(address_made(recorded.signed_in("monitor")))
    found = events(recorded.browser().get(path))
    assert [str(one["SUMMARY"]) for one in found] == [
        f"Last day for the answer: police · {NUMBER}",
        f"Last day for the answer: court · Draft {recorded.drafts[0]}",
    ]
    assert "Павлодар" not in recorded.browser().get(path).content.decode()
    mine = events(recorded.browser().get(f"{path}&mine=true"))
    assert [str(one["URL"]) for one in mine] == [f"http://desk.test/drafts/{recorded.drafts[0]}"]


def test_the_table_is_narrowed_to_cases_of_which_an_answer_is_owed(recorded: Site) -> None:
    record(recorded, f"/incidents/{NUMBER}")
    assert "No incident fits" in recorded.signed_in().get("/incidents?overdue=yes").text
    recorded.clock.pass_by(days=4)
    browser = recorded.signed_in()
    assert NUMBER in browser.get("/incidents?overdue=yes").text
    assert "a state body owes an answer" in browser.get("/incidents/explore?overdue=yes").text
    recorded.signed_in("editor").submit("/requests/1", {"act": "answer", "day": "27.11.2026", "answer": "Отказано"})
    assert "No incident fits" in browser.get("/incidents?overdue=yes").text


SENT_ON, DUE = date(2026, 11, 23), date(2026, 11, 30)


def row(answered_on: date | None = None, prolonged_until: date | None = None) -> StateRequestRow:
    return StateRequestRow(
        id=1, kind="information", body="court", named="Сот", sent_on=SENT_ON, answered_on=answered_on, prolonged_until=prolonged_until
    )


@pytest.mark.parametrize(
    ("request_", "today", "state", "stands"),
    [
        (row(), SENT_ON, "waiting", "7 days left"),
        (row(), DUE, "waiting", "the last day for the answer is today"),
        (row(), DUE + timedelta(days=1), "overdue", "no answer: the term ended 1 day ago"),
        (row(prolonged_until=date(2026, 12, 2)), DUE + timedelta(days=1), "waiting", "1 day left"),
        (row(answered_on=DUE), DUE + timedelta(days=9), "answered", "answered"),
        (row(answered_on=DUE + timedelta(days=2)), DUE + timedelta(days=9), "answered", "answered 2 days late"),
    ],
)
def test_a_request_says_how_it_stands(request_: StateRequestRow, today: date, state: str, stands: str) -> None:
    (shown,) = shown_requests([request_], today)
    assert (shown.state, shown.stands) == (state, stands)
    assert shown.article == "Law on Mass Media, article 36"

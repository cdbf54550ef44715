"""How a request stands on a day, in words."""

from datetime import date, timedelta

import pytest

from desk.pages.requests.requests_view import shown_requests
from records.tables import StateRequestRow

SENT, DUE = date(2026, 11, 23), date(2026, 11, 30)


def row(answered_on: date | None = None, prolonged_until: date | None = None) -> StateRequestRow:
    return StateRequestRow(
        id=1, kind="information", body="court", named="Сот", sent_on=SENT, answered_on=answered_on, prolonged_until=prolonged_until
    )


@pytest.mark.parametrize(
    ("request_", "today", "state", "stands"),
    [
        (row(), SENT, "waiting", "7 days left"),
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

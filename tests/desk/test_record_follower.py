"""The open desk reads what has been decided before anybody asks for it, and goes on when the database is away."""

import time

import pytest
from sqlalchemy.exc import OperationalError

from desk import record_follower
from desk.desk_state import DeskState
from desk.record_follower import follow_once
from tests.desk.incident_records import admit_all, many
from tests.desk.site import Browser, Site


def office(site: Site) -> DeskState:
    found: DeskState = site.app.state.office
    return found


def test_what_is_decided_is_read_and_ready_to_be_searched(site: Site) -> None:
    follow_once(office(site))
    with site.writing() as session:
        admit_all(session, many(3))
    assert follow_once(office(site)) == record_follower._BETWEEN
    book = office(site).shelf._book
    assert book is not None
    assert len(book.entries) == 3
    assert {"_told", "_said", "_named", "name_words"} <= vars(book.passed_on["words"]).keys()


def test_a_database_that_is_away_is_written_down_and_asked_again_later(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_engine: object) -> None:
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr(record_follower, "read_session", away)
    assert follow_once(office(site)) == record_follower._AWAY


def test_the_running_desk_does_it_by_itself(site: Site) -> None:
    with Browser(site.app, base_url="http://127.0.0.1"):
        with site.writing() as session:
            admit_all(session, many(2))
        for _ in range(3000):
            time.sleep(0.02)
            if (book := office(site).shelf._book) and len(book.entries) == 2:
                return
    pytest.fail("nobody followed")

"""The running desk brings the index of the search up, and goes on when the database is away."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from desk import index_keeper
from desk.desk_state import DeskState
from desk.index_keeper import index_some
from records.search.article_index import index_progress
from tests.desk.site import Browser, Site


def office(site: Site) -> DeskState:
    found: DeskState = site.app.state.office
    return found


def test_what_was_stored_is_in_the_index_after_a_while_and_then_it_rests(site: Site) -> None:
    with site.reading() as session:
        assert index_progress(session).waiting == 3
    assert index_some(office(site)) < index_keeper._IDLE
    with site.reading() as session:
        assert index_progress(session).waiting == 0
    assert index_some(office(site)) == index_keeper._IDLE


def test_a_database_that_is_away_is_written_down_and_asked_again_later(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_engine: object) -> int:
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr(index_keeper, "catch_up", away)
    assert index_some(office(site)) == index_keeper._AWAY


def test_the_running_desk_does_it_by_itself(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []

    def some(_engine: object) -> int:
        done.append(1)
        return 0

    monkeypatch.setattr(index_keeper, "catch_up", some)
    with Browser(site.app, base_url="http://127.0.0.1"):
        for _ in range(1000):
            if done:
                break
            with site.reading() as session:
                session.execute(text("SELECT 1"))
    assert done

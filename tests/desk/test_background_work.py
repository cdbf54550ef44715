"""What the open desk does by itself: works the day out ahead, follows the record and keeps the index, and goes on when the database is away."""

import time

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from desk import day_ahead, index_keeper, record_follower
from desk.day_ahead import work_ahead
from desk.desk_state import DeskState
from desk.index_keeper import index_some
from desk.pages.incidents import kept_orders
from desk.pages.incidents.kept_orders import kept_order
from desk.pages.incidents.source_counts import NOT_COUNTED, source_counts
from desk.pages.incidents.table_columns import COLUMNS, SOURCES
from desk.record_follower import follow_once
from records.i18n import LANGUAGES, speaking
from records.search.article_index import index_progress
from tests.desk.incident_records import TODAY, admit_all, many
from tests.desk.site import Browser, Site


def office(site: Site) -> DeskState:
    found: DeskState = site.app.state.office
    return found


def test_after_the_steps_nothing_of_the_day_is_left_to_be_worked_out(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with site.writing() as session:
        admit_all(session, many(30))
    steps = list(work_ahead(office(site), TODAY))
    assert len(steps) > len(LANGUAGES) * len(COLUMNS)
    with site.reading() as session:
        book = office(site).shelf.book(session)
        sources = source_counts(session, book)
    assert all({"_silences", "days_in_custody", "stages"} <= vars(entry.on(TODAY)).keys() for entry in book.entries)
    monkeypatch.setattr(kept_orders, "order_in_steps", lambda *_: pytest.fail("an order was still to be made"))
    for lang in LANGUAGES:
        with speaking(lang):
            for column in COLUMNS.values():
                counted = sources if column.name == SOURCES else NOT_COUNTED
                assert len(list(kept_order(book, column, TODAY, counted).from_first(descending=True))) == 30


def test_a_database_that_is_away_is_written_down_and_leaves_the_work_to_whoever_comes(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_engine: object) -> None:
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr(day_ahead, "read_session", away)
    assert list(work_ahead(office(site), TODAY)) == []


def test_the_running_desk_does_it_by_itself(site: Site) -> None:
    with Browser(site.app, base_url="http://127.0.0.1"):
        for _ in range(1000):
            with site.reading() as session:
                session.execute(text("SELECT 1"))
                if office(site).shelf.book(session).passed_on:
                    break
        else:
            pytest.fail("nothing was worked out")


def test_what_was_stored_is_in_the_index_after_a_while_and_then_it_rests(site: Site) -> None:
    with site.reading() as session:
        assert index_progress(session).waiting == 3
    assert index_some(office(site)) < index_keeper._IDLE
    with site.reading() as session:
        assert index_progress(session).waiting == 0
    assert index_some(office(site)) == index_keeper._IDLE


def test_index_away(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_engine: object) -> int:
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr(index_keeper, "catch_up", away)
    assert index_some(office(site)) == index_keeper._AWAY


def test_index_runs(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_what_is_decided_is_read_and_ready_to_be_searched(site: Site) -> None:
    follow_once(office(site))
    with site.writing() as session:
        admit_all(session, many(3))
    assert follow_once(office(site)) == record_follower._BETWEEN
    book = office(site).shelf._book
    assert book is not None
    assert len(book.entries) == 3
    assert {"_told", "_said", "_named", "name_words"} <= vars(book.passed_on["words"]).keys()


def test_follower_away(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_engine: object) -> None:
        raise OperationalError("SELECT", {}, Exception("away"))

    monkeypatch.setattr(record_follower, "read_session", away)
    assert follow_once(office(site)) == record_follower._AWAY


def test_follower_runs(site: Site) -> None:
    with Browser(site.app, base_url="http://127.0.0.1"):
        with site.writing() as session:
            admit_all(session, many(2))
        for _ in range(3000):
            time.sleep(0.02)
            if (book := office(site).shelf._book) and len(book.entries) == 2:
                return
    pytest.fail("nobody followed")

"""What the open desk does by itself: works the day out ahead, follows the record and keeps the index, and goes on when the database is away."""

import threading
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from desk import app
from desk.app import follow_once, index_some, precompute_lists
from desk.pages.incidents import cache
from desk.pages.incidents.cache import NOT_COUNTED, cached_order, source_counts
from desk.pages.incidents.table_columns import COLUMNS, SOURCES
from desk.state import DeskState
from records.i18n import LANGUAGES, use_language
from records.search import index_progress
from tests.desk.incident_records import TODAY, admit_all, many
from tests.desk.site import Browser, Site


def office(site: Site) -> DeskState:
    found: DeskState = site.app.state.office
    return found


def test_after_the_steps_nothing_of_the_day_is_left_to_be_worked_out(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with site.writing() as session:
        admit_all(session, many(30))
    steps = list(precompute_lists(office(site), TODAY))
    assert len(steps) > len(LANGUAGES) * len(COLUMNS)
    with site.reading() as session:
        book = office(site).shelf.book(session)
        sources = source_counts(session, book)
    assert all({"_silences", "days_in_custody", "stages"} <= vars(entry.on(TODAY)).keys() for entry in book.entries)
    monkeypatch.setattr(cache, "order_in_steps", lambda *_: pytest.fail("an order was still to be made"))
    for lang in LANGUAGES:
        with use_language(lang):
            for column in COLUMNS.values():
                counted = sources if column.name == SOURCES else NOT_COUNTED
                assert len(list(cached_order(book, column, TODAY, counted).from_first(descending=True))) == 30


def test_a_database_that_is_away_ends_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_engine: object) -> int:
        raise OperationalError("SELECT", {}, Exception("away"))

    for module, name in ((app, "read_session"), (app, "index_batch"), (app, "read_session")):
        monkeypatch.setattr(module, name, away)
    assert list(precompute_lists(office(site), TODAY)) == []
    assert index_some(office(site)) == app._INDEX_AWAY
    assert follow_once(office(site)) == app._AWAY


def test_the_running_desk_does_all_of_it_by_itself(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    worked, indexed, followed = threading.Event(), threading.Event(), threading.Event()

    def ahead(*given: Any) -> Any:
        yield from precompute_lists(*given)
        worked.set()

    def some(_engine: object) -> int:
        indexed.set()
        return 0

    def once(given: DeskState) -> float:
        pause = follow_once(given)
        followed.set()
        return pause

    monkeypatch.setattr(app, "precompute_lists", ahead)
    monkeypatch.setattr(app, "index_batch", some)
    monkeypatch.setattr(app, "follow_once", once)
    with Browser(site.app, base_url="http://127.0.0.1"):
        assert [one.wait(60) for one in (worked, indexed, followed)] == [True, True, True]
    with site.reading() as session:
        assert office(site).shelf.book(session).passed_on


def test_what_was_stored_is_in_the_index_after_a_while_and_then_it_rests(site: Site) -> None:
    with site.reading() as session:
        assert index_progress(session).waiting == 3
    assert index_some(office(site)) < app._INDEX_IDLE
    with site.reading() as session:
        assert index_progress(session).waiting == 0
    assert index_some(office(site)) == app._INDEX_IDLE


def test_what_is_decided_is_read_and_ready_to_be_searched(site: Site) -> None:
    follow_once(office(site))
    with site.writing() as session:
        admit_all(session, many(3))
    assert follow_once(office(site)) == app._BETWEEN
    book = office(site).shelf._book
    assert book is not None
    assert len(book.entries) == 3
    assert {"_by_title", "_by_key", "_by_name", "name_words"} <= vars(book.passed_on["words"]).keys()

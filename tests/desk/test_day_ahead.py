"""Whoever comes first on a day finds worked out what pages say of that day, and a database that is away ends nothing."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from desk import day_ahead
from desk.day_ahead import work_ahead
from desk.desk_state import DeskState
from desk.pages.incidents import kept_orders
from desk.pages.incidents.kept_orders import kept_order
from desk.pages.incidents.source_counts import NOT_COUNTED, source_counts
from desk.pages.incidents.table_columns import COLUMNS, SOURCES
from records.i18n import LANGUAGES, speaking
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

"""Which incidents of the book are among those wanted, by hand and by name; and that a file finds nobody by a name that is withheld."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from records import incidents
from records.database import read_session, write_transaction
from records.filters import IncidentFilter
from records.incident_model import Victim
from records.persons.person_decisions import edit_person
from reports.exports.export_shapes import SHAPES
from reports.incident_cache import IncidentCache
from reports.incident_choice import chosen, export_rows
from reports.withheld.withheld_names import withheld_names
from tests.conftest import NOW
from tests.desk.incident_records import TODAY, admit_all, incident

HERS, HIS = "KZ-2026-0001", "KZ-2026-0002"


@pytest.fixture
def record(engine: Engine) -> Engine:
    with write_transaction(engine) as session:
        admit_all(
            session,
            [
                incident(1, date(2026, 3, 5), victims=(Victim("Айгүл Сапарқызы", "тілші"),), title="Хат келді", summary={}, facts={"online": True}),
                incident(2, date(2026, 3, 20), victims=(Victim("Тимур Ахметов"),)),
            ],
        )
        incidents.edit(session, HIS, {"place": "Орал"}, {}, who="Dana", now=NOW)
    return engine


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (IncidentFilter(by="Dana"), [HIS]),
        (IncidentFilter(mine=True, asked_by="Berik"), [HIS, HERS]),
        (IncidentFilter(mine=True, asked_by="Aigul"), []),
        (IncidentFilter(online="yes"), [HERS]),
        (IncidentFilter(online="no"), [HIS]),
        (IncidentFilter(person="Saparkyzy"), [HERS]),
        (IncidentFilter(silent=1), [HIS, HERS]),
    ],
)
def test_the_book_is_narrowed_by_whose_it_is_where_it_was_and_whom_it_names(record: Engine, wanted: IncidentFilter, numbers: list[str]) -> None:
    cache = IncidentCache()
    with read_session(record) as session:
        book = cache.book(session)
        assert [entry.incident.number for entry in book.newest(chosen(book, wanted, TODAY))] == numbers


def test_the_book_notices_who_changed_an_incident_meanwhile(record: Engine) -> None:
    cache = IncidentCache()
    with read_session(record) as session:
        assert cache.book(session).by_number[HERS].hands == ("Berik",)
    with write_transaction(record) as session:
        incidents.edit(session, HERS, {"place": "Орал"}, {}, who="Aigul", now=NOW)
    with read_session(record) as session:
        assert cache.book(session).by_number[HERS].hands == ("Berik", "Aigul")


def test_what_was_worked_out_for_a_day_is_kept_while_the_incident_stays_for_the_last_two_days(record: Engine) -> None:
    cache = IncidentCache()
    with read_session(record) as session:
        kept = cache.book(session).by_number[HERS].on(TODAY)
    with write_transaction(record) as session:
        incidents.edit(session, HIS, {"place": "Ақтау"}, {}, who="Aigul", now=NOW)
    with read_session(record) as session:
        entry = cache.book(session).by_number[HERS]
    assert entry.on(TODAY) is kept
    assert entry.on(TODAY + timedelta(days=1)) is not kept
    assert list(entry.kept) == [TODAY, TODAY + timedelta(days=1)]
    entry.on(TODAY + timedelta(days=2))
    assert list(entry.kept) == [TODAY + timedelta(days=1), TODAY + timedelta(days=2)]


@pytest.mark.parametrize("wanted", [IncidentFilter(person="Сапарқызы"), IncidentFilter(person="Saparkyzy"), IncidentFilter(words="сапарқызы")])
def test_a_file_finds_nobody_by_a_name_that_is_withheld(record: Engine, wanted: IncidentFilter) -> None:
    cache = IncidentCache()

    def in_file() -> list[str]:
        with read_session(record) as session:
            return [row["number"] for row in export_rows(session, cache.book(session), wanted, TODAY)]

    assert in_file() == [HERS]
    with write_transaction(record) as session:
        edit_person(session, 1, {"publish": "no", "publish_reason": "threats"}, who="Berik", now=NOW)
    assert in_file() == []
    with read_session(record) as session:
        book = cache.book(session)
        assert [one.incident.number for one in book.newest(chosen(book, wanted, TODAY))] == [HERS], "the desk shows her"
        shown = chosen(book, wanted, TODAY, withheld_names(session).incident)
        assert not list(book.newest(shown))
        if wanted.person:
            rows = SHAPES["incidents"].rows(session, IncidentFilter(person=wanted.person, as_of=TODAY))
            assert not list(rows)


def test_an_export_is_narrowed_as_the_page_is(record: Engine) -> None:
    for wanted in (IncidentFilter(by="Dana"), IncidentFilter(online="yes"), IncidentFilter(person="Akhmetov"), IncidentFilter(silent=5)):
        cache = IncidentCache()
        with read_session(record) as session:
            book = cache.book(session)
            page = sorted(entry.incident.number for entry in book.newest(chosen(book, wanted, TODAY)))
            rows = SHAPES["incidents"].rows(session, IncidentFilter(**{**vars(wanted), "as_of": TODAY}))
            assert [row["number"] for row in rows] == page
            assert page

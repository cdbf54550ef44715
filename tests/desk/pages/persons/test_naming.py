"""Which incidents name a person: under each of her records, the latest first, and once though she stands in one twice."""

from datetime import date

from sqlalchemy import Engine

from desk.pages.persons.naming import incidents_of, number_of
from records.database import read_session, write_transaction
from records.incident_model import Victim
from records.persons.person_decisions import merge_persons
from records.persons.person_rows import person
from records.tables import IncidentRow
from reports.incident_cache import IncidentCache
from tests.desk.incident_records import admit_all, incident
from tests.records.persons.persons_case import BY

NAMES = (("Бауыржан Жүсіпов", "Бауыржан Жусупов"), ("Бауыржан Жусупов",), ("Нурлан Асанов",))


def test_incidents_of_all_her_records_stand_once_and_follow_the_record(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_all(session, [incident(nth, date(2026, 1, nth), victims=tuple(map(Victim, some))) for nth, some in enumerate(NAMES, 1)])
    shelf = IncidentCache()

    def numbers(id: int) -> list[str]:
        with read_session(engine) as session:
            return [entry.incident.number[-1] for entry in incidents_of(shelf.book(session), person(session, id))]

    assert (numbers(1), numbers(2), numbers(3)) == (["1"], ["2", "1"], ["3"])
    with write_transaction(engine) as session:
        merge_persons(session, 1, 2, **BY)
    assert numbers(1) == numbers(2) == ["2", "1"]
    with read_session(engine) as session:
        assert [number_of(shelf.book(session), person(session, id)) for id in (1, 2, 3)] == [2, 2, 1]
    with write_transaction(engine) as session:
        session.get_one(IncidentRow, "KZ-2026-0002").withdrawn = True
    # What changes without the ledger is read when the process starts anew.
    shelf = IncidentCache()
    assert numbers(2) == ["1"]

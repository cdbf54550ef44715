"""Who recorded an incident and who changed it since is read from the ledger, for one and for all."""

from datetime import date

from sqlalchemy import Engine

from records import incidents
from records.database import read_session, write_transaction
from records.filters import IncidentFilter
from records.incidents.incident_hands import hands_of
from tests.conftest import NOW
from tests.desk.incident_records import admit_all, incident


def test_the_hands_of_an_incident_are_told_the_first_one_first(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two = admit_all(session, [incident(1, date(2026, 3, 5)), incident(2, date(2026, 3, 20))])
        for who in ("Dana", "Aigul", "Dana"):
            incidents.edit(session, two, {"place": f"Орал, {who}"}, {}, who=who, now=NOW)
    with read_session(engine) as session:
        assert hands_of(session) == {one: ("Berik",), two: ("Berik", "Dana", "Aigul")}
        assert hands_of(session, [two]) == {two: ("Berik", "Dana", "Aigul")}
        assert hands_of(session, []) == {}


def test_the_stored_incidents_are_narrowed_by_whose_they_are_and_by_whether_they_were_online(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two = admit_all(session, [incident(1, date(2026, 3, 5)), incident(2, date(2026, 3, 20), facts={"online": True})])
        incidents.edit(session, two, {"place": "Орал"}, {}, who="Dana", now=NOW)

    def found(wanted: IncidentFilter) -> list[str]:
        with read_session(engine) as session:
            return [each.number for each in incidents.load(session, wanted)]

    assert found(IncidentFilter(by="Dana")) == [two]
    assert found(IncidentFilter(by="Berik")) == [one, two]
    assert found(IncidentFilter(by="Berik", mine=True, asked_by="Dana")) == [two]
    assert found(IncidentFilter(mine=True, asked_by="")) == []
    assert found(IncidentFilter(online="yes")) == [two]
    assert found(IncidentFilter(online="no")) == [one]

"""Incidents that were recorded elsewhere: many are taken in as one after the other would be."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Engine, select

from records.database import read_session, write_transaction
from records.filters import IncidentFilter
from records.incident_model import Incident, Status, Victim
from records.incidents import load
from records.incidents.admission import admit, admit_all
from records.ledger import ledger_verify
from records.tables import LedgerRow, PersonRow
from records.vocabulary import Category, StatusCode
from tests.conftest import NOW


def case(serial: int, *names: str) -> Incident:
    day = date(2021, 6, 10)
    statuses = (Status(day, StatusCode.PTI, "сот", ""), Status(day, StatusCode.CMP, "сот", ""))
    return Incident(f"KZ-2021-{serial:04}", Category.ATT, (Category.ATT,), day, victims=tuple(map(Victim, names)), statuses=statuses)


def test_many_are_taken_in_with_their_statuses_and_a_row_of_the_ledger_each(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_all(session, [case(serial) for serial in (1, 2, 3)], who="Aigul", now=NOW)
        admit(session, case(4), who="Aigul", now=NOW)
    with read_session(engine) as session:
        assert [(one.number, [status.code for status in one.statuses]) for one in load(session, IncidentFilter())] == [
            (f"KZ-2021-{serial:04}", [StatusCode.PTI, StatusCode.CMP]) for serial in (1, 2, 3, 4)
        ]
        subjects = session.scalars(select(LedgerRow.subject).where(LedgerRow.action == "admit").order_by(LedgerRow.id)).all()
        assert subjects == [f"incident KZ-2021-{serial:04}" for serial in (1, 2, 3, 4)]
        assert ledger_verify.faults(session) == []


def test_one_victim_of_several_that_are_taken_in_together_is_one_person(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_all(session, [case(1, "Асан Үлгі"), case(2, "Ботагөз Мысал"), case(3, "Асан Үлгі")], who="Aigul", now=NOW)
    with read_session(engine) as session:
        persons = [one.victims[0].person for one in load(session, IncidentFilter())]
        assert persons[0] == persons[2] != persons[1]
        assert len(session.scalars(select(PersonRow)).all()) == 2


def test_nothing_is_taken_in_where_one_has_no_number(engine: Engine) -> None:
    with pytest.raises(ValueError, match="KZ-26-1"), write_transaction(engine) as session:
        admit_all(session, [case(1), replace(case(2), number="KZ-26-1")], who="Aigul", now=NOW)
    with read_session(engine) as session:
        assert list(load(session, IncidentFilter())) == []

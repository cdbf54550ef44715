"""Which acts change what a release holds, and which do not."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from records import incidents, ledger, users
from records.database import read_session, write_transaction
from records.incidents.repository import withdraw
from records.persons import person_decisions
from records.tables import LedgerRow
from records.users import Role
from records.vocabulary import LedgerAction, StatusCode
from reports.release.last_change import last_change
from tests.golden.publications.record import NOW
from tests.reports.release.full_case import full_case

NUMBER = "KZ-2021-0900"
LATER = NOW + timedelta(days=1)


@pytest.fixture
def record(engine: Engine) -> Engine:
    """A database with one incident."""
    with write_transaction(engine) as session:
        incidents.admit(session, full_case(), who="Aigul", now=NOW)
    return engine


def last(engine: Engine) -> LedgerRow:
    with read_session(engine) as session:
        found = last_change(session)
    assert found
    return found


def test_an_empty_ledger_has_no_last_change(engine: Engine) -> None:
    with read_session(engine) as session:
        assert last_change(session) is None


def test_users_reports_exports_and_what_is_noted_for_safety_change_nothing(record: Engine) -> None:
    before = last(record).id
    with write_transaction(record) as session:
        users.add(session, "Aigul", Role.EDITOR, "a hash", must_change=False, who="shell", now=LATER)
        incidents.edit(session, NUMBER, {}, {"safety_notes": "жасырын мекенжай"}, who="Aigul", now=LATER)
        for action in (LedgerAction.REPORT, LedgerAction.EXPORT):
            ledger.append(session, at=LATER, who="Aigul", action=action, subject="incident of a report", before={}, after={"n": 1})
        for action, after in ((LedgerAction.REJECT, {"incident": None}), (LedgerAction.MERGE, {"incident": None, "merged_into": None})):
            ledger.append(session, at=LATER, who="Aigul", action=action, subject="draft 5", before={}, after=after)
    assert last(record).id == before


def test_corrections_statuses_withdrawals_and_names_change_it(record: Engine) -> None:
    known = {last(record).id}
    with write_transaction(record) as session:
        incidents.edit(session, NUMBER, {"place": "Ақсай"}, {}, who="Aigul", now=LATER)
    known.add(last(record).id)
    with write_transaction(record) as session:
        incidents.add_status(session, NUMBER, StatusCode.JAP, LATER.date(), source="https://dala.example/9", who="Aigul", now=LATER)
    known.add(last(record).id)
    with write_transaction(record) as session:
        ledger.append(session, at=LATER, who="Aigul", action=LedgerAction.MERGE, subject="draft 5", before={}, after={"incident": NUMBER})
    known.add(last(record).id)
    with write_transaction(record) as session:
        person_decisions.edit_person(session, 1, {"publish": False, "publish_reason": "she asked"}, who="Aigul", now=LATER)
    assert last(record).subject == "person 1"
    known.add(last(record).id)
    with write_transaction(record) as session:
        withdraw(session, NUMBER, who="Aigul", now=LATER)
    assert len(known | {last(record).id}) == 6

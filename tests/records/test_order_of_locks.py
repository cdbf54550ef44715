"""Acts that meet on one server wait for each other, and never in a circle: each of two comes to its end, whichever was first."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from records import incidents, review
from records.database import hold_database_lock, read_session, write_transaction
from records.error_translation import error_reason
from records.errors import AlreadyDecided
from records.incident_model import Victim
from records.ledger import entries
from records.persons import repository
from records.persons.decisions import split_person
from records.tables import IncidentRow
from records.vocabulary import StatusCode
from tests.conftest import NOW
from tests.desk.incident_records import incident
from tests.empty_database import open_upgraded
from tests.records.persons.persons_case import BY, admit_victims, pointers, whole
from tests.records.review.arriving import arrive, state

Act = Callable[[Session], Any]
NAME = "Гүлнәр Бекжанова"
_WAITING = text("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
LOCKS = {"persons": repository._PERSON_LOCK, "ledger": entries._APPEND_LOCK}


def split(session: Session) -> None:
    split_person(session, 1, ["KZ-2026-0002"], **BY)


def correct(session: Session) -> None:
    incidents.edit(session, "KZ-2026-0002", {"victims": [{"name": "Гульнара Бекжанова"}]}, {}, **BY)


def add_status(session: Session) -> None:
    incidents.add_status(session, "KZ-2026-0002", StatusCode.CMP, NOW.date(), source="заявление", **BY)


def confirm(session: Session) -> None:
    review.confirm(session, 1, fields={"victims": NAME}, **BY)


def take_a_file(session: Session) -> None:
    number = incidents.free_number(session, 2026)
    incidents.import_incident(session, incident(int(number[-4:]), NOW.date(), victims=(Victim(NAME),), title=""), **BY)


MEETING = ((split, correct), (split, add_status), (split, confirm), (correct, confirm), (take_a_file, confirm), (take_a_file, split))


@pytest.fixture
def server(upgraded_postgresql_url: str) -> Engine:
    engine = open_upgraded(upgraded_postgresql_url)
    with write_transaction(engine) as session:
        admit_victims(session, *((Victim(NAME),) for _ in range(3)))
        arrive(session, "a", "Сериков")
    return engine


@pytest.mark.parametrize("lock", LOCKS)
def test_two_acts_that_meet_come_both_to_their_end(server: Engine, lock: str) -> None:
    """A third holds the lock until both have come as far as they can: then the first to wait for it goes on while the other holds what it has."""
    for one, other in MEETING:
        for pair in ((one, other), (other, one)):
            assert _ends(server, lock, pair) == ("rolled back", "rolled back"), [act.__name__ for act in pair]
    server.dispose()


def test_a_split_sees_what_was_corrected_while_it_waited(server: Engine) -> None:
    with ThreadPoolExecutor() as at_once:
        with write_transaction(server) as session:
            correct(session)
            waiting = at_once.submit(_done, server, split)
            _until_waiting(server, [waiting])
        waiting.result()
    with read_session(server) as session:
        assert [pointers(session, f"KZ-2026-000{nth}") for nth in (1, 2, 3)] == [[1], [2], [1]]
        assert state(session, 1) == "new"
        assert whole(session) == []
    server.dispose()


def test_whoever_read_an_incident_before_somebody_changed_it_is_refused(server: Engine) -> None:
    with write_transaction(server) as session:
        seen = session.get_one(IncidentRow, "KZ-2026-0002")
        with write_transaction(server) as another:
            correct(another)
        with pytest.raises(AlreadyDecided, match="somebody else"):
            incidents.edit(session, seen.number, {"title": "Новое"}, {}, **BY)
        session.rollback()
    server.dispose()


class _NotKept(Exception):
    """Ends a transaction that was only to be tried."""


def _ends(engine: Engine, lock: str, pair: tuple[Act, Act]) -> tuple[str, ...]:
    with ThreadPoolExecutor() as at_once, write_transaction(engine) as third:
        hold_database_lock(third, LOCKS[lock])
        begun: list[Future[str]] = []
        for act in pair:
            begun.append(at_once.submit(_tried, engine, act))
            _until_waiting(engine, begun)
        third.rollback()
        return tuple(one.result() for one in begun)


def _tried(engine: Engine, act: Act) -> str:
    try:
        with write_transaction(engine) as session:
            act(session)
            raise _NotKept
    except _NotKept:
        return "rolled back"
    except DBAPIError as error:
        return error_reason(error)


def _done(engine: Engine, act: Act) -> None:
    with write_transaction(engine) as session:
        act(session)


def _until_waiting(engine: Engine, begun: Sequence[Future[Any]]) -> None:
    """Until each of them waits for a lock, or is done."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while sum(not one.done() for one in begun) > connection.execute(_WAITING).scalar_one():
            time.sleep(0.01)

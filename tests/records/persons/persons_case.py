"""Incidents of named victims, for tests of persons."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from records.incident_model import Incident, Victim
from records.incidents import find
from records.ledger import verify
from tests.conftest import NOW
from tests.desk.incident_records import admit_all, incident

BY: dict[str, Any] = {"who": "Aigul", "now": NOW}


def admit_victims(session: Session, *victims: tuple[Victim, ...]) -> list[str]:
    """An incident for each, one a day."""
    return admit_all(session, [incident(nth, date(2026, 1, nth), victims=some, title="") for nth, some in enumerate(victims, 1)])


def pointers(session: Session, number: str) -> list[int | None]:
    """To whom the victims of an incident point."""
    return [victim.person for victim in found(session, number).victims]


def found(session: Session, number: str) -> Incident:
    """The incident with this number."""
    one = find(session, number)
    assert one is not None
    return one


def whole(session: Session) -> list[str]:
    """What the ledger and the records beside it say against each other."""
    faults = verify.ledger_chain_faults(session)
    verify.record_faults(session, faults.append)
    return faults

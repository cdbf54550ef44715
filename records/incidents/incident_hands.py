"""Through whose hands an incident has gone: who confirmed it or took it in, and who changed it since. The ledger knows."""

from collections.abc import Collection

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from records.incidents.incident_ledger import incident_subject
from records.tables import LedgerRow

_BEFORE_NUMBER = incident_subject("")
# Subjects in one query: below what SQLite and PostgreSQL take as parameters.
_CHUNK = 5000


def hands_of(session: Session, numbers: Collection[str] | None = None) -> dict[str, tuple[str, ...]]:
    """The people of each incident, whoever recorded it first; of all incidents where none is named."""
    if numbers is None:
        return _read(session, _query().where(LedgerRow.subject.startswith(_BEFORE_NUMBER)))
    subjects = [incident_subject(number) for number in sorted(numbers)]
    found: dict[str, tuple[str, ...]] = {}
    for start in range(0, len(subjects), _CHUNK):
        found |= _read(session, _query().where(LedgerRow.subject.in_(subjects[start : start + _CHUNK])))
    return found


def numbers_of(who: str) -> Select[str]:
    """The numbers of the incidents that this person confirmed, took in or changed, as a query."""
    number = func.substr(LedgerRow.subject, len(_BEFORE_NUMBER) + 1)
    return select(number).where(LedgerRow.who == who, LedgerRow.subject.startswith(_BEFORE_NUMBER))


def _query() -> Select[str, str]:
    first = func.min(LedgerRow.id)
    return select(LedgerRow.subject, LedgerRow.who).group_by(LedgerRow.subject, LedgerRow.who).order_by(first)


def _read(session: Session, query: Select[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for subject, who in session.execute(query):
        found.setdefault(subject.removeprefix(_BEFORE_NUMBER), []).append(who)
    return {number: tuple(people) for number, people in found.items()}

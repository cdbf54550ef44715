"""Which incidents name a person."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.persons.person_rows import persons_of
from records.tables import IncidentRow


def numbers_by_person(session: Session) -> dict[int, tuple[str, ...]]:
    """The numbers of the incidents that name each person, in their order, by the id of the record that stands for her. Withdrawn ones are left out."""
    query = select(IncidentRow.number, IncidentRow.victims).where(IncidentRow.withdrawn.is_(False)).order_by(IncidentRow.year, IncidentRow.serial)
    named = [(number, {victim["person"] for victim in victims if victim.get("person")}) for number, victims in session.execute(query)]
    persons = persons_of(session, {id for _, ids in named for id in ids})
    found: dict[int, list[str]] = {}
    for number, ids in named:
        for id in sorted({persons[id].id for id in ids if id in persons}):
            found.setdefault(id, []).append(number)
    return {id: tuple(numbers) for id, numbers in found.items()}


def are_named_once(session: Session, ids: Collection[int]) -> bool:
    """Whether at most one incident, withdrawn ones among them, names one of these records."""
    rows = session.scalars(select(IncidentRow.victims))
    return sum(any(victim.get("person") in ids for victim in victims) for victims in rows) <= 1


def named_records(session: Session, ids: Collection[int]) -> set[int]:
    """Those of these records to which an incident, also a withdrawn one, leads itself."""
    rows = session.scalars(select(IncidentRow.victims))
    return {victim["person"] for victims in rows for victim in victims if victim.get("person") in ids}

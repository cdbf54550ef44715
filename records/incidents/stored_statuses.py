"""The statuses of incidents as the database keeps them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from records.incident_model import NO_PENALTY, Penalty, Status
from records.tables import StatusRow
from records.vocabulary import SentenceKind, StatusCode, TermUnit

_CODES = {code.value: code for code in StatusCode}


def stored_statuses(session: Session, numbers: Sequence[str]) -> dict[str, list[Status]]:
    """The statuses of these incidents, each list in order of days, and of one day as they were entered: those that stand, and those that a person withdrew. One
    that corrects another stands in the place of that one."""
    query = (
        select(StatusRow.number, StatusRow.day, StatusRow.code, StatusRow.source, StatusRow.note, StatusRow.penalty, StatusRow.id,
               StatusRow.withdrawn_because, StatusRow.corrects)
        .where(StatusRow.number.in_(numbers), or_(StatusRow.withdrawn.is_(False), StatusRow.withdrawn_because != ""))
        .order_by(StatusRow.id)
    )  # fmt: skip
    found: dict[str, list[Status]] = defaultdict(list)
    places: dict[int, int] = {}
    for number, day, code, source, note, penalty, id_, because, corrects in session.execute(query):
        places[id_] = id_ if corrects is None else places.get(corrects, int(corrects))
        found[number].append(Status(day, _CODES[code], source, note, penalty_read(penalty), id_, because))
    for statuses in found.values():
        statuses.sort(key=lambda one: (one.day, places[one.id], one.id))
    return found


def penalty_kept(penalty: Penalty) -> dict[str, Any]:
    """A penalty as the column keeps it: what is known of it."""
    return {name: value for name, value in asdict(penalty).items() if value is not None}


def penalty_read(held: Mapping[str, Any]) -> Penalty:
    """Back from what `penalty_kept` gave."""
    if not held:
        return NO_PENALTY
    return Penalty(
        SentenceKind(held["kind"]) if held.get("kind") else None,
        held.get("term"),
        TermUnit(held["unit"]) if held.get("unit") else None,
        held.get("sum"),
        held.get("currency"),
    )

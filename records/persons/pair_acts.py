"""What was decided last about pairs of persons, and the way back from one of these acts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.errors import NothingToUndo
from records.i18n import tr
from records.persons.person_decisions import last_act, undo_person
from records.persons.person_rows import alone_with_persons
from records.tables import LedgerRow, PersonRow
from records.vocabulary import LedgerAction

# Rows of the ledger that are looked through for acts that still stand.
_LOOKED_THROUGH = 200


@dataclass(frozen=True)
class PairAct:
    """That somebody said of two records that they are one person, or two. `row` is its row of the ledger; the names are the first spellings."""

    row: LedgerRow
    id: int
    other: int
    names: tuple[str, str]
    is_one: bool


def pair_acts(session: Session, most: int) -> list[PairAct]:
    """The last acts about pairs that can be taken back as they stand, the newest first."""
    return list(islice(_standing(session), most))


def undo_pair(session: Session, row: int, *, who: str, now: datetime) -> PairAct:
    """Take this act back. Raises NothingToUndo if it is none about a pair, no longer stands, or is not the last one on its record."""
    alone_with_persons(session)
    found = session.get(LedgerRow, row)
    act = _read(session, found) if found is not None else None
    if act is None:
        raise NothingToUndo(tr("this decision no longer stands, or something was decided after it; look at the persons again"))
    undo_person(session, act.id, who=who, now=now)
    return act


def _standing(session: Session) -> Iterator[PairAct]:
    query = select(LedgerRow).where(LedgerRow.subject.startswith("person "), LedgerRow.action.in_([LedgerAction.MERGE, LedgerAction.EDIT]))
    for row in session.scalars(query.order_by(LedgerRow.id.desc()).limit(_LOOKED_THROUGH)):
        if act := _read(session, row):
            yield act


def _read(session: Session, row: LedgerRow) -> PairAct | None:
    """The row as an act about a pair, if it is one and the last that counts on its record."""
    kind, _, written = row.subject.partition(" ")
    told_apart = sorted(set(row.after.get("apart", ())) - set(row.before.get("apart", ())))
    other = row.after.get("merged_into_person") if row.action == LedgerAction.MERGE else next(iter(told_apart), None)
    mine, theirs = (session.get(PersonRow, id) if id is not None else None for id in (int(written) if written.isdigit() else None, other))
    if kind != "person" or row.action not in (LedgerAction.MERGE, LedgerAction.EDIT) or mine is None or theirs is None:
        return None
    try:
        stands = last_act(session, mine.id).id == row.id
    except NothingToUndo:
        return None
    return PairAct(row, mine.id, theirs.id, (mine.spellings[0], theirs.spellings[0]), row.action == LedgerAction.MERGE) if stands else None

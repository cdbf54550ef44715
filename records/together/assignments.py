"""Who works on which draft and which incident. Each has one person at a time, or nobody; who had it before is kept.

It changes nothing of what is recorded, so it stands in no ledger. A draft that was decided on is on nobody's list, and is again when the decision is undone.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from records import users
from records.database import alone
from records.errors import AlreadyDecided, BadDecision
from records.filters import IncidentFilter
from records.i18n import tr
from records.incidents.incident_ledger import incident_subject
from records.review.draft_state import OPEN
from records.review.draft_state import subject as draft_subject
from records.tables import AssignmentRow, CommentRow, DraftRow, IncidentRow, LedgerRow, SavedEditRow, UserRow
from records.together.personal_notices import PersonalNoticeKind, tell
from records.together.work_subject import WorkSubject, row_of

_LOCK = 7_160_025
# Names in one query: below what SQLite and PostgreSQL take as parameters.
_CHUNK = 5000
# Asked with every page of cards, so it is put together once.
_HOLDERS = select(AssignmentRow.draft_id, AssignmentRow.holder).where(
    AssignmentRow.draft_id.in_(bindparam("drafts", expanding=True)), AssignmentRow.ended_at.is_(None)
)


@dataclass(frozen=True)
class GivenWork:
    """Something that somebody works on. `touched_at` is when anybody last decided on it, changed it, typed into it or commented on it; when it was given, if that is
    later."""

    subject: WorkSubject
    holder: str
    given_by: str
    given_at: datetime
    touched_at: datetime


def give(session: Session, subject: WorkSubject, to: str, *, who: str, now: datetime) -> AssignmentRow:
    """Give it to somebody, whoever had it before. Both are told. Raises NoSuchDraft, NoSuchIncident, UnknownUser, AlreadyDecided for a draft that is decided, and
    BadDecision for somebody who may no longer sign in and for an incident that is withdrawn."""
    alone(session, _LOCK)
    person, row = users.find(session, to), row_of(session, subject)
    if person.disabled_at:
        raise BadDecision(tr("{name} may no longer sign in; give it to somebody else").format(name=person.name), "to")
    if isinstance(row, DraftRow) and row.state not in OPEN:
        raise AlreadyDecided(tr("draft {draft} is decided already; there is nothing left to give").format(draft=row.id))
    if isinstance(row, IncidentRow) and row.withdrawn:
        raise BadDecision(tr("{number} is withdrawn; there is nothing left to give").format(number=row.number))
    stands = holding(session, subject)
    if stands is not None and stands.holder == person.name:
        return stands
    if stands is not None:
        _end(session, stands, "given_on", who, now)
    given = AssignmentRow(
        draft_id=subject.draft, number=subject.number, holder=person.name, given_by=who, given_at=now, ended_at=None, ended_by=None, ended=None
    )
    session.add(given)
    session.flush()
    tell(session, [person.name], PersonalNoticeKind.GIVEN, by=who, now=now, draft=subject.draft, number=subject.number)
    return given


def take_away(session: Session, subject: WorkSubject, *, who: str, now: datetime) -> None:
    """It is nobody's from now on. Whoever had it is told. Where nobody has it nothing happens."""
    alone(session, _LOCK)
    row_of(session, subject)
    if stands := holding(session, subject):
        _end(session, stands, "taken_away", who, now)


def holding(session: Session, subject: WorkSubject) -> AssignmentRow | None:
    """Whose it is, where somebody has it."""
    return session.scalars(select(AssignmentRow).where(subject.of(AssignmentRow), AssignmentRow.ended_at.is_(None))).one_or_none()


def _end(session: Session, row: AssignmentRow, how: str, who: str, now: datetime) -> None:
    row.ended, row.ended_by, row.ended_at = how, who, now
    # Written before the next one is: each has one holder at a time.
    session.flush()
    tell(session, [row.holder], PersonalNoticeKind.TAKEN, by=who, now=now, draft=row.draft_id, number=row.number)


def holders_of_drafts(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Whose these drafts are; those that are nobody's are left out."""
    return {id: name for id, name in session.execute(_HOLDERS, {"drafts": list(ids)}) if id is not None} if ids else {}


def numbers_given(session: Session, who: str) -> frozenset[str]:
    """The incidents that this person has."""
    query = select(AssignmentRow.number).where(AssignmentRow.holder == who, AssignmentRow.ended_at.is_(None), AssignmentRow.number.is_not(None))
    return frozenset(number for number in session.scalars(query) if number)


def resolved(session: Session, wanted: IncidentFilter) -> IncidentFilter:
    """The filter with the incidents that its `given` and `given_me` mean now."""
    names = {name for name in (wanted.given, wanted.asked_by if wanted.given_me else None) if name}
    if not names:
        return wanted
    found = [numbers_given(session, name) for name in sorted(names)]
    return replace(wanted, given_numbers=frozenset.intersection(*found))


def colleagues(session: Session) -> Sequence[str]:
    """Everybody to whom something may be given, by name."""
    return session.scalars(select(UserRow.name).where(UserRow.disabled_at.is_(None)).order_by(UserRow.folded)).all()


def given_work(session: Session) -> list[GivenWork]:
    """Everything that is somebody's: drafts that wait for a decision, incidents that stand; of each person the longest untouched first."""
    query = (
        select(AssignmentRow)
        .outerjoin(DraftRow, DraftRow.id == AssignmentRow.draft_id)
        .outerjoin(IncidentRow, IncidentRow.number == AssignmentRow.number)
        .where(AssignmentRow.ended_at.is_(None), DraftRow.state.in_(OPEN) | IncidentRow.withdrawn.is_(False))
    )
    rows = session.scalars(query).all()
    touched = _touched(session, rows)
    found = [
        GivenWork(WorkSubject(row.draft_id, row.number), row.holder, row.given_by, row.given_at, max([row.given_at, *touched.get(_key(row), ())]))
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.touched_at, one.given_at, one.subject.address))


def _key(row: AssignmentRow) -> str:
    return incident_subject(row.number) if row.number else draft_subject(row.draft_id or 0)


def _touched(session: Session, rows: Iterable[AssignmentRow]) -> dict[str, list[datetime]]:
    """When each was touched, by its name in the ledger."""
    keys = sorted({_key(row) for row in rows})
    found: dict[str, list[datetime]] = {key: [] for key in keys}
    for start in range(0, len(keys), _CHUNK):
        some = keys[start : start + _CHUNK]
        acts = select(LedgerRow.subject, func.max(LedgerRow.at)).where(LedgerRow.subject.in_(some)).group_by(LedgerRow.subject)
        for key, at in session.execute(acts):
            found[key].append(at)
    typed = select(SavedEditRow.draft_id, func.max(SavedEditRow.at)).group_by(SavedEditRow.draft_id)
    for id, at in session.execute(typed):
        found.get(draft_subject(id), []).append(at)
    said = select(CommentRow.draft_id, CommentRow.number, func.max(CommentRow.at)).group_by(CommentRow.draft_id, CommentRow.number)
    for draft, number, at in session.execute(said):
        found.get(incident_subject(number) if number else draft_subject(draft or 0), []).append(at)
    return found

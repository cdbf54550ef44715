"""Requests to which no state body has answered yet: on which day each term ends, and of which drafts and incidents."""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.filters import IncidentFilter
from records.state_bodies.answer_terms import answer_due
from records.tables import DraftRow, IncidentRow, StateRequestRow
from records.vocabulary import DraftState, LetterKind, StateBody


@dataclass(frozen=True)
class WaitingAnswer:
    """A request without an answer, and the last day for it. It belongs to an incident (`number`), or to a draft that is none yet."""

    id: int
    due: date
    kind: LetterKind
    body: StateBody
    named: str
    recorded_by: str
    number: str | None = None
    draft: int | None = None


def waiting_answers(session: Session) -> list[WaitingAnswer]:
    """All of them, the term that ends first in front. Those of withdrawn incidents and of rejected drafts are left out, and those for whose answer the law sets no term."""
    query = select(StateRequestRow).where(StateRequestRow.answered_on.is_(None), StateRequestRow.withdrawn.is_(False))
    rows = session.scalars(query.order_by(StateRequestRow.id)).all()
    found = []
    for row in rows:
        kind = LetterKind(row.kind)
        due, place = answer_due(kind, row.sent_on, row.prolonged_until), _place(session, row)
        if due is not None and place is not None:
            found.append(WaitingAnswer(row.id, due, kind, StateBody(row.body), row.named, row.recorded_by, *place))
    return sorted(found, key=lambda one: (one.due, one.id))


def overdue_numbers(session: Session, today: date) -> frozenset[str]:
    """The incidents of which a state body owes an answer whose term has passed."""
    return frozenset(one.number for one in waiting_answers(session) if one.number and one.due < today)


def with_overdue(session: Session, wanted: IncidentFilter, today: date) -> IncidentFilter:
    """The filter with the incidents that its `overdue` means today."""
    return replace(wanted, overdue_numbers=overdue_numbers(session, today)) if wanted.overdue else wanted


def _place(session: Session, row: StateRequestRow) -> tuple[str | None, int | None] | None:
    """The incident or the draft to which it belongs now; None where that is no longer followed."""
    if row.number is not None:
        return _incident(session, row.number)
    draft = session.get_one(DraftRow, row.draft_id)
    seen: set[int] = set()
    while draft.state == DraftState.MERGED and draft.incident is None and draft.merged_into is not None and draft.id not in seen:
        seen.add(draft.id)
        draft = session.get_one(DraftRow, draft.merged_into)
    if draft.state in (DraftState.CONFIRMED, DraftState.MERGED) and draft.incident is not None:
        return _incident(session, draft.incident)
    return None if draft.state == DraftState.REJECTED else (None, draft.id)


def _incident(session: Session, number: str) -> tuple[str, None] | None:
    return None if session.get_one(IncidentRow, number).withdrawn else (number, None)

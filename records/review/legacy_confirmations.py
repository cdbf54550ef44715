"""Migration of drafts confirmed in the first version, which had no incidents and no numbers.

Each such draft gets an incident with the next number of its year, the statuses of a confirmation, and a ledger row. The columns of the queue are
filled too. Running it again changes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session

from records.errors import BadDecision
from records.incidents import repository
from records.review.decisions import add_first_statuses
from records.review.draft_description import describe
from records.review.draft_fields import lock_review
from records.review.incident_facts import incident_facts
from records.tables import DraftRow, IncidentRow
from records.vocabulary import DraftState

_BATCH = 500


@dataclass(frozen=True)
class NotNumbered:
    """A confirmed draft that cannot get a number automatically, and why in words."""

    draft: int
    reason: str


def without_number(session: Session) -> list[int]:
    """Return the ids of confirmed drafts without an incident."""
    return list(session.scalars(_without_number().with_only_columns(DraftRow.id)))


def number_old_confirmations(session: Session, *, who: str, now: datetime) -> tuple[list[str], list[NotNumbered]]:
    """Record an incident for each confirmed draft that has none, in the order of their confirmations.

    Return the new numbers, and the drafts that lack what an incident needs: a person must undo and confirm those again.
    """
    lock_review(session)
    numbers: list[str] = []
    lacking: list[NotNumbered] = []
    for draft in session.scalars(_without_number()).all():
        values = {**draft.proposal, **draft.fields}
        try:
            # In a savepoint, so that a draft that fails leaves nothing behind.
            with session.begin_nested():
                facts = {**incident_facts(values), "private": {}}
                number = repository.record(session, draft.id, facts, who=who, now=now, confirmed_at=draft.decided_at).number
                add_first_statuses(session, draft, number, values, who=who, now=now)
                draft.incident = number
                describe(draft)
        except (BadDecision, ValueError) as error:
            lacking.append(NotNumbered(draft.id, str(error)))
        else:
            numbers.append(number)
    return numbers, lacking


def describe_old_drafts(session: Session) -> int:
    """Fill the columns that the queue shows and searches for drafts without them. Return their number."""
    drafts = list(_undescribed(session))
    for draft in drafts:
        describe(draft)
    session.flush()
    return len(drafts)


def _without_number() -> Select[DraftRow]:
    numbered = exists().where(IncidentRow.draft_id == DraftRow.id)
    mine = (DraftRow.state == DraftState.CONFIRMED, DraftRow.incident.is_(None), ~numbered)
    return select(DraftRow).where(*mine).order_by(DraftRow.decided_at, DraftRow.id)


def _undescribed(session: Session) -> Iterator[DraftRow]:
    """Yield old drafts whose proposal has a title while their column has none."""
    query = select(DraftRow).where(DraftRow.title == "").order_by(DraftRow.id)
    for part in session.scalars(query.execution_options(yield_per=_BATCH)).partitions():
        yield from (draft for draft in part if {**draft.proposal, **draft.fields}.get("title"))

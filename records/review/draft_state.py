"""The state of a draft, and how a change of it is written: first the row, then the ledger."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from records import ledger
from records.clock import at_home
from records.database import alone
from records.errors import AlreadyDecided, BadDecision, NoSuchDraft
from records.i18n import tr
from records.review.draft_description import describe
from records.tables import DraftRow, LedgerRow
from records.vocabulary import DRAFT_STATE_LABELS, DecisionAction, DraftState, LedgerAction

OPEN = (DraftState.NEW, DraftState.DEFERRED)
# Proposing and deciding happen one after the other. Only a handful of people decide, and so no two wait for each other in a circle.
_REVIEW_LOCK = 7_160_003


def alone_in_review(session: Session) -> None:
    """Until this transaction ends, nobody else proposes or decides."""
    alone(session, _REVIEW_LOCK)


def get(session: Session, draft_id: int) -> DraftRow:
    """The draft, locked until the transaction ends. Raises NoSuchDraft."""
    draft = session.get(DraftRow, draft_id, with_for_update=True)
    if draft is None:
        raise NoSuchDraft(tr("there is no draft {draft}").format(draft=draft_id)).with_command(tr("`qorgan export drafts` lists them"))
    return draft


def get_open(session: Session, draft_id: int) -> DraftRow:
    """The draft, if nobody has decided on it. Raises NoSuchDraft, and AlreadyDecided with the decision that counts."""
    alone_in_review(session)
    draft = get(session, draft_id)
    if draft.state not in OPEN:
        raise AlreadyDecided(_stands(draft))
    return draft


def _stands(draft: DraftRow) -> str:
    words = tr("draft {draft} was {state} by {who} on {moment}; undo that first")
    state = tr(DRAFT_STATE_LABELS[DraftState(draft.state)])
    # By the clock on the wall of whoever reads it, as everything at the desk.
    moment = f"{at_home(draft.decided_at):%Y-%m-%d %H:%M}" if draft.decided_at else ""
    return words.format(draft=draft.id, state=state, who=draft.decided_by, moment=moment)


def snapshot(draft: DraftRow) -> dict[str, Any]:
    """Everything of a draft that a decision can change, as plain JSON."""
    return {
        "state": draft.state,
        "fields": draft.fields,
        "decided_by": draft.decided_by,
        "decided_at": draft.decided_at.isoformat() if draft.decided_at else None,
        "reason": draft.reason,
        "follows": draft.follows,
        "incident": draft.incident,
        "merged_into": draft.merged_into,
        "deferred_until": draft.deferred_until.isoformat() if draft.deferred_until else None,
    }


def decision_values(draft: DraftRow, state: DraftState, *, who: str, now: datetime, **more: Any) -> dict[str, Any]:
    """The state of a draft after a decision. What the decision does not name stays."""
    return {**snapshot(draft), "state": state, "decided_by": who, "decided_at": now.isoformat(), **more}


def change_state(
    session: Session,
    draft: DraftRow,
    action: DecisionAction,
    after: dict[str, Any],
    *,
    who: str,
    now: datetime,
    reason: str | None = None,
    note: str = "",
    **moved: Any,
) -> DraftRow:
    """Set the draft to the state `after`, with a row in the ledger. `moved` notes there what moved with it, such as articles.

    Raises BadDecision without a name, and AlreadyDecided if somebody else decided at the same moment.
    """
    if not who.strip():
        raise BadDecision(tr("a decision needs the name of the person who takes it"))
    before = snapshot(draft)
    for name in ("state", "fields", "decided_by", "reason", "follows", "incident", "merged_into"):
        setattr(draft, name, after[name])
    draft.decided_at = datetime.fromisoformat(after["decided_at"]) if after["decided_at"] else None
    draft.deferred_until = date.fromisoformat(after["deferred_until"]) if after["deferred_until"] else None
    describe(draft)
    try:
        session.flush()
    except StaleDataError as error:
        words = tr("draft {draft} was decided by somebody else at the same moment; look at it again")
        raise AlreadyDecided(words.format(draft=draft.id)) from error
    ledger.append(
        session,
        at=now,
        who=who,
        action=LedgerAction(action),
        subject=subject(draft.id),
        before=before,
        after={**after, **moved},
        reason=reason,
        note=note,
    )
    return draft


def decisions_of(session: Session, draft_id: int) -> list[LedgerRow]:
    """The decisions on a draft that still count, in order. One that was undone is left out, and so is its undoing."""
    stack: list[LedgerRow] = []
    for row in session.scalars(select(LedgerRow).where(LedgerRow.subject == subject(draft_id)).order_by(LedgerRow.id)):
        if row.action != LedgerAction.UNDO:
            stack.append(row)
        elif stack:
            stack.pop()
    return stack


def subject(draft_id: int) -> str:
    """The name of a draft in the ledger."""
    return f"draft {draft_id}"

"""The fields of a draft: which ones a person may correct, how each value is checked and stored, and how a change of state is written to draft and
ledger.
"""

import difflib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from records import ledger
from records.clock import to_home_time
from records.database import hold_database_lock
from records.errors import AlreadyDecided, BadDecision, NoSuchDraft
from records.i18n import tr
from records.incident_fields import INCIDENT_FIELDS
from records.review.draft_description import describe
from records.tables import DraftRow, LedgerRow
from records.vocabulary import DRAFT_STATE_LABELS, DecisionAction, DraftState, LedgerAction

# The state of a draft, and its changes in draft and ledger.

OPEN_STATES = (DraftState.NEW, DraftState.DEFERRED)
# One lock for both proposing and deciding, so that two of them never deadlock; few people decide at once.
_REVIEW_LOCK = 7_160_003


def lock_review(session: Session) -> None:
    """Lock proposing and deciding until this transaction ends."""
    hold_database_lock(session, _REVIEW_LOCK)


def locked_draft(session: Session, draft_id: int) -> DraftRow:
    """Return the draft, locked until the transaction ends. Raises NoSuchDraft."""
    draft = session.get(DraftRow, draft_id, with_for_update=True)
    if draft is None:
        raise NoSuchDraft(tr("there is no draft {draft}").format(draft=draft_id)).with_command(tr("`qorgan export drafts` lists them"))
    return draft


def locked_open_draft(session: Session, draft_id: int) -> DraftRow:
    """Return the draft if it is undecided. Raises NoSuchDraft, or AlreadyDecided with the decision that counts."""
    lock_review(session)
    draft = locked_draft(session, draft_id)
    if draft.state not in OPEN_STATES:
        raise AlreadyDecided(_decision_message(draft))
    return draft


def _decision_message(draft: DraftRow) -> str:
    words = tr("draft {draft} was {state} by {who} on {moment}; undo that first")
    state = tr(DRAFT_STATE_LABELS[DraftState(draft.state)])
    # In the home country's time, as everywhere at the desk.
    moment = f"{to_home_time(draft.decided_at):%Y-%m-%d %H:%M}" if draft.decided_at else ""
    return words.format(draft=draft.id, state=state, who=draft.decided_by, moment=moment)


def draft_content(draft: DraftRow) -> dict[str, Any]:
    """Return everything of a draft that a decision can change, as plain JSON."""
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
    """Return the state of a draft after a decision. Values that the decision does not name are unchanged."""
    return {**draft_content(draft), "state": state, "decided_by": who, "decided_at": now.isoformat(), **more}


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
    """Set the draft to the state `after` and add a row to the ledger. `moved` is added to that row, e.g. the articles that were moved.

    Raises BadDecision if `who` is empty, and AlreadyDecided if somebody else decided at the same moment.
    """
    if not who.strip():
        raise BadDecision(tr("a decision needs the name of the person who takes it"))
    before = draft_content(draft)
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
    """Return the decisions on a draft that count, in order; undone decisions and their undo rows are left out."""
    stack: list[LedgerRow] = []
    for row in session.scalars(select(LedgerRow).where(LedgerRow.subject == subject(draft_id)).order_by(LedgerRow.id)):
        if row.action != LedgerAction.UNDO:
            stack.append(row)
        elif stack:
            stack.pop()
    return stack


def subject(draft_id: int) -> str:
    """Return the subject under which the ledger records a draft."""
    return f"draft {draft_id}"


# What a person may correct on a draft.
FIELDS = {field.name: field for field in INCIDENT_FIELDS if field.on_draft}


def checked_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the corrections in the form in which they are stored. Raises BadDecision that names the field and what is wrong with it."""
    columns: dict[str, Any] = {}
    for name, value in fields.items():
        if name not in FIELDS:
            near = difflib.get_close_matches(name, FIELDS, n=1)
            words = tr("{field} is no field of a draft; did you mean {near}?") if near else tr("{field} is no field of a draft; fields are {fields}")
            raise BadDecision(words.format(field=name, near=near[0] if near else "", fields=", ".join(sorted(FIELDS))))
        columns |= FIELDS[name].kind.checked(name, value)
    return columns

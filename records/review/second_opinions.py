"""Second opinions: chance chooses some confirmed or rejected drafts, and another person decides on them without seeing the first decision.

This changes no decision. It shows how far people agree, and names the drafts on which they do not. In the ledger a second opinion has a subject of
its own, `second N`, because a row under `draft N` would be the next one that `undo` takes back.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from records import ledger
from records.errors import AlreadyDecided, BadDecision, NoSuchDraft
from records.i18n import tr
from records.review.agreement_measures import cohen_kappa, share_alike
from records.review.field_opinions import keep_opinion
from records.tables import DraftRow, SecondOpinionRow
from records.vocabulary import DecisionAction, DraftState, LedgerAction, OpinionField, RejectReason

# One in ten.
SHARE = 0.1
# As which field of a draft the ledger keeps what a second reader says.
_KEPT_AS = {
    OpinionField.CATEGORY: "primary",
    OpinionField.DATE: "incident_date",
    OpinionField.PLACE: "place",
    OpinionField.VICTIMS: "victims",
    OpinionField.ACTOR: "actor",
}
_JUDGED = (DraftState.CONFIRMED, DraftState.REJECTED)


@dataclass(frozen=True)
class Agreement:
    """How far first and second opinions agree on whether a draft is confirmed or rejected. `share` and `kappa` are None if nothing can be said."""

    opinions: int
    agreed: int
    share: float | None
    kappa: float | None
    """Cohen's kappa: agreement beyond what chance alone would give; 1 = full, 0 = none beyond chance. None too where both always said one thing."""


@dataclass(frozen=True)
class Disagreement:
    """A draft on which two people disagree."""

    draft_id: int
    title: str
    first_by: str
    first_action: str
    second_by: str
    second_action: str
    second_reason: str | None
    at: datetime


def chosen(draft_id: int) -> bool:
    """Whether chance chose this draft. The answer for a draft never changes, and over all drafts it is one in ten."""
    drawn = int.from_bytes(hashlib.sha256(f"second opinion on draft {draft_id}".encode()).digest()[:8], "big")
    return drawn < SHARE * 2**64


def ask(session: Session, draft: DraftRow, *, now: datetime) -> bool:
    """Ask for a second opinion on what was just decided, if chance chose the draft. Gives whether it was asked for.

    Samples are left out, because they measure something else. Call it after every confirmation and rejection; calling it twice does no harm.
    """
    if draft.sample or draft.state not in _JUDGED or not draft.decided_by or not chosen(draft.id):
        return False
    row = session.get(SecondOpinionRow, draft.id)
    if row is None:
        session.add(SecondOpinionRow(draft_id=draft.id, asked_at=now, first_by=draft.decided_by))
    elif row.second_at is None:
        # The decision was undone meanwhile, and taken anew.
        row.first_by, row.asked_at = draft.decided_by, now
    session.flush()
    return True


def wanted_from(who: str) -> ColumnElement[bool]:
    """A condition for the drafts on which this person may give a second opinion."""
    # A subquery of the few that wait, so that not every decided draft is read.
    asked = select(SecondOpinionRow.draft_id).where(SecondOpinionRow.second_at.is_(None), SecondOpinionRow.first_by != who)
    return and_(DraftRow.id.in_(asked), DraftRow.state.in_(_JUDGED))


def blind(session: Session, draft_id: int, who: str) -> bool:
    """Whether this person is to give a second opinion on the draft. Then its decision must not be shown to them."""
    return session.scalar(select(DraftRow.id).where(DraftRow.id == draft_id, wanted_from(who))) is not None


def waiting(session: Session, who: str) -> int:
    """On how many drafts this person may give a second opinion."""
    return session.scalar(select(func.count()).select_from(DraftRow).where(wanted_from(who))) or 0


def answer(
    session: Session,
    draft_id: int,
    *,
    who: str,
    now: datetime,
    action: str,
    reason: str | None = None,
    note: str = "",
    fields: Mapping[OpinionField, Any] | None = None,
) -> SecondOpinionRow:
    """Note another person's opinion on a decided draft in the ledger. The decision stays. `fields` is what she says of single fields; they are kept beside what the first said where both
    confirm.

    Raises NoSuchDraft if none was asked for, AlreadyDecided if it was given already or the decision was undone, and BadDecision.
    """
    _check(action, reason, note)
    row = session.get(SecondOpinionRow, draft_id, with_for_update=True)
    draft = session.get(DraftRow, draft_id)
    if row is None or draft is None:
        raise NoSuchDraft(tr("no second opinion is asked for on draft {draft}").format(draft=draft_id))
    if row.second_at is not None or draft.state not in _JUDGED:
        raise AlreadyDecided(tr("the second opinion on draft {draft} is there already, or no longer wanted").format(draft=draft_id))
    if row.first_by == who:
        raise BadDecision(tr("the second opinion on draft {draft} is for somebody else: the first decision is yours").format(draft=draft_id))
    row.second_by, row.second_action, row.second_at = who, action, now
    row.second_reason = reason if action == DecisionAction.REJECT else None
    row.agreed = (draft.state == DraftState.CONFIRMED) == (action == DecisionAction.CONFIRM)
    session.flush()
    kept = {}
    if fields and row.agreed and action == DecisionAction.CONFIRM:
        kept = {
            _KEPT_AS[OpinionField(one.field)]: one.second
            for one in keep_opinion(session, draft, fields, first_by=row.first_by, second_by=who, now=now)
        }
    after = {"action": action, "reason": row.second_reason, "first_by": row.first_by, "agreed": row.agreed, **({"fields": kept} if kept else {})}
    ledger.append(
        session,
        at=now,
        who=who,
        action=LedgerAction.SECOND,
        subject=f"second {draft_id}",
        before={},
        after=after,
        reason=row.second_reason,
        note=note,
    )
    return row


def _check(action: str, reason: str | None, note: str) -> None:
    if action not in (DecisionAction.CONFIRM, DecisionAction.REJECT):
        raise BadDecision(tr("a second opinion confirms or rejects"))
    if action == DecisionAction.REJECT and reason not in list(RejectReason):
        raise BadDecision(tr("choose one of the nine reasons to reject"))
    if action == DecisionAction.REJECT and reason == RejectReason.OTHER and not note.strip():
        raise BadDecision(tr("the reason “other” needs a note that says which"))


def agreement(session: Session, since: datetime | None = None, until: datetime | None = None) -> Agreement:
    """How far people agree, by the second opinions given from `since` until before `until`."""
    query = select(SecondOpinionRow.second_action, SecondOpinionRow.agreed, func.count()).where(SecondOpinionRow.second_at.is_not(None))
    if since is not None:
        query = query.where(SecondOpinionRow.second_at >= since)
    if until is not None:
        query = query.where(SecondOpinionRow.second_at < until)
    counted = query.group_by(SecondOpinionRow.second_action, SecondOpinionRow.agreed)
    pairs = {(action, bool(agreed)): number for action, agreed, number in session.execute(counted)}
    both_confirm, both_reject = pairs.get((DecisionAction.CONFIRM, True), 0), pairs.get((DecisionAction.REJECT, True), 0)
    return measured_agreement(both_confirm, both_reject, pairs.get((DecisionAction.REJECT, False), 0), pairs.get((DecisionAction.CONFIRM, False), 0))


def measured_agreement(both_confirm: int, both_reject: int, only_first: int, only_second: int) -> Agreement:
    """Share and kappa from the four counts. `only_first`: only the first person confirmed."""
    yes, no = DecisionAction.CONFIRM, DecisionAction.REJECT
    pairs = [*[(yes, yes)] * both_confirm, *[(no, no)] * both_reject, *[(yes, no)] * only_first, *[(no, yes)] * only_second]
    return Agreement(len(pairs), both_confirm + both_reject, share_alike(pairs), cohen_kappa(pairs))


def disagreements(session: Session, limit: int = 100) -> Sequence[Disagreement]:
    """The drafts on which two people disagree, the latest first, for editors to look at."""
    query = (
        select(SecondOpinionRow, DraftRow.title)
        .join(DraftRow, DraftRow.id == SecondOpinionRow.draft_id)
        .where(SecondOpinionRow.agreed.is_(False))
        .order_by(SecondOpinionRow.second_at.desc(), SecondOpinionRow.draft_id)
        .limit(limit)
    )
    return [_differing(row, title) for row, title in session.execute(query)]


def _differing(row: SecondOpinionRow, title: str) -> Disagreement:
    second = row.second_action or ""
    # There are only two answers, so whoever disagrees gave the other one.
    first = DecisionAction.REJECT if second == DecisionAction.CONFIRM else DecisionAction.CONFIRM
    return Disagreement(row.draft_id, title, row.first_by, first, row.second_by or "", second, row.second_reason, row.second_at or row.asked_at)

"""Decisions on drafts in words: the current one, and the one just made."""

from sqlalchemy.orm import Session, object_session

from desk.rendering import until_day
from records.i18n import tr
from records.incident_texts.list_titles import titles_of_drafts, titles_of_numbers
from records.review.draft_fields import decisions_of
from records.tables import DraftRow
from records.vocabulary import DRAFT_STATE_LABELS, REJECT_REASON_LABELS, DraftState, LedgerAction, RejectReason


def decision_status_words(draft: DraftRow) -> str:
    """Return the decision on a draft, and who made it: "confirmed by Berik as KZ-2026-0003"."""
    values = {"state": tr(DRAFT_STATE_LABELS[DraftState(draft.state)]), "who": draft.decided_by or "", "number": draft.incident or ""}
    if draft.state == DraftState.CONFIRMED and draft.follows:
        return tr("{state} by {who}: news of {number}").format(**values)
    if draft.state == DraftState.CONFIRMED:
        return tr("{state} by {who} as {number}").format(**values)
    if draft.state == DraftState.REJECTED and draft.reason in REJECT_REASON_LABELS:
        return tr("{state} by {who}: {reason}").format(**values, reason=tr(REJECT_REASON_LABELS[RejectReason(draft.reason)]))
    if draft.state == DraftState.MERGED:
        return tr("{state} by {who} with {other}").format(**values, other=draft.incident or tr("draft {id}").format(id=draft.merged_into))
    if draft.state == DraftState.DEFERRED and draft.deferred_until:
        return tr("{state} by {who} until {until_day}").format(**values, until_day=until_day(draft.deferred_until))
    return tr("{state} by {who}").format(**values) if draft.decided_by else values["state"]


def decision_result_words(draft: DraftRow) -> str:
    """Return what has just become of a draft: "Draft 12: confirmed as KZ-2026-0003"."""
    values = {"id": draft.id, "number": draft.incident or ""}
    if draft.state == DraftState.CONFIRMED and draft.follows:
        return tr("Draft {id} confirmed as news of {number}").format(**values)
    if draft.state == DraftState.CONFIRMED:
        return tr("Draft {id} confirmed as {number}").format(**values)
    if draft.state == DraftState.REJECTED:
        return tr("Draft {id} rejected: {reason}").format(**values, reason=tr(REJECT_REASON_LABELS[RejectReason(draft.reason or "other")]))
    if draft.state == DraftState.MERGED:
        return tr("Draft {id} merged with {other}").format(**values, other=_taker(draft))
    if draft.state == DraftState.DEFERRED and draft.deferred_until:
        return tr("Draft {id} deferred until {until_day}").format(**values, until_day=until_day(draft.deferred_until))
    return tr("Draft {id} waits again").format(**values)


def _taker(draft: DraftRow) -> str:
    """Return the target of a merge with its title, since a number alone is easily mistyped."""
    session = object_session(draft)
    if session is None:
        title = ""
    elif draft.incident:
        title = titles_of_numbers(session, [draft.incident]).get(draft.incident, ("", ""))[0]
    else:
        into = draft.merged_into or 0
        title = titles_of_drafts(session, [into]).get(into, ("", ""))[0]
    return ": ".join(filter(None, (draft.incident or tr("draft {id}").format(id=draft.merged_into), title)))


def decided_words(session: Session, draft: DraftRow) -> str:
    """Return the last decision on a draft, in words. For a split, after which the draft still waits, it describes the split."""
    last = next(reversed(decisions_of(session, draft.id)), None)
    if last is not None and last.action == LedgerAction.SPLIT:
        return tr("Draft {id} split: draft {other} came of it").format(id=draft.id, other=last.after.get("into"))
    return decision_result_words(draft)

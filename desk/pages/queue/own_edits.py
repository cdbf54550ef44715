"""What people have typed into drafts and not decided yet, as the corrections that their confirmation takes along. The card, the key and the bulk action all ask
here, and so does the page of the draft: there is one truth for a draft's values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from desk.pages.draft import form
from records import review
from records.review import Decision, day_undo, edits
from records.tables import DraftRow, SavedEditRow
from records.vocabulary import DecisionAction, DraftState

# Asked with every page of cards, so it is put together once.
_TYPED = select(SavedEditRow).where(SavedEditRow.draft_id.in_(bindparam("drafts", expanding=True))).order_by(SavedEditRow.user)


@dataclass(frozen=True)
class OwnEdits:
    """What one person has typed into a draft. `wrong` says by field why something cannot be recorded so. `others` have typed something of their own, which this
    person's confirmation does not take along."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    others: tuple[str, ...] = ()

    def over(self, draft: DraftRow) -> dict[str, Any]:
        """The values of the draft as this person sees and confirms them."""
        return {**draft.proposal, **(self.fields or draft.fields)}

    def follows(self, draft: DraftRow) -> str | None:
        """The incident of which the draft is news, as this person says."""
        said: str | None = self.fields.get("follows", draft.follows)
        return said or None


def own_edits(session: Session, drafts: Sequence[DraftRow], who: str) -> dict[int, OwnEdits]:
    """What this person has typed into each of these drafts; nothing into most."""
    rows = session.scalars(_TYPED, {"drafts": [draft.id for draft in drafts]})
    by_draft: dict[int, dict[str, Mapping[str, Any]]] = {}
    for row in rows:
        by_draft.setdefault(row.draft_id, {})[row.user] = row.fields
    return {draft.id: _of(draft, by_draft.get(draft.id, {}), who) for draft in drafts}


def as_lists(fields: Mapping[str, Any]) -> dict[str, list[str]]:
    """The saved fields in the form in which the browser sends them."""
    return {name: [str(one) for one in value] if isinstance(value, list) else [str(value)] for name, value in fields.items()}


def undo_keeping(session: Session, draft: DraftRow, who: str, now: datetime, *, unless_built_upon: bool) -> DraftRow:
    """Take back the last decision. What was corrected in a confirmation is in this person's form again, for whoever confirms it anew."""
    was = form.standing(draft) if draft.state == DraftState.CONFIRMED else None
    if unless_built_upon:
        row = day_undo.undo_unbuilt(session, draft.id, who=who, now=now)
    else:
        row = review.decide(session, draft.id, Decision(DecisionAction.UNDO), who=who, now=now)
    if was is not None and (left := form.as_fields(was, form.standing(draft))):
        edits.save(session, draft.id, who, left, now)
    return row


def _of(draft: DraftRow, typed: Mapping[str, Mapping[str, Any]], who: str) -> OwnEdits:
    if not typed:
        return OwnEdits()
    others = tuple(name for name, fields in typed.items() if name != who and _asked(draft, fields).fields)
    if who not in typed:
        return OwnEdits(others=others)
    found = _asked(draft, typed[who])
    return OwnEdits(found.fields, found.wrong, others)


def _asked(draft: DraftRow, fields: Mapping[str, Any]) -> form.FormValues:
    machine = form.proposed(draft)
    return form.asked(form.typed(as_lists(fields), form.standing(draft)), machine, draft.proposal)

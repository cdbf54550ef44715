"""Drafts made from tips without an address, entered by hand and without an article."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records import ledger
from records.clock import day_of
from records.errors import BadDecision, NoSuchIncident
from records.i18n import reader_language, tr
from records.incident_fields import PRIVATE_FIELDS
from records.ledger import require_name
from records.manual_tips import tip_content, tip_subject
from records.review.draft_description import describe
from records.review.draft_fields import checked_fields, lock_review
from records.tables import DraftRow, IncidentRow, ManualTipRow
from records.vocabulary import DraftState, IntakeChannel, LedgerAction, ScreeningLabel, TipChannel

MAX_TIP_LENGTH = 20_000
MAX_TIP_SENDER_LENGTH = 1000
# A draft that a person entered sorts before the machine's.
_SCORE = 1.0


@dataclass(frozen=True)
class ManualTip:
    """A tip: what came, how, when and from whom. `key` identifies it at its channel (the id of a mail), so that it is stored once. `lang` is the
    language of its texts.
    """

    way: TipChannel
    came_on: date
    told: str = ""
    from_whom: str = ""
    door: IntakeChannel = IntakeChannel.DESK
    key: str | None = None
    lang: str = ""


def create_tip_draft(session: Session, tip: ManualTip, fields: Mapping[str, Any], *, who: str, now: datetime) -> DraftRow:
    """Create a draft from a tip, with these fields as corrections; a tip whose key is stored already returns its draft.

    Call it in a write transaction. Unpublished fields are stored with the tip until somebody confirms it. Raises BadDecision, NoSuchIncident.
    """
    require_name(who)
    lock_review(session)
    existing = session.scalar(select(ManualTipRow.draft_id).where(ManualTipRow.key == tip.key)) if tip.key else None
    if existing is not None:
        return session.get_one(DraftRow, existing)
    if tip.came_on > day_of(now):
        raise BadDecision(tr("{day} lies in the future").format(day=tip.came_on), "came_on")
    accepted = checked_fields(fields)
    # The person who confirms the draft vouches for its texts, not the one who enters it.
    accepted.pop("texts_checked", None)
    unpublished = {field.name: words for field in PRIVATE_FIELDS if (words := str(accepted.pop(field.name, None) or "").strip())}
    follows = accepted.pop("follows", None)
    if follows and session.get(IncidentRow, follows) is None:
        raise NoSuchIncident(tr("there is no incident {number}").format(number=follows))
    draft = DraftRow(
        state=DraftState.NEW, score=_SCORE, label=ScreeningLabel.FOLLOWUP if follows else ScreeningLabel.INCIDENT, proposal=tip_proposal(tip), fields=accepted,
        follows=follows, created_at=now,
    )  # fmt: skip
    describe(draft)
    session.add(draft)
    session.flush()
    private = {**unpublished, **({"from_whom": whom} if (whom := tip.from_whom.strip()[:MAX_TIP_SENDER_LENGTH]) else {})}
    text = tip.told.replace("\x00", "").strip()[:MAX_TIP_LENGTH]
    if private or text:
        # The ledger stores a digest of both; without a salt, short texts could be guessed from it.
        private["salt"] = secrets.token_hex(16)
    row = ManualTipRow(
        draft_id=draft.id, way=tip.way, came_on=tip.came_on, told=text, private=private, door=tip.door, key=tip.key,
        taken_by=who, taken_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    after = {**tip_content(row), "fields": accepted, "follows": follows}
    ledger.append(session, at=now, who=who, action=LedgerAction.TAKE_DOWN, subject=tip_subject(draft.id), before={}, after=after)
    return draft


def tip_proposal(tip: ManualTip) -> dict[str, Any]:
    """Return the proposal of a draft made from a tip, which holds only how and when the tip came and its language."""
    return {"by_hand": {"way": tip.way.value, "came_on": tip.came_on.isoformat()}, "lang": tip.lang or reader_language()}

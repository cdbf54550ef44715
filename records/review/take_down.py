"""Takes down a tip that has no address, as a draft without an article, on which a person decides as on every other."""

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
from records.hand.hand_tips import tip_content, tip_subject
from records.i18n import reader, tr
from records.incident_fields import PRIVATE_FIELDS
from records.incidents.incident_ledger import require_name
from records.review.draft_description import describe
from records.review.draft_fields import checked
from records.review.draft_state import alone_in_review
from records.tables import DraftRow, HandTipRow, IncidentRow
from records.vocabulary import Door, DraftState, HandWay, LedgerAction, ScreeningLabel

LONGEST_TOLD = 20_000
LONGEST_FROM = 1000
# A draft that a person took down stands before what a machine found.
_SCORE = 1.0


@dataclass(frozen=True)
class HandTip:
    """What came, how, when and from whom. `key` is what the door calls it (the id of a mail), by which it is taken in once. `lang` is the language of its texts."""

    way: HandWay
    came_on: date
    told: str = ""
    from_whom: str = ""
    door: Door = Door.DESK
    key: str | None = None
    lang: str = ""


def take_down(session: Session, tip: HandTip, fields: Mapping[str, Any], *, who: str, now: datetime) -> DraftRow:
    """Make a draft of it, with what is known as the corrections that stand in it; call it in a transaction that writes. A tip whose key is known gives the draft that it
    made. Unpublished fields stay with the tip until somebody confirms it. Raises BadDecision, NoSuchIncident."""
    require_name(who)
    alone_in_review(session)
    known = session.scalar(select(HandTipRow.draft_id).where(HandTipRow.key == tip.key)) if tip.key else None
    if known is not None:
        return session.get_one(DraftRow, known)
    if tip.came_on > day_of(now):
        raise BadDecision(tr("{day} lies in the future").format(day=tip.came_on), "came_on")
    given = checked(fields)
    # Whoever confirms it vouches for its texts.
    given.pop("texts_checked", None)
    helping = {field.name: words for field in PRIVATE_FIELDS if (words := str(given.pop(field.name, None) or "").strip())}
    follows = given.pop("follows", None)
    if follows and session.get(IncidentRow, follows) is None:
        raise NoSuchIncident(tr("there is no incident {number}").format(number=follows))
    draft = DraftRow(
        state=DraftState.NEW, score=_SCORE, label=ScreeningLabel.FOLLOWUP if follows else ScreeningLabel.INCIDENT, proposal=proposed_by_hand(tip), fields=given,
        follows=follows, created_at=now,
    )  # fmt: skip
    describe(draft)
    session.add(draft)
    session.flush()
    private = {**helping, **({"from_whom": whom} if (whom := tip.from_whom.strip()[:LONGEST_FROM]) else {})}
    told = tip.told.replace("\x00", "").strip()[:LONGEST_TOLD]
    if private or told:
        # The ledger keeps a digest of both; without a salt, short words could be guessed from it.
        private["salt"] = secrets.token_hex(16)
    row = HandTipRow(
        draft_id=draft.id, way=tip.way, came_on=tip.came_on, told=told, private=private, door=tip.door, key=tip.key,
        taken_by=who, taken_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    after = {**tip_content(row), "fields": given, "follows": follows}
    ledger.append(session, at=now, who=who, action=LedgerAction.TAKE_DOWN, subject=tip_subject(draft.id), before={}, after=after)
    return draft


def proposed_by_hand(tip: HandTip) -> dict[str, Any]:
    """What stands as the proposal of such a draft: the machine proposes nothing."""
    return {"by_hand": {"way": tip.way.value, "came_on": tip.came_on.isoformat()}, "lang": tip.lang or reader()}

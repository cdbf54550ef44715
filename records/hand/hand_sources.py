"""Tips without an address as sources: of which incident each is one, and what was taken down with it."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.incident_fields import PRIVATE_FIELDS
from records.incident_model import Source
from records.tables import DraftRow, HandTipRow
from records.vocabulary import DraftState


def tip_of(session: Session, draft_id: int) -> HandTipRow | None:
    """The tip of which a draft was made; None for a draft of articles."""
    return session.get(HandTipRow, draft_id)


def kept_private(session: Session, draft_id: int) -> dict[str, str]:
    """The unpublished fields that were taken down with a tip; nothing of a draft of articles."""
    row = tip_of(session, draft_id)
    return {field.name: row.private[field.name] for field in PRIVATE_FIELDS if row is not None and field.name in row.private}


def hand_sources(session: Session, numbers: Collection[str] | None = None) -> dict[str, list[Source]]:
    """The tips that are sources of these incidents (None: of all): those of the drafts that belong to them, and those of drafts that were merged into these. There are few
    tips, so all are looked at."""
    tips = session.scalars(select(HandTipRow).order_by(HandTipRow.came_on, HandTipRow.draft_id)).all()
    # Not by a join: an SQLite that was told the sizes of its tables (ANALYZE) goes through all drafts then, and looks for a tip of each.
    query = select(DraftRow.id, DraftRow.state, DraftRow.incident, DraftRow.merged_into).where(DraftRow.id.in_(select(HandTipRow.draft_id)))
    drafts = {row.id: row for row in session.execute(query)} if tips else {}
    found: dict[str, list[Source]] = defaultdict(list)
    for tip in tips:
        draft = drafts[tip.draft_id]
        number = _number(session, draft.state, draft.incident, draft.merged_into)
        if number is not None and (numbers is None or number in numbers):
            found[number].append(Source(f"hand-{tip.draft_id}", "", published_at=tip.came_on.isoformat(), way=tip.way))
    return found


def drafts_merged_into(session: Session, ids: Collection[int]) -> set[int]:
    """These drafts, and those that were merged into them, at whatever remove."""
    found, new = set(ids), set(ids)
    while new:
        query = select(DraftRow.id).where(DraftRow.merged_into.in_(sorted(new)), DraftRow.state == DraftState.MERGED)
        new = set(session.scalars(query)) - found
        found |= new
    return found


def _number(session: Session, state: str, incident: str | None, merged_into: int | None) -> str | None:
    """The incident of which a draft is a source: its own, or that of the draft into which it was merged."""
    seen: set[int] = set()
    while state == DraftState.MERGED and incident is None and merged_into is not None and merged_into not in seen:
        seen.add(merged_into)
        target = session.get_one(DraftRow, merged_into)
        state, incident, merged_into = target.state, target.incident, target.merged_into
    return incident if state in (DraftState.CONFIRMED, DraftState.MERGED) else None

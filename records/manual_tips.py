"""Tips without an address: what somebody said on the telephone, wrote or showed.

Each is a draft without an article (`records.review.tip_drafts`). Only those who help see where it came from: it is in no export, report or API answer,
and the ledger stores only a digest of it (`tip DRAFT`).
"""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.clock import parse_day
from records.i18n import tr
from records.incident_fields import PRIVATE_FIELDS
from records.incident_model import Source
from records.language.dates import day_in_words
from records.language.letters import capitalized
from records.ledger import private_digest
from records.tables import DraftRow, ManualTipRow
from records.vocabulary import TIP_SOURCE_WORDS, DraftState, TipChannel

# The code of a source without an address: how and when it came, such as `hand:call:2026-11-21`. It is stored as a code and shown in each reader's
# language.

_CODE = re.compile(r"hand:([a-z]{1,12}):([0-9]{4}-[0-9]{2}-[0-9]{2})")


def source_code(channel: str, day: date) -> str:
    """Return the code of a source that came this way on this day."""
    return f"hand:{channel}:{day.isoformat()}"


def source_words(source: str) -> str:
    """Return a source as readers see it: words for such a code, any other source unchanged."""
    match = _CODE.fullmatch(source)
    if match is None or match[1] not in list(TipChannel):
        return source
    try:
        day = date.fromisoformat(match[2])
    except ValueError:
        return source
    return tip_description(match[1], day)


def tip_source_description(source: Source) -> str:
    """Return how and when a source without an article came; empty for an article."""
    day = parse_day(source.published_at or "")
    return tip_description(source.way, day) if source.way in list(TipChannel) and day else ""


def tip_draft_description(proposal: Mapping[str, Any]) -> str:
    """Return how and when a manual draft came, from its proposal; empty for any other draft."""
    tip = proposal.get("by_hand") or {}
    came_on = parse_day(str(tip.get("came_on") or ""))
    return tip_description(tip["way"], came_on) if came_on and tip.get("way") in list(TipChannel) else ""


def tip_heading(channel: str, day: date) -> str:
    """Return the same as a heading, for sources without a title."""
    return capitalized(tip_description(channel, day))


def tip_description(channel: str, day: date) -> str:
    """Return how and when a tip came, in the reader's language."""
    return tr(TIP_SOURCE_WORDS[TipChannel(channel)]).format(day=day_in_words(day))


def tip_subject(draft_id: int) -> str:
    """Return the name of a tip in the ledger."""
    return f"tip {draft_id}"


def tip_content(row: ManualTipRow) -> dict[str, Any]:
    """Return the ledger's content for a tip, with only a digest of its text and its sender."""
    salt = row.private.get("salt", "")
    return {
        "way": row.way, "came_on": row.came_on.isoformat(), "door": row.door,
        "private": private_digest({**row.private, "told": row.told, "salt": salt}) if row.told or row.private else None,
    }  # fmt: skip


# Tips as sources of incidents.


def tip_of(session: Session, draft_id: int) -> ManualTipRow | None:
    """Return the tip from which a draft was made; None for a draft of articles."""
    return session.get(ManualTipRow, draft_id)


def tip_private_fields(session: Session, draft_id: int) -> dict[str, str]:
    """Return the unpublished fields recorded with a tip; empty for a draft of articles."""
    row = tip_of(session, draft_id)
    return {field.name: row.private[field.name] for field in PRIVATE_FIELDS if row is not None and field.name in row.private}


def tip_sources(session: Session, numbers: Collection[str] | None = None) -> dict[str, list[Source]]:
    """Return the tips that are sources of these incidents (None: of all), including those of merged drafts.

    There are few tips, so all of them are read.
    """
    tips = session.scalars(select(ManualTipRow).order_by(ManualTipRow.came_on, ManualTipRow.draft_id)).all()
    # No join: with table statistics (ANALYZE), SQLite would scan all drafts and look up a tip for each.
    query = select(DraftRow.id, DraftRow.state, DraftRow.incident, DraftRow.merged_into).where(DraftRow.id.in_(select(ManualTipRow.draft_id)))
    drafts = {row.id: row for row in session.execute(query)} if tips else {}
    by_number: dict[str, list[Source]] = defaultdict(list)
    for tip in tips:
        draft = drafts[tip.draft_id]
        number = _number(session, draft.state, draft.incident, draft.merged_into)
        if number is not None and (numbers is None or number in numbers):
            by_number[number].append(Source(f"hand-{tip.draft_id}", "", published_at=tip.came_on.isoformat(), way=tip.way))
    return by_number


def drafts_merged_into(session: Session, ids: Collection[int]) -> set[int]:
    """Return these drafts and all drafts that were merged into them, directly or indirectly."""
    merged, new = set(ids), set(ids)
    while new:
        query = select(DraftRow.id).where(DraftRow.merged_into.in_(sorted(new)), DraftRow.state == DraftState.MERGED)
        new = set(session.scalars(query)) - merged
        merged |= new
    return merged


def _number(session: Session, state: str, incident: str | None, merged_into: int | None) -> str | None:
    """Return the incident of which a draft is a source: its own, or that of the draft into which it was merged."""
    visited: set[int] = set()
    while state == DraftState.MERGED and incident is None and merged_into is not None and merged_into not in visited:
        visited.add(merged_into)
        target = session.get_one(DraftRow, merged_into)
        state, incident, merged_into = target.state, target.incident, target.merged_into
    return incident if state in (DraftState.CONFIRMED, DraftState.MERGED) else None

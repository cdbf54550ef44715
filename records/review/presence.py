"""Who has which draft open, so that two people know if they work on the same one. It is only a hint: the decisions themselves keep people from
overwriting each other."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from records.tables import DraftRow, PresenceRow

# Whoever was not seen for so long has gone. Three times as long as a page waits before it says again that somebody is there.
HERE = timedelta(seconds=45)


def seen(session: Session, draft_id: int, who: str, now: datetime) -> bool:
    """Note that somebody has a draft open, and no other. False if there is no such draft."""
    session.execute(delete(PresenceRow).where(PresenceRow.user == who, PresenceRow.draft_id != draft_id))
    session.execute(delete(PresenceRow).where(PresenceRow.seen_at < now - HERE))
    if session.scalar(select(DraftRow.id).where(DraftRow.id == draft_id)) is None:
        return False
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    query = insert(PresenceRow).values(draft_id=draft_id, user=who, seen_at=now)
    session.execute(query.on_conflict_do_update(index_elements=[PresenceRow.draft_id, PresenceRow.user], set_={"seen_at": now}))
    return True


def others(session: Session, draft_ids: Sequence[int], who: str, now: datetime) -> dict[int, list[str]]:
    """Who else has these drafts open now, by name. Drafts that nobody else has open are left out."""
    query = (
        select(PresenceRow.draft_id, PresenceRow.user)
        .where(PresenceRow.draft_id.in_(draft_ids), PresenceRow.user != who, PresenceRow.seen_at >= now - HERE)
        .order_by(PresenceRow.user)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for draft_id, name in session.execute(query):
        found[draft_id].append(name)
    return dict(found)

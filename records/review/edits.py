"""What people have typed into a draft's form and not decided yet, kept for each person."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from records.errors import BadDecision, NoSuchDraft
from records.i18n import tr
from records.tables import DraftRow, SavedEditRow

# What one person may have typed into one draft: fields, and characters in all. A form has some thirty fields, the longest a summary.
MOST_FIELDS = 100
MOST_CHARACTERS = 100_000


def save(session: Session, draft_id: int, who: str, fields: Mapping[str, str | list[str]], now: datetime) -> None:
    """Keep what somebody has typed into these fields, beside earlier ones. Raises NoSuchDraft, and BadDecision if it is too much."""
    if session.scalar(select(DraftRow.id).where(DraftRow.id == draft_id)) is None:
        raise NoSuchDraft(tr("there is no draft {draft}").format(draft=draft_id)).with_command(tr("`qorgan export drafts` lists them"))
    kept = {**saved(session, draft_id, who), **{name: _storable(value) for name, value in fields.items()}}
    if len(kept) > MOST_FIELDS or len(json.dumps(kept, ensure_ascii=False)) > MOST_CHARACTERS:
        raise BadDecision(tr("this is more than is kept of one draft; shorten it, or decide first"))
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    query = insert(SavedEditRow).values(draft_id=draft_id, user=who, fields=kept, at=now)
    session.execute(query.on_conflict_do_update(index_elements=[SavedEditRow.draft_id, SavedEditRow.user], set_={"fields": kept, "at": now}))


def saved(session: Session, draft_id: int, who: str) -> dict[str, Any]:
    """What somebody has typed into a draft's form, by field. Empty if nothing."""
    query = select(SavedEditRow.fields).where(SavedEditRow.draft_id == draft_id, SavedEditRow.user == who)
    return session.scalar(query) or {}


def forget(session: Session, draft_id: int, who: str) -> None:
    """Forget it: it has gone into a decision, or is not wanted any more."""
    session.execute(delete(SavedEditRow).where(SavedEditRow.draft_id == draft_id, SavedEditRow.user == who))


def _storable(value: str | list[str]) -> str | list[str]:
    """PostgreSQL keeps no zero character in JSON."""
    return [one.replace("\x00", "") for one in value] if isinstance(value, list) else value.replace("\x00", "")

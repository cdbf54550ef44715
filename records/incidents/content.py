"""What the ledger keeps of an incident: all of it, as plain JSON, so that a row changed behind the ledger's back shows.

Of the unpublished fields it keeps only a digest, because the ledger itself is exported.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from records.tables import IncidentRow, StatusRow

_PLAIN = (
    "title", "primary", "categories", "date_precision", "country", "place", "region", "victims", "outlets", "actor", "target", "online", "during",
    "motive", "summary", "sources", "withdrawn", "draft_id",
)  # fmt: skip


def content(row: IncidentRow, statuses: Sequence[StatusRow]) -> dict[str, Any]:
    """An incident as it stands, with its statuses in order of their days. Withdrawn statuses are left out, as they are everywhere."""
    standing = [status for status in statuses if not status.withdrawn]
    return {
        **{name: getattr(row, name) for name in _PLAIN},
        "date": row.happened_on.isoformat() if row.happened_on else None,
        "private": digest(row.private),
        "statuses": [status_content(status) for status in sorted(standing, key=lambda status: (status.day, status.id))],
    }


def status_content(row: StatusRow) -> dict[str, Any]:
    """A status as the ledger and the exports write it."""
    return {"date": row.day.isoformat(), "code": row.code, "source": row.source, "note": row.note}


def digest(private: dict[str, Any]) -> str | None:
    """SHA-256 over the unpublished fields; None where there are none. They carry a salt, so that nobody can try telephone numbers against it."""
    if not private:
        return None
    return hashlib.sha256(json.dumps(private, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

"""The last act in the ledger that changed what a release holds. By it a release tells of which state of the record it was made, and as of which day it speaks."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.tables import LedgerRow
from records.vocabulary import LedgerAction

_BATCH = 200
_DECISIONS = (LedgerAction.CONFIRM, LedgerAction.MERGE, LedgerAction.SPLIT, LedgerAction.UNDO)
# What the ledger keeps of an incident and no release holds.
_UNPUBLISHED = frozenset({"private", "draft_id"})


def last_change(session: Session) -> LedgerRow | None:
    """The last row on an incident that changed more than what is noted for the victims' safety, on the record of a person, or on a draft that counts to an incident;
    None if there is none yet.

    Users, outlets, drafts that wait or are rejected, messages, files, requests, reports and exports change nothing that is published. A record of a person always counts,
    since a name that is withheld or published changes titles and summaries too.
    """
    query = select(LedgerRow).order_by(LedgerRow.id.desc()).execution_options(yield_per=_BATCH)
    return next((row for row in session.scalars(query) if _changes_a_release(row)), None)


def _changes_a_release(row: LedgerRow) -> bool:
    match row.subject.partition(" ")[0]:
        case "incident":
            return row.action not in (LedgerAction.REPORT, LedgerAction.EXPORT) and _published(row.before) != _published(row.after)
        case "person":
            return True
        case "draft":
            return row.action in _DECISIONS and any(of.get("incident") or of.get("merged_into") for of in (row.before, row.after))
    return False


def _published(content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name not in _UNPUBLISHED}

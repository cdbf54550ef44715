"""Stored pages that were cleared away. The ledger's row of a clearing proves which pages they were; `qorgan verify` compares both."""

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Select, collate, select
from sqlalchemy.orm import Session

from records.i18n import ntr, tr
from records.tables import LedgerRow, SnapshotRow
from records.vocabulary import LedgerAction

# The subject under which clearing evidence stands in the ledger.
EVIDENCE = "evidence"
_STREAM = 2000


def cleared(session: Session, at: datetime) -> tuple[int, str]:
    """How many pages were cleared away at that moment, and the digest of which, for the ledger's row of the clearing."""
    return _digest(session.execute(_in_order(session, SnapshotRow.article_id, SnapshotRow.sha256).where(SnapshotRow.dropped_at == at)))


def clearing_faults(session: Session, tell: Callable[[str], None]) -> int:
    """Report where the pages marked as cleared away are not those of a clearing in the ledger. Gives the number of pages so marked."""
    query = select(LedgerRow.id, LedgerRow.after).where(LedgerRow.subject == EVIDENCE, LedgerRow.action == LedgerAction.CLEAR)
    decided = {row.after["at"]: (row.id, row.after) for row in session.execute(query) if isinstance(row.after, dict) and "at" in row.after}
    marked = session.execute(
        _in_order(session, SnapshotRow.dropped_at, SnapshotRow.article_id, SnapshotRow.sha256).where(SnapshotRow.dropped_at.is_not(None))
    )
    total = 0
    for moment, group in groupby(marked, key=lambda row: row[0]):
        pages, digest = _digest(row[1:] for row in group)
        total += pages
        id_, after = decided.pop(moment.isoformat(), (None, {}))
        if id_ is None:
            words = ntr(
                "{n} page is marked as cleared away at {moment}, but no clearing in the ledger says so",
                "{n} pages are marked as cleared away at {moment}, but no clearing in the ledger says so",
                pages,
            )
            tell(words.format(n=pages, moment=moment.isoformat()))
        elif (pages, digest) != (after.get("pages"), after.get("digest")):
            tell(tr("the pages marked as cleared away at {moment} are not those of ledger row {row}").format(moment=moment.isoformat(), row=id_))
    for id_, after in decided.values():
        if after.get("pages"):
            tell(tr("ledger row {row} cleared pages away, but none is marked so").format(row=id_))
    return total


def _in_order(session: Session, *columns: Any) -> Select[Any]:
    """Sorted by character codes on both databases, whatever order PostgreSQL's language has."""
    plain = "C" if session.get_bind().dialect.name == "postgresql" else "BINARY"
    ordered = [column if column is SnapshotRow.dropped_at else collate(column, plain) for column in columns]
    return select(*columns).order_by(*ordered).execution_options(yield_per=_STREAM)


def _digest(pages: Iterable[Any]) -> tuple[int, str]:
    """SHA-256 over one line `article id, space, SHA-256 of the page` for each page."""
    count, digest = 0, hashlib.sha256()
    for article, sha256 in pages:
        digest.update(f"{article} {sha256}\n".encode())
        count += 1
    return count, digest.hexdigest()

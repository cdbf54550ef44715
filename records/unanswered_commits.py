"""Whether a transaction took place whose commit nobody answered, because the connection was lost just then.

PostgreSQL tells what became of a transaction by its id. A server that crashed may give the id of one that it lost to another one; a transaction that wrote
into the ledger is therefore believed only where its row stands there, with its very hash.
"""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session

from records.fault_names import away
from records.i18n import tr

_ROW = "ledger row"


@dataclass(frozen=True)
class AskedToCommit:
    """A transaction that was asked to commit. `id` is None where it has written nothing, or cannot lose its connection (SQLite); `row` is the last row that
    it wrote into the ledger, with its hash."""

    id: str | None
    row: tuple[int, str] | None


def note_row(session: Session, id: int, hash: str) -> None:
    """Note that the transaction of this session has written this row into the ledger."""
    session.info[_ROW] = (id, hash)


def about_to_commit(session: Session) -> AskedToCommit:
    """The transaction of this session, by which it can be known later. Nothing may be written after this but the commit."""
    session.flush()
    if session.get_bind().dialect.name != "postgresql":
        return AskedToCommit(None, None)
    return AskedToCommit(session.scalar(text("SELECT CAST(pg_current_xact_id_if_assigned() AS text)")), session.info.get(_ROW))


def took_place(session: Session, left: AskedToCommit) -> bool:
    """Whether it was committed. Raises DatabaseAway while the server itself has not ended it."""
    if left.id is None:
        return False
    try:
        state = session.scalar(text("SELECT pg_xact_status(CAST(:id AS xid8))"), {"id": left.id})
    except DataError:
        # An id that the server has not given yet: it crashed, and has forgotten the transaction.
        return False
    if state == "in progress":
        raise away(tr("it has not ended the last transaction yet"))
    if state != "committed" or left.row is None:
        return bool(state == "committed")
    id, hash = left.row
    return bool(session.scalar(text("SELECT hash FROM ledger WHERE id = :id"), {"id": id}) == hash)

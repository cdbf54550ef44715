"""Requests from the desk to the next run: visit an outlet again, or collect a single page. The desk itself never fetches."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from records.ledger.entries import escape_note
from records.tables import OutletRunRow, PageRow, RequestRow


class RequestKind(StrEnum):
    """The kind of a request."""

    RUN_AGAIN = "run_again"
    TIP = "tip"


def request_visit(session: Session, outlet: str, *, who: str, now: datetime, note: str = "") -> RequestRow:
    """Request that the next run visits an outlet; repeated requests before it make one."""
    waiting = [row for row in waiting_requests(session) if row.outlet == outlet and row.kind == RequestKind.RUN_AGAIN]
    return waiting[0] if waiting else _ask(session, RequestRow(kind=RequestKind.RUN_AGAIN, outlet=outlet, note=note, who=who, at=now))


def request_page(session: Session, url: str, *, who: str, now: datetime, note: str) -> RequestRow:
    """Request a page, with a note on why.

    The address must have been checked (`pipelines.tip_urls.checked_tip_url`), and is checked again when it is fetched.
    """
    waiting = [row for row in waiting_requests(session) if row.url == url]
    return waiting[0] if waiting else _ask(session, RequestRow(kind=RequestKind.TIP, url=url, note=note, who=who, at=now))


def waiting_requests(session: Session) -> list[RequestRow]:
    """Return requests that no run has taken yet, the oldest first."""
    return list(session.scalars(select(RequestRow).where(RequestRow.taken_at.is_(None)).order_by(RequestRow.at, RequestRow.id)))


def latest_requests(session: Session, limit: int = 50) -> list[RequestRow]:
    """Return the newest requests with their results."""
    return list(session.scalars(select(RequestRow).order_by(RequestRow.at.desc(), RequestRow.id.desc()).limit(limit)))


def claim_requests(session: Session, run_id: str, outlets: Sequence[str], now: datetime) -> list[RequestRow]:
    """Assign to this run the waiting requests that it can do: every tip, and those for outlets that it knows."""
    # Includes those that this run has already: they may have been committed before the server ended without confirming that.
    open_ones = or_(RequestRow.taken_at.is_(None), and_(RequestRow.run_id == run_id, RequestRow.outcome.is_(None)))
    query = select(RequestRow).where(open_ones).order_by(RequestRow.at, RequestRow.id).with_for_update(skip_locked=True)
    own_outlets = set(outlets)
    claimed = [row for row in session.scalars(query) if row.kind == RequestKind.TIP or row.outlet in own_outlets]
    for row in claimed:
        row.taken_at, row.run_id = now, run_id
    session.flush()
    return claimed


def settle_requests(session: Session, run_id: str) -> None:
    """Record the results of a run's requests: the outlet's state, the page's fate, or `lost` if the run did not reach it."""
    for row in session.scalars(select(RequestRow).where(RequestRow.run_id == run_id, RequestRow.outcome.is_(None))):
        if row.kind == RequestKind.RUN_AGAIN:
            part = session.get(OutletRunRow, (run_id, row.outlet))
            row.outcome = (part.cause or part.state) if part else "lost"
        else:
            fate = session.scalar(select(PageRow.fate).where(PageRow.run_id == run_id, PageRow.url == row.url).limit(1))
            row.outcome = fate or "lost"
    session.flush()


def _ask(session: Session, row: RequestRow) -> RequestRow:
    row.note = escape_note(row.note)
    session.add(row)
    session.flush()
    return row

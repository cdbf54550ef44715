"""What people at the desk ask the next run to do: visit an outlet again, or take a single page. The desk itself never fetches."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from records.ledger.entries import as_noted
from records.tables import OutletRunRow, PageRow, RequestRow


class RequestKind(StrEnum):
    """What is asked for."""

    RUN_AGAIN = "run_again"
    TIP = "tip"


def ask_to_run(session: Session, outlet: str, *, who: str, now: datetime, note: str = "") -> RequestRow:
    """Ask that the next run visits an outlet. Asking twice before it comes makes one request."""
    waiting = [row for row in waiting_requests(session) if row.outlet == outlet and row.kind == RequestKind.RUN_AGAIN]
    return waiting[0] if waiting else _ask(session, RequestRow(kind=RequestKind.RUN_AGAIN, outlet=outlet, note=note, who=who, at=now))


def ask_for_page(session: Session, url: str, *, who: str, now: datetime, note: str) -> RequestRow:
    """Ask that a page is taken, with a note on why. The address has been checked (`pipelines.store.accepted_address`), and is checked again
    when it is fetched."""
    waiting = [row for row in waiting_requests(session) if row.url == url]
    return waiting[0] if waiting else _ask(session, RequestRow(kind=RequestKind.TIP, url=url, note=note, who=who, at=now))


def waiting_requests(session: Session) -> list[RequestRow]:
    """Requests that no run has taken yet, the oldest first."""
    return list(session.scalars(select(RequestRow).where(RequestRow.taken_at.is_(None)).order_by(RequestRow.at, RequestRow.id)))


def latest_requests(session: Session, limit: int = 50) -> list[RequestRow]:
    """The newest requests, with what became of them."""
    return list(session.scalars(select(RequestRow).order_by(RequestRow.at.desc(), RequestRow.id.desc()).limit(limit)))


def take_up(session: Session, run_id: str, outlets: Sequence[str], now: datetime) -> list[RequestRow]:
    """The waiting requests that this run can do: every tip, and those for outlets that it knows. From now on they belong to this run."""
    # Those that are this run's already are given again: the server may have kept them, and ended before it could say so.
    open_ones = or_(RequestRow.taken_at.is_(None), and_(RequestRow.run_id == run_id, RequestRow.outcome.is_(None)))
    query = select(RequestRow).where(open_ones).order_by(RequestRow.at, RequestRow.id).with_for_update(skip_locked=True)
    known = set(outlets)
    taken = [row for row in session.scalars(query) if row.kind == RequestKind.TIP or row.outlet in known]
    for row in taken:
        row.taken_at, row.run_id = now, run_id
    session.flush()
    return taken


def settle_requests(session: Session, run_id: str) -> None:
    """Note what became of the requests of a run: how the outlet answered, or the fate of the page; `lost` if the run did not come to it."""
    for row in session.scalars(select(RequestRow).where(RequestRow.run_id == run_id, RequestRow.outcome.is_(None))):
        if row.kind == RequestKind.RUN_AGAIN:
            part = session.get(OutletRunRow, (run_id, row.outlet))
            row.outcome = (part.cause or part.state) if part else "lost"
        else:
            fate = session.scalar(select(PageRow.fate).where(PageRow.run_id == run_id, PageRow.url == row.url).limit(1))
            row.outcome = fate or "lost"
    session.flush()


def _ask(session: Session, row: RequestRow) -> RequestRow:
    row.note = as_noted(row.note)
    session.add(row)
    session.flush()
    return row

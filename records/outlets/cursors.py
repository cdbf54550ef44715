"""How far a collection of past days has come in each source, so that it can be continued after an interruption."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from records.model import Period
from records.tables import CursorRow


def period_key(period: Period) -> str:
    """The name of such a collection: its days."""
    return f"{period.since or ''}..{period.until or ''}"


def cursors(session: Session, outlet: str, period: Period) -> dict[str, dict[str, Any]]:
    """Where the collection of these days stood, by source."""
    query = select(CursorRow).where(CursorRow.outlet == outlet, CursorRow.period == period_key(period))
    return {row.source: row.state for row in session.scalars(query)}


def keep_cursor(session: Session, outlet: str, period: Period, source: str, state: dict[str, Any], now: datetime) -> None:
    """Remember where one source stands. Call it when everything before that point is stored."""
    session.merge(CursorRow(outlet=outlet, period=period_key(period), source=source, state=state, at=now))


def drop_cursors(session: Session, outlet: str, period: Period) -> None:
    """Forget where a collection stood. It has finished, and the next one starts from the beginning."""
    session.execute(delete(CursorRow).where(CursorRow.outlet == outlet, CursorRow.period == period_key(period)))

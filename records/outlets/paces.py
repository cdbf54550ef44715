"""How often each outlet is visited on the schedule, and when next. The rule itself is `spiders.crawl.visit_pace`."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.tables import PaceRow


def pace(session: Session, outlet: str) -> float | None:
    """Minutes between visits, None before the first."""
    row = session.get(PaceRow, outlet)
    return row.minutes if row else None


def keep_pace(session: Session, outlet: str, minutes: float, next_at: datetime) -> None:
    """Set how often an outlet is visited, and when next."""
    session.merge(PaceRow(outlet=outlet, minutes=minutes, next_at=next_at))


def due(session: Session, outlets: Iterable[str], now: datetime) -> list[str]:
    """Those whose next visit has come, in the order given; one that was never visited is due."""
    later = set(session.scalars(select(PaceRow.outlet).where(PaceRow.next_at > now)))
    return [outlet for outlet in outlets if outlet not in later]

"""How far somebody is with the tour of the first day. It is nobody's work: it stands in a table of its own, in no ledger, no count and no export."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from records.tables import TourRow, UserRow

# So long after an account was made the tour is offered by itself.
NEW_FOR = timedelta(days=30)


@dataclass(frozen=True)
class TourProgress:
    """What was done at each step, from 1."""

    steps: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)

    def next_step(self, count: int) -> int | None:
        """The first of so many steps that is not done; None where all are."""
        return next((step for step in range(1, count + 1) if step not in self.steps), None)


def progress_of(session: Session, who: str) -> TourProgress:
    """How far this person is."""
    row = session.get(TourRow, who)
    return TourProgress({int(step): did for step, did in row.steps.items()} if row else {})


def is_offered(session: Session, who: str, now: datetime) -> bool:
    """Whether the tour is offered by itself: to somebody new who has neither begun it nor said no."""
    user = session.get(UserRow, who)
    return user is not None and now - user.created_at <= NEW_FOR and session.get(TourRow, who) is None


def keep_step(session: Session, who: str, step: int, did: Mapping[str, Any], now: datetime) -> None:
    """Remember what was done at a step; done again, the last counts."""
    row = _row(session, who, now)
    row.steps, row.at = {**row.steps, str(step): dict(did)}, now
    session.flush()


def begin_anew(session: Session, who: str, now: datetime) -> None:
    """Forget every step. With none done before, it is a no to the offer: the tour is not offered again."""
    row = _row(session, who, now)
    row.steps, row.at = {}, now
    session.flush()


def _row(session: Session, who: str, now: datetime) -> TourRow:
    row = session.get(TourRow, who)
    if row is None:
        row = TourRow(user=who, steps={}, at=now)
        session.add(row)
    return row

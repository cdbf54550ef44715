"""Each person's progress in the introductory tour. It is no work on records: it is in no ledger, count or export."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from records.tables import TourRow, UserRow

# How long after an account's creation the tour is offered.
NEW_FOR = timedelta(days=30)


@dataclass(frozen=True)
class TourProgress:
    """What was done at each step; steps count from 1."""

    steps: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)

    def next_step(self, count: int) -> int | None:
        """Return the first of `count` steps that is not done; None if all are."""
        return next((step for step in range(1, count + 1) if step not in self.steps), None)


def progress_of(session: Session, who: str) -> TourProgress:
    """Return this person's progress."""
    row = session.get(TourRow, who)
    return TourProgress({int(step): did for step, did in row.steps.items()} if row else {})


def is_offered(session: Session, who: str, now: datetime) -> bool:
    """Return whether to offer the tour: to a new person who has neither begun nor declined it."""
    user = session.get(UserRow, who)
    return user is not None and now - user.created_at <= NEW_FOR and session.get(TourRow, who) is None


def save_tour_step(session: Session, who: str, step: int, did: Mapping[str, Any], now: datetime) -> None:
    """Save what was done at a step, replacing an earlier result."""
    row = _row(session, who, now)
    row.steps, row.at = {**row.steps, str(step): dict(did)}, now
    session.flush()


def reset_tour(session: Session, who: str, now: datetime) -> None:
    """Forget every step. For a person who has not begun, this declines the offer."""
    row = _row(session, who, now)
    row.steps, row.at = {}, now
    session.flush()


def _row(session: Session, who: str, now: datetime) -> TourRow:
    row = session.get(TourRow, who)
    if row is None:
        row = TourRow(user=who, steps={}, at=now)
        session.add(row)
    return row

"""Outages of outlets, and the notices about them. A notice is recorded after it was sent, never before."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from records.tables import NoticeRow, OutletDayRow, OutletRow
from records.vocabulary import Cause


class NoticeKind(StrEnum):
    """The kind of a notice about an outlet. A notice of drift has its week in place of the cause (`records.outlets.weekly_scores`)."""

    FAILING = "failing"
    RECOVERED = "recovered"
    DRIFT = "drift"


@dataclass(frozen=True)
class Outage:
    """A failing outlet: the first failing day, the number of days tried since then, and the cause on the last of them."""

    outlet: str
    since: date
    days: int
    cause: Cause | None


def outages(session: Session, today: date) -> dict[str, Outage]:
    """Return the outlets that fail on this day, by name.

    A day fails if no visit was answered on it, however many there were. A day without a visit neither counts nor ends the sequence of failing days.
    An outlet that has left the panel does not fail.
    """
    answers = select(OutletDayRow.outlet, func.max(OutletDayRow.day).label("day")).where(OutletDayRow.answered > 0, OutletDayRow.day <= today)
    heard = answers.group_by(OutletDayRow.outlet).subquery()
    left = select(OutletRow.name).where(OutletRow.left_on <= today)
    failed = (
        select(OutletDayRow.outlet, OutletDayRow.day, OutletDayRow.cause)
        .outerjoin(heard, heard.c.outlet == OutletDayRow.outlet)
        .where(OutletDayRow.tried > 0, OutletDayRow.answered == 0, OutletDayRow.day <= today, OutletDayRow.outlet.not_in(left))
        .where(or_(heard.c.day.is_(None), OutletDayRow.day > heard.c.day))
        .order_by(OutletDayRow.outlet, OutletDayRow.day)
    )
    by_outlet: dict[str, Outage] = {}
    for outlet, day, cause in session.execute(failed):
        before = by_outlet.get(outlet)
        by_outlet[outlet] = Outage(outlet, before.since if before else day, before.days + 1 if before else 1, Cause(cause) if cause else None)
    return by_outlet


def last_successes(session: Session) -> dict[str, datetime]:
    """Return when each outlet last answered, without those that never did."""
    query = select(OutletDayRow.outlet, func.max(OutletDayRow.last_success))
    return {outlet: moment for outlet, moment in session.execute(query.group_by(OutletDayRow.outlet)) if moment}


def first_answer(session: Session, outlet: str, after: datetime) -> date | None:
    """Return the first day on which an outlet answered after a moment."""
    query = select(func.min(OutletDayRow.day)).where(OutletDayRow.outlet == outlet, OutletDayRow.last_success > after)
    return session.scalar(query)


def last_notices(session: Session) -> dict[str, NoticeRow]:
    """Return the last notice about each outlet's failing and recovering."""
    kinds = (NoticeKind.FAILING.value, NoticeKind.RECOVERED.value)
    newest = select(func.max(NoticeRow.id)).where(NoticeRow.kind.in_(kinds)).group_by(NoticeRow.outlet)
    return {row.outlet: row for row in session.scalars(select(NoticeRow).where(NoticeRow.id.in_(newest)))}


def note_sent(session: Session, outlet: str, kind: NoticeKind, cause: Cause | None, now: datetime) -> None:
    """Record that a notice was sent."""
    session.add(NoticeRow(outlet=outlet, kind=kind.value, cause=cause.value if cause else None, at=now))

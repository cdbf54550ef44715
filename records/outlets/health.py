"""The days of an outlet: visits tried and answered, articles, articles with a date, why it failed. The calls that store do the counting, so the
numbers always agree."""

from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any, Self

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.tables import OutletDayRow, OutletRunRow
from records.vocabulary import Cause


@dataclass(frozen=True)
class PageMeasures:
    """Measures of an outlet's pages: articles, articles with a date, characters of text, characters before repeated parts were removed, and
    pages that read as no article."""

    articles: int = 0
    dated: int = 0
    letters: int = 0
    raw: int = 0
    unread: int = 0

    def __add__(self, other: "PageMeasures") -> "PageMeasures":
        return PageMeasures(*(getattr(self, part.name) + getattr(other, part.name) for part in fields(self)))

    def __sub__(self, other: "PageMeasures") -> "PageMeasures":
        return PageMeasures(*(max(getattr(self, part.name) - getattr(other, part.name), 0) for part in fields(self)))

    @property
    def pages(self) -> int:
        return self.articles + self.unread

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        return cls(**{part.name: int(kept.get(part.name, 0)) for part in fields(cls)})

    @classmethod
    def of_day(cls, row: OutletDayRow) -> Self:
        return cls(row.articles, row.dated, row.letters, row.raw, row.unread)


def note_pages(session: Session, run_id: str, outlet: str, day: date, found: PageMeasures) -> None:
    """Add the measures of a batch of pages, to the run and to the day."""
    part = session.get_one(OutletRunRow, (run_id, outlet))
    part.measures = asdict(PageMeasures.from_json(part.measures) + found)
    row = _day(session, outlet, day)
    for name, count in asdict(found).items():
        setattr(row, name, getattr(row, name) + count)


def note_visit(session: Session, outlet: str, day: date, cause: Cause | None, now: datetime) -> None:
    """Count a visit: it was answered (no cause), or it failed for a cause."""
    row = _day(session, outlet, day)
    row.tried += 1
    if cause is None:
        row.answered += 1
        row.last_success = now
    else:
        row.cause = cause.value


def _day(session: Session, outlet: str, day: date) -> OutletDayRow:
    row = session.get(OutletDayRow, (outlet, day))
    if row is None:
        row = OutletDayRow(outlet=outlet, day=day, tried=0, answered=0, articles=0, dated=0, letters=0, raw=0, unread=0)
        session.add(row)
        session.flush()
    return row


def outlet_days(session: Session, outlet: str, first: date, last: date) -> list[OutletDayRow]:
    """An outlet's days in order. A day on which it was not tried has no row."""
    query = select(OutletDayRow).where(OutletDayRow.outlet == outlet, OutletDayRow.day.between(first, last)).order_by(OutletDayRow.day)
    return list(session.scalars(query))


def past_measures(session: Session, outlet: str, before: date, back: timedelta) -> PageMeasures:
    """The measures of its pages in the days before a day."""
    total = PageMeasures()
    for row in outlet_days(session, outlet, before - back, before - timedelta(days=1)):
        total += PageMeasures.of_day(row)
    return total


def recent_measures(session: Session, outlet: str, enough: int, runs: int = 20) -> PageMeasures:
    """The measures of its pages in its newest runs: as few runs as hold `enough` pages."""
    query = select(OutletRunRow.measures).where(OutletRunRow.outlet == outlet).order_by(OutletRunRow.started_at.desc()).limit(runs)
    total = PageMeasures()
    for kept in session.scalars(query):
        total += PageMeasures.from_json(kept)
        if total.pages >= enough:
            break
    return total


def articles_since(session: Session, outlet: str, first: date) -> int:
    """Articles taken from an outlet on a day and after."""
    query = select(func.sum(OutletDayRow.articles)).where(OutletDayRow.outlet == outlet, OutletDayRow.day >= first)
    return int(session.scalar(query) or 0)

"""An outlet's health: the panel, days and page measures.

The functions that store also count, so the numbers always agree.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Self

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from records.outlets.outlet_names import NamedOutlet, OutletAliases, named_outlet
from records.tables import OutletDayRow, OutletRow, OutletRunRow
from records.vocabulary import Cause

# The panel: the outlets expected to answer on a day. An outlet joins on its first visit and leaves when it closes; its earlier days stay.


@dataclass(frozen=True)
class PanelOutlet:
    """An outlet on the panel. `region` is None for a national one; `minimum` is in articles a week."""

    name: str
    title: dict[str, str]
    home: str
    country: str
    region: str | None
    languages: tuple[str, ...]
    minimum: int | None = None
    aliases: tuple[str, ...] = ()


def join_panel(session: Session, outlet: PanelOutlet, today: date) -> None:
    """Add an outlet to the panel, or update it. An outlet that had left and is visited again is back."""
    row = session.get(OutletRow, outlet.name)
    if row is None:
        row = OutletRow(name=outlet.name, listed_on=today)
        session.add(row)
    row.title, row.home, row.country, row.region = outlet.title, outlet.home, outlet.country, outlet.region
    row.languages, row.minimum, row.left_on, row.aliases = list(outlet.languages), outlet.minimum, None, list(outlet.aliases)
    session.flush()


def leave_panel(session: Session, names: Iterable[str], today: date) -> None:
    """Remove closed outlets from the panel from this day on, ignoring those that never joined or have left."""
    session.execute(update(OutletRow).where(OutletRow.name.in_(list(names)), OutletRow.left_on.is_(None)).values(left_on=today))


def panel_on(session: Session, first: date, last: date) -> list[OutletRow]:
    """Return the outlets that were on the panel on any day from `first` to `last`, by name."""
    query = select(OutletRow).where(OutletRow.listed_on <= last, or_(OutletRow.left_on.is_(None), OutletRow.left_on > first))
    return list(session.scalars(query.order_by(OutletRow.name)))


_NAMES = select(OutletRow.name, OutletRow.home, OutletRow.title, OutletRow.languages, OutletRow.aliases).order_by(OutletRow.name)


def panel_aliases(session: Session) -> OutletAliases:
    """Return the outlets that were ever on the panel by all their names; the same object as before if no name has changed."""
    return _aliases(tuple(named_outlet(code, home, title, languages, aliases) for code, home, title, languages, aliases in session.execute(_NAMES)))


# A few, because sessions of one process may read several databases.
@lru_cache(maxsize=4)
def _aliases(outlets: tuple[NamedOutlet, ...]) -> OutletAliases:
    return OutletAliases(outlets)


@dataclass(frozen=True)
class PageMeasures:
    """Measures of an outlet's pages.

    They are articles, articles with a date, characters of text, characters before repeated parts were removed, and pages that read as no article.
    """

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
    def from_json(cls, stored: dict[str, Any]) -> Self:
        return cls(**{part.name: int(stored.get(part.name, 0)) for part in fields(cls)})

    @classmethod
    def of_day(cls, row: OutletDayRow) -> Self:
        return cls(row.articles, row.dated, row.letters, row.raw, row.unread)


def note_pages(session: Session, run_id: str, outlet: str, day: date, page_measures: PageMeasures) -> None:
    """Add the measures of a batch of pages to the run and to the day."""
    part = session.get_one(OutletRunRow, (run_id, outlet))
    part.measures = asdict(PageMeasures.from_json(part.measures) + page_measures)
    row = _day(session, outlet, day)
    for name, count in asdict(page_measures).items():
        setattr(row, name, getattr(row, name) + count)


def note_visit(session: Session, outlet: str, day: date, cause: Cause | None, now: datetime) -> None:
    """Count a visit as answered (no cause) or as failed for a cause."""
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
    """Return an outlet's days in order. A day without a visit has no row."""
    query = select(OutletDayRow).where(OutletDayRow.outlet == outlet, OutletDayRow.day.between(first, last)).order_by(OutletDayRow.day)
    return list(session.scalars(query))


def past_measures(session: Session, outlet: str, before: date, back: timedelta) -> PageMeasures:
    """Return the measures of its pages in the days before a day."""
    total = PageMeasures()
    for row in outlet_days(session, outlet, before - back, before - timedelta(days=1)):
        total += PageMeasures.of_day(row)
    return total


def recent_measures(session: Session, outlet: str, enough: int, runs: int = 20) -> PageMeasures:
    """Return the measures of its pages in its newest runs: as few runs as have `enough` pages."""
    query = select(OutletRunRow.measures).where(OutletRunRow.outlet == outlet).order_by(OutletRunRow.started_at.desc()).limit(runs)
    total = PageMeasures()
    for stored in session.scalars(query):
        total += PageMeasures.from_json(stored)
        if total.pages >= enough:
            break
    return total


def articles_since(session: Session, outlet: str, first: date) -> int:
    """Return how many articles an outlet gave on a day and after."""
    query = select(func.sum(OutletDayRow.articles)).where(OutletDayRow.outlet == outlet, OutletDayRow.day >= first)
    return int(session.scalar(query) or 0)

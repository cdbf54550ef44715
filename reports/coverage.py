"""On which days the press was not heard in full, with who was missing and why.

An outlet is expected on every day from the day it joined the panel to the day before it left. A day on which at least one visit was answered is a day
on which it was heard.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from records.outlets.panel import panel_on
from records.tables import OutletDayRow, OutletRow
from records.vocabulary import Cause
from reports.withheld import withheld_names

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Missing:
    """An outlet that was not heard on a day. The reason is why its visits failed, or None if there was no visit. `title` is what it is called, by language; a day is the same whatever its
    outlets are called."""

    outlet: str
    region: str | None
    cause: Cause | None
    title: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class IncompleteDay:
    """A day on which some outlet of the panel was not heard."""

    day: date
    expected: int
    heard: int
    missing: tuple[Missing, ...]


def incomplete_days(session: Session, since: date, until: date) -> list[IncompleteDay]:
    """The days from `since` to `until`, both included, on which an outlet of the panel was not heard, in order, with the names of the missing."""
    heard = set(_heard(session, since, until))
    failed = select(OutletDayRow.outlet, OutletDayRow.day, OutletDayRow.cause).where(OutletDayRow.answered == 0, OutletDayRow.tried > 0)
    causes = {(outlet, day): Cause(cause) for outlet, day, cause in session.execute(failed.where(OutletDayRow.day.between(since, until))) if cause}
    expected = Counter[date]()
    missing: dict[date, list[Missing]] = {}
    panel, names = panel_on(session, since, until), withheld_names(session)
    # An outlet may be called by a person's name.
    titles = {row.name: {lang: names.text(words) for lang, words in row.title.items()} for row in panel}
    for row in panel:
        for day in _days(_expected(row, since, until)):
            expected[day] += 1
            if (row.name, day) not in heard:
                missing.setdefault(day, []).append(Missing(row.name, row.region, causes.get((row.name, day)), titles[row.name]))
    return [IncompleteDay(day, expected[day], expected[day] - len(missing[day]), tuple(missing[day])) for day in sorted(missing)]


def _expected(row: OutletRow, since: date, until: date) -> range:
    """The days on which an outlet should be heard, as ordinals."""
    last = min(until, row.left_on - DAY) if row.left_on else until
    return range(max(since, row.listed_on).toordinal(), last.toordinal() + 1)


def _days(ordinals: Iterable[int]) -> Iterator[date]:
    return map(date.fromordinal, ordinals)


def _heard(session: Session, since: date, until: date) -> Iterator[tuple[str, date]]:
    """Outlets and the days on which they answered while they were on the panel."""
    query = (
        select(OutletDayRow.outlet, OutletDayRow.day)
        .join(OutletRow, OutletRow.name == OutletDayRow.outlet)
        .where(OutletDayRow.answered > 0, OutletDayRow.day.between(since, until), OutletDayRow.day >= OutletRow.listed_on)
        .where(or_(OutletRow.left_on.is_(None), OutletDayRow.day < OutletRow.left_on))
    )
    return ((outlet, day) for outlet, day in session.execute(query))

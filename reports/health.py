"""The health of the panel's outlets: days on which some were not reached, the last thirty days of each, minimums, and causes of outages.

One page shows all outlets, so this takes a few queries however many there are.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Self

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from records.outlets.health import panel_on
from records.outlets.notices import Outage, outages
from records.tables import OutletDayRow, OutletRow
from records.vocabulary import Cause
from reports.withheld import withheld_names

# Days on which an outlet was not reached. An outlet is expected on every day from the day it joined the panel to the day before it left. It was
# reached on a day if at least one visit was answered.

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Missing:
    """An outlet that was not reached on a day. The reason is why its visits failed, or None if there was no visit. `title` is its name by language
    and is not compared."""

    outlet: str
    region: str | None
    cause: Cause | None
    title: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class IncompleteDay:
    """A day on which some outlet of the panel was not reached."""

    day: date
    expected: int
    heard: int
    missing: tuple[Missing, ...]


def incomplete_days(session: Session, since: date, until: date) -> list[IncompleteDay]:
    """Return the days from `since` to `until` inclusive on which outlets of the panel were not reached, with their names."""
    heard = set(_heard(session, since, until))
    failed = select(OutletDayRow.outlet, OutletDayRow.day, OutletDayRow.cause).where(OutletDayRow.answered == 0, OutletDayRow.tried > 0)
    causes = {(outlet, day): Cause(cause) for outlet, day, cause in session.execute(failed.where(OutletDayRow.day.between(since, until))) if cause}
    expected = Counter[date]()
    missing: dict[date, list[Missing]] = {}
    panel, names = panel_on(session, since, until), withheld_names(session)
    # An outlet may be named after a person.
    titles = {row.name: {lang: names.text(words) for lang, words in row.title.items()} for row in panel}
    for row in panel:
        for day in _days(_expected(row, since, until)):
            expected[day] += 1
            if (row.name, day) not in heard:
                missing.setdefault(day, []).append(Missing(row.name, row.region, causes.get((row.name, day)), titles[row.name]))
    return [IncompleteDay(day, expected[day], expected[day] - len(missing[day]), tuple(missing[day])) for day in sorted(missing)]


def _expected(row: OutletRow, since: date, until: date) -> range:
    """Return the days on which an outlet should be reached, as ordinals."""
    last = min(until, row.left_on - _DAY) if row.left_on else until
    return range(max(since, row.listed_on).toordinal(), last.toordinal() + 1)


def _days(ordinals: Iterable[int]) -> Iterator[date]:
    return map(date.fromordinal, ordinals)


def _heard(session: Session, since: date, until: date) -> Iterator[tuple[str, date]]:
    """Yield outlets and the days on which they answered while they were on the panel."""
    query = (
        select(OutletDayRow.outlet, OutletDayRow.day)
        .join(OutletRow, OutletRow.name == OutletDayRow.outlet)
        .where(OutletDayRow.answered > 0, OutletDayRow.day.between(since, until), OutletDayRow.day >= OutletRow.listed_on)
        .where(or_(OutletRow.left_on.is_(None), OutletDayRow.day < OutletRow.left_on))
    )
    return ((outlet, day) for outlet, day in session.execute(query))


DAYS = 30
WEEK = 7


@dataclass(frozen=True)
class OutletDay:
    """A day on which an outlet was tried: its articles, and whether a visit answered."""

    day: date
    articles: int
    answered: bool


@dataclass(frozen=True)
class OutletHealth:
    """An outlet of the panel.

    `days` are those of the last thirty on which it was tried. `week` counts articles in seven days, today included. `outage` None: it answers.
    `answered_at` None: it never did.
    """

    name: str
    title: dict[str, str]
    home: str
    region: str | None
    minimum: int | None
    week: int
    days: tuple[OutletDay, ...]
    answered_at: datetime | None
    outage: Outage | None
    since: date
    """The day on which it joined the panel."""

    @classmethod
    def to_join(cls, name: str, title: dict[str, str], home: str, region: str | None) -> Self:
        """Return the health of an outlet that has an entry but was not visited yet."""
        return cls(name, title, home, region, None, 0, (), None, None, date.max)

    @property
    def under_minimum(self) -> bool:
        """Whether it answers, but with fewer articles than its minimum. Never in its first week."""
        return self.outage is None and self.minimum is not None and self.week < self.minimum and bool(self.days) and self._a_week_old

    @property
    def failing(self) -> bool:
        """Whether it does not answer, or gives too few articles."""
        return self.outage is not None or self.under_minimum

    @property
    def untried(self) -> bool:
        """Whether there was no visit in the last thirty days."""
        return not self.days

    @property
    def cause(self) -> Cause | None:
        """Why it fails; None if it does not, or if the cause is unknown."""
        if self.outage is not None:
            return self.outage.cause
        return Cause.UNDER_MINIMUM if self.under_minimum else None

    @property
    def _a_week_old(self) -> bool:
        return self.since <= max(day.day for day in self.days) - timedelta(days=WEEK - 1)


def panel_health(session: Session, today: date) -> list[OutletHealth]:
    """Return every outlet that is on the panel on this day, by name."""
    first = today - timedelta(days=DAYS - 1)
    query = select(OutletDayRow.outlet, OutletDayRow.day, OutletDayRow.articles, OutletDayRow.answered).where(OutletDayRow.day.between(first, today))
    days: dict[str, list[OutletDay]] = defaultdict(list)
    for outlet, day, articles, answered in session.execute(query.order_by(OutletDayRow.day)):
        days[outlet].append(OutletDay(day, articles, answered > 0))
    panel = panel_on(session, today, today)
    failing, answered_at = outages(session, today), _last_answers(session, [row.name for row in panel], first)
    return [_health(row, days[row.name], answered_at.get(row.name), failing.get(row.name), today) for row in panel]


def _health(row: OutletRow, days: list[OutletDay], answered_at: datetime | None, outage: Outage | None, today: date) -> OutletHealth:
    week = sum(day.articles for day in days if day.day > today - timedelta(days=WEEK))
    return OutletHealth(row.name, row.title, row.home, row.region, row.minimum, week, tuple(days), answered_at, outage, row.listed_on)


def _last_answers(session: Session, outlets: list[str], first: date) -> dict[str, datetime]:
    """Return when each answered last: from the days shown, and for those silent in all of them from all days before."""
    query = select(OutletDayRow.outlet, func.max(OutletDayRow.last_success)).group_by(OutletDayRow.outlet)
    answers = {outlet: moment for outlet, moment in session.execute(query.where(OutletDayRow.day >= first)) if moment}
    silent = [outlet for outlet in outlets if outlet not in answers]
    if silent:
        answers |= {outlet: moment for outlet, moment in session.execute(query.where(OutletDayRow.outlet.in_(silent))) if moment}
    return answers

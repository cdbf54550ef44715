"""How well the press was heard: by region and language over a period, and day by day, with the outlets that were missing and the reason.

An outlet is expected on every day from the day it joined the panel to the day before it left. A day on which at least one visit was answered is a day
on which it was heard.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from records.outlets.panel import panel_on
from records.tables import ArticleRow, OutletDayRow, OutletRow
from records.vocabulary import REGIONS, Cause

DAY = timedelta(days=1)
# The country's zone, by which the day is told of an article that gives none.
_ZONE = ZoneInfo("Asia/Almaty")


@dataclass(frozen=True)
class Coverage:
    """The press of one region in one language.

    `language` None is the total of the region; an outlet of several languages counts once in it. `region` None is the national press. `expected`
    and `answered` are days of outlets. Articles count by their own language, which may be one in which no outlet is listed.
    """

    region: str | None
    language: str | None
    outlets: int
    expected: int
    answered: int
    articles: int

    @property
    def share(self) -> float | None:
        """The share of the expected days on which the outlets were heard, 0 to 1; None if no outlet was expected."""
        return self.answered / self.expected if self.expected else None


@dataclass(frozen=True)
class Missing:
    """An outlet that was not heard on a day. The reason is why its visits failed, or None if there was no visit."""

    outlet: str
    region: str | None
    cause: Cause | None


@dataclass(frozen=True)
class IncompleteDay:
    """A day on which some outlet of the panel was not heard."""

    day: date
    expected: int
    heard: int
    missing: tuple[Missing, ...]


def coverage(session: Session, since: date, until: date) -> list[Coverage]:
    """The days from `since` to `until`, both included: for each region its total, then its languages by code. The national press comes first,
    then regions by code.

    A region of the country without an outlet is there too, with zeros. The totals add up to the whole. Articles also add up language by language.
    An article counts on the day it was published, or on the day it was taken if it gives no date.
    """
    panel = panel_on(session, since, until)
    regions = {row.name: row.region for row in session.scalars(select(OutletRow))}
    heard = Counter(outlet for outlet, day in _heard(session, since, until))
    outlets, expected, answered, articles = (Counter[tuple[str | None, str | None]]() for _ in range(4))
    for row in panel:
        due = len(_expected(row, since, until))
        for language in (None, *dict.fromkeys(row.languages)):
            outlets[row.region, language] += 1
            expected[row.region, language] += due
            answered[row.region, language] += heard[row.name]
    for outlet, region, language, count in _articles(session, since, until):
        place = regions.get(outlet, region)
        articles[place, None] += count
        articles[place, language] += count
    keys = {*outlets, *articles, (None, None), *((region, None) for region in REGIONS)}
    ordered = sorted(keys, key=lambda key: (key[0] or "", key[1] is not None, key[1] or ""))
    return [Coverage(*key, outlets[key], expected[key], answered[key], articles[key]) for key in ordered]


def incomplete_days(session: Session, since: date, until: date) -> list[IncompleteDay]:
    """The days from `since` to `until`, both included, on which an outlet of the panel was not heard, in order, with the names of the missing."""
    heard = set(_heard(session, since, until))
    failed = select(OutletDayRow.outlet, OutletDayRow.day, OutletDayRow.cause).where(OutletDayRow.answered == 0, OutletDayRow.tried > 0)
    causes = {(outlet, day): Cause(cause) for outlet, day, cause in session.execute(failed.where(OutletDayRow.day.between(since, until))) if cause}
    expected = Counter[date]()
    missing: dict[date, list[Missing]] = {}
    for row in panel_on(session, since, until):
        for day in _days(_expected(row, since, until)):
            expected[day] += 1
            if (row.name, day) not in heard:
                missing.setdefault(day, []).append(Missing(row.name, row.region, causes.get((row.name, day))))
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


def _articles(session: Session, since: date, until: date) -> Iterator[tuple[str, str | None, str, int]]:
    """Articles by outlet, region and language."""
    first, after = (datetime.combine(day, time(), _ZONE) for day in (since, until + DAY))
    taken = and_(ArticleRow.published_on.is_(None), ArticleRow.fetched_at >= first, ArticleRow.fetched_at < after)
    query = (
        select(ArticleRow.outlet, ArticleRow.region, ArticleRow.lang, func.count())
        .where(or_(ArticleRow.published_on.between(since, until), taken))
        .group_by(ArticleRow.outlet, ArticleRow.region, ArticleRow.lang)
    )
    return ((outlet, region, language, count) for outlet, region, language, count in session.execute(query))

"""How the scores of one model are distributed over outlets and weeks: how many screenings, how many flagged, the mean score and the shares by
size.

A week is a week of ISO 8601, from Monday to Sunday. An article belongs to the week of the day on which it was published, else of the day on which it
was fetched, by its outlet's own clock. The database counts by outlet and day; only these counts are read.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from records.clock import day_of
from records.outlets.notices import NoticeKind
from records.tables import ArticleRow, Moment, NoticeRow, ScreeningRow

# Where one score bin ends and the next begins. Most articles have nothing to do with the press and score next to nothing, so the bins are fine there.
EDGES = (0.01, 0.05, 0.2, 0.5)
# The name under which a notice about all outlets together is kept. No outlet has such a name.
TOGETHER = "(all)"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Counts:
    """Counted screenings. `scores` is the sum of their scores, `bins` how many are in each bin between EDGES, with the lower edge included."""

    screened: int = 0
    flagged: int = 0
    scores: float = 0.0
    bins: tuple[int, ...] = (0,) * (len(EDGES) + 1)

    def __add__(self, other: "Counts") -> "Counts":
        bins = tuple(mine + theirs for mine, theirs in zip(self.bins, other.bins, strict=True))
        return Counts(self.screened + other.screened, self.flagged + other.flagged, self.scores + other.scores, bins)

    @property
    def rate(self) -> float | None:
        """The share that was flagged, 0 to 1; None where nothing was screened."""
        return self.flagged / self.screened if self.screened else None

    @property
    def mean(self) -> float | None:
        """The mean score, 0 to 1; None where nothing was screened."""
        return self.scores / self.screened if self.screened else None


@dataclass(frozen=True)
class ModelInForce:
    """The model that screened last, and when."""

    name: str
    last_at: datetime


# Counts by outlet and by the week's Monday. Outlet None = all outlets together.
Weeks = dict[str | None, dict[date, Counts]]


def monday(day: date) -> date:
    """The first day of a day's week."""
    return day - timedelta(days=day.weekday())


def model_in_force(session: Session) -> ModelInForce | None:
    """The model of the newest screening; None where nothing was screened yet."""
    row = session.execute(select(ScreeningRow.model, ScreeningRow.at).order_by(ScreeningRow.id.desc()).limit(1)).first()
    return ModelInForce(row.model, row.at) if row else None


def weekly_counts(session: Session, model: str, first: date | None, last: date | None) -> Weeks:
    """The counts of a model's screenings by outlet and week, for the days from `first` to `last`, both included. None means no limit."""
    found: Weeks = {}
    for outlet, day, counts in (*_dated(session, model, first, last), *_undated(session, model, first, last)):
        for name in (outlet, None):
            weeks = found.setdefault(name, {})
            weeks[monday(day)] = weeks.get(monday(day), Counts()) + counts
    return found


def _dated(session: Session, model: str, first: date | None, last: date | None) -> Iterator[tuple[str, date, Counts]]:
    query = _counted(model, ArticleRow.outlet, ArticleRow.published_on).where(ArticleRow.published_on.is_not(None))
    if first is not None:
        query = query.where(ArticleRow.published_on >= first)
    if last is not None:
        query = query.where(ArticleRow.published_on <= last)
    return ((outlet, day, _counts(sums)) for outlet, day, *sums in session.execute(query))


def _undated(session: Session, model: str, first: date | None, last: date | None) -> Iterator[tuple[str, date, Counts]]:
    """Articles without a day are counted by the hour, because the database does not know an outlet's clock. All these clocks differ from UTC
    by whole hours."""
    hour = _hour(session).label("hour")
    query = _counted(model, ArticleRow.outlet, ArticleRow.region, hour).where(ArticleRow.published_on.is_(None))
    # A day more on both sides: no clock is further from UTC.
    if first is not None:
        query = query.where(ArticleRow.fetched_at >= datetime.combine(first - _DAY, time(), UTC))
    if last is not None:
        query = query.where(ArticleRow.fetched_at < datetime.combine(last + 2 * _DAY, time(), UTC))
    for outlet, region, moment, *sums in session.execute(query):
        day = day_of(moment, region)
        if (first is None or day >= first) and (last is None or day <= last):
            yield outlet, day, _counts(sums)


def _hour(session: Session) -> ColumnElement[datetime]:
    """The hour in which an article was fetched."""
    if session.get_bind().dialect.name == "postgresql":
        return func.date_trunc("hour", ArticleRow.fetched_at, "UTC", type_=Moment())
    return func.strftime("%Y-%m-%d %H:00:00", ArticleRow.fetched_at, type_=Moment())


def _counted(model: str, *groups: ColumnElement[Any] | InstrumentedAttribute[Any]) -> Select[Any]:
    """The columns to count by, in the order that `_counts` reads."""
    sums = [func.count(), _number(ScreeningRow.flagged), func.sum(ScreeningRow.score)]
    for lower, upper in pairwise((None, *EDGES, None)):
        within = [ScreeningRow.score >= lower] if lower is not None else []
        within += [ScreeningRow.score < upper] if upper is not None else []
        sums.append(_number(and_(*within)))
    query = select(*groups, *sums).join_from(ArticleRow, ScreeningRow, ScreeningRow.article_id == ArticleRow.id)
    return query.where(ScreeningRow.model == model).group_by(*groups)


def _number(condition: Any) -> ColumnElement[int]:
    """How many rows of a group meet a condition."""
    return func.sum(case((condition, 1), else_=0))


def _counts(sums: Sequence[Any]) -> Counts:
    screened, flagged, scores, *bins = sums
    return Counts(int(screened), int(flagged), float(scores), tuple(map(int, bins)))


def told_of(session: Session, week: date) -> set[str | None]:
    """The outlets whose drift in a week people were told of. None stands for all of them together. `week` is its Monday."""
    query = select(NoticeRow.outlet).where(NoticeRow.kind == NoticeKind.DRIFT.value, NoticeRow.cause == week_name(week))
    return {None if outlet == TOGETHER else outlet for outlet in session.scalars(query)}


def note_told(session: Session, outlets: Iterable[str | None], week: date, now: datetime) -> None:
    """Note that people were told of these outlets' drift in a week. The week stands in the column where other notices have their cause."""
    rows = (NoticeRow(outlet=outlet or TOGETHER, kind=NoticeKind.DRIFT.value, cause=week_name(week), at=now) for outlet in outlets)
    session.add_all(rows)


def week_name(week: date) -> str:
    """A week as ISO 8601 writes it, such as 2026-W47, by its Monday."""
    return f"{week:%G-W%V}"

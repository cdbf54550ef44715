"""Weekly distribution of one model's scores by outlet: screenings, flagged ones, the mean score and the shares by size.

Weeks are ISO 8601 weeks, from Monday to Sunday. An article belongs to the week of its publication, else of its collection by its outlet's clock. Only
counts by outlet and day are read from the database.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from records.clock import day_of, iso_week, monday
from records.outlets.notices import NoticeKind
from records.tables import ArticleRow, Moment, NoticeRow, ScreeningRow

# Edges between score bins. Most articles have nothing to do with the press and score near zero, so the bins are fine there.
SCORE_BIN_EDGES = (0.01, 0.05, 0.2, 0.5)
# The name for notices about all outlets together. No outlet has such a name.
_ALL_OUTLETS = "(all)"
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ScreeningCounts:
    """Counted screenings. `scores` is the sum of their scores, `bins` how many are in each bin between SCORE_BIN_EDGES, lower edge included."""

    screened: int = 0
    flagged: int = 0
    scores: float = 0.0
    bins: tuple[int, ...] = (0,) * (len(SCORE_BIN_EDGES) + 1)

    def __add__(self, other: "ScreeningCounts") -> "ScreeningCounts":
        bins = tuple(mine + theirs for mine, theirs in zip(self.bins, other.bins, strict=True))
        return ScreeningCounts(self.screened + other.screened, self.flagged + other.flagged, self.scores + other.scores, bins)

    @property
    def rate(self) -> float | None:
        """Return the flagged share, 0 to 1; None if nothing was screened."""
        return self.flagged / self.screened if self.screened else None

    @property
    def mean(self) -> float | None:
        """Return the mean score, 0 to 1; None if nothing was screened."""
        return self.scores / self.screened if self.screened else None


@dataclass(frozen=True)
class CurrentModel:
    """The model that screened last, and when."""

    name: str
    last_at: datetime


# Counts by outlet and by the week's Monday. Outlet None means all outlets together.
Weeks = dict[str | None, dict[date, ScreeningCounts]]


def current_model(session: Session) -> CurrentModel | None:
    """Return the model of the newest screening; None if nothing was screened yet."""
    row = session.execute(select(ScreeningRow.model, ScreeningRow.at).order_by(ScreeningRow.id.desc()).limit(1)).first()
    return CurrentModel(row.model, row.at) if row else None


def weekly_counts(session: Session, model: str, first: date | None, last: date | None) -> Weeks:
    """Return the counts of a model's screenings by outlet and week, for the days from `first` to `last`, both included.

    None means no limit.
    """
    by_outlet: Weeks = {}
    for outlet, day, counts in (*_dated(session, model, first, last), *_undated(session, model, first, last)):
        for name in (outlet, None):
            weeks = by_outlet.setdefault(name, {})
            weeks[monday(day)] = weeks.get(monday(day), ScreeningCounts()) + counts
    return by_outlet


def _dated(session: Session, model: str, first: date | None, last: date | None) -> Iterator[tuple[str, date, ScreeningCounts]]:
    query = _counted(model, ArticleRow.outlet, ArticleRow.published_on).where(ArticleRow.published_on.is_not(None))
    if first is not None:
        query = query.where(ArticleRow.published_on >= first)
    if last is not None:
        query = query.where(ArticleRow.published_on <= last)
    return ((outlet, day, _counts(sums)) for outlet, day, *sums in session.execute(query))


def _undated(session: Session, model: str, first: date | None, last: date | None) -> Iterator[tuple[str, date, ScreeningCounts]]:
    """Yield counts of articles without a day, by outlet and collection day.

    They are counted by hour, because the database does not know an outlet's time zone. All these zones differ from UTC by whole hours.
    """
    hour = _hour(session).label("hour")
    query = _counted(model, ArticleRow.outlet, ArticleRow.region, hour).where(ArticleRow.published_on.is_(None))
    # One more day on both sides: no zone is further from UTC.
    if first is not None:
        query = query.where(ArticleRow.fetched_at >= datetime.combine(first - _DAY, time(), UTC))
    if last is not None:
        query = query.where(ArticleRow.fetched_at < datetime.combine(last + 2 * _DAY, time(), UTC))
    for outlet, region, moment, *sums in session.execute(query):
        day = day_of(moment, region)
        if (first is None or day >= first) and (last is None or day <= last):
            yield outlet, day, _counts(sums)


def _hour(session: Session) -> ColumnElement[datetime]:
    """Return an expression for the hour in which an article was collected."""
    if session.get_bind().dialect.name == "postgresql":
        return func.date_trunc("hour", ArticleRow.fetched_at, "UTC", type_=Moment())
    return func.strftime("%Y-%m-%d %H:00:00", ArticleRow.fetched_at, type_=Moment())


def _counted(model: str, *groups: ColumnElement[Any] | InstrumentedAttribute[Any]) -> Select[Any]:
    """Return a query for the columns to count by, in the order that `_counts` reads."""
    sums = [func.count(), _number(ScreeningRow.flagged), func.sum(ScreeningRow.score)]
    for lower, upper in pairwise((None, *SCORE_BIN_EDGES, None)):
        within = [ScreeningRow.score >= lower] if lower is not None else []
        within += [ScreeningRow.score < upper] if upper is not None else []
        sums.append(_number(and_(*within)))
    query = select(*groups, *sums).join_from(ArticleRow, ScreeningRow, ScreeningRow.article_id == ArticleRow.id)
    return query.where(ScreeningRow.model == model).group_by(*groups)


def _number(condition: Any) -> ColumnElement[int]:
    """Return an expression for how many rows of a group meet a condition."""
    return func.sum(case((condition, 1), else_=0))


def _counts(sums: Sequence[Any]) -> ScreeningCounts:
    screened, flagged, scores, *bins = sums
    return ScreeningCounts(int(screened), int(flagged), float(scores), tuple(map(int, bins)))


def outlets_with_drift_notice(session: Session, week: date) -> set[str | None]:
    """Return the outlets about whose drift in a week people were notified; None means all of them together.

    `week` is its Monday.
    """
    query = select(NoticeRow.outlet).where(NoticeRow.kind == NoticeKind.DRIFT.value, NoticeRow.cause == iso_week(week))
    return {None if outlet == _ALL_OUTLETS else outlet for outlet in session.scalars(query)}


def note_drift_notices(session: Session, outlets: Iterable[str | None], week: date, now: datetime) -> None:
    """Record that people were notified of these outlets' drift in a week.

    The week is in the column that has the cause in other notices.
    """
    rows = (NoticeRow(outlet=outlet or _ALL_OUTLETS, kind=NoticeKind.DRIFT.value, cause=iso_week(week), at=now) for outlet in outlets)
    session.add_all(rows)

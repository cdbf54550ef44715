"""An outlet's health: answers of pages within a run, days, the panel, page measures, and the weekly distribution of screening scores.

The functions that store also count, so the numbers always agree.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, Self

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from records.clock import day_of, iso_week, monday
from records.outlets.notices import NoticeKind
from records.tables import ArticleRow, Moment, NoticeRow, OutletDayRow, OutletRow, OutletRunRow, PageRow, ScreeningRow
from records.vocabulary import Cause, Fate

# Several answers of one page within one run, where a later try brought other bytes: each is in the evidence and has its own fate. The row in `pages`
# has the most informative answer; the others are in `PageRow.others`.

# Fates of pages that could be read.
READ_FATES = frozenset({Fate.STORED, Fate.CHANGED, Fate.KNOWN, Fate.NEAR_COPY, Fate.OUT_OF_PERIOD, Fate.NOT_ARTICLE, Fate.TOO_SHORT})
# Fates of pages with evidence that was not read.
UNREAD_FATES = frozenset({Fate.FETCHED, Fate.NOT_READ})
# The detail of a page in the evidence that nobody has tried to read: its crawl ended, a later try in the same run came first, or its reading was
# interrupted from outside.
LEFT_UNREAD_DETAIL = "the crawl ended before it was read"
TRIED_AGAIN_DETAIL = "tried again before it was read: "
CRAWL_ENDING_DETAIL = "the crawl is ending"
READING_ABORTED_DETAIL = "reading broke off: "
UNTRIED_DETAILS = (LEFT_UNREAD_DETAIL, TRIED_AGAIN_DETAIL, CRAWL_ENDING_DETAIL, READING_ABORTED_DETAIL)


@dataclass(frozen=True)
class PageResponse:
    """One answer of a page, with its fate."""

    fate: Fate
    sha256: str | None
    status: int | None = None
    source: bool = False
    detail: str = ""
    article_id: str | None = None
    published_on: date | None = None
    title: str | None = None

    @classmethod
    def of_row(cls, row: PageRow) -> Self:
        """Return the answer in the row's own columns."""
        return cls(Fate(row.fate), row.sha256, row.status, row.source, row.detail, row.article_id, row.published_on, row.title)

    @classmethod
    def from_json(cls, sha256: str, stored: dict[str, Any]) -> Self:
        """Return an answer stored in `PageRow.others`."""
        day = stored.get("published_on")
        values = {**stored, "fate": Fate(stored["fate"]), "published_on": date.fromisoformat(day) if day else None}
        return cls(sha256=sha256, **values)

    def as_json(self) -> dict[str, Any]:
        """Return the form that `PageRow.others` stores under the answer's hash."""
        day = self.published_on.isoformat() if self.published_on else None
        values = {**vars(self), "fate": self.fate.value, "published_on": day}
        return {name: value for name, value in values.items() if name != "sha256" and value not in (None, "", False)}

    @property
    def in_evidence(self) -> bool:
        """Return whether it brought a page. Of an incomplete body only the hash is stored."""
        return self.sha256 is not None and self.fate is not Fate.BROKEN_OFF

    @property
    def weight(self) -> int:
        """Return how informative it is. Answers still being read come first, because the end of a crawl settles those in the rows."""
        return 3 if self.fate is Fate.FETCHED else 0 if self.fate is Fate.NOT_READ else 2 if self.fate in READ_FATES else 1

    def over(self, following: Fate) -> Self:
        """Return this answer as it is once another has replaced it: nobody is reading it any more."""
        untried = self.fate is Fate.FETCHED or (self.fate is Fate.NOT_READ and self.detail.startswith(UNTRIED_DETAILS))
        return replace(self, fate=Fate.NOT_READ, detail=f"{TRIED_AGAIN_DETAIL}{following.value}") if untried else self


def other_responses(row: PageRow) -> dict[str, PageResponse]:
    """Return the other answers of a row, by their hash."""
    return {sha256: PageResponse.from_json(sha256, stored) for sha256, stored in (row.others or {}).items()}


def choose_shown_response(row: PageRow, new: PageResponse) -> tuple[PageResponse, list[PageResponse]]:
    """Return the answer that a row has once `new` has come, and the other answers.

    A try without a page changes nothing of one that brought a page: what was read stays, and what is unread can still be read from its evidence. If
    both brought a page, neither is dropped.
    """
    current = PageResponse.of_row(row)
    if not current.in_evidence:
        return new, []
    if not new.in_evidence:
        return current.over(new.fate), list(other_responses(row).values())
    responses: dict[str | None, PageResponse] = dict(other_responses(row).items())
    responses[current.sha256] = current
    responses.pop(new.sha256, None)
    first, *remaining = sorted([new, *(answer.over(new.fate) for answer in responses.values())], key=lambda answer: -answer.weight)
    return first, remaining


# Weekly distribution of one model's scores by outlet: screenings, flagged ones, the mean score and the shares by size. Weeks are ISO 8601 weeks, from
# Monday to Sunday. An article belongs to the week of its publication, else of its collection by its outlet's clock. Only counts by outlet and day are
# read from the database.

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


def join_panel(session: Session, outlet: PanelOutlet, today: date) -> None:
    """Add an outlet to the panel, or update it. An outlet that had left and is visited again is back."""
    row = session.get(OutletRow, outlet.name)
    if row is None:
        row = OutletRow(name=outlet.name, listed_on=today)
        session.add(row)
    row.title, row.home, row.country, row.region = outlet.title, outlet.home, outlet.country, outlet.region
    row.languages, row.minimum, row.left_on = list(outlet.languages), outlet.minimum, None
    session.flush()


def leave_panel(session: Session, names: Iterable[str], today: date) -> None:
    """Remove closed outlets from the panel from this day on, ignoring those that never joined or have left."""
    session.execute(update(OutletRow).where(OutletRow.name.in_(list(names)), OutletRow.left_on.is_(None)).values(left_on=today))


def panel_on(session: Session, first: date, last: date) -> list[OutletRow]:
    """Return the outlets that were on the panel on any day from `first` to `last`, by name."""
    query = select(OutletRow).where(OutletRow.listed_on <= last, or_(OutletRow.left_on.is_(None), OutletRow.left_on > first))
    return list(session.scalars(query.order_by(OutletRow.name)))


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

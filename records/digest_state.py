"""The content of digests and urgent notices, and the record of what was sent.

Each is recorded after it was sent, never before. The rows in `notices` have names that no outlet has: `(draft 12)`, `(daily)`, `(weekly)`. The cause
column has the day and the newest known draft for the daily digest, and the week for the weekly one.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from records.clock import iso_week
from records.filters import DraftKind
from records.incidents.tracks import track_fault
from records.review.propose import MACHINE
from records.row_ids import parse_id
from records.tables import ArticleRow, DraftArticleRow, DraftRow, IncidentRow, LedgerRow, NoticeRow, SeparatedDraftsRow, StatusRow
from records.vocabulary import NO_STEP, Category, DraftState, Lawful, LedgerAction, ScreeningLabel, StatusCode

# Notified hearings, deadlines and owed answers, so that no digest repeats them: once when the day is first in view, once when it is near or has
# passed. The rows in `notices` have names that no outlet has: `(KZ-2026-0001 2026-11-27)`, `(request 5 2026-11-30)`, with what falls on that day as
# the cause. A moved day counts as another one.

# Names in one query: below the parameter limits of SQLite and PostgreSQL.
_CHUNK = 1000


class DayNotice(StrEnum):
    """The occasion of a notice about a day."""

    AHEAD = "day ahead"
    """It comes in the next days."""
    NEAR = "day near"
    """It is today or tomorrow."""
    PASSED = "day passed"
    """It has passed without what was due."""


@dataclass(frozen=True)
class NotifiedDay:
    """A day of a notice: its record (`KZ-2026-0001`, `request 5`), its event (`hearing`, `appeal`, `answer`) and its occasion."""

    subject: str
    day: date
    what: str
    notice: DayNotice

    @property
    def name(self) -> str:
        """Return its name in `notices`."""
        return f"({self.subject} {self.day})"


def notified_days(session: Session, days: Iterable[NotifiedDay]) -> set[NotifiedDay]:
    """Return those of the days for which a notice was sent."""
    by_name: dict[tuple[str, str, str | None], NotifiedDay] = {(day.name, day.notice.value, day.what): day for day in days}
    notified: set[NotifiedDay] = set()
    names = sorted({name for name, _, _ in by_name})
    for start in range(0, len(names), _CHUNK):
        query = select(NoticeRow.outlet, NoticeRow.kind, NoticeRow.cause).where(NoticeRow.outlet.in_(names[start : start + _CHUNK]))
        notified |= {by_name[key] for row in session.execute(query) if (key := (row[0], row[1], row[2])) in by_name}
    return notified


def note_days(session: Session, days: Iterable[NotifiedDay], now: datetime) -> None:
    """Record that a notice was sent for these days."""
    session.add_all(NoticeRow(outlet=day.name, kind=day.notice.value, cause=day.what, at=now) for day in dict.fromkeys(days))


# Urgent notices are of drafts with an article found within this time.
_URGENT_WITHIN = timedelta(days=2)
# Ledger actions by which a person decides on a draft.
_DECISIONS = (LedgerAction.CONFIRM, LedgerAction.REJECT, LedgerAction.MERGE, LedgerAction.DEFER)
_DAILY, _WEEKLY = "(daily)", "(weekly)"


class _DraftNoticeKind(StrEnum):
    """The kinds of notices about drafts."""

    URGENT = "urgent"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True)
class DailyDigest:
    """The last daily digest, sent or empty: its day, its time, and the newest draft it knew (0: none)."""

    day: date
    at: datetime
    newest: int


def recent_matching_drafts(session: Session, codes: Iterable[str], least: float, now: datetime) -> list[tuple[DraftRow, date | None]]:
    """Return new drafts of these categories with at least this score and a recently found article, highest score first.

    Each comes with the earliest known publication day of its articles. Spot checks are left out.
    """
    article = select(ArticleRow.id).join(DraftArticleRow, DraftArticleRow.article_id == ArticleRow.id).where(DraftArticleRow.draft_id == DraftRow.id)
    printed = article.with_only_columns(func.min(ArticleRow.published_on)).correlate(DraftRow).scalar_subquery()
    has_recent_article = article.where(ArticleRow.fetched_at >= now - _URGENT_WITHIN).correlate(DraftRow).exists()
    of_kind = or_(*(DraftRow.codes.contains(code) for code in codes))
    query = select(DraftRow, printed).where(
        DraftRow.state == DraftState.NEW, DraftRow.score >= least, DraftRow.sample.is_(False), of_kind, has_recent_article
    )
    return [(draft, day) for draft, day in session.execute(query.order_by(DraftRow.score.desc(), DraftRow.id))]


def drafts_without_notice(session: Session, drafts: Sequence[DraftRow]) -> list[DraftRow]:
    """Return the drafts without an urgent notice.

    A draft also counts as notified if a merged or split relative was.
    """
    kin = {draft.id: _related_drafts(session, draft.id) for draft in drafts}
    notified = _notified_drafts(session, {id for ids in kin.values() for id in ids})
    return [draft for draft in drafts if notified.isdisjoint(kin[draft.id])]


def note_urgent(session: Session, drafts: Iterable[int], now: datetime) -> None:
    """Record that an urgent notice was sent for these drafts."""
    session.add_all(NoticeRow(outlet=_draft_name(draft), kind=_DraftNoticeKind.URGENT.value, cause=None, at=now) for draft in drafts)


def _related_drafts(session: Session, draft: int) -> set[int]:
    """Return the draft, all drafts merged into it, and those split from it or from which it was split."""
    related, newest = {draft}, {draft}
    while newest:
        newest = set(session.scalars(select(DraftRow.id).where(DraftRow.merged_into.in_(newest)))) - related
        related |= newest
    pairs = select(SeparatedDraftsRow.draft_id, SeparatedDraftsRow.other_id).where(
        or_(SeparatedDraftsRow.draft_id.in_(related), SeparatedDraftsRow.other_id.in_(related))
    )
    return related | {id for pair in session.execute(pairs) for id in pair}


def _notified_drafts(session: Session, drafts: Iterable[int]) -> set[int]:
    names = {_draft_name(draft): draft for draft in drafts}
    query = select(NoticeRow.outlet).where(NoticeRow.kind == _DraftNoticeKind.URGENT.value, NoticeRow.outlet.in_(names))
    return {names[name] for name in session.scalars(query)}


def _draft_name(draft: int) -> str:
    return f"(draft {draft})"


def _urgently_notified_drafts(session: Session) -> set[int]:
    """Return every draft with an urgent notice, and those into which they were merged."""
    names = session.scalars(select(NoticeRow.outlet).where(NoticeRow.kind == _DraftNoticeKind.URGENT.value))
    notified = {id for name in names if (id := parse_id(name.removeprefix("(draft ").removesuffix(")")))}
    newest = notified
    while newest:
        merged = select(DraftRow.merged_into).where(DraftRow.id.in_(newest), DraftRow.merged_into.is_not(None))
        newest = {id for id in session.scalars(merged) if id is not None} - notified
        notified |= newest
    return notified


def last_daily(session: Session) -> DailyDigest | None:
    """Return the newest daily digest; None before the first."""
    row = session.scalars(select(NoticeRow).where(NoticeRow.outlet == _DAILY).order_by(NoticeRow.id.desc()).limit(1)).first()
    if row is None:
        return None
    day, _, newest = (row.cause or "").partition(" ")
    return DailyDigest(date.fromisoformat(day), row.at, int(newest))


def note_daily(session: Session, day: date, newest: int, now: datetime) -> None:
    """Record that the digest of a day was sent or was empty."""
    session.add(NoticeRow(outlet=_DAILY, kind=_DraftNoticeKind.DAILY.value, cause=f"{day} {newest}", at=now))


def is_weekly_sent(session: Session, week: date) -> bool:
    """Return whether the digest of the week beginning on this Monday was sent or was empty."""
    mine = and_(NoticeRow.outlet == _WEEKLY, NoticeRow.cause == iso_week(week))
    return session.scalar(select(NoticeRow.id).where(mine).limit(1)) is not None


def note_weekly(session: Session, week: date, now: datetime) -> None:
    """Record that the digest of a week was sent or was empty."""
    session.add(NoticeRow(outlet=_WEEKLY, kind=_DraftNoticeKind.WEEKLY.value, cause=iso_week(week), at=now))


def newest_draft(session: Session) -> int:
    """Return the id of the newest draft; 0 if there is none.

    Ids grow in order of creation.
    """
    return session.scalar(select(func.max(DraftRow.id))) or 0


def new_drafts(
    session: Session, last: DailyDigest | None, since: datetime, newest: int, limit: int, urgent: Collection[int] = ()
) -> tuple[dict[DraftKind, int], list[DraftRow], int]:
    """Return undecided drafts since the last digest, without those of an urgent notice: counts by kind, and the best.

    Covers drafts made after `last` (before the first digest: from `since`) up to `newest`. Each draft has one kind; the best exclude spot checks. The
    third value counts drafts with an urgent notice. Drafts in `urgent` count as notified: another run may be sending it.
    """
    mine: list[ColumnElement[bool]] = [DraftRow.state == DraftState.NEW, DraftRow.id <= newest]
    mine.append(DraftRow.id > last.newest if last else DraftRow.created_at >= since)
    notified = set(session.scalars(select(DraftRow.id).where(*mine))) & _urgently_notified_drafts(session).union(urgent)
    mine += [DraftRow.id.not_in(notified)] if notified else []
    query = select(DraftRow.sample, DraftRow.label, DraftRow.follows.is_not(None), func.count()).where(*mine)
    counts = dict.fromkeys((DraftKind.INCIDENT, DraftKind.FOLLOWUP, DraftKind.UNRECORDED, DraftKind.SAMPLE), 0)
    for sample, label, follows, number in session.execute(query.group_by(DraftRow.sample, DraftRow.label, DraftRow.follows.is_not(None))):
        counts[_kind(sample, label, follows)] += number
    likeliest = select(DraftRow).where(*mine, DraftRow.sample.is_(False)).order_by(DraftRow.score.desc(), DraftRow.id.desc()).limit(limit)
    return counts, list(session.scalars(likeliest)), len(notified)


def _kind(sample: bool, label: str, follows: bool) -> DraftKind:
    if sample:
        return DraftKind.SAMPLE
    if follows:
        return DraftKind.FOLLOWUP
    return DraftKind.UNRECORDED if label == ScreeningLabel.FOLLOWUP else DraftKind.INCIDENT


def count_resumed_drafts(session: Session, today: date) -> int:
    """Count the deferred drafts whose day has come."""
    query = select(func.count()).select_from(DraftRow).where(DraftRow.state == DraftState.DEFERRED, DraftRow.deferred_until <= today)
    return session.scalar(query) or 0


def statuses_added(session: Session, since: datetime, until: datetime, limit: int) -> tuple[int, int, Sequence[Any]]:
    """Return the number of statuses added from `since` to before `until`, of their incidents, and the first of them.

    Each is (number, title, primary, code, day, penalty), steps in the case first, then the latest day. The status `reported` and statuses on the
    wrong track are left out.
    """
    is_counted = (StatusRow.withdrawn.is_(False), StatusRow.code != StatusCode.REP, IncidentRow.withdrawn.is_(False))
    mine = (StatusRow.recorded_at >= since, StatusRow.recorded_at < until, *is_counted)
    query = (
        select(
            StatusRow.number, IncidentRow.title, IncidentRow.primary, StatusRow.code, StatusRow.day, StatusRow.penalty,
            IncidentRow.categories, IncidentRow.lawful,
        )
        .join(IncidentRow, IncidentRow.number == StatusRow.number)
        .where(*mine)
        .order_by(case((StatusRow.code.in_(sorted(NO_STEP)), 1), else_=0), StatusRow.day.desc(), StatusRow.id.desc())
    )  # fmt: skip
    added, numbers, named, listed = 0, set[str](), set[str](), []
    for row in session.execute(query.execution_options(yield_per=1000)):
        if track_fault(StatusCode(row.code), [Category(category) for category in row.categories], Lawful(row.lawful)) is None:
            added += 1
            numbers.add(row.number)
            if row.number in named or len(named) < limit:
                named.add(row.number)
                listed.append(tuple(row)[:6])
    return added, len(numbers), listed


def confirmed_incidents(session: Session, since: datetime, until: datetime, limit: int) -> tuple[int, Sequence[Any]]:
    """Return the number and the list of incidents that people confirmed from drafts in this time and did not withdraw.

    Each is (number, title, primary), sorted by number.
    """
    mine = (IncidentRow.created_at >= since, IncidentRow.created_at < until, IncidentRow.draft_id.is_not(None), IncidentRow.withdrawn.is_(False))
    query = (
        select(IncidentRow.number, IncidentRow.title, IncidentRow.primary).where(*mine).order_by(IncidentRow.year, IncidentRow.serial).limit(limit)
    )
    return session.scalar(select(func.count()).select_from(IncidentRow).where(*mine)) or 0, session.execute(query).all()


def decisions_by_person(session: Session, since: datetime, until: datetime) -> dict[str, int]:
    """Count each person's decisions on drafts in this time, undone ones included.

    Automatic decisions are left out.
    """
    query = select(LedgerRow.who, func.count()).where(LedgerRow.at >= since, LedgerRow.at < until, LedgerRow.action.in_(_DECISIONS))
    return dict(_pairs(session.execute(query.where(LedgerRow.who != MACHINE).group_by(LedgerRow.who))))


def _pairs(rows: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    return ((who, count) for who, count in rows)

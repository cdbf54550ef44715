"""What people are to be told of drafts and cases, and what they were told already. As every notice, a digest is noted after it was sent, never
before.

In `notices` they stand under names that no outlet has: `(draft 12)`, `(daily)`, `(weekly)`. In the column for the cause, the daily one keeps its day
and the newest draft that it knew, the weekly one its week.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from records.filters import DraftKind
from records.incidents.tracks import misplaced
from records.outlets.health import week_name
from records.review.propose import MACHINE
from records.tables import ApartRow, ArticleRow, DraftArticleRow, DraftRow, IncidentRow, LedgerRow, NoticeRow, StatusRow
from records.vocabulary import NO_STEP, Category, DraftState, Lawful, LedgerAction, ScreeningLabel, StatusCode

# Which hearings, deadlines and owed answers people were told of, so that no digest tells them again: once when the day comes into sight, once when it is near or has passed.
#
# They stand in `notices` under names that no outlet has: `(KZ-2026-0001 2026-11-27)`, `(request 5 2026-11-30)`, with what falls on that day as the cause. A day that is moved is another.

# Names in one query: below what SQLite and PostgreSQL take as parameters.
_CHUNK = 1000


class DayNotice(StrEnum):
    """As what people are told of a day."""

    AHEAD = "day ahead"
    """It comes in the next days."""
    NEAR = "day near"
    """It is today or tomorrow."""
    PASSED = "day passed"
    """It has passed without what was due."""


@dataclass(frozen=True)
class ToldDay:
    """A day of which people are told: of which record (`KZ-2026-0001`, `request 5`), what falls on it (`hearing`, `appeal`, `answer`), and as what."""

    subject: str
    day: date
    what: str
    notice: DayNotice

    @property
    def name(self) -> str:
        """Under which it stands in `notices`."""
        return f"({self.subject} {self.day})"


def told_days(session: Session, days: Iterable[ToldDay]) -> set[ToldDay]:
    """Those of these of which people were told."""
    by_name: dict[tuple[str, str, str | None], ToldDay] = {(one.name, one.notice.value, one.what): one for one in days}
    found: set[ToldDay] = set()
    names = sorted({name for name, _, _ in by_name})
    for start in range(0, len(names), _CHUNK):
        query = select(NoticeRow.outlet, NoticeRow.kind, NoticeRow.cause).where(NoticeRow.outlet.in_(names[start : start + _CHUNK]))
        found |= {by_name[key] for row in session.execute(query) if (key := (row[0], row[1], row[2])) in by_name}
    return found


def note_days(session: Session, days: Iterable[ToldDay], now: datetime) -> None:
    """Write down that people were told of these days."""
    session.add_all(NoticeRow(outlet=one.name, kind=one.notice.value, cause=one.what, at=now) for one in dict.fromkeys(days))


# What was found earlier is no alarm any more.
FRESH = timedelta(days=2)
# Acts of the ledger by which a person decides on a draft.
_DECISIONS = (LedgerAction.CONFIRM, LedgerAction.REJECT, LedgerAction.MERGE, LedgerAction.DEFER)
_DAILY, _WEEKLY = "(daily)", "(weekly)"


class _ToldKind(StrEnum):
    """The kinds of notices about drafts."""

    URGENT = "urgent"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True)
class Daily:
    """The last daily digest, or the last time when there was nothing to tell: its day, its time, and the newest draft that it knew (0: none)."""

    day: date
    at: datetime
    newest: int


def found_drafts(session: Session, codes: Iterable[str], least: float, now: datetime) -> list[tuple[DraftRow, date | None]]:
    """New drafts of these categories with at least this score of which an article was found in the last days, the likeliest first, each with the day on which the first of its articles was
    printed, as far as that is known. Spot checks are left out."""
    article = select(ArticleRow.id).join(DraftArticleRow, DraftArticleRow.article_id == ArticleRow.id).where(DraftArticleRow.draft_id == DraftRow.id)
    printed = article.with_only_columns(func.min(ArticleRow.published_on)).correlate(DraftRow).scalar_subquery()
    found = article.where(ArticleRow.fetched_at >= now - FRESH).correlate(DraftRow).exists()
    of_kind = or_(*(DraftRow.codes.contains(code) for code in codes))
    query = select(DraftRow, printed).where(DraftRow.state == DraftState.NEW, DraftRow.score >= least, DraftRow.sample.is_(False), of_kind, found)
    return [(draft, day) for draft, day in session.execute(query.order_by(DraftRow.score.desc(), DraftRow.id))]


def untold(session: Session, drafts: Sequence[DraftRow]) -> list[DraftRow]:
    """Those of which nobody was told at once. If a draft holds one that people were told of, or was split from one, it counts as told."""
    kin = {draft.id: _kin(session, draft.id) for draft in drafts}
    told = _told(session, {id for ids in kin.values() for id in ids})
    return [draft for draft in drafts if told.isdisjoint(kin[draft.id])]


def note_urgent(session: Session, drafts: Iterable[int], now: datetime) -> None:
    """Note that people were told of these drafts at once."""
    session.add_all(NoticeRow(outlet=_draft_name(draft), kind=_ToldKind.URGENT.value, cause=None, at=now) for draft in drafts)


def _kin(session: Session, draft: int) -> set[int]:
    """The draft, all drafts that were merged into it, and those from which it was split or that were split from it."""
    found, coming = {draft}, {draft}
    while coming:
        coming = set(session.scalars(select(DraftRow.id).where(DraftRow.merged_into.in_(coming)))) - found
        found |= coming
    pairs = select(ApartRow.draft_id, ApartRow.other_id).where(or_(ApartRow.draft_id.in_(found), ApartRow.other_id.in_(found)))
    return found | {id for pair in session.execute(pairs) for id in pair}


def _told(session: Session, drafts: Iterable[int]) -> set[int]:
    names = {_draft_name(draft): draft for draft in drafts}
    query = select(NoticeRow.outlet).where(NoticeRow.kind == _ToldKind.URGENT.value, NoticeRow.outlet.in_(names))
    return {names[name] for name in session.scalars(query)}


def _draft_name(draft: int) -> str:
    return f"(draft {draft})"


def _told_at_once(session: Session) -> set[int]:
    """Every draft of which people were told at once, and those into which they were merged."""
    names = session.scalars(select(NoticeRow.outlet).where(NoticeRow.kind == _ToldKind.URGENT.value))
    found = {int(id) for name in names if (id := name.removeprefix("(draft ").removesuffix(")")).isdigit()}
    coming = found
    while coming:
        merged = select(DraftRow.merged_into).where(DraftRow.id.in_(coming), DraftRow.merged_into.is_not(None))
        coming = {id for id in session.scalars(merged) if id is not None} - found
        found |= coming
    return found


def last_daily(session: Session) -> Daily | None:
    """The newest daily digest; None before the first."""
    row = session.scalars(select(NoticeRow).where(NoticeRow.outlet == _DAILY).order_by(NoticeRow.id.desc()).limit(1)).first()
    if row is None:
        return None
    day, _, newest = (row.cause or "").partition(" ")
    return Daily(date.fromisoformat(day), row.at, int(newest))


def note_daily(session: Session, day: date, newest: int, now: datetime) -> None:
    """Write down that the digest of a day was sent, or that there was nothing to send."""
    session.add(NoticeRow(outlet=_DAILY, kind=_ToldKind.DAILY.value, cause=f"{day} {newest}", at=now))


def weekly_told(session: Session, week: date) -> bool:
    """Whether the digest of a week, named by its Monday, was sent or had nothing to say."""
    mine = and_(NoticeRow.outlet == _WEEKLY, NoticeRow.cause == week_name(week))
    return session.scalar(select(NoticeRow.id).where(mine).limit(1)) is not None


def note_weekly(session: Session, week: date, now: datetime) -> None:
    """Write down that the digest of a week was sent, or that there was nothing to send."""
    session.add(NoticeRow(outlet=_WEEKLY, kind=_ToldKind.WEEKLY.value, cause=week_name(week), at=now))


def newest_draft(session: Session) -> int:
    """The id of the newest draft; 0 if there is none. Drafts are made one after another, so no later draft has a smaller id."""
    return session.scalar(select(func.max(DraftRow.id))) or 0


def new_drafts(
    session: Session, last: Daily | None, since: datetime, newest: int, limit: int, urgent: Collection[int] = ()
) -> tuple[dict[DraftKind, int], list[DraftRow], int]:
    """Undecided drafts made after a digest (before the first one: from `since` on) up to `newest` of which people were not told at once: how many of each kind, each draft in one
    kind, and the likeliest, without spot checks; and how many of such drafts were told at once. Those that are `urgent` count as told: another run may be telling them."""
    mine: list[ColumnElement[bool]] = [DraftRow.state == DraftState.NEW, DraftRow.id <= newest]
    mine.append(DraftRow.id > last.newest if last else DraftRow.created_at >= since)
    told = set(session.scalars(select(DraftRow.id).where(*mine))) & _told_at_once(session).union(urgent)
    mine += [DraftRow.id.not_in(told)] if told else []
    query = select(DraftRow.sample, DraftRow.label, DraftRow.follows.is_not(None), func.count()).where(*mine)
    counts = dict.fromkeys((DraftKind.INCIDENT, DraftKind.FOLLOWUP, DraftKind.UNRECORDED, DraftKind.SAMPLE), 0)
    for sample, label, follows, number in session.execute(query.group_by(DraftRow.sample, DraftRow.label, DraftRow.follows.is_not(None))):
        counts[_kind(sample, label, follows)] += number
    likeliest = select(DraftRow).where(*mine, DraftRow.sample.is_(False)).order_by(DraftRow.score.desc(), DraftRow.id.desc()).limit(limit)
    return counts, list(session.scalars(likeliest)), len(told)


def _kind(sample: bool, label: str, follows: bool) -> DraftKind:
    if sample:
        return DraftKind.SAMPLE
    if follows:
        return DraftKind.FOLLOWUP
    return DraftKind.UNRECORDED if label == ScreeningLabel.FOLLOWUP else DraftKind.INCIDENT


def deferred_until(session: Session, today: date) -> int:
    """How many deferred drafts wait again, because their day has come."""
    query = select(func.count()).select_from(DraftRow).where(DraftRow.state == DraftState.DEFERRED, DraftRow.deferred_until <= today)
    return session.scalar(query) or 0


def statuses_added(session: Session, since: datetime, until: datetime, limit: int) -> tuple[int, int, Sequence[Any]]:
    """How many statuses were added from `since` to before `until`, to how many incidents, and those of the first incidents as (number, title, primary, code, day, penalty): first those
    that are a step in the case, the latest day first. That it was reported is left out, which is no news of a case, and so is what stands on the wrong track."""
    told = (StatusRow.withdrawn.is_(False), StatusRow.code != StatusCode.REP, IncidentRow.withdrawn.is_(False))
    mine = (StatusRow.recorded_at >= since, StatusRow.recorded_at < until, *told)
    query = (
        select(
            StatusRow.number, IncidentRow.title, IncidentRow.primary, StatusRow.code, StatusRow.day, StatusRow.penalty,
            IncidentRow.categories, IncidentRow.lawful,
        )
        .join(IncidentRow, IncidentRow.number == StatusRow.number)
        .where(*mine)
        .order_by(case((StatusRow.code.in_(sorted(NO_STEP)), 1), else_=0), StatusRow.day.desc(), StatusRow.id.desc())
    )  # fmt: skip
    added, numbers, named, shown = 0, set[str](), set[str](), []
    for row in session.execute(query.execution_options(yield_per=1000)):
        if misplaced(StatusCode(row.code), [Category(one) for one in row.categories], Lawful(row.lawful)) is None:
            added += 1
            numbers.add(row.number)
            if row.number in named or len(named) < limit:
                named.add(row.number)
                shown.append(tuple(row)[:6])
    return added, len(numbers), shown


def confirmed(session: Session, since: datetime, until: datetime, limit: int) -> tuple[int, Sequence[Any]]:
    """How many incidents people recorded by confirming drafts in this time and did not withdraw, and these as (number, title, primary), by number."""
    mine = (IncidentRow.created_at >= since, IncidentRow.created_at < until, IncidentRow.draft_id.is_not(None), IncidentRow.withdrawn.is_(False))
    query = (
        select(IncidentRow.number, IncidentRow.title, IncidentRow.primary).where(*mine).order_by(IncidentRow.year, IncidentRow.serial).limit(limit)
    )
    return session.scalar(select(func.count()).select_from(IncidentRow).where(*mine)) or 0, session.execute(query).all()


def decisions_by_person(session: Session, since: datetime, until: datetime) -> dict[str, int]:
    """How many decisions on drafts each person took in this time, with those that were undone later. What a run did by itself is left out."""
    query = select(LedgerRow.who, func.count()).where(LedgerRow.at >= since, LedgerRow.at < until, LedgerRow.action.in_(_DECISIONS))
    return dict(_pairs(session.execute(query.where(LedgerRow.who != MACHINE).group_by(LedgerRow.who))))


def _pairs(rows: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    return ((who, count) for who, count in rows)

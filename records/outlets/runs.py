"""Runs, the visits of outlets in them, and the fate of each page. Every try of a page is written and counted here, once."""

import logging
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from statistics import median
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from records.model import Period
from records.outlets.page_responses import LEFT_UNREAD_DETAIL, READ_FATES, UNTRIED_DETAILS, PageResponse, choose_shown_response
from records.tables import ArticleRow, OutletRunRow, PageRow, RunRow
from records.vocabulary import TEMPORARY_FATES, Cause, Fate

log = logging.getLogger(__name__)

_LONGEST_TITLE = 300  # letters

# A page with a temporary failure (a time-out, a 500) is tried in at most this many runs, so that a broken link does not cost requests for ever.
TRIES = 5
# If this many articles were fetched and none could be read, the outlet fails although its lists answer.
_ENOUGH_REFUSED = 3


def begin_run(session: Session, run_id: str, kind: str, now: datetime) -> None:
    """Open a run. A second call with the same id changes nothing, because several crawlers share one run."""
    if session.get(RunRow, run_id) is None:
        session.add(RunRow(id=run_id, kind=kind, started_at=now, summary={}))
        session.flush()


def end_run(session: Session, run_id: str, summary: dict[str, Any], now: datetime) -> None:
    """Close a run with its summary.

    Pages with unread evidence get a fate first, so that no ended run has a page `fetched`.
    """
    settle_pending_pages(session, run_id)
    run = session.get_one(RunRow, run_id)
    # The clock may have been set back meanwhile.
    run.ended_at = max(now, run.started_at)
    run.summary = summary


def begin_outlet(session: Session, run_id: str, outlet: str, region: str | None, now: datetime) -> None:
    """Record that an outlet is being visited; a second call in the same run changes nothing."""
    if session.get(OutletRunRow, (run_id, outlet)) is None:
        session.add(OutletRunRow(run_id=run_id, outlet=outlet, region=region, state="running", started_at=now, found=0, fates={}, finished=False))
        session.flush()


def mark_busy(session: Session, run_id: str, outlet: str, region: str | None, now: datetime) -> None:
    """Record that the outlet was not visited because another run is working on it."""
    begin_outlet(session, run_id, outlet, region, now)
    session.get_one(OutletRunRow, (run_id, outlet)).state = "busy"


def finish_outlet(
    session: Session,
    run_id: str,
    outlet: str,
    *,
    found: int,
    finished: bool,
    now: datetime,
    served: bool | None = None,
    cause: Cause | None = None,
) -> OutletRunRow:
    """Close an outlet's part of a run: it answered, or it failed for a cause. No answer is a failure too.

    `served` says whether a source gave something, `cause` why the others did not. Both are None if pages are collected without sources (a replay, a
    tip); then the fates of the pages decide.
    """
    row = session.get_one(OutletRunRow, (run_id, outlet))
    row.found, row.finished, row.ended_at = found, finished, max(now, row.started_at)
    pages = _fates(session, run_id, outlet, source=False)
    read = sum(count for fate, count in pages.items() if fate in READ_FATES)
    sources = _fates(session, run_id, outlet, source=True)
    refused = not read and sum(pages.values()) >= _ENOUGH_REFUSED
    answered = bool(served if served is not None else read or Fate.LISTING in sources) or read > 0
    if answered and not refused:
        row.state, row.cause = "answered", None
    else:
        row.state, row.cause = "failed", (main_cause(pages) if answered else cause or main_cause(sources) or main_cause(pages)) or Cause.EMPTY
    return row


def _fates(session: Session, run_id: str, outlet: str, *, source: bool) -> dict[Fate, int]:
    query = (
        select(PageRow.fate, func.count())
        .where(PageRow.run_id == run_id, PageRow.outlet == outlet, PageRow.source.is_(source))
        .group_by(PageRow.fate)
    )
    return {Fate(fate): count for fate, count in session.execute(query)}


def main_cause(fates: Iterable[Fate]) -> Cause | None:
    """Return the cause that explains most of these fates.

    A cause that blocks every page comes before one of a single page (the order of `Cause`).
    """
    values = {fate.value for fate in fates}
    return next((cause for cause in Cause if cause.value in values), None)


def record_page_fate(
    session: Session,
    run_id: str,
    outlet: str,
    url: str,
    key: str,
    fate: Fate,
    *,
    at: datetime,
    status: int | None = None,
    source: bool = False,
    detail: str = "",
    article_id: str | None = None,
    sha256: str | None = None,
    published_on: date | None = None,
    title: str = "",
) -> None:
    """Record the fate of one try, and count it. Only this function adds to `pages`.

    A page that is tried again within one run (after a restart of its crawler) keeps one row, whose fate
    `records.outlets.page_responses.choose_shown_response` chooses.
    """
    fates = session.get_one(OutletRunRow, (run_id, outlet))
    row = try_of(session, run_id, outlet, url)
    new = PageResponse(fate, sha256, status, source, detail, article_id, published_on, title[:_LONGEST_TITLE] or None)
    response, other_answers = new, list[PageResponse]()
    if row is None:
        row = PageRow(run_id=run_id, outlet=outlet, url=url, key=key)
        session.add(row)
    else:
        fates.fates = {**fates.fates, row.fate: fates.fates[row.fate] - 1}
        if row.sha256 != sha256 or row.others or fate is Fate.BROKEN_OFF:
            response, other_answers = choose_shown_response(row, new)
    row.fate, row.status, row.at, row.source, row.detail = response.fate.value, response.status, at, response.source, response.detail[:500]
    row.article_id, row.sha256, row.published_on, row.title = response.article_id, response.sha256, response.published_on, response.title
    row.others = {answer.sha256: answer.as_json() for answer in other_answers if answer.sha256} or None
    fates.fates = {name: count for name, count in {**fates.fates, row.fate: fates.fates.get(row.fate, 0) + 1}.items() if count}
    log.info("%s %s %s", fate.value, outlet, url)


def try_of(session: Session, run_id: str, outlet: str, url: str) -> PageRow | None:
    """Return a page's row in this run; None before its first try."""
    return session.scalars(select(PageRow).where(PageRow.run_id == run_id, PageRow.outlet == outlet, PageRow.url == url)).first()


def was_tried(session: Session, run_ids: Collection[str], outlet: str, url: str, sha256: str, at: datetime | None) -> bool:
    """Return whether one of these runs has a row of this answer: of its bytes, or of its time if they were not stored."""
    query = select(PageRow.sha256, PageRow.others, PageRow.at).where(PageRow.run_id.in_(run_ids), PageRow.outlet == outlet, PageRow.url == url)
    return any(
        sha256 in (row.sha256, *(row.others or ())) or (row.sha256 is None and at is not None and row.at == at) for row in session.execute(query)
    )


def page_fate(session: Session, run_id: str, outlet: str, url: str) -> Fate | None:
    """Return a page's fate in a run; None if it has no row."""
    query = select(PageRow.fate).where(PageRow.run_id == run_id, PageRow.outlet == outlet, PageRow.url == url)
    stored = session.scalars(query).one_or_none()
    return None if stored is None else Fate(stored)


def settle_pending_pages(session: Session, run_id: str, outlet: str | None = None) -> int:
    """Settle the pages of a run or of one outlet in it that have evidence but no fate, and return their number.

    They count as not read and are tried again. Call it only when nobody is working on them any more.
    """
    query = select(PageRow).where(PageRow.run_id == run_id, PageRow.fate == Fate.FETCHED.value)
    left = list(session.scalars(query if outlet is None else query.where(PageRow.outlet == outlet)))
    for page in left:
        record_page_fate(
            session, run_id, page.outlet, page.url, page.key, Fate.NOT_READ, at=page.at, status=page.status, sha256=page.sha256,
            article_id=page.article_id, detail=LEFT_UNREAD_DETAIL,
        )  # fmt: skip
    return len(left)


def known_keys(session: Session, outlet: str, keys: Iterable[str], period: Period | None = None) -> set[str]:
    """Return those of these pages that need no more tries, because their fate is final or all tries are used.

    A page outside the days requested then is known only as long as it is outside those of `period` too.
    """
    asked_keys, finished, tries = list(set(keys)), set[str](), Counter[str]()
    for start in range(0, len(asked_keys), 500):
        query = (
            select(PageRow.key, PageRow.fate, PageRow.published_on, func.count())
            .where(PageRow.outlet == outlet, PageRow.key.in_(asked_keys[start : start + 500]), PageRow.source.is_(False))
            .group_by(PageRow.key, PageRow.fate, PageRow.published_on)
        )
        for key, fate, day, count in session.execute(query):
            if Fate(fate) is Fate.OUT_OF_PERIOD:
                if day is not None and not (period or Period()).holds(day):
                    finished.add(key)
                continue
            tries[key] += count
            if Fate(fate) not in TEMPORARY_FATES:
                finished.add(key)
    return finished | {key for key, count in tries.items() if count >= TRIES}


def known_days(session: Session, outlet: str, keys: Iterable[str]) -> dict[str, date]:
    """Return the publication days, by key, of those of these pages that were read before."""
    asked_keys, days = list(set(keys)), dict[str, date]()
    for start in range(0, len(asked_keys), 500):
        query = (
            select(PageRow.key, func.coalesce(PageRow.published_on, ArticleRow.published_on))
            .outerjoin(ArticleRow, ArticleRow.id == PageRow.article_id)
            .where(PageRow.outlet == outlet, PageRow.key.in_(asked_keys[start : start + 500]), PageRow.source.is_(False))
        )
        days.update({key: day for key, day in session.execute(query) if day is not None})
    return days


def close_dead_outlet_runs(session: Session, outlet: str, now: datetime) -> None:
    """Mark an outlet as broken off if the process that was visiting it died. Call it before a new run takes the outlet."""
    for row in session.scalars(select(OutletRunRow).where(OutletRunRow.outlet == outlet, OutletRunRow.state == "running")):
        abort_outlet_run(session, row, now)


def abort_outlet_run(session: Session, part: OutletRunRow, now: datetime) -> None:
    """Close an outlet's unfinished part of a run. Its unread pages get a temporary fate."""
    settle_pending_pages(session, part.run_id, part.outlet)
    part.state, part.cause, part.finished, part.ended_at = "failed", Cause.BROKEN_OFF.value, False, max(now, part.started_at)


def abort_open_outlets(session: Session, run_id: str, now: datetime) -> None:
    """Break off all open parts of a run. Call it when nobody works on the run any more."""
    for part in session.scalars(select(OutletRunRow).where(OutletRunRow.run_id == run_id, OutletRunRow.state == "running")):
        abort_outlet_run(session, part, now)


def open_outlets(session: Session, run_id: str) -> list[str]:
    """Return the outlets whose part of the run is not closed."""
    return list(session.scalars(select(OutletRunRow.outlet).where(OutletRunRow.run_id == run_id, OutletRunRow.state == "running")))


def outlet_run_row(session: Session, run_id: str, outlet: str) -> OutletRunRow | None:
    """Return an outlet's part of a run; None if it has none."""
    return session.get(OutletRunRow, (run_id, outlet))


# Queries on earlier runs: how an outlet last answered, and which of its pages are still to be tried or read.


def run_totals(session: Session, run_id: str) -> dict[str, Any]:
    """Return the result of a run: outlets by state, pages by fate."""
    states: dict[str, int] = {}
    fates: dict[str, int] = {}
    for row in outlet_runs(session, run_id):
        states[row.state] = states.get(row.state, 0) + 1
        for fate, count in row.fates.items():
            fates[fate] = fates.get(fate, 0) + count
    return {"outlets": states, "fates": fates}


def outlet_runs(session: Session, run_id: str) -> list[OutletRunRow]:
    """Return every outlet's part of a run, by name."""
    return list(session.scalars(select(OutletRunRow).where(OutletRunRow.run_id == run_id).order_by(OutletRunRow.outlet)))


def last_success(session: Session, outlet: str) -> datetime | None:
    """Return when this outlet last answered and was read to the end."""
    query = select(func.max(OutletRunRow.started_at)).where(
        OutletRunRow.outlet == outlet, OutletRunRow.state == "answered", OutletRunRow.finished.is_(True)
    )
    return session.scalar(query)


def visit_seconds(session: Session, runs: int = 20) -> dict[str, float]:
    """Return the seconds that a visit of each outlet takes, by name.

    This is the median of its completed visits in the newest `runs` runs; outlets without one are left out.
    """
    newest = select(RunRow.id).where(RunRow.kind == "run").order_by(RunRow.started_at.desc()).limit(runs).scalar_subquery()
    query = select(OutletRunRow.outlet, OutletRunRow.started_at, OutletRunRow.ended_at).where(
        OutletRunRow.run_id.in_(newest), OutletRunRow.state.in_(("answered", "failed")), OutletRunRow.cause.is_distinct_from(Cause.BROKEN_OFF.value)
    )
    took: dict[str, list[float]] = {}
    for outlet, began, ended in session.execute(query):
        if ended is not None:
            took.setdefault(outlet, []).append((ended - began).total_seconds())
    return {outlet: median(seconds) for outlet, seconds in took.items()}


def last_sources(session: Session, outlet: str) -> tuple[list[dict[str, Any]], datetime | None]:
    """Return the sources that served when the outlet last answered, and when the usual addresses were last guessed."""
    query = (
        select(OutletRunRow)
        .where(OutletRunRow.outlet == outlet, OutletRunRow.state.in_(("answered", "failed")))
        .order_by(OutletRunRow.started_at.desc())
    )
    newest = session.scalars(query.limit(1)).first()
    answered = session.scalars(query.where(OutletRunRow.state == "answered").limit(1)).first()
    return list(answered.ways) if answered else [], newest.guessed_at if newest else None


def known_addresses(session: Session, outlets: Sequence[str]) -> dict[str, int]:
    """Return how many page addresses are stored for each of these outlets, without those that have none."""
    pages = select(PageRow.outlet, func.count(PageRow.key.distinct())).where(PageRow.source.is_(False)).group_by(PageRow.outlet)
    counts: dict[str, int] = {}
    for begin in range(0, len(outlets), 500):
        counts.update(session.execute(pages.where(PageRow.outlet.in_(outlets[begin : begin + 500]))).tuples().all())
    return counts


def last_outlet_run_row(session: Session, outlet: str) -> OutletRunRow | None:
    """Return the outlet's part of the newest run that visited it."""
    query = (
        select(OutletRunRow)
        .where(OutletRunRow.outlet == outlet, OutletRunRow.state.in_(("answered", "failed")))
        .order_by(OutletRunRow.started_at.desc())
        .limit(1)
    )
    return session.scalars(query).first()


def unread_pages(session: Session, outlet: str, since: datetime, limit: int = 200) -> list[str]:
    """Return addresses of articles tried since then that failed temporarily and have tries left.

    A feed may no longer list them.
    """
    final = {fate.value for fate in Fate} - {fate.value for fate in TEMPORARY_FATES}
    settled = select(PageRow.key).where(PageRow.outlet == outlet, PageRow.at >= since, PageRow.source.is_(False), PageRow.fate.in_(final))
    query = (
        select(func.min(PageRow.url))
        # A failed check of a watched page has an article id. The watch itself retries it, so it is left out here.
        .where(PageRow.outlet == outlet, PageRow.at >= since, PageRow.source.is_(False), PageRow.article_id.is_(None), PageRow.key.not_in(settled))
        .group_by(PageRow.key)
        .having(func.count() < TRIES)
        .order_by(func.max(PageRow.at))
        .limit(limit)
    )
    return list(session.scalars(query))


def count_broken_reads(session: Session, run_id: str, outlet: str, key: str, sha256: str) -> int:
    """Return in how many runs before this one a page broke off with the same bytes."""
    query = select(func.count(PageRow.run_id.distinct())).where(
        PageRow.outlet == outlet,
        PageRow.key == key,
        PageRow.run_id != run_id,
        PageRow.fate == Fate.BROKEN_OFF.value,
        PageRow.sha256 == sha256,
    )
    return session.scalar(query) or 0


def runs_with_unread(session: Session, outlet: str, since: datetime) -> list[str]:
    """Return the runs since then with unread evidence of an outlet's pages that nobody has tried to read.

    Checks of watched pages are left out.
    """
    untried = or_(*(PageRow.detail.startswith(words, autoescape=True) for words in UNTRIED_DETAILS))
    query = (
        select(PageRow.run_id)
        .distinct()
        .where(PageRow.outlet == outlet, PageRow.at >= since, PageRow.sha256.is_not(None), PageRow.article_id.is_(None))
        .where(or_(PageRow.fate == Fate.FETCHED.value, (PageRow.fate == Fate.NOT_READ.value) & untried))
        .order_by(PageRow.run_id)
    )
    return list(session.scalars(query))

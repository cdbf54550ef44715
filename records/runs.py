"""Runs, and what each outlet gave in them. Every try of a page is settled here, once, and counted by the same call."""

import logging
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from records.tables import OutletRunRow, PageRow, RunRow
from records.vocabulary import PASSING_FATES, Fate

log = logging.getLogger(__name__)

# A page whose fate may pass (a time-out, a 500) is tried in at most this many runs, so that a broken link does not cost a request for ever.
TRIES = 5
# Fates that say: this outlet did answer.
ANSWERED = frozenset({Fate.LISTING, Fate.STORED, Fate.KNOWN, Fate.NEAR_COPY, Fate.OUT_OF_PERIOD, Fate.NOT_ARTICLE, Fate.TOO_SHORT})


def begin_run(session: Session, run_id: str, kind: str, now: datetime) -> None:
    """Open a run; a second call with the same id changes nothing (several crawlers share one run)."""
    if session.get(RunRow, run_id) is None:
        session.add(RunRow(id=run_id, kind=kind, started_at=now, summary={}))
        session.flush()


def end_run(session: Session, run_id: str, summary: dict[str, Any], now: datetime) -> None:
    """Close a run with what came of it."""
    run = session.get_one(RunRow, run_id)
    run.ended_at = now
    run.summary = summary


def begin_outlet(session: Session, run_id: str, outlet: str, region: str | None, now: datetime) -> None:
    """Note that an outlet is being worked on; a second call in the same run changes nothing."""
    if session.get(OutletRunRow, (run_id, outlet)) is None:
        session.add(OutletRunRow(run_id=run_id, outlet=outlet, region=region, state="running", started_at=now, found=0, fates={}, finished=False))
        session.flush()


def mark_busy(session: Session, run_id: str, outlet: str, region: str | None, now: datetime) -> None:
    """Note that another run is working on the outlet, so that this one left it alone."""
    begin_outlet(session, run_id, outlet, region, now)
    session.get_one(OutletRunRow, (run_id, outlet)).state = "busy"


def finish_outlet(session: Session, run_id: str, outlet: str, *, found: int, finished: bool, now: datetime) -> OutletRunRow:
    """Close an outlet's part of a run: it answered, or it failed for a named cause. Silence is a failure too."""
    row = session.get_one(OutletRunRow, (run_id, outlet))
    fates = {Fate(fate): count for fate, count in row.fates.items()}
    row.found, row.finished, row.ended_at = found, finished, now
    if any(fate in ANSWERED for fate in fates):
        row.state, row.cause = "answered", None
    else:
        row.state, row.cause = "failed", _cause(session, run_id, outlet)
    return row


def _cause(session: Session, run_id: str, outlet: str) -> str:
    """The fate of its sources tells most; then the commonest fate of its pages."""
    query = (
        select(PageRow.fate)
        .where(PageRow.run_id == run_id, PageRow.outlet == outlet)
        .group_by(PageRow.source, PageRow.fate)
        .order_by(PageRow.source.desc(), func.count().desc())
    )
    return session.scalars(query).first() or Fate.EMPTY


def settle(
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
) -> None:
    """Write down what became of one try, and count it. The only way into `pages`.

    A page that is tried again within one run (its crawler died and was started once more) keeps one row, with the later fate.
    """
    fates = session.get_one(OutletRunRow, (run_id, outlet))
    row = session.scalars(select(PageRow).where(PageRow.run_id == run_id, PageRow.outlet == outlet, PageRow.url == url)).first()
    if row is None:
        row = PageRow(run_id=run_id, outlet=outlet, url=url, key=key)
        session.add(row)
    else:
        fates.fates = {**fates.fates, row.fate: fates.fates[row.fate] - 1}
    row.fate, row.status, row.at, row.source, row.detail = fate.value, status, at, source, detail[:500]
    row.article_id, row.sha256 = article_id, sha256
    fates.fates = {name: count for name, count in {**fates.fates, fate.value: fates.fates.get(fate.value, 0) + 1}.items() if count}
    log.info("%s %s %s", fate.value, outlet, url)


def known_keys(session: Session, outlet: str, keys: Iterable[str]) -> set[str]:
    """Which of these pages need no more tries: their fate is final, or they have had their tries."""
    wanted, known, tries = list(set(keys)), set[str](), Counter[str]()
    for start in range(0, len(wanted), 500):
        query = (
            select(PageRow.key, PageRow.fate, func.count())
            .where(PageRow.outlet == outlet, PageRow.key.in_(wanted[start : start + 500]), PageRow.source.is_(False))
            .group_by(PageRow.key, PageRow.fate)
        )
        for key, fate, count in session.execute(query):
            tries[key] += count
            if Fate(fate) not in PASSING_FATES:
                known.add(key)
    return known | {key for key, count in tries.items() if count >= TRIES}


def last_success(session: Session, outlet: str) -> datetime | None:
    """When this outlet last answered and was read to the end."""
    query = select(func.max(OutletRunRow.started_at)).where(
        OutletRunRow.outlet == outlet, OutletRunRow.state == "answered", OutletRunRow.finished.is_(True)
    )
    return session.scalar(query)


def close_abandoned(session: Session, outlet: str, now: datetime) -> None:
    """An outlet left `running` by a process that died is marked as broken off, before a new run takes it up."""
    session.execute(
        update(OutletRunRow)
        .where(OutletRunRow.outlet == outlet, OutletRunRow.state == "running")
        .values(state="failed", cause=Fate.BROKEN_OFF.value, ended_at=now)
    )


def open_outlets(session: Session, run_id: str) -> list[str]:
    """Outlets whose part of the run is not closed."""
    return list(session.scalars(select(OutletRunRow.outlet).where(OutletRunRow.run_id == run_id, OutletRunRow.state == "running")))


def outlet_runs(session: Session, run_id: str) -> list[OutletRunRow]:
    """Every outlet's part of a run, by name."""
    return list(session.scalars(select(OutletRunRow).where(OutletRunRow.run_id == run_id).order_by(OutletRunRow.outlet)))


def tally(session: Session, run_id: str) -> dict[str, Any]:
    """What a run came to: outlets by state, pages by fate."""
    states: dict[str, int] = {}
    fates: dict[str, int] = {}
    for row in outlet_runs(session, run_id):
        states[row.state] = states.get(row.state, 0) + 1
        for fate, count in row.fates.items():
            fates[fate] = fates.get(fate, 0) + count
    return {"outlets": states, "fates": fates}


def last_part(session: Session, outlet: str) -> OutletRunRow | None:
    """The outlet's part of the newest run that worked on it."""
    query = (
        select(OutletRunRow)
        .where(OutletRunRow.outlet == outlet, OutletRunRow.state.in_(("answered", "failed")))
        .order_by(OutletRunRow.started_at.desc())
        .limit(1)
    )
    return session.scalars(query).first()

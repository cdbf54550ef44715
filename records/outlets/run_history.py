"""What earlier runs found: how an outlet answered last, and which of its pages are still to be tried or read."""

from collections.abc import Sequence
from datetime import datetime
from statistics import median
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from records.outlets.page_answers import UNTRIED
from records.outlets.runs import TRIES
from records.tables import OutletRunRow, PageRow, RunRow
from records.vocabulary import PASSING_FATES, Cause, Fate


def tally(session: Session, run_id: str) -> dict[str, Any]:
    """The result of a run: outlets by state, pages by fate."""
    states: dict[str, int] = {}
    fates: dict[str, int] = {}
    for row in outlet_runs(session, run_id):
        states[row.state] = states.get(row.state, 0) + 1
        for fate, count in row.fates.items():
            fates[fate] = fates.get(fate, 0) + count
    return {"outlets": states, "fates": fates}


def outlet_runs(session: Session, run_id: str) -> list[OutletRunRow]:
    """Every outlet's part of a run, by name."""
    return list(session.scalars(select(OutletRunRow).where(OutletRunRow.run_id == run_id).order_by(OutletRunRow.outlet)))


def last_success(session: Session, outlet: str) -> datetime | None:
    """When this outlet last answered and was read to the end."""
    query = select(func.max(OutletRunRow.started_at)).where(
        OutletRunRow.outlet == outlet, OutletRunRow.state == "answered", OutletRunRow.finished.is_(True)
    )
    return session.scalar(query)


def visit_seconds(session: Session, runs: int = 20) -> dict[str, float]:
    """Seconds that a visit of each outlet took, by name: the median of its visits in the newest so many runs that came to an end of their own. Without the outlets that had none."""
    newest = select(RunRow.id).where(RunRow.kind == "run").order_by(RunRow.started_at.desc()).limit(runs).scalar_subquery()
    query = select(OutletRunRow.outlet, OutletRunRow.started_at, OutletRunRow.ended_at).where(
        OutletRunRow.run_id.in_(newest), OutletRunRow.state.in_(("answered", "failed")), OutletRunRow.cause.is_distinct_from(Cause.BROKEN_OFF.value)
    )
    took: dict[str, list[float]] = {}
    for outlet, began, ended in session.execute(query):
        if ended is not None:
            took.setdefault(outlet, []).append((ended - began).total_seconds())
    return {outlet: median(seconds) for outlet, seconds in took.items()}


def last_ways(session: Session, outlet: str) -> tuple[list[dict[str, Any]], datetime | None]:
    """The sources that served when the outlet answered last, and when the usual addresses were last guessed."""
    query = (
        select(OutletRunRow)
        .where(OutletRunRow.outlet == outlet, OutletRunRow.state.in_(("answered", "failed")))
        .order_by(OutletRunRow.started_at.desc())
    )
    newest = session.scalars(query.limit(1)).first()
    answered = session.scalars(query.where(OutletRunRow.state == "answered").limit(1)).first()
    return list(answered.ways) if answered else [], newest.guessed_at if newest else None


def known_addresses(session: Session, outlets: Sequence[str]) -> dict[str, int]:
    """How many addresses of pages are on record of each of these outlets; one of which there is none is left out."""
    pages = select(PageRow.outlet, func.count(PageRow.key.distinct())).where(PageRow.source.is_(False)).group_by(PageRow.outlet)
    found: dict[str, int] = {}
    for begin in range(0, len(outlets), 500):
        found.update(session.execute(pages.where(PageRow.outlet.in_(outlets[begin : begin + 500]))).tuples().all())
    return found


def last_part(session: Session, outlet: str) -> OutletRunRow | None:
    """The outlet's part of the newest run that worked on it."""
    query = (
        select(OutletRunRow)
        .where(OutletRunRow.outlet == outlet, OutletRunRow.state.in_(("answered", "failed")))
        .order_by(OutletRunRow.started_at.desc())
        .limit(1)
    )
    return session.scalars(query).first()


def unread_pages(session: Session, outlet: str, since: datetime, limit: int = 200) -> list[str]:
    """Addresses of articles that were asked for since then, failed for a passing cause, and still have tries left. A feed may no longer list them."""
    final = {fate.value for fate in Fate} - {fate.value for fate in PASSING_FATES}
    settled = select(PageRow.key).where(PageRow.outlet == outlet, PageRow.at >= since, PageRow.source.is_(False), PageRow.fate.in_(final))
    query = (
        select(func.min(PageRow.url))
        # A failed look at a watched page names its article. The watch itself tries it again, so it is left out here.
        .where(PageRow.outlet == outlet, PageRow.at >= since, PageRow.source.is_(False), PageRow.article_id.is_(None), PageRow.key.not_in(settled))
        .group_by(PageRow.key)
        .having(func.count() < TRIES)
        .order_by(func.max(PageRow.at))
        .limit(limit)
    )
    return list(session.scalars(query))


def cut_tries(session: Session, run_id: str, outlet: str, key: str, sha256: str) -> int:
    """In how many runs before this one a page broke off with these very bytes."""
    query = select(func.count(PageRow.run_id.distinct())).where(
        PageRow.outlet == outlet,
        PageRow.key == key,
        PageRow.run_id != run_id,
        PageRow.fate == Fate.BROKEN_OFF.value,
        PageRow.sha256 == sha256,
    )
    return session.scalar(query) or 0


def runs_with_unread(session: Session, outlet: str, since: datetime) -> list[str]:
    """The runs that left pages of an outlet in the evidence since then which nobody has tried to read. The watch's own pages are left out."""
    untried = or_(*(PageRow.detail.startswith(words, autoescape=True) for words in UNTRIED))
    query = (
        select(PageRow.run_id)
        .distinct()
        .where(PageRow.outlet == outlet, PageRow.at >= since, PageRow.sha256.is_not(None), PageRow.article_id.is_(None))
        .where(or_(PageRow.fate == Fate.FETCHED.value, (PageRow.fate == Fate.NOT_READ.value) & untried))
        .order_by(PageRow.run_id)
    )
    return list(session.scalars(query))

"""Operating figures for monitoring: pages by fate, queue lengths and ages, and runs by result. They contain no names of people."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.clock import day_of
from records.outlets.notices import outages
from records.review.draft_fields import OPEN_STATES
from records.tables import DraftRow, OutletRunRow, ReceivedMessageRow, RequestRow, RunRow
from records.vocabulary import MessageState

# The figures cover runs that began within this time. Rows are found by run id, so the size of the history does not matter.
WINDOW = timedelta(days=1)
_NO_WAY = "none"


@dataclass(frozen=True)
class OperatingFigures:
    """The figures at one moment.

    `pages` counts tries by fate and by the kind of source that served the outlet in that visit; `visits` counts outlets of runs by state, `causes`
    the failed ones by cause; `waiting` and `oldest` give each queue's length and the time of its oldest entry; `runs` counts by kind and by result;
    `ended` is when the last run of a kind ended. Pages, visits, causes and runs are those of `WINDOW`.
    """

    pages: Mapping[tuple[str, str], int] = field(default_factory=dict)
    visits: Mapping[str, int] = field(default_factory=dict)
    causes: Mapping[str, int] = field(default_factory=dict)
    failing: int = 0
    waiting: Mapping[str, int] = field(default_factory=dict)
    oldest: Mapping[str, datetime] = field(default_factory=dict)
    runs: Mapping[tuple[str, str], int] = field(default_factory=dict)
    ended: Mapping[str, datetime] = field(default_factory=dict)


def operating_figures(session: Session, now: datetime) -> OperatingFigures:
    """Return the current figures.

    The cost is that of the rows of one day's visits; nothing scans all pages or articles.
    """
    recent = select(RunRow.id).where(RunRow.started_at >= now - WINDOW)
    pages, visits, causes = Counter[tuple[str, str]](), Counter[str](), Counter[str]()
    rows = session.execute(
        select(OutletRunRow.state, OutletRunRow.cause, OutletRunRow.fates, OutletRunRow.ways).where(OutletRunRow.run_id.in_(recent))
    )
    for state, cause, fates, ways in rows:
        visits[state] += 1
        if state == "failed":
            causes[cause or "unknown"] += 1
        way = str(min(ways, key=lambda way: not way["named"])["kind"]) if ways else _NO_WAY
        for fate, count in fates.items():
            pages[fate, way] += count
    waiting, oldest = _queues(session)
    runs = Counter((kind, _end(ended, summary)) for kind, ended, summary in session.execute(
        select(RunRow.kind, RunRow.ended_at, RunRow.summary).where(RunRow.started_at >= now - WINDOW)
    ))  # fmt: skip
    ends = session.execute(select(RunRow.kind, func.max(RunRow.ended_at)).where(RunRow.ended_at.is_not(None)).group_by(RunRow.kind)).tuples()
    last = {kind: ended for kind, ended in ends if ended is not None}
    return OperatingFigures(pages, visits, causes, len(outages(session, day_of(now))), waiting, oldest, runs, last)


def _end(ended: datetime | None, summary: Mapping[str, object]) -> str:
    """Return how a run ended; `running` includes crashed runs that are not closed yet.

    A run without a summary was broken off.
    """
    if ended is None:
        return "running"
    return "ended" if summary else "broken_off"


def _queues(session: Session) -> tuple[dict[str, int], dict[str, datetime]]:
    """Return each queue's length and the time of its oldest entry."""
    queues = {
        "drafts": select(func.count(), func.min(DraftRow.created_at)).where(DraftRow.state.in_(OPEN_STATES)),
        "messages": select(func.count(), func.min(ReceivedMessageRow.came_at)).where(ReceivedMessageRow.state == MessageState.WAITING),
        "requests": select(func.count(), func.min(RequestRow.at)).where(RequestRow.taken_at.is_(None)),
    }
    found = {name: session.execute(query).tuples().one() for name, query in queues.items()}
    return {name: count for name, (count, _) in found.items()}, {name: since for name, (_, since) in found.items() if since is not None}

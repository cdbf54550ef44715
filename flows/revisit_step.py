"""Watched pages in a run: which are due, and what was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from flows.crawl_process import CrawlJob
from records import watched_pages
from records.database import read_with_retry, write_with_retry
from records.i18n import ntr, tr
from records.outlets import runs
from records.outlets.claims import REVISIT_RUN_SUFFIX
from records.tables import PageRow, RunRow
from records.vocabulary import Fate

# Watched pages of one run. A host allows one page in five seconds, so a run of half an hour fetches some hundreds of one host; the rest stays due.
PAGES = 1000
_COUNTED = {Fate.KNOWN: "same", Fate.CHANGED: "changed", Fate.GONE: "gone"}


@dataclass(frozen=True)
class RevisitCounts:
    """The watched pages of a run: unchanged, edited or restored, gone, and inconclusive."""

    same: int = 0
    changed: int = 0
    gone: int = 0
    untold: int = 0

    @property
    def pages(self) -> int:
        return self.same + self.changed + self.gone + self.untold


def revisit_share(
    engine: Engine, run_id: str, number: int, limit: float, today: date, *, outlets: Sequence[str] | None = None, files: Sequence[Path] = ()
) -> CrawlJob | None:
    """Return the due watched pages as a share for a separate crawler, or None if there are none.

    `outlets`: only their pages, if a person named some. `files` are the run's outlet files. They form a run of their own (`RUN-watch`), so that they
    do not count as visits of an outlet.
    """
    due = read_with_retry(engine, lambda session: watched_pages.due_watches(session, today, PAGES, outlets))
    if not due:
        return None
    ids = tuple(watch.article_id for watch in due)
    return CrawlJob(run_id + REVISIT_RUN_SUFFIX, number, watched=ids, day=today, files=tuple(files), limit=limit)


def end_revisits(engine: Engine, share: CrawlJob, now: datetime) -> RevisitCounts:
    """Close the run of the watched pages, and return its counts. Call it when the crawler has ended, however it ended."""

    def end(session: Session) -> dict[str, int]:
        query = select(PageRow.fate, func.count()).where(PageRow.run_id == share.run_id).group_by(PageRow.fate)
        counts: dict[str, int] = {}
        for fate, count in session.execute(query):
            name = _COUNTED.get(Fate(fate), "untold")
            counts[name] = counts.get(name, 0) + count
        if session.get(RunRow, share.run_id) is not None:
            runs.end_run(session, share.run_id, {"watched": counts}, now)
        return counts

    return RevisitCounts(**write_with_retry(engine, end))


def revisit_words(revisits: RevisitCounts) -> str:
    """Return one line on the watched pages, in the reader's language."""
    total = ntr("{n} watched page looked at again", "{n} watched pages looked at again", revisits.pages).format(n=revisits.pages)
    counts = tr("unchanged: {same}, edited or put back: {changed}, taken down: {gone}, no answer that tells: {untold}")
    return f"{total} ({counts.format(same=revisits.same, changed=revisits.changed, gone=revisits.gone, untold=revisits.untold)})"

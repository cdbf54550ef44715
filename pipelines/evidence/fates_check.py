"""Checks that every page in the evidence has a fate: what `qorgan verify` tells, and what `qorgan replay --missing` reads.

The records are given one by one, as the one pass over a file meets them, and looked up in batches.
"""

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, groupby

from sqlalchemy import Engine, exists, select
from sqlalchemy.orm import Session, aliased

from pipelines.evidence.page_fates import BATCH, PageRecord, articles_among, fates_of, page_record
from pipelines.evidence.warc import Record
from records.database import read_session
from records.i18n import tr
from records.outlets.broken_runs import at_work
from records.outlets.page_answers import LEFT, READ, UNREAD
from records.tables import PageRow, RunRow
from records.vocabulary import Fate

_STREAM = 2000


@dataclass(frozen=True)
class PageInHand:
    """A page of which only the evidence is there, and whether its run has ended."""

    run_id: str
    outlet: str
    url: str
    ended: bool


class FatesCheck:
    """Takes the records that no stored article points to, and tells those whose page has no fate."""

    def __init__(self, engine: Engine, session: Session, tell: Callable[[str], None]) -> None:
        self._engine = engine
        self._session = session
        self._tell = tell
        self._waiting: list[PageRecord] = []

    def look(self, file: str, record: Record) -> None:
        """Take a record of a file. Records of one file come one after the other."""
        page = page_record(file, record)
        if page is None:
            return
        if self._waiting and self._waiting[0].run_id != page.run_id:
            self._settle()
        self._waiting.append(page)
        if len(self._waiting) >= BATCH:
            self._settle()

    def end(self) -> None:
        """All records were given: tell the rest, and the pages that are still in hand although nobody works on their run any more."""
        self._settle()
        # As things are now: at the moment this check began, a run that has ended since was at work, and a claim that was read then has aged.
        with read_session(self._engine) as now:
            for page in pages_in_hand(now, datetime.now(UTC)):
                if page.ended:
                    words = tr("run {run} has ended, and {url} of {outlet} is still in hand; `qorgan replay --missing` settles it")
                else:
                    words = tr("nobody works on run {run} any more, and {url} of {outlet} is still in hand; `qorgan replay --missing` settles it")
                self._tell(words.format(run=page.run_id, url=page.url, outlet=page.outlet))

    def _settle(self) -> None:
        without = _without_fate(self._session, self._waiting)
        if without:
            # As things are now: a run at work writes records and rows while this reads, and a clearing moves pages.
            with read_session(self._engine) as now:
                without = _without_fate(now, without)
                articles = articles_among(now, without)
                without = [page for page in without if page not in articles]
        for page in without:
            words = tr("{file} at {offset}: the page {url} of run {run} has no fate; `qorgan replay --missing` reads it")
            self._tell(words.format(file=page.file, offset=page.offset, url=page.url, run=page.run_id))
        self._waiting = []


def pages_in_hand(session: Session, now: datetime) -> Iterator[PageInHand]:
    """Every page that is in hand although nobody works on its run: the run has ended, or was killed and is not closed yet."""
    query = (
        select(PageRow.run_id, PageRow.outlet, PageRow.url, RunRow.ended_at)
        .join(RunRow, RunRow.id == PageRow.run_id)
        .where(PageRow.fate == Fate.FETCHED.value)
        .order_by(PageRow.run_id, PageRow.outlet, PageRow.url)
    )
    rows = session.execute(query.execution_options(yield_per=_STREAM))
    for run_id, pages in groupby(rows, key=lambda row: row.run_id):
        first = next(pages)
        if first.ended_at is not None or not at_work(session, run_id, now):
            yield from (PageInHand(run_id, row.outlet, row.url, row.ended_at is not None) for row in chain([first], pages))


def _without_fate(session: Session, pages: Sequence[PageRecord]) -> list[PageRecord]:
    told = fates_of(session, pages)
    left = [page for page, fate in told.items() if fate.fate is Fate.NOT_READ and not fate.of_another_try]
    in_vain = _tried_in_vain(session, {(told[page].outlet, told[page].url) for page in left}, pages[0].run_id) if left else set()
    return [page for page in pages if page not in told or told[page].of_another_try or (told[page].outlet, told[page].url) in in_vain]


def _tried_in_vain(session: Session, left: Set[tuple[str, str]], run_id: str) -> set[tuple[str, str]]:
    """Those of these pages, left unread by their run, for which later runs asked and got nothing, and which no run has read."""
    other = aliased(PageRow)
    same = (other.outlet == PageRow.outlet, other.key == PageRow.key, other.run_id != PageRow.run_id, other.source.is_(False))
    query = select(PageRow.outlet, PageRow.url).where(
        PageRow.run_id == run_id,
        PageRow.outlet.in_({outlet for outlet, _ in left}),
        PageRow.url.in_({url for _, url in left}),
        PageRow.article_id.is_(None),
        PageRow.detail == LEFT,
        exists().where(*same, other.at > PageRow.at, other.fate.not_in([fate.value for fate in UNREAD])),
        ~exists().where(*same, other.fate.in_([fate.value for fate in READ])),
    )
    return {(row.outlet, row.url) for row in session.execute(query)} & left

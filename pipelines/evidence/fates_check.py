"""Checks that every page in the evidence has a fate: what `qorgan verify` tells, and what `qorgan replay --missing` reads.

The records are given one by one, as the one pass over a file meets them. They are looked up in batches through the index that keeps one fate for each
page of a run, so that neither a run's pages nor its records are ever held together.
"""

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, groupby, islice
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from pipelines.evidence.record_names import RecordNames, read_file_name, read_names
from pipelines.evidence.warc import Record, read_records
from records.database import read_session
from records.i18n import tr
from records.outlets.broken_runs import at_work
from records.tables import OutletRunRow, PageRow, RunRow, SnapshotRow
from records.vocabulary import Fate

# Records looked up in one question to the database.
BATCH = 500
# Fates of pages whose evidence is there and was not read.
UNREAD = frozenset({Fate.FETCHED, Fate.NOT_READ})
_STREAM = 2000


@dataclass(frozen=True)
class PageRecord:
    """One page in our evidence: where its record lies, the run whose file that is, and what the record says of it."""

    file: str
    offset: int
    run_id: str
    names: RecordNames
    sha256: str

    @property
    def url(self) -> str:
        """The address asked for, as far as the record knows it."""
        return self.names.asked or self.names.target


@dataclass(frozen=True)
class PageFate:
    """The row of a record's page in its own run."""

    outlet: str
    url: str
    fate: Fate
    article_id: str | None


@dataclass(frozen=True)
class PageInHand:
    """A page of which only the evidence is there, and whether its run has ended."""

    run_id: str
    outlet: str
    url: str
    ended: bool


def page_record(file: str, record: Record) -> PageRecord | None:
    """The page in a record of one of our own files; None for anything else."""
    name = read_file_name(file)
    sha256 = record.page_sha256() if name else None
    if name is None or sha256 is None:
        return None
    names = read_names(record.fields())
    return PageRecord(file, record.offset, name.run_id, names, sha256) if names.target else None


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
                articles = _articles_among(now, without)
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


def fates_of(session: Session, pages: Sequence[PageRecord]) -> dict[PageRecord, PageFate]:
    """The rows of these pages of one run. One that is missing here has none.

    A record of an earlier version does not name the outlet and what was asked: then the address that answered tells, or else the bytes.
    """
    if not pages:
        return {}
    run_id = pages[0].run_id
    outlets = list(session.scalars(select(OutletRunRow.outlet).where(OutletRunRow.run_id == run_id)))
    columns = (PageRow.outlet, PageRow.url, PageRow.fate, PageRow.sha256, PageRow.article_id)
    mine = select(*columns).where(PageRow.run_id == run_id)
    named = {page.names.outlet for page in pages if page.names.outlet}
    everywhere = outlets if any(not page.names.outlet for page in pages) else sorted(named)
    urls = sorted({url for page in pages for url in (page.names.asked, page.names.target) if url})
    found: dict[tuple[str, str], PageFate] = {}
    by_url: dict[str, PageFate] = {}
    for row in session.execute(mine.where(PageRow.outlet.in_(everywhere), PageRow.url.in_(urls))):
        fate = PageFate(row.outlet, row.url, Fate(row.fate), row.article_id)
        found[row.outlet, row.url] = by_url[row.url] = fate
    told: dict[PageRecord, PageFate] = {}
    for page in pages:
        known = found.get((page.names.outlet, page.names.asked)) if page.names.outlet else by_url.get(page.url)
        if known is not None:
            told[page] = known
    redirected = {page.sha256: page for page in pages if page not in told and not page.names.outlet}
    if redirected:
        for row in session.execute(mine.where(PageRow.sha256.in_(redirected))):
            told[redirected[row.sha256]] = PageFate(row.outlet, row.url, Fate(row.fate), row.article_id)
    return told


def open_pages(engine: Engine, folder: Path, file: str) -> list[tuple[PageRecord, PageFate | None]]:
    """The pages in one evidence file that have no fate, or one that waits for them to be read. Each is listed once, with its row if it has one."""
    found: list[tuple[PageRecord, PageFate | None]] = []
    met: set[tuple[str, str]] = set()
    with open(folder / file, "rb") as stream, read_session(engine) as session:
        records = (page for record in read_records(stream) if isinstance(record, Record) and (page := page_record(file, record)))
        while batch := list(islice(records, BATCH)):
            told = fates_of(session, batch)
            articles = _articles_among(session, [page for page in batch if page not in told])
            for page in batch:
                posts = posts_of(session, page) if page.names.post is not None else []
                for fate in (told.get(page), *posts):
                    key = (fate.outlet, fate.url) if fate else (page.names.outlet, page.url)
                    waits = fate.fate in UNREAD if fate else page not in articles
                    if waits and key not in met:
                        met.add(key)
                        found.append((page, fate))
    return found


def posts_of(session: Session, page: PageRecord) -> list[PageFate]:
    """The rows that wait to be read among those of one record that holds several posts: they share its bytes."""
    waiting = [fate.value for fate in UNREAD]
    query = select(PageRow).where(PageRow.run_id == page.run_id, PageRow.sha256 == page.sha256, PageRow.fate.in_(waiting))
    return [PageFate(row.outlet, row.url, Fate(row.fate), row.article_id) for row in session.scalars(query)]


def _without_fate(session: Session, pages: Sequence[PageRecord]) -> list[PageRecord]:
    told = fates_of(session, pages)
    return [page for page in pages if page not in told]


def _articles_among(session: Session, pages: Sequence[PageRecord]) -> Set[PageRecord]:
    """Those of these records to which a stored state of an article points."""
    if not pages:
        return set()
    places = {page.file for page in pages}
    query = select(SnapshotRow.file, SnapshotRow.offset).where(SnapshotRow.file.in_(places), SnapshotRow.offset.in_({page.offset for page in pages}))
    stored = {(row.file, row.offset) for row in session.execute(query)}
    return {page for page in pages if (page.file, page.offset) in stored}

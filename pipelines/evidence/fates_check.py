"""Checks that every page in the evidence has a fate: what `qorgan verify` tells, and what `qorgan replay --missing` reads.

The records are given one by one, as the one pass over a file meets them. They are looked up in batches through the index that keeps one fate for each
page of a run, so that neither a run's pages nor its records are ever held together.
"""

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, groupby, islice
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import Engine, Row, exists, select
from sqlalchemy.orm import Session, aliased

from pipelines.evidence.record_names import RecordNames, read_file_name, read_names
from pipelines.evidence.warc import Record, read_records
from records.database import read_session
from records.i18n import tr
from records.outlets import runs
from records.outlets.broken_runs import at_work
from records.tables import OutletRunRow, PageRow, RunRow, SnapshotRow
from records.vocabulary import Fate

# Records looked up in one question to the database.
BATCH = 500
# Fates of pages whose evidence is there and was not read.
UNREAD = frozenset({Fate.FETCHED, Fate.NOT_READ})
# Fates that only the text of a page, or the links on it, can have given. An earlier version left some of their rows without a hash.
_OF_TEXT = (runs.READ - {Fate.NOT_ARTICLE}) | {Fate.LISTING}
# Fates that come of a page or of an answer without one. The row of a page has its hash.
_OF_PAGE = frozenset({Fate.NOT_ARTICLE, Fate.EMPTY, Fate.BOT_WALL, Fate.BAD_CONTENT, Fate.GONE})
_STREAM = 2000


_FateRow: TypeAlias = "Row[str, str, str, str | None, str | None, str]"


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
    of_another_try: bool = False
    """Whether it came of a try that brought no page, so that nobody has read the page in this record."""

    @property
    def waits(self) -> bool:
        """Whether the page is to be read from the evidence."""
        return self.of_another_try or self.fate in UNREAD


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
    columns = (PageRow.outlet, PageRow.url, PageRow.fate, PageRow.sha256, PageRow.article_id, PageRow.detail)
    mine = select(*columns).where(PageRow.run_id == run_id)
    named = {page.names.outlet for page in pages if page.names.outlet}
    everywhere = outlets if any(not page.names.outlet for page in pages) else sorted(named)
    urls = sorted({url for page in pages for url in (page.names.asked, page.names.target) if url})
    found: dict[tuple[str, str], _FateRow] = {}
    by_url: dict[str, _FateRow] = {}
    for row in session.execute(mine.where(PageRow.outlet.in_(everywhere), PageRow.url.in_(urls))):
        found[row.outlet, row.url] = by_url[row.url] = row
    told: dict[PageRecord, PageFate] = {}
    for page in pages:
        known = found.get((page.names.outlet, page.names.asked)) if page.names.outlet else by_url.get(page.url)
        if known is not None:
            told[page] = _page_fate(page, known)
    redirected = {page.sha256: page for page in pages if page not in told and not page.names.outlet}
    if redirected:
        for row in session.execute(mine.where(PageRow.sha256.in_(redirected))):
            told[redirected[row.sha256]] = _page_fate(redirected[row.sha256], row)
    return told


def _page_fate(page: PageRecord, row: _FateRow) -> PageFate:
    fate = Fate(row.fate)
    if row.article_id is not None:
        # Its article is stored, or the watch asks for the page again by itself.
        elsewhere = False
    elif fate in UNREAD:
        elsewhere = row.detail.startswith(runs.IN_VAIN)
    else:
        elsewhere = row.sha256 != page.sha256 and fate not in _OF_TEXT and (row.sha256 is None or fate not in _OF_PAGE)
    return PageFate(row.outlet, row.url, fate, row.article_id, elsewhere)


def open_pages(engine: Engine, folder: Path, file: str) -> list[tuple[PageRecord, PageFate | None]]:
    """The pages in one evidence file that have no fate, or one that waits for them to be read. Each is listed once, with its row if it has one."""
    found: list[tuple[PageRecord, PageFate | None]] = []
    met: set[tuple[str, str]] = set()
    with open(folder / file, "rb") as stream, read_session(engine) as session:
        records = (page for record in read_records(stream) if isinstance(record, Record) and (page := page_record(file, record)))
        while batch := list(islice(records, BATCH)):
            told = fates_of(session, batch)
            articles = _articles_among(session, [page for page in batch if page not in told or told[page].of_another_try])
            for page in batch:
                posts = posts_of(session, page) if page.names.post is not None else []
                for fate in (told.get(page), *posts):
                    key = (fate.outlet, fate.url) if fate else (page.names.outlet, page.url)
                    waits = (fate is not None and fate.fate in UNREAD) or ((fate is None or fate.waits) and page not in articles)
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
        PageRow.detail == runs.LEFT,
        exists().where(*same, other.at > PageRow.at, other.fate.not_in([fate.value for fate in UNREAD])),
        ~exists().where(*same, other.fate.in_([fate.value for fate in runs.READ])),
    )
    return {(row.outlet, row.url) for row in session.execute(query)} & left


def _articles_among(session: Session, pages: Sequence[PageRecord]) -> Set[PageRecord]:
    """Those of these records to which a stored state of an article points."""
    if not pages:
        return set()
    places = {page.file for page in pages}
    query = select(SnapshotRow.file, SnapshotRow.offset).where(SnapshotRow.file.in_(places), SnapshotRow.offset.in_({page.offset for page in pages}))
    stored = {(row.file, row.offset) for row in session.execute(query)}
    return {page for page in pages if (page.file, page.offset) in stored}

"""Checks of the evidence: pages and given files against their SHA-256, page fates and article rows; and an inventory of the disk."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain, groupby
from pathlib import Path, PurePosixPath
from typing import Any

from sqlalchemy import Engine, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from pipelines.evidence.files import file_path, hash_of
from pipelines.evidence.page_fates import BATCH, PageRecord, articles_among, fates_of, page_record
from pipelines.evidence.record_metadata import read_file_name
from pipelines.evidence.writer import Record, evidence_files, read_page, read_records
from records.database import read_session
from records.i18n import tr
from records.model import EvidenceRef
from records.outlets.claims import is_run_active
from records.outlets.page_responses import LEFT_UNREAD_DETAIL, READ_FATES, UNREAD_FATES, other_responses
from records.tables import ArticleRow, DraftArticleRow, EvidenceFileRow, IncidentRow, PageRow, RunRow, SnapshotRow
from records.vocabulary import Fate

# Inventory of the evidence folder by month, and the part of it that drafts and incidents need.

_STREAM = 2000


@dataclass(frozen=True)
class StoredState:
    """One stored state of an article's page, with its offset in the file."""

    id: int
    article: str
    offset: int
    sha256: str
    fetched_at: datetime


@dataclass
class Size:
    """Number of pages and their bytes on disk. A page extends to the next page, so records of no article in between are included."""

    pages: int = 0
    bytes: int = 0

    def add(self, size: int) -> None:
        """Count one more page."""
        self.pages += 1
        self.bytes += size


@dataclass
class EvidenceInventory:
    """The evidence on disk.

    `months` are bytes by YYYY-MM. `held` is what drafts and incidents need, also by month. `clearable` is what could be cleared, by age in days.
    """

    files: int = 0
    bytes: int = 0
    pages: int = 0
    held: Size = field(default_factory=Size)
    months: Counter[str] = field(default_factory=Counter)
    held_months: Counter[str] = field(default_factory=Counter)
    clearable: dict[int, Size] = field(default_factory=dict)
    cleared: int = 0
    """Pages cleared so far."""


def held_articles(session: Session) -> Set[str]:
    """Return the articles whose pages must stay: those in drafts (samples too), their originals, and those named by incidents."""
    drafted = select(DraftArticleRow.article_id)
    originals = select(ArticleRow.copy_of).join(DraftArticleRow, DraftArticleRow.article_id == ArticleRow.id).where(ArticleRow.copy_of.is_not(None))
    needed = {article for query in (drafted, originals) for article in session.scalars(query) if article}
    for sources in session.scalars(select(IncidentRow.sources).execution_options(yield_per=_STREAM)):
        needed.update(source["id"] for source in sources if source.get("id"))
    return needed


def held_files(session: Session, folder: Path) -> Iterator[tuple[str, list[StoredState]]]:
    """Yield every evidence file with its uncleared pages, in order; then the files without any page."""
    columns = (SnapshotRow.file, SnapshotRow.id, SnapshotRow.article_id, SnapshotRow.offset, SnapshotRow.sha256, SnapshotRow.fetched_at)
    query = select(*columns).where(SnapshotRow.dropped_at.is_(None)).order_by(SnapshotRow.file, SnapshotRow.offset, SnapshotRow.id)
    rows = (row for part in session.connection().execute(query.execution_options(yield_per=_STREAM)).partitions() for row in part)
    with_pages: set[str] = set()
    for file, pages in groupby(rows, key=lambda row: row.file):
        with_pages.add(file)
        yield file, [StoredState(row.id, row.article_id, row.offset, row.sha256, row.fetched_at) for row in pages]
    for path in evidence_files(folder):
        file = path.relative_to(folder).as_posix()
        if file not in with_pages:
            yield file, []


def evidence_inventory(session: Session, folder: Path, now: datetime, ages: Sequence[int] = (90, 365)) -> EvidenceInventory:
    """Return what is on disk now. A missing file counts zero bytes; `qorgan verify` reports it."""
    inventory = EvidenceInventory(clearable={days: Size() for days in ages})
    needed = held_articles(session)
    limits = {days: now - timedelta(days=days) for days in ages}
    for file, pages in held_files(session, folder):
        path = folder / file
        if not path.is_file():
            continue
        size = path.stat().st_size
        month = "-".join(file.split("/")[:2])
        inventory.files += 1
        inventory.bytes += size
        inventory.months[month] += size
        for sharing, room in _rooms(pages, size):
            inventory.pages += len(sharing)
            if any(page.article in needed for page in sharing):
                inventory.held.add(room)
                inventory.held_months[month] += room
                continue
            for days, limit in limits.items():
                if all(page.fetched_at < limit for page in sharing):
                    inventory.clearable[days].add(room)
    inventory.cleared = session.scalar(select(func.count()).select_from(SnapshotRow).where(SnapshotRow.dropped_at.is_not(None))) or 0
    return inventory


def _rooms(pages: list[StoredState], size: int) -> Iterator[tuple[list[StoredState], int]]:
    """Yield the pages that share a record, and the bytes up to the next record."""
    places: defaultdict[int, list[StoredState]] = defaultdict(list)
    for page in pages:
        places[page.offset].append(page)
    offsets = sorted(places)
    # A file may contain no stored page: every page of that crawl was too short, or the database was lost.
    for offset, end in zip(offsets, [*offsets[1:], size] if offsets else [], strict=True):
        yield places[offset], max(0, end - offset)


# Check that every page in the evidence has a fate, for `qorgan verify` and `qorgan replay --missing`. Records are collected during the one pass over
# each file and looked up in batches.


@dataclass(frozen=True)
class PendingPage:
    """A page of which only the evidence exists, and whether its run has ended."""

    run_id: str
    outlet: str
    url: str
    ended: bool


class FatesCheck:
    """A check that receives the records of no stored article and reports those whose page has no fate."""

    def __init__(self, engine: Engine, session: Session, report_fault: Callable[[str], None]) -> None:
        self._engine = engine
        self._session = session
        self._tell = report_fault
        self._waiting: list[PageRecord] = []

    def look(self, file: str, record: Record) -> None:
        """Add a record of a file. Records of one file come one after the other."""
        page = page_record(file, record)
        if page is None:
            return
        if self._waiting and self._waiting[0].run_id != page.run_id:
            self._settle()
        self._waiting.append(page)
        if len(self._waiting) >= BATCH:
            self._settle()

    def end(self) -> None:
        """Check the remaining records and report fetched pages that no run is working on any more."""
        self._settle()
        # Read current data: since this check began, a run may have ended and its claim expired.
        with read_session(self._engine) as now:
            for page in pending_evidence_pages(now, datetime.now(UTC)):
                if page.ended:
                    words = tr("run {run} has ended, and {url} of {outlet} is still in hand; `qorgan replay --missing` settles it")
                else:
                    words = tr("nobody works on run {run} any more, and {url} of {outlet} is still in hand; `qorgan replay --missing` settles it")
                self._tell(words.format(run=page.run_id, url=page.url, outlet=page.outlet))

    def _settle(self) -> None:
        without = _without_fate(self._session, self._waiting)
        if without:
            # Read current data: meanwhile a run writes records and rows, and a clearing moves pages.
            with read_session(self._engine) as now:
                without = _without_fate(now, without)
                articles = articles_among(now, without)
                without = [page for page in without if page not in articles]
        for page in without:
            words = tr("{file} at {offset}: the page {url} of run {run} has no fate; `qorgan replay --missing` reads it")
            self._tell(words.format(file=page.file, offset=page.offset, url=page.url, run=page.run_id))
        self._waiting = []


def pending_evidence_pages(session: Session, now: datetime) -> Iterator[PendingPage]:
    """Yield every fetched page whose run no longer works on it: ended, or killed and not yet closed."""
    query = (
        select(PageRow.run_id, PageRow.outlet, PageRow.url, RunRow.ended_at)
        .join(RunRow, RunRow.id == PageRow.run_id)
        .where(PageRow.fate == Fate.FETCHED.value)
        .order_by(PageRow.run_id, PageRow.outlet, PageRow.url)
    )
    rows = session.execute(query.execution_options(yield_per=_STREAM))
    for run_id, pages in groupby(rows, key=lambda row: row.run_id):
        first = next(pages)
        if first.ended_at is not None or not is_run_active(session, run_id, now):
            yield from (PendingPage(run_id, row.outlet, row.url, row.ended_at is not None) for row in chain([first], pages))


def _without_fate(session: Session, pages: Sequence[PageRecord]) -> list[PageRecord]:
    fates = fates_of(session, pages)
    left = [page for page, fate in fates.items() if fate.fate is Fate.NOT_READ and not fate.of_another_try]
    in_vain = _tried_in_vain(session, {(fates[page].outlet, fates[page].url) for page in left}, pages[0].run_id) if left else set()
    return [page for page in pages if page not in fates or fates[page].of_another_try or (fates[page].outlet, fates[page].url) in in_vain]


def _tried_in_vain(session: Session, left: Set[tuple[str, str]], run_id: str) -> set[tuple[str, str]]:
    """Return those of these pages, unread in their run, that later runs requested without success and that no run has read."""
    other = aliased(PageRow)
    same = (other.outlet == PageRow.outlet, other.key == PageRow.key, other.run_id != PageRow.run_id, other.source.is_(False))
    query = select(PageRow.outlet, PageRow.url).where(
        PageRow.run_id == run_id,
        PageRow.outlet.in_({outlet for outlet, _ in left}),
        PageRow.url.in_({url for _, url in left}),
        PageRow.article_id.is_(None),
        PageRow.detail == LEFT_UNREAD_DETAIL,
        exists().where(*same, other.at > PageRow.at, other.fate.not_in([fate.value for fate in UNREAD_FATES])),
        ~exists().where(*same, other.fate.in_([fate.value for fate in READ_FATES])),
    )
    return {(row.outlet, row.url) for row in session.execute(query)} & left


# Check of all files given as evidence against their SHA-256, including removed ones that the ledger names.


@dataclass
class SubmittedFilesCheck:
    """The number of files read and their bytes."""

    files: int = 0
    bytes: int = 0


def check_submitted_files(session: Session, evidence: Path, report_fault: Callable[[str], None]) -> SubmittedFilesCheck:
    """Report every file that is missing, unreadable or changed. Each report is one line that names the file's record."""
    checked = SubmittedFilesCheck()
    query = select(EvidenceFileRow.sha256, func.min(EvidenceFileRow.id), func.min(EvidenceFileRow.size)).group_by(EvidenceFileRow.sha256)
    for sha256, id, size in session.execute(query.order_by(EvidenceFileRow.sha256).execution_options(yield_per=_STREAM)):
        checked.files += 1
        path = file_path(evidence, sha256) if len(sha256) == 64 and sha256.isalnum() else None
        if path is None or not path.is_file():
            report_fault(tr("the bytes of file {file} are missing ({sha256}); a backup may have them").format(file=id, sha256=sha256))
            continue
        try:
            same = path.stat().st_size == size and hash_of(path) == sha256
        except OSError as error:
            report_fault(tr("the bytes of file {file} cannot be read: {reason}").format(file=id, reason=error.strerror))
            continue
        checked.bytes += size
        if not same:
            report_fault(tr("file {file} is not the one whose SHA-256 was recorded ({sha256})").format(file=id, sha256=sha256))
    return checked


# Check that a row of `pages` matches every stored state of an article. Article, evidence and row are written in one transaction, so a difference
# means that somebody changed the database.

# Fates with which a state is stored: the watch also stores the page that says that the article is gone.
_OF_STATE = READ_FATES | {Fate.GONE}


def article_row_faults(session: Session, report_fault: Callable[[str], None]) -> None:
    """Report every stored state of an article without a matching row in `pages`, using one query."""
    fates = sorted(fate.value for fate in _OF_STATE)
    its, any_row = aliased(PageRow), aliased(PageRow)
    # A later run may have fetched the same bytes. The first state has its row in the run that stored the article.
    own_run = or_(its.run_id == ArticleRow.run_id, SnapshotRow.fetched_at != ArticleRow.fetched_at)
    same_state = and_(its.article_id == SnapshotRow.article_id, its.sha256 == SnapshotRow.sha256, its.fate.in_(fates), own_run)
    query = (
        select(SnapshotRow, ArticleRow.url, ArticleRow.run_id, any_row)
        .join(ArticleRow, ArticleRow.id == SnapshotRow.article_id)
        .outerjoin(its, same_state)
        .outerjoin(any_row, any_row.article_id == SnapshotRow.article_id)
        .where(its.id.is_(None))
        .order_by(SnapshotRow.id, any_row.id)
    )
    states = session.execute(query.execution_options(yield_per=_STREAM))
    for (state, url, run_id), rows in groupby(states, key=lambda row: (row[0], row[1], row[2])):
        name = read_file_name(state.file)
        runs = {run_id, name.run_id if name else run_id}
        pages = [row for *_, row in rows if row is not None and row.run_id in runs]
        if any(_is_other_response(row, state) for row in pages):
            continue
        where = {"file": state.file, "offset": state.offset, "article": state.article_id, "url": url, "run": run_id}
        if pages:
            words = tr(
                "article {article} ({url}): the row of its page in run {run} was changed past Qorgan, it says {fate} of other bytes than those in {file} at "
                "{offset}; compare it with a backup"
            )
            report_fault(words.format(**where, fate=pages[-1].fate))
        else:
            words = tr(
                "article {article} ({url}): the row of its page in run {run} ({file} at {offset}) was taken out past Qorgan; a backup may have it"
            )
            report_fault(words.format(**where))


def _is_other_response(row: PageRow, state: Any) -> bool:
    """Return whether a row belongs to another response for the same page. An earlier version stored only the later response."""
    answer = other_responses(row).get(state.sha256)
    return (answer is not None and answer.fate in _OF_STATE) or (row.others is None and row.fate in (Fate.KNOWN, Fate.CHANGED))


_BATCH = 500


@dataclass(frozen=True)
class Stored:
    """One stored state of an article's page, as in the database."""

    id: int
    article: str
    ref: EvidenceRef


@dataclass
class EvidenceCheck:
    """What was read: pages of articles, records of no article, files, and bytes on disk.

    `open_ends` counts incomplete records at the end of a file that no article needs, as a power failure leaves them.
    """

    pages: int = 0
    others: int = 0
    files: int = 0
    bytes: int = 0
    open_ends: int = 0


def check_evidence(
    engine: Engine,
    session: Session,
    folder: Path,
    report_fault: Callable[[str], None],
    passed: Callable[[int], None] = lambda _pages: None,
    other_record: Callable[[str, Record], None] = lambda _file, _record: None,
) -> EvidenceCheck:
    """Report every stored page that is missing, unreadable or changed, and every article without a page.

    Each report is one line that names the article, and the file and offset of its page. Cleared pages are left out. Files that no article needs must
    be readable too. `session` gives the records as of one moment; a page that a clearing moves meanwhile is looked up again. `other_record` is called with
    the file and record of each record of no article.
    """
    checked = EvidenceCheck()
    checked_files: set[str] = set()
    for file, pages in groupby(_stored(session), key=lambda stored: stored.ref.file):
        recorded = list(pages)
        checked_files.add(file)
        _report_remaining_faults(engine, folder, _check_file(folder, file, recorded, checked, other_record), report_fault)
        checked.pages += len(recorded)
        passed(len(recorded))
    for path in evidence_files(folder):
        file = path.relative_to(folder).as_posix()
        if file not in checked_files and path.is_file():
            for words, _ in _check_file(folder, file, [], checked, other_record):
                report_fault(words)
    _tell_without_page(session, report_fault)
    return checked


def _tell_without_page(session: Session, report_fault: Callable[[str], None]) -> None:
    """Report every article without a stored page. An article is stored together with its page, and a clearing only marks the page's row."""
    query = select(ArticleRow.id, ArticleRow.url).where(~exists().where(SnapshotRow.article_id == ArticleRow.id)).order_by(ArticleRow.id)
    for row in session.execute(query.execution_options(yield_per=_STREAM)):
        words = tr("article {article} ({url}) has no stored page, and nothing shows where it is from; a backup may have it")
        report_fault(words.format(article=row.id, url=row.url))


def _stored(session: Session) -> Iterator[Stored]:
    columns = (SnapshotRow.id, SnapshotRow.article_id, SnapshotRow.file, SnapshotRow.offset, SnapshotRow.sha256)
    query = select(*columns).where(SnapshotRow.dropped_at.is_(None)).order_by(SnapshotRow.file, SnapshotRow.offset, SnapshotRow.id)
    for part in session.connection().execute(query.execution_options(yield_per=_STREAM)).partitions():
        yield from (Stored(row.id, row.article_id, EvidenceRef(row.file, row.offset, row.sha256)) for row in part)


def inside(folder: Path, file: str) -> Path | None:
    """Return the path of an evidence file, or None for a name that leads out of the folder (written by an attacker)."""
    name = PurePosixPath(file)
    return None if name.is_absolute() or ".." in name.parts else folder / name


def _check_file(
    folder: Path, file: str, recorded: list[Stored], checked: EvidenceCheck, other_record: Callable[[str, Record], None] = lambda _file, _record: None
) -> Iterator[tuple[str, Stored | None]]:
    """Yield the faults of one file: the message, and the page (None for a record of no article). `recorded` is in order of offsets."""
    path = inside(folder, file)
    if path is None or not path.is_file():
        words = tr("{file} is missing: it held the page of article {article} at {offset}")
        yield from ((words.format(**_place(page)), page) for page in recorded)
        return
    offsets = sorted({page.ref.offset for page in recorded})
    mine = set(offsets)
    checksums: dict[int, str | None] = {}
    unreadable: set[int] = set()
    try:
        with open(path, "rb") as stream:
            for record in read_records(stream, offsets):
                if isinstance(record, Record):
                    checked.bytes += record.length
                    checked.others += record.offset not in mine
                    if record.offset in mine:
                        checksums[record.offset] = record.page_sha256()
                    else:
                        other_record(file, record)
                elif record.offset in mine:
                    unreadable.add(record.offset)
                elif record.cut and record.offset > max(offsets, default=-1):
                    checked.open_ends += 1
                else:
                    yield tr("{file} at {offset}: a record of no article cannot be read").format(file=file, offset=record.offset), None
    except OSError as error:
        yield tr("{file} cannot be read: {reason}").format(file=file, reason=error.strerror), None
        unreadable |= mine - checksums.keys()
    checked.files += 1
    for page in recorded:
        fault = _fault(folder, page, checksums, unreadable)
        if fault:
            yield fault, page


def _fault(folder: Path, page: Stored, checksums: Mapping[int, str | None], unreadable: Set[int]) -> str | None:
    """Return what is wrong with a page as a message, or None."""
    if page.ref.offset in unreadable:
        return tr("{file} at {offset}: the page of article {article} cannot be read").format(**_place(page))
    if page.ref.offset not in checksums:
        return tr("{file} at {offset}: no record begins here, the page of article {article} is not to be found").format(**_place(page))
    if checksums[page.ref.offset] == page.ref.sha256 or _given_out(folder, page.ref):
        return None
    return tr("{file} at {offset}: the page of article {article} is not the one whose SHA-256 was recorded").format(**_place(page))


def _given_out(folder: Path, ref: EvidenceRef) -> bool:
    """Return whether the page can be read as the desk reads it. This slower method decides."""
    try:
        read_page(folder, ref)
    except (OSError, ValueError):
        return False
    return True


def _place(page: Stored) -> dict[str, object]:
    return {"file": page.ref.file, "offset": page.ref.offset, "article": page.article}


def _report_remaining_faults(engine: Engine, folder: Path, faults: Iterator[tuple[str, Stored | None]], report_fault: Callable[[str], None]) -> None:
    """Report the faults that remain after reading again, since a clearing may have moved the pages meanwhile."""
    listed = list(faults)
    pages = [page for _, page in listed if page is not None]
    moved: set[int] = set()
    for first in range(0, len(pages), _BATCH):
        batch = {page.id: page for page in pages[first : first + _BATCH]}
        columns = (SnapshotRow.id, SnapshotRow.file, SnapshotRow.offset, SnapshotRow.sha256, SnapshotRow.dropped_at)
        with read_session(engine) as session:
            rows = session.execute(select(*columns).where(SnapshotRow.id.in_(batch))).all()
        for row in rows:
            now = EvidenceRef(row.file, row.offset, row.sha256)
            if row.dropped_at is not None or (now != batch[row.id].ref and _given_out(folder, now)):
                moved.add(row.id)
    for words, page in listed:
        if page is None or page.id not in moved:
            report_fault(words)

"""What became of the page in a record of our evidence: the row of `pages` that tells of it, and whether anybody has read it.

Records are looked up in batches through the index that keeps one row for each page of a run, so that neither a run's pages nor its records are ever
held together.
"""

from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Engine, Row, select
from sqlalchemy.orm import Session

from pipelines.evidence.record_names import RecordNames, read_file_name, read_names
from pipelines.evidence.writer import Record, read_records
from records.database import read_session
from records.outlets.health import IN_VAIN, READ, UNREAD, UNTRIED, PageAnswer
from records.tables import OutletRunRow, PageRow, SnapshotRow
from records.vocabulary import Fate

# Records looked up in one question to the database.
BATCH = 500
# Fates that only the text of a page, or the links on it, can have given. An earlier version left some of their rows without a hash.
_OF_TEXT = (READ - {Fate.NOT_ARTICLE}) | {Fate.LISTING}
# Fates that the bytes of a page can have given. Half a body may be all that a server has; then it is taken for the page in the end.
_OF_BYTES = READ | UNREAD | {Fate.LISTING, Fate.EMPTY, Fate.BOT_WALL, Fate.BAD_CONTENT, Fate.TOO_LARGE, Fate.GONE, Fate.BROKEN_OFF}

_FateRow: TypeAlias = "Row[str, str, str, str | None, str | None, str, dict[str, Any] | None]"


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
    """Whether it came of a try that brought no page or another one, so that nobody has read the page in this record."""
    untried: bool = False
    """Whether nobody has tried to read it. A page that broke a limit of its reader was tried."""

    @property
    def waits(self) -> bool:
        """Whether the page is to be read from the evidence."""
        return self.of_another_try or self.fate in UNREAD


def page_record(file: str, record: Record) -> PageRecord | None:
    """The page in a record of one of our own files; None for anything else."""
    name = read_file_name(file)
    sha256 = record.page_sha256() if name else None
    if name is None or sha256 is None:
        return None
    names = read_names(record.fields())
    return PageRecord(file, record.offset, name.run_id, names, sha256) if names.target and not names.led_to else None


def fates_of(session: Session, pages: Sequence[PageRecord]) -> dict[PageRecord, PageFate]:
    """The rows of these pages of one run. One that is missing here has none.

    A record of an earlier version does not name the outlet and what was asked: then the address that answered tells, or else the bytes.
    """
    if not pages:
        return {}
    run_id = pages[0].run_id
    outlets = list(session.scalars(select(OutletRunRow.outlet).where(OutletRunRow.run_id == run_id)))
    columns = (PageRow.outlet, PageRow.url, PageRow.fate, PageRow.sha256, PageRow.article_id, PageRow.detail, PageRow.others)
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
    redirected: defaultdict[str, list[PageRecord]] = defaultdict(list)
    for page in pages:
        if not page.names.outlet and (page not in told or told[page].of_another_try):
            redirected[page.sha256].append(page)
    if redirected:
        answers: defaultdict[str, list[_FateRow]] = defaultdict(list)
        for row in session.execute(mine.where(PageRow.sha256.in_(redirected)).order_by(PageRow.outlet, PageRow.url)):
            answers[row.sha256].append(row)
        for sha256, rows in answers.items():
            told |= _by_bytes(redirected[sha256], rows)
    return told


def _by_bytes(same: Sequence[PageRecord], rows: Sequence[_FateRow]) -> dict[PageRecord, PageFate]:
    """The rows of records with the same bytes, where nothing else tells whose they are. A row that waits to be read comes first: any of them serves."""
    waiting = sorted(rows, key=lambda row: Fate(row.fate) not in UNREAD)
    return {page: _page_fate(page, waiting[min(number, len(waiting) - 1)]) for number, page in enumerate(same)}


def _page_fate(page: PageRecord, row: _FateRow) -> PageFate:
    """What a row says of a record. Of the very bytes in it, that is; a row of other bytes says nothing of them."""
    beside = (row.others or {}).get(page.sha256)
    if beside is not None:
        answer = PageAnswer.from_json(page.sha256, beside)
        fate, article, detail = answer.fate, answer.article_id, answer.detail
    else:
        fate, article, detail = Fate(row.fate), row.article_id, row.detail
    if beside is None and row.sha256 is None:
        elsewhere = article is None and fate not in _OF_TEXT and fate not in UNREAD
    elif beside is None and row.sha256 != page.sha256:
        elsewhere = True
    else:
        # The watch asks for the page of an article again by itself.
        elsewhere = fate not in _OF_BYTES or (fate in UNREAD and article is None and detail.startswith(IN_VAIN))
    return PageFate(row.outlet, row.url, fate, article, elsewhere, elsewhere or _untried(fate, detail))


def _untried(fate: Fate, detail: str) -> bool:
    return fate is Fate.FETCHED or (fate is Fate.NOT_READ and detail.startswith(UNTRIED))


def open_pages(engine: Engine, folder: Path, file: str) -> list[tuple[PageRecord, PageFate | None]]:
    """The pages in one evidence file that have no fate, or one that waits for them to be read. Each is listed once, with its row if it has one."""
    found: list[tuple[PageRecord, PageFate | None]] = []
    met: set[tuple[str, str, str]] = set()
    with open(folder / file, "rb") as stream, read_session(engine) as session:
        records = (page for record in read_records(stream) if isinstance(record, Record) and (page := page_record(file, record)))
        while batch := list(islice(records, BATCH)):
            told = fates_of(session, batch)
            articles = articles_among(session, [page for page in batch if page not in told or told[page].of_another_try])
            for page in batch:
                posts = _posts_of(session, page) if page.names.post is not None else []
                for fate in (told.get(page), *posts):
                    key = (*((fate.outlet, fate.url) if fate else (page.names.outlet, page.url)), page.sha256)
                    waits = (fate is not None and fate.fate in UNREAD) or ((fate is None or fate.waits) and page not in articles)
                    if waits and key not in met:
                        met.add(key)
                        found.append((page, fate))
    return found


def _posts_of(session: Session, page: PageRecord) -> list[PageFate]:
    """The rows that wait to be read among those of one record that holds several posts: they share its bytes."""
    waiting = [fate.value for fate in UNREAD]
    query = select(PageRow).where(PageRow.run_id == page.run_id, PageRow.sha256 == page.sha256, PageRow.fate.in_(waiting))
    rows = ((row, Fate(row.fate)) for row in session.scalars(query))
    return [PageFate(row.outlet, row.url, fate, row.article_id, untried=_untried(fate, row.detail)) for row, fate in rows]


def articles_among(session: Session, pages: Sequence[PageRecord]) -> Set[PageRecord]:
    """Those of these records to which a stored state of an article points."""
    if not pages:
        return set()
    places = {page.file for page in pages}
    query = select(SnapshotRow.file, SnapshotRow.offset).where(SnapshotRow.file.in_(places), SnapshotRow.offset.in_({page.offset for page in pages}))
    stored = {(row.file, row.offset) for row in session.execute(query)}
    return {page for page in pages if (page.file, page.offset) in stored}

"""The fate of the page in an evidence record: its row in `pages`, and whether the page was ever read.

Records are looked up in batches through the index with one row per page of a run, so that neither a run's pages nor its records are in memory all at
once.
"""

from collections import defaultdict
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import Engine, Row, select
from sqlalchemy.orm import Session

from pipelines.evidence.record_metadata import RecordMetadata, read_file_name, read_record_metadata
from pipelines.evidence.writer import Record, read_records
from records.database import read_session
from records.outlets.page_responses import READ_FATES, TRIED_AGAIN_DETAIL, UNREAD_FATES, UNTRIED_DETAILS, PageResponse
from records.tables import OutletRunRow, PageRow, SnapshotRow
from records.vocabulary import Fate

# Records looked up in one query.
BATCH = 500
# Fates that result only from a page's text or links. An earlier version stored some of their rows without a hash.
_OF_TEXT = (READ_FATES - {Fate.NOT_ARTICLE}) | {Fate.LISTING}
# Fates that can result from a page's bytes. An incomplete body may be all that a server has; then it is finally accepted as the page.
_OF_BYTES = READ_FATES | UNREAD_FATES | {Fate.LISTING, Fate.EMPTY, Fate.BOT_WALL, Fate.BAD_CONTENT, Fate.TOO_LARGE, Fate.GONE, Fate.BROKEN_OFF}

_FateRow: TypeAlias = "Row[str, str, str, str | None, str | None, str, dict[str, Any] | None]"


@dataclass(frozen=True)
class PageRecord:
    """One page in our evidence: the place of its record, the run that wrote the file, and the record's fields."""

    file: str
    offset: int
    run_id: str
    names: RecordMetadata
    sha256: str

    @property
    def url(self) -> str:
        """The requested URL, as far as the record knows it."""
        return self.names.asked or self.names.target


@dataclass(frozen=True)
class PageFate:
    """The row of a record's page in its own run."""

    outlet: str
    url: str
    fate: Fate
    article_id: str | None
    of_another_try: bool = False
    """Whether the row results from another attempt without this page, so that the page in this record was never read."""
    untried: bool = False
    """Whether nobody has tried to read it. A page that broke a limit of its reader was tried."""

    @property
    def waits(self) -> bool:
        """Whether the page is to be read from the evidence."""
        return self.of_another_try or self.fate in UNREAD_FATES


def page_record(file: str, record: Record) -> PageRecord | None:
    """Return the page in a record of one of our own files, or None for anything else."""
    name = read_file_name(file)
    sha256 = record.page_sha256() if name else None
    if name is None or sha256 is None:
        return None
    names = read_record_metadata(record.fields())
    return PageRecord(file, record.offset, name.run_id, names, sha256) if names.target and not names.led_to else None


def fates_of(session: Session, pages: Sequence[PageRecord]) -> dict[PageRecord, PageFate]:
    """Return the rows of these pages of one run. Pages without a row are left out.

    A record of an earlier version names neither the outlet nor the requested URL; it is matched by the final URL or by its bytes.
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
    by_request: dict[tuple[str, str], _FateRow] = {}
    by_url: dict[str, _FateRow] = {}
    for row in session.execute(mine.where(PageRow.outlet.in_(everywhere), PageRow.url.in_(urls))):
        by_request[row.outlet, row.url] = by_url[row.url] = row
    fates: dict[PageRecord, PageFate] = {}
    for page in pages:
        row_of_page = by_request.get((page.names.outlet, page.names.asked)) if page.names.outlet else by_url.get(page.url)
        if row_of_page is not None:
            fates[page] = _page_fate(page, row_of_page)
    redirected: defaultdict[str, list[PageRecord]] = defaultdict(list)
    for page in pages:
        if not page.names.outlet and (page not in fates or fates[page].of_another_try):
            redirected[page.sha256].append(page)
    if redirected:
        answers: defaultdict[str, list[_FateRow]] = defaultdict(list)
        for row in session.execute(mine.where(PageRow.sha256.in_(redirected)).order_by(PageRow.outlet, PageRow.url)):
            answers[row.sha256].append(row)
        for sha256, rows in answers.items():
            fates |= _by_bytes(redirected[sha256], rows)
    return fates


def _by_bytes(same: Sequence[PageRecord], rows: Sequence[_FateRow]) -> dict[PageRecord, PageFate]:
    """Return the rows of records with equal bytes that nothing else distinguishes. Rows that wait to be read come first; any of them will do."""
    waiting = sorted(rows, key=lambda row: Fate(row.fate) not in UNREAD_FATES)
    return {page: _page_fate(page, waiting[min(number, len(waiting) - 1)]) for number, page in enumerate(same)}


def _page_fate(page: PageRecord, row: _FateRow) -> PageFate:
    """Return what a row says about a record with the same bytes. A row of other bytes says nothing about it."""
    other_answer = (row.others or {}).get(page.sha256)
    if other_answer is not None:
        answer = PageResponse.from_json(page.sha256, other_answer)
        fate, article, detail = answer.fate, answer.article_id, answer.detail
    else:
        fate, article, detail = Fate(row.fate), row.article_id, row.detail
    if other_answer is None and row.sha256 is None:
        elsewhere = article is None and fate not in _OF_TEXT and fate not in UNREAD_FATES
    elif other_answer is None and row.sha256 != page.sha256:
        elsewhere = True
    else:
        # The watch requests an article's page again by itself.
        elsewhere = fate not in _OF_BYTES or (fate in UNREAD_FATES and article is None and detail.startswith(TRIED_AGAIN_DETAIL))
    return PageFate(row.outlet, row.url, fate, article, elsewhere, elsewhere or _untried(fate, detail))


def _untried(fate: Fate, detail: str) -> bool:
    return fate is Fate.FETCHED or (fate is Fate.NOT_READ and detail.startswith(UNTRIED_DETAILS))


def open_pages(engine: Engine, folder: Path, file: str) -> list[tuple[PageRecord, PageFate | None]]:
    """Return the pages in an evidence file without a fate, or with one that waits for reading, each once with its row if any."""
    opened: list[tuple[PageRecord, PageFate | None]] = []
    met: set[tuple[str, str, str]] = set()
    with open(folder / file, "rb") as stream, read_session(engine) as session:
        records = (page for record in read_records(stream) if isinstance(record, Record) and (page := page_record(file, record)))
        while batch := list(islice(records, BATCH)):
            fates = fates_of(session, batch)
            articles = articles_among(session, [page for page in batch if page not in fates or fates[page].of_another_try])
            for page in batch:
                posts = _posts_of(session, page) if page.names.post is not None else []
                for fate in (fates.get(page), *posts):
                    key = (*((fate.outlet, fate.url) if fate else (page.names.outlet, page.url)), page.sha256)
                    waits = (fate is not None and fate.fate in UNREAD_FATES) or ((fate is None or fate.waits) and page not in articles)
                    if waits and key not in met:
                        met.add(key)
                        opened.append((page, fate))
    return opened


def _posts_of(session: Session, page: PageRecord) -> list[PageFate]:
    """Return the waiting rows of a record with several posts, which share its bytes."""
    waiting = [fate.value for fate in UNREAD_FATES]
    query = select(PageRow).where(PageRow.run_id == page.run_id, PageRow.sha256 == page.sha256, PageRow.fate.in_(waiting))
    rows = ((row, Fate(row.fate)) for row in session.scalars(query))
    return [PageFate(row.outlet, row.url, fate, row.article_id, untried=_untried(fate, row.detail)) for row, fate in rows]


def articles_among(session: Session, pages: Sequence[PageRecord]) -> Set[PageRecord]:
    """Return those of these records to which a stored state of an article points."""
    if not pages:
        return set()
    places = {page.file for page in pages}
    query = select(SnapshotRow.file, SnapshotRow.offset).where(SnapshotRow.file.in_(places), SnapshotRow.offset.in_({page.offset for page in pages}))
    stored = {(row.file, row.offset) for row in session.execute(query)}
    return {page for page in pages if (page.file, page.offset) in stored}

"""Checks every stored page against its SHA-256. Each evidence file is read once, from beginning to end."""

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path, PurePosixPath

from sqlalchemy import Engine, exists, select
from sqlalchemy.orm import Session

from pipelines.evidence.evidence_files import evidence_files
from pipelines.evidence.warc import Record, read_records
from pipelines.evidence.writer import read_page
from records.database import read_session
from records.i18n import tr
from records.model import EvidenceRef
from records.tables import ArticleRow, SnapshotRow

_STREAM = 2000
_BATCH = 500


@dataclass(frozen=True)
class Stored:
    """One stored state of an article's page, as the database has it."""

    id: int
    article: str
    ref: EvidenceRef


@dataclass
class EvidenceCheck:
    """What was read: pages of articles, records that belong to no article, files, and bytes on disk.

    `open_ends` counts half records at the end of a file that no article needs. A machine that lost power while it wrote leaves such a record.
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
    tell: Callable[[str], None],
    passed: Callable[[int], None] = lambda _pages: None,
    others: Callable[[str, Record], None] = lambda _file, _record: None,
) -> EvidenceCheck:
    """Report every stored page that is missing, cannot be read or has changed, and every article without one. Each report is one line that names the
    article, and the file and offset of its page.

    Pages that were cleared away are left out. Files that no article needs must be readable too. `session` gives the records as they are at one
    moment; a page that a clearing moves meanwhile is looked up again. `others` is given each record to which no article points, and its file.
    """
    checked = EvidenceCheck()
    seen: set[str] = set()
    for file, pages in groupby(_stored(session), key=lambda one: one.ref.file):
        wanted = list(pages)
        seen.add(file)
        _tell_standing(engine, folder, check_file(folder, file, wanted, checked, others), tell)
        checked.pages += len(wanted)
        passed(len(wanted))
    for path in evidence_files(folder):
        file = path.relative_to(folder).as_posix()
        if file not in seen and path.is_file():
            for words, _ in check_file(folder, file, [], checked, others):
                tell(words)
    _tell_without_page(session, tell)
    return checked


def _tell_without_page(session: Session, tell: Callable[[str], None]) -> None:
    """Report every article that names no stored page at all. An article is stored together with its page, and a clearing marks the page and leaves its row."""
    query = select(ArticleRow.id, ArticleRow.url).where(~exists().where(SnapshotRow.article_id == ArticleRow.id)).order_by(ArticleRow.id)
    for row in session.execute(query.execution_options(yield_per=_STREAM)):
        words = tr("article {article} ({url}) has no stored page, and nothing shows where it is from; a backup may have it")
        tell(words.format(article=row.id, url=row.url))


def _stored(session: Session) -> Iterator[Stored]:
    columns = (SnapshotRow.id, SnapshotRow.article_id, SnapshotRow.file, SnapshotRow.offset, SnapshotRow.sha256)
    query = select(*columns).where(SnapshotRow.dropped_at.is_(None)).order_by(SnapshotRow.file, SnapshotRow.offset, SnapshotRow.id)
    for part in session.connection().execute(query.execution_options(yield_per=_STREAM)).partitions():
        yield from (Stored(row.id, row.article_id, EvidenceRef(row.file, row.offset, row.sha256)) for row in part)


def inside(folder: Path, file: str) -> Path | None:
    """The path of an evidence file. None for a name that leads out of the folder; only a stranger can have written such a name."""
    name = PurePosixPath(file)
    return None if name.is_absolute() or ".." in name.parts else folder / name


def check_file(
    folder: Path, file: str, wanted: list[Stored], checked: EvidenceCheck, others: Callable[[str, Record], None] = lambda _file, _record: None
) -> Iterator[tuple[str, Stored | None]]:
    """The faults of one file: the words, and the page that is meant (None: a record of no article). `wanted` is in the order of offsets."""
    path = inside(folder, file)
    if path is None or not path.is_file():
        words = tr("{file} is missing: it held the page of article {article} at {offset}")
        yield from ((words.format(**_place(page)), page) for page in wanted)
        return
    offsets = sorted({page.ref.offset for page in wanted})
    mine = set(offsets)
    found: dict[int, str | None] = {}
    unreadable: set[int] = set()
    try:
        with open(path, "rb") as stream:
            for record in read_records(stream, offsets):
                if isinstance(record, Record):
                    checked.bytes += record.length
                    checked.others += record.offset not in mine
                    if record.offset in mine:
                        found[record.offset] = record.page_sha256()
                    else:
                        others(file, record)
                elif record.offset in mine:
                    unreadable.add(record.offset)
                elif record.cut and record.offset > max(offsets, default=-1):
                    checked.open_ends += 1
                else:
                    yield tr("{file} at {offset}: a record of no article cannot be read").format(file=file, offset=record.offset), None
    except OSError as error:
        yield tr("{file} cannot be read: {reason}").format(file=file, reason=error.strerror), None
        unreadable |= mine - found.keys()
    checked.files += 1
    for page in wanted:
        told = _fault(folder, page, found, unreadable)
        if told:
            yield told, page


def _fault(folder: Path, page: Stored, found: Mapping[int, str | None], unreadable: Set[int]) -> str | None:
    """What is wrong with one page, in words; None if it is in order."""
    if page.ref.offset in unreadable:
        return tr("{file} at {offset}: the page of article {article} cannot be read").format(**_place(page))
    if page.ref.offset not in found:
        return tr("{file} at {offset}: no record begins here, the page of article {article} is not to be found").format(**_place(page))
    if found[page.ref.offset] == page.ref.sha256 or _given_out(folder, page.ref):
        return None
    return tr("{file} at {offset}: the page of article {article} is not the one whose SHA-256 was recorded").format(**_place(page))


def _given_out(folder: Path, ref: EvidenceRef) -> bool:
    """Whether the page can be read the way the desk reads it. This slower way decides."""
    try:
        read_page(folder, ref)
    except (OSError, ValueError):
        return False
    return True


def _place(page: Stored) -> dict[str, object]:
    return {"file": page.ref.file, "offset": page.ref.offset, "article": page.article}


def _tell_standing(engine: Engine, folder: Path, faults: Iterator[tuple[str, Stored | None]], tell: Callable[[str], None]) -> None:
    """Report the faults that remain when the records are read again. A clearing may have moved the pages since the first reading."""
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
            tell(words)

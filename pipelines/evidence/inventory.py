"""What the evidence folder holds, month by month, and which part of it drafts and incidents need."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipelines.evidence.evidence_files import evidence_files
from records.tables import ArticleRow, DraftArticleRow, IncidentRow, SnapshotRow

_STREAM = 2000


@dataclass(frozen=True)
class StoredState:
    """One stored state of an article's page, and where in its file it begins."""

    id: int
    article: str
    offset: int
    sha256: str
    fetched_at: datetime


@dataclass
class Size:
    """Pages and the bytes they take on disk. A page's bytes end where the next page begins, so records of no article between them are counted too."""

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
    """Pages cleared away so far."""


def held_articles(session: Session) -> Set[str]:
    """Articles whose pages are kept: those in drafts (samples too), those that an article of a draft repeats, and those that an incident names."""
    drafted = select(DraftArticleRow.article_id)
    originals = select(ArticleRow.copy_of).join(DraftArticleRow, DraftArticleRow.article_id == ArticleRow.id).where(ArticleRow.copy_of.is_not(None))
    held = {article for query in (drafted, originals) for article in session.scalars(query) if article}
    for sources in session.scalars(select(IncidentRow.sources).execution_options(yield_per=_STREAM)):
        held.update(source["id"] for source in sources if source.get("id"))
    return held


def held_files(session: Session, folder: Path) -> Iterator[tuple[str, list[StoredState]]]:
    """Every evidence file with the pages in it that were not cleared, in order; then the files without any page."""
    columns = (SnapshotRow.file, SnapshotRow.id, SnapshotRow.article_id, SnapshotRow.offset, SnapshotRow.sha256, SnapshotRow.fetched_at)
    query = select(*columns).where(SnapshotRow.dropped_at.is_(None)).order_by(SnapshotRow.file, SnapshotRow.offset, SnapshotRow.id)
    rows = (row for part in session.connection().execute(query.execution_options(yield_per=_STREAM)).partitions() for row in part)
    seen: set[str] = set()
    for file, pages in groupby(rows, key=lambda row: row.file):
        seen.add(file)
        yield file, [StoredState(row.id, row.article_id, row.offset, row.sha256, row.fetched_at) for row in pages]
    for path in evidence_files(folder):
        file = path.relative_to(folder).as_posix()
        if file not in seen:
            yield file, []


def evidence_inventory(session: Session, folder: Path, now: datetime, ages: Sequence[int] = (90, 365)) -> EvidenceInventory:
    """What is on disk now. A missing file takes no room; `qorgan verify` reports it."""
    found = EvidenceInventory(clearable={days: Size() for days in ages})
    held = held_articles(session)
    limits = {days: now - timedelta(days=days) for days in ages}
    for file, pages in held_files(session, folder):
        path = folder / file
        if not path.is_file():
            continue
        size = path.stat().st_size
        month = "-".join(file.split("/")[:2])
        found.files += 1
        found.bytes += size
        found.months[month] += size
        for sharing, room in _rooms(pages, size):
            found.pages += len(sharing)
            if any(page.article in held for page in sharing):
                found.held.add(room)
                found.held_months[month] += room
                continue
            for days, limit in limits.items():
                if all(page.fetched_at < limit for page in sharing):
                    found.clearable[days].add(room)
    found.cleared = session.scalar(select(func.count()).select_from(SnapshotRow).where(SnapshotRow.dropped_at.is_not(None))) or 0
    return found


def _rooms(pages: list[StoredState], size: int) -> Iterator[tuple[list[StoredState], int]]:
    """The pages that share a record, and the bytes up to where the next record begins."""
    places: defaultdict[int, list[StoredState]] = defaultdict(list)
    for page in pages:
        places[page.offset].append(page)
    offsets = sorted(places)
    # A file may hold no stored page at all: every page of that crawl was too short, or the database was lost.
    for offset, end in zip(offsets, [*offsets[1:], size] if offsets else [], strict=True):
        yield places[offset], max(0, end - offset)

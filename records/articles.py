"""Articles: their snapshots, near-copies and what is stored of their outlets' pages and sources. The pipelines write them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, bindparam, func, select, union
from sqlalchemy.orm import Session

from records.model import EvidenceRef
from records.tables import (
    ArticleRow,
    BandRow,
    OutletMemoryRow,
    SnapshotRow,
    SourceRow,
)


def add_article(
    session: Session, row: ArticleRow, bands: Iterable[int], evidence: EvidenceRef, url: str, status: int, text_sha256: str | None = None
) -> None:
    """Store an article with its first snapshot and its near-duplicate bands.

    `text_sha256` is the hash of the text as read.
    """
    session.add(row)
    session.flush()
    session.add_all(BandRow(band=number, key=key, article_id=row.id) for number, key in enumerate(bands))
    add_snapshot(session, row.id, row.fetched_at, evidence, url, status, text_sha256)


def add_snapshot(
    session: Session, article_id: str, fetched_at: datetime, evidence: EvidenceRef, url: str, status: int, text_sha256: str | None = None
) -> None:
    """Add a stored state of an article's page; earlier states remain."""
    session.add(
        SnapshotRow(
            article_id=article_id,
            fetched_at=fetched_at,
            url=url,
            status=status,
            sha256=evidence.sha256,
            file=evidence.file,
            offset=evidence.offset,
            text_sha256=text_sha256,
        )
    )
    session.flush()


def text_hashes(session: Session, article_ids: Iterable[str]) -> dict[str, str | None]:
    """Return the hash of each article's last read text by id; unknown articles are left out."""
    newest = select(func.max(SnapshotRow.id)).where(SnapshotRow.article_id.in_(list(article_ids))).group_by(SnapshotRow.article_id)
    query = select(SnapshotRow.article_id, SnapshotRow.text_sha256).where(SnapshotRow.id.in_(newest))
    return {row.article_id: row.text_sha256 for row in session.execute(query)}


def near_copy_candidates(session: Session, bands: Sequence[int]) -> list[ArticleRow]:
    """Return articles that share a band with this signature: candidates for near copies.

    The cost does not grow with the number of articles.
    """
    if not bands:
        return []
    ids = set(session.scalars(_sharing(len(bands)), {f"key{number}": key for number, key in enumerate(bands)}))
    if not ids:
        return []
    return list(session.scalars(select(ArticleRow).where(ArticleRow.id.in_(ids)).order_by(ArticleRow.fetched_at, ArticleRow.id)))


@cache
def _sharing(count: int) -> CompoundSelect[tuple[str]]:
    """Build one statement for the ids of articles that have any of so many bands.

    One query for each band is most of the cost of storing an article on a remote server.
    """
    # A band shared by very many articles says nothing (a form letter). The limit avoids reading all of them.
    queries = (
        select(BandRow.article_id).where(BandRow.band == number, BandRow.key == bindparam(f"key{number}")).limit(50) for number in range(count)
    )
    return union(*(select(query.subquery().c.article_id) for query in queries))


def outlet_memory(session: Session, outlet: str) -> dict[str, Any] | None:
    """Return what the outlet's pages have had in common so far; None if nothing is stored."""
    row = session.get(OutletMemoryRow, outlet)
    return row.memory if row else None


def store_outlet_memory(session: Session, outlet: str, memory: dict[str, Any]) -> None:
    """Replace what the outlet's pages have in common."""
    session.merge(OutletMemoryRow(outlet=outlet, memory=memory))


def source_state(session: Session, outlet: str, url: str) -> tuple[str | None, str | None]:
    """Return the last ETag and Last-Modified of a feed or sitemap."""
    row = session.get(SourceRow, (outlet, url))
    return (row.etag, row.modified) if row else (None, None)


def store_source_state(session: Session, outlet: str, url: str, etag: str | None, modified: str | None, now: datetime) -> None:
    """Store the ETag and Last-Modified of a feed or sitemap for the next conditional request."""
    session.merge(SourceRow(outlet=outlet, url=url, etag=etag, modified=modified, read_at=now))

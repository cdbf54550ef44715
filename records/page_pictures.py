"""Pictures of the pages of draft articles: which exist, which are to be made, and why one is missing."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.model import EvidenceRef
from records.tables import ArticleRow, DraftArticleRow, EvidenceFileRow, PagePictureRow, SnapshotRow

# Attempts per page; a browser that is busy may succeed the next time.
MAX_ATTEMPTS = 3


def pages_without_picture(session: Session, most: int) -> list[tuple[str, int, str, EvidenceRef]]:
    """Return the newest draft articles with a stored page and no picture: (article, draft, outlet, first stored state)."""
    first = select(func.min(SnapshotRow.id)).where(SnapshotRow.article_id == ArticleRow.id).correlate(ArticleRow).scalar_subquery()
    query = (
        select(ArticleRow.id, DraftArticleRow.draft_id, ArticleRow.outlet, SnapshotRow.file, SnapshotRow.offset, SnapshotRow.sha256)
        .join(DraftArticleRow, DraftArticleRow.article_id == ArticleRow.id)
        .join(SnapshotRow, SnapshotRow.id == first)
        .outerjoin(PagePictureRow, PagePictureRow.article_id == ArticleRow.id)
        .where(
            SnapshotRow.dropped_at.is_(None),
            PagePictureRow.article_id.is_(None) | (PagePictureRow.file_id.is_(None) & (PagePictureRow.tries < MAX_ATTEMPTS)),
        )
        .order_by(ArticleRow.fetched_at.desc(), ArticleRow.id)
        .limit(most)
    )
    return [(row.id, row.draft_id, row.outlet, EvidenceRef(row.file, row.offset, row.sha256)) for row in session.execute(query)]


def note_picture(session: Session, article: str, now: datetime, *, file: int | None = None, reason: str = "") -> None:
    """Record that a picture was stored as this file, or that there is none for this reason."""
    row = session.get(PagePictureRow, article)
    if row is None:
        row = PagePictureRow(article_id=article, tries=0)
        session.add(row)
    row.file_id, row.reason, row.at = file, reason[:200], now
    row.tries += 1


def page_pictures(session: Session, articles: Collection[str]) -> dict[str, PagePictureRow]:
    """Return the picture records of these articles' pages by article."""
    return {row.article_id: row for row in session.scalars(select(PagePictureRow).where(PagePictureRow.article_id.in_(articles)))}


def picture_of_page(session: Session, article: str) -> EvidenceFileRow | None:
    """Return the picture of an article's page; None if there is none or it was removed from the draft."""
    query = select(EvidenceFileRow).join(PagePictureRow, PagePictureRow.file_id == EvidenceFileRow.id)
    return session.scalar(query.where(PagePictureRow.article_id == article, EvidenceFileRow.withdrawn.is_(False)))

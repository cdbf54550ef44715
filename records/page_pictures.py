"""Which articles of drafts have a picture of their page, which are to get one, and why one has none."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.model import EvidenceRef
from records.tables import ArticleRow, DraftArticleRow, EvidenceFileRow, PagePictureRow, SnapshotRow

# Tries of one page; a browser that is busy may make it the next time.
TRIES = 3


def wanted_pictures(session: Session, most: int) -> list[tuple[str, int, str, EvidenceRef]]:
    """Articles in drafts whose page is stored and has no picture yet, the newest first: the article, its draft, its outlet, and its first stored state."""
    first = select(func.min(SnapshotRow.id)).where(SnapshotRow.article_id == ArticleRow.id).correlate(ArticleRow).scalar_subquery()
    query = (
        select(ArticleRow.id, DraftArticleRow.draft_id, ArticleRow.outlet, SnapshotRow.file, SnapshotRow.offset, SnapshotRow.sha256)
        .join(DraftArticleRow, DraftArticleRow.article_id == ArticleRow.id)
        .join(SnapshotRow, SnapshotRow.id == first)
        .outerjoin(PagePictureRow, PagePictureRow.article_id == ArticleRow.id)
        .where(
            SnapshotRow.dropped_at.is_(None),
            PagePictureRow.article_id.is_(None) | (PagePictureRow.file_id.is_(None) & (PagePictureRow.tries < TRIES)),
        )
        .order_by(ArticleRow.fetched_at.desc(), ArticleRow.id)
        .limit(most)
    )
    return [(row.id, row.draft_id, row.outlet, EvidenceRef(row.file, row.offset, row.sha256)) for row in session.execute(query)]


def note_picture(session: Session, article: str, now: datetime, *, file: int | None = None, reason: str = "") -> None:
    """A picture was made and recorded as this file, or there is none for this reason."""
    row = session.get(PagePictureRow, article)
    if row is None:
        row = PagePictureRow(article_id=article, tries=0)
        session.add(row)
    row.file_id, row.reason, row.at = file, reason[:200], now
    row.tries += 1


def page_pictures(session: Session, articles: Collection[str]) -> dict[str, PagePictureRow]:
    """What became of the pictures of these articles' pages."""
    return {row.article_id: row for row in session.scalars(select(PagePictureRow).where(PagePictureRow.article_id.in_(articles)))}


def picture_of_page(session: Session, article: str) -> EvidenceFileRow | None:
    """The picture of an article's page; None where there is none, and where somebody took it off the draft."""
    query = select(EvidenceFileRow).join(PagePictureRow, PagePictureRow.file_id == EvidenceFileRow.id)
    return session.scalar(query.where(PagePictureRow.article_id == article, EvidenceFileRow.withdrawn.is_(False)))

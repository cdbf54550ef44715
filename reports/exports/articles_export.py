"""The articles with their newest stored pages, and every try of every page."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from records.filters import RowFilter
from records.tables import ArticleRow, PageRow, SnapshotRow
from records.vocabulary import PageChange
from reports.exports.query_narrowing import between, iso, narrow

COLUMNS = (
    "id", "url", "outlet", "region", "lang", "title", "text", "authors", "published_at", "fetched_at", "sha256", "evidence", "versions", "copy_of",
    "date_precision", "partial",
)  # fmt: skip
PAGE_COLUMNS = ("url", "outlet", "run", "fate", "status", "at", "source", "detail", "article", "sha256", "title", "published_on")
# Articles whose snapshots are fetched at once.
_BATCH = 500


def article_rows(session: Session, filters: RowFilter) -> Iterator[dict[str, Any]]:
    """Every article with its newest snapshot, in the order of fetching; if days are asked for, in the order of publication.

    It is read in batches in the order of an index, so that the first row comes at once. Counting all snapshots first would take longer the more
    there are.
    """
    query = narrow(select(ArticleRow), (ArticleRow.outlet, filters.outlet), (ArticleRow.region, filters.region))
    query = narrow(query, (ArticleRow.lang, filters.lang), (ArticleRow.run_id, filters.run))
    if filters.until:
        query = query.where(ArticleRow.published_on <= filters.until)
    place = ArticleRow.published_on if filters.since or filters.until else ArticleRow.fetched_at
    query = query.order_by(place, ArticleRow.id).limit(_BATCH)
    articles = list(session.scalars(query.where(ArticleRow.published_on >= filters.since) if filters.since else query))
    while articles:
        newest = _newest(session, [article.id for article in articles])
        for article in articles:
            if article.id in newest:
                yield _row(article, *newest[article.id])
        last = articles[-1]
        reached = getattr(last, place.key)
        # The first column is compared twice, so that an index on it alone can begin where the last batch ended.
        following = query.where(place >= reached, tuple_(place, ArticleRow.id) > tuple_(reached, last.id))
        session.expunge_all()
        articles = list(session.scalars(following))


def _newest(session: Session, article_ids: list[str]) -> dict[str, tuple[SnapshotRow, int]]:
    """The newest snapshot of each article that shows it, and how many there are. A page that says that the article is gone does not show it."""
    latest = select(func.max(SnapshotRow.id).label("id"), func.count().label("versions")).where(
        SnapshotRow.article_id.in_(article_ids), SnapshotRow.change.is_distinct_from(PageChange.GONE)
    )
    found = latest.group_by(SnapshotRow.article_id).subquery()
    query = select(SnapshotRow, found.c.versions).join(found, found.c.id == SnapshotRow.id)
    return {snapshot.article_id: (snapshot, versions) for snapshot, versions in session.execute(query)}


def _row(article: ArticleRow, snapshot: SnapshotRow, versions: int) -> dict[str, Any]:
    return {
        "id": article.id,
        "url": article.url,
        "outlet": article.outlet,
        "region": article.region,
        "lang": article.lang,
        "title": article.title,
        "text": article.text,
        "authors": article.authors,
        "published_at": article.published_at,
        "fetched_at": iso(article.fetched_at),
        "sha256": snapshot.sha256,
        "evidence": {"file": snapshot.file, "offset": snapshot.offset},
        "versions": versions,
        "copy_of": article.copy_of,
        "date_precision": article.date_precision,
        "partial": article.partial,
    }


def page_rows(session: Session, filters: RowFilter) -> Iterator[dict[str, Any]]:
    """Every try of every page."""
    query = select(PageRow).order_by(PageRow.id)
    query = narrow(query, (PageRow.outlet, filters.outlet), (PageRow.fate, filters.fate), (PageRow.run_id, filters.run))
    query = between(query, PageRow.at, filters)
    for page in session.scalars(query.execution_options(yield_per=1000)):
        yield {
            "url": page.url,
            "outlet": page.outlet,
            "run": page.run_id,
            "fate": page.fate,
            "status": page.status,
            "at": iso(page.at),
            "source": page.source,
            "detail": page.detail,
            "article": page.article_id,
            "sha256": page.sha256,
            "title": page.title,
            "published_on": page.published_on.isoformat() if page.published_on else None,
        }

"""The rows of each export, streamed from the records."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from records.tables import ArticleRow, DraftArticleRow, DraftRow, PageRow, SnapshotRow
from reports.exports import drift, health
from reports.exports.filters import Filters

Row = dict[str, Any]


@dataclass(frozen=True)
class Shape:
    """An export: its columns in order, the filters that mean something to it, and its rows."""

    name: str
    columns: tuple[str, ...]
    rows: Callable[[Session, Filters], Iterator[Row]]


def article_rows(session: Session, filters: Filters) -> Iterator[Row]:
    """Every article with its newest snapshot."""
    latest = select(SnapshotRow.article_id, func.max(SnapshotRow.id).label("id"), func.count().label("versions")).group_by(SnapshotRow.article_id)
    newest = latest.subquery()
    query = (
        select(ArticleRow, SnapshotRow, newest.c.versions)
        .join(newest, newest.c.article_id == ArticleRow.id)
        .join(SnapshotRow, SnapshotRow.id == newest.c.id)
        .order_by(ArticleRow.fetched_at, ArticleRow.id)
    )
    query = _narrow(query, (ArticleRow.outlet, filters.outlet), (ArticleRow.region, filters.region), (ArticleRow.lang, filters.lang))
    query = _narrow(query, (ArticleRow.run_id, filters.run))
    if filters.since:
        query = query.where(ArticleRow.published_on >= filters.since)
    if filters.until:
        query = query.where(ArticleRow.published_on <= filters.until)
    for article, snapshot, versions in session.execute(query.execution_options(yield_per=500)):
        yield {
            "id": article.id,
            "url": article.url,
            "outlet": article.outlet,
            "region": article.region,
            "lang": article.lang,
            "title": article.title,
            "text": article.text,
            "authors": article.authors,
            "published_at": article.published_at,
            "fetched_at": _iso(article.fetched_at),
            "sha256": snapshot.sha256,
            "evidence": {"file": snapshot.file, "offset": snapshot.offset},
            "versions": versions,
            "copy_of": article.copy_of,
        }


def page_rows(session: Session, filters: Filters) -> Iterator[Row]:
    """Every try of every page."""
    query = select(PageRow).order_by(PageRow.id)
    query = _narrow(query, (PageRow.outlet, filters.outlet), (PageRow.fate, filters.fate), (PageRow.run_id, filters.run))
    query = _between(query, PageRow.at, filters)
    for page in session.scalars(query.execution_options(yield_per=1000)):
        yield {
            "url": page.url,
            "outlet": page.outlet,
            "run": page.run_id,
            "fate": page.fate,
            "status": page.status,
            "at": _iso(page.at),
            "source": page.source,
            "detail": page.detail,
            "article": page.article_id,
            "sha256": page.sha256,
        }


def draft_rows(session: Session, filters: Filters) -> Iterator[Row]:
    """Every draft with its articles. Corrections of a person stand in place of the machine's values."""
    query = select(DraftRow).order_by(DraftRow.id)
    query = _between(_narrow(query, (DraftRow.state, filters.state)), DraftRow.created_at, filters)
    for draft in session.scalars(query.execution_options(yield_per=200)):
        articles = [_draft_article(article, sha256) for article, sha256 in _articles_of(session, draft.id, filters)]
        if not articles:
            continue
        standing = {**draft.proposal, **draft.fields}
        if filters.region and standing.get("region") != filters.region:
            continue
        yield {
            "id": draft.id,
            "state": draft.state,
            "score": draft.score,
            "label": standing.get("label", draft.label),
            "title": standing.get("title"),
            "categories": standing.get("categories", []),
            "persons": standing.get("persons", []),
            "outlets": standing.get("outlets", []),
            "country": standing.get("country"),
            "place": standing.get("place"),
            "region": standing.get("region"),
            "incident_date": standing.get("incident_date"),
            "date_precision": standing.get("date_precision"),
            "actor": standing.get("actor"),
            "outcome": standing.get("outcome"),
            "articles": articles,
            "follows": draft.follows,
            "sample": draft.sample,
            "reasons": draft.proposal.get("reasons", []),
            "decided_by": draft.decided_by,
            "decided_at": _iso(draft.decided_at) if draft.decided_at else None,
            "reason": draft.reason,
        }


def _articles_of(session: Session, draft_id: int, filters: Filters) -> list[tuple[ArticleRow, str]]:
    newest = select(func.max(SnapshotRow.id)).where(SnapshotRow.article_id == ArticleRow.id).correlate(ArticleRow).scalar_subquery()
    query = (
        select(ArticleRow, SnapshotRow.sha256)
        .join(DraftArticleRow, DraftArticleRow.article_id == ArticleRow.id)
        .join(SnapshotRow, SnapshotRow.id == newest)
        .where(DraftArticleRow.draft_id == draft_id)
        .order_by(ArticleRow.fetched_at, ArticleRow.id)
    )
    found = [(article, sha256) for article, sha256 in session.execute(query)]
    wanted = [
        article
        for article, _ in found
        if filters.outlet in (None, article.outlet) and filters.lang in (None, article.lang) and filters.run in (None, article.run_id)
    ]
    return found if wanted else []


def _draft_article(article: ArticleRow, sha256: str) -> Row:
    return {
        "id": article.id,
        "url": article.url,
        "outlet": article.outlet,
        "lang": article.lang,
        "title": article.title,
        "published_at": article.published_at,
        "sha256": sha256,
    }


def _narrow(query: Select[Any], *pairs: tuple[Any, str | None]) -> Select[Any]:
    for column, value in pairs:
        if value is not None:
            query = query.where(column == value)
    return query


def _between(query: Select[Any], column: Any, filters: Filters) -> Select[Any]:
    if filters.since:
        query = query.where(column >= _midnight(filters.since))
    if filters.until:
        query = query.where(column < _midnight(filters.until + timedelta(days=1)))
    return query


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


SHAPES = {
    "articles": Shape(
        "articles",
        ("id", "url", "outlet", "region", "lang", "title", "text", "authors", "published_at", "fetched_at", "sha256", "evidence", "versions", "copy_of"),
        article_rows,
    ),
    "pages": Shape("pages", ("url", "outlet", "run", "fate", "status", "at", "source", "detail", "article", "sha256"), page_rows),
    "drafts": Shape(
        "drafts",
        (
            "id", "state", "score", "label", "title", "categories", "persons", "outlets", "country", "place", "region", "incident_date",
            "date_precision", "actor", "outcome", "articles", "follows", "sample", "reasons", "decided_by", "decided_at", "reason",
        ),
        draft_rows,
    ),
    "health": Shape("health", health.COLUMNS, health.health_rows),
    "drift": Shape("drift", drift.COLUMNS, drift.drift_rows),
}  # fmt: skip

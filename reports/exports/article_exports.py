"""Exports of articles, page fetches and drafts, and of the weekly estimates of missed incidents."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import Select, Text, cast, func, or_, select, tuple_
from sqlalchemy.orm import Session

from records.clock import iso_week
from records.filters import DraftFilter, RowFilter
from records.incident_fields import DRAFT_EXPORT_FIELDS
from records.review import weekly_sample
from records.tables import ArticleRow, DraftArticleRow, DraftRow, PageRow, SnapshotRow
from records.vocabulary import PageChange, Readers
from reports.exports.query_filters import between, iso, narrow
from reports.missed_incidents import Missed, estimate

# Missed incidents, estimated from the weekly samples of what was screened out.

MISSED_COLUMNS = (
    "week", "population", "drawn", "decided", "found", "missed", "missed_low", "missed_high", "confirmed", "recall", "recall_low", "recall_high",
)  # fmt: skip


def missed_rows(session: Session, filters: RowFilter) -> Iterator[dict[str, Any]]:
    """Yield a row for each whole week with a day from `since` to `until`, and a last row, whose `week` is null, for all of them.

    `missed` and `recall` are null until half of the sample of each stratum is decided. `confirmed` are the incidents that people confirmed among what
    was flagged in these weeks. Intervals are at 95% (`reports.missed_incidents`).
    """
    since, until = (iso_week(day) if day else None for day in (filters.since, filters.until))
    weeks = weekly_sample.strata(session, since, until)
    confirmed = weekly_sample.confirmed_by_week(session)
    for name, strata in groupby(weeks, key=lambda week: week.week):
        mine = list(strata)
        yield _row(name, mine, estimate(mine), confirmed[name])
    if weeks:
        whole = estimate(weeks)
        yield _row(None, weeks, whole, sum(confirmed[name] for name in whole.weeks))


def _row(name: str | None, weeks: list[weekly_sample.Stratum], missed: Missed, confirmed: int) -> dict[str, Any]:
    recall = missed.recall(confirmed)
    return {
        "week": name,
        "population": sum(week.population for week in weeks),
        "drawn": sum(week.drawn for week in weeks),
        "decided": sum(week.decided for week in weeks),
        "found": sum(week.incidents for week in weeks),
        "missed": missed.missed and round(missed.missed.estimate, 1),
        "missed_low": missed.missed and missed.missed.low,
        "missed_high": missed.missed and missed.missed.high,
        "confirmed": confirmed,
        "recall": recall and round(recall.estimate, 4),
        "recall_low": recall and round(recall.low, 4),
        "recall_high": recall and round(recall.high, 4),
    }


# Drafts with their articles.

DRAFT_COLUMNS = (
    "id", "state", "score", "label", *(field.name for field in DRAFT_EXPORT_FIELDS),
    "articles", "follows", "sample", "reasons", "decided_by", "decided_at", "reason", "proposed_summary", "unsure", "readers",
)  # fmt: skip
_ARTICLE_FIELDS = ("id", "url", "outlet", "lang", "title", "published_at", "sha256", "date_precision", "partial")
# Drafts whose articles are read in one query.
_BATCH = 200


def draft_rows(session: Session, filters: DraftFilter) -> Iterator[dict[str, Any]]:
    """Yield every draft with its articles. A person's corrections replace the machine's values.

    `outlet`, `lang` and `run` select drafts with such an article; all articles of these drafts are shown. `number` selects drafts that follow an
    incident or belong to it.
    """
    query = _narrowed(filters).order_by(DraftRow.id).limit(_BATCH)
    drafts: list[DraftRow] = list(session.scalars(query))
    while drafts:
        following = query.where(DraftRow.id > drafts[-1].id)
        current = {draft.id: {**draft.proposal, **draft.fields} for draft in drafts}
        matching = [draft for draft in drafts if _holds(current[draft.id], filters)]
        articles = articles_by_draft(session, [draft.id for draft in matching])
        for draft in matching:
            if articles[draft.id]:
                yield draft_row(draft, current[draft.id], articles[draft.id])
        session.expunge_all()
        drafts = list(session.scalars(following))


def _narrowed(filters: DraftFilter) -> Select[Any]:
    query = between(narrow(select(DraftRow), (DraftRow.state, filters.state)), DraftRow.created_at, filters)
    if filters.number is not None:
        query = query.where(or_(DraftRow.incident == filters.number, DraftRow.follows == filters.number))
    if any(value is not None for value in (filters.outlet, filters.lang, filters.run)):
        having = select(DraftArticleRow.draft_id).join(ArticleRow, ArticleRow.id == DraftArticleRow.article_id)
        having = narrow(having, (ArticleRow.outlet, filters.outlet), (ArticleRow.lang, filters.lang), (ArticleRow.run_id, filters.run))
        query = query.where(having.where(DraftArticleRow.draft_id == DraftRow.id).exists())
    # `_holds` decides on the current value; the database only skips drafts in which neither the machine nor a person names it.
    for name, value in (("region", filters.region), ("actor", filters.actor)):
        if value is not None:
            query = query.where(or_(DraftRow.proposal[name].as_string() == value, DraftRow.fields[name].as_string() == value))
    if filters.category is not None:
        named = f'%"{filters.category}"%'
        query = query.where(or_(cast(DraftRow.proposal, Text).like(named), cast(DraftRow.fields, Text).like(named)))
    return query


def _holds(values: dict[str, Any], filters: DraftFilter) -> bool:
    codes = [category["code"] if isinstance(category, dict) else category for category in values.get("categories") or []]
    return (
        filters.region in (None, values.get("region"))
        and filters.actor in (None, values.get("actor"))
        and (filters.category is None or filters.category in codes)
    )


def articles_by_draft(session: Session, draft_ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    # A page that says that an article is gone does not show it.
    visible = (SnapshotRow.article_id == ArticleRow.id, SnapshotRow.change.is_distinct_from(PageChange.GONE))
    newest = select(func.max(SnapshotRow.id)).where(*visible).correlate(ArticleRow).scalar_subquery()
    query = (
        select(DraftArticleRow.draft_id, ArticleRow.id, ArticleRow.url, ArticleRow.outlet, ArticleRow.lang, ArticleRow.title,
               ArticleRow.published_at, SnapshotRow.sha256, ArticleRow.date_precision, ArticleRow.partial)
        .join(ArticleRow, ArticleRow.id == DraftArticleRow.article_id)
        .join(SnapshotRow, SnapshotRow.id == newest)
        .where(DraftArticleRow.draft_id.in_(draft_ids))
        .order_by(ArticleRow.fetched_at, ArticleRow.id)
    )  # fmt: skip
    articles: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for draft_id, *values in session.execute(query):
        articles[draft_id].append(dict(zip(_ARTICLE_FIELDS, values, strict=True)))
    return articles


def draft_row(draft: DraftRow, values: dict[str, Any], articles: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": draft.id,
        "state": draft.state,
        "score": draft.score,
        "label": values.get("label", draft.label),
        **{field.name: values.get(field.name, [] if field.kind.nothing == () else None) for field in DRAFT_EXPORT_FIELDS},
        "articles": articles,
        "follows": draft.follows,
        "sample": draft.sample,
        "reasons": draft.proposal.get("reasons", []),
        "decided_by": draft.decided_by,
        "decided_at": iso(draft.decided_at) if draft.decided_at else None,
        "reason": draft.reason,
        "proposed_summary": draft.proposal.get("proposed_summary", []),
        "unsure": draft.proposal.get("unsure", []),
        "readers": draft.proposal.get("readers", Readers.LEXICAL.value),
    }


ARTICLE_COLUMNS = (
    "id", "url", "outlet", "region", "lang", "title", "text", "authors", "published_at", "fetched_at", "sha256", "evidence", "versions", "copy_of",
    "date_precision", "partial",
)  # fmt: skip
PAGE_COLUMNS = ("url", "outlet", "run", "fate", "status", "at", "source", "detail", "article", "sha256", "title", "published_on")
# Articles whose snapshots are read in one query.
_ARTICLE_BATCH = 500


def article_rows(session: Session, filters: RowFilter) -> Iterator[dict[str, Any]]:
    """Yield every article with its newest snapshot, in the order of fetching; with a filter by days, in the order of publication.

    Articles are read in batches in the order of an index, so that the first row comes at once. Counting all snapshots first would be slow.
    """
    query = narrow(select(ArticleRow), (ArticleRow.outlet, filters.outlet), (ArticleRow.region, filters.region))
    query = narrow(query, (ArticleRow.lang, filters.lang), (ArticleRow.run_id, filters.run))
    if filters.until:
        query = query.where(ArticleRow.published_on <= filters.until)
    place = ArticleRow.published_on if filters.since or filters.until else ArticleRow.fetched_at
    query = query.order_by(place, ArticleRow.id).limit(_ARTICLE_BATCH)
    articles = list(session.scalars(query.where(ArticleRow.published_on >= filters.since) if filters.since else query))
    while articles:
        newest = _newest(session, [article.id for article in articles])
        for article in articles:
            if article.id in newest:
                yield _article_row(article, *newest[article.id])
        last = articles[-1]
        reached = getattr(last, place.key)
        # The first column is compared twice, so that an index on it alone can find the start of the batch.
        following = query.where(place >= reached, tuple_(place, ArticleRow.id) > tuple_(reached, last.id))
        session.expunge_all()
        articles = list(session.scalars(following))


def _newest(session: Session, article_ids: list[str]) -> dict[str, tuple[SnapshotRow, int]]:
    """Return each article's newest snapshot and its number of snapshots. Pages that say that the article is gone are left out."""
    latest = select(func.max(SnapshotRow.id).label("id"), func.count().label("versions")).where(
        SnapshotRow.article_id.in_(article_ids), SnapshotRow.change.is_distinct_from(PageChange.GONE)
    )
    newest = latest.group_by(SnapshotRow.article_id).subquery()
    query = select(SnapshotRow, newest.c.versions).join(newest, newest.c.id == SnapshotRow.id)
    return {snapshot.article_id: (snapshot, versions) for snapshot, versions in session.execute(query)}


def _article_row(article: ArticleRow, snapshot: SnapshotRow, versions: int) -> dict[str, Any]:
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
    """Yield every fetch of every page."""
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

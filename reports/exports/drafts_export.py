"""The drafts with their articles, fetched a batch at a time."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, Text, cast, func, or_, select
from sqlalchemy.orm import Session

from records.filters import DraftFilter
from records.incident_fields import DRAFT_EXPORT_FIELDS
from records.tables import ArticleRow, DraftArticleRow, DraftRow, SnapshotRow
from records.vocabulary import PageChange, Readers
from reports.exports.query_narrowing import between, iso, narrow

COLUMNS = (
    "id", "state", "score", "label", *(field.name for field in DRAFT_EXPORT_FIELDS),
    "articles", "follows", "sample", "reasons", "decided_by", "decided_at", "reason", "proposed_summary", "unsure", "readers",
)  # fmt: skip
_ARTICLE_FIELDS = ("id", "url", "outlet", "lang", "title", "published_at", "sha256", "date_precision", "partial")
# Drafts whose articles are fetched at once.
_BATCH = 200


def draft_rows(session: Session, filters: DraftFilter) -> Iterator[dict[str, Any]]:
    """Every draft with its articles. A person's corrections replace the machine's values.

    `outlet`, `lang` and `run` select drafts with such an article; all articles of these drafts are shown. `number` selects drafts that follow an
    incident or belong to it.
    """
    query = _narrowed(filters).order_by(DraftRow.id).limit(_BATCH)
    drafts: list[DraftRow] = list(session.scalars(query))
    while drafts:
        following = query.where(DraftRow.id > drafts[-1].id)
        standing = {draft.id: {**draft.proposal, **draft.fields} for draft in drafts}
        wanted = [draft for draft in drafts if _holds(standing[draft.id], filters)]
        articles = articles_by_draft(session, [draft.id for draft in wanted])
        for draft in wanted:
            if articles[draft.id]:
                yield draft_row(draft, standing[draft.id], articles[draft.id])
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
    # What stands is decided in `_holds`; here the database passes over drafts where neither the machine nor a person names the value.
    for name, value in (("region", filters.region), ("actor", filters.actor)):
        if value is not None:
            query = query.where(or_(DraftRow.proposal[name].as_string() == value, DraftRow.fields[name].as_string() == value))
    if filters.category is not None:
        named = f'%"{filters.category}"%'
        query = query.where(or_(cast(DraftRow.proposal, Text).like(named), cast(DraftRow.fields, Text).like(named)))
    return query


def _holds(standing: dict[str, Any], filters: DraftFilter) -> bool:
    codes = [category["code"] if isinstance(category, dict) else category for category in standing.get("categories") or []]
    return (
        filters.region in (None, standing.get("region"))
        and filters.actor in (None, standing.get("actor"))
        and (filters.category is None or filters.category in codes)
    )


def articles_by_draft(session: Session, draft_ids: list[int]) -> dict[int, list[dict[str, Any]]]:
    # The page that says that an article is gone does not show it.
    shown = (SnapshotRow.article_id == ArticleRow.id, SnapshotRow.change.is_distinct_from(PageChange.GONE))
    newest = select(func.max(SnapshotRow.id)).where(*shown).correlate(ArticleRow).scalar_subquery()
    query = (
        select(DraftArticleRow.draft_id, ArticleRow.id, ArticleRow.url, ArticleRow.outlet, ArticleRow.lang, ArticleRow.title,
               ArticleRow.published_at, SnapshotRow.sha256, ArticleRow.date_precision, ArticleRow.partial)
        .join(ArticleRow, ArticleRow.id == DraftArticleRow.article_id)
        .join(SnapshotRow, SnapshotRow.id == newest)
        .where(DraftArticleRow.draft_id.in_(draft_ids))
        .order_by(ArticleRow.fetched_at, ArticleRow.id)
    )  # fmt: skip
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for draft_id, *values in session.execute(query):
        found[draft_id].append(dict(zip(_ARTICLE_FIELDS, values, strict=True)))
    return found


def draft_row(draft: DraftRow, standing: dict[str, Any], articles: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": draft.id,
        "state": draft.state,
        "score": draft.score,
        "label": standing.get("label", draft.label),
        **{field.name: standing.get(field.name, [] if field.kind.nothing == () else None) for field in DRAFT_EXPORT_FIELDS},
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

"""Groups of articles: an index of the drafts that a new article is compared with, and the drafts that a person marked as different events.

How similar two articles are is decided by the caller, who passes a `records.review.Recogniser`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, bindparam, delete, select, union_all, update
from sqlalchemy.orm import Session

from records.event_model import ArticleGroup, Traits
from records.tables import ArticleKeyRow, ArticleRow, DraftArticleRow, DraftRow, SeparatedDraftsRow

# Newest drafts that are read under one key, so that an outlet that is often in the news does not slow down each further article.
PER_KEY = 100
# Drafts that an article is compared with; those that share the most keys come first.
MOST_GROUPS = 30
# Articles of a draft that are compared: the first report the event, the last its outcome.
MOST_MEMBERS = 12


def add_to_draft(
    session: Session, draft_id: int, article_id: str, traits: Traits | None, keys: Iterable[str], candidates: Sequence[dict[str, Any]] = ()
) -> None:
    """Add an article to a draft. Without traits it can only be grouped with its copies."""
    outlet = session.scalar(select(ArticleRow.outlet).where(ArticleRow.id == article_id)) or ""
    stored_traits = traits.to_json() if traits else {}
    session.add(DraftArticleRow(article_id=article_id, draft_id=draft_id, outlet=outlet, traits=stored_traits, candidates=list(candidates)))
    session.flush()
    session.add_all(ArticleKeyRow(key=key, draft_id=draft_id, article_id=article_id) for key in sorted(set(keys)))
    session.flush()


def move_to_draft(session: Session, article_ids: Sequence[str], draft_id: int) -> None:
    """Move these articles to another draft."""
    for table in (DraftArticleRow, ArticleKeyRow):
        session.execute(update(table).where(table.article_id.in_(article_ids)).values(draft_id=draft_id).execution_options(synchronize_session=False))
    session.expire_all()


def articles_of(session: Session, draft_id: int) -> list[str]:
    """Return the ids of a draft's articles, sorted."""
    return sorted(session.scalars(select(DraftArticleRow.article_id).where(DraftArticleRow.draft_id == draft_id)))


def draft_of(session: Session, article_id: str) -> int | None:
    """Return the id of the draft that contains an article, or None."""
    row = session.get(DraftArticleRow, article_id)
    return row.draft_id if row else None


def candidate_groups(session: Session, keys: Iterable[str]) -> list[ArticleGroup]:
    """Return at most 30 drafts that share a key with an article, those with the most shared keys first, then the newest."""
    key_list = sorted(set(keys))
    draft_ids = (
        session.scalars(_newest_drafts_by_key(len(key_list)), {f"key{number}": key for number, key in enumerate(key_list)}) if key_list else ()
    )
    shared = Counter(draft_ids)
    ids = sorted(shared, key=lambda draft_id: (-shared[draft_id], -draft_id))[:MOST_GROUPS]
    members = _members(session, ids)
    return [ArticleGroup(draft_id, members[draft_id]) for draft_id in ids if members[draft_id]]


@cache
def _newest_drafts_by_key(number: int) -> CompoundSelect[int]:
    """Return a query for the newest drafts under this many keys, each draft once per key.

    A single query covers all keys, because on SQLite the overhead of a query exceeds the cost of reading.
    """
    parts = [
        select(ArticleKeyRow.draft_id)
        .where(ArticleKeyRow.key == bindparam(f"key{at}"))
        .distinct()
        .order_by(ArticleKeyRow.draft_id.desc())
        .limit(PER_KEY)
        .subquery()
        for at in range(number)
    ]
    # SQLite accepts an ordered and limited part of a union only as a subquery.
    return union_all(*(select(part.c.draft_id) for part in parts))


def _members(session: Session, draft_ids: Sequence[int]) -> dict[int, tuple[Traits, ...]]:
    query = select(DraftArticleRow.draft_id, DraftArticleRow.article_id, DraftArticleRow.traits).where(DraftArticleRow.draft_id.in_(draft_ids))
    traits_of: dict[int, list[Traits]] = defaultdict(list)
    for draft_id, article_id, traits in session.execute(query):
        if traits:
            traits_of[draft_id].append(Traits.from_json(article_id, traits))
    return defaultdict(tuple, {draft_id: _sample_members(traits) for draft_id, traits in traits_of.items()})


def _sample_members(traits: list[Traits]) -> tuple[Traits, ...]:
    traits.sort(key=lambda member: (member.published is None, member.published or 0, member.article))
    if len(traits) <= MOST_MEMBERS:
        return tuple(traits)
    return (*traits[: MOST_MEMBERS // 2], *traits[-MOST_MEMBERS // 2 :])


def mark_separate(session: Session, draft: int, other_draft: int) -> None:
    """Record that a person considers these two drafts different events."""
    first, second = sorted((draft, other_draft))
    if first != second and session.get(SeparatedDraftsRow, (first, second)) is None:
        session.add(SeparatedDraftsRow(draft_id=first, other_id=second))
        session.flush()


def unmark_separate(session: Session, draft: int, other_draft: int) -> None:
    """Delete the mark that two drafts are different events, because a person merged them after all."""
    first, second = sorted((draft, other_draft))
    session.execute(delete(SeparatedDraftsRow).where(SeparatedDraftsRow.draft_id == first, SeparatedDraftsRow.other_id == second))


def are_separate(session: Session, draft: int, other_draft: int) -> bool:
    """Return whether a person marked these two drafts as different events."""
    first, second = sorted((draft, other_draft))
    return session.get(SeparatedDraftsRow, (first, second)) is not None


def similar_drafts(session: Session, draft_id: int, limit: int = 5) -> list[DraftRow]:
    """Return other drafts that share the most keys with this one, decided or not, as candidates for a merge.

    Drafts that were marked as different from it are left out.
    """
    keys = session.scalars(select(ArticleKeyRow.key).where(ArticleKeyRow.draft_id == draft_id).distinct())
    ids = [group.id for group in candidate_groups(session, keys) if group.id != draft_id and not are_separate(session, draft_id, group.id)]
    rows = {row.id: row for row in session.scalars(select(DraftRow).where(DraftRow.id.in_(ids[:limit])))}
    return [rows[other] for other in ids[:limit]]

"""Proposals: every flagged article becomes a draft or joins one.

News of an open draft joins it; news of a confirmed incident becomes a draft that follows it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.clock import article_day
from records.event_model import ArticleGroup, Candidate, Match, Traits
from records.event_thresholds import SAME_STATUS
from records.model import Article
from records.outlets.health import panel_aliases
from records.review import groups
from records.review.draft_description import describe
from records.review.draft_fields import OPEN_STATES, lock_review
from records.review.merge_split import merge_open_drafts
from records.review.proposal import combine_screenings, renew_proposal, screening_with_article
from records.review.same_event import candidates_to_json
from records.tables import ArticleRow, DraftArticleRow, DraftRow, SampleRow, SampleWeekRow, ScreeningRow
from records.vocabulary import (
    DraftState,
    ScreeningLabel,
)

# The name in the ledger for what a run does by itself: merging two drafts that turn out to be one event.
MACHINE = "qorgan"


class Recogniser(Protocol):
    """An object that finds the traits of an article's event, and the groups that report the same event (`classify.clustering`)."""

    def traits_of(self, article: Article, screening: Mapping[str, Any]) -> Traits: ...

    def keys_of(self, traits: Traits) -> tuple[str, ...]: ...

    def wide_keys_of(self, traits: Traits) -> tuple[str, ...]: ...

    def matches(self, new: Traits, groups: Sequence[ArticleGroup]) -> list[Match]: ...

    def candidates(self, new: Traits, groups: Sequence[ArticleGroup]) -> list[Candidate]: ...


@dataclass(frozen=True)
class _IncomingArticle:
    """An article that is being put into a draft."""

    article: ArticleRow
    screening: ScreeningRow
    traits: Traits | None
    keys: tuple[str, ...]
    wide_keys: tuple[str, ...]

    @property
    def day(self) -> date:
        return article_day(self.article.published_on, self.article.fetched_at)


def screenings_without_draft(session: Session, model: str, limit: int | None = None) -> list[ScreeningRow]:
    """Return flagged screenings by this model whose article is in no draft yet, the oldest article first."""
    query = (
        select(ScreeningRow)
        .join(ArticleRow, ArticleRow.id == ScreeningRow.article_id)
        .outerjoin(DraftArticleRow, DraftArticleRow.article_id == ScreeningRow.article_id)
        .where(ScreeningRow.model == model, ScreeningRow.flagged, DraftArticleRow.article_id.is_(None))
        .order_by(ArticleRow.fetched_at, ArticleRow.id)
        .limit(limit)
    )
    return list(session.scalars(query))


def propose(session: Session, screenings: Iterable[ScreeningRow], *, now: datetime, recogniser: Recogniser | None = None) -> list[DraftRow]:
    """Put each flagged article into a draft and return the new drafts. A copy joins the draft of its original.

    Articles that are in a draft already are skipped, so that no run overwrites a person's decision. Without a recogniser only copies join existing
    drafts.
    """
    lock_review(session)
    drafts: list[DraftRow] = []
    for screening in screenings:
        if groups.draft_of(session, screening.article_id) is None:
            draft = _assign_to_draft(session, _incoming_article(session, screening, recogniser), now, recogniser)
            if draft is not None:
                drafts.append(draft)
    # A draft that was merged into another one during this call is not a new draft.
    return [draft for draft in drafts if draft.state == DraftState.NEW]


def propose_sample(
    session: Session, stratum: SampleWeekRow, screenings: Iterable[ScreeningRow], *, now: datetime, recogniser: Recogniser | None = None
) -> int:
    """Queue the articles drawn from one stratum of what was screened out, each as a sample draft of its own. Return their number."""
    lock_review(session)
    session.add(stratum)
    session.flush()
    number = 0
    for screening in screenings:
        draft = _new_draft(session, _incoming_article(session, screening, recogniser), now, sample=True)
        session.add(SampleRow(draft_id=draft.id, week=stratum.week, stratum=stratum.stratum))
        number += 1
    session.flush()
    return number


def _incoming_article(session: Session, screening: ScreeningRow, recogniser: Recogniser | None) -> _IncomingArticle:
    row = session.get_one(ArticleRow, screening.article_id)
    if recogniser is None:
        return _IncomingArticle(row, screening, None, (), ())
    article = Article(row.id, row.text, row.title, row.lang, row.url, row.surely_published or row.fetched_at.isoformat())
    traits = recogniser.traits_of(article, screening.body)
    return _IncomingArticle(row, screening, traits, recogniser.keys_of(traits), recogniser.wide_keys_of(traits))


def _assign_to_draft(session: Session, incoming: _IncomingArticle, now: datetime, recogniser: Recogniser | None) -> DraftRow | None:
    """Return the draft that was made for the article; None if it joined one."""
    original = groups.draft_of(session, incoming.article.copy_of) if incoming.article.copy_of else None
    if original is not None:
        _join_draft(session, session.get_one(DraftRow, original), incoming)
        return None
    matches = (
        recogniser.matches(incoming.traits, groups.candidate_groups(session, incoming.keys))
        if recogniser is not None and incoming.traits is not None
        else []
    )
    drafts = {row.id: row for row in session.scalars(select(DraftRow).where(DraftRow.id.in_([match.id for match in matches])))}
    matched = [(match, drafts[match.id]) for match in matches]
    joined = _matching_open_draft(session, matched, incoming)
    perhaps = _find_candidates(session, incoming, recogniser)
    if joined is not None:
        _join_draft(session, joined, incoming, perhaps)
        sure = {draft.id for match, draft in matched if match.sure and draft.state in OPEN_STATES}
        for other in sorted(sure - {joined.id}) if joined.id in sure else ():
            merge_open_drafts(session, other, joined.id, who=MACHINE, now=now)
        return None
    confirmed = next((draft.incident for _, draft in matched if draft.incident), None)
    rejected = next((draft.id for _, draft in matched if draft.state == DraftState.REJECTED), None)
    return _new_draft(session, incoming, now, perhaps, follows=confirmed, resembles=None if confirmed else rejected)


def _matching_open_draft(session: Session, matched: Sequence[tuple[Match, DraftRow]], incoming: _IncomingArticle) -> DraftRow | None:
    """Return the likeliest open draft for the article. If a confirmed incident is likelier, return an open draft with news of it."""
    decided: str | None = None
    for _, draft in matched:
        if draft.state in OPEN_STATES and not draft.sample:
            if draft.follows is None and decided is None:
                return draft
            if draft.follows is not None and decided in (None, draft.follows) and _has_recent_article(session, draft, incoming):
                return draft
        elif draft.incident:
            decided = decided or draft.incident
    return None


def _has_recent_article(session: Session, draft: DraftRow, incoming: _IncomingArticle) -> bool:
    """Return whether the draft has an article within `SAME_STATUS` of this one."""
    own = DraftArticleRow.draft_id == draft.id
    query = select(ArticleRow.published_on, ArticleRow.fetched_at).join(DraftArticleRow, DraftArticleRow.article_id == ArticleRow.id).where(own)
    days = [article_day(published, fetched) for published, fetched in session.execute(query)]
    return any(abs(incoming.day - day) <= SAME_STATUS for day in days)


def _join_draft(session: Session, draft: DraftRow, incoming: _IncomingArticle, perhaps: Sequence[Candidate] = ()) -> None:
    _add_article(session, draft, incoming, perhaps)
    renew_proposal(session, draft)


def _add_article(session: Session, draft: DraftRow, incoming: _IncomingArticle, perhaps: Sequence[Candidate]) -> None:
    candidates = [candidate for candidate in perhaps if candidate.id != draft.id]
    groups.add_to_draft(
        session, draft.id, incoming.article.id, incoming.traits, [*incoming.keys, *incoming.wide_keys], candidates_to_json(candidates)
    )


def _find_candidates(session: Session, incoming: _IncomingArticle, recogniser: Recogniser | None) -> list[Candidate]:
    """Return the drafts that the article may belong to, from a wider search than for joining one."""
    if recogniser is None or incoming.traits is None:
        return []
    return recogniser.candidates(incoming.traits, groups.candidate_groups(session, [*incoming.keys, *incoming.wide_keys]))


def _new_draft(
    session: Session,
    incoming: _IncomingArticle,
    now: datetime,
    perhaps: Sequence[Candidate] = (),
    *,
    follows: str | None = None,
    resembles: int | None = None,
    sample: bool = False,
) -> DraftRow:
    proposal = combine_screenings({incoming.article.id: screening_with_article(incoming.screening, incoming.article)}, panel_aliases(session))
    if resembles is not None:
        # A person rejected news of this before; the new draft refers to it.
        proposal["resembles"] = resembles
    label = ScreeningLabel.FOLLOWUP if follows else ScreeningLabel(incoming.screening.label)
    draft = DraftRow(
        state=DraftState.NEW,
        score=incoming.screening.score,
        label=label,
        proposal=proposal,
        fields={},
        created_at=now,
        follows=follows,
        sample=sample,
    )
    describe(draft)
    session.add(draft)
    session.flush()
    _add_article(session, draft, incoming, perhaps)
    return draft

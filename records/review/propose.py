"""The machine proposes: every flagged article is put into a draft. News of an open draft joins it. News of a confirmed incident is a draft that
follows it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.incident_model import ArticleGroup, Candidate, Match, Traits
from records.model import Article
from records.review import groups
from records.review.draft_description import describe
from records.review.draft_state import OPEN, alone_in_review
from records.review.move_articles import fold
from records.review.perhaps import as_stored
from records.review.proposal import propose_anew, together, told
from records.tables import ArticleRow, DraftArticleRow, DraftRow, SampleRow, SampleWeekRow, ScreeningRow
from records.vocabulary import DraftState, ScreeningLabel

# Who stands in the ledger for what a run does by itself: putting together two drafts that turn out to be one event.
MACHINE = "qorgan"
# Further news of a confirmed incident joins the draft that already waits with such news only within these days: a complaint in March and a verdict in
# June are two statuses, and each needs a decision of its own.
SAME_NEWS = timedelta(days=14)


class Recogniser(Protocol):
    """What can find the traits of an article's event, and the groups that tell of the same event (`classify.clustering`)."""

    def traits_of(self, article: Article, screening: Mapping[str, Any]) -> Traits: ...

    def keys_of(self, traits: Traits) -> tuple[str, ...]: ...

    def wide_keys_of(self, traits: Traits) -> tuple[str, ...]: ...

    def matches(self, new: Traits, groups: Sequence[ArticleGroup]) -> list[Match]: ...

    def candidates(self, new: Traits, groups: Sequence[ArticleGroup]) -> list[Candidate]: ...


@dataclass(frozen=True)
class _Coming:
    """An article that is being put into a draft."""

    article: ArticleRow
    screening: ScreeningRow
    traits: Traits | None
    keys: tuple[str, ...]
    wide_keys: tuple[str, ...]

    @property
    def day(self) -> date:
        return self.article.published_on or self.article.fetched_at.date()


def undrafted(session: Session, model: str, limit: int | None = None) -> list[ScreeningRow]:
    """Flagged screenings by this model whose article is in no draft yet, the oldest article first."""
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
    """Put each flagged article into a draft. Gives the new drafts. A copy joins the draft of the article that it repeats.

    An article that is in a draft, decided or not, is left as it is: no later run overwrites a person's decision. Without a recogniser only copies
    join.
    """
    alone_in_review(session)
    made: list[DraftRow] = []
    for screening in screenings:
        if groups.draft_of(session, screening.article_id) is None:
            draft = _place(session, _coming(session, screening, recogniser), now, recogniser)
            if draft is not None:
                made.append(draft)
    # A draft that was merged into another one during this call is not a new draft.
    return [draft for draft in made if draft.state == DraftState.NEW]


def propose_sample(
    session: Session, stratum: SampleWeekRow, screenings: Iterable[ScreeningRow], *, now: datetime, recogniser: Recogniser | None = None
) -> int:
    """Queue the articles drawn from one stratum of what was screened out. Each becomes a draft of its own, marked as a sample. Gives how many."""
    alone_in_review(session)
    session.add(stratum)
    session.flush()
    number = 0
    for screening in screenings:
        draft = _new_draft(session, _coming(session, screening, recogniser), now, sample=True)
        session.add(SampleRow(draft_id=draft.id, week=stratum.week, stratum=stratum.stratum))
        number += 1
    session.flush()
    return number


def _coming(session: Session, screening: ScreeningRow, recogniser: Recogniser | None) -> _Coming:
    row = session.get_one(ArticleRow, screening.article_id)
    if recogniser is None:
        return _Coming(row, screening, None, (), ())
    article = Article(row.id, row.text, row.title, row.lang, row.url, row.surely_published or row.fetched_at.isoformat())
    traits = recogniser.traits_of(article, screening.body)
    return _Coming(row, screening, traits, recogniser.keys_of(traits), recogniser.wide_keys_of(traits))


def _place(session: Session, coming: _Coming, now: datetime, recogniser: Recogniser | None) -> DraftRow | None:
    """The draft that was made for the article; None if it joined one."""
    original = groups.draft_of(session, coming.article.copy_of) if coming.article.copy_of else None
    if original is not None:
        _join(session, session.get_one(DraftRow, original), coming)
        return None
    found = recogniser.matches(coming.traits, groups.beside(session, coming.keys)) if recogniser is not None and coming.traits is not None else []
    drafts = {row.id: row for row in session.scalars(select(DraftRow).where(DraftRow.id.in_([match.id for match in found])))}
    told = [(match, drafts[match.id]) for match in found]
    joined = _open_one(session, told, coming)
    perhaps = _perhaps(session, coming, recogniser)
    if joined is not None:
        _join(session, joined, coming, perhaps)
        sure = {draft.id for match, draft in told if match.sure and draft.state in OPEN}
        for other in sorted(sure - {joined.id}) if joined.id in sure else ():
            fold(session, other, joined.id, who=MACHINE, now=now)
        return None
    confirmed = next((draft.incident for _, draft in told if draft.incident), None)
    rejected = next((draft.id for _, draft in told if draft.state == DraftState.REJECTED), None)
    return _new_draft(session, coming, now, perhaps, follows=confirmed, resembles=None if confirmed else rejected)


def _open_one(session: Session, told: Sequence[tuple[Match, DraftRow]], coming: _Coming) -> DraftRow | None:
    """The open draft for the article: the likeliest one. If a confirmed incident is likelier, a draft that waits with news of that incident."""
    decided: str | None = None
    for _, draft in told:
        if draft.state in OPEN and not draft.sample:
            if draft.follows is None and decided is None:
                return draft
            if draft.follows is not None and decided in (None, draft.follows) and _recent(session, draft, coming):
                return draft
        elif draft.incident:
            decided = decided or draft.incident
    return None


def _recent(session: Session, draft: DraftRow, coming: _Coming) -> bool:
    """Whether the draft has an article of about the same days."""
    mine = DraftArticleRow.draft_id == draft.id
    query = select(ArticleRow.published_on, ArticleRow.fetched_at).join(DraftArticleRow, DraftArticleRow.article_id == ArticleRow.id).where(mine)
    days = [published or fetched.date() for published, fetched in session.execute(query)]
    return any(abs(coming.day - day) <= SAME_NEWS for day in days)


def _join(session: Session, draft: DraftRow, coming: _Coming, perhaps: Sequence[Candidate] = ()) -> None:
    _put(session, draft, coming, perhaps)
    propose_anew(session, draft)


def _put(session: Session, draft: DraftRow, coming: _Coming, perhaps: Sequence[Candidate]) -> None:
    others = [one for one in perhaps if one.id != draft.id]
    groups.put(session, draft.id, coming.article.id, coming.traits, [*coming.keys, *coming.wide_keys], as_stored(others))


def _perhaps(session: Session, coming: _Coming, recogniser: Recogniser | None) -> list[Candidate]:
    """The drafts to which the article perhaps belongs. Far more are looked at than for joining one."""
    if recogniser is None or coming.traits is None:
        return []
    return recogniser.candidates(coming.traits, groups.beside(session, [*coming.keys, *coming.wide_keys]))


def _new_draft(
    session: Session,
    coming: _Coming,
    now: datetime,
    perhaps: Sequence[Candidate] = (),
    *,
    follows: str | None = None,
    resembles: int | None = None,
    sample: bool = False,
) -> DraftRow:
    proposal = together({coming.article.id: told(coming.screening, coming.article)})
    if resembles is not None:
        # A person rejected news of this before; they see it beside the new draft.
        proposal["resembles"] = resembles
    label = ScreeningLabel.FOLLOWUP if follows else ScreeningLabel(coming.screening.label)
    draft = DraftRow(
        state=DraftState.NEW, score=coming.screening.score, label=label, proposal=proposal, fields={}, created_at=now, follows=follows, sample=sample
    )
    describe(draft)
    session.add(draft)
    session.flush()
    _put(session, draft, coming, perhaps)
    return draft

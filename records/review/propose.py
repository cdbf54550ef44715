"""Proposals: every flagged article becomes a draft or joins one, and drafts are merged and split.

News of an open draft joins it; news of a confirmed incident becomes a draft that follows it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.clock import article_day
from records.errors import AlreadyDecided, BadDecision, NoSuchDraft, NoSuchIncident
from records.event_thresholds import SAME_STATUS
from records.i18n import tr
from records.incident_model import ArticleGroup, Candidate, Match, Traits
from records.incidents.numbers import number_parts
from records.model import Article
from records.review import groups
from records.review.draft_description import describe
from records.review.draft_fields import OPEN_STATES, change_state, decision_values, draft_content, lock_review, locked_draft, locked_open_draft
from records.review.same_event import candidates_to_json
from records.tables import ArticleRow, DraftArticleRow, DraftRow, IncidentRow, SampleRow, SampleWeekRow, ScreeningRow
from records.vocabulary import (
    Actor,
    DatePrecision,
    DecisionAction,
    DraftState,
    Outcome,
    Readers,
    ScreeningLabel,
    Track,
    UnsureField,
    status_of_outcome,
)

# The proposal for a draft, from the screenings of its articles. The likeliest article takes precedence; the others fill its gaps.

# A screening as `screening_with_article` returns it.
_Body = Mapping[str, Any]
# Fields that are taken from one article together: place and region must not come from two.
_PLACE, _DATE = ("country", "place", "region"), ("incident_date", "date_precision")
_EXACTNESS = {DatePrecision.DAY: 0, DatePrecision.MONTH: 1, DatePrecision.YEAR: 2}


def renew_proposal(session: Session, draft: DraftRow) -> None:
    """Renew the proposal of an open draft from its articles. A decided draft retains the proposal that the person saw."""
    if draft.state not in OPEN_STATES:
        return
    query = (
        select(ScreeningRow, ArticleRow)
        .join(ArticleRow, ArticleRow.id == ScreeningRow.article_id)
        .join(DraftArticleRow, DraftArticleRow.article_id == ArticleRow.id)
        .where(DraftArticleRow.draft_id == draft.id)
        .order_by(ScreeningRow.id)
    )
    # If several models screened the article, the last screening counts.
    newest = {row.article_id: screening_with_article(row, article) for row, article in session.execute(query)}
    if newest:
        retained = {name: draft.proposal[name] for name in ("resembles",) if name in draft.proposal}
        draft.proposal = {**combine_screenings(newest), **retained}
        draft.score = draft.proposal["score"]
        draft.label = ScreeningLabel.FOLLOWUP if draft.follows else draft.proposal["label"]
        describe(draft)


def screening_with_article(screening: ScreeningRow, article: ArticleRow) -> dict[str, Any]:
    """Return a screening with title, address and day of its article."""
    day = article_day(article.published_on, article.fetched_at)
    return {**screening.body, "title": article.title, "url": article.url, "day": day.isoformat()}


def combine_screenings(screenings: Mapping[str, _Body]) -> dict[str, Any]:
    """Return one proposal from the screenings of articles by their ids, each as `screening_with_article` returns it.

    `told_by` is the article from which title, reasons and the proposed summary come. A category is proposed if the likeliest article or at least
    half of all have it. `statuses` are the outcomes that the articles report, each with the day and address of the first report. `unsure` are the
    fields that come from an article whose screening is unsure of them.
    """
    ranked = sorted(screenings, key=lambda article: (-screenings[article]["score"], article))
    bodies = [screenings[article] for article in ranked]
    first = bodies[0]
    # `summary` is an editor's field of the draft; the machine's proposal for it has another name.
    proposal = {name: value for name, value in first.items() if name not in ("id", "flagged", "url", "day", "summary", "disagreement")}
    proposal["told_by"] = ranked[0]
    proposal["proposed_summary"], proposal["readers"] = first.get("summary", []), first.get("readers", Readers.LEXICAL.value)
    proposal["categories"], classing = _categories(bodies)
    naming = next((body for body in bodies if any(person["role"] == "victim" for person in body["persons"])), first)
    proposal["persons"] = naming["persons"]
    # From one article only, because other languages spell the same outlet differently.
    proposal["outlets"] = next((body["outlets"] for body in bodies if body["outlets"]), [])
    proposal["statuses"] = _statuses(bodies)
    labelling = next((body for body in bodies if body["label"] == ScreeningLabel.INCIDENT), first)
    placing, dating = _likeliest_screening(bodies, _PLACE), _likeliest_screening(bodies, _DATE)
    acting = next((body for body in bodies if body["actor"] != Actor.UNKNOWN), first)
    # From one article, because the outcome of one case must not be combined with the owner of another.
    ending = next((body for body in bodies if body["outcome"] != Outcome.NONE), first)
    proposal |= {"label": labelling["label"], "actor": acting["actor"], "outcome": ending["outcome"], "outcome_of": ending.get("outcome_of")}
    proposal |= {name: placing[name] for name in _PLACE} | {name: dating[name] for name in _DATE}
    come_from = {
        UnsureField.LABEL: [labelling], UnsureField.CATEGORIES: classing, UnsureField.VICTIMS: [naming], UnsureField.PLACE: [placing],
        UnsureField.INCIDENT_DATE: [dating], UnsureField.ACTOR: [acting], UnsureField.OUTCOME: [ending], UnsureField.OUTCOME_OF: [ending],
    }  # fmt: skip
    proposal["unsure"] = [field.value for field, source_bodies in come_from.items() if any(field in body.get("unsure", ()) for body in source_bodies)]
    return proposal


def _statuses(bodies: Sequence[_Body]) -> list[dict[str, str]]:
    """Return each reported outcome once if its owner is known and it is a step of that case.

    Screenings older than the two tracks do not name an owner and propose none. The status itself depends on the categories, which a person may
    still correct (`incident_facts.outcome_statuses`).
    """
    first: dict[tuple[str, str], dict[str, str]] = {}
    for body in sorted(bodies, key=lambda body: (body["day"], body["url"])):
        whose, outcome = body.get("outcome_of"), body["outcome"]
        if whose and status_of_outcome(Track(whose), Outcome(outcome), ()) is not None:
            first.setdefault((whose, outcome), {"date": body["day"], "outcome_of": whose, "outcome": outcome, "source": body["url"]})
    return list(first.values())


def _categories(bodies: Sequence[_Body]) -> tuple[list[dict[str, Any]], list[_Body]]:
    """Return the categories and the articles they come from: the likeliest, and for each category it lacks the one with the highest score."""
    counts = Counter(category["code"] for body in bodies for category in body["categories"])
    best: dict[str, tuple[float, _Body]] = {}
    for body in bodies:
        for proposed in body["categories"]:
            if proposed["score"] > best.get(proposed["code"], (-1.0, body))[0]:
                best[proposed["code"]] = proposed["score"], body
    own = {category["code"] for category in bodies[0]["categories"]}
    codes = [code for code in best if code in own or 2 * counts[code] >= len(bodies)]
    ranked = [{"code": code, "score": best[code][0]} for code in sorted(codes, key=lambda code: (code not in own, -best[code][0], code))]
    return ranked, [bodies[0], *(best[code][1] for code in codes if code not in own)]


def _likeliest_screening(bodies: Sequence[_Body], names: Sequence[str]) -> _Body:
    """Return the likeliest article that has the last of these fields (for dates, the most exact date), else the likeliest of all."""
    telling = [body for body in bodies if body[names[-1]]]
    if names[-1] == "date_precision":
        telling.sort(key=lambda body: _EXACTNESS[DatePrecision(body["date_precision"])])
    return telling[0] if telling else bodies[0]


# Merge and split. Drafts that a person marked as different events are not joined again.


def merge(session: Session, draft_id: int, *, into: int | str, who: str, now: datetime, note: str = "") -> DraftRow:
    """Merge a draft into another draft or a recorded incident: its articles move there, and it gets no number.

    Raises NoSuchDraft, NoSuchIncident, AlreadyDecided if this draft is decided, and BadDecision if the other one cannot take its articles.
    """
    draft = locked_open_draft(session, draft_id)
    number, target = _target(session, into)
    if target is not None and target.id == draft.id:
        raise BadDecision(tr("draft {draft} cannot be merged into itself").format(draft=draft.id))
    articles = groups.articles_of(session, draft.id)
    if target is not None:
        groups.move_to_draft(session, articles, target.id)
        groups.unmark_separate(session, draft.id, target.id)
        renew_proposal(session, target)
    after = decision_values(
        draft, DraftState.MERGED, who=who, now=now, deferred_until=None, merged_into=target.id if target is not None else None, incident=number
    )
    return change_state(session, draft, DecisionAction.MERGE, after, who=who, now=now, note=note, articles=articles)


def merge_all(session: Session, draft_ids: Sequence[int], *, into: int | str, who: str, now: datetime, note: str = "") -> list[DraftRow]:
    """Merge all these drafts as one decision into the named draft or incident, else into the oldest of them, whose number people know.

    Return the merged drafts. Raises as `merge` does, and then nothing has moved.
    """
    target = into or oldest_draft(session, draft_ids)
    merged = [draft_id for draft_id in dict.fromkeys(draft_ids) if str(draft_id) != str(target)]
    if not merged:
        raise BadDecision(tr("draft {draft} cannot be merged into itself").format(draft=target))
    return [merge(session, draft_id, into=target, who=who, now=now, note=note) for draft_id in merged]


def oldest_draft(session: Session, draft_ids: Sequence[int]) -> int:
    """Return the id of the draft that was created first. Raises NoSuchDraft if none of them exists."""
    oldest = session.scalar(select(DraftRow.id).where(DraftRow.id.in_(draft_ids)).order_by(DraftRow.created_at, DraftRow.id))
    if oldest is None:
        raise NoSuchDraft(tr("there is no draft {draft}").format(draft=", ".join(map(str, draft_ids))))
    return oldest


def split(session: Session, draft_id: int, *, articles: Sequence[str], who: str, now: datetime, note: str = "") -> DraftRow:
    """Move these articles to a new draft that is marked as a different event, and return it.

    Raises BadDecision if none or all of its articles are named, or one that is not its own; AlreadyDecided, NoSuchDraft.
    """
    draft = locked_open_draft(session, draft_id)
    own, selection = groups.articles_of(session, draft.id), sorted(set(articles))
    foreign = sorted(set(selection) - set(own))
    if foreign:
        raise BadDecision(tr("{article} is no article of draft {draft}").format(article=foreign[0], draft=draft.id))
    if not selection or selection == own:
        raise BadDecision(
            tr("a split names some of the articles of draft {draft} and leaves some; it has {count}").format(draft=draft.id, count=len(own))
        )
    draft_row = DraftRow(state=DraftState.NEW, score=draft.score, label=draft.label, proposal=dict(draft.proposal), fields={}, created_at=now)
    session.add(draft_row)
    session.flush()
    groups.move_to_draft(session, selection, draft_row.id)
    groups.mark_separate(session, draft.id, draft_row.id)
    for changed in (draft, draft_row):
        renew_proposal(session, changed)
    change_state(session, draft, DecisionAction.SPLIT, draft_content(draft), who=who, now=now, note=note, articles=selection, into=draft_row.id)
    return draft_row


def merge_open_drafts(session: Session, draft_id: int, into: int, *, who: str, now: datetime) -> bool:
    """Merge two undecided drafts that nobody marked as different. Return False, without a change, if that does not apply."""
    lock_review(session)
    draft, target = locked_draft(session, draft_id), locked_draft(session, into)
    touched = draft.state != DraftState.NEW or target.state != DraftState.NEW or draft.sample or target.sample or draft.follows != target.follows
    if touched or groups.are_separate(session, draft_id, into):
        return False
    merge(session, draft_id, into=into, who=who, now=now)
    return True


def _target(session: Session, into: int | str) -> tuple[str | None, DraftRow | None]:
    """Return the number of the incident that gets the articles as sources, and the draft that takes them.

    An imported incident has no draft; then the articles are not moved.
    """
    if isinstance(into, str) and not (into.isascii() and into.isdigit()):
        return _incident(session, into)
    target = locked_draft(session, int(into))
    if target.state == DraftState.MERGED:
        words = tr("draft {draft} was itself merged; name the one that it went into")
        raise BadDecision(words.format(draft=target.id))
    if target.state == DraftState.REJECTED:
        raise AlreadyDecided(tr("draft {draft} was rejected by {who}; undo that first").format(draft=target.id, who=target.decided_by))
    return (None, target) if target.state in OPEN_STATES else (target.incident, target)


def _incident(session: Session, number: str) -> tuple[str, DraftRow | None]:
    row = session.get(IncidentRow, number) if number_parts(number) else None
    if row is None:
        raise NoSuchIncident(tr("there is no draft and no incident {number}").format(number=number))
    if row.withdrawn:
        raise BadDecision(tr("{number} is withdrawn; confirm its draft again first").format(number=number))
    draft = session.scalars(select(DraftRow).where(DraftRow.id == row.draft_id).with_for_update()).one_or_none() if row.draft_id else None
    return number, draft


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
    proposal = combine_screenings({incoming.article.id: screening_with_article(incoming.screening, incoming.article)})
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

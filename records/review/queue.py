"""The review queue: open drafts filtered, searched, counted and sorted, with their cards, unsaved edits, presence of other people and proposed texts.

A page of the queue is read by key and not by offset, so that the last page is as fast as the first and a draft decided in the meantime shifts
nothing.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, delete, false, func, or_, select, true
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from records.clock import start_of_day
from records.errors import BadDecision, NoSuchDraft
from records.filters import WAITING, DraftFilter, DraftKind
from records.i18n import LANGUAGES, tr
from records.incident_fields import COLUMN_FIELDS, model_values
from records.incident_model import Incident
from records.incident_texts.sentences import TextKind, TextOrigin, text_from_fields
from records.incident_texts.texts import TextSourceArticle, clean_headline
from records.incidents.repository import find
from records.language.stems import parse_search_terms
from records.persons.repository import persons_of
from records.persons.victims import with_person_record
from records.review.incident_facts import incident_facts
from records.review.opinions import awaiting_opinion_from
from records.review.same_event import MergeCandidate, merge_candidates
from records.search import drafts_containing
from records.tables import ArticleRow, AssignmentRow, DraftArticleRow, DraftRow, LedgerRow, PresenceRow, SavedEditRow, ScreeningRow
from records.vocabulary import DraftState, ScreeningLabel

# Unsaved edits of a draft's form, stored for each person.

# Limits of one person's edits of one draft: fields, and characters in total. A form has about thirty fields.
_MOST_FIELDS = 100
_MOST_CHARACTERS = 100_000


def save_edits(session: Session, draft_id: int, who: str, fields: Mapping[str, str | list[str]], now: datetime) -> None:
    """Store what a person has typed into these fields, in addition to earlier ones. Raises NoSuchDraft, and BadDecision if it is too much."""
    if session.scalar(select(DraftRow.id).where(DraftRow.id == draft_id)) is None:
        raise NoSuchDraft(tr("there is no draft {draft}").format(draft=draft_id)).with_command(tr("`qorgan export drafts` lists them"))
    edits = {**saved_edits(session, draft_id, who), **{name: _storable(value) for name, value in fields.items()}}
    if len(edits) > _MOST_FIELDS or len(json.dumps(edits, ensure_ascii=False)) > _MOST_CHARACTERS:
        raise BadDecision(tr("this is more than is kept of one draft; shorten it, or decide first"))
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    query = insert(SavedEditRow).values(draft_id=draft_id, user=who, fields=edits, at=now)
    session.execute(query.on_conflict_do_update(index_elements=[SavedEditRow.draft_id, SavedEditRow.user], set_={"fields": edits, "at": now}))


def saved_edits(session: Session, draft_id: int, who: str) -> dict[str, Any]:
    """Return what a person has typed into a draft's form, by field; empty if nothing."""
    query = select(SavedEditRow.fields).where(SavedEditRow.draft_id == draft_id, SavedEditRow.user == who)
    return session.scalar(query) or {}


def delete_saved_edits(session: Session, draft_id: int, who: str) -> None:
    """Delete a person's unsaved edits of a draft."""
    session.execute(delete(SavedEditRow).where(SavedEditRow.draft_id == draft_id, SavedEditRow.user == who))


def _storable(value: str | list[str]) -> str | list[str]:
    """Return the value without null characters, which PostgreSQL rejects in JSON."""
    return [text.replace("\x00", "") for text in value] if isinstance(value, list) else value.replace("\x00", "")


# Presence: who has which draft open. It is only a hint; the decisions themselves prevent people from overwriting each other.

# After this time without a signal a person counts as gone: three times the interval at which a page signals.
_PRESENCE_TIMEOUT = timedelta(seconds=45)


def note_presence(session: Session, draft_id: int, who: str, now: datetime) -> bool:
    """Record that a person has this draft open and no other. Return False if there is no such draft."""
    session.execute(delete(PresenceRow).where(PresenceRow.user == who, PresenceRow.draft_id != draft_id))
    session.execute(delete(PresenceRow).where(PresenceRow.seen_at < now - _PRESENCE_TIMEOUT))
    if session.scalar(select(DraftRow.id).where(DraftRow.id == draft_id)) is None:
        return False
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    query = insert(PresenceRow).values(draft_id=draft_id, user=who, seen_at=now)
    session.execute(query.on_conflict_do_update(index_elements=[PresenceRow.draft_id, PresenceRow.user], set_={"seen_at": now}))
    return True


def others_present(session: Session, draft_ids: Sequence[int], who: str, now: datetime) -> dict[int, list[str]]:
    """Return who else has these drafts open now, by name. Drafts that nobody else has open are left out."""
    query = (
        select(PresenceRow.draft_id, PresenceRow.user)
        .where(PresenceRow.draft_id.in_(draft_ids), PresenceRow.user != who, PresenceRow.seen_at >= now - _PRESENCE_TIMEOUT)
        .order_by(PresenceRow.user)
    )
    names_of: dict[int, list[str]] = defaultdict(list)
    for draft_id, name in session.execute(query):
        names_of[draft_id].append(name)
    return dict(names_of)


# The texts of a draft: the titles and summaries that its articles propose in each language.

TextSources = Mapping[str, tuple[TextOrigin, str]]


def articles_of_drafts(session: Session, draft_ids: Sequence[int]) -> dict[int, list[TextSourceArticle]]:
    """Return the articles of these drafts, the earliest first, with the summary that the newest screening of each proposes.

    For the article from which a draft's proposal comes, the summary is that of the proposal, because the draft's card shows it.
    """
    query = (
        select(DraftArticleRow.draft_id, ArticleRow.id, ArticleRow.lang, ArticleRow.title, ArticleRow.outlet)
        .join(ArticleRow, ArticleRow.id == DraftArticleRow.article_id)
        .where(DraftArticleRow.draft_id.in_(draft_ids))
        .order_by(ArticleRow.fetched_at, ArticleRow.id)
    )
    rows = session.execute(query).all()
    summary_of = summaries(session, {row[1] for row in rows})
    drafts = session.execute(select(DraftRow.id, DraftRow.proposal).where(DraftRow.id.in_(draft_ids)))
    proposals: dict[int, dict[str, Any]] = dict(drafts.all())
    articles_of: dict[int, list[TextSourceArticle]] = defaultdict(list)
    for draft_id, id, lang, title, outlet in rows:
        proposal = proposals[draft_id]
        first = id == proposal.get("told_by")
        summary = (first and passage_text(proposal.get("proposed_summary"))) or summary_of.get(id, "")
        articles_of[draft_id].append(TextSourceArticle(id, lang, title, outlet, summary, first))
    return articles_of


def summaries(session: Session, articles: Collection[str]) -> dict[str, str]:
    """Return the summary that the newest screening of each article proposes; empty if it proposes none."""
    bodies = select(ScreeningRow.article_id, ScreeningRow.body).where(ScreeningRow.article_id.in_(sorted(articles))).order_by(ScreeningRow.id)
    return {article: passage_text(body.get("summary")) for article, body in session.execute(bodies)}


def articles_of_incident(session: Session, number: str) -> list[TextSourceArticle]:
    """Return the articles of all drafts that belong to an incident."""
    belong = (DraftRow.incident == number, DraftRow.has_sources())
    by_draft = articles_of_drafts(session, session.scalars(select(DraftRow.id).where(*belong).order_by(DraftRow.id)).all())
    return [article for _, articles in sorted(by_draft.items()) for article in articles]


def draft_as_incident(session: Session, draft_values: Mapping[str, Any]) -> Incident | None:
    """Return the values of a draft (proposal overlaid with corrections) as an unnumbered incident; None if it has no category."""
    try:
        facts = incident_facts(draft_values)
    except BadDecision:
        return None
    values = {field.name: field.kind.from_column(facts[field.column]) for field in COLUMN_FIELDS}
    persons = persons_of(session, {victim["person"] for victim in facts["victims"] if victim.get("person")})
    values["victims"] = tuple(with_person_record(victim, persons) for victim in values["victims"])
    values["title_lang"] = values["title_lang"] or ""
    values["titles"] = {**values["titles"], **({values["title_lang"]: values["title"]} if values["title"] else {})}
    return Incident(number="", recorded=date.min, **model_values(values))


def draft_sources(session: Session, draft: DraftRow, values: Mapping[str, Any]) -> TextSources:
    """Return the origin of each possible text of this draft, by its words."""
    return _sources_of(articles_of_drafts(session, [draft.id])[draft.id], draft_as_incident(session, values))


def incident_sources(session: Session, number: str) -> TextSources:
    """Return the origin of each possible text of this incident, by its words."""
    return _sources_of(articles_of_incident(session, number), find(session, number))


def _sources_of(articles: Sequence[TextSourceArticle], incident: Incident | None) -> TextSources:
    """Return the origin of each text by its words: an article with this headline or summary, or the fields."""
    sources: dict[str, tuple[TextOrigin, str]] = {}
    if incident is not None:
        for lang in LANGUAGES:
            sources |= {text_from_fields(incident, kind, lang): (TextOrigin.FIELDS, "") for kind in TextKind}
    for article in articles:
        sources |= {
            words: (TextOrigin.ARTICLE, article.id)
            for words in (article.title.strip(), clean_headline(article.title, (), article.outlet), article.summary)
            if words
        }
    return sources


def passage_text(passages: Sequence[Mapping[str, Any]] | None) -> str:
    """Return the passages of an article that are proposed as a summary, joined into one text."""
    return " ".join(filter(None, (str(passage.get("text") or "").strip() for passage in passages or ())))


# Cards on one page: few, so that the first page loads fast; the next ones are loaded before they are needed.
PAGE = 12
# Characters of the sentence on a card.
SENTENCE = 320
_ENDS = ".!?…\n"
# Queries that run for every page of cards, built once.
_MARK = select(select(func.max(LedgerRow.id)).scalar_subquery(), select(func.max(DraftRow.id)).scalar_subquery())
_CARD_ARTICLES = (
    select(
        DraftArticleRow.draft_id,
        ArticleRow.id,
        ArticleRow.outlet,
        ArticleRow.lang,
        ArticleRow.title,
        ArticleRow.url,
        ArticleRow.published_at,
        ArticleRow.copy_of,
        ArticleRow.partial,
    )
    .join(ArticleRow, ArticleRow.id == DraftArticleRow.article_id)
    .where(DraftArticleRow.draft_id.in_(bindparam("drafts", expanding=True)))
    .order_by(ArticleRow.fetched_at, ArticleRow.id)
)
_TEXTS = select(ArticleRow.id, ArticleRow.title, ArticleRow.text).where(ArticleRow.id.in_(bindparam("articles", expanding=True)))


class QueueOrder(StrEnum):
    """Which cards come first."""

    LIKELIEST = "likeliest"
    NEWEST = "newest"


@dataclass(frozen=True)
class _SortKey:
    """The column that an order sorts by, the largest first, and how its values are written into the key of a page."""

    column: InstrumentedAttribute[Any]
    write: Callable[[Any], str]
    read: Callable[[str], Any]

    def of(self, draft: DraftRow) -> Any:
        return getattr(draft, self.column.key)


_SORT_KEYS = {
    QueueOrder.LIKELIEST: _SortKey(DraftRow.score, repr, float),
    QueueOrder.NEWEST: _SortKey(DraftRow.created_at, datetime.isoformat, datetime.fromisoformat),
}


@dataclass(frozen=True)
class CardArticle:
    """An article as shown on a card."""

    id: str
    outlet: str
    lang: str
    title: str
    url: str
    published_at: str | None
    copy_of: str | None
    partial: bool = False


@dataclass(frozen=True)
class Card:
    """A draft in the queue.

    `reason` is the sentence of the likeliest article that led to the proposal; empty if unknown. `spans` are its parts that name the person
    (`who`) and the act (`act`) as (start, end, role), in order and without overlap. `perhaps` are the drafts and incidents that it may belong to.
    """

    draft: DraftRow
    articles: tuple[CardArticle, ...]
    reason: str
    spans: tuple[tuple[int, int, str], ...] = ()
    perhaps: tuple[MergeCandidate, ...] = ()

    @property
    def said(self) -> dict[str, Any]:
        """The machine's proposal with the person's corrections over it."""
        return {**self.draft.proposal, **self.draft.fields}

    @property
    def unrecorded(self) -> bool:
        """Whether it is news of an earlier incident that is not recorded."""
        return self.draft.label == ScreeningLabel.FOLLOWUP and self.draft.follows is None


@dataclass(frozen=True)
class QueuePage:
    """A page of cards, and the key of the next page (None on the last)."""

    cards: tuple[Card, ...]
    next: str | None


def queue_page(
    session: Session, draft_filter: DraftFilter, order: QueueOrder, today: date, *, after: str | None = None, limit: int = PAGE
) -> QueuePage:
    """Return the cards after a key, in order. An invalid key means the first page."""
    by = _SORT_KEYS[order]
    value, key = by.column, _page_key(by, after)
    drafts: list[DraftRow] = []
    for states in _states(draft_filter, today):
        query = select(DraftRow).where(states, *_conditions(draft_filter)).order_by(value.desc(), DraftRow.id.desc()).limit(limit + 1)
        if key is not None:
            query = query.where(or_(value < key[0], and_(value == key[0], DraftRow.id < key[1])))
        drafts += session.scalars(query)
    drafts.sort(key=lambda draft: (by.of(draft), draft.id), reverse=True)
    page = drafts[:limit]
    more = f"{by.write(by.of(page[-1]))}~{page[-1].id}" if len(drafts) > limit else None
    return QueuePage(tuple(queue_cards(session, page)), more)


def count_drafts(session: Session, draft_filter: DraftFilter, today: date) -> int:
    """Return the number of drafts that match the filter."""
    query = select(func.count()).select_from(DraftRow).where(*_conditions(draft_filter))
    return sum(session.scalar(query.where(states)) or 0 for states in _states(draft_filter, today))


def counts_by_state(session: Session) -> dict[str, int]:
    """Return the number of drafts in each state."""
    counts = session.execute(select(DraftRow.state, func.count()).group_by(DraftRow.state))
    return {**dict.fromkeys(DraftState, 0), **dict(counts.all())}


def counts_by_kind(session: Session, today: date) -> dict[DraftKind, int]:
    """Return the number of open drafts of each kind, without second opinions, because those differ by person."""
    kinds = [kind for kind in DraftKind if kind is not DraftKind.SECOND]
    sums = [func.coalesce(func.sum(case((and_(*_of_kind(kind)), 1), else_=0)), 0) for kind in kinds]
    sums_by_state = [session.execute(select(*sums).where(states)).one() for states in _states(DraftFilter(state=WAITING), today)]
    return {kind: sum(counts) for kind, counts in zip(kinds, zip(*sums_by_state, strict=True), strict=True)}


def queue_version(session: Session) -> tuple[int, int]:
    """Return a value that changes with every new draft and every decision, at constant cost. While it is equal, earlier counts are valid."""
    act, draft = session.execute(_MARK).one()
    return act or 0, draft or 0


def filtered_drafts(query: Select[Any], draft_filter: DraftFilter, today: date) -> Select[Any]:
    """Return the query with the conditions of the filter added."""
    return query.where(or_(*_states(draft_filter, today)), *_conditions(draft_filter))


def adjacent_draft(
    session: Session, draft: DraftRow, draft_filter: DraftFilter, order: QueueOrder, today: date, *, forward: bool = True
) -> int | None:
    """Return the id of the draft after or before this one in the order of the queue, or None. This draft need not be in the queue."""
    value, own = _SORT_KEYS[order].column, _SORT_KEYS[order].of(draft)
    if forward:
        beyond, ordering = or_(value < own, and_(value == own, DraftRow.id < draft.id)), (value.desc(), DraftRow.id.desc())
    else:
        beyond, ordering = or_(value > own, and_(value == own, DraftRow.id > draft.id)), (value.asc(), DraftRow.id.asc())
    query = select(value, DraftRow.id).where(beyond, *_conditions(draft_filter)).order_by(*ordering).limit(1)
    rows: list[tuple[Any, int]] = [(row[0], row[1]) for states in _states(draft_filter, today) for row in session.execute(query.where(states))]
    nearest = (max if forward else min)(rows, default=None)
    return nearest[1] if nearest else None


def queue_cards(session: Session, drafts: Sequence[DraftRow]) -> list[Card]:
    """Return the drafts as cards."""
    tellers = {draft.proposal.get("told_by") for draft in drafts}
    articles: dict[int, list[CardArticle]] = defaultdict(list)
    for draft_id, *article in session.execute(_CARD_ARTICLES, {"drafts": [draft.id for draft in drafts]}):
        articles[draft_id].append(CardArticle(*article))  # type: ignore[arg-type]
    texts = {row.id: (row.title, row.text) for row in session.execute(_TEXTS, {"articles": [teller for teller in tellers if teller]})}
    perhaps = merge_candidates(session, drafts)
    return [Card(draft, tuple(articles[draft.id]), *_reason(draft.proposal, texts), perhaps.get(draft.id, ())) for draft in drafts]


def _states(draft_filter: DraftFilter, today: date) -> list[ColumnElement[bool]]:
    """Return the wanted states as conditions that exclude each other. Each can be read in order from an index; combined they cannot."""
    if draft_filter.kind == DraftKind.SECOND:
        return [awaiting_opinion_from(draft_filter.who)]
    if draft_filter.state is None:
        return [true()]
    if draft_filter.state != WAITING:
        return [DraftRow.state == draft_filter.state]
    return [DraftRow.state == DraftState.NEW, and_(DraftRow.state == DraftState.DEFERRED, DraftRow.deferred_until <= today)]


def _conditions(draft_filter: DraftFilter) -> list[ColumnElement[bool]]:
    conditions = _of_kind(draft_filter.kind)
    if draft_filter.category:
        conditions.append(DraftRow.codes.contains(draft_filter.category, autoescape=True))
    if draft_filter.region:
        conditions.append(DraftRow.region == draft_filter.region)
    if draft_filter.lang:
        conditions.append(DraftRow.lang == draft_filter.lang)
    if draft_filter.least is not None:
        conditions.append(DraftRow.score >= draft_filter.least)
    if draft_filter.outlet:
        conditions.append(DraftRow.id.in_(select(DraftArticleRow.draft_id).where(DraftArticleRow.outlet == draft_filter.outlet)))
    if draft_filter.since:
        conditions.append(DraftRow.created_at >= start_of_day(draft_filter.since))
    if draft_filter.until:
        conditions.append(DraftRow.created_at < start_of_day(draft_filter.until + timedelta(days=1)))
    if draft_filter.given:
        assigned = select(AssignmentRow.draft_id).where(
            AssignmentRow.holder == draft_filter.given, AssignmentRow.ended_at.is_(None), AssignmentRow.draft_id.is_not(None)
        )
        conditions.append(DraftRow.id.in_(assigned))
    terms = parse_search_terms(draft_filter.words or "")
    if (draft_filter.words or "").strip() and not terms:
        # Punctuation alone matches no draft.
        conditions.append(false())
    return [*conditions, *drafts_containing(terms)]


def _of_kind(kind: str | None) -> list[ColumnElement[bool]]:
    kinds: dict[str | None, list[ColumnElement[bool]]] = {
        DraftKind.INCIDENT: [DraftRow.label != ScreeningLabel.FOLLOWUP, DraftRow.sample.is_(False)],
        DraftKind.FOLLOWUP: [DraftRow.follows.is_not(None)],
        DraftKind.UNRECORDED: [DraftRow.label == ScreeningLabel.FOLLOWUP, DraftRow.follows.is_(None)],
        DraftKind.SAMPLE: [DraftRow.sample.is_(True)],
    }
    return kinds.get(kind, [])


def _page_key(by: _SortKey, after: str | None) -> tuple[Any, int] | None:
    value, _, number = (after or "").rpartition("~")
    try:
        return by.read(value), int(number)
    except ValueError:
        return None


def _reason(proposal: Mapping[str, Any], texts: Mapping[str, tuple[str, str]]) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """Return the sentence around the first act that was found, else around the first span, and the marked spans in it."""
    title_and_text = texts.get(proposal.get("told_by") or "")
    reasons = proposal.get("reasons") or []
    if title_and_text is None or not reasons:
        return "", ()
    title, text = title_and_text
    page = f"{title}\n{text}" if title else text
    span = next((reason for reason in reasons if reason.get("role") == "act"), reasons[0])
    first, last = _bounds(page, span["start"], span["end"])
    before, sentence = _cut_before(page, first, span["start"], span["end"]), sentence_around(page, span["start"], span["end"])
    shift = len(before) - first
    spans: list[tuple[int, int, str]] = []
    for mark in sorted(reasons, key=lambda mark: (mark["start"], -mark["end"])):
        inside = first <= mark["start"] < mark["end"] <= last
        if mark.get("role") in ("who", "act") and inside and (not spans or mark["start"] + shift >= spans[-1][1]):
            spans.append((mark["start"] + shift, mark["end"] + shift, mark["role"]))
    return sentence, tuple(spans)


def sentence_around(text: str, start: int, end: int) -> str:
    """Return the sentence that contains a span, cut on both sides if it is very long."""
    first, last = _bounds(text, start, end)
    _, whole_last = _sentence(text, start, end)
    return _cut_before(text, first, start, end) + text[first:last] + ("…" if text[last:whole_last].strip() else "")


def _cut_before(text: str, first: int, start: int, end: int) -> str:
    """Return an ellipsis if the sentence is cut before `first`, else an empty string."""
    return "…" if text[_sentence(text, start, end)[0] : first].strip() else ""


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the start and end of the sentence."""
    start, end = max(0, min(start, len(text))), max(0, min(end, len(text)))
    first = max(text.rfind(mark, 0, start) for mark in _ENDS) + 1
    last = min((at for mark in _ENDS if (at := text.find(mark, end)) >= 0), default=len(text) - 1) + 1
    return first, last


def _bounds(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the start and end of the part of the sentence that is shown, without surrounding spaces."""
    first, last = _sentence(text, start, end)
    room = max(0, SENTENCE - (end - start)) // 2
    first, last = max(first, start - room), min(last, end + room)
    passage = text[first:last]
    first += len(passage) - len(passage.lstrip())
    return first, first + len(passage.strip())

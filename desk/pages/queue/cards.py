"""The cards of the queue: what a confirmation by this person would record, in words, with similar drafts, outlets and the machine's certainty."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from typing import Any

from babel import Locale
from babel.dates import format_timedelta
from markupsafe import Markup
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from desk.draft_titles import draft_title
from desk.fields import INPUTS, unsure_fields, unsure_words
from desk.pages.collaboration.view import assignment_words
from desk.pages.draft import form
from desk.pages.history.words import value_words
from desk.pages.queue.decision_wording import decision_status_words
from desk.rendering import day, day_in, environment, first_up, number, until_day
from records import review
from records.clock import day_of
from records.collaboration import assignees_of_drafts, colleagues
from records.country import place_in_region
from records.errors import BadDecision
from records.field_kinds import Amount, Appointments, ByLanguage, Flag, LawArticles, Text, Texts
from records.i18n import LANGUAGES, ntr, reader_language, reader_locale, tr, words_for_reader
from records.incident_fields import BY_NAME, COLUMN_FIELDS, PRIVATE_FIELDS, IncidentField
from records.incident_texts.texts import TextSourceArticle, best_summary, title_language
from records.manual_tips import source_words, tip_draft_description
from records.review import Decision, decisions, queue
from records.review.confirmation_preview import ConfirmationPreview, DatedStatus, FollowedIncident, confirmation_warnings
from records.review.draft_fields import OPEN_STATES
from records.review.incident_facts import incident_facts
from records.review.queue import Card, passage_text, summaries
from records.review.same_event import MergeCandidate, preview_confirmations
from records.tables import DraftRow, OutletRow, SavedEditRow
from records.vocabulary import (
    CATEGORIES,
    LINK_REASON_LABELS,
    STATUS_LABELS,
    STATUSES,
    TRACK_LABELS,
    Category,
    DatePrecision,
    DecisionAction,
    DraftState,
    StatusCode,
    Track,
    UnsureField,
)
from reports.digests import likely

# The facts of a card: everything that confirming writes, field by field in the reader's words, with whose value it is and whether the machine is
# sure.

# Fields with a place of their own on the card; other known ones are listed after them.
_PLACED = frozenset(
    {
        "title",
        "primary",
        "categories",
        "incident_date",
        "date_precision",
        "country",
        "place",
        "region",
        "victims",
        "outlets",
        "actor",
        "title_lang",
        "text_notes",
    }
)
_STATUS = frozenset({"status", "status_date", "status_source"})


@dataclass(frozen=True)
class CardFact:
    """One line: its heading and words. `lacking`: a value that should be there is unknown. `yours`: a person has corrected it. `unsure`: the machine
    is not sure of it. `context`: the articles report it, and nothing of it is recorded."""

    words: str
    said: str
    lacking: bool = False
    yours: bool = False
    unsure: bool = False
    context: bool = False


def facts_of(
    would: ConfirmationPreview, facts: Mapping[str, Any], corrected: Collection[str], unsure: Collection[UnsureField]
) -> tuple[CardFact, ...]:
    """Return the lines of a card.

    `facts` are the columns of the incident: those that are written, or, for news of an incident, those by which it is compared.
    """
    corrected_names = set(corrected)
    doubtful = {name for field in unsure for name in INPUTS[field]}

    def line(words: str, value: str, *names: str, none: str = "") -> CardFact:
        hers = any(name in corrected for name in names)
        return CardFact(words, value or none, not value, hers, not hers and any(name in doubtful for name in names), bool(would.follows))

    def asked(name: str) -> str:
        entry = BY_NAME[name].form_prompt
        return tr(entry.words) if entry else tr(BY_NAME[name].label)

    usual = [
        line(asked("incident_date"), _day(facts), "incident_date", none=tr("no date")),
        line(asked("place"), _place(facts), "country", "place", "region", none=tr("no place")),
        line(asked("victims"), _victims(facts["victims"]), "victims", none=tr("no victim is named")),
        *([line(asked("outlets"), "; ".join(facts["outlets"]), "outlets")] if facts["outlets"] else []),
        line(asked("actor"), _words(BY_NAME["actor"], facts["actor"]), "actor"),
    ]
    more = [field for field in COLUMN_FIELDS if field.name not in _PLACED and _is_known(field, facts[field.column or ""])]
    further = [line(asked(field.name), _words(field, facts[field.column or ""]), field.name) for field in more if field.name in corrected]
    remaining = [f"{tr(field.label)}: {_words(field, facts[field.column or ''])}" for field in more if field.name not in corrected]
    also = [CardFact(tr("Also"), "; ".join(remaining), context=bool(would.follows))] if remaining else []
    # Unpublished texts are not shown in a list of cards, only that they exist.
    if not corrected_names.isdisjoint(field.name for field in PRIVATE_FIELDS):
        also.append(CardFact(tr("For those who help"), tr("there are private notes")))
    case = [CardFact(tr("News of"), case_words(would.case), yours="follows" in corrected)] if would.case else []
    return (*case, *_outcomes(would, line), *usual, *further, *also) if would.follows else (*usual, *_outcomes(would, line), *further, *also)


def card_version(would: ConfirmationPreview) -> str:
    """Return a hash of what would be written, so that nobody confirms what the card did not show."""
    written = json.dumps([would.follows, would.facts, would.statuses, would.fault], ensure_ascii=False, sort_keys=True, default=str)
    return sha256(written.encode()).hexdigest()[:10]


def case_words(case: FollowedIncident) -> str:
    """Return an incident in words by which it is recognised: number, title, victims, day."""
    who = ", ".join(case.persons) or tr("no victim is named")
    return " — ".join(filter(None, (case.number, case.title, who, day_words(case.day, case.precision) if case.day else tr("no date"))))


def _outcomes(would: ConfirmationPreview, line: Any) -> list[CardFact]:
    """Return the statuses of the perpetrator and of the journalist, each on a line of its own."""
    by_track: dict[Track | None, list[DatedStatus]] = {}
    for status in would.statuses:
        by_track.setdefault(None if status[0] is StatusCode.REP else STATUSES[status[0]].track, []).append(status)
    facts = []
    for track, statuses in by_track.items():
        words = tr(TRACK_LABELS[track]) if track else tr("What became of it")
        facts.append(line(first_up(words), "; ".join(map(_status, statuses)), *_STATUS, "outcome", "outcome_of"))
    if not facts:
        facts.append(line(tr("What became of it"), "", *_STATUS, none=tr("nothing is told of it")))
    return [CardFact(fact.words, fact.said, False, fact.yours, fact.unsure) for fact in facts]


def _status(dated_status: DatedStatus) -> str:
    code, when, source = dated_status
    label = f"{tr(STATUS_LABELS[code])}, {day(when)}"
    return label if source.startswith(("https://", "http://")) or not source else f"{label} ({source_words(source)})"


def _day(facts: Mapping[str, Any]) -> str:
    """Return the day, as precisely as it is known."""
    return day_words(facts["happened_on"], facts["date_precision"]) if facts["happened_on"] else ""


def day_words(value: date, precision: str | None) -> str:
    """Return a day, as precisely as it is known."""
    form = {DatePrecision.MONTH.value: "LLLL y", DatePrecision.YEAR.value: "y"}.get(precision or "", "medium")
    return day_in(reader_locale(), value, form)


def _place(facts: Mapping[str, Any]) -> str:
    country = facts["country"]
    land = _land(reader_locale(), country) if country else ""
    return ", ".join(dict.fromkeys(filter(None, [place_in_region(facts["place"] or "", facts["region"]), land])))


@lru_cache(maxsize=1024)
def _land(locale: str, country: str) -> str:
    return str(Locale.parse(locale).territories.get(country, country))


def _victims(victims: Iterable[Mapping[str, Any]]) -> str:
    def one(person: Mapping[str, Any]) -> str:
        more = ", ".join(filter(None, [person.get("profession"), person.get("outlet")]))
        return f"{person['name']} ({more})" if more else str(person["name"])

    return "; ".join(map(one, victims))


def _is_known(field: IncidentField, value: Any) -> bool:
    return value not in (None, "", [], {}) and value != field.kind.to_column(field.empty)


def _words(field: IncidentField, value: Any) -> str:
    """Return a value of a column in words, complete: what is recorded is not shortened."""
    match field.kind:
        case Flag():
            return tr("yes") if value else tr("no")
        case ByLanguage():
            return "; ".join(f"{lang}: {text}" for lang, text in value.items())
        case LawArticles() | Appointments() | Texts():
            return "; ".join(field.kind.lines(value))
        case Amount():
            return number(value)
        case Text():
            return str(value)
    return value_words(field.name, value)


# Typed values of undecided drafts, as the corrections that a confirmation includes. The card, the keyboard and bulk actions, and the page of the
# draft use these functions, so that the values of a draft are the same everywhere.

# Prepared once, since every page of cards runs it.
_TYPED = select(SavedEditRow).where(SavedEditRow.draft_id.in_(bindparam("drafts", expanding=True))).order_by(SavedEditRow.user)


@dataclass(frozen=True)
class SavedEdits:
    """What one person has typed into a draft. `wrong` are errors by field. `others` have typed something of their own, which this person's
    confirmation does not include."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    others: tuple[str, ...] = ()

    def over(self, draft: DraftRow) -> dict[str, Any]:
        """Return the values of the draft as this person sees and confirms them."""
        return {**draft.proposal, **(self.fields or draft.fields)}

    def follows(self, draft: DraftRow) -> str | None:
        """Return the incident of which the draft is news, according to this person."""
        number_given: str | None = self.fields.get("follows", draft.follows)
        return number_given or None


def _own_edits(session: Session, drafts: Sequence[DraftRow], who: str) -> dict[int, SavedEdits]:
    """Return what this person has typed into each of these drafts; empty for most."""
    rows = session.scalars(_TYPED, {"drafts": [draft.id for draft in drafts]})
    by_draft: dict[int, dict[str, Mapping[str, Any]]] = {}
    for row in rows:
        by_draft.setdefault(row.draft_id, {})[row.user] = row.fields
    return {draft.id: _of(draft, by_draft.get(draft.id, {}), who) for draft in drafts}


def as_lists(fields: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the saved fields in the form in which the browser sends them."""
    return {name: [str(part) for part in value] if isinstance(value, list) else [str(value)] for name, value in fields.items()}


def undo_to_form(session: Session, draft: DraftRow, who: str, now: datetime, *, unless_built_upon: bool) -> DraftRow:
    """Undo the last decision. Corrections of a confirmation are put back into this person's form."""
    was = form.current_values(draft) if draft.state == DraftState.CONFIRMED else None
    if unless_built_upon:
        row = decisions.undo_unless_changed(session, draft.id, who=who, now=now)
    else:
        row = review.decide(session, draft.id, Decision(DecisionAction.UNDO), who=who, now=now)
    if was is not None and (left := form.as_fields(was, form.current_values(draft))):
        queue.save_edits(session, draft.id, who, left, now)
    return row


def _of(draft: DraftRow, typed: Mapping[str, Mapping[str, Any]], who: str) -> SavedEdits:
    if not typed:
        return SavedEdits()
    other_users = tuple(name for name, fields in typed.items() if name != who and _asks_once_more(draft, fields).fields)
    if who not in typed:
        return SavedEdits(others=other_users)
    own = _asks_once_more(draft, typed[who])
    return SavedEdits(own.fields, own.wrong, other_users)


def _asks_once_more(draft: DraftRow, fields: Mapping[str, Any]) -> form.FormValues:
    machine = form.proposed_values(draft)
    return form.corrections_from(form.typed_values(as_lists(fields), form.current_values(draft)), machine, draft.proposal)


# What a person's confirmation of some drafts would write, read for a whole page at once: for the cards, and again at the moment of the decision.


@dataclass(frozen=True)
class PreparedCard:
    """A draft as this person would confirm it. `facts` are the columns of its incident; for news of an incident, those by which it is compared."""

    own: SavedEdits
    said: Mapping[str, Any]
    would: ConfirmationPreview
    facts: Mapping[str, Any]

    @property
    def stamp(self) -> str:
        """A hash of what would be written."""
        return card_version(self.would)

    @property
    def codes(self) -> list[str]:
        """The categories, the primary one first; none if nobody has named any."""
        return list(self.facts["categories"]) if self.would.facts or self.said.get("categories") or self.said.get("primary") else []

    @property
    def asks(self) -> tuple[str, ...]:
        """Why the confirmation is asked for once more, in words."""
        return confirmation_warnings(self.would, self.codes)


def prepare_cards(session: Session, drafts: Sequence[DraftRow], who: str, now: datetime, *, blind: bool = False) -> dict[int, PreparedCard]:
    """Return the drafts by their ids. `blind`: as the machine proposed them, for somebody who must not see what others made of them."""
    mine = {draft.id: SavedEdits() for draft in drafts} if blind else _own_edits(session, drafts, who)
    values = {draft.id: draft.proposal if blind else mine[draft.id].over(draft) for draft in drafts}
    follows = {draft.id: None if blind else mine[draft.id].follows(draft) for draft in drafts}
    would = preview_confirmations(session, drafts, values, follows, now)
    return {id: PreparedCard(mine[id], proposal, would[id], would[id].facts or _compared(proposal)) for id, proposal in values.items()}


def prepared_with(session: Session, draft: DraftRow, fields: Mapping[str, Any], now: datetime) -> PreparedCard:
    """Return the draft as a confirmation with exactly these corrections would record it."""
    values, follows = {**draft.proposal, **fields}, fields.get("follows", draft.follows) or None
    would = preview_confirmations(session, [draft], {draft.id: values}, {draft.id: follows}, now)[draft.id]
    return PreparedCard(SavedEdits(fields), values, would, would.facts or _compared(values))


def outlet_names(session: Session, ids: Collection[str] | None = None) -> dict[str, str]:
    """Return the names of outlets for the reader, by id: of these, or (None) of all."""
    query = select(OutletRow.name, OutletRow.title).order_by(OutletRow.name)
    rows = session.execute(query if ids is None else query.where(OutletRow.name.in_(sorted(ids))))
    return {name: words_for_reader(title) or name for name, title in rows}


def _compared(proposal: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the facts of what is not recorded as an incident of its own. A default category is used if nobody named one."""
    try:
        return incident_facts(proposal)
    except BadDecision:
        return incident_facts({**proposal, "categories": [Category.ATT.value]})


# Possible matches of a draft, in words: for its card and its page.


@dataclass(frozen=True)
class PossibleMatchView:
    """A possible match of a draft, in words. `into` is the target that a merge with it names."""

    into: str
    name: str
    title: str
    lang: str
    why: str
    page: str


def possible_match_views(merge_candidates: Sequence[MergeCandidate]) -> tuple[PossibleMatchView, ...]:
    """Return the possible matches of a draft, in the reader's language."""
    return tuple(
        PossibleMatchView(
            into=candidate.into,
            name=candidate.into if candidate.incident else tr("draft {id}").format(id=candidate.into),
            title=candidate.title or tr("Without a title"),
            lang=candidate.lang if candidate.title else "",
            why=", ".join(tr(LINK_REASON_LABELS[reason]) for reason in candidate.why),
            page=f"/incidents/{candidate.into}" if candidate.incident else f"/drafts/{candidate.into}",
        )
        for candidate in merge_candidates
    )


# Outlets that a card names before it counts the rest.
_NAMED = 2
# Characters of the proposed summary on a card.
_SUMMARY = 320


@dataclass(frozen=True)
class CardView:
    """A card in words.

    `pieces` are the sentence with the reason, divided at marks: text, and `who`, `act` or nothing. `summary` is the summary as the machine proposes
    it and as the record will show it to this reader, in such pieces, and `summary_of` the outlet of its article if there are several; if the sentence
    with the reason is part of it, it is only given there. `facts` are all that a confirmation writes, and `stamp` is a hash of that. `asks` says why
    it is asked for once more, `fault` why it cannot be confirmed; `given` says to whom it is assigned; `titled`: a person has corrected the title.
    `title` is in the reader's language if there is one; `original` is then the recorded headline.
    """

    id: int
    state: str
    open: bool
    title: str
    title_lang: str
    original: str
    original_lang: str
    lang: str
    language: str
    article: str
    per_cent: int
    likely: str
    categories: tuple[str, ...]
    outlets: str
    tellers: str
    follows: str | None
    follows_yours: bool
    facts: tuple[CardFact, ...]
    stamp: str
    asks: str
    fault: str
    typed_by: str
    given: str
    titled: bool
    unrecorded: bool
    sample: bool
    resembles: int | None
    perhaps: tuple[PossibleMatchView, ...]
    pieces: tuple[tuple[str, str], ...]
    summary: tuple[tuple[str, str], ...]
    summary_lang: str
    summary_of: str
    unsure: str
    age: str
    came: str
    came_at: str
    deferred: str
    stands: str
    second: bool
    by_hand: str = ""
    partial: bool = False


def card_views(session: Session, cards: Sequence[Card], who: str, now: datetime, *, second: bool = False) -> list[CardView]:
    """Return the cards in the reader's language, as this person would confirm them.

    `second`: the decision is hidden, because this person is to give a second opinion.
    """
    ready = prepare_cards(session, [card.draft for card in cards], who, now, blind=second)
    assignees = {} if second else assignees_of_drafts(session, [card.draft.id for card in cards])
    names = colleagues(session) if assignees else ()
    outlets = outlet_names(session, {article.outlet for card in cards for article in card.articles})
    # The article with the most facts is proposed in its own language; the record may show this reader the text of another one.
    elsewhere = {
        article.id for card in cards if card.draft.lang != reader_language() for article in card.articles if article.lang == reader_language()
    }
    other_summaries = summaries(session, elsewhere) if elsewhere else {}
    return [
        replace(
            _card_view(card, ready[card.draft.id], outlets, other_summaries, now, second),
            given=assignment_words(assignees[card.draft.id], who, names),
        )
        if card.draft.id in assignees and card.draft.state in OPEN_STATES
        else _card_view(card, ready[card.draft.id], outlets, other_summaries, now, second)
        for card in cards
    ]


def _card_view(card: Card, ready: PreparedCard, outlets: Mapping[str, str], said: Mapping[str, str], now: datetime, second: bool) -> CardView:
    draft, would = card.draft, ready.would
    is_open = draft.state in (DraftState.NEW, DraftState.DEFERRED)
    corrected = {**({} if second else draft.fields), **ready.own.fields}
    unsure = unsure_fields(draft.proposal, corrected)
    # A case that a person entered manually has no corrections.
    taken_down = bool(tip_draft_description(draft.proposal))
    facts = facts_of(would, ready.facts, corrected, unsure)
    names = list(dict.fromkeys(outlets.get(article.outlet, article.outlet) for article in card.articles))
    telling = _shown_articles(card, said)
    title, title_lang = draft_title(ready.said, telling)
    original = str(ready.said.get("title") or "")
    summary_text, teller = best_summary(telling, reader_language())
    summary_text, teller = (summary_text, teller) if summary_text else (proposed_summary(draft.proposal), draft.proposal.get("told_by") or "")
    source = next((article for article in card.articles if article.id == teller), None)
    pieces, summary = _pieces(card), _shortened(summary_text)
    if card.reason and card.reason in summary:
        before, _, after = summary.partition(card.reason)
        whole, pieces = tuple(piece for piece in ((before, ""), *pieces, (after, "")) if piece[0]), ()
    else:
        whole = ((summary, ""),) if summary else ()
    return CardView(
        id=draft.id,
        state=draft.state,
        open=is_open or second,
        title=title or first_up(tip_draft_description(draft.proposal)) or tr("Without a title"),
        title_lang=title_lang if title else "",
        original="" if title == original else original,
        original_lang=title_language(original, draft.lang),
        lang=draft.lang,
        language=LANGUAGES[draft.lang].short if draft.lang in LANGUAGES else "",
        article=_first_article(card),
        per_cent=round(100 * draft.score),
        likely=likely(draft.score),
        categories=tuple(tr(CATEGORIES[Category(code)].label) for code in ready.codes if code in CATEGORIES),
        outlets=", ".join(names[:_NAMED]) + (f" +{len(names) - _NAMED}" if len(names) > _NAMED else ""),
        tellers="" if tip_draft_description(draft.proposal) else _articles_in_words(card, len(names)),
        follows=would.follows,
        follows_yours="follows" in corrected and not taken_down,
        facts=tuple(replace(fact, yours=False) for fact in facts) if taken_down else facts,
        stamp=ready.stamp if is_open else "",
        asks=", ".join(ready.asks) if is_open else "",
        fault="; ".join(filter(None, [would.fault, *ready.own.wrong.values()])) if is_open else "",
        typed_by=", ".join(ready.own.others) if is_open else "",
        given="",
        titled="title" in corrected and not taken_down,
        unrecorded=card.unrecorded and not would.follows,
        sample=draft.sample,
        resembles=draft.proposal.get("resembles"),
        perhaps=possible_match_views(card.perhaps),
        pieces=pieces,
        summary=whole,
        summary_lang=source.lang if source else draft.lang,
        summary_of=outlets.get(source.outlet, source.outlet) if source and len(card.articles) > 1 else "",
        unsure=unsure_words([field for field in unsure if field in (UnsureField.LABEL, UnsureField.CATEGORIES)]),
        age=_age(int((now - draft.created_at).total_seconds()) // 60, reader_locale()),
        came=day_words(day_of(draft.created_at), None),
        came_at=draft.created_at.isoformat(),
        deferred=_deferred(draft),
        stands="" if is_open or second else decision_status_words(draft),
        second=second,
        by_hand=tip_draft_description(draft.proposal),
        partial=any(article.partial for article in card.articles if article.id == _first_article(card)),
    )


def render_cards(cards: Sequence[CardView]) -> list[Markup]:
    """Return the cards in HTML, as the page includes them."""
    return [_laid(card, reader_language()) for card in cards]


@lru_cache(maxsize=2048)
def _laid(card: CardView, lang: str) -> Markup:
    """Return the HTML of one card. It is cached by content and language, because many people look at the same page."""
    return Markup(environment.get_template("_card.html").module.draft_card(card))  # type: ignore[attr-defined]  # noqa: S704  (the macro has escaped it)


def _first_article(card: Card) -> str:
    """Return the article whose page is opened first."""
    told_by = card.draft.proposal.get("told_by")
    return told_by or (card.articles[0].id if card.articles else "")


def _shown_articles(card: Card, said: Mapping[str, str]) -> list[TextSourceArticle]:
    """Return the shown articles of a card as `records.review.queue` has them. `said` are their summaries by their ids."""
    told_by, proposed = card.draft.proposal.get("told_by"), proposed_summary(card.draft.proposal)
    return [
        TextSourceArticle(
            article.id,
            article.lang,
            article.title,
            article.outlet,
            (proposed if article.id == told_by else "") or said.get(article.id, ""),
            article.id == told_by,
        )
        for article in card.articles
    ]


def _articles_in_words(card: Card, outlets: int) -> str:
    """Return how many articles are grouped in it: "4 articles, 3 outlets, 1 reprint"."""
    number, copies = len(card.articles), sum(article.copy_of is not None for article in card.articles)
    parts = [ntr("{n} article", "{n} articles", number).format(n=number)]
    if number > 1:
        parts.append(ntr("{n} outlet", "{n} outlets", outlets).format(n=outlets))
    if copies:
        parts.append(ntr("{n} reprint", "{n} reprints", copies).format(n=copies))
    return ", ".join(parts)


def _pieces(card: Card) -> tuple[tuple[str, str], ...]:
    pieces, at = [], 0
    for begin, end, role in card.spans:
        pieces += [(card.reason[at:begin], ""), (card.reason[begin:end], role)]
        at = end
    return tuple(piece for piece in [*pieces, (card.reason[at:], "")] if piece[0])


def proposed_summary(proposal: Mapping[str, Any]) -> str:
    """Return the proposed summary, in the words of its article; empty if there is none."""
    return passage_text(proposal.get("proposed_summary"))


def _shortened(summary: str) -> str:
    return summary if len(summary) <= _SUMMARY else summary[:_SUMMARY].rsplit(" ", 1)[0] + "…"


def _deferred(draft: DraftRow) -> str:
    return (
        tr("Deferred until {until_day}").format(until_day=until_day(draft.deferred_until))
        if draft.state == DraftState.DEFERRED and draft.deferred_until
        else ""
    )


@lru_cache(maxsize=4096)
def _age(minutes: int, lang: str) -> str:
    """Return roughly how long ago it was; at least a minute."""
    return str(format_timedelta(timedelta(minutes=-max(1, minutes)), add_direction=True, locale=lang))

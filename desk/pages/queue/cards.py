"""The words of a card in the queue: everything of a draft that the template needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from babel.dates import format_timedelta
from markupsafe import Markup
from sqlalchemy.orm import Session

from desk.draft_titles import draft_title
from desk.pages.queue.belonging import PerhapsView, perhaps_shown
from desk.pages.queue.card_facts import CardFact, day_words, facts_of
from desk.pages.queue.prepared_cards import PreparedCard, outlet_names, prepared
from desk.rendering import day, environment
from desk.unsure_fields import unsure_of, unsure_words
from records.clock import day_of
from records.i18n import LANGUAGES, formats, ntr, reader, tr
from records.incident_texts.headlines import TellingArticle
from records.incident_texts.keeping import title_language
from records.review.draft_state import decisions_of
from records.review.drafts_queue import Card
from records.tables import DraftRow
from records.vocabulary import (
    CATEGORIES,
    DRAFT_STATE_LABELS,
    REJECT_REASON_LABELS,
    Category,
    DraftState,
    LedgerAction,
    RejectReason,
    UnsureField,
)

# Outlets that a card names before it counts the rest.
NAMED = 2
# Characters of the proposed summary on a card.
SUMMARY = 320


@dataclass(frozen=True)
class CardView:
    """A card in words. `pieces` are the sentence with the reason, divided where something is marked: text, and `who`, `act` or nothing. `summary` are what
    happened as the machine proposes it, in such pieces; the sentence with the reason stands in it once if it is of it. `facts` are all that a confirmation writes,
    and `stamp` is that in one word. `asks` says why it is asked for once more, `fault` why it cannot be confirmed so; `titled`: a person has corrected the title. `title` is in
    the reader's language where there is one; `original` is then the headline as it is recorded."""

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
    facts: tuple[CardFact, ...]
    stamp: str
    asks: str
    fault: str
    typed_by: str
    titled: bool
    unrecorded: bool
    sample: bool
    resembles: int | None
    perhaps: tuple[PerhapsView, ...]
    pieces: tuple[tuple[str, str], ...]
    summary: tuple[tuple[str, str], ...]
    unsure: str
    age: str
    came: str
    came_at: str
    deferred: str
    stands: str
    second: bool


def shown(session: Session, cards: Sequence[Card], who: str, now: datetime, *, second: bool = False) -> list[CardView]:
    """The cards in the reader's language, as this person would confirm them. `second`: the decision is hidden, because this person is to give a second opinion."""
    ready = prepared(session, [card.draft for card in cards], who, now, blind=second)
    outlets = outlet_names(session, {article.outlet for card in cards for article in card.articles})
    return [_one(card, ready[card.draft.id], outlets, now, second) for card in cards]


def _one(card: Card, ready: PreparedCard, outlets: Mapping[str, str], now: datetime, second: bool) -> CardView:
    draft, would = card.draft, ready.would
    is_open = draft.state in (DraftState.NEW, DraftState.DEFERRED)
    corrected = {**({} if second else draft.fields), **ready.own.fields}
    unsure = unsure_of(draft.proposal, corrected)
    names = list(dict.fromkeys(outlets.get(article.outlet, article.outlet) for article in card.articles))
    title, title_lang = draft_title(ready.said, [TellingArticle(one.id, one.lang, one.title, one.outlet) for one in card.articles])
    original = str(ready.said.get("title") or "")
    pieces, summary = _pieces(card), _shortened(proposed_summary(draft.proposal))
    if card.reason and card.reason in summary:
        before, _, after = summary.partition(card.reason)
        whole, pieces = tuple(piece for piece in ((before, ""), *pieces, (after, "")) if piece[0]), ()
    else:
        whole = ((summary, ""),) if summary else ()
    return CardView(
        id=draft.id,
        state=draft.state,
        open=is_open or second,
        title=title or tr("Without a title"),
        title_lang=title_lang if title else "",
        original="" if title == original else original,
        original_lang=title_language(original, draft.lang),
        lang=draft.lang,
        language=LANGUAGES[draft.lang].short if draft.lang in LANGUAGES else "",
        article=_teller(card),
        per_cent=round(100 * draft.score),
        likely=likely(draft.score),
        categories=tuple(tr(CATEGORIES[Category(code)].label) for code in ready.codes if code in CATEGORIES),
        outlets=", ".join(names[:NAMED]) + (f" +{len(names) - NAMED}" if len(names) > NAMED else ""),
        tellers=_tellers(card, len(names)),
        follows=would.follows,
        facts=facts_of(would, ready.facts, corrected, unsure),
        stamp=ready.stamp if is_open else "",
        asks=", ".join(ready.asks) if is_open else "",
        fault="; ".join(filter(None, [would.fault, *ready.own.wrong.values()])) if is_open else "",
        typed_by=", ".join(ready.own.others) if is_open else "",
        titled="title" in corrected,
        unrecorded=card.unrecorded and not would.follows,
        sample=draft.sample,
        resembles=draft.proposal.get("resembles"),
        perhaps=perhaps_shown(card.perhaps),
        pieces=pieces,
        summary=whole,
        unsure=unsure_words([field for field in unsure if field in (UnsureField.LABEL, UnsureField.CATEGORIES)]),
        age=_age(int((now - draft.created_at).total_seconds()) // 60, formats()),
        came=day_words(day_of(draft.created_at), None),
        came_at=draft.created_at.isoformat(),
        deferred=_deferred(draft),
        stands="" if is_open or second else stands(draft),
        second=second,
    )


def laid(cards: Sequence[CardView]) -> list[Markup]:
    """The cards in HTML, as they stand in the page."""
    return [_laid(card, reader()) for card in cards]


@lru_cache(maxsize=2048)
def _laid(card: CardView, lang: str) -> Markup:
    """The HTML of one card. It is kept for cards that say the same in the same language, because many people look at the same page."""
    return Markup(environment.get_template("_card.html").module.draft_card(card))  # type: ignore[attr-defined]  # noqa: S704  (the macro has escaped it)


def likely(score: float) -> str:
    """A score (0 to 1) as a word."""
    if score >= 0.9:
        return tr("very likely")
    if score >= 0.7:
        return tr("likely")
    return tr("possible") if score >= 0.5 else tr("unlikely")


def stands(draft: DraftRow) -> str:
    """The decision on a draft, and who took it: "confirmed by Berik as KZ-2026-0003"."""
    values = {"state": tr(DRAFT_STATE_LABELS[DraftState(draft.state)]), "who": draft.decided_by or "", "number": draft.incident or ""}
    if draft.state == DraftState.CONFIRMED and draft.follows:
        return tr("{state} by {who}: news of {number}").format(**values)
    if draft.state == DraftState.CONFIRMED:
        return tr("{state} by {who} as {number}").format(**values)
    if draft.state == DraftState.REJECTED and draft.reason in REJECT_REASON_LABELS:
        return tr("{state} by {who}: {reason}").format(**values, reason=tr(REJECT_REASON_LABELS[RejectReason(draft.reason)]))
    if draft.state == DraftState.MERGED:
        return tr("{state} by {who} with {other}").format(**values, other=draft.incident or tr("draft {id}").format(id=draft.merged_into))
    if draft.state == DraftState.DEFERRED:
        return tr("{state} by {who} until {day}").format(**values, day=day(draft.deferred_until))
    return tr("{state} by {who}").format(**values) if draft.decided_by else values["state"]


def done(draft: DraftRow) -> str:
    """What has just become of a draft: "Draft 12: confirmed as KZ-2026-0003"."""
    values = {"id": draft.id, "number": draft.incident or ""}
    if draft.state == DraftState.CONFIRMED and draft.follows:
        return tr("Draft {id} confirmed as news of {number}").format(**values)
    if draft.state == DraftState.CONFIRMED:
        return tr("Draft {id} confirmed as {number}").format(**values)
    if draft.state == DraftState.REJECTED:
        return tr("Draft {id} rejected: {reason}").format(**values, reason=tr(REJECT_REASON_LABELS[RejectReason(draft.reason or "other")]))
    if draft.state == DraftState.MERGED:
        return tr("Draft {id} merged with {other}").format(**values, other=draft.incident or tr("draft {id}").format(id=draft.merged_into))
    if draft.state == DraftState.DEFERRED:
        return tr("Draft {id} deferred until {day}").format(**values, day=day(draft.deferred_until))
    return tr("Draft {id} waits again").format(**values)


def decided_words(session: Session, draft: DraftRow) -> str:
    """The last decision on a draft, in words; after a split the draft itself waits as before, so the decision tells it."""
    last = next(reversed(decisions_of(session, draft.id)), None)
    if last is not None and last.action == LedgerAction.SPLIT:
        return tr("Draft {id} split: draft {other} came of it").format(id=draft.id, other=last.after.get("into"))
    return done(draft)


def _teller(card: Card) -> str:
    """The article whose page is opened first."""
    told_by = card.draft.proposal.get("told_by")
    return told_by or (card.articles[0].id if card.articles else "")


def _tellers(card: Card, outlets: int) -> str:
    """How many articles are folded into it: "4 articles, 3 outlets, 1 reprint"."""
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
    """What happened, in the words of the article that the machine proposes as a summary; empty if it proposes none."""
    return " ".join(filter(None, (str(passage.get("text") or "").strip() for passage in proposal.get("proposed_summary") or ())))


def _shortened(summary: str) -> str:
    return summary if len(summary) <= SUMMARY else summary[:SUMMARY].rsplit(" ", 1)[0] + "…"


def _deferred(draft: DraftRow) -> str:
    return tr("Deferred until {day}").format(day=day(draft.deferred_until)) if draft.state == DraftState.DEFERRED and draft.deferred_until else ""


@lru_cache(maxsize=4096)
def _age(minutes: int, lang: str) -> str:
    """How long ago, roughly; at least a minute."""
    return str(format_timedelta(timedelta(minutes=-max(1, minutes)), add_direction=True, locale=lang))

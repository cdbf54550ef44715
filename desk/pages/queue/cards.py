"""The words of a card in the queue: everything of a draft that the template needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from babel.dates import format_timedelta
from markupsafe import Markup
from sqlalchemy.orm import Session

from desk.draft_titles import draft_title
from desk.pages.queue.belonging import PerhapsView, perhaps_shown
from desk.pages.queue.card_facts import CardFact, day_words, facts_of
from desk.pages.queue.decision_words import stands
from desk.pages.queue.prepared_cards import PreparedCard, outlet_names, prepared
from desk.pages.together.view import given_words
from desk.rendering import environment, first_up, until_day
from desk.unsure_fields import unsure_of, unsure_words
from records.clock import day_of
from records.hand.source_words import came_by_hand
from records.i18n import LANGUAGES, formats, ntr, reader, tr
from records.incident_texts.headlines import TellingArticle, best_summary
from records.incident_texts.keeping import title_language
from records.review.draft_state import OPEN
from records.review.draft_texts import summaries, told_passages
from records.review.drafts_queue import Card
from records.tables import DraftRow
from records.together.assignments import colleagues, holders_of_drafts
from records.vocabulary import (
    CATEGORIES,
    Category,
    DraftState,
    UnsureField,
)

# Outlets that a card names before it counts the rest.
NAMED = 2
# Characters of the proposed summary on a card.
SUMMARY = 320


@dataclass(frozen=True)
class CardView:
    """A card in words. `pieces` are the sentence with the reason, divided where something is marked: text, and `who`, `act` or nothing. `summary` are what
    happened as the machine proposes it and as the record will show it to this reader, in such pieces, and `summary_of` the outlet of its article where there are
    several; the sentence with the reason stands in it once if it is of it. `facts` are all that a confirmation writes,
    and `stamp` is that in one word. `asks` says why it is asked for once more, `fault` why it cannot be confirmed so; `given` says whose it is; `titled`: a person has corrected the title. `title` is in
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
    perhaps: tuple[PerhapsView, ...]
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


def shown(session: Session, cards: Sequence[Card], who: str, now: datetime, *, second: bool = False) -> list[CardView]:
    """The cards in the reader's language, as this person would confirm them. `second`: the decision is hidden, because this person is to give a second opinion."""
    ready = prepared(session, [card.draft for card in cards], who, now, blind=second)
    held = {} if second else holders_of_drafts(session, [card.draft.id for card in cards])
    names = colleagues(session) if held else ()
    outlets = outlet_names(session, {article.outlet for card in cards for article in card.articles})
    # The article that told the most is proposed in its own language; what the record shows this reader may be of another one.
    elsewhere = {one.id for card in cards if card.draft.lang != reader() for one in card.articles if one.lang == reader()}
    said = summaries(session, elsewhere) if elsewhere else {}
    return [
        replace(_one(card, ready[card.draft.id], outlets, said, now, second), given=given_words(held[card.draft.id], who, names))
        if card.draft.id in held and card.draft.state in OPEN
        else _one(card, ready[card.draft.id], outlets, said, now, second)
        for card in cards
    ]


def _one(card: Card, ready: PreparedCard, outlets: Mapping[str, str], said: Mapping[str, str], now: datetime, second: bool) -> CardView:
    draft, would = card.draft, ready.would
    is_open = draft.state in (DraftState.NEW, DraftState.DEFERRED)
    corrected = {**({} if second else draft.fields), **ready.own.fields}
    unsure = unsure_of(draft.proposal, corrected)
    # What a person took down herself corrects nobody.
    taken_down = bool(came_by_hand(draft.proposal))
    facts = facts_of(would, ready.facts, corrected, unsure)
    names = list(dict.fromkeys(outlets.get(article.outlet, article.outlet) for article in card.articles))
    telling = _telling(card, said)
    title, title_lang = draft_title(ready.said, telling)
    original = str(ready.said.get("title") or "")
    told, teller = best_summary(telling, reader())
    told, teller = (told, teller) if told else (proposed_summary(draft.proposal), draft.proposal.get("told_by") or "")
    source = next((one for one in card.articles if one.id == teller), None)
    pieces, summary = _pieces(card), _shortened(told)
    if card.reason and card.reason in summary:
        before, _, after = summary.partition(card.reason)
        whole, pieces = tuple(piece for piece in ((before, ""), *pieces, (after, "")) if piece[0]), ()
    else:
        whole = ((summary, ""),) if summary else ()
    return CardView(
        id=draft.id,
        state=draft.state,
        open=is_open or second,
        title=title or first_up(came_by_hand(draft.proposal)) or tr("Without a title"),
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
        tellers="" if came_by_hand(draft.proposal) else _tellers(card, len(names)),
        follows=would.follows,
        follows_yours="follows" in corrected and not taken_down,
        facts=tuple(replace(one, yours=False) for one in facts) if taken_down else facts,
        stamp=ready.stamp if is_open else "",
        asks=", ".join(ready.asks) if is_open else "",
        fault="; ".join(filter(None, [would.fault, *ready.own.wrong.values()])) if is_open else "",
        typed_by=", ".join(ready.own.others) if is_open else "",
        given="",
        titled="title" in corrected and not taken_down,
        unrecorded=card.unrecorded and not would.follows,
        sample=draft.sample,
        resembles=draft.proposal.get("resembles"),
        perhaps=perhaps_shown(card.perhaps),
        pieces=pieces,
        summary=whole,
        summary_lang=source.lang if source else draft.lang,
        summary_of=outlets.get(source.outlet, source.outlet) if source and len(card.articles) > 1 else "",
        unsure=unsure_words([field for field in unsure if field in (UnsureField.LABEL, UnsureField.CATEGORIES)]),
        age=_age(int((now - draft.created_at).total_seconds()) // 60, formats()),
        came=day_words(day_of(draft.created_at), None),
        came_at=draft.created_at.isoformat(),
        deferred=_deferred(draft),
        stands="" if is_open or second else stands(draft),
        second=second,
        by_hand=came_by_hand(draft.proposal),
        partial=any(article.partial for article in card.articles if article.id == _teller(card)),
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


def _teller(card: Card) -> str:
    """The article whose page is opened first."""
    told_by = card.draft.proposal.get("told_by")
    return told_by or (card.articles[0].id if card.articles else "")


def _telling(card: Card, said: Mapping[str, str]) -> list[TellingArticle]:
    """The articles of a card as `records.review.draft_texts` has them, as far as they are shown. `said` are their summaries by their ids."""
    told_by, proposed = card.draft.proposal.get("told_by"), proposed_summary(card.draft.proposal)
    return [
        TellingArticle(one.id, one.lang, one.title, one.outlet, (proposed if one.id == told_by else "") or said.get(one.id, ""), one.id == told_by)
        for one in card.articles
    ]


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
    return told_passages(proposal.get("proposed_summary"))


def _shortened(summary: str) -> str:
    return summary if len(summary) <= SUMMARY else summary[:SUMMARY].rsplit(" ", 1)[0] + "…"


def _deferred(draft: DraftRow) -> str:
    return (
        tr("Deferred until {until_day}").format(until_day=until_day(draft.deferred_until))
        if draft.state == DraftState.DEFERRED and draft.deferred_until
        else ""
    )


@lru_cache(maxsize=4096)
def _age(minutes: int, lang: str) -> str:
    """How long ago, roughly; at least a minute."""
    return str(format_timedelta(timedelta(minutes=-max(1, minutes)), add_direction=True, locale=lang))

"""The words of a card in the queue: everything of a draft that the template needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from babel.dates import format_date, format_timedelta
from markupsafe import Markup

from desk.pages.queue.belonging import PerhapsView, perhaps_shown
from desk.rendering import day, environment
from desk.unsure_fields import unsure_of, unsure_words
from records.clock import day_of
from records.country import home, region_name
from records.i18n import LANGUAGES, formats, ntr, reader, tr
from records.review.drafts_queue import Card
from records.tables import DraftRow
from records.vocabulary import (
    CATEGORIES,
    DRAFT_STATE_LABELS,
    REJECT_REASON_LABELS,
    Category,
    DatePrecision,
    DraftState,
    RejectReason,
)

# Outlets that a card names before it counts the rest.
NAMED = 2
# Characters of the proposed summary on a card.
SUMMARY = 480


@dataclass(frozen=True)
class CardView:
    """A card in words. `pieces` are the sentence with the reason, divided where something is marked: text, and `who`, `act` or nothing. `summary` are what
    happened as the machine proposes it, in such pieces; the sentence with the reason stands in it once if it is of it."""

    id: int
    state: str
    open: bool
    title: str
    lang: str
    language: str
    article: str
    per_cent: int
    likely: str
    categories: tuple[str, ...]
    place: str
    happened: str
    happened_on: str
    outlets: str
    tellers: str
    follows: str | None
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


def shown(cards: Sequence[Card], outlets: Mapping[str, str], now: datetime, *, second: bool = False) -> list[CardView]:
    """The cards in the reader's language. `outlets` are their names in it, by id. `second`: the decision is hidden from the person who is to
    give a second opinion."""
    return [_one(card, outlets, now, second) for card in cards]


def _one(card: Card, outlets: Mapping[str, str], now: datetime, second: bool) -> CardView:
    draft, said = card.draft, card.said
    is_open = draft.state in (DraftState.NEW, DraftState.DEFERRED)
    names = list(dict.fromkeys(outlets.get(article.outlet, article.outlet) for article in card.articles))
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
        title=draft.title or tr("Without a title"),
        lang=draft.lang,
        language=LANGUAGES[draft.lang].short if draft.lang in LANGUAGES else "",
        article=_teller(card),
        per_cent=round(100 * draft.score),
        likely=likely(draft.score),
        categories=tuple(tr(CATEGORIES[Category(code)].label) for code in draft.codes.split() if code in CATEGORIES),
        place=_place(said),
        happened=_day(draft.happened_on, said.get("date_precision") or "", formats()) if draft.happened_on else "",
        happened_on=draft.happened_on.isoformat() if draft.happened_on else "",
        outlets=", ".join(names[:NAMED]) + (f" +{len(names) - NAMED}" if len(names) > NAMED else ""),
        tellers=_tellers(card, len(names)),
        follows=None if second else draft.follows,
        unrecorded=card.unrecorded,
        sample=draft.sample,
        resembles=draft.proposal.get("resembles"),
        perhaps=perhaps_shown(card.perhaps),
        pieces=pieces,
        summary=whole,
        unsure=unsure_words(unsure_of(draft.proposal, draft.fields)),
        age=_age(int((now - draft.created_at).total_seconds()) // 60, formats()),
        came=_day(day_of(draft.created_at), "", formats()),
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


def _teller(card: Card) -> str:
    """The article whose page is opened first."""
    told_by = card.draft.proposal.get("told_by")
    return told_by or (card.articles[0].id if card.articles else "")


def _tellers(card: Card, outlets: int) -> str:
    """ "3 outlets, 1 reprint". Nothing if only one article tells of it."""
    copies = sum(article.copy_of is not None for article in card.articles)
    parts = []
    if len(card.articles) > 1:
        parts.append(ntr("{n} outlet", "{n} outlets", outlets).format(n=outlets))
        if (own := len(card.articles) - copies) > outlets:
            parts.append(ntr("{n} article", "{n} articles", own).format(n=own))
    if copies:
        parts.append(ntr("{n} reprint", "{n} reprints", copies).format(n=copies))
    return ", ".join(parts)


def _place(said: Mapping[str, Any]) -> str:
    region = said.get("region")
    return ", ".join(dict.fromkeys(filter(None, [said.get("place"), region_name(region) if region in home().regions else ""])))


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
def _day(value: date, precision: str, lang: str) -> str:
    """A day, as exactly as it is known."""
    form = {DatePrecision.MONTH.value: "LLLL y", DatePrecision.YEAR.value: "y"}.get(precision, "medium")
    return str(format_date(value, form, locale=lang))


@lru_cache(maxsize=4096)
def _age(minutes: int, lang: str) -> str:
    """How long ago, roughly; at least a minute."""
    return str(format_timedelta(timedelta(minutes=-max(1, minutes)), add_direction=True, locale=lang))

"""Possible targets of a merge in recognisable words: title, victims, day, place, outlets, number of articles."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.pages.queue.cards import PreparedCard, day_words, outlet_names, prepare_cards
from records.clock import day_of
from records.country import home, place_name, region_name
from records.filters import DraftFilter
from records.i18n import ntr, tr
from records.incident_texts.list_titles import titles_of_drafts, titles_of_numbers
from records.language.stems import parse_search_terms
from records.review import groups, queue
from records.review.draft_fields import OPEN_STATES
from records.review.queue import QueueOrder
from records.review.same_event import EventDetails, link_reasons
from records.tables import LARGEST_ID, ArticleRow, DraftArticleRow, DraftRow, IncidentRow
from records.vocabulary import LINK_REASON_LABELS, DraftState, LinkReason
from reports.incidents import IncidentCollection

# Victims and outlets that are named before the rest is counted.
_NAMED = 3


@dataclass(frozen=True)
class MergeTarget:
    """A draft or an incident that can take the articles.

    `lang` is the language of its title. `into` is what a merge names; `why` is why it is the default target, or what it has in common with the
    drafts. `fits`: enough to be called very similar.
    """

    into: str
    name: str
    title: str
    lang: str
    facts: tuple[str, ...]
    why: str = ""
    fits: bool = True
    involved: EventDetails = field(default=EventDetails(), repr=False)


def offers_among(session: Session, ids: Sequence[int], who: str, now: datetime) -> list[MergeTarget]:
    """Return the selected drafts as targets; the oldest first, which is the default target."""
    query = select(DraftRow).where(DraftRow.id.in_(ids), DraftRow.state.in_(OPEN_STATES)).order_by(DraftRow.created_at, DraftRow.id)
    rows = list(session.scalars(query))
    why = tr("the oldest of them, whose number people know: it is kept if you choose no other")
    return _offers(session, rows, who, now, {rows[0].id: why} if rows else {})


def similar_targets(session: Session, ids: Sequence[int], who: str, now: datetime) -> list[MergeTarget]:
    """Return drafts and incidents that share most with these drafts and can take articles; each incident once.

    Those with a person, or place and days, in common come first, and only they are called very similar: the rest only shares rare words.
    """
    similar = {row.id: row for draft_id in ids for row in groups.similar_drafts(session, draft_id) if row.id not in ids}
    fit = [row for row in similar.values() if row.state in OPEN_STATES or (row.state == DraftState.CONFIRMED and row.incident)]
    offers = {offer.into: offer for offer in _offers(session, fit, who, now, {})}
    mine = [
        _involved(prepare_card)
        for prepare_card in prepare_cards(session, list(session.scalars(select(DraftRow).where(DraftRow.id.in_(ids)))), who, now).values()
    ]
    return sorted((_compared(offer, mine) for offer in offers.values()), key=lambda offer: not offer.fits)


def _offers_of(session: Session, drafts: Sequence[DraftRow], numbers: Sequence[str], who: str, now: datetime) -> list[MergeTarget]:
    """Return these open drafts and the incidents with these numbers, in this order. Withdrawn incidents are left out."""
    rows = session.scalars(select(IncidentRow).where(IncidentRow.number.in_(numbers), IncidentRow.withdrawn.is_(False))).all() if numbers else ()
    titles = titles_of_numbers(session, [row.number for row in rows]) if rows else {}
    cases = [_case_offer(row, *titles[row.number], ", ".join(row.outlets)) for row in sorted(rows, key=lambda row: numbers.index(row.number))]
    return [*_offers(session, drafts, who, now, {}), *cases]


def _compared(offer: MergeTarget, mine: Sequence[EventDetails]) -> MergeTarget:
    """Return the offer with what it has in common with the drafts."""
    shared = dict.fromkeys(reason for own in mine for reason in link_reasons(own, offer.involved))
    fits = LinkReason.PERSON in shared or LinkReason.PLACE_AND_DAYS in shared or len(shared) > 1
    return replace(offer, why=", ".join(tr(LINK_REASON_LABELS[reason]) for reason in shared), fits=fits)


def _involved(ready: PreparedCard) -> EventDetails:
    return EventDetails.of(ready.facts, (str(person.get("name") or "") for person in ready.said.get("persons") or ()))


def _case_offer(case: IncidentRow, title: str, lang: str, *more: str) -> MergeTarget:
    facts = _facts(case.victims, case.happened_on, case.date_precision, case.place, case.region)
    columns = {name: getattr(case, name) for name in ("victims", "outlets", "place", "region", "happened_on", "date_precision")}
    return MergeTarget(
        case.number, case.number, title or tr("Without a title"), lang if title else "", (*facts, *more), involved=EventDetails.of(columns)
    )


def _offers(session: Session, rows: Sequence[DraftRow], who: str, now: datetime, why: Mapping[int, str]) -> list[MergeTarget]:
    ready = prepare_cards(session, [row for row in rows if row.state in OPEN_STATES], who, now)
    numbers = [row.incident for row in rows if row.incident]
    cases = {case.number: case for case in session.scalars(select(IncidentRow).where(IncidentRow.number.in_(numbers)))} if numbers else {}
    outlets_of, names = _outlets_of_articles(session, [row.id for row in rows]), outlet_names(session)
    titles, of_drafts = (
        titles_of_numbers(session, cases),
        titles_of_drafts(session, [row.id for row in rows], {id: card.said for id, card in ready.items()}),
    )
    offers = []
    for row in rows:
        outlets = _some(dict.fromkeys(names.get(outlet, outlet) for outlet in outlets_of[row.id]))
        articles = ntr("{n} article", "{n} articles", len(outlets_of[row.id])).format(n=len(outlets_of[row.id]))
        case = cases.get(row.incident or "") if row.state not in OPEN_STATES else None
        if case is not None:
            title, lang = titles[case.number] if titles[case.number][0] else of_drafts[row.id]
            offers.append(_case_offer(case, title, lang, outlets, articles))
        elif row.id in ready:
            columns = ready[row.id].facts
            facts = _facts(columns["victims"], columns["happened_on"], columns["date_precision"], columns["place"], columns["region"])
            title, lang = of_drafts[row.id]
            offers.append(
                MergeTarget(
                    str(row.id),
                    tr("Draft {id}").format(id=row.id),
                    title or tr("Without a title"),
                    lang if title else "",
                    (*facts, outlets, articles),
                    why.get(row.id, ""),
                    involved=_involved(ready[row.id]),
                )
            )
    return offers


def _facts(victims: Iterable[Mapping[str, Any]], on: date | None, precision: str | None, place: str | None, region: str | None) -> tuple[str, ...]:
    who = _some(dict.fromkeys(str(victim["name"]) for victim in victims))
    return (
        who or tr("no victim is named"),
        day_words(on, precision) if on else tr("no date"),
        place_name(place or "", region) or region_name(region) or tr("no place"),
    )


def _some(names: Iterable[str]) -> str:
    named = list(names)
    return ", ".join(named[:_NAMED]) + (f" +{len(named) - _NAMED}" if len(named) > _NAMED else "")


def _outlets_of_articles(session: Session, ids: Sequence[int]) -> Mapping[int, list[str]]:
    """Return the outlets of each draft's articles, one for each article."""
    query = select(DraftArticleRow.draft_id, ArticleRow.outlet).join(ArticleRow, ArticleRow.id == DraftArticleRow.article_id)
    outlets: dict[int, list[str]] = defaultdict(list)
    for draft_id, outlet in session.execute(query.where(DraftArticleRow.draft_id.in_(ids)).order_by(ArticleRow.fetched_at, ArticleRow.id)):
        outlets[draft_id].append(outlet)
    return outlets


# Possible meanings of a typed target: a number that may be a draft's and an incident's, a name, words of a title. Nothing is merged by typing; every
# meaning is shown with its title first.

# The largest number of offers of each kind.
MOST = 5
_LONGEST = 100
_DRAFT = re.compile(r"(?:[#№] ?)?([0-9]{1,9})")
_INCIDENT = re.compile(r"(?:([a-z]{2})[ -])?([0-9]{4})[ -]([0-9]{1,6})", re.IGNORECASE)
_GIVES_NUMBER = (DraftState.CONFIRMED, DraftState.MERGED)


def find_targets(session: Session, book: IncidentCollection, typed: str, ids: Sequence[int], who: str, now: datetime) -> list[MergeTarget]:
    """Return the drafts and incidents that the typed target may mean, without `ids`; empty if none.

    A number is that of a draft and the serial of an incident within its year; with leading zeros, as 0005, the incident comes first.
    """
    typed = " ".join(typed.replace("\x00", "").split())[:_LONGEST]
    if match := _INCIDENT.fullmatch(typed):
        return _offered(session, [], [home().number(int(match[2]), int(match[3]))], ids, who, now)
    if match := _DRAFT.fullmatch(typed):
        offers = _offered(session, [int(match[1])], [] if typed[0] in "#№" else _placed(session, int(match[1])), ids, who, now)
        return offers[::-1] if typed.startswith("0") else offers
    search_terms = parse_search_terms(typed)
    if not search_terms.wanted:
        return []
    drafts = queue.queue_page(session, DraftFilter(words=typed), QueueOrder.NEWEST, day_of(now)).cards
    numbers = [entry.incident.number for entry, _ in zip(book.newest(lambda entry: search_terms.are_said(entry.searched)), range(MOST), strict=False)]
    return _offered(session, [card.draft.id for card in drafts][: MOST + len(ids)], numbers, ids, who, now)


def _placed(session: Session, serial: int) -> list[str]:
    """Return the incidents with this serial in their year, the newest first."""
    query = select(IncidentRow.number).where(IncidentRow.serial == serial, IncidentRow.withdrawn.is_(False)).order_by(IncidentRow.year.desc())
    return list(session.scalars(query.limit(MOST)))


def _offered(session: Session, drafts: Sequence[int], numbers: Sequence[str], ids: Sequence[int], who: str, now: datetime) -> list[MergeTarget]:
    """Return the drafts that can take articles, then the incidents, each once.

    A draft that was confirmed or merged is offered as its incident.
    """
    draft_ids = [id for id in drafts if id not in ids and 0 < id <= LARGEST_ID]
    rows = {row.id: row for row in session.scalars(select(DraftRow).where(DraftRow.id.in_(draft_ids)))} if draft_ids else {}
    drafts_found = [rows[id] for id in draft_ids if id in rows]
    became = [row.incident for row in drafts_found if row.state in _GIVES_NUMBER and row.incident]
    return _offers_of(session, [row for row in drafts_found if row.state in OPEN_STATES][:MOST], list(dict.fromkeys([*became, *numbers])), who, now)

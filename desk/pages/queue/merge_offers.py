"""What drafts may be merged with, told so that one knows it again: title, who, day, place, outlets, number of articles."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.pages.queue.card_facts import day_words
from desk.pages.queue.prepared_cards import outlet_names, prepared
from records.country import region_name
from records.i18n import ntr, tr
from records.incident_texts.list_titles import titles_of_drafts, titles_of_numbers
from records.review import groups
from records.review.draft_state import OPEN
from records.tables import ArticleRow, DraftArticleRow, DraftRow, IncidentRow
from records.vocabulary import DraftState

# Victims and outlets that are named before the rest is counted.
_NAMED = 3


@dataclass(frozen=True)
class MergeOffer:
    """A draft or an incident that takes the articles. `lang` is the language of its title. `into` is what a merge names; `why` says of the one that is kept if nothing is chosen why it is."""

    into: str
    name: str
    title: str
    lang: str
    facts: tuple[str, ...]
    why: str = ""


def offers_among(session: Session, ids: Sequence[int], who: str, now: datetime) -> list[MergeOffer]:
    """The selected drafts, each of which may be the one that is kept; the oldest first, into which the others go if nothing else is said."""
    query = select(DraftRow).where(DraftRow.id.in_(ids), DraftRow.state.in_(OPEN)).order_by(DraftRow.created_at, DraftRow.id)
    rows = list(session.scalars(query))
    why = tr("the oldest of them, whose number people know: it is kept if you choose no other")
    return _offers(session, rows, who, now, {rows[0].id: why} if rows else {})


def offers_beside(session: Session, ids: Sequence[int], who: str, now: datetime) -> list[MergeOffer]:
    """Drafts and incidents that share most with these drafts, without those that cannot take articles; each incident once."""
    found = {row.id: row for draft_id in ids for row in groups.like(session, draft_id) if row.id not in ids}
    fit = [row for row in found.values() if row.state in OPEN or (row.state == DraftState.CONFIRMED and row.incident)]
    offers = {offer.into: offer for offer in _offers(session, fit, who, now, {})}
    return list(offers.values())


def _offers(session: Session, rows: Sequence[DraftRow], who: str, now: datetime, why: Mapping[int, str]) -> list[MergeOffer]:
    ready = prepared(session, [row for row in rows if row.state in OPEN], who, now)
    numbers = [row.incident for row in rows if row.incident]
    cases = {case.number: case for case in session.scalars(select(IncidentRow).where(IncidentRow.number.in_(numbers)))} if numbers else {}
    told, names = _told(session, [row.id for row in rows]), outlet_names(session)
    titles, of_drafts = (
        titles_of_numbers(session, cases),
        titles_of_drafts(session, [row.id for row in rows], {id: one.said for id, one in ready.items()}),
    )
    offers = []
    for row in rows:
        outlets = _some(dict.fromkeys(names.get(outlet, outlet) for outlet in told[row.id]))
        articles = ntr("{n} article", "{n} articles", len(told[row.id])).format(n=len(told[row.id]))
        case = cases.get(row.incident or "") if row.state not in OPEN else None
        if case is not None:
            facts = _facts(case.victims, case.happened_on, case.date_precision, case.place, case.region)
            title, lang = titles[case.number] if titles[case.number][0] else of_drafts[row.id]
            offers.append(MergeOffer(case.number, case.number, title, lang, (*facts, outlets, articles)))
        elif row.id in ready:
            said = ready[row.id].facts
            facts = _facts(said["victims"], said["happened_on"], said["date_precision"], said["place"], said["region"])
            title, lang = of_drafts[row.id]
            offers.append(
                MergeOffer(
                    str(row.id),
                    tr("Draft {id}").format(id=row.id),
                    title or tr("Without a title"),
                    lang if title else "",
                    (*facts, outlets, articles),
                    why.get(row.id, ""),
                )
            )
    return offers


def _facts(victims: Iterable[Mapping[str, Any]], on: date | None, precision: str | None, place: str | None, region: str | None) -> tuple[str, ...]:
    who = _some(dict.fromkeys(str(victim["name"]) for victim in victims))
    return (who or tr("no victim is named"), day_words(on, precision) if on else tr("no date"), place or region_name(region) or tr("no place"))


def _some(names: Iterable[str]) -> str:
    named = list(names)
    return ", ".join(named[:_NAMED]) + (f" +{len(named) - _NAMED}" if len(named) > _NAMED else "")


def _told(session: Session, ids: Sequence[int]) -> Mapping[int, list[str]]:
    """The outlets of each draft's articles, one for each article."""
    query = select(DraftArticleRow.draft_id, ArticleRow.outlet).join(ArticleRow, ArticleRow.id == DraftArticleRow.article_id)
    found: dict[int, list[str]] = defaultdict(list)
    for draft_id, outlet in session.execute(query.where(DraftArticleRow.draft_id.in_(ids)).order_by(ArticleRow.fetched_at, ArticleRow.id)).tuples():
        found[draft_id].append(outlet)
    return found

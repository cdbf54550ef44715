"""Drafts and incidents that a draft may belong to, from weak links between articles, for a person to judge; and what confirming a draft would record.

Each article stores the links found when it came. They are resolved when read: a draft that was merged, split or confirmed since is shown in its
current form, and pairs that a person marked as different are left out.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import BindParameter, bindparam, or_, select
from sqlalchemy.orm import Session

from records.clock import parse_day
from records.event_model import Candidate
from records.event_thresholds import NEAR_DAYS
from records.i18n import tr
from records.incident_texts.list_titles import titles_of_drafts, titles_of_numbers
from records.incidents.statuses import withdrawn_status_entries
from records.manual_tips import source_code
from records.persons.victims import NameFilter, rough_name
from records.review.confirmation_preview import (
    ConfirmationPreview,
    DatedReport,
    DatedStatus,
    FollowedIncident,
    IncidentContext,
    first_report,
    preview_confirmation,
)
from records.review.draft_fields import OPEN_STATES
from records.tables import ArticleRow, DraftArticleRow, DraftRow, IncidentRow, ManualTipRow, SeparatedDraftsRow, StatusRow
from records.vocabulary import Category, DraftState, Lawful, LinkReason

# What two events have in common by their fields, across spellings and scripts, to distinguish news of an incident from a mistyped number.
#
# It is a hint only: a person who names an incident is asked once more if nothing agrees.

_KAZAKH = frozenset("әғқңөұүһі")


@dataclass(frozen=True)
class EventDetails:
    """The people, outlets, place and day of a draft or an incident. `day` is None unless it is known to the day."""

    persons: tuple[str, ...] = ()
    outlets: tuple[str, ...] = ()
    place: str = ""
    region: str = ""
    day: date | None = None

    @staticmethod
    def of(facts: Mapping[str, Any], also_named: Iterable[str] = ()) -> "EventDetails":
        """Return these from the columns of an incident (`records.review.incident_facts`); `also_named` are other people whom the articles name."""
        victims = list(facts.get("victims") or ())
        persons = dict.fromkeys((*(str(victim["name"]) for victim in victims), *also_named))
        outlets = dict.fromkeys((*(facts.get("outlets") or ()), *filter(None, (victim.get("outlet") for victim in victims))))
        exact = facts.get("happened_on") if facts.get("date_precision") in (None, "day") else None
        return EventDetails(tuple(persons), tuple(map(str, outlets)), facts.get("place") or "", facts.get("region") or "", exact)


def link_reasons(event: EventDetails, other_event: EventDetails) -> tuple[LinkReason, ...]:
    """Return what agrees, the strongest reason first; empty if nothing does."""
    place = _same_place(event, other_event)
    near = event.day is not None and other_event.day is not None and abs((event.day - other_event.day).days) <= NEAR_DAYS
    reasons = {
        LinkReason.PERSON: _any_alike(event.persons, other_event.persons),
        LinkReason.OUTLET: _any_alike(event.outlets, other_event.outlets),
        LinkReason.PLACE_AND_DAYS: place and near,
        LinkReason.PLACE: place and not near,
    }
    return tuple(reason for reason, is_so in reasons.items() if is_so)


def _any_alike(names: Iterable[str], other_names: Iterable[str]) -> bool:
    filled = [name for name in other_names if name.strip()]
    return any(_alike(name, other_name) for name in names if name.strip() for other_name in filled)


def _alike(name: str, other: str) -> bool:
    """Return whether all words of the shorter name are in the other one."""
    return NameFilter(name).fits(rough_name(other)) or NameFilter(other).fits(rough_name(name))


def _same_place(event: EventDetails, other_event: EventDetails) -> bool:
    """Return whether both are in one place. If a place is missing or in another language, the regions are compared."""
    if event.place and other_event.place and _alike(event.place, other_event.place):
        return True
    by_region = not event.place or not other_event.place or _writing(event.place) != _writing(other_event.place)
    return by_region and bool(event.region) and event.region == other_event.region


def _writing(place: str) -> str:
    if place.isascii():
        return "latin"
    return "kazakh" if not _KAZAKH.isdisjoint(place.casefold()) else "cyrillic"


# Reads the dates of drafts' articles and the incidents that they follow, to show what confirming would record.

# Queries that run for every page of cards, built once.
_DRAFTS: BindParameter[Any] = bindparam("drafts", expanding=True)
_NUMBERS: BindParameter[Any] = bindparam("numbers", expanding=True)
_ARTICLES = (
    select(DraftArticleRow.draft_id, ArticleRow.published_on, ArticleRow.fetched_at, ArticleRow.id, ArticleRow.url)
    .join(ArticleRow, ArticleRow.id == DraftArticleRow.article_id)
    .where(DraftArticleRow.draft_id.in_(_DRAFTS))
)
_TIPS = select(ManualTipRow).where(ManualTipRow.draft_id.in_(_DRAFTS))
_INCIDENTS = select(IncidentRow).where(or_(IncidentRow.number.in_(_NUMBERS), IncidentRow.draft_id.in_(_DRAFTS)))
_WITHDRAWN = select(StatusRow.number).where(StatusRow.number.in_(_NUMBERS), StatusRow.withdrawn.is_(True)).distinct()


def dated_reports(session: Session, draft_ids: Sequence[int]) -> Mapping[int, list[DatedReport]]:
    """Return the dates of the articles and tips of these drafts, by draft id."""
    reports_of: dict[int, list[DatedReport]] = defaultdict(list)
    for draft_id, *article in session.execute(_ARTICLES, {"drafts": draft_ids}):
        reports_of[draft_id].append(DatedReport(*article))  # type: ignore[arg-type]
    for tip in session.scalars(_TIPS, {"drafts": draft_ids}):
        reports_of[tip.draft_id].append(DatedReport(tip.came_on, tip.taken_at, "", source_code(tip.way, tip.came_on), by_hand=True))
    return reports_of


def incident_context(row: IncidentRow, undone: Collection[DatedStatus]) -> IncidentContext:
    """Return the properties of an incident that decide which statuses a confirmation adds."""
    return IncidentContext(tuple(map(Category, row.categories)), Lawful(row.lawful), row.happened_on, undone)


def preview_confirmations(
    session: Session, drafts: Sequence[DraftRow], values: Mapping[int, Mapping[str, Any]], follows: Mapping[int, str | None], now: datetime
) -> dict[int, ConfirmationPreview]:
    """Return what confirming each of these drafts would record, in a constant number of queries.

    `values` are the drafts' values and `follows` their incidents, by draft id.
    """
    articles, ids = dated_reports(session, [draft.id for draft in drafts]), [draft.id for draft in drafts]
    numbers = {number for number in follows.values() if number}
    rows = session.scalars(_INCIDENTS, {"numbers": sorted(numbers), "drafts": ids}).all()
    # Few incidents have withdrawn statuses; only for those are they read.
    with_withdrawn = set(session.scalars(_WITHDRAWN, {"numbers": [row.number for row in rows]})) if rows else set()
    cases = {
        row.number: incident_context(row, withdrawn_status_entries(session, row.number) if row.number in with_withdrawn else frozenset())
        for row in rows
    }
    by_number, titles = {row.number: row for row in rows}, titles_of_numbers(session, numbers) if numbers else {}
    own, valid = {row.draft_id: row.number for row in rows if row.draft_id}, {row.number for row in rows if not row.withdrawn}

    def one(id: int) -> ConfirmationPreview:
        number = follows[id]
        if number and number not in valid:
            return ConfirmationPreview(number, fault=missing_incident_message(number, withdrawn=number in cases))
        would = preview_confirmation(values[id], number, first_report(articles[id], now), cases.get(number or own.get(id) or ""))
        return replace(would, case=_to_followed_incident(by_number[number], values[id], titles[number][0])) if number else would

    return {id: one(id) for id in ids}


def followed_incident(session: Session, number: str, values: Mapping[str, Any]) -> FollowedIncident | None:
    """Return the incident that a draft with these values would follow, and what both have in common; None if there is no such incident."""
    row = session.get(IncidentRow, number)
    return None if row is None or row.withdrawn else _to_followed_incident(row, values, titles_of_numbers(session, [number])[number][0])


def _to_followed_incident(row: IncidentRow, values: Mapping[str, Any], title: str) -> FollowedIncident:
    facts = {name: getattr(row, name) for name in ("victims", "outlets", "place", "region", "happened_on", "date_precision")}
    persons = [str(person.get("name") or "") for person in values.get("persons") or ()]
    own = {
        "victims": values.get("victims") or (),
        "outlets": values.get("outlets") or (),
        "place": values.get("place"),
        "region": values.get("region"),
        "happened_on": parse_day(str(values.get("incident_date") or "")),
        "date_precision": values.get("date_precision"),
    }
    shared = link_reasons(EventDetails.of(own, persons), EventDetails.of(facts))
    return FollowedIncident(row.number, title, EventDetails.of(facts).persons, row.happened_on, row.date_precision, shared)


def missing_incident_message(number: str, *, withdrawn: bool) -> str:
    """Return why nothing can be added to the incident with this number."""
    words = tr("{number} is withdrawn; confirm its draft again first") if withdrawn else tr("there is no incident {number}")
    return words.format(number=number)


MOST = 3
_GIVES_NUMBER = (DraftState.CONFIRMED, DraftState.MERGED)
_MOST_ARTICLES: BindParameter[Any] = bindparam("articles", expanding=True)
_LINKS = (
    select(DraftArticleRow.draft_id, DraftArticleRow.candidates).where(DraftArticleRow.draft_id.in_(_DRAFTS)).order_by(DraftArticleRow.article_id)
)
_PLACES = (
    select(DraftArticleRow.article_id, DraftRow.id, DraftRow.state, DraftRow.incident, IncidentRow.withdrawn)
    .join(DraftRow, DraftRow.id == DraftArticleRow.draft_id)
    .outerjoin(IncidentRow, IncidentRow.number == DraftRow.incident)
    .where(DraftArticleRow.article_id.in_(_MOST_ARTICLES), DraftRow.sample.is_(False))
)
_APART = select(SeparatedDraftsRow.draft_id, SeparatedDraftsRow.other_id).where(
    or_(SeparatedDraftsRow.draft_id.in_(_DRAFTS), SeparatedDraftsRow.other_id.in_(_DRAFTS))
)


@dataclass(frozen=True)
class MergeCandidate:
    """A draft or incident that a draft may belong to: `into` is an incident's number or an open draft's id, as `merge` takes it.

    `lang` is the language of the title, which is the reader's if there is one.
    """

    into: str
    incident: bool
    title: str
    score: float
    why: tuple[LinkReason, ...]
    lang: str = ""


def candidates_to_json(candidates: Iterable[Candidate]) -> list[dict[str, Any]]:
    """Return candidates in the form in which they are stored with an article."""
    return [{"article": candidate.article, "score": candidate.score, "why": [reason.value for reason in candidate.why]} for candidate in candidates]


def merge_candidates(session: Session, drafts: Sequence[DraftRow]) -> dict[int, tuple[MergeCandidate, ...]]:
    """Return at most three candidates for each of these drafts, the likeliest first. Decided drafts have none."""
    ids = [draft.id for draft in drafts if draft.state in OPEN_STATES]
    links = [(draft, candidate) for draft, stored in session.execute(_LINKS, {"drafts": ids}) for candidate in stored]
    if not links:
        return {}
    place_of = _article_placements(session, {candidate["article"] for _, candidate in links})
    apart = _separated_pairs(session, ids)
    follows = {draft.id: draft.follows for draft in drafts}
    by_target: dict[int, dict[str, tuple[_ArticlePlacement, Mapping[str, Any]]]] = defaultdict(dict)
    for draft, link in sorted(links, key=lambda pair: -pair[1]["score"]):
        place = place_of.get(link["article"])
        if place is None or place.draft == draft or (place.incident and place.into == follows[draft]) or frozenset((draft, place.draft)) in apart:
            continue
        by_target[draft].setdefault(place.into, (place, link))
    most = {draft: tuple(by_place.values())[:MOST] for draft, by_place in by_target.items()}
    titles = _titles(session, {(place.into, place.incident) for choices in most.values() for place, _ in choices})
    return {draft: tuple(_to_merge_candidate(place, link, *titles[place.into]) for place, link in choices) for draft, choices in most.items()}


def _titles(session: Session, targets: Iterable[tuple[str, bool]]) -> Mapping[str, tuple[str, str]]:
    ordered = sorted(targets)
    incidents = titles_of_numbers(session, [into for into, incident in ordered if incident])
    drafts = titles_of_drafts(session, [int(into) for into, incident in ordered if not incident])
    return {**incidents, **{str(id): title for id, title in drafts.items()}}


@dataclass(frozen=True)
class _ArticlePlacement:
    """Where an article is now: its draft, and the name to merge into."""

    draft: int
    into: str
    incident: bool


def _to_merge_candidate(place: _ArticlePlacement, link: Mapping[str, Any], title: str, lang: str) -> MergeCandidate:
    return MergeCandidate(place.into, place.incident, title, link["score"], tuple(map(LinkReason, link["why"])), lang)


def _article_placements(session: Session, articles: Iterable[str]) -> Mapping[str, _ArticlePlacement]:
    """Return where these articles are now, without rejected drafts and withdrawn incidents, because nothing can be merged into those."""
    placements: dict[str, _ArticlePlacement] = {}
    for article, draft, state, number, withdrawn in session.execute(_PLACES, {"articles": sorted(articles)}):
        if state in OPEN_STATES:
            placements[article] = _ArticlePlacement(draft, str(draft), False)
        elif state in _GIVES_NUMBER and number and not withdrawn:
            placements[article] = _ArticlePlacement(draft, number, True)
    return placements


def _separated_pairs(session: Session, drafts: Sequence[int]) -> frozenset[frozenset[int]]:
    return frozenset(frozenset(pair) for pair in session.execute(_APART, {"drafts": drafts}))

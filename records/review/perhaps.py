"""To which drafts and incidents a draft perhaps belongs: links between articles that are too weak for anything to join by them, for a person to judge.

Every article keeps the links found when it came. What they mean now follows from where the articles are: a draft that was merged, split or confirmed since is
told as what it is, and what a person told apart is told no more.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, bindparam, or_, select
from sqlalchemy.orm import Session

from records.incident_model import Candidate
from records.incident_texts.list_titles import titles_of_drafts, titles_of_numbers
from records.review.draft_state import OPEN
from records.tables import ApartRow, DraftArticleRow, DraftRow, IncidentRow
from records.vocabulary import DraftState, LinkReason

MOST = 3
_GIVES_NUMBER = (DraftState.CONFIRMED, DraftState.MERGED)
# Asked with every page of cards, so they are put together once.
_DRAFTS: BindParameter[Any] = bindparam("drafts", expanding=True)
_ARTICLES: BindParameter[Any] = bindparam("articles", expanding=True)
_LINKS = (
    select(DraftArticleRow.draft_id, DraftArticleRow.candidates).where(DraftArticleRow.draft_id.in_(_DRAFTS)).order_by(DraftArticleRow.article_id)
)
_PLACES = (
    select(DraftArticleRow.article_id, DraftRow.id, DraftRow.state, DraftRow.incident, IncidentRow.withdrawn)
    .join(DraftRow, DraftRow.id == DraftArticleRow.draft_id)
    .outerjoin(IncidentRow, IncidentRow.number == DraftRow.incident)
    .where(DraftArticleRow.article_id.in_(_ARTICLES), DraftRow.sample.is_(False))
)
_APART = select(ApartRow.draft_id, ApartRow.other_id).where(or_(ApartRow.draft_id.in_(_DRAFTS), ApartRow.other_id.in_(_DRAFTS)))


@dataclass(frozen=True)
class Perhaps:
    """What a draft perhaps belongs to: `into` is the number of an incident, or that of an open draft, as a merge takes it. `lang` is the language of the title, which
    is the reader's own where there is one."""

    into: str
    incident: bool
    title: str
    score: float
    why: tuple[LinkReason, ...]
    lang: str = ""


def as_stored(found: Iterable[Candidate]) -> list[dict[str, Any]]:
    """Candidates in the form in which they are kept with an article."""
    return [{"article": one.article, "score": one.score, "why": [reason.value for reason in one.why]} for one in found]


def perhaps_of(session: Session, drafts: Sequence[DraftRow]) -> dict[int, tuple[Perhaps, ...]]:
    """What each of these drafts perhaps belongs to, the likeliest first, at most three. A draft that is decided belongs where it is."""
    ids = [draft.id for draft in drafts if draft.state in OPEN]
    links = [(draft, one) for draft, stored in session.execute(_LINKS, {"drafts": ids}) for one in stored]
    if not links:
        return {}
    place_of = _whereabouts(session, {one["article"] for _, one in links})
    apart = _told_apart(session, ids)
    follows = {draft.id: draft.follows for draft in drafts}
    found: dict[int, dict[str, tuple[_Whereabouts, Mapping[str, Any]]]] = defaultdict(dict)
    for draft, link in sorted(links, key=lambda one: -one[1]["score"]):
        place = place_of.get(link["article"])
        if place is None or place.draft == draft or (place.incident and place.into == follows[draft]) or frozenset((draft, place.draft)) in apart:
            continue
        found[draft].setdefault(place.into, (place, link))
    most = {draft: tuple(each.values())[:MOST] for draft, each in found.items()}
    titles = _titles(session, {(place.into, place.incident) for each in most.values() for place, _ in each})
    return {draft: tuple(_told(place, link, *titles[place.into]) for place, link in each) for draft, each in most.items()}


def _titles(session: Session, shown: Iterable[tuple[str, bool]]) -> Mapping[str, tuple[str, str]]:
    asked = sorted(shown)
    incidents = titles_of_numbers(session, [into for into, incident in asked if incident])
    drafts = titles_of_drafts(session, [int(into) for into, incident in asked if not incident])
    return {**incidents, **{str(id): title for id, title in drafts.items()}}


@dataclass(frozen=True)
class _Whereabouts:
    """Where an article is now: its draft, and what a merge with that is to name."""

    draft: int
    into: str
    incident: bool


def _told(place: _Whereabouts, link: Mapping[str, Any], title: str, lang: str) -> Perhaps:
    return Perhaps(place.into, place.incident, title, link["score"], tuple(map(LinkReason, link["why"])), lang)


def _whereabouts(session: Session, articles: Iterable[str]) -> Mapping[str, _Whereabouts]:
    """Where these articles are, as far as something can be put with them: not in a draft that was rejected, nor in an incident that was withdrawn."""
    found: dict[str, _Whereabouts] = {}
    for article, draft, state, number, withdrawn in session.execute(_PLACES, {"articles": sorted(articles)}):
        if state in OPEN:
            found[article] = _Whereabouts(draft, str(draft), False)
        elif state in _GIVES_NUMBER and number and not withdrawn:
            found[article] = _Whereabouts(draft, number, True)
    return found


def _told_apart(session: Session, drafts: Sequence[int]) -> frozenset[frozenset[int]]:
    return frozenset(frozenset(pair) for pair in session.execute(_APART, {"drafts": drafts}))

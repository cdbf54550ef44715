"""Pairs of articles of which people decided whether they tell of one event: what grouping may learn from. Plain values.

Together are the articles of one confirmed incident: of its draft as a person left it (after merges and splits), and of the drafts that were confirmed as news of it. Apart are
those of drafts that somebody told apart, and of two incidents that share a key, so that grouping has looked at them: whoever confirmed the later one had the
other in view. Copies repeat an article and say nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.incident_model import DecidedPair, Traits
from records.review.groups import MOST_MEMBERS
from records.tables import ApartRow, ArticleKeyRow, ArticleRow, DraftArticleRow, DraftRow
from records.vocabulary import DraftState

# Other incidents with which one is compared: those that share most keys with it.
MOST_BESIDE = 10
# A key that more incidents have (a region in its year) brings nothing together.
_COMMON = 40


@dataclass(frozen=True)
class _Told:
    """An article of a draft. `incident` is the number of a confirmed one."""

    draft: int
    incident: str | None
    traits: Traits


def decided_pairs(session: Session) -> list[DecidedPair]:
    """All of them, in a fixed order."""
    told = _told(session)
    by_incident: dict[str, list[_Told]] = defaultdict(list)
    by_draft: dict[int, list[_Told]] = defaultdict(list)
    for one in told:
        by_draft[one.draft].append(one)
        if one.incident:
            by_incident[one.incident].append(one)
    cases = {number: _few(some) for number, some in by_incident.items()}
    found = [_pair(*both, together=True) for number in sorted(cases) for both in combinations(cases[number], 2)]
    found += [_pair(*both, together=False) for one, other in _beside(session, by_incident) for both in product(cases[one], cases[other])]
    seen = {frozenset((pair.one.article, pair.other.article)) for pair in found}
    for draft, another in session.execute(select(ApartRow.draft_id, ApartRow.other_id).order_by(ApartRow.draft_id, ApartRow.other_id)):
        parted = [_pair(*both, together=False) for both in product(_few(by_draft[draft]), _few(by_draft[another]))]
        found += [pair for pair in parted if frozenset((pair.one.article, pair.other.article)) not in seen]
    return found


def _told(session: Session) -> list[_Told]:
    confirmed = DraftRow.state == DraftState.CONFIRMED
    apart = select(ApartRow.draft_id).union(select(ApartRow.other_id))
    query = (
        select(DraftRow.id, DraftRow.state, DraftRow.incident, DraftArticleRow.article_id, DraftArticleRow.traits)
        .join(DraftArticleRow, DraftArticleRow.draft_id == DraftRow.id)
        .join(ArticleRow, ArticleRow.id == DraftArticleRow.article_id)
        .where(confirmed | DraftRow.id.in_(apart), ArticleRow.copy_of.is_(None))
        .order_by(DraftRow.id, DraftArticleRow.article_id)
    )
    return [
        _Told(draft, incident if state == DraftState.CONFIRMED else None, Traits.from_json(article, traits))
        for draft, state, incident, article, traits in session.execute(query)
        if traits
    ]


def _beside(session: Session, by_incident: Mapping[str, Sequence[_Told]]) -> Iterator[tuple[str, str]]:
    """The incidents that share a key, each pair once."""
    incident_of = {one.draft: number for number, some in by_incident.items() for one in some}
    having: dict[str, set[str]] = defaultdict(set)
    for key, draft in session.execute(select(ArticleKeyRow.key, ArticleKeyRow.draft_id).distinct()):
        if draft in incident_of:
            having[key].add(incident_of[draft])
    shared: dict[str, Counter[str]] = defaultdict(Counter)
    for numbers in having.values():
        for one, other in combinations(sorted(numbers), 2) if len(numbers) <= _COMMON else ():
            shared[one][other] += 1
            shared[other][one] += 1
    nearest = {one: sorted(others, key=lambda other: (-others[other], other))[:MOST_BESIDE] for one, others in shared.items()}
    yield from sorted({(min(one, other), max(one, other)) for one, others in nearest.items() for other in others})


def _few(told: Iterable[_Told]) -> list[_Told]:
    """As many of a case's articles as grouping compares: the first, and the last."""
    ordered = sorted(told, key=lambda one: (one.traits.published is None, one.traits.published or 0, one.traits.article))
    return ordered if len(ordered) <= MOST_MEMBERS else [*ordered[: MOST_MEMBERS // 2], *ordered[-MOST_MEMBERS // 2 :]]


def _pair(one: _Told, other: _Told, *, together: bool) -> DecidedPair:
    return DecidedPair(one.traits, other.traits, (min(one.draft, other.draft), max(one.draft, other.draft)), together)

"""What people decided, with the articles on which they decided: what a model may learn from. Plain values; how a model learns is not decided here.

A decision counts as it is now: one that was undone does not count, and a merged draft counts with the one into which it was merged. The person's
value comes before the machine's. A rejection counts only if its reason says that the article tells of no incident.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, product
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.incident_model import DecidedPair, Traits
from records.model import DecidedArticle
from records.review.groups import MOST_MEMBERS
from records.tables import ApartRow, ArticleKeyRow, ArticleRow, DraftArticleRow, DraftRow
from records.vocabulary import (
    NO_STEP,
    SCREENING_LANGUAGES,
    STATUSES,
    Actor,
    Category,
    DraftState,
    Outcome,
    RejectReason,
    ScreeningLabel,
    StatusCode,
    Track,
    outcome_of_status,
)

# Pairs of articles of which people decided whether they tell of one event: what grouping may learn from. Plain values.
#
# Together are the articles of one confirmed incident: of its draft as a person left it (after merges and splits), and of the drafts that were confirmed as news of it. Apart are
# those of drafts that somebody told apart, and of two incidents that share a key, so that grouping has looked at them: whoever confirmed the later one had the
# other in view. Copies repeat an article and say nothing.

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


# What an article is when it was rejected for this. The other reasons (a duplicate, a country that is not watched, an old event, a text taken wrongly)
# may well stand under an article that tells of an incident.
_MEANING = {
    RejectReason.NOT_PRESS: ScreeningLabel.NONE,
    RejectReason.NOT_WORK: ScreeningLabel.NONE,
    RejectReason.OPINION: ScreeningLabel.NONE,
    RejectReason.STATISTICS: ScreeningLabel.REPORT,
}
_TELLING = (ScreeningLabel.INCIDENT, ScreeningLabel.FOLLOWUP)
_Code = TypeVar("_Code", bound=StrEnum)


def decided_articles(session: Session) -> list[DecidedArticle]:
    """Every article about which a decision says something, by draft and article. Of an article and its copies, only one."""
    query = (
        select(DraftRow, ArticleRow)
        .join(DraftArticleRow, DraftArticleRow.draft_id == DraftRow.id)
        .join(ArticleRow, ArticleRow.id == DraftArticleRow.article_id)
        .where(DraftRow.state.in_([DraftState.CONFIRMED, DraftState.REJECTED]))
    )
    # An original comes before its copies, so that it is the one that is kept.
    rows = sorted(session.execute(query), key=lambda row: (row[1].copy_of is not None, row[0].id, row[1].id))
    kept: dict[str, DecidedArticle] = {}
    for draft, article in rows:
        found = _decided(draft, article)
        if found is not None:
            kept.setdefault(article.copy_of or article.id, found)
    return sorted(kept.values(), key=lambda one: (one.draft, one.article))


def _decided(draft: DraftRow, article: ArticleRow) -> DecidedArticle | None:
    """The decided article; None if the decision, or the article, says nothing that could be learned."""
    said: Mapping[str, Any] = {**draft.proposal, **draft.fields}
    lang = article.lang if article.lang in SCREENING_LANGUAGES else said.get("lang")
    if lang not in SCREENING_LANGUAGES or not article.text.strip():
        return None
    if draft.state == DraftState.REJECTED:
        meaning = _MEANING.get(RejectReason(draft.reason)) if draft.reason else None
        return DecidedArticle(draft.id, article.id, lang, article.title, article.text, meaning) if meaning else None
    categories = tuple(dict.fromkeys([*_categories(said.get("primary")), *_categories(said.get("categories"))]))
    if not categories:
        # Confirmed, but without a category: as an example it would teach that it has none.
        return None
    outcome, whose = _outcome(draft.proposal, draft.fields)
    return DecidedArticle(
        draft.id,
        article.id,
        lang,
        article.title,
        article.text,
        _label(draft),
        categories,
        tuple(_victims(said)),
        _code(Actor, said.get("actor"), Actor.UNKNOWN),
        outcome,
        whose,
    )


def _outcome(proposal: Mapping[str, Any], fields: Mapping[str, Any]) -> tuple[Outcome, Track | None]:
    """What came of it, and whose that is. At the desk people choose a status, which says both; elsewhere they write the outcome; else it is as it was proposed."""
    outcome = _code(Outcome, {**proposal, **fields}.get("outcome"), Outcome.NONE)
    # Whose it was proposed to be says nothing of an outcome that a person wrote.
    whose = fields.get("outcome_of") if "outcome" in fields else {**proposal, **fields}.get("outcome_of")
    track = Track(whose) if whose in list(Track) else None
    if "status" in fields and "outcome" not in fields:
        status = StatusCode(fields["status"]) if fields["status"] in list(StatusCode) else StatusCode.REP
        if status in NO_STEP:
            return Outcome.NONE, None
        # A status that no outcome proposes (an appeal) still says whose case it is.
        outcome, track = outcome_of_status(status) or outcome, STATUSES[status].track
    return outcome, track if outcome is not Outcome.NONE else None


def _label(draft: DraftRow) -> ScreeningLabel:
    """Incident or follow-up: what the person wrote, else whether it follows a confirmed incident, else what the machine proposed."""
    written = _code(ScreeningLabel, draft.fields.get("label"), ScreeningLabel.NONE)
    if written in _TELLING:
        return written
    if draft.follows:
        return ScreeningLabel.FOLLOWUP
    proposed = _code(ScreeningLabel, draft.proposal.get("label"), ScreeningLabel.NONE)
    return proposed if proposed in _TELLING else ScreeningLabel.INCIDENT


def _categories(value: Any) -> Iterator[Category]:
    """The codes of a field, once each: the machine writes them with scores, people write them alone, or only one."""
    listed: Iterable[Any] = value if isinstance(value, list) else [value]
    codes = [one.get("code") if isinstance(one, dict) else one for one in listed]
    yield from (Category(code) for code in dict.fromkeys(codes) if code in list(Category))


def _victims(said: Mapping[str, Any]) -> Iterator[str]:
    """The names that a person entered as victims; else the victims among the persons."""
    entered = said.get("victims")
    persons = said.get("persons") if entered is None else [{**one, "role": "victim"} for one in entered if isinstance(one, dict)]
    for person in persons if isinstance(persons, list) else ():
        if isinstance(person, dict) and person.get("role") == "victim" and person.get("name"):
            yield str(person["name"])


def _code(codes: type[_Code], value: Any, otherwise: _Code) -> _Code:
    """The code, or `otherwise` if the field holds none, because fields are what people typed."""
    return codes(value) if value in list(codes) else otherwise

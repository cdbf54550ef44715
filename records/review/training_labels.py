"""Training labels from people's decisions, as plain values: labelled articles, and pairs of articles that report one event or two.

A decision counts in its current state: an undone one does not count, and a merged draft counts with the draft it was merged into. A person's value
overrides the machine's. A rejection counts only if its reason says that the article reports no incident.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, product
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.event_model import DecidedPair, Traits
from records.model import DecidedArticle
from records.review.groups import MOST_MEMBERS
from records.tables import ArticleKeyRow, ArticleRow, DraftArticleRow, DraftRow, SeparatedDraftsRow
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

# Pairs of articles that report one event or two, for grouping to learn from.
#
# Positive pairs are articles of one confirmed incident: of its draft (after merges and splits), and of drafts confirmed as news of it. Negative pairs
# are articles of drafts marked as different events, and of two incidents that share a key: whoever confirmed the later one could see the other.
# Copies are left out because they repeat an article.

# Other incidents that one is compared with: those that share the most keys.
MAX_DIFFERENT_PAIRS = 10
# A key that more incidents have (a region in its year) is not specific enough to pair them.
_COMMON = 40


@dataclass(frozen=True)
class _DraftArticle:
    """An article of a draft. `incident` is the number of a confirmed one."""

    draft: int
    incident: str | None
    traits: Traits


def decided_pairs(session: Session) -> list[DecidedPair]:
    """Return all pairs of articles that people's decisions label, in a fixed order."""
    articles = _draft_articles(session)
    by_incident: dict[str, list[_DraftArticle]] = defaultdict(list)
    by_draft: dict[int, list[_DraftArticle]] = defaultdict(list)
    for article in articles:
        by_draft[article.draft].append(article)
        if article.incident:
            by_incident[article.incident].append(article)
    cases = {number: _articles_to_compare(members) for number, members in by_incident.items()}
    decided = [_pair(*both, together=True) for number in sorted(cases) for both in combinations(cases[number], 2)]
    decided += [
        _pair(*both, together=False)
        for number_, other in _incidents_sharing_keys(session, by_incident)
        for both in product(cases[number_], cases[other])
    ]
    decided_keys = {frozenset((pair.one.article, pair.other.article)) for pair in decided}
    for draft, another in session.execute(
        select(SeparatedDraftsRow.draft_id, SeparatedDraftsRow.other_id).order_by(SeparatedDraftsRow.draft_id, SeparatedDraftsRow.other_id)
    ):
        pairs = [_pair(*both, together=False) for both in product(_articles_to_compare(by_draft[draft]), _articles_to_compare(by_draft[another]))]
        decided += [pair for pair in pairs if frozenset((pair.one.article, pair.other.article)) not in decided_keys]
    return decided


def _draft_articles(session: Session) -> list[_DraftArticle]:
    confirmed = DraftRow.state == DraftState.CONFIRMED
    apart = select(SeparatedDraftsRow.draft_id).union(select(SeparatedDraftsRow.other_id))
    query = (
        select(DraftRow.id, DraftRow.state, DraftRow.incident, DraftArticleRow.article_id, DraftArticleRow.traits)
        .join(DraftArticleRow, DraftArticleRow.draft_id == DraftRow.id)
        .join(ArticleRow, ArticleRow.id == DraftArticleRow.article_id)
        .where(confirmed | DraftRow.id.in_(apart), ArticleRow.copy_of.is_(None))
        .order_by(DraftRow.id, DraftArticleRow.article_id)
    )
    return [
        _DraftArticle(draft, incident if state == DraftState.CONFIRMED else None, Traits.from_json(article, traits))
        for draft, state, incident, article, traits in session.execute(query)
        if traits
    ]


def _incidents_sharing_keys(session: Session, by_incident: Mapping[str, Sequence[_DraftArticle]]) -> Iterator[tuple[str, str]]:
    """Yield each pair of incidents that share a key, once."""
    incident_of = {article.draft: number for number, articles in by_incident.items() for article in articles}
    numbers_by_key: dict[str, set[str]] = defaultdict(set)
    for key, draft in session.execute(select(ArticleKeyRow.key, ArticleKeyRow.draft_id).distinct()):
        if draft in incident_of:
            numbers_by_key[key].add(incident_of[draft])
    shared: dict[str, Counter[str]] = defaultdict(Counter)
    for numbers in numbers_by_key.values():
        for incident, other in combinations(sorted(numbers), 2) if len(numbers) <= _COMMON else ():
            shared[incident][other] += 1
            shared[other][incident] += 1
    nearest = {incident: sorted(counts, key=lambda other: (-counts[other], other))[:MAX_DIFFERENT_PAIRS] for incident, counts in shared.items()}
    yield from sorted({(min(incident, other), max(incident, other)) for incident, counts in nearest.items() for other in counts})


def _articles_to_compare(articles: Iterable[_DraftArticle]) -> list[_DraftArticle]:
    """Return as many articles of an incident as grouping compares: the first and the last."""
    ordered = sorted(articles, key=lambda article: (article.traits.published is None, article.traits.published or 0, article.traits.article))
    return ordered if len(ordered) <= MOST_MEMBERS else [*ordered[: MOST_MEMBERS // 2], *ordered[-MOST_MEMBERS // 2 :]]


def _pair(article: _DraftArticle, other_article: _DraftArticle, *, together: bool) -> DecidedPair:
    return DecidedPair(
        article.traits, other_article.traits, (min(article.draft, other_article.draft), max(article.draft, other_article.draft)), together
    )


# Labels that follow from reasons to reject. The other reasons (a duplicate, a country that is not watched, an old event, a badly extracted text) may
# apply to an article that does report an incident.
_LABEL_OF_REJECTION = {
    RejectReason.NOT_PRESS: ScreeningLabel.NONE,
    RejectReason.NOT_WORK: ScreeningLabel.NONE,
    RejectReason.OPINION: ScreeningLabel.NONE,
    RejectReason.STATISTICS: ScreeningLabel.REPORT,
}
_TELLING = (ScreeningLabel.INCIDENT, ScreeningLabel.FOLLOWUP)
_Code = TypeVar("_Code", bound=StrEnum)


def decided_articles(session: Session) -> list[DecidedArticle]:
    """Return every article that a decision labels, sorted by draft and article. Of an article and its copies only one is included."""
    query = (
        select(DraftRow, ArticleRow)
        .join(DraftArticleRow, DraftArticleRow.draft_id == DraftRow.id)
        .join(ArticleRow, ArticleRow.id == DraftArticleRow.article_id)
        .where(DraftRow.state.in_([DraftState.CONFIRMED, DraftState.REJECTED]))
    )
    # Originals sort before copies, so that `setdefault` below keeps the original.
    rows = sorted(session.execute(query), key=lambda row: (row[1].copy_of is not None, row[0].id, row[1].id))
    by_article: dict[str, DecidedArticle] = {}
    for draft, article in rows:
        decision_ = _decided(draft, article)
        if decision_ is not None:
            by_article.setdefault(article.copy_of or article.id, decision_)
    return sorted(by_article.values(), key=lambda decision: (decision.draft, decision.article))


def _decided(draft: DraftRow, article: ArticleRow) -> DecidedArticle | None:
    """Return the labelled article; None if the decision or the article yields no label."""
    values: Mapping[str, Any] = {**draft.proposal, **draft.fields}
    lang = article.lang if article.lang in SCREENING_LANGUAGES else values.get("lang")
    if lang not in SCREENING_LANGUAGES or not article.text.strip():
        return None
    if draft.state == DraftState.REJECTED:
        meaning = _LABEL_OF_REJECTION.get(RejectReason(draft.reason)) if draft.reason else None
        return DecidedArticle(draft.id, article.id, lang, article.title, article.text, meaning) if meaning else None
    categories = tuple(dict.fromkeys([*_categories(values.get("primary")), *_categories(values.get("categories"))]))
    if not categories:
        # A confirmed draft without a category would teach that the article has none.
        return None
    outcome, track = _outcome(draft.proposal, draft.fields)
    return DecidedArticle(
        draft.id,
        article.id,
        lang,
        article.title,
        article.text,
        _label(draft),
        categories,
        tuple(_victims(values)),
        _code(Actor, values.get("actor"), Actor.UNKNOWN),
        outcome,
        track,
    )


def _outcome(proposal: Mapping[str, Any], fields: Mapping[str, Any]) -> tuple[Outcome, Track | None]:
    """Return the outcome and whose it is: from the status a person chose, else the outcome a person wrote, else the proposal."""
    outcome = _code(Outcome, {**proposal, **fields}.get("outcome"), Outcome.NONE)
    # The proposed `outcome_of` does not apply to an outcome that a person wrote.
    owner = fields.get("outcome_of") if "outcome" in fields else {**proposal, **fields}.get("outcome_of")
    track = Track(owner) if owner in list(Track) else None
    if "status" in fields and "outcome" not in fields:
        status = StatusCode(fields["status"]) if fields["status"] in list(StatusCode) else StatusCode.REP
        if status in NO_STEP:
            return Outcome.NONE, None
        # A status without an outcome (an appeal) still tells whose case it is.
        outcome, track = outcome_of_status(status) or outcome, STATUSES[status].track
    return outcome, track if outcome is not Outcome.NONE else None


def _label(draft: DraftRow) -> ScreeningLabel:
    """Return incident or follow-up: what the person wrote, else whether the draft follows an incident, else the proposal."""
    written = _code(ScreeningLabel, draft.fields.get("label"), ScreeningLabel.NONE)
    if written in _TELLING:
        return written
    if draft.follows:
        return ScreeningLabel.FOLLOWUP
    proposed = _code(ScreeningLabel, draft.proposal.get("label"), ScreeningLabel.NONE)
    return proposed if proposed in _TELLING else ScreeningLabel.INCIDENT


def _categories(value: Any) -> Iterator[Category]:
    """Yield the codes of a field, each once. The machine writes a list with scores, people a list or a single code."""
    listed: Iterable[Any] = value if isinstance(value, list) else [value]
    codes = [entry.get("code") if isinstance(entry, dict) else entry for entry in listed]
    yield from (Category(code) for code in dict.fromkeys(codes) if code in list(Category))


def _victims(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield the names that a person entered as victims; else those of victims among the persons."""
    entered = values.get("victims")
    persons = values.get("persons") if entered is None else [{**entry, "role": "victim"} for entry in entered if isinstance(entry, dict)]
    for person in persons if isinstance(persons, list) else ():
        if isinstance(person, dict) and person.get("role") == "victim" and person.get("name"):
            yield str(person["name"])


def _code(codes: type[_Code], value: Any, otherwise: _Code) -> _Code:
    """Return the code, or `otherwise` if the field holds an invalid one, because people type into fields."""
    return codes(value) if value in list(codes) else otherwise

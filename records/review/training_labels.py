"""What people decided, with the articles on which they decided: what a model may learn from. Plain values; how a model learns is not decided here.

A decision counts as it is now: one that was undone does not count, and a merged draft counts with the one into which it was merged. The person's
value comes before the machine's. A rejection counts only if its reason says that the article tells of no incident.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.model import DecidedArticle
from records.tables import ArticleRow, DraftArticleRow, DraftRow
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

# What an article is when it was rejected for this. The other reasons (a duplicate, a country that is not watched, an old event, a text taken wrongly)
# may well stand under an article that tells of an incident.
MEANING = {
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
        meaning = MEANING.get(RejectReason(draft.reason)) if draft.reason else None
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

"""The machine's proposal for a draft, from the screenings of its articles. The likeliest article comes first; the others fill what it leaves open."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.clock import day_of
from records.review.draft_description import describe
from records.review.draft_state import OPEN
from records.tables import ArticleRow, DraftArticleRow, DraftRow, ScreeningRow
from records.vocabulary import Actor, DatePrecision, Outcome, ScreeningLabel, Track, status_of_outcome

# Fields that are taken together: a place must not come from one article and its region from another.
_TOGETHER = (("country", "place", "region"), ("incident_date", "date_precision"))
_EXACTNESS = {DatePrecision.DAY: 0, DatePrecision.MONTH: 1, DatePrecision.YEAR: 2}


def propose_anew(session: Session, draft: DraftRow) -> None:
    """Renew the proposal of an open draft from its articles. A decided draft keeps what was proposed to the person."""
    if draft.state not in OPEN:
        return
    query = (
        select(ScreeningRow, ArticleRow)
        .join(ArticleRow, ArticleRow.id == ScreeningRow.article_id)
        .join(DraftArticleRow, DraftArticleRow.article_id == ArticleRow.id)
        .where(DraftArticleRow.draft_id == draft.id)
        .order_by(ScreeningRow.article_id, ScreeningRow.id)
    )
    # If several models read the article, the last one counts.
    newest = {row.article_id: told(row, article) for row, article in session.execute(query).tuples()}
    if newest:
        kept = {name: draft.proposal[name] for name in ("resembles",) if name in draft.proposal}
        draft.proposal = {**together(newest), **kept}
        draft.score = draft.proposal["score"]
        draft.label = ScreeningLabel.FOLLOWUP if draft.follows else draft.proposal["label"]
        describe(draft)


def told(screening: ScreeningRow, article: ArticleRow) -> dict[str, Any]:
    """A screening with what it needs of its article: title, address, and the day on which it was told."""
    day = article.published_on or day_of(article.fetched_at)
    return {**screening.body, "title": article.title, "url": article.url, "day": day.isoformat()}


def together(screenings: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """One proposal from the screenings of articles by their ids, each as `told` gives it.

    `told_by` is the article from which title and reasons come. A category is proposed if the likeliest article or at least half of all have it.
    `statuses` are what became of the case as the articles told it: each outcome with the day and the address where it was told first.
    """
    ranked = sorted(screenings, key=lambda article: (-screenings[article]["score"], article))
    bodies = [screenings[article] for article in ranked]
    first = bodies[0]
    proposal = {name: value for name, value in first.items() if name not in ("id", "flagged", "url", "day")}
    proposal["told_by"] = ranked[0]
    proposal["categories"] = _categories(bodies)
    proposal["persons"] = next(
        (body["persons"] for body in bodies if any(person["role"] == "victim" for person in body["persons"])), first["persons"]
    )
    # Only these, because the same outlet is spelled differently in another language.
    proposal["outlets"] = next((body["outlets"] for body in bodies if body["outlets"]), [])
    proposal["statuses"] = _statuses(bodies)
    if any(body["label"] == ScreeningLabel.INCIDENT for body in bodies):
        proposal["label"] = ScreeningLabel.INCIDENT.value
    for names in _TOGETHER:
        proposal |= _first_told(bodies, names)
    proposal["actor"] = next((body["actor"] for body in bodies if body["actor"] != Actor.UNKNOWN), Actor.UNKNOWN.value)
    # From one article, because an outcome of one case must not be told of the other.
    telling = next((body for body in bodies if body["outcome"] != Outcome.NONE), first)
    proposal["outcome"], proposal["outcome_of"] = telling["outcome"], telling.get("outcome_of")
    return proposal


def _statuses(bodies: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Each outcome of which it is told whose it is and that is a step of that case, once. A screening from before the two tracks does not tell it, and proposes
    none. Which status it is follows from the categories, and those may be corrected before somebody confirms (`incident_facts.told_statuses`)."""
    first: dict[tuple[str, str], dict[str, str]] = {}
    for body in sorted(bodies, key=lambda body: (body["day"], body["url"])):
        whose, outcome = body.get("outcome_of"), body["outcome"]
        if whose and status_of_outcome(Track(whose), Outcome(outcome), ()) is not None:
            first.setdefault((whose, outcome), {"date": body["day"], "outcome_of": whose, "outcome": outcome, "source": body["url"]})
    return list(first.values())


def _categories(bodies: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    given = Counter(one["code"] for body in bodies for one in body["categories"])
    best: dict[str, float] = {}
    for one in (one for body in bodies for one in body["categories"]):
        best[one["code"]] = max(one["score"], best.get(one["code"], 0.0))
    own = {one["code"] for one in bodies[0]["categories"]}
    kept = [code for code in best if code in own or 2 * given[code] >= len(bodies)]
    return [{"code": code, "score": best[code]} for code in sorted(kept, key=lambda code: (code not in own, -best[code], code))]


def _first_told(bodies: Sequence[Mapping[str, Any]], names: Sequence[str]) -> dict[str, Any]:
    """These fields from the likeliest article that has the last of them. For dates, from the one with the most exact date."""
    telling = [body for body in bodies if body[names[-1]]]
    if names[-1] == "date_precision":
        telling.sort(key=lambda body: _EXACTNESS[DatePrecision(body["date_precision"])])
    chosen = telling[0] if telling else bodies[0]
    return {name: chosen[name] for name in names}

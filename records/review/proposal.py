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
from records.vocabulary import Actor, DatePrecision, Outcome, Readers, ScreeningLabel, Track, UnsureField, status_of_outcome

# What a screening says, as `told` gives it.
_Body = Mapping[str, Any]
# Fields that are taken together: a place must not come from one article and its region from another.
_PLACE, _DATE = ("country", "place", "region"), ("incident_date", "date_precision")
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
        .order_by(ScreeningRow.id)
    )
    # If several models read the article, the last one counts.
    newest = {row.article_id: told(row, article) for row, article in session.execute(query)}
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


def together(screenings: Mapping[str, _Body]) -> dict[str, Any]:
    """One proposal from the screenings of articles by their ids, each as `told` gives it.

    `told_by` is the article from which title, reasons and the proposed summary come. A category is proposed if the likeliest article or at least half of all
    have it. `statuses` are what became of the case as the articles told it: each outcome with the day and the address where it was told first. `unsure` are
    the fields that come from an article whose screening is unsure of them.
    """
    ranked = sorted(screenings, key=lambda article: (-screenings[article]["score"], article))
    bodies = [screenings[article] for article in ranked]
    first = bodies[0]
    # `summary` is an editor's field of the draft: what the machine proposes for it stands beside it, under another name.
    proposal = {name: value for name, value in first.items() if name not in ("id", "flagged", "url", "day", "summary", "disagreement")}
    proposal["told_by"] = ranked[0]
    proposal["proposed_summary"], proposal["readers"] = first.get("summary", []), first.get("readers", Readers.LEXICAL.value)
    proposal["categories"], classing = _categories(bodies)
    naming = next((body for body in bodies if any(person["role"] == "victim" for person in body["persons"])), first)
    proposal["persons"] = naming["persons"]
    # Only these, because the same outlet is spelled differently in another language.
    proposal["outlets"] = next((body["outlets"] for body in bodies if body["outlets"]), [])
    proposal["statuses"] = _statuses(bodies)
    labelling = next((body for body in bodies if body["label"] == ScreeningLabel.INCIDENT), first)
    placing, dating = _telling(bodies, _PLACE), _telling(bodies, _DATE)
    acting = next((body for body in bodies if body["actor"] != Actor.UNKNOWN), first)
    # From one article, because an outcome of one case must not be told of the other.
    ending = next((body for body in bodies if body["outcome"] != Outcome.NONE), first)
    proposal |= {"label": labelling["label"], "actor": acting["actor"], "outcome": ending["outcome"], "outcome_of": ending.get("outcome_of")}
    proposal |= {name: placing[name] for name in _PLACE} | {name: dating[name] for name in _DATE}
    come_from = {
        UnsureField.LABEL: [labelling], UnsureField.CATEGORIES: classing, UnsureField.VICTIMS: [naming], UnsureField.PLACE: [placing],
        UnsureField.INCIDENT_DATE: [dating], UnsureField.ACTOR: [acting], UnsureField.OUTCOME: [ending], UnsureField.OUTCOME_OF: [ending],
    }  # fmt: skip
    proposal["unsure"] = [field.value for field, some in come_from.items() if any(field in body.get("unsure", ()) for body in some)]
    return proposal


def _statuses(bodies: Sequence[_Body]) -> list[dict[str, str]]:
    """Each outcome of which it is told whose it is and that is a step of that case, once. A screening from before the two tracks does not tell it, and proposes
    none. Which status it is follows from the categories, and those may be corrected before somebody confirms (`incident_facts.told_statuses`)."""
    first: dict[tuple[str, str], dict[str, str]] = {}
    for body in sorted(bodies, key=lambda body: (body["day"], body["url"])):
        whose, outcome = body.get("outcome_of"), body["outcome"]
        if whose and status_of_outcome(Track(whose), Outcome(outcome), ()) is not None:
            first.setdefault((whose, outcome), {"date": body["day"], "outcome_of": whose, "outcome": outcome, "source": body["url"]})
    return list(first.values())


def _categories(bodies: Sequence[_Body]) -> tuple[list[dict[str, Any]], list[_Body]]:
    """The categories, and the articles from which they come: the likeliest, and for each that it lacks the one that is surest of it."""
    given = Counter(one["code"] for body in bodies for one in body["categories"])
    best: dict[str, tuple[float, _Body]] = {}
    for body in bodies:
        for one in body["categories"]:
            if one["score"] > best.get(one["code"], (-1.0, body))[0]:
                best[one["code"]] = one["score"], body
    own = {one["code"] for one in bodies[0]["categories"]}
    kept = [code for code in best if code in own or 2 * given[code] >= len(bodies)]
    ranked = [{"code": code, "score": best[code][0]} for code in sorted(kept, key=lambda code: (code not in own, -best[code][0], code))]
    return ranked, [bodies[0], *(best[code][1] for code in kept if code not in own)]


def _telling(bodies: Sequence[_Body], names: Sequence[str]) -> _Body:
    """The likeliest article that has the last of these fields. For dates, the one with the most exact date. If none has it, the likeliest of all."""
    telling = [body for body in bodies if body[names[-1]]]
    if names[-1] == "date_precision":
        telling.sort(key=lambda body: _EXACTNESS[DatePrecision(body["date_precision"])])
    return telling[0] if telling else bodies[0]

"""The proposal for a draft, from the screenings of its articles.

The likeliest article takes precedence; the others fill its gaps.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.clock import article_day
from records.outlets.health import panel_aliases
from records.outlets.outlet_names import NO_ALIASES, OutletAliases, canonical_outlet, canonical_outlets
from records.review.draft_description import describe
from records.review.draft_fields import OPEN_STATES
from records.review.legal_proposal import proposed_legal_fields, reported_legal_statuses, unsure_legal_fields
from records.tables import ArticleRow, DraftArticleRow, DraftRow, ScreeningRow
from records.vocabulary import Actor, DatePrecision, Outcome, Readers, ScreeningLabel, Track, UnsureField, status_of_outcome

# A screening as `screening_with_article` returns it.
_Body = Mapping[str, Any]
# Fields that are taken from one article together: place and region must not come from two.
_PLACE, _DATE = ("country", "place", "region"), ("incident_date", "date_precision")
_EXACTNESS = {DatePrecision.DAY: 0, DatePrecision.MONTH: 1, DatePrecision.YEAR: 2}


def renew_proposal(session: Session, draft: DraftRow) -> None:
    """Renew the proposal of an open draft from its articles. A decided draft retains the proposal that the person saw."""
    if draft.state not in OPEN_STATES:
        return
    query = (
        select(ScreeningRow, ArticleRow)
        .join(ArticleRow, ArticleRow.id == ScreeningRow.article_id)
        .join(DraftArticleRow, DraftArticleRow.article_id == ArticleRow.id)
        .where(DraftArticleRow.draft_id == draft.id)
        .order_by(ScreeningRow.id)
    )
    # If several models screened the article, the last screening counts.
    newest = {row.article_id: screening_with_article(row, article) for row, article in session.execute(query)}
    if newest:
        retained = {name: draft.proposal[name] for name in ("resembles",) if name in draft.proposal}
        draft.proposal = {**combine_screenings(newest, panel_aliases(session)), **retained}
        draft.score = draft.proposal["score"]
        draft.label = ScreeningLabel.FOLLOWUP if draft.follows else draft.proposal["label"]
        describe(draft)


def screening_with_article(screening: ScreeningRow, article: ArticleRow) -> dict[str, Any]:
    """Return a screening with title, address and day of its article."""
    day = article_day(article.published_on, article.fetched_at)
    return {**screening.body, "title": article.title, "url": article.url, "day": day.isoformat()}


def combine_screenings(screenings: Mapping[str, _Body], aliases: OutletAliases = NO_ALIASES) -> dict[str, Any]:
    """Return one proposal from the screenings of articles by their ids, each as `screening_with_article` returns it.

    `told_by` is the article from which title, reasons and the proposed summary come. A category is proposed if the likeliest article or at least
    half of all have it. `statuses` are the outcomes that the articles report, each with the day and address of the first report, and the rulings and
    measures of the journalist's case (`legal_proposal`). `unsure` are the fields that come from an article whose screening is unsure of them. Outlets
    have their one names by `aliases`.
    """
    ranked = sorted(screenings, key=lambda article: (-screenings[article]["score"], article))
    bodies = [screenings[article] for article in ranked]
    first = bodies[0]
    # `summary` is an editor's field of the draft; the machine's proposal for it has another name.
    proposal = {name: value for name, value in first.items() if name not in ("id", "flagged", "url", "day", "summary", "disagreement", "legal")}
    proposal["told_by"] = ranked[0]
    proposal["proposed_summary"], proposal["readers"] = first.get("summary", []), first.get("readers", Readers.LEXICAL.value)
    proposal["categories"], classing = _categories(bodies)
    naming = next((body for body in bodies if any(person["role"] == "victim" for person in body["persons"])), first)
    # A newsroom stands among the persons if nobody is named, with the name that it has among the outlets.
    newsrooms = {name.casefold() for body in bodies for name in body["outlets"]}
    proposal["persons"] = [
        {**person, "name": canonical_outlet(person["name"], aliases)} if person["name"].casefold() in newsrooms else person
        for person in naming["persons"]
    ]
    # From one article only, because other languages spell the same unknown outlet differently.
    concerning = next((body for body in bodies if body["outlets"]), first)
    proposal["outlets"] = list(canonical_outlets(concerning["outlets"], aliases))
    proposal["statuses"] = [*_statuses(bodies), *reported_legal_statuses(bodies)]
    proposal |= proposed_legal_fields({article: screenings[article] for article in ranked})
    labelling = next((body for body in bodies if body["label"] == ScreeningLabel.INCIDENT), first)
    placing, dating = _likeliest_screening(bodies, _PLACE), _likeliest_screening(bodies, _DATE)
    acting = next((body for body in bodies if body["actor"] != Actor.UNKNOWN), first)
    # From one article, because the outcome of one case must not be combined with the owner of another.
    ending = next((body for body in bodies if body["outcome"] != Outcome.NONE), first)
    proposal |= {"label": labelling["label"], "actor": acting["actor"], "outcome": ending["outcome"], "outcome_of": ending.get("outcome_of")}
    proposal |= {name: placing[name] for name in _PLACE} | {name: dating[name] for name in _DATE}
    come_from = {
        UnsureField.LABEL: [labelling], UnsureField.CATEGORIES: classing, UnsureField.VICTIMS: [naming], UnsureField.PLACE: [placing],
        UnsureField.INCIDENT_DATE: [dating], UnsureField.ACTOR: [acting], UnsureField.OUTCOME: [ending], UnsureField.OUTCOME_OF: [ending],
        UnsureField.OUTLETS: [concerning],
    }  # fmt: skip
    proposal["unsure"] = [field.value for field, source_bodies in come_from.items() if any(field in body.get("unsure", ()) for body in source_bodies)]
    proposal["unsure"] += unsure_legal_fields(bodies)
    return proposal


def _statuses(bodies: Sequence[_Body]) -> list[dict[str, str]]:
    """Return each reported outcome once if its owner is known and it is a step of that case.

    Screenings older than the two tracks do not name an owner and propose none. The status itself depends on the categories, which a person may
    still correct (`incident_facts.outcome_statuses`).
    """
    first: dict[tuple[str, str], dict[str, str]] = {}
    for body in sorted(bodies, key=lambda body: (body["day"], body["url"])):
        whose, outcome = body.get("outcome_of"), body["outcome"]
        if whose and status_of_outcome(Track(whose), Outcome(outcome), ()) is not None:
            first.setdefault((whose, outcome), {"date": body["day"], "outcome_of": whose, "outcome": outcome, "source": body["url"]})
    return list(first.values())


def _categories(bodies: Sequence[_Body]) -> tuple[list[dict[str, Any]], list[_Body]]:
    """Return the categories and the articles they come from: the likeliest, and for each category it lacks the one with the highest score."""
    counts = Counter(category["code"] for body in bodies for category in body["categories"])
    best: dict[str, tuple[float, _Body]] = {}
    for body in bodies:
        for proposed in body["categories"]:
            if proposed["score"] > best.get(proposed["code"], (-1.0, body))[0]:
                best[proposed["code"]] = proposed["score"], body
    own = {category["code"] for category in bodies[0]["categories"]}
    codes = [code for code in best if code in own or 2 * counts[code] >= len(bodies)]
    ranked = [{"code": code, "score": best[code][0]} for code in sorted(codes, key=lambda code: (code not in own, -best[code][0], code))]
    return ranked, [bodies[0], *(best[code][1] for code in codes if code not in own)]


def _likeliest_screening(bodies: Sequence[_Body], names: Sequence[str]) -> _Body:
    """Return the likeliest article that has the last of these fields (for dates, the most exact date), else the likeliest of all."""
    telling = [body for body in bodies if body[names[-1]]]
    if names[-1] == "date_precision":
        telling.sort(key=lambda body: _EXACTNESS[DatePrecision(body["date_precision"])])
    return telling[0] if telling else bodies[0]

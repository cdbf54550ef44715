"""Drafts in the API: a list by filters, page by page, a single draft, and decisions on it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import ConfigDict, Field, StrictInt, StrictStr
from sqlalchemy import Select, select
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from desk.api.incidents import filtered_by, record_filter
from desk.api.problems import COMMON, MISSING, MOST, UNREADABLE, Body, Day, DraftId, FieldRefused, ListQuery, ProblemRoute, problem
from desk.api.response_models import Decided, DecidedDraft, DraftList, OneDraft
from desk.auth.dependencies import Db, Monitor, Now, Reader
from desk.error_responses import status_of
from desk.state import desk_state
from records import review
from records.clock import day_of
from records.country import home
from records.database import INTERACTIVE_RETRY_SECONDS, read_session, write_with_retry
from records.errors import AlreadyDecided, BadDecision, NoSuchDraft, NothingToUndo
from records.filters import DraftFilter
from records.i18n import tr
from records.incidents import is_number
from records.language.stems import parse_search_terms, searchable_keys_text
from records.review import Decision
from records.review.decisions import ACTION_OF, FIELD_OF, parse_merge_target
from records.review.draft_fields import checked_fields
from records.review.queue import filtered_drafts
from records.review.same_event import merge_candidates
from records.tables import DraftRow
from records.vocabulary import DecisionAction, DraftState, RejectReason
from reports.exports.article_exports import articles_by_draft, draft_row
from reports.exports.query_filters import iso
from reports.withheld import withheld_names

router = APIRouter(prefix="/api/v1", route_class=ProblemRoute, tags=["drafts"], responses=COMMON)


@filtered_by(DraftFilter)
class DraftsQuery(ListQuery):
    """The filters of drafts. Without any, all of them."""

    after: Annotated[str, Field(pattern="^[0-9]{1,9}$")] | None = Field(None, description="`next` of the page before")
    limit: int = Field(100, ge=1, le=MOST)


@router.get("/drafts", responses={200: {"model": DraftList}})
def drafts(person: Reader, session: Db, now: Now, asked: Annotated[DraftsQuery, Query()]) -> Response:
    """The drafts in the order in which they were made, as `qorgan export drafts` gives them. Those that come later come at the end."""
    draft_filter = replace(record_filter(DraftFilter, "drafts", asked), who=person.name)
    query = filtered_drafts(select(DraftRow), draft_filter, day_of(now)).order_by(DraftRow.id)
    words = draft_filter.words if draft_filter.words and withheld_names(session) else ""
    items, following = _page(session, query, int(asked.after or 0), asked.limit, words)
    return JSONResponse({"items": items, "next": following})


def _page(session: Session, query: Select[Any], after: int, limit: int, words: str) -> tuple[list[dict[str, Any]], str | None]:
    """Return the rows of a page, and the key of its last row if there are more.

    A row that does not contain the words for which it was found is not counted and never the key, so that nobody can test for a name.
    """
    items: list[dict[str, Any]] = []
    last = after
    while True:
        draft_rows = list(session.scalars(query.where(DraftRow.id > after).limit(limit + 1)))
        for one, row in zip(draft_rows, rows_of(session, draft_rows), strict=True):
            if words and not _says(row, words):
                continue
            if len(items) == limit:
                return items, str(last)
            items.append(row)
            last = one.id
        if len(draft_rows) <= limit:
            return items, None
        after = draft_rows[-1].id


@router.get("/drafts/{id}", responses={200: {"model": OneDraft}, **MISSING})
def draft(person: Reader, session: Db, id: DraftId) -> Response:
    """One draft as it stands, and to what it perhaps belongs."""
    found = session.get(DraftRow, id)
    if found is None:
        raise NoSuchDraft(tr("there is no draft {draft}").format(draft=id))
    # Without titles: those of other records may name persons whose names are withheld from this reader.
    perhaps = [
        {"into": candidate.into if candidate.incident else int(candidate.into), "score": candidate.score, "why": list(candidate.why)}
        for candidate in merge_candidates(session, [found]).get(id, ())
    ]
    return JSONResponse({**rows_of(session, [found])[0], "perhaps": perhaps})


def _says(row: dict[str, Any], words: str) -> bool:
    """Return whether a row contains the words for which it was found, so that a search cannot reveal a name in a text that is left out."""
    readable = [row["title"], row["place"], *row["outlets"], *(person["name"] for person in row["persons"])]
    return parse_search_terms(words).are_said(searchable_keys_text(filter(None, readable)))


def rows_of(session: Session, draft_rows: Sequence[DraftRow]) -> list[dict[str, Any]]:
    """Return the drafts as the export writes them, without withheld names, including those whose articles were merged into another draft."""
    articles = articles_by_draft(session, [row.id for row in draft_rows])
    names = withheld_names(session)
    return [names.row(draft_row(row, {**row.proposal, **row.fields}, articles[row.id])) for row in draft_rows]


# Decisions on a draft, as on the desk and in the shell, for programs.

decision_router = APIRouter(prefix="/api/v1", route_class=ProblemRoute, tags=["drafts"], responses=COMMON)


class DecisionBody(Body):
    """A decision. `confirm` without `fields` takes the machine's proposal; `reject` needs `reason`, `merge` needs `into`, `split` needs `articles`,
    `defer` needs `until`."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"action": "confirm", "fields": {"primary": "ATT", "incident_date": "2026-11-22"}},
                {"action": "reject", "reason": "not_work", "note": "a quarrel between neighbours"},
                {"action": "merge", "into": home().number(2026, 1)},
                {"action": "split", "articles": ["d41d8cd98f00b204e9800998ecf8427e"]},
                {"action": "defer", "until": "2026-12-01"},
                {"action": "undo"},
            ]
        }
    )

    action: DecisionAction
    fields: dict[str, Any] | None = Field(None, description=f"Corrections, with `confirm`: {', '.join(sorted(review.FIELDS))}")
    reason: RejectReason | None = Field(None, description="Why it is rejected; `other` needs a note")
    note: str = Field("", max_length=20_000)
    into: StrictInt | StrictStr | None = Field(None, description="The draft or the number of the incident that takes its articles")
    articles: list[str] | None = Field(None, description="Ids of the articles that tell of another event")
    until: Day | None = Field(None, description="The day on which a deferred draft waits again")


@decision_router.post(
    "/drafts/{id}/decisions",
    status_code=201,
    responses={
        201: {"model": DecidedDraft, "description": "The draft as it stands now"},
        409: {"model": Decided, "description": "It carries a decision, which stands until `undo`; or there is nothing to undo"},
        **MISSING,
        **UNREADABLE,
    },
)
def decide(request: Request, person: Monitor, now: Now, id: DraftId, decision: DecisionBody) -> Response:
    """Decide on a draft, in the name of whoever the token belongs to."""
    engine = desk_state(request).engine
    try:
        _require_fit(decision)
        body = write_with_retry(engine, lambda session: _act(session, id, decision, person.name, now), INTERACTIVE_RETRY_SECONDS)
    except (AlreadyDecided, NothingToUndo) as error:
        with read_session(engine) as session:
            current = _decision_on(session.get(DraftRow, id))
        return problem(status_of(error), str(error), decision=current)
    except FieldRefused:
        raise
    except BadDecision as error:
        lacks_note = decision.reason is RejectReason.OTHER and not decision.note.strip()
        raise FieldRefused("note" if lacks_note else FIELD_OF.get(decision.action, "action"), str(error)) from error
    return JSONResponse(body, status_code=201)


def _require_fit(decision: DecisionBody) -> None:
    """Check the fields of a decision.

    Raises FieldRefused for a field of another action, and for the first correction that does not fit.
    """
    for field, action in ACTION_OF.items():
        # A program may send the reason with every action; only `reject` reads it.
        if field != "reason" and getattr(decision, field) and decision.action is not action:
            raise FieldRefused(field, tr("{field} goes with the action {action} alone").format(field=field, action=action))
    for name, value in (decision.fields or {}).items():
        _require_field(name, value)
    if decision.action is DecisionAction.MERGE:
        target = parse_merge_target("" if decision.into is None else decision.into)
        if isinstance(target, str) and not is_number(target):
            raise FieldRefused("into", tr("name the draft or the incident with which to merge"))


def _require_field(name: str, value: Any) -> None:
    """Check a correction. Raises FieldRefused where it does not fit."""
    try:
        checked_fields({name: value})
    except BadDecision as error:
        raise FieldRefused(name, str(error)) from error


def _act(session: Session, id: int, decision: DecisionBody, who: str, now: datetime) -> dict[str, Any]:
    """Take the decision and return the draft as it is then."""
    chosen = Decision(
        decision.action,
        fields=decision.fields,
        reason=decision.reason or "",
        note=decision.note,
        into="" if decision.into is None else decision.into,
        articles=tuple(decision.articles or ()),
        until=decision.until or "",
    )
    row = review.decide(session, id, chosen, who=who, now=now)
    draft = session.get_one(DraftRow, id)
    return {
        **rows_of(session, [draft])[0],
        "incident": draft.incident,
        "merged_into": draft.merged_into,
        "deferred_until": draft.deferred_until.isoformat() if draft.deferred_until else None,
        "split_off": row.id if decision.action is DecisionAction.SPLIT else None,
    }


def _decision_on(draft: DraftRow | None) -> dict[str, Any] | None:
    """Return the decision on a draft; None where it has none (what it was to be merged into has)."""
    if draft is None or draft.state == DraftState.NEW:
        return None
    return {
        "state": draft.state,
        "decided_by": draft.decided_by,
        "decided_at": iso(draft.decided_at) if draft.decided_at else None,
        "reason": draft.reason,
        "incident": draft.incident,
        "merged_into": draft.merged_into,
    }

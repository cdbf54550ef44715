"""Decisions on a draft: what the desk and the shell do, for programs."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from pydantic import ConfigDict, Field, StrictInt, StrictStr
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from desk.api.drafts import rows_of
from desk.api.input_types import Body, Day, DraftId
from desk.api.problems import COMMON, MISSING, UNREADABLE, Answers, FieldRefused, problem
from desk.api.response_shapes import Decided, DecidedDraft
from desk.auth.dependencies import Monitor, Now
from desk.desk_state import desk_state
from desk.error_answers import status_of
from records import review
from records.country import home
from records.database import in_transaction, read_session
from records.errors import AlreadyDecided, BadDecision, NothingToUndo
from records.i18n import tr
from records.incidents import is_number
from records.patience import WITH_A_PERSON
from records.review import Decision
from records.review.decide import ACTION_OF, FIELD_OF, merge_target
from records.review.draft_fields import checked
from records.tables import DraftRow
from records.vocabulary import DecisionAction, DraftState, RejectReason
from reports.exports.query_narrowing import iso

router = APIRouter(prefix="/api/v1", route_class=Answers, tags=["drafts"], responses=COMMON)


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


@router.post(
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
        body = in_transaction(engine, lambda session: _act(session, id, decision, person.name, now), WITH_A_PERSON)
    except (AlreadyDecided, NothingToUndo) as error:
        with read_session(engine) as session:
            standing = _standing(session.get(DraftRow, id))
        return problem(status_of(error), str(error), decision=standing)
    except FieldRefused:
        raise
    except BadDecision as error:
        lacks_note = decision.reason is RejectReason.OTHER and not decision.note.strip()
        raise FieldRefused("note" if lacks_note else FIELD_OF.get(decision.action, "action"), str(error)) from error
    return JSONResponse(body, status_code=201)


def _require_fit(decision: DecisionBody) -> None:
    """Raises FieldRefused for a field that goes with another action, and for the first correction that does not fit."""
    for field, action in ACTION_OF.items():
        # A program may send the reason with every action; only `reject` reads it.
        if field != "reason" and getattr(decision, field) and decision.action is not action:
            raise FieldRefused(field, tr("{field} goes with the action {action} alone").format(field=field, action=action))
    for name, value in (decision.fields or {}).items():
        require_field(name, value)
    if decision.action is DecisionAction.MERGE:
        target = merge_target("" if decision.into is None else decision.into)
        if isinstance(target, str) and not is_number(target):
            raise FieldRefused("into", tr("name the draft or the incident with which to merge"))


def require_field(name: str, value: Any) -> None:
    """Raises FieldRefused where a correction does not fit."""
    try:
        checked({name: value})
    except BadDecision as error:
        raise FieldRefused(name, str(error)) from error


def _act(session: Session, id: int, decision: DecisionBody, who: str, now: datetime) -> dict[str, Any]:
    """Take the decision; the draft as it stands then."""
    taken = Decision(
        decision.action,
        fields=decision.fields,
        reason=decision.reason or "",
        note=decision.note,
        into="" if decision.into is None else decision.into,
        articles=tuple(decision.articles or ()),
        until=decision.until or "",
    )
    row = review.decide(session, id, taken, who=who, now=now)
    draft = session.get_one(DraftRow, id)
    return {
        **rows_of(session, [draft])[0],
        "incident": draft.incident,
        "merged_into": draft.merged_into,
        "deferred_until": draft.deferred_until.isoformat() if draft.deferred_until else None,
        "split_off": row.id if decision.action is DecisionAction.SPLIT else None,
    }


def _standing(draft: DraftRow | None) -> dict[str, Any] | None:
    """The decision on a draft; None where it has none (what it was to be merged into has)."""
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

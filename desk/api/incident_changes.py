"""What an editor's program does to a record: add a dated status, correct fields."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from pydantic import ConfigDict, Field
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from desk.api.input_types import Body, Day, Number
from desk.api.path_keys import require_number
from desk.api.problems import COMMON, MISSING, UNREADABLE, Answers, FieldRefused, Problem
from desk.api.response_shapes import IncidentShape
from desk.auth.dependencies import Editor, Now
from desk.desk_state import desk_state
from records import incidents
from records.clock import day_of
from records.database import in_transaction
from records.errors import BadDecision, NoSuchIncident
from records.i18n import tr
from records.incident_model import Incident
from records.incidents.penalties import PENALTY_NAMES
from records.patience import WITH_A_PERSON
from records.review.incident_facts import corrections
from records.vocabulary import SentenceKind, StatusCode, TermUnit
from reports.exports.incidents_export import incident_row
from reports.withheld.public_incidents import find

StatusId = Annotated[int, Path(ge=1, le=2**53)]

router = APIRouter(prefix="/api/v1", route_class=Answers, tags=["incidents"], responses=COMMON)

_OVERTAKEN: dict[int | str, dict[str, Any]] = {409: {"model": Problem, "description": "Somebody else changed it at the same moment"}}
# An export calls it `date`, a correction by the name of the draft's field.
_NAMES = {"date": "incident_date"}


class NewStatus(Body):
    """What became of a case on a day, with the source that tells it."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"code": "PTI", "date": "2026-11-23", "source": "https://example.kz/news/1", "note": "under article 155"}}
    )

    code: StatusCode
    date: Day
    source: str = Field(min_length=1, max_length=4000)
    note: str = Field("", max_length=20_000)
    kind: SentenceKind | None = None
    term: int | None = Field(None, gt=0, le=10_000)
    unit: TermUnit | None = None
    sum: int | None = Field(None, gt=0, le=10**15)
    currency: str | None = Field(None, pattern="^[A-Z]{3}$")

    def penalty(self) -> dict[str, Any]:
        """What the ruling takes."""
        return {name: value for name in PENALTY_NAMES if (value := getattr(self, name)) is not None}


class RightStatus(NewStatus):
    """The right status in the place of a wrong one, and what was wrong with that."""

    reason: str = Field(min_length=1, max_length=20_000)


class Withdrawal(Body):
    """Why a status does not count any more."""

    model_config = ConfigDict(json_schema_extra={"example": {"reason": "it was the verdict of another case"}})

    reason: str = Field(min_length=1, max_length=20_000)


class Correction(Body):
    """Fields of an incident with their right values. `safety_notes` and `contacts` are accepted and never given back."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"fields": {"place": "Кокшетау", "region": "KZ-11"}, "note": "the article was corrected"}}
    )

    fields: dict[str, Any] = Field(min_length=1)
    note: str = Field("", max_length=20_000)


@router.post(
    "/incidents/{number}/statuses",
    status_code=201,
    responses={201: {"model": IncidentShape, "description": "The incident with the new status"}, **MISSING, **_OVERTAKEN, **UNREADABLE},
)
def add_status(request: Request, person: Editor, now: Now, number: Number, status: NewStatus) -> Response:
    """Add what became of the case. Nothing is overwritten."""
    if not status.source.strip():
        raise FieldRefused("source", tr("a status needs its source: an address, a document, who said so"))

    def add(session: Session) -> dict[str, Any]:
        try:
            incidents.add_status(
                session,
                require_number(number),
                status.code,
                status.date,
                source=status.source.strip(),
                note=status.note.strip(),
                penalty=status.penalty(),
                who=person.name,
                now=now,
            )
        except BadDecision as error:
            raise FieldRefused(error.field or "code", str(error)) from error
        return _row(find(session, number), number, now)

    return JSONResponse(in_transaction(desk_state(request).engine, add, WITH_A_PERSON), status_code=201)


@router.put(
    "/incidents/{number}/statuses/{status_id}",
    responses={200: {"model": IncidentShape, "description": "The incident with the right status"}, **MISSING, **_OVERTAKEN, **UNREADABLE},
)
def correct_status(request: Request, person: Editor, now: Now, number: Number, status_id: StatusId, status: RightStatus) -> Response:
    """Put the right status in the place of a wrong one. The wrong one stays in the record, withdrawn with the reason."""

    def correct(session: Session) -> dict[str, Any]:
        try:
            incidents.correct_status(
                session, require_number(number), status_id, status.code, status.date, source=status.source.strip(), reason=status.reason,
                note=status.note.strip(), penalty=status.penalty(), who=person.name, now=now,
            )  # fmt: skip
        except BadDecision as error:
            raise FieldRefused(error.field or "status_id", str(error)) from error
        return _row(find(session, number), number, now)

    return JSONResponse(in_transaction(desk_state(request).engine, correct, WITH_A_PERSON))


@router.delete(
    "/incidents/{number}/statuses/{status_id}",
    responses={200: {"model": IncidentShape, "description": "The incident without the status"}, **MISSING, **_OVERTAKEN, **UNREADABLE},
)
def withdraw_status(request: Request, person: Editor, now: Now, number: Number, status_id: StatusId, withdrawal: Withdrawal) -> Response:
    """Withdraw a wrong status. It counts nowhere any more, and stays in the record with the reason."""

    def withdraw(session: Session) -> dict[str, Any]:
        try:
            incidents.withdraw_status(session, require_number(number), status_id, reason=withdrawal.reason, who=person.name, now=now)
        except BadDecision as error:
            raise FieldRefused(error.field or "status_id", str(error)) from error
        return _row(find(session, number), number, now)

    return JSONResponse(in_transaction(desk_state(request).engine, withdraw, WITH_A_PERSON))


@router.patch(
    "/incidents/{number}", responses={200: {"model": IncidentShape, "description": "As it stands now"}, **MISSING, **_OVERTAKEN, **UNREADABLE}
)
def correct(request: Request, person: Editor, now: Now, number: Number, correction: Correction) -> Response:
    """Correct a record. A field that is not named stays as it is."""
    given = {}
    for name, value in correction.fields.items():
        given[_NAMES.get(name, name)] = value
        try:
            corrections({_NAMES.get(name, name): value})
        except BadDecision as error:
            raise FieldRefused(name, str(error)) from error

    def change(session: Session) -> dict[str, Any]:
        facts, private = corrections(given)
        incidents.edit(session, require_number(number), facts, private, who=person.name, now=now, note=correction.note.strip())
        return _row(find(session, number), number, now)

    return JSONResponse(in_transaction(desk_state(request).engine, change, WITH_A_PERSON))


def _row(found: Incident | None, number: str, now: datetime) -> dict[str, Any]:
    if found is None:
        raise NoSuchIncident(tr("there is no incident {number}").format(number=number))
    return incident_row(found, day_of(now))

"""What an editor does to a record: add a status with its source, correct fields. If it is refused, the form comes back with what was typed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from desk.auth.dependencies import Editor, Now
from desk.desk_state import desk_state
from desk.pages.incident.routes import current, shown_again
from records import incidents
from records.database import write_transaction
from records.errors import AlreadyDecided, BadDecision, NoSuchIncident
from records.i18n import LANGUAGES, tr
from records.review.incident_facts import corrections
from records.tables import IncidentRow
from records.users import User
from records.vocabulary import StatusCode

router = APIRouter()
_TEXTS = ("title", "primary", "incident_date", "country", "place", "region", "actor", "target", "during", "motive", "safety_notes", "contacts")
_VICTIM = ("name", "profession", "outlet")


@router.post("/incidents/{number}/statuses")
def add_status(
    request: Request,
    person: Editor,
    now: Now,
    number: str,
    code: Annotated[str, Form()] = "",
    day: Annotated[str, Form()] = "",
    source: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
) -> Response:
    """Add what became of the case on a day."""
    try:
        with write_transaction(desk_state(request).engine) as session:
            found, on = _status(code), _day(day)
            incidents.add_status(session, number, found, on, source=source.strip(), note=note.strip(), who=person.name, now=now)
    except BadDecision as error:
        typed = {"code": code, "day": day, "source": source, "note": note}
        return shown_again(request, person, number, 422, status_typed=typed, status_error=str(error))
    return RedirectResponse(f"/incidents/{number}#timeline", status_code=303)


@router.post("/incidents/{number}/edit")
async def edit_form(request: Request, person: Editor, now: Now, number: str) -> Response:
    """Correct the record. Only changed fields are written; if nothing changed, nothing is noted."""
    form = await request.form()
    return await run_in_threadpool(_edit, request, person, now, number, form)


def _edit(request: Request, person: User, now: datetime, number: str, form: FormData) -> Response:
    typed = _typed(form)
    try:
        with write_transaction(desk_state(request).engine) as session:
            row = session.get(IncidentRow, number)
            if row is None:
                raise NoSuchIncident(tr("there is no incident {number}").format(number=number[:40]))
            if str(form.get("version", "")) != str(row.version):
                words = tr("{number} was changed by somebody else while you wrote; what you typed is still below: look at the record and save again")
                raise AlreadyDecided(words.format(number=number))
            given = _changed(current(row), typed)
            if given:
                facts, private = corrections(given)
                incidents.edit(session, number, facts, private, who=person.name, now=now, note=str(form.get("note", "")).strip())
    except (BadDecision, AlreadyDecided) as error:
        status = 409 if isinstance(error, AlreadyDecided) else 422
        return shown_again(request, person, number, status, editing=True, typed={**typed, "note": str(form.get("note", ""))}, edit_error=str(error))
    return RedirectResponse(f"/incidents/{number}", status_code=303)


def _typed(form: FormData) -> dict[str, Any]:
    """What the form says, in the shape of `incident_record.current`."""
    texts = {name: str(form.get(name, "")).replace("\r\n", "\n").strip() for name in _TEXTS}
    columns = [_texts(form.getlist(f"victim_{key}")) for key in _VICTIM]
    victims = [dict(zip(_VICTIM, values, strict=True)) for values in zip(*columns, strict=False) if any(values)]
    primary = texts["primary"]
    return {
        **texts,
        "categories": list(dict.fromkeys([*([primary] if primary else []), *_texts(form.getlist("categories"))])),
        "victims": victims,
        "outlets": [part.strip() for part in str(form.get("outlets", "")).splitlines() if part.strip()],
        "online": bool(form.get("online")),
        "summary": {lang: str(form.get(f"summary_{lang}", "")).replace("\r\n", "\n").strip() for lang in LANGUAGES},
    }


def _texts(values: Sequence[Any]) -> list[str]:
    return [str(value).strip() for value in values]


def _changed(stands: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that differ from the record, so that the ledger shows what the person meant."""
    found = {name: value for name, value in typed.items() if _plain(value) != _plain(stands.get(name))}
    if "summary" in found:
        found["summary"] = {lang: text for lang, text in typed["summary"].items() if text}
    if "categories" in found or "primary" in found:
        found |= {"primary": typed["primary"], "categories": typed["categories"]}
    return found


def _plain(value: Any) -> Any:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def _status(code: str) -> StatusCode:
    if code not in list(StatusCode):
        raise BadDecision(tr("choose what became of the case"))
    return StatusCode(code)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise BadDecision(tr("give the day of the status, as 2026-11-24")) from error

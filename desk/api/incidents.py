"""Incidents: a list by the filters of the export, page after page or whole as a file, and one of them."""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from typing import IO, Annotated, Any, Literal, cast

from fastapi import APIRouter, Query, Request
from pydantic import Field
from sqlalchemy.orm import Session
from starlette.background import BackgroundTask
from starlette.responses import JSONResponse, Response, StreamingResponse

from desk.api.input_types import MOST, ListQuery, Number
from desk.api.list_filters import NUMBER as NUMBER_FORM
from desk.api.list_filters import filter_asked, filtered_by, like
from desk.api.path_keys import key, require_number, written
from desk.api.problems import COMMON, MISSING, Answers, FieldRefused
from desk.api.response_shapes import IncidentList, IncidentShape
from desk.auth.dependencies import Db, Forbidden, Now, Reader
from desk.desk_state import desk_state
from desk.security_log import SecurityEvent
from records.clock import day_of
from records.country import home
from records.database import write_transaction
from records.errors import NoSuchIncident
from records.filter_entries import MOST_NUMBERS
from records.filters import IncidentFilter
from records.i18n import tr
from records.incidents import example_number, is_number, number_parts
from reports.exports.export_run import note_export, send_rows
from reports.exports.export_shapes import SHAPES
from reports.exports.incidents_export import COLUMNS, incident_row
from reports.incident_cache import IncidentBook
from reports.incident_choice import chosen
from reports.withheld.public_incidents import find, load
from reports.withheld.withheld_names import withheld_names

router = APIRouter(prefix="/api/v1", route_class=Answers, tags=["incidents"], responses=COMMON)

_KINDS = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}
_BATCH = 500
# Bytes of a file that are kept in memory; longer ones go through the disk.
_IN_MEMORY = 4_000_000
_TEXT = {"schema": {"type": "string"}}
_COLUMN = "|".join(COLUMNS)


@filtered_by(IncidentFilter)
class IncidentsAsked(ListQuery):
    """The filters of the export of incidents, and how they are to be given. Without any filter, all that stand."""

    fields: Annotated[str, like(f"({_COLUMN})(,({_COLUMN}))*", "number,date,primary", 1000)] | None = Field(
        None, description=f"Of {', '.join(COLUMNS)}"
    )
    format: Literal["json", "csv", "jsonl"] = Field(
        "json", description="`csv` and `jsonl` are the file of the export, whole, and stand in the ledger"
    )
    after: Annotated[str, like(f"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})?~{NUMBER_FORM}", f"2026-11-22~{home().number(2026, 1)}", 40)] | None = Field(
        None, description="`next` of the page before"
    )
    limit: int = Field(100, ge=1, le=MOST)


@router.get(
    "/incidents",
    responses={200: {"model": IncidentList, "content": {"text/csv": _TEXT, "application/x-ndjson": _TEXT}}},
)
def incidents(request: Request, person: Reader, session: Db, now: Now, asked: Annotated[IncidentsAsked, Query()]) -> Response:
    """The incidents, the latest first; as a file, in the order of their numbers."""
    wanted, columns = replace(_wanted(asked), asked_by=person.name), _columns(asked.fields)
    book, as_of = desk_state(request).shelf.book(session), wanted.as_of or day_of(now)
    if asked.format != "json":
        if request.state.session:
            # A link on any page would make a signed-in person sign the row of the ledger that says who took the file.
            raise Forbidden(tr("by a link no file leaves; use the form on the page of incidents, or a token"))
        return _file(request, session, book, wanted, columns, as_of, asked.format, person.name, now)
    start = key(asked.after) if asked.after is not None else None
    if asked.after is not None and start is None:
        raise FieldRefused("after", tr("{field}: {value} does not fit").format(field="after", value=asked.after))
    some = [entry.incident for entry in islice(book.newest(chosen(book, wanted, as_of, withheld_names(session).incident), start), asked.limit + 1)]
    shown = some[: asked.limit]
    items = [{name: row[name] for name in columns} for row in _rows(session, [incident.number for incident in shown], as_of)]
    return JSONResponse({"items": items, "next": written(shown[-1].day, shown[-1].number) if len(some) > asked.limit else None})


@router.get("/incidents/{number}", responses={200: {"model": IncidentShape}, **MISSING})
def incident(person: Reader, session: Db, now: Now, number: Number) -> Response:
    """One incident, also a withdrawn one, its clocks read today."""
    found = find(session, require_number(number))
    if found is None:
        raise NoSuchIncident(tr("there is no incident {number}").format(number=number))
    return JSONResponse(incident_row(found, day_of(now)))


def _wanted(asked: IncidentsAsked) -> IncidentFilter:
    """What is asked for. Raises FieldRefused, also for what is no number and for too many of them."""
    wanted = filter_asked(IncidentFilter, "incidents", asked)
    if wanted.numbers is None:
        return wanted
    numbers = tuple(dict.fromkeys(part.strip() for part in str(wanted.numbers).split(",")))
    strange = next((number for number in numbers if not number.isascii() or not is_number(number)), None)
    if strange is not None:
        raise FieldRefused(
            "number", tr("{value} is no number of an incident; it is written {example}").format(value=strange[:40], example=example_number())
        )
    if len(numbers) > MOST_NUMBERS:
        raise FieldRefused("number", tr("these are too many numbers; {most} may be named").format(most=MOST_NUMBERS))
    # A single number is a filter of the export, so that the file names it in the same words.
    return replace(wanted, number=numbers[0], numbers=numbers) if len(numbers) == 1 else replace(wanted, numbers=numbers)


def _columns(named: str | None) -> tuple[str, ...]:
    """The columns that are asked for, in the order of asking. Raises FieldRefused for one that an incident has not."""
    if named is None:
        return COLUMNS
    columns = tuple(dict.fromkeys(part.strip() for part in named.split(",")))
    strange = next((column for column in columns if column not in COLUMNS), None)
    if strange is not None:
        words = tr("{field} is no field of an incident; fields are {fields}")
        raise FieldRefused("fields", words.format(field=strange[:40] or "“”", fields=", ".join(COLUMNS)))
    return columns


def _rows(session: Session, numbers: list[str], as_of: date) -> Iterator[dict[str, Any]]:
    """The incidents of these numbers as rows, in this order."""
    for start in range(0, len(numbers), _BATCH):
        some = numbers[start : start + _BATCH]
        found = {one.number: one for one in load(session, IncidentFilter(numbers=frozenset(some), withdrawn=True))}
        yield from (incident_row(found[number], as_of) for number in some if number in found)


def _file(
    request: Request,
    session: Session,
    book: IncidentBook,
    wanted: IncidentFilter,
    columns: tuple[str, ...],
    as_of: date,
    form: str,
    who: str,
    now: datetime,
) -> Response:
    """The file that `qorgan export incidents` writes with the same filters. That it left stands in the ledger."""
    holds = chosen(book, wanted, as_of, withheld_names(session).incident)
    numbers = sorted((entry.incident.number for entry in book.newest(holds)), key=lambda number: number_parts(number) or (0, 0))
    shape = replace(SHAPES["incidents"], columns=columns)
    rows = ({name: row[name] for name in columns} for row in _rows(session, numbers, as_of))
    filters = replace(wanted, numbers=None) if wanted.number else wanted
    file: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  (closed when the answer is sent)
    sent = send_rows(form, cast(Any, file), shape, rows, filters)
    with write_transaction(desk_state(request).engine) as kept:
        note_export(kept, shape, form, filters, sent, who=who, now=now)
        desk_state(request).security.note(request, SecurityEvent.EXPORT_MADE, what="incidents", format=form, rows=sent.rows)
    length = file.tell()
    file.seek(0)
    headers = {"Content-Disposition": f'attachment; filename="incidents-{day_of(now)}.{form}"', "Content-Length": str(length)}
    return StreamingResponse(iter(lambda: file.read(65536), b""), media_type=_KINDS[form], headers=headers, background=BackgroundTask(file.close))

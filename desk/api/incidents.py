"""Incidents in the API: a list by the filters of the export, page by page or as a file, a single incident, and changes to its record."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import date, datetime
from itertools import islice
from typing import IO, Annotated, Any, Literal, TypeVar, cast

from fastapi import APIRouter, Path, Query, Request
from pydantic import ConfigDict, Field, create_model
from sqlalchemy.orm import Session
from starlette.background import BackgroundTask
from starlette.responses import JSONResponse, Response, StreamingResponse

from desk.api.problems import (
    COMMON,
    MISSING,
    MOST,
    UNREADABLE,
    ArticleLanguage,
    Body,
    Day,
    FieldRefused,
    ListQuery,
    Number,
    Problem,
    ProblemRoute,
    Region,
    Words,
)
from desk.api.response_models import IncidentList, IncidentShape
from desk.auth.dependencies import Db, Editor, Forbidden, Now, Reader
from desk.security_log import SecurityEvent
from desk.state import desk_state
from records import incidents as incident_records
from records.clock import day_of
from records.country import home
from records.database import INTERACTIVE_RETRY_SECONDS, write_transaction, write_with_retry
from records.errors import BadDecision, NoSuchIncident
from records.filter_queries import InvalidFilter, require_valid_filters
from records.filters import MOST_COUNTED, MOST_NUMBERS, FilterEntry, FilterKind, IncidentFilter, RecordFilter, entries
from records.i18n import tr
from records.incident_model import Incident
from records.incidents import example_number, is_number, number_parts
from records.incidents.statuses import PENALTY_NAMES
from records.review.incident_facts import corrections
from records.vocabulary import SentenceKind, StatusCode, TermUnit
from reports.exports.export_definitions import EXPORT_DEFINITIONS
from reports.exports.export_run import note_export, send_rows
from reports.exports.incidents_export import COLUMNS, incident_row
from reports.incident_selection import entry_filter
from reports.incidents import IncidentCollection, Key
from reports.withheld.names import withheld_names
from reports.withheld.public_incidents import find, load

# The filters of a list: the query has a parameter for each entry of `records.filters` that the API knows, and becomes a filter.

Asked = TypeVar("Asked", bound=ListQuery)
Filter = TypeVar("Filter", bound=RecordFilter)
NUMBER = home().number_form


def text_with_pattern(pattern: str, example: str, longest: int) -> Any:
    """Return a text field whose pattern is in the description; texts of another form are refused later, with a clear message."""
    return Field(max_length=longest, json_schema_extra={"pattern": f"^{pattern}$", "examples": [example]})


def filtered_by(of: type[RecordFilter]) -> Callable[[type[Asked]], type[Asked]]:
    """Return a decorator that gives a list's query a parameter for each filter that the API knows."""

    def with_filters(query: type[Asked]) -> type[Asked]:
        parameters: dict[str, Any] = {entry.api: _parameter(entry) for entry in entries(of).values() if entry.api}
        return create_model(query.__name__, __base__=query, __module__=query.__module__, __doc__=query.__doc__, **parameters)

    return with_filters


def record_filter(of: type[Filter], export: str, list_query: ListQuery) -> Filter:
    """Return the filter of a query.

    Raises FieldRefused for a region that does not exist, and for days in the wrong order, in the words of the export.
    """
    values = {name: getattr(list_query, entry.api) for name, entry in entries(of).items() if entry.api}
    # A flag that is not set does not narrow the list.
    values = {name: None if value is False else value for name, value in values.items()}
    for name, entry in entries(of).items():
        if entry.api and entry.kind is FilterKind.REGION:
            _require(export, entry.api, {name: values[name]})
    for since in (name for name in values if name.endswith("since")):
        _require(export, since, {name: values.get(name) for name in (since, f"{since.removesuffix('since')}until")})
    return of(**{field.name: values[field.name] for field in fields(of) if values.get(field.name) is not None})


def _require(export: str, parameter: str, values: dict[str, Any]) -> None:
    try:
        require_valid_filters(export, values)
    except InvalidFilter as error:
        # The export's messages name its options.
        raise FieldRefused(parameter, str(error).replace("--", "")) from error


def _parameter(entry: FilterEntry) -> tuple[Any, Any]:
    if entry.kind is FilterKind.FLAG:
        return bool, Field(False, description=entry.tells or None)
    return _type(entry) | None, Field(None, description=entry.tells or None)


def _type(entry: FilterEntry) -> Any:
    match entry.kind:
        case FilterKind.CODE:
            codes: Any = entry.codes if isinstance(entry.codes, type) else Literal[tuple(entry.codes)]
            return codes | Literal[entry.also_api] if entry.also_api else codes
        case FilterKind.LANGUAGE:
            return ArticleLanguage
        case FilterKind.REGION:
            return Region
        case FilterKind.DAY:
            return Day
        case FilterKind.COUNT:
            return Annotated[int, Field(ge=0, le=MOST_COUNTED)]
        case FilterKind.SHARE:
            return Annotated[float, Field(ge=0, le=1)]
        case FilterKind.NUMBERS:
            return Annotated[str, text_with_pattern(f"{NUMBER}(,{NUMBER})*", f"{home().number(2026, 1)},{home().number(2026, 2)}", 8000)]
        case _:
            return Words


# Numbers of incidents and page keys in addresses.


def require_number(number: str) -> str:
    """Return a number in an address. Raises NoSuchIncident, without a query, if its form is wrong."""
    if not number.isascii() or number_parts(number) is None:
        raise NoSuchIncident(tr("there is no incident {number}").format(number=number[:40]))
    return number


def written(day: date | None, number: str) -> str:
    """Return the key after which the next page begins."""
    return f"{day.isoformat() if day else ''}~{number}"


def key(after: str) -> Key | None:
    """Return the position that a key means; None if it is no key."""
    day, _, number = after.partition("~")
    parts = number_parts(number)
    try:
        return (date.fromisoformat(day).toordinal() if day else 0, *parts) if parts else None
    except ValueError:
        return None


# Changes to a record by an editor's program: add a dated status, correct fields.

StatusId = Annotated[int, Path(ge=1, le=2**53)]

change_router = APIRouter(prefix="/api/v1", route_class=ProblemRoute, tags=["incidents"], responses=COMMON)

_OVERTAKEN: dict[int | str, dict[str, Any]] = {409: {"model": Problem, "description": "Somebody else changed it at the same moment"}}
# The export calls the field `date`; a correction uses the name of the draft's field.
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
        """Return the parts of a ruling."""
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


@change_router.post(
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
            incident_records.add_status(
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

    return JSONResponse(write_with_retry(desk_state(request).engine, add, INTERACTIVE_RETRY_SECONDS), status_code=201)


@change_router.put(
    "/incidents/{number}/statuses/{status_id}",
    responses={200: {"model": IncidentShape, "description": "The incident with the right status"}, **MISSING, **_OVERTAKEN, **UNREADABLE},
)
def correct_status(request: Request, person: Editor, now: Now, number: Number, status_id: StatusId, status: RightStatus) -> Response:
    """Put the right status in the place of a wrong one. The wrong one stays in the record, withdrawn with the reason."""

    def correct(session: Session) -> dict[str, Any]:
        try:
            incident_records.correct_status(
                session, require_number(number), status_id, status.code, status.date, source=status.source.strip(), reason=status.reason,
                note=status.note.strip(), penalty=status.penalty(), who=person.name, now=now,
            )  # fmt: skip
        except BadDecision as error:
            raise FieldRefused(error.field or "status_id", str(error)) from error
        return _row(find(session, number), number, now)

    return JSONResponse(write_with_retry(desk_state(request).engine, correct, INTERACTIVE_RETRY_SECONDS))


@change_router.delete(
    "/incidents/{number}/statuses/{status_id}",
    responses={200: {"model": IncidentShape, "description": "The incident without the status"}, **MISSING, **_OVERTAKEN, **UNREADABLE},
)
def withdraw_status(request: Request, person: Editor, now: Now, number: Number, status_id: StatusId, withdrawal: Withdrawal) -> Response:
    """Withdraw a wrong status. It counts nowhere any more, and stays in the record with the reason."""

    def withdraw(session: Session) -> dict[str, Any]:
        try:
            incident_records.withdraw_status(session, require_number(number), status_id, reason=withdrawal.reason, who=person.name, now=now)
        except BadDecision as error:
            raise FieldRefused(error.field or "status_id", str(error)) from error
        return _row(find(session, number), number, now)

    return JSONResponse(write_with_retry(desk_state(request).engine, withdraw, INTERACTIVE_RETRY_SECONDS))


@change_router.patch(
    "/incidents/{number}", responses={200: {"model": IncidentShape, "description": "As it stands now"}, **MISSING, **_OVERTAKEN, **UNREADABLE}
)
def correct(request: Request, person: Editor, now: Now, number: Number, correction: Correction) -> Response:
    """Correct a record. A field that is not named stays as it is."""
    values = {}
    for name, value in correction.fields.items():
        values[_NAMES.get(name, name)] = value
        try:
            corrections({_NAMES.get(name, name): value})
        except BadDecision as error:
            raise FieldRefused(name, str(error)) from error

    def change(session: Session) -> dict[str, Any]:
        facts, private = corrections(values)
        incident_records.edit(session, require_number(number), facts, private, who=person.name, now=now, note=correction.note.strip())
        return _row(find(session, number), number, now)

    return JSONResponse(write_with_retry(desk_state(request).engine, change, INTERACTIVE_RETRY_SECONDS))


def _row(incident_record: Incident | None, number: str, now: datetime) -> dict[str, Any]:
    if incident_record is None:
        raise NoSuchIncident(tr("there is no incident {number}").format(number=number))
    return incident_row(incident_record, day_of(now))


router = APIRouter(prefix="/api/v1", route_class=ProblemRoute, tags=["incidents"], responses=COMMON)

_KINDS = {"csv": "text/csv; charset=utf-8", "jsonl": "application/x-ndjson"}
_BATCH = 500
# Bytes of a file that are buffered in memory; longer ones go through the disk.
_IN_MEMORY = 4_000_000
_TEXT = {"schema": {"type": "string"}}
_COLUMN = "|".join(COLUMNS)


@filtered_by(IncidentFilter)
class IncidentsQuery(ListQuery):
    """The filters of the export of incidents, and how they are to be given. Without any filter, all that stand."""

    fields: Annotated[str, text_with_pattern(f"({_COLUMN})(,({_COLUMN}))*", "number,date,primary", 1000)] | None = Field(
        None, description=f"Of {', '.join(COLUMNS)}"
    )
    format: Literal["json", "csv", "jsonl"] = Field(
        "json", description="`csv` and `jsonl` are the file of the export, whole, and stand in the ledger"
    )
    after: Annotated[str, text_with_pattern(f"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})?~{NUMBER}", f"2026-11-22~{home().number(2026, 1)}", 40)] | None = (
        Field(None, description="`next` of the page before")
    )
    limit: int = Field(100, ge=1, le=MOST)


@router.get(
    "/incidents",
    responses={200: {"model": IncidentList, "content": {"text/csv": _TEXT, "application/x-ndjson": _TEXT}}},
)
def incidents(request: Request, person: Reader, session: Db, now: Now, asked: Annotated[IncidentsQuery, Query()]) -> Response:
    """The incidents, the latest first; as a file, in the order of their numbers."""
    incident_filter, columns = replace(_wanted(asked), asked_by=person.name), _columns(asked.fields)
    book, as_of = desk_state(request).shelf.book(session), incident_filter.as_of or day_of(now)
    if asked.format != "json":
        if request.state.session:
            # A link on any page would make a signed-in person sign the ledger's row on who took the file.
            raise Forbidden(tr("by a link no file leaves; use the form on the page of incidents, or a token"))
        return _file(request, session, book, incident_filter, columns, as_of, asked.format, person.name, now)
    start = key(asked.after) if asked.after is not None else None
    if asked.after is not None and start is None:
        raise FieldRefused("after", tr("{field}: {value} does not fit").format(field="after", value=asked.after))
    selection = [
        entry.incident
        for entry in islice(book.newest(entry_filter(book, incident_filter, as_of, withheld_names(session).incident), start), asked.limit + 1)
    ]
    page_rows = selection[: asked.limit]
    items = [{name: row[name] for name in columns} for row in _rows(session, [incident.number for incident in page_rows], as_of)]
    return JSONResponse({"items": items, "next": written(page_rows[-1].day, page_rows[-1].number) if len(selection) > asked.limit else None})


@router.get("/incidents/{number}", responses={200: {"model": IncidentShape}, **MISSING})
def incident(person: Reader, session: Db, now: Now, number: Number) -> Response:
    """One incident, also a withdrawn one, its clocks read today."""
    record = find(session, require_number(number))
    if record is None:
        raise NoSuchIncident(tr("there is no incident {number}").format(number=number))
    return JSONResponse(incident_row(record, day_of(now)))


def _wanted(incidents_query: IncidentsQuery) -> IncidentFilter:
    """Return the filter that is asked for. Raises FieldRefused, also for what is no number and for too many of them."""
    incident_filter = record_filter(IncidentFilter, "incidents", incidents_query)
    if incident_filter.numbers is None:
        return incident_filter
    numbers = tuple(dict.fromkeys(part.strip() for part in str(incident_filter.numbers).split(",")))
    strange = next((number for number in numbers if not number.isascii() or not is_number(number)), None)
    if strange is not None:
        raise FieldRefused(
            "number", tr("{value} is no number of an incident; it is written {example}").format(value=strange[:40], example=example_number())
        )
    if len(numbers) > MOST_NUMBERS:
        raise FieldRefused("number", tr("these are too many numbers; {most} may be named").format(most=MOST_NUMBERS))
    # A single number is a filter of the export, so that the file names it in the same words.
    return replace(incident_filter, number=numbers[0], numbers=numbers) if len(numbers) == 1 else replace(incident_filter, numbers=numbers)


def _columns(named: str | None) -> tuple[str, ...]:
    """Return the columns that are asked for, in that order. Raises FieldRefused for an unknown one."""
    if named is None:
        return COLUMNS
    columns = tuple(dict.fromkeys(part.strip() for part in named.split(",")))
    strange = next((column for column in columns if column not in COLUMNS), None)
    if strange is not None:
        words = tr("{field} is no field of an incident; fields are {fields}")
        raise FieldRefused("fields", words.format(field=strange[:40] or "“”", fields=", ".join(COLUMNS)))
    return columns


def _rows(session: Session, numbers: list[str], as_of: date) -> Iterator[dict[str, Any]]:
    """Yield the incidents of these numbers as rows, in this order."""
    for start in range(0, len(numbers), _BATCH):
        batch = numbers[start : start + _BATCH]
        loaded = {record.number: record for record in load(session, IncidentFilter(numbers=frozenset(batch), withdrawn=True))}
        yield from (incident_row(loaded[number], as_of) for number in batch if number in loaded)


def _file(
    request: Request,
    session: Session,
    book: IncidentCollection,
    incident_filter: IncidentFilter,
    columns: tuple[str, ...],
    as_of: date,
    form: str,
    who: str,
    now: datetime,
) -> Response:
    """Return the file that `qorgan export incidents` writes with the same filters, and record it in the ledger."""
    holds = entry_filter(book, incident_filter, as_of, withheld_names(session).incident)
    numbers = sorted((entry.incident.number for entry in book.newest(holds)), key=lambda number: number_parts(number) or (0, 0))
    shape = replace(EXPORT_DEFINITIONS["incidents"], columns=columns)
    rows = ({name: row[name] for name in columns} for row in _rows(session, numbers, as_of))
    filters = replace(incident_filter, numbers=None) if incident_filter.number else incident_filter
    file: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  (closed when the answer is sent)
    sent = send_rows(form, cast(Any, file), shape, rows, filters)
    with write_transaction(desk_state(request).engine) as ledger:
        note_export(ledger, shape, form, filters, sent, who=who, now=now)
        desk_state(request).security.note(request, SecurityEvent.EXPORT_MADE, what="incidents", format=form, rows=sent.rows)
    length = file.tell()
    file.seek(0)
    headers = {"Content-Disposition": f'attachment; filename="incidents-{day_of(now)}.{form}"', "Content-Length": str(length)}
    return StreamingResponse(iter(lambda: file.read(65536), b""), media_type=_KINDS[form], headers=headers, background=BackgroundTask(file.close))

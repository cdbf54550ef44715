"""The incidents of the table as a file: for programs the export of the contract, for people the view itself, a row a case, in words."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import IO, Annotated

from fastapi import APIRouter, Form, Request
from sqlalchemy.orm import Session
from starlette.background import BackgroundTask
from starlette.responses import Response, StreamingResponse

from desk.auth.dependencies import Db, Now, Reader
from desk.desk_state import desk_state
from desk.pages.incidents.table_address import TableAddress, understood
from desk.pages.incidents.table_columns import COLUMNS, TableRow
from desk.pages.incidents.table_rows import listed_as_shown
from desk.security_log import SecurityEvent
from records.clock import day_of
from records.database import write_transaction
from records.errors import BadDecision
from records.filters import IncidentFilter
from records.i18n import reader, tr
from records.users import User
from reports.cached_incident import CachedIncident
from reports.exports.export_run import Sent, note_export, send_rows, send_with
from reports.exports.export_shapes import SHAPES
from reports.exports.view_files import ViewSheet, write_view
from reports.incident_choice import export_rows
from reports.incident_on_day import IncidentOnDay
from reports.withheld.public_incidents import load

router = APIRouter()

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CSV = "text/csv; charset=utf-8"
_FOR_PROGRAMS = {"csv": _CSV, "jsonl": "application/x-ndjson", "xlsx": _XLSX}
_FOR_PEOPLE = {"csv": _CSV, "xlsx": _XLSX}
# Bytes of a download that are kept in memory; longer ones go through a file.
_IN_MEMORY = 4_000_000
_BATCH = 500


@router.post("/incidents/export")
def download(request: Request, person: Reader, session: Db, now: Now, format: Annotated[str, Form()] = "csv") -> Response:
    """The export of the contract with the filters of the table. The ledger notes, in the person's name, that it was sent."""
    if format not in _FOR_PROGRAMS:
        raise BadDecision(tr("choose CSV, XLSX or JSONL"))
    wanted, today = understood(request.query_params, person.name).filter, day_of(now)
    book = desk_state(request).shelf.book(session)
    file = _opened()
    filters = replace(wanted, as_of=today)
    sent = send_rows(format, file, SHAPES["incidents"], export_rows(session, book, wanted, today), filters)  # type: ignore[arg-type]
    return _sent(request, person, file, sent, filters, format, now, f"incidents-{today}.{format}", _FOR_PROGRAMS[format])


@router.post("/incidents/file")
def view_file(request: Request, person: Reader, session: Db, now: Now, format: Annotated[str, Form()] = "xlsx") -> Response:
    """Just this view for people: its filters, order and columns, in the reader's language. The ledger notes it too."""
    if format not in _FOR_PEOPLE:
        raise BadDecision(tr("choose XLSX or CSV"))
    asked, today = understood(request.query_params, person.name), day_of(now)
    entries = listed_as_shown(session, desk_state(request).shelf.book(session), asked, today)
    file = _opened()
    sheet = _sheet(session, asked, entries, today)
    sent = send_with(file, sheet.rows, lambda stream, rows: write_view(format, stream, replace(sheet, rows=rows), reader()))  # type: ignore[arg-type]
    filters = replace(asked.filter, as_of=today)
    return _sent(request, person, file, sent, filters, f"{format}, {','.join(asked.columns)}", now, f"qorgan-{today}.{format}", _FOR_PEOPLE[format])


def _sheet(session: Session, asked: TableAddress, entries: Sequence[CachedIncident], today: date) -> ViewSheet:
    names = dict.fromkeys(("number", *asked.columns))
    columns = [COLUMNS[name] for name in names]
    hands = {entry.incident.number: entry.hands for entry in entries}
    numbers = [entry.incident.number for entry in entries]

    def cells() -> Iterator[list[object]]:
        for row in _rows(session, numbers, hands, today):
            yield [column.value(row) for column in columns]

    return ViewSheet(tr("Incidents"), tuple(column.heading for column in columns), tuple(column.width for column in columns), cells())


def _rows(session: Session, numbers: Sequence[str], hands: dict[str, tuple[str, ...]], today: date) -> Iterator[TableRow]:
    """The incidents as they may leave the house, in this order."""
    for start in range(0, len(numbers), _BATCH):
        some = numbers[start : start + _BATCH]
        found = {one.number: one for one in load(session, IncidentFilter(numbers=frozenset(some), withdrawn=True))}
        yield from (TableRow(IncidentOnDay(found[number], today), hands[number], len(found[number].articles)) for number in some if number in found)


def _opened() -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(_IN_MEMORY)  # closed when the answer is sent


def _sent(
    request: Request, person: User, file: IO[bytes], sent: Sent, filters: IncidentFilter, form: str, now: datetime, name: str, kind: str
) -> Response:
    with write_transaction(desk_state(request).engine) as kept:
        note_export(kept, SHAPES["incidents"], form, filters, sent, who=person.name, now=now)
        desk_state(request).security.note(request, SecurityEvent.EXPORT_MADE, what="incidents", format=form, rows=sent.rows)
    length = file.tell()
    file.seek(0)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Length": str(length)}
    return StreamingResponse(iter(lambda: file.read(65536), b""), media_type=kind, headers=headers, background=BackgroundTask(file.close))

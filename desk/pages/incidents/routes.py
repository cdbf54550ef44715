"""The list of incidents with its filters, and its download. Every incident has a page of its own (`desk.pages.incident`)."""

import tempfile
from dataclasses import replace
from datetime import date
from typing import IO, Annotated

from fastapi import APIRouter, Form, Request
from starlette.background import BackgroundTask
from starlette.responses import Response, StreamingResponse

from desk.auth.dependencies import Db, Now, Reader
from desk.desk_state import desk_state
from desk.pages.incident import edit_routes, routes
from desk.pages.incident.view import IncidentListLine, line
from desk.rendering import page
from desk.security_log import SecurityEvent
from records.clock import day_of
from records.country import region_choices
from records.database import write_transaction
from records.errors import BadDecision
from records.filter_doors import address_of, from_address
from records.filters import NONE, UNANSWERED, IncidentFilter
from records.i18n import tr
from records.incidents import number_parts
from records.vocabulary import CATEGORIES
from reports.charts import block_words
from reports.exports.export_run import note_export, send_rows
from reports.exports.export_shapes import SHAPES
from reports.impunity import STAGE_LABELS, FunnelStage
from reports.incident_cache import Key
from reports.incident_choice import chosen, export_rows

router = APIRouter()
router.include_router(routes.router)
router.include_router(edit_routes.router)

PAGE = 50
_KINDS = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Bytes of a download that are kept in memory; longer ones go through a file.
_IN_MEMORY = 4_000_000


@router.get("/incidents")
def show(request: Request, person: Reader, session: Db, now: Now, after: str = "") -> Response:
    """A page of the list, the latest first."""
    wanted, today = from_address(IncidentFilter, request.query_params), day_of(now)
    book = desk_state(request).shelf.book(session)
    holds = chosen(book, wanted, today)
    found = [entry.incident for entry in book.newest(holds)]
    start = _key(after)
    rest = [entry.incident for entry in book.newest(holds, start)] if start else found
    lines: list[IncidentListLine] = [line(incident, today) for incident in rest[:PAGE]]
    more = address_of(wanted, "/incidents", after=_written(rest[PAGE - 1])) if len(rest) > PAGE else ""
    return page(
        request,
        "incidents.html",
        wanted=wanted,
        way=lambda path="/incidents": address_of(wanted, path),
        narrowing=len(wanted.to_json()),
        lines=lines,
        number_found=len(found),
        in_all=sum(not incident.withdrawn for incident in book.incidents),
        first=len(found) - len(rest) + 1,
        more=more,
        later=start is not None,
        to_review=sum(1 for _ in book.newest(chosen(book, IncidentFilter(review=True), today))),
        chips=_chips(wanted),
        categories=[(code.value, tr(facts.label)) for code, facts in CATEGORIES.items()],
        regions=[*region_choices(), (NONE, tr("elsewhere, or region not known"))],
    )


@router.post("/incidents/export")
def download(request: Request, person: Reader, session: Db, now: Now, format: Annotated[str, Form()] = "csv") -> Response:
    """The same incidents as a file. The ledger notes, in the person's name, that it was sent."""
    if format not in _KINDS:
        raise BadDecision(tr("choose CSV, XLSX or JSONL"))
    wanted, today = from_address(IncidentFilter, request.query_params), day_of(now)
    shape, book = SHAPES["incidents"], desk_state(request).shelf.book(session)
    file: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  (closed when the answer is sent)
    filters = replace(wanted, as_of=today)
    sent = send_rows(format, file, shape, export_rows(session, book, wanted, today), filters)  # type: ignore[arg-type]
    with write_transaction(desk_state(request).engine) as kept:
        note_export(kept, shape, format, filters, sent, who=person.name, now=now)
        desk_state(request).security.note(request, SecurityEvent.EXPORT_MADE, what="incidents", format=format, rows=sent.rows)
    length = file.tell()
    file.seek(0)
    headers = {"Content-Disposition": f'attachment; filename="incidents-{today}.{format}"', "Content-Length": str(length)}
    return StreamingResponse(iter(lambda: file.read(65536), b""), media_type=_KINDS[format], headers=headers, background=BackgroundTask(file.close))


def _chips(wanted: IncidentFilter) -> list[tuple[str, str]]:
    """The filters that are not in the form, each with the address without it."""
    chips = []
    if wanted.numbers:
        chips.append((tr("records: {numbers}").format(numbers=_few(list(wanted.numbers))), address_of(wanted, "/incidents", numbers="")))
    if wanted.stage:
        words = tr("nobody has answered") if wanted.stage == UNANSWERED else tr(STAGE_LABELS[FunnelStage(wanted.stage)])
        chips.append((words, address_of(wanted, "/incidents", stage="")))
    if wanted.block:
        chips.append((block_words(None if wanted.block == NONE else wanted.block), address_of(wanted, "/incidents", block="")))
    if wanted.undated:
        chips.append((tr("without a date"), address_of(wanted, "/incidents", undated="")))
    if wanted.review:
        chips.append((tr("a status tells the wrong story"), address_of(wanted, "/incidents", review="")))
    return chips


def _few(numbers: list[str]) -> str:
    shown = ", ".join(numbers[:3])
    return shown if len(numbers) <= 3 else tr("{some} and {n} more").format(some=shown, n=len(numbers) - 3)


def _written(incident: object) -> str:
    """The key after which the next page begins."""
    day, number = getattr(incident, "day", None), getattr(incident, "number", "")
    return f"{day.isoformat() if day else ''}~{number}"


def _key(after: str) -> Key | None:
    """The place that a key means. A key that cannot be read gives None, and the list starts from the beginning."""
    day, _, number = after.partition("~")
    parts = number_parts(number)
    try:
        return (date.fromisoformat(day).toordinal() if day else 0, *parts) if parts else None
    except ValueError:
        return None

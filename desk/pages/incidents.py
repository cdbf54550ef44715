"""The incidents: the list with its filters, and its download. Every record has a page of its own (`incident_record`)."""

import tempfile
from dataclasses import replace
from datetime import date
from typing import IO, Annotated

from fastapi import APIRouter, Form, Request
from starlette.background import BackgroundTask
from starlette.responses import Response, StreamingResponse

from desk.office import office
from desk.pages import incident_acts, incident_record
from desk.pages.incident_words import Line, line
from desk.rendering import page
from desk.security.asking import Db, Now, Reader
from records.database import writing
from records.days import day_of
from records.errors import BadDecision
from records.i18n import label, tr
from records.incidents import number_parts
from records.vocabulary import CATEGORIES, REGIONS
from reports.book import Key
from reports.charts import block_words
from reports.choosing import NONE, UNANSWERED, Chosen, chosen, export_rows, understood
from reports.exports.rows import SHAPES
from reports.exports.sending import keep, send
from reports.impunity import STAGE_LABELS, Stage

router = APIRouter()
router.include_router(incident_record.router)
router.include_router(incident_acts.router)

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
    wanted, today = understood(request.query_params), day_of(now)
    book = office(request).shelf.book(session)
    holds = chosen(book, wanted, today)
    found = [entry.incident for entry in book.newest(holds)]
    start = _key(after)
    rest = [entry.incident for entry in book.newest(holds, start)] if start else found
    lines: list[Line] = [line(incident, today) for incident in rest[:PAGE]]
    more = wanted.way(after=_written(rest[PAGE - 1])) if len(rest) > PAGE else ""
    return page(
        request,
        "incidents.html",
        wanted=wanted,
        lines=lines,
        number_found=len(found),
        in_all=sum(not incident.withdrawn for incident in book.incidents),
        first=len(found) - len(rest) + 1,
        more=more,
        later=start is not None,
        chips=_chips(wanted),
        categories=[(code.value, label(facts.label)) for code, facts in CATEGORIES.items()],
        regions=[*((code, label(words)) for code, words in REGIONS.items()), (NONE, tr("elsewhere, or region not known"))],
    )


@router.post("/incidents/export")
def download(request: Request, person: Reader, session: Db, now: Now, format: Annotated[str, Form()] = "csv") -> Response:
    """The same incidents as a file. What left stands in the ledger in the person's name."""
    if format not in _KINDS:
        raise BadDecision(tr("choose CSV, XLSX or JSONL"))
    wanted, today = understood(request.query_params), day_of(now)
    shape, book = SHAPES["incidents"], office(request).shelf.book(session)
    file: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  (closed when the answer is sent)
    filters = replace(wanted, as_of=today)
    sent = send(format, file, shape, export_rows(session, book, wanted, today), filters)  # type: ignore[arg-type]
    with writing(office(request).engine) as kept:
        keep(kept, shape, format, filters, sent, who=person.name, now=now)
    length = file.tell()
    file.seek(0)
    headers = {"Content-Disposition": f'attachment; filename="incidents-{today}.{format}"', "Content-Length": str(length)}
    return StreamingResponse(iter(lambda: file.read(65536), b""), media_type=_KINDS[format], headers=headers, background=BackgroundTask(file.close))


def _chips(wanted: Chosen) -> list[tuple[str, str]]:
    """What narrows the list beside the fields of its form, each with the way without it."""
    chips = []
    if wanted.numbers:
        chips.append((tr("records: {numbers}").format(numbers=_few(wanted.numbers.split(","))), wanted.way(numbers="")))
    if wanted.stage:
        words = tr("nobody has answered") if wanted.stage == UNANSWERED else label(STAGE_LABELS[Stage(wanted.stage)])
        chips.append((words, wanted.way(stage="")))
    if wanted.block:
        chips.append((block_words(None if wanted.block == NONE else wanted.block), wanted.way(block="")))
    if wanted.undated:
        chips.append((tr("without a date"), wanted.way(undated="")))
    return chips


def _few(numbers: list[str]) -> str:
    shown = ", ".join(numbers[:3])
    return shown if len(numbers) <= 3 else tr("{some} and {n} more").format(some=shown, n=len(numbers) - 3)


def _written(incident: object) -> str:
    """The key after which the next page begins."""
    day, number = getattr(incident, "day", None), getattr(incident, "number", "")
    return f"{day.isoformat() if day else ''}~{number}"


def _key(after: str) -> Key | None:
    """The place of a key; None for one that cannot be read, which starts from the beginning."""
    day, _, number = after.partition("~")
    parts = number_parts(number)
    try:
        return (date.fromisoformat(day).toordinal() if day else 0, *parts) if parts else None
    except ValueError:
        return None

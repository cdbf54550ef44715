"""The table of incidents: filters, order, columns, pages, saved views, downloads, and corrections of many incidents at once.

Every incident has a page of its own (`desk.pages.incident`).
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import IO, Annotated, Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Form, Path, Request
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response, StreamingResponse

from desk.auth.dependencies import Db, Editor, Now, Reader
from desk.fields import field_choices
from desk.pages.history.words import field_words, value_words
from desk.pages.incident import routes
from desk.pages.incidents.table import TableAddress, list_incidents, listed_as_shown, parse_table_address, table_page, view_query
from desk.pages.incidents.table_columns import COLUMNS, TableRow
from desk.rendering import page
from desk.security_log import SecurityEvent
from desk.state import desk_state
from records import incidents, saved_views
from records.clock import day_of
from records.database import INTERACTIVE_RETRY_SECONDS, read_session, write_transaction, write_with_retry
from records.errors import BadDecision, QorganError
from records.filters import IncidentFilter
from records.i18n import reader_language, tr
from records.incident_fields import BY_NAME
from records.incident_texts.list_titles import titles_of_numbers
from records.incidents import is_number
from records.incidents.numbers import incident_subject
from records.incidents.repository import checked_correction
from records.ledger.entries import ProgramNote, WrittenNote, written_note
from records.review.draft_fields import checked_fields
from records.review.incident_facts import corrections
from records.row_ids import parse_id
from records.tables import LARGEST_ID, IncidentRow, LedgerRow
from records.users import User
from records.vocabulary import CATEGORIES, LedgerAction
from reports.exports.export_definitions import EXPORT_DEFINITIONS
from reports.exports.export_run import Sent, ViewSheet, note_export, send_rows, send_with, write_view
from reports.incident_selection import export_rows
from reports.incidents import CachedIncident, IncidentOnDay
from reports.withheld.public_incidents import load

# Saved views: opened by their number, saved from what the table shows, renamed, shared, deleted.

_view_router = APIRouter()
_ViewId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


@_view_router.get("/incidents/views/{id}")
def open_view(request: Request, person: Reader, session: Db, id: str) -> Response:
    """Show the table of a saved view. A filter that is no longer valid is reported above the list; the others apply."""
    view = saved_views.find_view(session, parse_id(id) or 0, person)
    parameters = dict(parse_qsl(view.query)) | {"view": str(view.id)}
    return table_page(request, person, session, parse_table_address(parameters, person.name))


@_view_router.post("/incidents/views")
def save(request: Request, person: Reader, now: Now, name: Annotated[str, Form()] = "", shared: Annotated[str, Form()] = "") -> Response:
    """Save filters, order and columns of this address under a name."""
    table_address = parse_table_address(request.query_params, person.name)

    def keep(session: Session) -> int:
        return saved_views.save(session, person, name, view_query(table_address), shared=bool(shared), now=now).id

    try:
        id = write_with_retry(desk_state(request).engine, keep, INTERACTIVE_RETRY_SECONDS)
    except BadDecision as error:
        return _view_refused(request, person, table_address, error, name)
    return _to(id)


@_view_router.post("/incidents/views/{id}")
def change(request: Request, person: Reader, now: Now, id: _ViewId, act: Annotated[str, Form()] = "", name: Annotated[str, Form()] = "") -> Response:
    """Change a view. `act`: rename, share, keep (for oneself), update (to what the table shows), delete."""
    table_address = parse_table_address(request.query_params, person.name)

    def do(session: Session) -> None:
        match act:
            case "rename":
                saved_views.change(session, person, id, now=now, name=name)
            case "share" | "keep":
                saved_views.change(session, person, id, now=now, shared=act == "share")
            case "update":
                saved_views.change(session, person, id, now=now, query=view_query(table_address))
            case "delete":
                saved_views.remove(session, person, id)
            case _:
                raise BadDecision(tr("choose what to do with the view"))

    try:
        write_with_retry(desk_state(request).engine, do, INTERACTIVE_RETRY_SECONDS)
    except BadDecision as error:
        return _view_refused(request, person, table_address, error, name)
    return RedirectResponse("/incidents", status_code=303) if act == "delete" else _to(id)


def _to(id: int) -> Response:
    return RedirectResponse(f"/incidents/views/{id}", status_code=303)


def _view_refused(request: Request, person: User, table_address: TableAddress, error: BadDecision, name: str) -> Response:
    """Show the table again, with what was typed and why it was not saved."""
    with read_session(desk_state(request).engine) as session:
        return table_page(request, person, session, table_address, status=422, view_error=str(error), view_typed=name)


# The incidents of the table as a file: for programs the export of the contract, for people the view itself, a row a case, in words.

_file_router = APIRouter()

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CSV = "text/csv; charset=utf-8"
_FOR_PROGRAMS = {"csv": _CSV, "jsonl": "application/x-ndjson", "xlsx": _XLSX}
_FOR_PEOPLE = {"csv": _CSV, "xlsx": _XLSX}
# Bytes of a download that stay in memory; longer ones use a temporary file.
_IN_MEMORY = 4_000_000
_BATCH = 500


@_file_router.post("/incidents/export")
def download(request: Request, person: Reader, session: Db, now: Now, format: Annotated[str, Form()] = "csv") -> Response:
    """Send the export of the contract with the filters of the table. The ledger notes that the person received it."""
    if format not in _FOR_PROGRAMS:
        raise BadDecision(tr("choose CSV, XLSX or JSONL"))
    incident_filter, today = parse_table_address(request.query_params, person.name).filter, day_of(now)
    book = desk_state(request).shelf.book(session)
    file = _opened()
    filters = replace(incident_filter, as_of=today)
    sent = send_rows(format, file, EXPORT_DEFINITIONS["incidents"], export_rows(session, book, incident_filter, today), filters)  # type: ignore[arg-type]
    return _sent(request, person, file, sent, filters, format, now, f"incidents-{today}.{format}", _FOR_PROGRAMS[format])


@_file_router.post("/incidents/file")
def view_file(request: Request, person: Reader, session: Db, now: Now, format: Annotated[str, Form()] = "xlsx") -> Response:
    """Send the view as a file for people: its filters, order and columns, in the reader's language. The ledger notes it too."""
    if format not in _FOR_PEOPLE:
        raise BadDecision(tr("choose XLSX or CSV"))
    table_address, today = parse_table_address(request.query_params, person.name), day_of(now)
    entries = listed_as_shown(session, desk_state(request).shelf.book(session), table_address, today)
    file = _opened()
    sheet = _sheet(session, table_address, entries, today)
    sent = send_with(file, sheet.rows, lambda stream, rows: write_view(format, stream, replace(sheet, rows=rows), reader_language()))  # type: ignore[arg-type]
    filters = replace(table_address.filter, as_of=today)
    return _sent(
        request, person, file, sent, filters, f"{format}, {','.join(table_address.columns)}", now, f"qorgan-{today}.{format}", _FOR_PEOPLE[format]
    )


def _sheet(session: Session, table_address: TableAddress, entries: Sequence[CachedIncident], today: date) -> ViewSheet:
    names = dict.fromkeys(("number", *table_address.columns))
    columns = [COLUMNS[name] for name in names]
    assignees = {entry.incident.number: entry.hands for entry in entries}
    numbers = [entry.incident.number for entry in entries]

    def cells() -> Iterator[list[object]]:
        for row in _rows(session, numbers, assignees, today):
            yield [column.value(row) for column in columns]

    return ViewSheet(tr("Incidents"), tuple(column.heading for column in columns), tuple(column.width for column in columns), cells())


def _rows(session: Session, numbers: Sequence[str], assignees: dict[str, tuple[str, ...]], today: date) -> Iterator[TableRow]:
    """Yield the incidents without withheld names, in this order."""
    for start in range(0, len(numbers), _BATCH):
        batch = numbers[start : start + _BATCH]
        loaded = {incident.number: incident for incident in load(session, IncidentFilter(numbers=frozenset(batch), withdrawn=True))}
        yield from (
            TableRow(IncidentOnDay(loaded[number], today), assignees[number], len(loaded[number].articles)) for number in batch if number in loaded
        )


def _opened() -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(_IN_MEMORY)  # closed when the answer is sent


def _sent(
    request: Request, person: User, file: IO[bytes], sent: Sent, filters: IncidentFilter, form: str, now: datetime, name: str, kind: str
) -> Response:
    with write_transaction(desk_state(request).engine) as kept:
        note_export(kept, EXPORT_DEFINITIONS["incidents"], form, filters, sent, who=person.name, now=now)
        desk_state(request).security.note(request, SecurityEvent.EXPORT_MADE, what="incidents", format=form, rows=sent.rows)
    length = file.tell()
    file.seek(0)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Length": str(length)}
    return StreamingResponse(iter(lambda: file.read(65536), b""), media_type=kind, headers=headers, background=BackgroundTask(file.close))


# One correction of many incidents: what was requested, what it would change in each, and doing it. Each incident is corrected with the same checks
# and the same row in the ledger as a single one. An incident that somebody else has changed since it was displayed stays as it is, and is reported.

# The largest number of incidents in one correction. Each costs some milliseconds and a row of the ledger, and nobody checks more before pressing the
# button.
MOST_AT_ONCE = 500
# Incidents written in one transaction, which is how long others wait.
BATCH = 25
# Fields that may be corrected in many incidents at once.
FIELDS = ("actor", "region", "place", "online")
_YES = "yes"
# Fields that such a correction may have changed.
_COLUMNS = ("primary", "categories", "country", *(BY_NAME[name].column for name in FIELDS))


@dataclass(frozen=True)
class BulkChange:
    """The requested change; what is empty stays as it is. `added` and `dropped` are categories, `fields` the others by their names."""

    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    fields: Mapping[str, Any] | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.dropped or self.fields)

    def of(self, row: IncidentRow) -> dict[str, Any]:
        """Return the fields in which this incident would differ; empty if it stays as it is. Raises BadDecision if no category would be left."""
        differing = {name: value for name, value in (self.fields or {}).items() if getattr(row, BY_NAME[name].column) != value}
        codes = [code for code in dict.fromkeys([*row.categories, *self.added]) if code not in self.dropped]
        if not codes:
            raise BadDecision(tr("no category would be left"))
        if codes != list(row.categories):
            differing |= {"primary": codes[0], "categories": codes}
        return differing


@dataclass(frozen=True)
class _ChangePreview:
    """What would become, or became, of one incident. `changes` are field, old and new words; `refused` says why it stays as it is.
    `seen` is the version that was displayed."""

    number: str
    seen: int
    changes: tuple[tuple[str, str, str], ...] = ()
    refused: str = ""

    @property
    def will(self) -> bool:
        return bool(self.changes) and not self.refused


def parse_bulk_change(typed: Mapping[str, Sequence[str]]) -> tuple[BulkChange, dict[str, str]]:
    """Return what a form requests, and the errors of its fields."""
    values = {name: next((value.strip() for value in typed.get(name, ()) if value.strip()), "") for name in FIELDS}
    fields: dict[str, Any] = {name: value == _YES if name == "online" else value for name, value in values.items() if value}
    wrong = {}
    for name, value in list(fields.items()):
        try:
            fields[name] = checked_fields({name: value})[name]
        except BadDecision as error:
            wrong[name] = str(error).removeprefix(f"{name}: ")
    added, dropped = (tuple(dict.fromkeys(code for code in typed.get(name, ()) if code)) for name in ("added", "dropped"))
    for name, codes in (("added", added), ("dropped", dropped)):
        if codes:
            try:
                checked_fields({"categories": list(codes)})
            except BadDecision as error:
                wrong[name] = str(error).removeprefix("categories: ")
    if both := sorted(set(added) & set(dropped)):
        wrong["dropped"] = tr("{codes}: added and taken away at once").format(codes=", ".join(both))
    return BulkChange(added, dropped, fields), wrong


def foreseen(session: Session, numbers: Sequence[str], change: BulkChange) -> list[_ChangePreview]:
    """Return what the change would do to each of these incidents; nothing is written. Unknown numbers are left out."""
    rows = {row.number: row for row in session.scalars(select(IncidentRow).where(IncidentRow.number.in_(numbers)))}
    return [_foreseen(session, rows[number], change) for number in numbers if number in rows]


def _change_all(engine: Engine, versions: Mapping[str, int], change: BulkChange, *, who: str, now: datetime, note: str = "") -> list[_ChangePreview]:
    """Correct each of these incidents, if it still has the displayed version, and return what became of each."""
    return _in_batches(engine, versions, lambda session, batch: _batch(session, batch, versions, change, who, now, note))


def _in_batches(
    engine: Engine, versions: Mapping[str, int], work: Callable[[Session, Sequence[str]], Iterator[_ChangePreview]]
) -> list[_ChangePreview]:
    """Do the work on `BATCH` incidents a transaction and return what became of each; a batch that fails is refused, the earlier ones remain."""
    numbers = iter(versions)
    done: list[_ChangePreview] = []
    while batch := list(islice(numbers, BATCH)):

        def whole_batch(session: Session, batch: Sequence[str] = batch) -> list[_ChangePreview]:
            return list(work(session, batch))

        try:
            done += write_with_retry(engine, whole_batch, INTERACTIVE_RETRY_SECONDS)
        except (QorganError, StaleDataError) as error:
            words = tr("nothing was saved: {why}").format(why=error if isinstance(error, QorganError) else tr("somebody else was changing it"))
            with read_session(engine) as session:
                done += [_refused(row, words) for row in session.scalars(select(IncidentRow).where(IncidentRow.number.in_(batch)))]
    return done


def _batch(
    session: Session, batch: Sequence[str], versions: Mapping[str, int], change: BulkChange, who: str, now: datetime, note: str
) -> Iterator[_ChangePreview]:
    for number in batch:
        row = session.get(IncidentRow, number, with_for_update=True)
        if row is None:
            continue
        if row.version != versions[number]:
            yield _refused(row, tr("somebody else has changed it since you looked; nothing was changed here"))
            continue
        result = _foreseen(session, row, change)
        if result.will:
            facts, _ = corrections(change.of(row))
            incidents.edit(session, number, facts, {}, who=who, now=now, note=note)
        yield result


def _take_back_all(engine: Engine, versions: Mapping[str, int], *, who: str, now: datetime) -> list[_ChangePreview]:
    """Undo the last correction of each of these incidents if it was this person's and nothing was changed since.

    Return what became of each.
    """
    return _in_batches(engine, versions, lambda session, batch: _undo_batch(session, batch, versions, who, now))


def _undo_batch(session: Session, batch: Sequence[str], versions: Mapping[str, int], who: str, now: datetime) -> Iterator[_ChangePreview]:
    for number in batch:
        row = session.get(IncidentRow, number, with_for_update=True)
        if row is None:
            continue
        last = session.scalars(select(LedgerRow).where(LedgerRow.subject == incident_subject(number)).order_by(LedgerRow.id.desc()).limit(1)).first()
        if row.version != versions[number] or last is None or (last.who, last.action) != (who, LedgerAction.EDIT):
            yield _refused(row, tr("it was changed since; nothing was taken back here"))
            continue
        before = last.before or {}
        was = {name: before[name] for name in _COLUMNS if name in before and before[name] != getattr(row, name)}
        result = _undo_result(row, was)
        if was:
            note = written_note(WrittenNote.TAKEN_BACK, note=ProgramNote(last.note)) if last.note else ""
            incidents.edit(session, number, was, {}, who=who, now=now, note=note)
        yield result


def _foreseen(session: Session, row: IncidentRow, change: BulkChange) -> _ChangePreview:
    if row.withdrawn:
        return _refused(row, tr("it is withdrawn"))
    try:
        fields = change.of(row)
        facts, _ = corrections(fields) if fields else ({}, {})
        if facts:
            checked_correction(session, row, facts)
    except BadDecision as error:
        return _refused(row, str(error))
    return _undo_result(row, fields)


def _undo_result(row: IncidentRow, fields: Mapping[str, Any]) -> _ChangePreview:
    changes = tuple(
        (field_words(name), value_words(name, getattr(row, BY_NAME[name].column)), value_words(name, value))
        for name, value in fields.items()
        if not (name == "primary" and row.primary == value)
    )
    return _ChangePreview(row.number, row.version, changes)


def _refused(row: IncidentRow, words: str) -> _ChangePreview:
    return _ChangePreview(row.number, row.version, refused=words)


# Correcting many incidents at once: select them in the table, enter the changes, see a preview, confirm.

_bulk_router = APIRouter()
_TYPED = (*FIELDS, "added", "dropped", "note")


@_bulk_router.get("/incidents/bulk")
def reopened(request: Request, person: Reader) -> Response:
    """Redirect from the address of a sent form, opened again, to the table."""
    return RedirectResponse(parse_table_address(request.query_params, person.name).way(), status_code=303)


@_bulk_router.post("/incidents/bulk")
async def bulk(request: Request, person: Editor, now: Now) -> Response:
    """Run a step of a bulk correction.

    `act`: choose (what is selected, or all that the table found), foresee (what would change), change, undo (this person's last change of these).
    """
    form = await request.form()
    return await run_in_threadpool(_bulk, request, person, now, form)


def _bulk(request: Request, person: User, now: datetime, form: FormData) -> Response:
    table_address, act = parse_table_address(request.query_params, person.name), str(form.get("act", ""))
    typed = {name: [str(value) for value in form.getlist(name)] for name in _TYPED}
    if act == "undo":
        rows = _take_back_all(
            desk_state(request).engine, dict(islice(_seen(str(form.get("seen", ""))).items(), MOST_AT_ONCE)), who=person.name, now=now
        )
        return _shown(request, table_address, typed, numbers=[], wrong={}, error="", rows=rows, done=True, undone=True)
    if act == "change":
        return _change(request, person, now, table_address, typed, _seen(str(form.get("seen", ""))))
    numbers = _chosen(request, now, table_address, form)
    if not numbers:
        with read_session(desk_state(request).engine) as session:
            return table_page(request, person, session, table_address, status=422, bulk_error=tr("select the incidents first"))
    if act == "foresee" and len(numbers) <= MOST_AT_ONCE:
        return _foresee(request, table_address, typed, numbers)
    return _change_form(request, table_address, numbers, typed)


def _chosen(request: Request, now: datetime, table_address: TableAddress, form: FormData) -> list[str]:
    """Return the selected numbers, or those of everything that the table found, in its order."""
    if form.get("all"):
        with read_session(desk_state(request).engine) as session:
            everything = [
                entry.incident.number for entry in list_incidents(session, desk_state(request).shelf.book(session), table_address, day_of(now))
            ]
        return everything[:MOST_AT_ONCE] if form.get("all") == "first" else everything
    chosen = [*map(str, form.getlist("chosen")), *str(form.get("numbers", "")).split(",")]
    return [number for number in dict.fromkeys(chosen) if is_number(number)]


def _change_form(
    request: Request, table_address: TableAddress, numbers: Sequence[str], typed: Mapping[str, Sequence[str]], wrong: Mapping[str, str] | None = None,
    error: str = "", status: int = 200,
) -> Response:  # fmt: skip
    """Show the form of the correction."""
    return _shown(request, table_address, typed, status=status, numbers=numbers, wrong=wrong or {}, error=error, rows=None, done=False)


def _foresee(request: Request, table_address: TableAddress, typed: Mapping[str, Sequence[str]], numbers: Sequence[str]) -> Response:
    change, wrong = parse_bulk_change(typed)
    if wrong or change.is_empty:
        words = tr("nothing was changed; what is wrong is said beside the field") if wrong else tr("say what is to change")
        return _change_form(request, table_address, numbers, typed, wrong, words, 422)
    with read_session(desk_state(request).engine) as session:
        rows = foreseen(session, numbers, change)
    return _shown(request, table_address, typed, numbers=numbers, wrong={}, error="", rows=rows, done=False)


def _change(
    request: Request, person: User, now: datetime, table_address: TableAddress, typed: Mapping[str, Sequence[str]], versions: Mapping[str, int]
) -> Response:
    change, wrong = parse_bulk_change(typed)
    if wrong or change.is_empty or len(versions) > MOST_AT_ONCE:
        return _change_form(request, table_address, list(versions), typed, wrong, tr("say what is to change"), 422)
    note = next(iter(typed["note"]), "").strip()
    rows = _change_all(desk_state(request).engine, versions, change, who=person.name, now=now, note=note)
    return _shown(request, table_address, typed, numbers=list(versions), wrong={}, error="", rows=rows, done=True)


def _shown(
    request: Request,
    table_address: TableAddress,
    typed: Mapping[str, Sequence[str]],
    *,
    rows: Sequence[_ChangePreview] | None,
    status: int = 200,
    **more: Any,
) -> Response:
    changing = [row for row in rows or () if row.will]
    with read_session(desk_state(request).engine) as session:
        titles = titles_of_numbers(session, [row.number for row in rows] if rows is not None else more["numbers"][:MOST_AT_ONCE])
    return page(
        request,
        "bulk_incidents.html",
        status=status,
        asked=table_address,
        typed={name: (values if name in ("added", "dropped") else next(iter(values), "")) for name, values in typed.items()},
        most=MOST_AT_ONCE,
        categories=[(code.value, tr(facts.label)) for code, facts in CATEGORIES.items()],
        offered=field_choices,
        rows=rows,
        titles=titles,
        changing=changing,
        staying=[row for row in rows or () if not row.will and not row.refused],
        refused=[row for row in rows or () if row.refused],
        seen=",".join(f"{row.number}:{row.seen + (1 if more['done'] else 0)}" for row in changing),
        **{"undone": False, **more},
    )


def _seen(written: str) -> dict[str, int]:
    """Return incidents with the versions that were displayed, as the page wrote them."""
    versions = {}
    for part in written.split(","):
        number, _, version = part.partition(":")
        if is_number(number) and version.isascii() and version.isdecimal() and len(version) < 10:
            versions[number] = int(version)
    return versions


router = APIRouter()
router.include_router(_file_router)
router.include_router(_view_router)
router.include_router(_bulk_router)
router.include_router(routes.router)
router.include_router(routes.edit_router)


@router.get("/incidents")
def show(request: Request, person: Reader, session: Db) -> Response:
    """Show a page of the table, the latest first unless another order is requested."""
    return table_page(request, person, session, parse_table_address(request.query_params, person.name))

"""The page of one incident: the record, its clocks and timeline, its sources, the decisions on it, and the forms of an editor."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from desk.auth.dependencies import Db, Editor, Now, Reader
from desk.fields import DIFFERENT_PERSONS, duplicate_rows, field_choices, incident_rows, invalid_rows
from desk.form_dates import ParsedDay, ReferenceDays, is_date, parse_days, stored_value
from desk.pages.collaboration.view import collaboration_view
from desk.pages.files.routes import ACCEPTED, file_views
from desk.pages.history.words import field_words, ledger_sentence
from desk.pages.incident.edit_form import CHECKED_TEXTS, changed, current, input_text, refusals, submitted_values, with_days
from desk.pages.incident.view import (
    gone,
    incident_date,
    incident_place,
    incident_standing,
    is_legal,
    last_step,
    legal_view,
    record_facts,
    status_form,
    timelines,
)
from desk.pages.opinions.view import differing_words
from desk.pages.proposals.view import proposal_view
from desk.pages.queue.cards import outlet_names
from desk.rendering import day, page
from desk.safe_addresses import web_address
from desk.state import desk_state
from desk.text import incident_columns, outdated_words, text_status_words
from records import incidents, watched_pages
from records.byte_budgets import MiB
from records.clock import day_of, parse_day
from records.collaboration import WorkSubject
from records.country import home
from records.database import INTERACTIVE_RETRY_SECONDS, read_session, write_with_retry
from records.errors import AlreadyDecided, BadDecision, NoSuchIncident
from records.evidence_files import files_of_incident
from records.i18n import LANGUAGES, tr
from records.incident_fields import BY_NAME, PRIVATE_FIELDS
from records.incident_model import Incident, Source
from records.incident_texts.list_titles import titles_for
from records.incident_texts.texts import title_for
from records.incidents import find, number_parts
from records.incidents.statuses import PENALTY_NAMES
from records.language.dates import InvalidDate
from records.ledger import query as query_module
from records.ledger.query import LedgerFilter
from records.manual_tips import tip_source_description
from records.messages import messages_of
from records.persons.victims import KnownPersons
from records.proposals import newest_proposal, waiting_proposals
from records.review.incident_facts import corrections
from records.review.queue import incident_sources
from records.tables import LARGEST_ID, DraftRow, IncidentRow, SnapshotRow
from records.users import Role, User
from records.vocabulary import ON_TRACK, StatusCode
from reports.page_changes import ObservedChange, changes

router = APIRouter()
# The largest number of decisions on the page; the history has all.
_ACTS = 30
# The largest number of articles whose changes are shown word by word.
_CHANGED = 20
# Inputs of the status form whose names differ from the fields that errors name.
_INPUTS = {"date": "day"}


@dataclass(frozen=True)
class _SourceView:
    """A source as the page shows it. `known`: its outlet has a page; `under` is its language and day. `stored`: its page is stored here and was not
    cleared."""

    source: Source
    outlet: str
    known: bool
    under: str
    href: str
    stored: bool
    changes: tuple[ObservedChange, ...]
    by_hand: str = ""
    archived: str = ""


@router.get("/incidents/{number}")
def show(request: Request, person: Reader, session: Db, now: Now, number: str, edit: str = "", correct: str = "") -> Response:
    """Show the record. `edit=1` opens the form instead of the facts, `correct` that of the status with this number.

    Changes of a person who is no editor are proposals.
    """
    editor = person.may(Role.EDITOR)
    return _record_page(
        request,
        person,
        session,
        number,
        editing=bool(edit) and person.may(Role.MONITOR),
        correct=int(correct) if editor and re.fullmatch("[0-9]{1,15}", correct) else 0,
    )


def refused_page(request: Request, person: User, number: str, status: int, **more: Any) -> Response:
    """Show the page after a form was refused, with what was typed and why."""
    with read_session(desk_state(request).engine) as session:
        return _record_page(request, person, session, number, status=status, **more)


def _record_page(
    request: Request,
    person: User,
    session: Session,
    number: str,
    *,
    status: int = 200,
    editing: bool = False,
    typed: Mapping[str, Any] | None = None,
    edit_error: str = "",
    wrong: Mapping[str, str] | None = None,
    correct: int = 0,
    status_typed: Mapping[str, str] | None = None,
    status_error: BadDecision | None = None,
) -> Response:
    """Return the page in one of its states. Raises NoSuchIncident."""
    incident = find(session, number.upper()) if number_parts(number.upper()) else None
    row = session.get(IncidentRow, incident.number) if incident else None
    if incident is None or row is None:
        raise NoSuchIncident(tr("there is no incident {number}").format(number=number[:40]))
    today, values = day_of(desk_state(request).clock()), typed or (current(row) if editing else {})
    rows = query_module.ledger_page(session, LedgerFilter(subject=incident.number), limit=_ACTS)
    before, after = desk_state(request).shelf.book(session).beside(incident.number)
    editor = person.may(Role.EDITOR)
    correcting = next((one for one in (*incident.statuses, *incident.misplaced_statuses) if one.id == correct), None)
    # Two recorded victims of one name are two persons.
    doubled = bool(duplicate_rows(values.get("victims", ())))
    return page(
        request,
        "incident.html",
        status=status,
        incident=incident,
        version=row.version,
        kept_state=f"{row.version}" if editor else f"{row.version}.{newest_proposal(session, incident.number, person.name)}",
        same=request.query_params.get("told") == "same",
        when=incident_date(incident),
        where=incident_place(incident),
        standing=incident_standing(incident, today),
        timelines=timelines(incident),
        gone=gone(incident),
        last_step=last_step(incident),
        on_track=ON_TRACK,
        sources=_sources(session, incident),
        files=file_views(files_of_incident(session, incident.number)),
        messages=messages_of(session, WorkSubject(number=incident.number)),
        files_to=f"/incidents/{incident.number}/files",
        file_limit=desk_state(request).settings.file_bytes // MiB,
        accepted=ACCEPTED,
        back=incident.number,
        drafts=(drafts := session.scalars(select(DraftRow.id).where(DraftRow.incident == incident.number).order_by(DraftRow.id)).all()),
        differing=differing_words(session, drafts),
        rows=[ledger_sentence(row) for row in rows.rows],
        more_acts=rows.next is not None,
        undoable=frozenset(),
        blind=frozenset(),
        beside=titles_for(session, [one for one in (before, after) if one]),
        earlier=before,
        later=after,
        today=today,
        field_words=field_words,
        facts=record_facts(incident),
        name_withheld=_withheld(desk_state(request).persons, session, incident),
        private=[(tr(field.label), row.private[field.name]) for field in PRIVATE_FIELDS if field.name in row.private] if editor else [],
        rows_asked=incident_rows(),
        private_asked=incident_rows("unpublished"),
        legal=legal_view(incident, today),
        legal_asked=incident_rows("legal"),
        is_legal=is_legal,
        text_columns=incident_columns(
            session, incident, partial(input_text, values) if values else partial(_recorded_text, incident), values.get(CHECKED_TEXTS, ())
        ),
        title_lang=incident.title_lang,
        shown_title=title_for(incident),
        state_words=text_status_words,
        stale_words=outdated_words,
        offered=partial(_offered, row),
        editing=editing,
        typed=values,
        edit_error=edit_error,
        wrong=wrong or {},
        wrong_rows=invalid_rows(typed["victims"], apart=bool(typed.get(DIFFERENT_PERSONS))) if typed else [],
        doubled=doubled,
        apart=doubled if typed is None else bool(typed.get(DIFFERENT_PERSONS)),
        correcting=correcting,
        status_typed=status_typed or (status_form(correcting) if correcting else {}),
        status_error=str(status_error or ""),
        status_wrong=_errors_by_input(status_error),
        dated=partial(_dated, today),
        home_currency=home().currency,
        proposals=[
            proposal_view(session, waiting_proposal, person, desk_state(request).clock())
            for waiting_proposal in waiting_proposals(session, number=incident.number)
        ],
        together=collaboration_view(session, WorkSubject(number=incident.number), person, open_=not incident.withdrawn),
    )


def _withheld(known_persons: KnownPersons, session: Session, incident: Incident) -> frozenset[int]:
    """Return the ids of the victims' persons whose names are withheld."""
    named = {victim.person for victim in incident.victims if victim.person is not None}
    return frozenset(
        id for known_person in known_persons.with_ids(session, named) if not known_person.publish for id in (known_person.id, *known_person.merged)
    )


def _recorded_text(incident: Incident, name: str) -> str:
    """Return the recorded text of this input."""
    field, _, lang = name.rpartition("_")
    return str((getattr(incident, field).get(lang) if field else incident.title) or "")


def _errors_by_input(error: BadDecision | None) -> dict[str, str]:
    """Return the refusal of a status by its input; empty if it belongs to none."""
    return {_INPUTS.get(error.field, error.field): str(error)} if error is not None and error.field else {}


def _dated(today: date, name: str, typed: Any) -> list[ParsedDay] | None:
    """Return how the dates of an input were understood; None for an input without dates."""
    written = "\n".join(typed) if isinstance(typed, list) else str(typed or "")
    return parse_days(name, written, ReferenceDays(today)) if is_date(name) else None


def _offered(row: IncidentRow, name: str) -> list[tuple[str, str]]:
    """Return the choices of a field, including its current code if it is not listed, as a region abroad."""
    listed, now = field_choices(name), getattr(row, BY_NAME[name].column)
    return [*listed, (now, now)] if isinstance(now, str) and now and now not in dict(listed) else listed


def _sources(session: Session, incident: Incident) -> list[_SourceView]:
    """Return the articles with later changes of their pages, in two queries and one more for each that changed."""
    ids = [source.id for source in incident.articles if source.sha256]
    stored = _still_stored(session, ids)
    changed = list(dict.fromkeys(state.article_id for state in watched_pages.changes_of(session, ids)))[:_CHANGED]
    page_changes = {article: tuple(changes(session, article)) for article in changed}
    names = outlet_names(session)
    return [
        _SourceView(
            source,
            names.get(source.outlet, source.outlet),
            source.outlet in names,
            _under(source),
            web_address(source.url),
            source.id in stored,
            page_changes.get(source.id, ()),
            tip_source_description(source),
            web_address(source.archived),
        )
        for source in incident.articles
    ]


def _under(source: Source) -> str:
    """Return language and day of publication, in the outlet's own time zone."""
    language = LANGUAGES[source.lang].name if source.lang in LANGUAGES else source.lang
    published = parse_day((source.published_at or "")[:10])
    return " · ".join(filter(None, [language, day(published)]))


def _still_stored(session: Session, ids: Sequence[str]) -> frozenset[str]:
    query = select(SnapshotRow.article_id).where(SnapshotRow.article_id.in_(ids), SnapshotRow.dropped_at.is_(None))
    return frozenset(session.scalars(query.distinct()))


# Changes of a record by an editor: add a status with its source, withdraw or correct one, correct fields. If one is refused, the form is shown again
# with everything typed.

edit_router = APIRouter()


@dataclass
class StatusForm:
    """The form of a status as it was sent."""

    code: Annotated[str, Form()] = ""
    day: Annotated[str, Form()] = ""
    source: Annotated[str, Form()] = ""
    note: Annotated[str, Form()] = ""
    kind: Annotated[str, Form()] = ""
    term: Annotated[str, Form()] = ""
    unit: Annotated[str, Form()] = ""
    sum: Annotated[str, Form()] = ""
    currency: Annotated[str, Form()] = ""
    reason: Annotated[str, Form()] = ""
    act: Annotated[str, Form()] = ""

    def penalty(self) -> dict[str, str]:
        """Return the penalty of the ruling, as it was typed."""
        return {name: getattr(self, name) for name in PENALTY_NAMES}


@edit_router.post("/incidents/{number}/statuses")
def add_status(request: Request, person: Editor, now: Now, number: str, form: Annotated[StatusForm, Depends()]) -> Response:
    """Add a status of the case on a day."""

    def add(session: Session) -> None:
        code, on = status_code(form.code), status_day(form.day, now)
        incidents.add_status(
            session, number, code, on, source=form.source.strip(), note=form.note.strip(), penalty=form.penalty(), who=person.name, now=now
        )  # fmt: skip

    try:
        write_with_retry(desk_state(request).engine, add, INTERACTIVE_RETRY_SECONDS)
    except BadDecision as error:
        return refused_page(request, person, number, 422, status_typed=asdict(form), status_error=error)
    return RedirectResponse(f"/incidents/{number}#timeline", status_code=303)


@edit_router.post("/incidents/{number}/statuses/{status_id}")
def change_status(
    request: Request,
    person: Editor,
    now: Now,
    number: str,
    status_id: Annotated[int, Path(ge=1, le=LARGEST_ID)],
    form: Annotated[StatusForm, Depends()],
) -> Response:
    """Withdraw a wrong status, or replace it by the right one."""

    def change(session: Session) -> None:
        if form.act == "withdraw":
            incidents.withdraw_status(session, number, status_id, reason=form.reason, who=person.name, now=now)
            return
        code, on = status_code(form.code), status_day(form.day, now)
        incidents.correct_status(
            session, number, status_id, code, on, source=form.source.strip(), reason=form.reason, note=form.note.strip(), penalty=form.penalty(),
            who=person.name, now=now,
        )  # fmt: skip

    try:
        write_with_retry(desk_state(request).engine, change, INTERACTIVE_RETRY_SECONDS)
    except BadDecision as error:
        return refused_page(request, person, number, 422, correct=status_id, status_typed=asdict(form), status_error=error)
    return RedirectResponse(f"/incidents/{number}#timeline", status_code=303)


@edit_router.post("/incidents/{number}/edit")
async def edit_form(request: Request, person: Editor, now: Now, number: str) -> Response:
    """Correct the record. Only changed fields are written; without changes nothing is noted."""
    form = await request.form()
    return await run_in_threadpool(_edit, request, person, now, number, form)


def _edit(request: Request, person: User, now: datetime, number: str, form: FormData) -> Response:
    values, apart = submitted_values(form), form.getlist(DIFFERENT_PERSONS)[-1:] == ["yes"]
    wrong: dict[str, str] = {}

    def change(session: Session) -> bool:
        row = session.get(IncidentRow, number)
        if row is None:
            raise NoSuchIncident(tr("there is no incident {number}").format(number=number[:40]))
        if str(form.get("version", "")) != str(row.version):
            words = tr("{number} was changed by somebody else while you wrote; what you typed is still below: look at the record and save again")
            raise AlreadyDecided(words.format(number=number))
        recorded = current(row)
        read, no_dates = with_days(changed(recorded, values), ReferenceDays(day_of(now)))
        # The same day in another notation changes nothing.
        differing = changed(recorded, {**values, **read})
        wrong.clear()
        wrong.update({**refusals(differing, apart=apart), **no_dates})
        if wrong:
            raise BadDecision(next(iter(wrong.values())))
        if differing:
            facts, private = corrections(differing)
            note, sources = str(form.get("note", "")).strip(), incident_sources(session, number)
            incidents.edit(session, number, facts, private, who=person.name, now=now, note=note, sources=sources)
        return bool(differing)

    try:
        written = write_with_retry(desk_state(request).engine, change, INTERACTIVE_RETRY_SECONDS)
    except (BadDecision, AlreadyDecided) as error:
        status = 409 if isinstance(error, AlreadyDecided) else 422
        words = tr("nothing was saved; what is wrong is said beside the field") if wrong else str(error)
        again = {**values, "note": str(form.get("note", "")), DIFFERENT_PERSONS: apart}
        return refused_page(request, person, number, status, editing=True, typed=again, edit_error=words, wrong=wrong)
    return RedirectResponse(f"/incidents/{number}{'' if written else '?told=same'}", status_code=303)


def status_code(code: str) -> StatusCode:
    """Return the status that was chosen. Raises BadDecision if none was."""
    if code not in list(StatusCode):
        raise BadDecision(tr("choose what became of the case"), "code")
    return StatusCode(code)


def status_day(written: str, now: datetime) -> date:
    """Return the day that was written. Raises BadDecision."""
    if not written.strip():
        raise BadDecision(tr("give the day of the status"), "date")
    try:
        return date.fromisoformat(stored_value("day", written, ReferenceDays(day_of(now))))
    except InvalidDate as error:
        raise BadDecision(str(error), "date") from error

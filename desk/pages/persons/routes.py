"""Persons: the list, one person, corrections of a record, and the review of pairs who may be one person.

The form of a case shows which persons a name may mean. Only an editor merges persons, and can undo it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Path, Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from desk.auth.dependencies import Db, Editor, Now, Reader
from desk.error_responses import status_of
from desk.pages.history.words import ledger_sentence
from desk.pages.incident.view import incident_date, incident_place
from desk.pages.persons.view import (
    PersonView,
    changed_fields,
    incidents_of,
    near_names,
    number_of,
    pair_seen,
    pairs_in,
    person_cases,
    person_values,
    person_view,
    submitted_person,
)
from desk.rendering import page
from desk.state import desk_state
from records.clock import day_of, parse_day
from records.database import INTERACTIVE_RETRY_SECONDS, read_session, write_with_retry
from records.errors import AlreadyDecided, BadDecision, NoSuchPerson, NothingToUndo, QorganError
from records.i18n import tr
from records.incident_texts.list_titles import titles_for
from records.ledger import query
from records.ledger.entries import note_words
from records.ledger.query import LedgerFilter
from records.persons.decisions import (
    edit_person,
    last_act,
    mark_separate_persons,
    merge_persons,
    pair_acts,
    split_person,
    undo_pair,
    undo_person,
    unmerge_person,
)
from records.persons.repository import locked_person, person_of, person_subject
from records.persons.victims import doubtful_pairs, name_keys, numbers_by_person
from records.tables import LARGEST_ID, LARGEST_LONG_ID, PersonRow
from records.users import Role, User
from reports.incidents import CachedIncident

# The list of all persons whom incidents name, and the page of one person.

person_router = APIRouter(prefix="/persons")
_PersonId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
# Persons on a page of the list, incidents and acts on that of a person.
_PAGE, _CASES, _ACTS = 50, 200, 20
_LONGEST = 300


@dataclass(frozen=True)
class _PersonLine:
    """A person in the list, with how many incidents name her and the last of them."""

    seen: PersonView
    incidents: int
    last: CachedIncident | None


@person_router.get("")
def everybody(request: Request, person: Reader, session: Db, q: str = "", withheld: str = "", page_number: int = 1) -> Response:
    """List every recorded person, those named by most incidents first.

    `q`: the beginning of a name, in any spelling; `withheld`: only those whose names are withheld.
    """
    known_persons, book = desk_state(request).persons, desk_state(request).shelf.book(session)
    words = name_keys(q[:_LONGEST])
    matching = known_persons.beginning(session, words) if words else known_persons.everybody(session)
    named = sorted(
        (known_person for known_person in matching if not (withheld and known_person.publish)),
        key=lambda known_person: (-number_of(book, known_person), known_person.id),
    )
    first = max(0, min(page_number - 1, (len(named) - 1) // _PAGE)) * _PAGE
    listed = [(known_person, incidents_of(book, known_person)) for known_person in named[first : first + _PAGE]]
    lines = [_PersonLine(person_view(known_person, {}), len(hers), hers[0] if hers else None) for known_person, hers in listed]
    more = {"q": q[:_LONGEST], **({"withheld": "1"} if withheld else {})}
    return page(
        request,
        "persons.html",
        lines=lines,
        number_in_all=len(named),
        q=q[:_LONGEST],
        only_withheld=bool(withheld),
        when=incident_date,
        before=_address(more, first // _PAGE) if first else "",
        after=_address(more, first // _PAGE + 2) if first + _PAGE < len(named) else "",
    )


@person_router.get("/{id}")
def show(request: Request, person: Reader, session: Db, id: _PersonId, edit: str = "") -> Response:
    """Show one person. A merged record redirects to the remaining one; `edit=1` opens the form of an editor."""
    return _person_page(request, person, session, id, editing=bool(edit) and person.may(Role.EDITOR))


def _person_refused(request: Request, person: User, id: int, status: int, **more: Any) -> Response:
    """Show the page after a refusal, with what was typed and why."""
    with read_session(desk_state(request).engine) as session:
        return _person_page(request, person, session, id, status=status, **more)


def _person_page(
    request: Request,
    person: User,
    session: Session,
    id: int,
    *,
    status: int = 200,
    editing: bool = False,
    said: Mapping[str, Any] | None = None,
    refused: BadDecision | None = None,
    error: str = "",
) -> Response:
    """Return the page in one of its states. Raises NoSuchPerson."""
    known_person = person_of(session, id)
    if known_person.id != id and status == 200:
        return RedirectResponse(f"/persons/{known_person.id}", status_code=303)
    known_persons, book = desk_state(request).persons, desk_state(request).shelf.book(session)
    today = day_of(desk_state(request).clock())
    entries = incidents_of(book, known_person)
    summary = person_cases(known_person, entries, today)
    # Merged records have rows of their own, among them the merge.
    pages = [
        query.ledger_page(session, LedgerFilter(subject=person_subject(number)), limit=_ACTS) for number in (known_person.id, *known_person.merged)
    ]
    acts = sorted((act for ledger in pages for act in ledger.rows), key=lambda act: act.id, reverse=True)
    field = refused.field if refused is not None else ""
    row = session.get_one(PersonRow, known_person.id)
    return page(
        request,
        "person.html",
        status=status,
        one=person_view(known_person, {}),
        found=known_person,
        told=summary,
        cases=summary.cases[:_CASES],
        titles=titles_for(session, [case.incident for case in summary.cases[:_CASES]]),
        more_cases=max(len(summary.cases) - _CASES, 0),
        pairs=[
            pair_seen(pair, {})
            for pair in doubtful_pairs(known_persons.sounding_like(session, known_person.all_names), {known_person.id, *known_person.merged})
        ],
        rows=[ledger_sentence(act) for act in acts[:_ACTS]],
        more_acts=len(acts) > _ACTS or any(ledger.next is not None for ledger in pages),
        undoable=frozenset(),
        blind=frozenset(),
        version=row.version,
        can_undo=_can_undo(session, known_person.id),
        when=incident_date,
        where=incident_place,
        day_in=parse_day,
        editing=editing,
        typed=said or person_values(known_person),
        error=error or (str(refused) if refused is not None and not field else ""),
        wrong={field: str(refused)} if field else {},
    )


def _can_undo(session: Session, id: int) -> bool:
    try:
        last_act(session, id)
    except NothingToUndo:
        return False
    return True


def _address(more: Mapping[str, str], number: int) -> str:
    return f"/persons?{urlencode({**{name: value for name, value in more.items() if value}, 'page_number': number})}"


# Changes by an editor on a person's page: correct the record, withhold or publish the name, split a person, and undo the last act.

edit_router = APIRouter(prefix="/persons")
_Note = Annotated[str, Form(max_length=2000)]


@edit_router.post("/{id}/edit")
async def edit(request: Request, person: Editor, now: Now, id: _PersonId) -> Response:
    """Correct the record. Only changes are written; without any nothing is noted."""
    form = await request.form()
    return await run_in_threadpool(_edit, request, person, now, id, form)


@edit_router.post("/{id}/split")
def split(
    request: Request,
    person: Editor,
    now: Now,
    id: _PersonId,
    number: Annotated[list[str] | None, Form()] = None,
    note: _Note = "",
) -> Response:
    """Assign these incidents to a new person with a record of her own."""

    def act(session: Session) -> int:
        if not number:
            raise BadDecision(tr("tick the incidents that name somebody else"))
        return split_person(session, id, number, who=person.name, now=now, note=note.strip()).id

    return _act_on_person(request, person, id, act)


@edit_router.post("/{id}/take-out")
def take_merged_out(
    request: Request,
    person: Editor,
    now: Now,
    id: _PersonId,
    member: Annotated[int, Form(ge=1, le=LARGEST_ID)],
    note: _Note = "",
) -> Response:
    """Make a merged record independent again."""
    return _act_on_person(request, person, id, lambda session: unmerge_person(session, id, member, who=person.name, now=now, note=note.strip()).id)


@edit_router.post("/{id}/undo")
def undo_act(request: Request, person: Editor, now: Now, id: _PersonId) -> Response:
    """Undo the last act on the record."""
    return _act_on_person(request, person, id, lambda session: undo_person(session, id, who=person.name, now=now).id and id)


def _act_on_person(request: Request, person: User, id: int, act: Callable[[Session], int]) -> Response:
    try:
        remaining = write_with_retry(desk_state(request).engine, act, INTERACTIVE_RETRY_SECONDS)
    except (BadDecision, AlreadyDecided, NothingToUndo) as error:
        return _person_refused(request, person, id, status_of(error), error=str(error))
    return RedirectResponse(f"/persons/{remaining}", status_code=303)


def _edit(request: Request, person: User, now: datetime, id: int, form: FormData) -> Response:
    values = submitted_person(form)

    def change(session: Session) -> None:
        row = locked_person(session, id)
        if str(form.get("version", "")) != str(row.version):
            raise AlreadyDecided(tr("somebody else changed this record while you wrote; what you typed is still below: look at it and save again"))
        fields = changed_fields(person_of(session, id), values, day_of(now))
        if fields:
            edit_person(session, id, fields, who=person.name, now=now, note=str(form.get("note", "")).strip())

    try:
        write_with_retry(desk_state(request).engine, change, INTERACTIVE_RETRY_SECONDS)
    except (BadDecision, AlreadyDecided) as error:
        again = {**values, "note": str(form.get("note", ""))}
        refused = error if isinstance(error, BadDecision) else None
        return _person_refused(request, person, id, status_of(error), editing=True, said=again, refused=refused, error="" if refused else str(error))
    return RedirectResponse(f"/persons/{id}", status_code=303)


router = APIRouter(prefix="/persons")
# Pairs on the page, decisions that can be undone there, names of a form to look up, and characters of each.
_MOST_PAIRS, _MOST_ACTS, _MOST_NAMES, _LONGEST_QUERY = 50, 10, 30, 300
_Id = Annotated[int, Form(ge=1, le=LARGEST_ID)]


@router.get("/review")
def review(request: Request, person: Reader, session: Db, incident: str = "") -> Response:
    """Show the pairs of persons who may be one, the likeliest first. `incident`: only with persons whom this incident names."""
    return _page(request, session, incident.upper())


@router.get("/of/{number}")
def of_incident(request: Request, person: Reader, session: Db, number: str) -> Response:
    """Show the persons of an incident who may be one with others, as a part of the page; empty if there are none."""
    pairs = pairs_in(session, desk_state(request).persons, number.upper())
    return page(request, "_doubtful_persons.html", pairs=[pair_seen(pair, {}) for pair in pairs], number=number.upper())


@router.post("/near")
def near(
    request: Request,
    person: Reader,
    session: Db,
    victim_name: Annotated[list[str] | None, Form()] = None,
    victim_outlet: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """Show the known persons whom the names in a form may mean, as a part of the page.

    It changes nothing, but is a POST, so that names are in no address.
    """
    victims = zip_longest(victim_name or [], (victim_outlet or [])[: len(victim_name or [])], fillvalue="")
    queries = [(name.strip()[:_LONGEST_QUERY], outlet.strip()[:_LONGEST_QUERY]) for name, outlet in victims if name.strip()][:_MOST_NAMES]
    alike = desk_state(request).persons.sounding_like(session, [name for name, _ in queries])
    return page(request, "_near_persons.html", near=near_names(alike, queries))


@router.post("/decide")
def decide(
    request: Request,
    person: Editor,
    now: Now,
    first: _Id,
    second: _Id,
    act: Annotated[str, Form()] = "",
    note: Annotated[str, Form(max_length=2000)] = "",
    incident: Annotated[str, Form(max_length=40)] = "",
    back: Annotated[int, Form(ge=0, le=LARGEST_ID)] = 0,
) -> Response:
    """Merge two persons into the first record, or note that they are two. `back`: the person on whose page it was decided."""

    def take(session: Session) -> None:
        if act not in ("one", "two"):
            raise BadDecision(tr("this is nothing that can be decided here"))
        if act == "one":
            merge_persons(session, second, first, who=person.name, now=now, note=note.strip())
        else:
            mark_separate_persons(session, first, second, who=person.name, now=now, note=note.strip())

    return _act_on_pair(request, incident, take, f"/persons/{back}" if back else "")


@router.post("/undo")
def undo(
    request: Request,
    person: Editor,
    now: Now,
    row: Annotated[int, Form(ge=1, le=LARGEST_LONG_ID)],
    incident: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Undo the decision of this row of the ledger, if it is still the last one on its record."""
    return _act_on_pair(request, incident, lambda session: undo_pair(session, row, who=person.name, now=now))


def _act_on_pair(request: Request, incident: str, work: Callable[[Session], object], back: str = "") -> Response:
    """Return to the remaining pairs, or show the page again with the reason of a refusal."""

    def act(session: Session) -> None:
        work(session)

    try:
        write_with_retry(desk_state(request).engine, act, INTERACTIVE_RETRY_SECONDS)
    except (BadDecision, NoSuchPerson, AlreadyDecided, NothingToUndo) as error:
        with read_session(desk_state(request).engine) as session:
            return _page(request, session, incident, refused=error)
    return RedirectResponse(back or f"/persons/review{'?' + urlencode({'incident': incident}) if incident else ''}#pairs", status_code=303)


def _page(request: Request, session: Session, incident: str, refused: QorganError | None = None) -> Response:
    known_persons = desk_state(request).persons
    pairs = pairs_in(session, known_persons, incident) if incident else doubtful_pairs(known_persons.everybody(session))
    naming = numbers_by_person(session)
    return page(
        request,
        "person_review.html",
        status=status_of(refused) if refused else 200,
        pairs=[pair_seen(pair, naming) for pair in pairs[:_MOST_PAIRS]],
        more=max(len(pairs) - _MOST_PAIRS, 0),
        acts=pair_acts(session, _MOST_ACTS),
        note_words=note_words,
        incident=incident,
        error=str(refused) if refused else "",
    )

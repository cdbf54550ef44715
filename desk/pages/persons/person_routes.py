"""The pages of persons: all whom incidents name, and one person with everything on record."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from desk.auth.dependencies import Db, Reader
from desk.desk_state import desk_state
from desk.pages.history.ledger_words import ledger_sentence
from desk.pages.incident.view import when, where
from desk.pages.persons.naming import incidents_of, number_of
from desk.pages.persons.person_cases import person_cases
from desk.pages.persons.person_form import standing
from desk.pages.persons.view import PersonSeen, pair_seen, person_seen
from desk.rendering import page
from records.clock import day_in, day_of
from records.database import read_session
from records.errors import BadDecision, NothingToUndo
from records.incident_texts.list_titles import titles_for
from records.ledger import ledger_query
from records.ledger.ledger_query import LedgerFilter
from records.persons.known_persons import name_keys
from records.persons.person_decisions import last_act
from records.persons.person_rows import person as person_of
from records.persons.person_rows import person_subject
from records.persons.suggestions import doubtful_pairs
from records.tables import LARGEST_ID, PersonRow
from records.users import Role, User
from reports.cached_incident import CachedIncident

router = APIRouter(prefix="/persons")
PersonId = Annotated[int, Path(ge=1, le=LARGEST_ID)]
# Persons on a page of the list, incidents and acts on that of a person.
_PAGE, _CASES, _ACTS = 50, 200, 20
_LONGEST = 300


@dataclass(frozen=True)
class PersonLine:
    """A person in the list, with how many incidents name her and the last of them."""

    seen: PersonSeen
    incidents: int
    last: CachedIncident | None


@router.get("")
def everybody(request: Request, person: Reader, session: Db, q: str = "", withheld: str = "", page_number: int = 1) -> Response:
    """Everybody of whom there is a record, whom most incidents name first. `q`: the beginning of a name, in any spelling; `withheld`: only those whose names
    are withheld."""
    known, book = desk_state(request).persons, desk_state(request).shelf.book(session)
    words = name_keys(q[:_LONGEST])
    found = known.beginning(session, words) if words else known.everybody(session)
    named = sorted((one for one in found if not (withheld and one.publish)), key=lambda one: (-number_of(book, one), one.id))
    first = max(0, min(page_number - 1, (len(named) - 1) // _PAGE)) * _PAGE
    shown = [(one, incidents_of(book, one)) for one in named[first : first + _PAGE]]
    lines = [PersonLine(person_seen(one, {}), len(hers), hers[0] if hers else None) for one, hers in shown]
    more = {"q": q[:_LONGEST], **({"withheld": "1"} if withheld else {})}
    return page(
        request,
        "persons.html",
        lines=lines,
        number_in_all=len(named),
        q=q[:_LONGEST],
        only_withheld=bool(withheld),
        when=when,
        before=_address(more, first // _PAGE) if first else "",
        after=_address(more, first // _PAGE + 2) if first + _PAGE < len(named) else "",
    )


@router.get("/{id}")
def show(request: Request, person: Reader, session: Db, id: PersonId, edit: str = "") -> Response:
    """One person. A record that was merged leads to the one that stands for both; `edit=1` opens the form of an editor."""
    return person_page(request, person, session, id, editing=bool(edit) and person.may(Role.EDITOR))


def person_again(request: Request, person: User, id: int, status: int, **more: Any) -> Response:
    """The page again after something was refused, with what was typed and why."""
    with read_session(desk_state(request).engine) as session:
        return person_page(request, person, session, id, status=status, **more)


def person_page(
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
    """The page in one of its states. Raises NoSuchPerson."""
    found = person_of(session, id)
    if found.id != id and status == 200:
        return RedirectResponse(f"/persons/{found.id}", status_code=303)
    known, book = desk_state(request).persons, desk_state(request).shelf.book(session)
    today = day_of(desk_state(request).clock())
    entries = incidents_of(book, found)
    told = person_cases(found, entries, today)
    # What was merged into the record has rows of its own: the merge is one of them.
    asked = [ledger_query.acts(session, LedgerFilter(subject=person_subject(one)), limit=_ACTS) for one in (found.id, *found.merged)]
    acts = sorted((act for some in asked for act in some.rows), key=lambda act: act.id, reverse=True)
    field = refused.field if refused is not None else ""
    row = session.get_one(PersonRow, found.id)
    return page(
        request,
        "person.html",
        status=status,
        one=person_seen(found, {}),
        found=found,
        told=told,
        cases=told.cases[:_CASES],
        titles=titles_for(session, [case.incident for case in told.cases[:_CASES]]),
        more_cases=max(len(told.cases) - _CASES, 0),
        pairs=[pair_seen(pair, {}) for pair in doubtful_pairs(known.sounding_like(session, found.all_names), {found.id, *found.merged})],
        rows=[ledger_sentence(act) for act in acts[:_ACTS]],
        more_acts=len(acts) > _ACTS or any(some.next is not None for some in asked),
        undoable=frozenset(),
        blind=frozenset(),
        version=row.version,
        can_undo=_can_undo(session, found.id),
        when=when,
        where=where,
        day_in=day_in,
        editing=editing,
        typed=said or standing(found),
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

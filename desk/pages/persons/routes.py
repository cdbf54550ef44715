"""Persons who may be one. Whoever fills in a form is told whom a name may mean; an editor says of a pair that it is one person, or two, and takes it back.

Nothing is merged that nobody has merged.
"""

from collections.abc import Callable
from itertools import zip_longest
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from desk.auth.dependencies import Db, Editor, Now, Reader
from desk.desk_state import desk_state
from desk.error_answers import status_of
from desk.pages.persons.view import near_names, pair_seen, pairs_in
from desk.rendering import page
from records.database import in_transaction, read_session
from records.errors import AlreadyDecided, BadDecision, NoSuchPerson, NothingToUndo, QorganError
from records.i18n import tr
from records.ledger.written_notes import note_words
from records.patience import WITH_A_PERSON
from records.persons.naming_incidents import numbers_by_person
from records.persons.pair_acts import pair_acts, undo_pair
from records.persons.person_decisions import merge_persons, tell_apart
from records.persons.suggestions import doubtful_pairs
from records.tables import LARGEST_ID, LARGEST_LONG_ID

router = APIRouter(prefix="/persons")
# Pairs on the page, and decisions that can be taken back there; names of a form that are looked at, and letters of each.
_MOST_PAIRS, _MOST_ACTS, _MOST_NAMES, _LONGEST = 50, 10, 30, 300
_Id = Annotated[int, Form(ge=1, le=LARGEST_ID)]


@router.get("/review")
def review(request: Request, person: Reader, session: Db, incident: str = "") -> Response:
    """The pairs of persons who may be one, the likeliest first. `incident`: only with those whom this incident names."""
    return _page(request, session, incident.upper())


@router.get("/of/{number}")
def of_incident(request: Request, person: Reader, session: Db, number: str) -> Response:
    """The persons of an incident who may be one with others, as a part of the page. Empty where there are none."""
    pairs = pairs_in(session, desk_state(request).persons, number.upper())
    return page(request, "_doubtful_persons.html", pairs=[pair_seen(one, {}) for one in pairs], number=number.upper())


@router.post("/near")
def near(
    request: Request,
    person: Reader,
    session: Db,
    victim_name: Annotated[list[str] | None, Form()] = None,
    victim_outlet: Annotated[list[str] | None, Form()] = None,
) -> Response:
    """The known persons whom the names in a form may mean, as a part of the page. It changes nothing; a POST, so that names stand in no address."""
    victims = zip_longest(victim_name or [], (victim_outlet or [])[: len(victim_name or [])], fillvalue="")
    asked = [(name.strip()[:_LONGEST], outlet.strip()[:_LONGEST]) for name, outlet in victims if name.strip()][:_MOST_NAMES]
    alike = desk_state(request).persons.sounding_like(session, [name for name, _ in asked])
    return page(request, "_near_persons.html", near=near_names(alike, asked))


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
    """Say that two are one person, of whom the first record stands for both, or that they are two. `back`: the person from whose page it is said."""

    def take(session: Session) -> None:
        if act not in ("one", "two"):
            raise BadDecision(tr("this is nothing that can be decided here"))
        if act == "one":
            merge_persons(session, second, first, who=person.name, now=now, note=note.strip())
        else:
            tell_apart(session, first, second, who=person.name, now=now, note=note.strip())

    return _taken(request, incident, take, f"/persons/{back}" if back else "")


@router.post("/undo")
def undo(
    request: Request,
    person: Editor,
    now: Now,
    row: Annotated[int, Form(ge=1, le=LARGEST_LONG_ID)],
    incident: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Take back the decision of this row of the ledger, if it is still the last one on its record."""
    return _taken(request, incident, lambda session: undo_pair(session, row, who=person.name, now=now))


def _taken(request: Request, incident: str, work: Callable[[Session], object], back: str = "") -> Response:
    """Back to the pairs that are left; or the page again, with why it was refused."""

    def act(session: Session) -> None:
        work(session)

    try:
        in_transaction(desk_state(request).engine, act, WITH_A_PERSON)
    except (BadDecision, NoSuchPerson, AlreadyDecided, NothingToUndo) as error:
        with read_session(desk_state(request).engine) as session:
            return _page(request, session, incident, refused=error)
    return RedirectResponse(back or f"/persons/review{'?' + urlencode({'incident': incident}) if incident else ''}#pairs", status_code=303)


def _page(request: Request, session: Session, incident: str, refused: QorganError | None = None) -> Response:
    known = desk_state(request).persons
    pairs = pairs_in(session, known, incident) if incident else doubtful_pairs(known.everybody(session))
    naming = numbers_by_person(session)
    return page(
        request,
        "person_review.html",
        status=status_of(refused) if refused else 200,
        pairs=[pair_seen(one, naming) for one in pairs[:_MOST_PAIRS]],
        more=max(len(pairs) - _MOST_PAIRS, 0),
        acts=pair_acts(session, _MOST_ACTS),
        note_words=note_words,
        incident=incident,
        error=str(refused) if refused else "",
    )

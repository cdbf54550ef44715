"""Correcting many incidents at once: choose them in the table, say what is to change, see what will change, do it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from desk.auth.dependencies import Editor, Now, Reader
from desk.desk_state import desk_state
from desk.field_inputs import offered
from desk.pages.incidents.bulk_change import FIELDS, MOST_AT_ONCE, ForeseenChange, asked_change, change_all, foreseen, take_back_all
from desk.pages.incidents.table_address import TableAddress, understood
from desk.pages.incidents.table_page import table_page
from desk.pages.incidents.table_rows import listed
from desk.rendering import page
from records.clock import day_of
from records.database import read_session
from records.i18n import tr
from records.incident_texts.list_titles import titles_of_numbers
from records.incidents import is_number
from records.users import User
from records.vocabulary import CATEGORIES

router = APIRouter()
_TYPED = (*FIELDS, "added", "dropped", "note")


@router.get("/incidents/bulk")
def reopened(request: Request, person: Reader) -> Response:
    """The address of a form that was sent, opened again: back to the table."""
    return RedirectResponse(understood(request.query_params, person.name).way(), status_code=303)


@router.post("/incidents/bulk")
async def bulk(request: Request, person: Editor, now: Now) -> Response:
    """`act`: choose (what is selected, or all that the table found), foresee (what would change), change, undo (take one's last change of these back)."""
    form = await request.form()
    return await run_in_threadpool(_bulk, request, person, now, form)


def _bulk(request: Request, person: User, now: datetime, form: FormData) -> Response:
    asked, act = understood(request.query_params, person.name), str(form.get("act", ""))
    typed = {name: [str(value) for value in form.getlist(name)] for name in _TYPED}
    if act == "undo":
        rows = take_back_all(
            desk_state(request).engine, dict(islice(_seen(str(form.get("seen", ""))).items(), MOST_AT_ONCE)), who=person.name, now=now
        )
        return _shown(request, asked, typed, numbers=[], wrong={}, error="", rows=rows, done=True, undone=True)
    if act == "change":
        return _change(request, person, now, asked, typed, _seen(str(form.get("seen", ""))))
    numbers = _chosen(request, now, asked, form)
    if not numbers:
        with read_session(desk_state(request).engine) as session:
            return table_page(request, person, session, asked, status=422, bulk_error=tr("select the incidents first"))
    if act == "foresee" and len(numbers) <= MOST_AT_ONCE:
        return _foresee(request, asked, typed, numbers)
    return _asked(request, asked, numbers, typed)


def _chosen(request: Request, now: datetime, asked: TableAddress, form: FormData) -> list[str]:
    """The numbers that are selected, or those of all that the table found, in its order."""
    if form.get("all"):
        with read_session(desk_state(request).engine) as session:
            found = [entry.incident.number for entry in listed(session, desk_state(request).shelf.book(session), asked, day_of(now))]
        return found[:MOST_AT_ONCE] if form.get("all") == "first" else found
    given = [*map(str, form.getlist("chosen")), *str(form.get("numbers", "")).split(",")]
    return [number for number in dict.fromkeys(given) if is_number(number)]


def _asked(
    request: Request, asked: TableAddress, numbers: Sequence[str], typed: Mapping[str, Sequence[str]], wrong: Mapping[str, str] | None = None,
    error: str = "", status: int = 200,
) -> Response:  # fmt: skip
    """The form that says what is to change."""
    return _shown(request, asked, typed, status=status, numbers=numbers, wrong=wrong or {}, error=error, rows=None, done=False)


def _foresee(request: Request, asked: TableAddress, typed: Mapping[str, Sequence[str]], numbers: Sequence[str]) -> Response:
    change, wrong = asked_change(typed)
    if wrong or change.is_empty:
        words = tr("nothing was changed; what is wrong is said beside the field") if wrong else tr("say what is to change")
        return _asked(request, asked, numbers, typed, wrong, words, 422)
    with read_session(desk_state(request).engine) as session:
        rows = foreseen(session, numbers, change)
    return _shown(request, asked, typed, numbers=numbers, wrong={}, error="", rows=rows, done=False)


def _change(
    request: Request, person: User, now: datetime, asked: TableAddress, typed: Mapping[str, Sequence[str]], seen: Mapping[str, int]
) -> Response:
    change, wrong = asked_change(typed)
    if wrong or change.is_empty or len(seen) > MOST_AT_ONCE:
        return _asked(request, asked, list(seen), typed, wrong, tr("say what is to change"), 422)
    note = next(iter(typed["note"]), "").strip()
    rows = change_all(desk_state(request).engine, seen, change, who=person.name, now=now, note=note)
    return _shown(request, asked, typed, numbers=list(seen), wrong={}, error="", rows=rows, done=True)


def _shown(
    request: Request,
    asked: TableAddress,
    typed: Mapping[str, Sequence[str]],
    *,
    rows: Sequence[ForeseenChange] | None,
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
        asked=asked,
        typed={name: (values if name in ("added", "dropped") else next(iter(values), "")) for name, values in typed.items()},
        most=MOST_AT_ONCE,
        categories=[(code.value, tr(facts.label)) for code, facts in CATEGORIES.items()],
        offered=offered,
        rows=rows,
        titles=titles,
        changing=changing,
        staying=[row for row in rows or () if not row.will and not row.refused],
        refused=[row for row in rows or () if row.refused],
        seen=",".join(f"{row.number}:{row.seen + (1 if more['done'] else 0)}" for row in changing),
        **{"undone": False, **more},
    )


def _seen(written: str) -> dict[str, int]:
    """Incidents with the state in which each was looked at, as the page wrote them."""
    found = {}
    for part in written.split(","):
        number, _, version = part.partition(":")
        if is_number(number) and version.isascii() and version.isdecimal() and len(version) < 10:
            found[number] = int(version)
    return found

"""The incidents as charts and a map that filter together: the same filter as the list of incidents, and the list one step away."""

from collections import OrderedDict
from dataclasses import replace
from datetime import date
from threading import Lock
from typing import Any

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from desk.auth.dependencies import Db, Now, Reader
from desk.desk_state import desk_state
from desk.filter_days import NAMES as DAYS
from desk.filter_days import FilterDays
from desk.pages.explore.charts_drawn import PATH, columns_of, links_fit
from desk.pages.explore.filter_chips import filter_chips, stage_words
from desk.rendering import fragment, page
from records.clock import day_of
from records.country import region_choices
from records.filter_doors import AskedAddress, address_of, to_address, understood_address
from records.filters import NONE, STAGES, IncidentFilter
from records.i18n import reader, tr
from records.state_bodies.waiting_answers import with_overdue
from records.together.assignments import resolved
from records.vocabulary import CATEGORIES
from reports.explored import explored
from reports.incident_cache import IncidentBook

router = APIRouter()

# Choices whose charts are kept, of one state of the records and one day. A page has about 100 KB.
MOST_KEPT = 64
_lock = Lock()
# The fields of the form; what else is set is carried along hidden.
_FIELDS = ("q", *DAYS)
_CHOSEN_BY_FORM = ("category", "region", "actor", "stage")


@router.get(PATH)
def explore(request: Request, person: Reader, session: Db, now: Now) -> Response:
    """The charts of the incidents that the address asks for. A script that swaps them gets them without the page around."""
    read, today = understood_address(IncidentFilter, request.query_params), day_of(now)
    asked = replace(read, filter=replace(read.filter, asked_by=person.name)) if read.filter.mine or read.filter.given_me else read
    asked = replace(asked, filter=with_overdue(session, resolved(session, asked.filter), today))
    drawn = _kept(request, desk_state(request).shelf.book(session), asked, today)
    if request.headers.get("HX-Request"):
        return HTMLResponse(drawn)
    return page(request, "explore.html", drawn=drawn)


def _kept(request: Request, book: IncidentBook, asked: AskedAddress[IncidentFilter], today: date) -> Markup:
    """Drawn once for each choice, day and language, until the records change: many people look and few decide. Days are part of the choice as they were typed."""
    key = (asked.filter, tuple(asked.typed.get(name) for name in DAYS), tuple(sorted(asked.wrong.items())), today, reader())
    with _lock:
        kept: OrderedDict[Any, Markup] = book.worked_out.setdefault("explored", OrderedDict())
        if key in kept:
            kept.move_to_end(key)
            return kept[key]
    drawn = _drawn(request, book, asked, today)
    with _lock:
        kept[key] = drawn
        while len(kept) > MOST_KEPT:
            kept.popitem(last=False)
    return drawn


def _drawn(request: Request, book: IncidentBook, asked: AskedAddress[IncidentFilter], today: date) -> Markup:
    wanted = asked.filter
    found, fits = explored(book, wanted, today), links_fit(wanted)
    asked_by_form = _FIELDS if fits else _FIELDS + _CHOSEN_BY_FORM
    days = {name: asked.typed[name] for name in DAYS if name in asked.typed}
    return Markup(  # noqa: S704  (the template has escaped it)
        fragment(
            request,
            "_explore.html",
            found=found,
            wanted=wanted,
            days=FilterDays(wanted.since, wanted.until, days, {name: words for name, words in asked.wrong.items() if name in DAYS}, today),
            wrong=asked.wrong,
            outside=[words for name, words in asked.wrong.items() if name not in asked_by_form],
            chips=filter_chips(wanted, PATH),
            carried=[(name, value) for name, value in to_address(wanted).items() if name not in asked_by_form],
            fits=fits,
            as_table=address_of(wanted, "/incidents"),
            columns=columns_of(found, wanted),
            categories=[(code.value, tr(facts.label)) for code, facts in CATEGORIES.items()],
            regions=[*region_choices(), (NONE, tr("elsewhere, or region not known"))],
            stages=[(str(stage), stage_words(str(stage))) for stage in STAGES],
        )
    )

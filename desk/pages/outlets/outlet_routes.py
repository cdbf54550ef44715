"""The page of one outlet: how it is heard, what each source answered, what failed, what came of it; and for operators its entry, tried before it is saved."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import Response

from desk.auth.dependencies import Db, Now, Reader
from desk.desk_state import desk_state
from desk.highlighting import visible
from desk.pages.draft.view import web_address
from desk.pages.outlets.entry_form import fingerprint, language_choices, standing
from desk.pages.outlets.outlet_facts import DAYS, outlet_facts
from desk.rendering import page
from records.clock import day_in, day_of
from records.country import region_choices, region_name
from records.i18n import own_words
from records.tables import ArticleRow, OutletRow
from records.users import Role, User
from reports.charts.sparks import spark, spark_table
from reports.panel_health import OutletHealth, panel_health
from spiders.config.schema import Outlet

router = APIRouter(prefix="/outlets")
OutletName = Annotated[str, Path(max_length=80)]


@router.get("/{outlet}")
def show_outlet(request: Request, person: Reader, session: Db, now: Now, outlet: OutletName, edit: str = "") -> Response:
    """One outlet. 404 for one of which there is neither an entry nor anything on record. `edit=1` opens the form of an operator."""
    return outlet_page(request, person, session, now, outlet, editing=bool(edit))


def outlet_page(
    request: Request,
    person: User,
    session: Session,
    now: datetime,
    name: str,
    *,
    status: int = 200,
    editing: bool = False,
    typed: Mapping[str, Any] | None = None,
    wrong: Mapping[str, str] | None = None,
    error: str = "",
) -> Response:
    """The page in one of its states. `typed`: what stands in the form; what was tried last by this person if not given."""
    read = desk_state(request).outlets.read(desk_state(request).settings.data)
    entry, row = read.by_name.get(name), session.get(OutletRow, name)
    if entry is None and row is None and session.scalar(select(ArticleRow.id).where(ArticleRow.outlet == name).limit(1)) is None:
        raise HTTPException(404)
    today = day_of(now, entry.region if entry else row.region if row else None)
    facts = outlet_facts(session, name, entry, today, now)
    home = entry.home if entry else row.home if row else ""
    trial = desk_state(request).trials.of(name)
    if trial is not None and not person.may(Role.OPERATOR):
        trial = None
    mine = trial is not None and trial.who == person.name and trial.typed is not None
    if typed is None and entry is not None:
        typed = trial.typed if mine and trial is not None else {**standing(entry), "version": fingerprint(entry)}
    return page(
        request,
        "outlet.html",
        status=status,
        name=name,
        title=own_words(entry.title.model_dump() if entry else row.title if row else {}) or name,
        home=web_address(home),
        region=region_name(entry.region if entry else row.region if row else None),
        entry=entry,
        of_desk=name in read.of_desk,
        health=_health(session, name, now),
        facts=facts,
        spark=spark(facts.days),
        table=spark_table(facts.days[::-1]),
        days=DAYS,
        dead=entry.dead if entry else None,
        editing=editing and entry is not None and person.may(Role.OPERATOR),
        typed=typed,
        wrong=wrong or {},
        error=error,
        trial=trial,
        visible=visible,
        day_in=day_in,
        saving=mine and editing,
        told=request.query_params.get("told", ""),
        regions=region_choices(),
        tongues=language_choices(list(typed["languages"]) if typed else []),
    )


def _health(session: Session, name: str, now: datetime) -> OutletHealth | None:
    """How it stands on the panel; None for one that is not on it."""
    return next((one for one in panel_health(session, day_of(now)) if one.name == name), None)


def entry_of(request: Request, name: str) -> Outlet | None:
    """Its entry as the next run takes it."""
    return desk_state(request).outlets.read(desk_state(request).settings.data).by_name.get(name)

"""Changes of an outlet's entry by an operator: correct it, try it, save it, stop a trial, and add an outlet from its address."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request
from sqlalchemy import Engine
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from desk.auth.dependencies import Now, Operator, Reader
from desk.error_responses import status_of
from desk.highlighting import visible
from desk.outlet_trials import OutletEntries, Trial
from desk.pages.outlets.entry_form import entry_from, entry_values, fingerprint, language_choices, source_inputs, typed_entry
from desk.pages.outlets.routes import OutletName, entry_of, outlet_page
from desk.rendering import page
from desk.state import desk_state
from pipelines.dedup.urls import clean, site_of
from records import country
from records.clock import day_of, parse_day
from records.country import region_choices
from records.database import read_session, write_transaction
from records.errors import AlreadyDecided, BadDecision, OutletFileError, QorganError
from records.files import write_file
from records.i18n import LANGUAGES, tr
from records.ledger import append
from records.settings import Settings
from records.users import User
from records.vocabulary import LedgerAction
from spiders.config.edit import plain_values, save_entry
from spiders.config.files import outlet_files, own_file
from spiders.config.schema import Outlet
from spiders.sources.kinds import KINDS

# Saving an entry from the form: both the desk's own outlet file and the row of the ledger are written, or neither.


def save(entries: OutletEntries, settings: Settings, engine: Engine, outlet: Outlet, version: str, *, who: str, now: datetime) -> bool:
    """Save the entry if the current one still has the fingerprint `version`. Return false if nothing changes.

    Raises AlreadyDecided if somebody else changed it meanwhile, and OutletFileError.
    """
    with entries.writing:
        current = entries.read(settings.data).by_name.get(outlet.name)
        if fingerprint(current) != version:
            raise AlreadyDecided(tr("somebody else has changed this entry meanwhile; what you typed is still below: look at it and save again"))
        if current == outlet:
            return False
        file = own_file(settings.data)
        before = file.read_bytes() if file.is_file() else None
        try:
            with write_transaction(engine) as session:
                was, will = (plain_values(current) if current else {}), plain_values(outlet)
                append(
                    session,
                    at=now,
                    who=who,
                    action=LedgerAction.EDIT,
                    subject=f"outlet {outlet.name}",
                    before=_of(was, was, will),
                    after=_of(will, was, will),
                )
                save_entry(settings.data, outlet, outlet_files())
        except BaseException:
            # The row could not be written to the ledger, so the change of the file is reverted.
            if before is not None:
                write_file(file, before)
            else:
                file.unlink(missing_ok=True)
            raise
        return True


def _of(values: dict[str, Any], was: dict[str, Any], will: dict[str, Any]) -> dict[str, Any]:
    """Return those of the values that change."""
    return {name: values.get(name) for name in {**was, **will} if was.get(name) != will.get(name)}


router = APIRouter(prefix="/outlets")
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")
_MOST_PROPOSED = 6


@router.get("/add")
def add(request: Request, person: Operator, now: Now, outlet: str = "") -> Response:
    """Show the form for the address of a new outlet or, after its trial, the proposed entry."""
    trial = desk_state(request).trials.of(outlet[:80])
    if trial is None or trial.typed is None or trial.who != person.name or entry_of(request, outlet) is not None:
        return _asking(request, person, now)
    typed = dict(trial.typed) if trial.version != _PROPOSING else _proposed(trial)
    return _adding(request, outlet, typed, trial)


@router.post("/add")
def look_at_address(request: Request, person: Operator, now: Now, address: Annotated[str, Form(max_length=2000)] = "") -> Response:
    """Try the address as an outlet without sources: the spider finds feeds, sitemaps and list pages by itself."""
    try:
        outlet = _minimal(request, address.strip(), now)
        trial = Trial(outlet, person.name, now, _PROPOSING, entry_values(outlet))
        desk_state(request).trials.start(trial, desk_state(request).settings)
    except (BadDecision, AlreadyDecided) as error:
        return _asking(request, person, now, status=status_of(error), address=address, error=str(error))
    return RedirectResponse(_back(outlet.name, new=True), status_code=303)


@router.get("/{outlet}/trial")
def trial_part(request: Request, person: Reader, outlet: OutletName, saving: str = "") -> Response:
    """Show the progress of a trial, as a part of the page. `saving=1`: the page has the form that is tried, so that it can be saved."""
    trial = desk_state(request).trials.of(outlet)
    if trial is None:
        raise HTTPException(404)
    headers = {"HX-Refresh": "true"} if trial.ended.is_set() and trial.version == _PROPOSING else None
    return page(
        request,
        "_outlet_trial.html",
        headers=headers,
        visible=visible,
        day_in=parse_day,
        trial=trial,
        name=outlet,
        saving=bool(saving) and trial.typed is not None and trial.version != _PROPOSING,
    )


@router.post("/{outlet}/stop")
def stop(request: Request, person: Operator, outlet: OutletName) -> Response:
    """Stop the running trial."""
    desk_state(request).trials.stop(outlet)
    return RedirectResponse(_back(outlet, new=entry_of(request, outlet) is None), status_code=303)


@router.post("/{outlet}/try")
def try_now(request: Request, person: Operator, now: Now, outlet: OutletName) -> Response:
    """Try the current entry."""
    entry = entry_of(request, outlet)
    if entry is None:
        raise HTTPException(404)
    try:
        desk_state(request).trials.start(Trial(entry, person.name, now, fingerprint(entry)), desk_state(request).settings)
    except (BadDecision, AlreadyDecided) as error:
        with read_session(desk_state(request).engine) as session:
            return outlet_page(request, person, session, now, outlet, status=status_of(error), error=str(error))
    return RedirectResponse(f"/outlets/{outlet}#trial", status_code=303)


@router.post("/{outlet}/entry")
async def correct(request: Request, person: Operator, now: Now, outlet: OutletName) -> Response:
    """Check what was typed, and try it; what was tried without changes since is saved (`do=save`)."""
    form = await request.form()
    return await run_in_threadpool(_correct, request, person, now, outlet, form)


def _correct(request: Request, person: User, now: datetime, name: str, form: FormData) -> Response:
    desk, new = desk_state(request), bool(form.get("new"))
    typed = {**typed_entry(form), "version": str(form.get("version", ""))[:64]}
    if new:
        name = typed["name"]
    read = desk.outlets.read(desk.settings.data)
    current = read.by_name.get(name)
    if current is None and not new:
        raise HTTPException(404)
    if new and current is not None:
        conflict = {"name": tr("this name is taken by {home}; choose another").format(home=current.home)}
        return _form_refused(request, person, now, name, typed, new=True, wrong=conflict)
    outlet, wrong = entry_from({**typed, "name": name}, current, read.shipped, day_of(now))
    if outlet is None:
        return _form_refused(request, person, now, name, typed, new=new, wrong=wrong)
    trial = desk.trials.of(name)
    tried = trial is not None and trial.ended.is_set() and not trial.stopped and trial.typed is not None and trial.outlet == outlet
    try:
        if form.get("do") != "save" or not tried:
            desk.trials.start(Trial(outlet, person.name, now, fingerprint(outlet), typed), desk.settings)
            return RedirectResponse(_back(name, new=new, editing=True), status_code=303)
        save(desk.outlets, desk.settings, desk.engine, outlet, typed["version"], who=person.name, now=now)
    except (BadDecision, AlreadyDecided, OutletFileError) as error:
        return _form_refused(request, person, now, name, {**typed, "version": fingerprint(current)}, new=new, error=error)
    assert trial is not None
    trial.typed = None
    return RedirectResponse(f"/outlets/{name}?told=saved", status_code=303)


def _form_refused(
    request: Request,
    person: User,
    now: datetime,
    name: str,
    typed: Mapping[str, Any],
    *,
    new: bool,
    wrong: Mapping[str, str] | None = None,
    error: QorganError | None = None,
) -> Response:
    """Show the form again, with what was typed and why it was refused."""
    status = status_of(error) if error else 422
    message = str(error) if error else ""
    if new:
        return _adding(request, name, typed, _entry_trial(request, name), status=status, wrong=wrong, error=message)
    with read_session(desk_state(request).engine) as session:
        return outlet_page(request, person, session, now, name, status=status, editing=True, typed=typed, wrong=wrong, error=message)


def _entry_trial(request: Request, name: str) -> Trial | None:
    """Return the trial of a typed entry. The trial of an address alone has a page of its own, which reloads when it ends."""
    trial = desk_state(request).trials.of(name)
    return None if trial is None or trial.version == _PROPOSING else trial


def _asking(request: Request, person: User, now: datetime, *, status: int = 200, address: str = "", error: str = "") -> Response:
    """Show the form for an address, with unsaved trials of new outlets, which can be reopened or stopped."""
    desk = desk_state(request)
    outlets = desk.outlets.read(desk.settings.data).by_name
    unsaved = [
        trial
        for trial in desk.trials.kept()
        if trial.typed is not None and trial.outlet.name not in outlets and (trial.who == person.name or not trial.ended.is_set())
    ]
    return page(
        request,
        "outlet_add.html",
        status=status,
        trial=None,
        unsaved=unsaved,
        visible=visible,
        address=address,
        error=error,
        wrong={},
        typed=None,
        name="",
    )


def _adding(
    request: Request,
    name: str,
    typed: Mapping[str, Any],
    trial: Trial | None,
    *,
    status: int = 200,
    wrong: Mapping[str, str] | None = None,
    error: str = "",
) -> Response:
    return page(
        request,
        "outlet_add.html",
        status=status,
        visible=visible,
        day_in=parse_day,
        name=name,
        trial=trial,
        saving=trial is not None and trial.version != _PROPOSING,
        address=typed["home"],
        typed={"version": "", **typed},
        wrong=wrong or {},
        error=error,
        regions=region_choices(),
        tongues=language_choices(typed["languages"]),
        source_inputs=source_inputs,
    )


# Replaces the version for the trial of an address, from which an entry is proposed.
_PROPOSING = "proposing"


def _minimal(request: Request, address: str, now: datetime) -> Outlet:
    """Return an entry of the address alone. Raises BadDecision."""
    address = address if "://" in address else f"https://{address}"
    home = clean(address)
    if home is None:
        raise BadDecision(tr("'{given}' is not a web address; it looks like https://site.kz/").format(given=address[:200]))
    read = desk_state(request).outlets.read(desk_state(request).settings.data)
    existing = next((one for one in read.by_name.values() if site_of(one.home) == site_of(home) and one.home.rstrip("/") == home.rstrip("/")), None)
    if existing is not None:
        raise BadDecision(tr("this address is collected already, as {name}").format(name=existing.name))
    name = _free_name(home, frozenset(read.by_name))
    typed = {
        **entry_values(None, name),
        "home": home,
        "languages": ["ru"],
        "title_en": site_of(home),
        "title_ru": site_of(home),
        "title_kk": site_of(home),
    }
    outlet, wrong = entry_from(typed, None, read.shipped, day_of(now))
    if outlet is None:
        raise BadDecision(next(iter(wrong.values())))
    return outlet


def _free_name(home: str, used: frozenset[str]) -> str:
    host = site_of(home).rpartition(":")[0] or site_of(home)
    first = f"{country.home().code.lower()}_{_NOT_IN_NAMES.sub('_', host.rpartition('.')[0] or host).strip('_')}"[:60]
    return next(name for name in (first, *(f"{first}_{nth}" for nth in range(2, 1000))) if name not in used)


def _proposed(trial: Trial) -> dict[str, Any]:
    """Return the proposed entry after the trial of an address: the sources that worked, and the languages of the articles."""
    typed = dict(trial.typed or {})
    if trial.result is None:
        return typed
    for source in trial.result.served[:_MOST_PROPOSED]:
        field = KINDS[source.kind].field if KINDS[source.kind].proposed else ""
        if field == "sections":
            typed["sections"] = [*typed["sections"], {"url": source.url, "links": "", "next": ""}]
        elif field:
            typed[field] = "\n".join(filter(None, [typed[field], source.url]))
    tongues = [article.lang for article in trial.result.read if article.lang in LANGUAGES]
    return {**typed, "languages": list(dict.fromkeys(tongues)) or typed["languages"]}


def _back(name: str, *, new: bool, editing: bool = False) -> str:
    if new:
        return f"/outlets/add?{urlencode({'outlet': name})}#trial"
    return f"/outlets/{name}{'?edit=1' if editing else ''}#trial"

"""A new case by hand: from a call, a letter, a message, a document. It becomes a draft in the queue, or, after a look at all that is recorded, an incident at once."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from desk.auth.dependencies import Db, Monitor, Now
from desk.desk_state import desk_state
from desk.error_answers import status_of
from desk.field_inputs import draft_groups
from desk.highlighting import visible
from desk.pages.cases.case_form import CaseForm, case_of_message, empty_case, read_case
from desk.pages.cases.would_be_case import would_be
from desk.pages.draft import form, form_words
from desk.pages.draft.choices import boxes, options
from desk.pages.files.given_files_view import ACCEPTED, given
from desk.pages.files.taken_uploads import take_uploads
from desk.pages.history.ledger_words import field_words
from desk.pages.incident.legal_view import is_legal
from desk.pages.queue.card_facts import case_words
from desk.rendering import page
from desk.text_boxes import draft_columns, draft_title_lang, stale_words, state_words
from desk.victim_rows import APART, doubled_rows, wrong_rows
from desk.written_days import DayCount, days_read, is_date
from pipelines.evidence.taken_files import NotTaken
from records import review
from records.byte_budgets import MiB
from records.clock import day_of
from records.country import home
from records.database import in_transaction, read_session
from records.errors import BadDecision, MessageSettled, NoSuchIncident, QorganError
from records.hand.file_rows import Belonging, place_files, waiting_files
from records.i18n import LANGUAGES, tr
from records.intake.message_acts import make_case, waiting_message
from records.intake.received_messages import files_of_message, find_message
from records.patience import WITH_A_PERSON
from records.review.take_down import take_down
from records.review.tellings import followed_case
from records.users import Role, User
from records.vocabulary import HAND_WAY_LABELS, Category, Door

router = APIRouter(prefix="/cases")


@router.get("/new")
def begin(request: Request, person: Monitor, now: Now, session: Db, message: int | None = None) -> Response:
    """The empty form; or that of a case that is made of a message of the inbox, filled with what it says."""
    if message is None:
        return _page(request, person, empty_case(now), now)
    return _page(request, person, case_of_message(waiting_message(session, message), now), now)


@router.post("/files")
async def send_files(request: Request, person: Monitor, now: Now) -> Response:
    """Files for a form that is still being filled in, as lines of its list."""
    sent = await request.form()
    return await run_in_threadpool(_sent, request, person, sent, now)


@router.post("/new")
async def take(request: Request, person: Monitor, now: Now) -> Response:
    """Take the case down as a draft, or record it at once; with whatever is wrong, the form comes back with all that was typed and the files."""
    sent = await request.form()
    return await run_in_threadpool(_take, request, person, sent, now)


def _sent(request: Request, person: User, sent: FormData, now: datetime) -> Response:
    ids = take_uploads(request, person, sent, Belonging(), now)
    with read_session(desk_state(request).engine) as session:
        return page(request, "_given_files.html", files=given(waiting_files(session, ids, person.name)), waiting=True)


def _take(request: Request, person: User, sent: FormData, now: datetime) -> Response:
    ids: list[int] = []
    problem = ""
    try:
        ids = take_uploads(request, person, sent, Belonging(), now)
    except NotTaken as error:
        problem = str(error)
    case = read_case({name: [str(one) for one in sent.getlist(name) if isinstance(one, str)] for name in sent}, now, ids)
    do, sure = str(sent.get("do", "")), str(sent.get("sure", ""))
    if problem or do == "files":
        # Nothing is wrong yet with what is not filled in.
        case.wrong = {}
        return _page(request, person, case, now, problem=problem, status=413 if problem else 200)
    if case.tip is None:
        return _page(request, person, case, now, problem=tr("Not kept: correct what is said beside the fields."), status=422)
    at_once = do == "record"
    if at_once and not person.may(Role.EDITOR):
        return _page(request, person, case, now, problem=tr("Only an editor records an incident at once; put it into the queue."), status=403)
    if at_once and sure != case.stamp():
        return _look(request, person, case, now)
    try:
        place = in_transaction(desk_state(request).engine, partial(_write, case, person.name, now, at_once), WITH_A_PERSON)
    except QorganError as error:
        if not isinstance(error, BadDecision | NoSuchIncident | MessageSettled):
            raise
        where = "follows" if isinstance(error, NoSuchIncident) else error.field if isinstance(error, BadDecision) else ""
        case.wrong = {where: str(error)} if where else {}
        return _page(request, person, case, now, problem=str(error), status=status_of(error))
    return RedirectResponse(place, status_code=303)


def _write(case: CaseForm, who: str, now: datetime, at_once: bool, session: Session) -> str:
    """Write all of it, in one transaction. Gives the address of what was made."""
    assert case.tip is not None
    tip = replace(case.tip, door=Door(find_message(session, case.message).door)) if case.message else case.tip
    draft = take_down(session, tip, case.fields, who=who, now=now)
    if case.message:
        make_case(session, case.message, draft.id, who=who, now=now)
    place_files(session, case.given, Belonging(draft=draft.id), who=who, now=now)
    if not at_once:
        return f"/drafts/{draft.id}"
    return f"/incidents/{review.confirm(session, draft.id, who=who, now=now, fields=case.fields).incident}"


def _look(request: Request, person: User, case: CaseForm, now: datetime) -> Response:
    """All that would be recorded, to be looked at before it is."""
    would, lines = would_be(case)
    if case.values["follows"]:
        case.wrong = {"follows": tr("news of an incident goes through the queue")}
    if would.fault or case.wrong:
        return _page(request, person, case, now, problem=would.fault or tr("Not kept: correct what is said beside the fields."), status=422)
    return _page(request, person, case, now, lines=lines, sure=case.stamp())


def _page(
    request: Request,
    person: User,
    case: CaseForm,
    now: datetime,
    *,
    problem: str = "",
    status: int = 200,
    lines: list[tuple[str, str]] | None = None,
    sure: str = "",
) -> Response:
    blank, values, desk = case.blank, case.values, desk_state(request)
    today = day_of(now)
    with read_session(desk.engine) as session:
        files = given(waiting_files(session, case.given, person.name))
        brought = given(files_of_message(session, case.message)[1]) if case.message else []
        follows = str(values["follows"] or "")
        return page(
            request,
            "new_case.html",
            status=status,
            how=case.how,
            ways=[(code.value, tr(words)) for code, words in HAND_WAY_LABELS.items()],
            tongues_offered=[(code, one.name) for code, one in LANGUAGES.items()],
            files=files,
            message=case.message,
            brought=brought,
            accepted=ACCEPTED,
            file_limit=desk.settings.file_bytes // MiB,
            problem=problem,
            lines=lines,
            sure=sure,
            draft=blank,
            values=values,
            machine=form.proposed(blank),
            # There is no machine here whose word could be taken back.
            words={},
            now_words=form_words.words_of(values, blank),
            changed=frozenset(),
            unsure=frozenset(),
            wrong=case.wrong,
            wrong_rows=wrong_rows(values["victims"], apart=bool(values[APART])),
            doubled=bool(doubled_rows(values["victims"])),
            apart=bool(values[APART]),
            also_named=[],
            is_date=is_date,
            days_read=partial(days_read, count=DayCount(today)),
            case=followed_case(session, follows, {}) if follows else None,
            case_words=case_words,
            no_case=False,
            told_words="",
            TOLD=form.TOLD,
            VICTIM=form.VICTIM,
            options=options,
            boxes=boxes,
            groups=draft_groups(),
            text_columns=draft_columns(
                session, {**blank.proposal, **case.fields}, [], lambda name: str(values.get(name) or ""), values[form.VOUCHED]
            ),
            title_lang=draft_title_lang(blank.proposal),
            state_words=state_words,
            stale_words=stale_words,
            is_legal=is_legal,
            legal_codes=" ".join(sorted(code for code in Category if is_legal([code]))),
            abroad=[(values["region"], values["region"])] if values["region"] and values["region"] not in home().regions else [],
            visible=visible,
            field_words=field_words,
        )

"""The form for a case entered manually: from a call, a letter, a message or a document.

It becomes a draft in the queue or, after a check of everything to be recorded, an incident at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from hashlib import sha256
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import RedirectResponse, Response

from desk.auth.dependencies import Db, Monitor, Now
from desk.error_responses import status_of
from desk.fields import DIFFERENT_PERSONS, draft_groups, duplicate_rows, invalid_rows
from desk.form_dates import ReferenceDays, is_date, parse_days, stored_value
from desk.form_text import clean_text
from desk.highlighting import visible
from desk.pages.draft import form, view
from desk.pages.draft.view import boxes, options
from desk.pages.files.routes import ACCEPTED, MOST_AT_ONCE, file_views, take_uploads
from desk.pages.history.words import field_words, value_words
from desk.pages.inbox.view import sender_words
from desk.pages.incident.view import is_legal
from desk.pages.queue.cards import case_words
from desk.pages.suggestions.routes import sure_region
from desk.rendering import day, page
from desk.state import desk_state
from desk.text import draft_columns, draft_title_lang, outdated_words, text_status_words
from pipelines.evidence.files import FileRejected
from records import review
from records.byte_budgets import MiB
from records.clock import day_of, parse_day
from records.country import home
from records.database import INTERACTIVE_RETRY_SECONDS, read_session, write_with_retry
from records.errors import BadDecision, MessageSettled, NoSuchIncident, QorganError
from records.evidence_files import FileTarget, attach_files, waiting_files
from records.i18n import LANGUAGES, reader_language, tr
from records.incident_fields import COLUMN_FIELDS, PRIVATE_FIELDS
from records.language.dates import InvalidDate
from records.manual_tips import source_code, source_words, tip_description
from records.messages import files_of_message, find_message, make_case, waiting_message
from records.review.confirmation_preview import ConfirmationPreview, FirstReport, preview_confirmation
from records.review.same_event import followed_incident
from records.review.tip_drafts import MAX_TIP_LENGTH, MAX_TIP_SENDER_LENGTH, ManualTip, create_tip_draft, tip_proposal
from records.row_ids import parse_id
from records.tables import LARGEST_LONG_ID, DraftRow, ReceivedMessageRow
from records.users import Role, User
from records.vocabulary import STATUS_LABELS, TIP_CHANNEL_LABELS, Category, DraftState, IntakeChannel, ScreeningLabel, TipChannel

# The form: how and when the case came, from whom, what was reported, the files, and the facts as in the form of a draft.

# The inputs on how it came.
_HOW = ("way", "came_on", "told", "from_whom", "told_lang")
# The largest number of files in one form.
_MOST_FILES = 5 * MOST_AT_ONCE


@dataclass
class _CaseForm:
    """What was typed (`how`, `values`), what it means (`tip`, `fields`; the tip is None while it has errors), and the errors by field."""

    how: dict[str, str]
    values: form.Values
    blank: DraftRow
    tip: ManualTip | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    given: list[int] = field(default_factory=list)
    message: int = 0
    """The message of the inbox from which it was made; 0 = none."""

    def stamp(self) -> str:
        """Return a hash of what would be recorded: the second confirmation is valid only for that."""
        return sha256(repr((self.tip, sorted(self.fields.items(), key=str), self.given, self.message)).encode()).hexdigest()[:16]


def _empty_case(now: datetime) -> _CaseForm:
    """Return the form as it is opened: with today's date and the reader's language."""
    case = _read_case({"came_on": [f"{day_of(now):%d.%m.%Y}"], "told_lang": [reader_language()]}, now, [])
    case.wrong = {}
    return case


def _case_of_message(row: ReceivedMessageRow, now: datetime) -> _CaseForm:
    """Return the form filled with the text of a message; the facts are still unknown."""
    text = "\n\n".join(filter(None, (row.subject, row.text)))[:MAX_TIP_LENGTH]
    whom = ", ".join(filter(None, (sender_words(row), row.forwarded_from)))[:MAX_TIP_SENDER_LENGTH]
    channel = TipChannel.MAIL if row.door == IntakeChannel.MAIL else TipChannel.MESSAGE
    typed = {
        "way": channel.value,
        "came_on": f"{day_of(row.came_at):%d.%m.%Y}",
        "told": text,
        "from_whom": whom,
        "told_lang": row.lang,
        "message": str(row.id),
    }
    case = _read_case({name: [value] for name, value in typed.items()}, now, [])
    case.wrong = {}
    return case


def _read_case(submitted: Mapping[str, Sequence[str]], now: datetime, files: Sequence[int]) -> _CaseForm:
    """Read a form. `files` were just uploaded with it; earlier ones are named in it."""
    today = day_of(now)
    how = {name: clean_text(submitted.get(name, [""])[-1]) for name in _HOW}
    lang = how["told_lang"] if how["told_lang"] in LANGUAGES else reader_language()
    blank = _blank(lang)
    values = form.typed_values(submitted, form.current_values(blank))
    if values["place"] and not values["region"]:
        values["region"] = sure_region(str(values["place"]))
    case = _CaseForm(how, values, blank, given=_ids(submitted.get("given", ()), files), message=next(iter(_ids(submitted.get("message", ()), ())), 0))
    came_on = _came_on(case, today)
    corrections = form.corrections_from(values, form.proposed_values(blank), blank.proposal, ReferenceDays(today, came_on))
    case.fields, case.wrong = corrections.fields, {**case.wrong, **corrections.wrong}
    if how["way"] not in list(TipChannel):
        case.wrong["way"] = tr("say how it came")
    for name, most in (("told", MAX_TIP_LENGTH), ("from_whom", MAX_TIP_SENDER_LENGTH)):
        if len(how[name]) > most:
            case.wrong[name] = tr("at most {n} characters").format(n=most)
    if not (how["told"] or case.given or case.fields or case.message):
        case.wrong["told"] = tr("write what was told, or add a file")
    if came_on and not case.wrong:
        case.tip = ManualTip(TipChannel(how["way"]), came_on, how["told"], how["from_whom"], lang=lang)
    return case


def _came_on(case: _CaseForm, today: date) -> date | None:
    """Return the day on which it came; None, with an error, if it is missing or in the future."""
    written = case.how["came_on"]
    try:
        came = parse_day(str(stored_value("came_on", written, ReferenceDays(today)))) if written else None
    except InvalidDate as error:
        case.wrong["came_on"] = str(error)
        return None
    if came is None:
        case.wrong["came_on"] = tr("say on which day it came")
    return came


def _blank(lang: str) -> DraftRow:
    """Return a draft of which only the language is known, and which is in no database."""
    tip = ManualTip(TipChannel.OTHER, date.min, lang=lang)
    return DraftRow(
        id=0,
        state=DraftState.NEW,
        score=1.0,
        label=ScreeningLabel.INCIDENT,
        proposal=tip_proposal(tip),
        fields={},
        follows=None,
        lang=lang,
        title="",
        codes="",
    )


def _ids(named: Sequence[str], new: Sequence[int]) -> list[int]:
    ids = [file_id for text in named if (file_id := parse_id(text, LARGEST_LONG_ID))]
    return list(dict.fromkeys([*ids, *new]))[:_MOST_FILES]


# A preview of everything that recording a case at once would write.


def _would_be(case: _CaseForm) -> tuple[ConfirmationPreview, list[tuple[str, str]]]:
    """Return what would be written, and each part of it as a heading and words. The form must have no errors."""
    assert case.tip is not None
    tip = case.tip
    public = {name: value for name, value in case.fields.items() if name not in {entry.name for entry in PRIVATE_FIELDS}}
    would = preview_confirmation({**case.blank.proposal, **public}, None, FirstReport(tip.came_on, source_code(tip.way, tip.came_on)), None)
    lines = [(tr("Source"), tip_description(tip.way, tip.came_on))]
    for entry in COLUMN_FIELDS:
        value = would.facts.get(entry.column or "")
        if value not in (None, "", [], {}) and value != entry.kind.to_column(entry.empty):
            lines.append((field_words(entry.name), value_words(entry.name, value)))
    lines += [(tr("Status"), f"{tr(STATUS_LABELS[code])}, {day(at)} ({source_words(source)})") for code, at, source in would.statuses]
    hidden = tr("never published")
    lines += [(f"{tr(field.label)} ({hidden})", str(case.fields[field.name])) for field in PRIVATE_FIELDS if case.fields.get(field.name)]
    lines += [(f"{words} ({hidden})", private) for words, private in ((tr("What was told"), tip.told), (tr("From whom"), tip.from_whom)) if private]
    return would, lines


router = APIRouter(prefix="/cases")


@router.get("/new")
def begin(request: Request, person: Monitor, now: Now, session: Db, message: int | None = None) -> Response:
    """Show the empty form, or one filled from a message of the inbox."""
    if message is None:
        return _page(request, person, _empty_case(now), now)
    return _page(request, person, _case_of_message(waiting_message(session, message), now), now)


@router.post("/files")
async def send_files(request: Request, person: Monitor, now: Now) -> Response:
    """Upload files for a form that is still being filled in, and return them as lines of its list."""
    sent = await request.form()
    return await run_in_threadpool(_sent, request, person, sent, now)


@router.post("/new")
async def take(request: Request, person: Monitor, now: Now) -> Response:
    """Save the case as a draft, or record it at once. With errors, the form is shown again with everything typed and the files."""
    sent = await request.form()
    return await run_in_threadpool(_take, request, person, sent, now)


def _sent(request: Request, person: User, sent: FormData, now: datetime) -> Response:
    ids = take_uploads(request, person, sent, FileTarget(), now)
    with read_session(desk_state(request).engine) as session:
        return page(request, "_given_files.html", files=file_views(waiting_files(session, ids, person.name)), waiting=True)


def _take(request: Request, person: User, sent: FormData, now: datetime) -> Response:
    ids: list[int] = []
    problem = ""
    try:
        ids = take_uploads(request, person, sent, FileTarget(), now)
    except FileRejected as error:
        problem = str(error)
    case = _read_case({name: [str(value) for value in sent.getlist(name) if isinstance(value, str)] for name in sent}, now, ids)
    do, sure = str(sent.get("do", "")), str(sent.get("sure", ""))
    if problem or do == "files":
        # Fields that are not filled in yet have no errors.
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
        place = write_with_retry(desk_state(request).engine, partial(_write, case, person.name, now, at_once), INTERACTIVE_RETRY_SECONDS)
    except QorganError as error:
        if not isinstance(error, BadDecision | NoSuchIncident | MessageSettled):
            raise
        where = "follows" if isinstance(error, NoSuchIncident) else error.field if isinstance(error, BadDecision) else ""
        case.wrong = {where: str(error)} if where else {}
        return _page(request, person, case, now, problem=str(error), status=status_of(error))
    return RedirectResponse(place, status_code=303)


def _write(case: _CaseForm, who: str, now: datetime, at_once: bool, session: Session) -> str:
    """Write all of it, in one transaction. Return the address of what was made."""
    assert case.tip is not None
    tip = replace(case.tip, door=IntakeChannel(find_message(session, case.message).door)) if case.message else case.tip
    draft = create_tip_draft(session, tip, case.fields, who=who, now=now)
    if case.message:
        make_case(session, case.message, draft.id, who=who, now=now)
    attach_files(session, case.given, FileTarget(draft=draft.id), who=who, now=now)
    if not at_once:
        return f"/drafts/{draft.id}"
    return f"/incidents/{review.confirm(session, draft.id, who=who, now=now, fields=case.fields).incident}"


def _look(request: Request, person: User, case: _CaseForm, now: datetime) -> Response:
    """Show a preview of everything that would be recorded."""
    would, lines = _would_be(case)
    if case.values["follows"]:
        case.wrong = {"follows": tr("news of an incident goes through the queue")}
    if would.fault or case.wrong:
        return _page(request, person, case, now, problem=would.fault or tr("Not kept: correct what is said beside the fields."), status=422)
    return _page(request, person, case, now, lines=lines, sure=case.stamp())


def _page(
    request: Request,
    person: User,
    case: _CaseForm,
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
        files = file_views(waiting_files(session, case.given, person.name))
        brought = file_views(files_of_message(session, case.message)[1]) if case.message else []
        follows = str(values["follows"] or "")
        return page(
            request,
            "new_case.html",
            status=status,
            how=case.how,
            ways=[(code.value, tr(words)) for code, words in TIP_CHANNEL_LABELS.items()],
            tongues_offered=[(code, language.name) for code, language in LANGUAGES.items()],
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
            machine=form.proposed_values(blank),
            # No machine's proposal could be restored here.
            words={},
            now_words=view.words_of(values, blank),
            changed=frozenset(),
            unsure=frozenset(),
            quotes={},
            third=None,
            wrong=case.wrong,
            wrong_rows=invalid_rows(values["victims"], apart=bool(values[DIFFERENT_PERSONS])),
            doubled=bool(duplicate_rows(values["victims"])),
            apart=bool(values[DIFFERENT_PERSONS]),
            also_named=[],
            is_date=is_date,
            days_read=partial(parse_days, count=ReferenceDays(today)),
            case=followed_incident(session, follows, {}) if follows else None,
            case_words=case_words,
            no_case=False,
            told_words="",
            TOLD=form.ARTICLE_STATUSES,
            VICTIM=form.VICTIM,
            options=options,
            boxes=boxes,
            groups=draft_groups(),
            text_columns=draft_columns(
                session, {**blank.proposal, **case.fields}, [], lambda name: str(values.get(name) or ""), values[form.CHECKED_TEXTS]
            ),
            title_lang=draft_title_lang(blank.proposal),
            state_words=text_status_words,
            stale_words=outdated_words,
            is_legal=is_legal,
            legal_codes=" ".join(sorted(code for code in Category if is_legal([code]))),
            abroad=[(values["region"], values["region"])] if values["region"] and values["region"] not in home().regions else [],
            visible=visible,
            field_words=field_words,
        )

"""The tour for new users: offered, begun, interrupted and continued at any time. Its decisions are only stored in the progress of the person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import yaml  # type: ignore[import-untyped]
from fastapi import APIRouter, Form, Request
from fastapi import Path as PathParameter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, RedirectResponse, Response

from desk.auth.dependencies import Db, Monitor, Now
from desk.fields import draft_groups
from desk.form_dates import ReferenceDays, is_date, parse_days
from desk.highlighting import Highlighted, highlighted, visible
from desk.pages.draft import form, view
from desk.pages.draft.view import boxes, options
from desk.rendering import page
from desk.state import desk_state
from records.clock import day_of
from records.database import INTERACTIVE_RETRY_SECONDS, write_with_retry
from records.errors import BadDecision
from records.i18n import gettext_noop, reader_language, tr
from records.tables import DraftRow
from records.tour_progress import is_offered, progress_of, reset_tour, save_tour_step
from records.users import User
from records.vocabulary import CATEGORIES, REJECT_REASON_LABELS, Category, DecisionAction, DraftState, RejectReason, ScreeningLabel

# The practice drafts: invented articles with proposals as of a machine, in the reader's language. They are made for each page, and are never part of
# a database session.

_FILE = Path(__file__).with_name("practice_drafts.yaml")
_MADE = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class _PracticeTask:
    """The lesson of a practice draft. `look` says what to look at, `done` what experienced monitors would have done, `why` why: messages in English
    that are translated when shown. `action` and `primary` or `reasons` are the right decision."""

    name: str
    look: str
    done: str
    why: str
    action: DecisionAction
    primary: str = ""
    reasons: frozenset[str] = frozenset()


TASKS = (
    _PracticeTask(
        "clear",
        gettext_noop(
            "Look who was harmed, what was done, and what ties it to their work. The words that say so are marked. Do the proposed facts below say the same?"
        ),
        gettext_noop("They would have confirmed it as it is."),
        gettext_noop(
            "A reporter was beaten while filming for his paper: who, what and the link to the work all stand in the text, and the facts agree with it."
        ),
        DecisionAction.CONFIRM,
        primary="ATT",
    ),
    _PracticeTask(
        "lookalike",
        gettext_noop(
            "A journalist's word and a harm are in it, and the machine is less sure. Ask: is it because of the work, or only somebody who once had that work?"
        ),
        gettext_noop("They would have rejected it: it has no link to the work."),
        gettext_noop("It is a road accident of somebody who left journalism years ago. A harm alone is no violation of the rights of a journalist."),
        DecisionAction.REJECT,
        reasons=frozenset({RejectReason.NOT_WORK, RejectReason.NOT_PRESS}),
    ),
    _PracticeTask(
        "mended",
        gettext_noop(
            "The machine took one word for something else. Read what really happened, compare it with the kind of violation in the facts, and correct that before you decide."
        ),
        gettext_noop("They would have changed the kind from detention to obstruction, and confirmed it."),
        gettext_noop(
            "A guard kept her out of an open session; nobody deprived her of liberty. Counted as a detention it would make a figure wrong that others rely on."
        ),
        DecisionAction.CONFIRM,
        primary="OBS",
    ),
)


@dataclass(frozen=True)
class PracticeDraft:
    """A practice draft in one language: a draft that is in no database, and its article."""

    task: _PracticeTask
    draft: DraftRow
    lang: str
    title: str
    outlet: str
    published: date
    marks: Highlighted


def practice_draft(step: int, lang: str) -> PracticeDraft:
    """Return the practice draft of a step (from 1), in this language; in English if there is none."""
    task = TASKS[step - 1]
    practice_text = _practice_texts()[task.name]
    lang = lang if lang in practice_text else "en"
    texts: Mapping[str, Any] = practice_text[lang]
    proposal = {
        "title": texts["title"],
        "lang": lang,
        "categories": [{"code": code, "score": practice_text["score"]} for code in practice_text["categories"]],
        "incident_date": practice_text["date"],
        "date_precision": "day",
        "country": "KZ",
        "region": practice_text["region"],
        "place": texts["place"],
        "victims": [dict(texts["victim"])],
        "outlets": [texts["outlet"]],
        "actor": practice_text["actor"],
    }
    draft = DraftRow(
        id=0, state=DraftState.NEW, score=practice_text["score"], label=ScreeningLabel.INCIDENT, proposal=proposal, fields={}, follows=None, sample=False,
        created_at=_MADE, version=1, title=texts["title"], codes=" ".join(practice_text["categories"]), lang=lang, region=practice_text["region"],
    )  # fmt: skip
    marks = highlighted(texts["title"], texts["text"], [_reason(role, texts) for role in ("who", "act", "because")])
    return PracticeDraft(task, draft, lang, texts["title"], texts["outlet"], date.fromisoformat(practice_text["date"]), marks)


def _reason(role: str, texts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the position of the words of this role. Raises ValueError if they are missing."""
    start = f"{texts['title']}\n{texts['text']}".index(texts[role], len(texts["title"]) + 1)
    return {"start": start, "end": start + len(texts[role]), "role": role}


@cache
def _practice_texts() -> dict[str, dict[str, Any]]:
    practice_texts: dict[str, dict[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return practice_texts


# A person's decision on a practice draft, compared with that of experienced monitors.


@dataclass(frozen=True)
class PracticeResult:
    """A practice draft at the end: whether the decision was right, what was done, what experienced monitors would have done, and why, in words."""

    step: int
    title: str
    lang: str
    right: bool
    did: str
    done: str
    why: str


def what_was_done(practice: PracticeDraft, do: str, submitted: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return a sent decision as the progress stores it. Raises BadDecision for none."""
    action, _, reason = do.partition(":")
    if action == DecisionAction.CONFIRM:
        values = form.typed_values(submitted, form.proposed_values(practice.draft))
        if values["primary"] not in list(Category):
            raise BadDecision(tr("choose what happened"), "primary")
        return {"action": action, "primary": values["primary"]}
    if action == DecisionAction.REJECT and reason in list(RejectReason):
        return {"action": action, "reason": reason}
    raise BadDecision(tr("choose one of the nine reasons to reject") if action == DecisionAction.REJECT else tr("confirm it or reject it"))


def is_right(practice: PracticeDraft, did: Mapping[str, Any]) -> bool:
    """Return whether it is what experienced monitors would have done."""
    task = practice.task
    if did.get("action") != task.action:
        return False
    return did.get("primary") == task.primary if task.action is DecisionAction.CONFIRM else did.get("reason") in task.reasons


def result_of(step: int, practice: PracticeDraft, did: Mapping[str, Any]) -> PracticeResult:
    """Return the result in the reader's language."""
    task = practice.task
    return PracticeResult(step, practice.title, practice.lang, is_right(practice, did), _words(did), tr(task.done), tr(task.why))


def _words(did: Mapping[str, Any]) -> str:
    if did.get("action") == DecisionAction.REJECT:
        return tr("You rejected it: {reason}.").format(reason=tr(REJECT_REASON_LABELS[RejectReason(did["reason"])]))
    return tr("You confirmed it as: {category}.").format(category=tr(CATEGORIES[Category(did["primary"])].label))


router = APIRouter(prefix="/tour")
_Step = Annotated[int, PathParameter(ge=1, le=len(TASKS))]
# Fields of a draft's form that a beginner has to compare with the text.
_GROUPS = ("harmed", "what", "where", "cause")


@router.get("")
def show(request: Request, person: Monitor, session: Db) -> Response:
    """Show the introduction and the progress; after the last step, the results."""
    progress = progress_of(session, person.name)
    practices = {step: practice_draft(step, reader_language()) for step in range(1, len(TASKS) + 1)}
    at = progress.next_step(len(TASKS))
    results = [] if at else [result_of(step, practice, progress.steps[step]) for step, practice in practices.items()]
    return page(request, "tour.html", practices=practices, done=progress.steps, at=at, results=results, right=sum(result.right for result in results))


@router.get("/offer")
def offer(request: Request, person: Monitor, session: Db, now: Now) -> Response:
    """Show the offer of the tour in the queue, if a user is new and has not answered it."""
    return page(request, "_tour_offer.html") if is_offered(session, person.name, now) else HTMLResponse("")


@router.post("/anew")
def anew(request: Request, person: Monitor, now: Now, next: Annotated[str, Form(max_length=20)] = "") -> Response:
    """Begin from the beginning, or (`next=queue`) decline the offer."""
    write_with_retry(desk_state(request).engine, lambda session: reset_tour(session, person.name, now), INTERACTIVE_RETRY_SECONDS)
    return RedirectResponse("/queue" if next == "queue" else "/tour/1", status_code=303)


@router.get("/{step}")
def practise(request: Request, person: Monitor, step: _Step, now: Now) -> Response:
    """Show a practice draft with the article, the facts and the keys of a real one."""
    practice = practice_draft(step, reader_language())
    return _practice_page(request, step, practice, ReferenceDays(day_of(now)))


@router.post("/{step}")
async def decide(request: Request, person: Monitor, step: _Step, now: Now) -> Response:
    """Save the decision, and go on."""
    return await run_in_threadpool(_decided, request, person, step, await request.form(), now)


def _decided(request: Request, person: User, step: int, sent: FormData, now: Any) -> Response:
    practice = practice_draft(step, reader_language())
    submitted = {name: [value for value in sent.getlist(name) if isinstance(value, str)] for name in sent}
    try:
        did = what_was_done(practice, str(sent.get("do", "")), submitted)
    except BadDecision as error:
        values = form.typed_values(submitted, form.proposed_values(practice.draft))
        return _practice_page(request, step, practice, ReferenceDays(day_of(now)), status=422, values=values, error=error)

    def keep(session: Any) -> int | None:
        save_tour_step(session, person.name, step, did, now)
        return progress_of(session, person.name).next_step(len(TASKS))

    following = write_with_retry(desk_state(request).engine, keep, INTERACTIVE_RETRY_SECONDS)
    return RedirectResponse(f"/tour/{following}" if following else "/tour", status_code=303)


def _practice_page(
    request: Request,
    step: int,
    practice: PracticeDraft,
    count: ReferenceDays,
    *,
    status: int = 200,
    values: form.Values | None = None,
    error: BadDecision | None = None,
) -> Response:
    machine = form.proposed_values(practice.draft)
    values = values or machine
    return page(
        request,
        "practice.html",
        status=status,
        practice=practice,
        draft=practice.draft,
        step=step,
        steps=len(TASKS),
        machine=machine,
        values=values,
        words=view.words_of(machine, practice.draft),
        now_words=view.words_of(values, practice.draft),
        changed={name for name in values if values[name] != machine[name]},
        unsure=frozenset(),
        quotes={},
        third=None,
        wrong={error.field: str(error)} if error is not None and error.field else {},
        problem=str(error or ""),
        wrong_rows=(),
        doubled=False,
        apart=False,
        also_named=[],
        is_date=is_date,
        days_read=lambda name, written: parse_days(name, written, count),
        told_words="",
        TOLD=form.ARTICLE_STATUSES,
        VICTIM=form.VICTIM,
        options=options,
        boxes=boxes,
        groups=[group for group in draft_groups() if group.name in _GROUPS],
        abroad=(),
        visible=visible,
    )

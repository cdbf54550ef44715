"""The unchecked texts of incidents, one after another: the proposal, an article next to it, and a key that marks it as checked."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from desk.auth.dependencies import Db, Editor, Now
from desk.form_text import clean_text
from desk.pages.incident.view import incident_date, incident_place
from desk.pages.text_review import view
from desk.pages.text_review.view import TextPlace
from desk.rendering import page
from desk.state import desk_state
from desk.text import outdated_words, text_status_words
from records.clock import day_of
from records.database import INTERACTIVE_RETRY_SECONDS, read_session, write_with_retry
from records.errors import AlreadyDecided, BadDecision, NoSuchIncident, NothingToUndo
from records.i18n import tr
from records.incident_texts.sentences import TextKind
from records.incident_texts.texts import needs_text_check
from records.incidents import find, number_parts
from records.incidents.text_edits import LONGEST, save_texts, undo_texts
from records.manual_tips import tip_source_description
from records.review.queue import incident_sources
from records.row_ids import parse_id
from records.tables import IncidentRow

router = APIRouter(prefix="/incidents/texts")


@router.get("")
def show(
    request: Request, person: Editor, session: Db, now: Now, lang: Annotated[list[str] | None, Query()] = None, number: str = "", at: str = "",
    skip: str = "", told: str = "", article: str = "",
) -> Response:  # fmt: skip
    """Show the next texts in these languages.

    `number` and `at` (a language) name those to show, `skip` the last skipped ones, as `NUMBER~LANGUAGE`; `told` those just checked.
    """
    langs = view.languages_asked(lang or [])
    book, today = desk_state(request).shelf.book(session), day_of(now)
    if number and number in book.by_number:
        here: TextPlace | None = TextPlace(number, at if at in langs else _first(session, number, langs))
    else:
        here = view.after(book, langs, today, _place(skip) or _place(told))
    return _page(request, session, langs, here, told=told, article=article)


@router.post("")
def check(
    request: Request, person: Editor, now: Now, number: Annotated[str, Form()], at: Annotated[str, Form()], lang: Annotated[str, Form()] = "",
    title: Annotated[str, Form()] = "", summary: Annotated[str, Form()] = "", version: Annotated[str, Form()] = "", do: Annotated[str, Form()] = "check",
) -> Response:  # fmt: skip
    """Save the texts of the form: checked, or (`do=keep`) as a proposal of this person. Then go to the next."""
    langs, here = view.languages_asked([lang]), TextPlace(number, at)
    texts = {TextKind.TITLE: clean_text(title), TextKind.SUMMARY: clean_text(summary)}

    def act(session: Session) -> None:
        seen_version = parse_id(version) or 0
        sources = incident_sources(session, _known(number))
        save_texts(session, number, at, texts, vouch=do == "check", who=person.name, now=now, version=seen_version, sources=sources)

    try:
        write_with_retry(desk_state(request).engine, act, INTERACTIVE_RETRY_SECONDS)
    except (BadDecision, AlreadyDecided) as error:
        typed = {kind.value: words for kind, words in texts.items()}
        wrong = {error.field: str(error)} if isinstance(error, BadDecision) and error.field in typed else {}
        with read_session(desk_state(request).engine) as session:
            status = 409 if isinstance(error, AlreadyDecided) else 422
            return _page(request, session, langs, here, status=status, typed=typed, wrong=wrong, problem=str(error))
    return RedirectResponse(_page_address(langs, told=f"{number}~{at}"), status_code=303)


@router.post("/undo")
def undo(request: Request, person: Editor, now: Now, told: Annotated[str, Form()], lang: Annotated[str, Form()] = "") -> Response:
    """Undo this person's last check, and show the texts again."""
    langs, place = view.languages_asked([lang]), _place(told)
    if place is None:
        raise NothingToUndo(tr("there is nothing to undo here"))

    def act(session: Session) -> None:
        undo_texts(session, _known(place.number), who=person.name, now=now)

    write_with_retry(desk_state(request).engine, act, INTERACTIVE_RETRY_SECONDS)
    return RedirectResponse(_page_address(langs, number=place.number, at=place.lang), status_code=303)


def _page(
    request: Request,
    session: Session,
    langs: list[str],
    here: TextPlace | None,
    *,
    status: int = 200,
    told: str = "",
    article: str = "",
    typed: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
    problem: str = "",
) -> Response:
    book = desk_state(request).shelf.book(session)
    incident = find(session, here.number) if here else None
    row = session.get(IncidentRow, incident.number) if incident else None
    column = view.column_of(session, incident, here.lang, typed or {}) if incident and here else None
    return page(
        request,
        "check_texts.html",
        status=status,
        langs=langs,
        by_hand=tip_source_description,
        here=here,
        left=view.counted(book),
        incident=incident,
        version=row.version if row else 0,
        when=incident_date(incident) if incident else "",
        where=incident_place(incident) if incident else "",
        column=column,
        beside=view.article_beside(session, incident.number, here.lang, article) if incident and here else None,
        longest={kind.value: most for kind, most in LONGEST.items()},
        state_words=text_status_words,
        stale_words=outdated_words,
        way=lambda **more: _page_address(langs, **more),
        told=_place(told),
        wrong=wrong or {},
        problem=problem,
    )


def _first(session: Session, number: str, langs: list[str]) -> str:
    """Return the first of these languages in which the texts of an incident need a review."""
    incident = find(session, number)
    return next((lang for lang in langs if incident and needs_text_check(incident, lang)), langs[0])


def _known(number: str) -> str:
    """Return a valid number of an incident. Raises NoSuchIncident for others."""
    if number_parts(number) is None:
        raise NoSuchIncident(tr("there is no incident {number}").format(number=number[:40]))
    return number


def _place(written: str) -> TextPlace | None:
    number, _, lang = written.partition("~")
    return TextPlace(number, lang) if number_parts(number) else None


def _page_address(langs: list[str], **more: str) -> str:
    return f"/incidents/texts?{urlencode({'lang': ','.join(langs), **{name: value for name, value in more.items() if value}})}"

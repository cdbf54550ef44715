"""Second opinions field by field: given blind, compared, settled by a third person; and how far readers agree."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from desk.auth.dependencies import Db, Editor, Forbidden, Monitor, Now, Reader
from desk.form_dates import filter_days, reference_days, stored_value
from desk.pages.draft.view import draft_of
from desk.pages.opinions.view import opinion_views
from desk.rendering import page
from desk.state import desk_state
from records.clock import day_of, start_of_day
from records.database import INTERACTIVE_RETRY_SECONDS, read_session, write_with_retry
from records.errors import BadDecision
from records.i18n import LANGUAGES, tr
from records.incident_texts.list_titles import titles_of_drafts
from records.language.dates import InvalidDate
from records.review import opinions
from records.review.opinions import by_field, by_language, by_people, field_pairs
from records.tables import DraftRow
from records.users import Role, User
from records.vocabulary import DecisionAction, OpinionField, OpinionSettlement

router = APIRouter()


@dataclass
class _OpinionForm:
    """A second opinion as it was sent. `unsaid` are the fields about which the articles say nothing."""

    category: Annotated[str, Form(max_length=20)] = ""
    actor: Annotated[str, Form(max_length=20)] = ""
    date: Annotated[str, Form(max_length=100)] = ""
    place: Annotated[str, Form(max_length=200)] = ""
    victims: Annotated[str, Form(max_length=8000)] = ""
    unsaid: Annotated[list[str] | None, Form()] = None
    note: Annotated[str, Form(max_length=2000)] = ""

    def fields(self, session: Session, draft: DraftRow, now: datetime) -> dict[OpinionField, Any]:
        """Return the opinion on each field that was filled in. Raises BadDecision for an invalid date, and for a contradiction."""
        values: dict[OpinionField, Any] = {
            opinion_field: value.strip() for opinion_field in OpinionField if (value := getattr(self, opinion_field.value)).strip()
        }
        unsaid = self.unsaid or []
        for question in (OpinionField.DATE, OpinionField.PLACE, OpinionField.VICTIMS):
            if question in unsaid and question in values:
                raise BadDecision(tr("either say it, or say that there is nothing"), question)
            if question in unsaid:
                values[question] = ""
        if OpinionField.VICTIMS in values:
            values[OpinionField.VICTIMS] = values[OpinionField.VICTIMS].splitlines()
        if values.get(OpinionField.DATE):
            try:
                values[OpinionField.DATE] = stored_value("incident_date", values[OpinionField.DATE], reference_days(session, draft, now))
            except InvalidDate as error:
                raise BadDecision(str(error), OpinionField.DATE) from error
        return values


@router.post("/drafts/{id}/opinion")
def give(request: Request, person: Monitor, now: Now, id: int, form: Annotated[_OpinionForm, Depends()]) -> Response:
    """Give a second opinion that confirms, with opinions on single fields."""

    def act(session: Session) -> bool:
        fields = form.fields(session, draft_of(session, id), now)
        opinions.record_opinion(session, id, who=person.name, now=now, action=DecisionAction.CONFIRM, note=form.note.strip(), fields=fields)
        return bool(fields)

    try:
        has_fields = write_with_retry(desk_state(request).engine, act, INTERACTIVE_RETRY_SECONDS)
    except BadDecision as error:
        if not error.field:
            raise
        wrong = {error.field: str(error)}
        return page(request, "opinion_again.html", status=422, opinion_of=id, opinion_typed=vars(form), opinion_wrong=wrong)
    return RedirectResponse(f"/drafts/{id}/opinions" if has_fields else "/queue?kind=second", status_code=303)


@router.get("/drafts/{id}/opinions")
def of_draft(request: Request, person: Reader, session: Db, id: int) -> Response:
    """Show the opinions of two readers on a draft next to each other."""
    return _side_by_side(request, person, session, id)


@router.post("/drafts/{id}/opinions/{field}")
def settle(
    request: Request,
    person: Monitor,
    now: Now,
    id: int,
    field: OpinionField,
    settled: Annotated[OpinionSettlement, Form()],
    note: Annotated[str, Form(max_length=400)] = "",
) -> Response:
    """Settle a difference: a third person, who is an editor, decides, or the second reader agrees after all."""
    if settled is not OpinionSettlement.AGREED and not person.may(Role.EDITOR):
        raise Forbidden(tr("an editor settles what two readers differ on"))
    try:
        write_with_retry(
            desk_state(request).engine,
            lambda session: opinions.settle_opinion(session, id, field, settled, who=person.name, now=now, note=note).draft_id,
            INTERACTIVE_RETRY_SECONDS,
        )
    except BadDecision as error:
        with read_session(desk_state(request).engine) as session:
            return _side_by_side(request, person, session, id, status=422, problem=str(error))
    return RedirectResponse(f"/drafts/{id}/opinions#field-{field}", status_code=303)


@router.get("/opinions")
def agreement(request: Request, person: Editor, session: Db, now: Now) -> Response:
    """Show how far readers agree in a period, by field, language and pair, and every unsettled difference."""
    days = filter_days(request.query_params, day_of(now))
    pairs = field_pairs(
        session, start_of_day(days.since) if days.since else None, start_of_day(days.until + timedelta(days=1)) if days.until else None
    )
    waiting = opinions.unsettled_opinions(session)
    languages: Mapping[str, Any] = by_language(pairs)
    return page(
        request,
        "opinions.html",
        days=days,
        all=by_field(pairs),
        by_language=[(LANGUAGES[lang].name if lang in LANGUAGES else lang, figures) for lang, figures in languages.items()],
        by_people=list(by_people(pairs).items()),
        open=opinion_views(waiting, person),
        titles=titles_of_drafts(session, [row.draft_id for row in waiting]),
    )


def _side_by_side(request: Request, person: User, session: Session, id: int, *, status: int = 200, problem: str = "") -> Response:
    draft = draft_of(session, id)
    if opinions.is_blind_reader(session, id, person.name):
        raise Forbidden(tr("give your own opinion first"))
    title, lang = titles_of_drafts(session, [id])[id]
    rows = opinion_views(opinions.opinions_on(session, id), person)
    return page(request, "draft_opinions.html", status=status, draft=draft, title=title, lang=lang, rows=rows, problem=problem)

"""Confirm, reject, defer. A confirmed draft becomes an incident with a number. If it is news of an incident, it becomes a further status of it."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records import watched_pages
from records.clock import day_of
from records.errors import BadDecision
from records.i18n import tr
from records.incident_fields import PRIVATE_FIELDS
from records.incidents import repository, statuses
from records.incidents.tracks import misplaced
from records.review import groups, second_opinions
from records.review.draft_fields import checked
from records.review.draft_state import change_state, decision_values, get_open
from records.review.incident_facts import incident_facts, statuses_of
from records.tables import ArticleRow, DraftArticleRow, DraftRow, IncidentRow
from records.vocabulary import Category, DecisionAction, DraftState, Lawful, RejectReason, StatusCode


def confirm(session: Session, draft_id: int, *, who: str, now: datetime, fields: dict[str, Any] | None = None, note: str = "") -> DraftRow:
    """A person says that this happened. `fields` are the corrections (`records.review.draft_fields`); without any, the machine's proposal
    counts.

    A draft that follows an incident adds a dated status to it and takes no number. Any other is recorded under a new number. Raises BadDecision,
    AlreadyDecided, NoSuchDraft, NoSuchIncident.
    """
    given = checked(fields or {})
    private = repository.private_fields({field.name: given.pop(field.name, None) or "" for field in PRIVATE_FIELDS})
    draft = get_open(session, draft_id)
    said = {"title": "", **draft.proposal, **given}
    follows = given.get("follows", draft.follows)
    if follows:
        if private:
            raise BadDecision(
                tr("safety notes and contacts stand with the incident itself; `qorgan incident {number}` takes them").format(number=follows)
            )
        _append(session, draft, follows, said, who=who, now=now, note=note)
        number = follows
    else:
        number = repository.record(session, draft.id, {**incident_facts(said), "private": private}, who=who, now=now).number
        begin_incident(session, draft, number, said, who=who, now=now)
    after = decision_values(
        draft, DraftState.CONFIRMED, who=who, now=now, fields=given, reason=None, deferred_until=None, follows=follows, incident=number
    )
    change_state(session, draft, DecisionAction.CONFIRM, after, who=who, now=now, note=note)
    second_opinions.ask(session, draft, now=now)
    return draft


def reject(session: Session, draft_id: int, *, who: str, now: datetime, reason: str, note: str = "") -> DraftRow:
    """A person says that this is no incident, because of `reason`. The draft stays rejected when a new model reads it and when its page
    changes; its pages are no longer watched."""
    if reason not in list(RejectReason):
        words = (
            tr("{reason} is no reason to reject; reasons are {reasons}") if reason else tr("nothing is no reason to reject; reasons are {reasons}")
        )
        raise BadDecision(words.format(reason=reason, reasons=", ".join(RejectReason)))
    if reason == RejectReason.OTHER and not note.strip():
        raise BadDecision(tr("the reason `other` needs a note that says which"))
    draft = get_open(session, draft_id)
    watched_pages.end(session, groups.articles_of(session, draft.id))
    after = decision_values(draft, DraftState.REJECTED, who=who, now=now, fields={}, reason=reason, deferred_until=None)
    change_state(session, draft, DecisionAction.REJECT, after, who=who, now=now, reason=reason, note=note)
    second_opinions.ask(session, draft, now=now)
    return draft


def defer(session: Session, draft_id: int, *, who: str, now: datetime, until: date, note: str = "") -> DraftRow:
    """A person says: not before that day. Then the draft is in the queue again. Raises BadDecision if the day is not in the future."""
    if until <= day_of(now):
        raise BadDecision(tr("{day} is not to come; defer to a later day").format(day=until))
    draft = get_open(session, draft_id)
    after = decision_values(draft, DraftState.DEFERRED, who=who, now=now, deferred_until=until.isoformat())
    return change_state(session, draft, DecisionAction.DEFER, after, who=who, now=now, note=note)


def begin_incident(session: Session, draft: DraftRow, number: str, said: dict[str, Any], *, who: str, now: datetime) -> None:
    """The first statuses of a new incident: that it was reported, and each outcome that the articles tell."""
    day, source = _told_first(session, draft, now)
    row = repository.locked_incident(session, number)
    undone = statuses.taken_back(session, number)
    for at, code, where in [(day, StatusCode.REP, source), *statuses_of(said, day, source, _categories(row))]:
        # An article may be dated before the event, if its date was read wrongly. A status may not.
        later = max(at, row.happened_on) if row.happened_on and "status" not in said else at
        once = code is not StatusCode.REP or (at, where) == (day, source)
        if _in_place(row, code, said) and once and not _taken_back((code, later, where), undone, said):
            statuses.add_status(session, number, code, later, source=where, who=who, now=now, draft_id=draft.id)


def _append(session: Session, draft: DraftRow, number: str, said: dict[str, Any], *, who: str, now: datetime, note: str) -> None:
    """The statuses that news of an incident brings, dated by the day when it was told. If it brings none, that it was reported again. No
    number is taken."""
    row = repository.locked_incident(session, number)
    if row.withdrawn:
        raise BadDecision(tr("{number} is withdrawn; confirm its draft again first").format(number=number))
    day, source = _told_first(session, draft, now)
    brought = statuses_of(said, day, source, _categories(row))
    if not brought and "status" not in said:
        brought = [(day, StatusCode.REP, source)]
    undone = statuses.taken_back(session, number)
    for at, code, where in (one for one in brought if _in_place(row, one[1], said)):
        if not _taken_back((code, at, where), undone, said):
            statuses.add_status(session, number, code, at, source=where, who=who, now=now, note=note, draft_id=draft.id)


def _in_place(row: IncidentRow, code: StatusCode, said: dict[str, Any]) -> bool:
    """Whether a status may stand on the incident. One that a person chose is tried as it is, and refused in words if it may not."""
    return "status" in said or misplaced(code, _categories(row), Lawful(row.lawful)) is None


def _taken_back(status: tuple[StatusCode, date, str], undone: Collection[tuple[StatusCode, date, str]], said: dict[str, Any]) -> bool:
    """Whether a person withdrew the status, so that the confirmation brings it no more. Raises BadDecision if it is the one that a person chose: nothing that
    somebody entered is left out without a word."""
    if status in undone and said.get("status") == status[0]:
        words = tr(
            "{day}: {code} from this source was withdrawn because it was wrong; confirm without a status, and add it by hand if it is right after all"
        )
        raise BadDecision(words.format(day=status[1], code=status[0]), "status")
    return status in undone


def _categories(row: IncidentRow) -> list[Category]:
    return [Category(one) for one in row.categories]


def _told_first(session: Session, draft: DraftRow, now: datetime) -> tuple[date, str]:
    """The day and the address of the draft's earliest article; today if it has none."""
    first = session.execute(
        select(ArticleRow.published_on, ArticleRow.fetched_at, ArticleRow.url)
        .join(DraftArticleRow, DraftArticleRow.article_id == ArticleRow.id)
        .where(DraftArticleRow.draft_id == draft.id)
        .order_by(func.coalesce(ArticleRow.published_on, func.date(ArticleRow.fetched_at)), ArticleRow.id)
        .limit(1)
    ).one_or_none()
    if first is None:
        return day_of(now), ""
    return min(first.published_on or day_of(first.fetched_at), day_of(now)), first.url

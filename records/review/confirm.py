"""Confirm, reject, defer. A confirmed draft becomes an incident with a number. If it is news of an incident, it becomes a further status of it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from records import watched_pages
from records.clock import day_of
from records.errors import BadDecision
from records.hand.hand_sources import kept_private
from records.i18n import tr
from records.incident_fields import PRIVATE_FIELDS
from records.incident_texts.keeping import TextsGiven, title_language
from records.incidents import repository, statuses
from records.review import groups, second_opinions
from records.review.draft_fields import checked
from records.review.draft_state import change_state, decision_values, get_open
from records.review.draft_texts import draft_sources
from records.review.incident_facts import incident_facts
from records.review.tellings import case_so_far, not_there, tellings
from records.review.would_record import first_statuses, further_statuses, told_first
from records.tables import DraftRow
from records.vocabulary import DatePrecision, DecisionAction, DraftState, RejectReason
from records.written_dates import date_in_words


def confirm(session: Session, draft_id: int, *, who: str, now: datetime, fields: dict[str, Any] | None = None, note: str = "") -> DraftRow:
    """A person says that this happened. `fields` are the corrections (`records.review.draft_fields`); without any (None), what the draft says counts: the
    machine's proposal with the corrections that stand in it.

    A draft that follows an incident adds a dated status to it and takes no number. Any other is recorded under a new number. Raises BadDecision,
    AlreadyDecided, NoSuchDraft, NoSuchIncident.
    """
    given = checked(fields or {})
    draft = get_open(session, draft_id)
    noted = kept_private(session, draft.id)
    private = repository.private_fields({field.name: given.pop(field.name, None) or noted.get(field.name, "") for field in PRIVATE_FIELDS})
    given = dict(draft.fields) if fields is None else given
    said = {**draft.proposal, **given}
    follows = given.get("follows", draft.follows)
    if follows:
        if private:
            refused = BadDecision(tr("safety notes and contacts stand with the incident itself; write them there: {number}").format(number=follows))
            raise refused.with_command(tr("`qorgan incident {number}` takes them").format(number=follows))
        _append(session, draft, follows, said, who=who, now=now, note=note)
        number = follows
    else:
        number = repository.record(
            session, draft.id, {**incident_facts(said), "private": private}, who=who, now=now, texts=_texts(session, draft, said, given)
        ).number
        begin_incident(session, draft, number, said, who=who, now=now)
    after = decision_values(
        draft, DraftState.CONFIRMED, who=who, now=now, fields=given, reason=None, deferred_until=None, follows=follows, incident=number
    )
    change_state(session, draft, DecisionAction.CONFIRM, after, who=who, now=now, note=note)
    second_opinions.ask(session, draft, now=now)
    return draft


def _texts(session: Session, draft: DraftRow, said: Mapping[str, Any], given: Mapping[str, Any]) -> TextsGiven:
    """The texts that this person gave, and from where they come."""
    lang = title_language(said.get("title") or "", said.get("lang") or "")
    found = TextsGiven.of(given, lang, given.get("texts_checked"))
    return replace(found, sources=draft_sources(session, draft, said)) if found.by_hand else found


def reject(session: Session, draft_id: int, *, who: str, now: datetime, reason: str, note: str = "") -> DraftRow:
    """A person says that this is no incident, because of `reason`. The draft stays rejected when a new model reads it and when its page
    changes; its pages are no longer watched."""
    if reason not in list(RejectReason):
        words = (
            tr("{reason} is no reason to reject; reasons are {reasons}") if reason else tr("nothing is no reason to reject; reasons are {reasons}")
        )
        raise BadDecision(words.format(reason=reason, reasons=", ".join(RejectReason)))
    if reason == RejectReason.OTHER and not note.strip():
        raise BadDecision(tr("the reason “other” needs a note that says which"))
    draft = get_open(session, draft_id)
    watched_pages.end(session, groups.articles_of(session, draft.id))
    after = decision_values(draft, DraftState.REJECTED, who=who, now=now, fields={}, reason=reason, deferred_until=None)
    change_state(session, draft, DecisionAction.REJECT, after, who=who, now=now, reason=reason, note=note)
    second_opinions.ask(session, draft, now=now)
    return draft


def defer(session: Session, draft_id: int, *, who: str, now: datetime, until: date, note: str = "") -> DraftRow:
    """A person says: not before that day. Then the draft is in the queue again. Raises BadDecision if the day is not in the future."""
    if until <= day_of(now):
        raise BadDecision(tr("{day} is not to come; defer to a later day").format(day=date_in_words(until, DatePrecision.DAY)))
    draft = get_open(session, draft_id)
    after = decision_values(draft, DraftState.DEFERRED, who=who, now=now, deferred_until=until.isoformat())
    return change_state(session, draft, DecisionAction.DEFER, after, who=who, now=now, note=note)


def begin_incident(session: Session, draft: DraftRow, number: str, said: dict[str, Any], *, who: str, now: datetime) -> None:
    """The first statuses of a new incident: that it was reported, and each outcome that the articles tell."""
    row = repository.locked_incident(session, number)
    told = told_first(tellings(session, [draft.id])[draft.id], now)
    for code, day, source in first_statuses(said, told, case_so_far(row, statuses.taken_back(session, number))):
        statuses.add_status(session, number, code, day, source=source, who=who, now=now, draft_id=draft.id)


def _append(session: Session, draft: DraftRow, number: str, said: dict[str, Any], *, who: str, now: datetime, note: str) -> None:
    """The statuses that news of an incident brings. No number is taken."""
    row = repository.locked_incident(session, number)
    if row.withdrawn:
        raise BadDecision(not_there(number, withdrawn=True))
    told = told_first(tellings(session, [draft.id])[draft.id], now)
    for code, day, source in further_statuses(said, told, case_so_far(row, statuses.taken_back(session, number))):
        statuses.add_status(session, number, code, day, source=source, who=who, now=now, note=note, draft_id=draft.id)

"""Decisions on drafts: confirm, reject, defer and undo.

The queue, the page of a draft, the API and the command line all build a `Decision` and call `decide`, which alone parses `into` and `until`.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records import watched_pages
from records.clock import day_of, start_of_day, to_home_time
from records.errors import BadDecision, NoSuchDraft, NothingToUndo
from records.i18n import tr
from records.incident_fields import PRIVATE_FIELDS
from records.incident_texts.texts import EnteredTexts, title_language
from records.incidents import repository, statuses
from records.language.dates import DateContext, InvalidDate, date_in_words, parse_written_date
from records.manual_tips import tip_private_fields
from records.review import groups, opinions
from records.review.confirmation_preview import first_report, first_statuses, further_statuses
from records.review.draft_fields import (
    OPEN_STATES,
    change_state,
    checked_fields,
    decision_values,
    decisions_of,
    draft_content,
    lock_review,
    locked_draft,
    locked_open_draft,
    subject,
)
from records.review.incident_facts import incident_facts, reported_penalty
from records.review.merge_split import merge, split
from records.review.proposal import renew_proposal
from records.review.queue import draft_sources
from records.review.same_event import dated_reports, incident_context, missing_incident_message
from records.row_ids import parse_id
from records.tables import DraftRow, IncidentRow, LedgerRow
from records.vocabulary import DatePrecision, DecisionAction, DraftState, RejectReason

# Undo: reverts the last decision on a draft with everything that it caused. The ledger retains it, followed by the row of the undo.


def undo(session: Session, draft_id: int, *, who: str, now: datetime, note: str = "") -> DraftRow:
    """Revert the last decision on a draft. Calling it again reverts the one before that.

    A withdrawn incident retains its number, and moved articles return. Raises NothingToUndo if there is no decision, or if its results were
    decided on since.
    """
    lock_review(session)
    draft = locked_draft(session, draft_id)
    decisions = decisions_of(session, draft.id)
    if not decisions:
        raise NothingToUndo(tr("draft {draft} carries no decision").format(draft=draft_id))
    last = decisions[-1]
    before = {**draft_content(draft), **last.before}
    if last.action == DecisionAction.CONFIRM:
        _unrecord(session, draft, who=who, now=now, note=note)
    elif last.action == DecisionAction.REJECT:
        watched_pages.start_watching(session, groups.articles_of(session, draft.id), day_of(now))
    elif last.action == DecisionAction.MERGE:
        _unmerge(session, draft, last)
    elif last.action == DecisionAction.SPLIT:
        return _unsplit(session, draft, last, who=who, now=now, note=note)
    change_state(session, draft, DecisionAction.UNDO, before, who=who, now=now, note=note)
    renew_proposal(session, draft)
    return draft


def _unrecord(session: Session, draft: DraftRow, *, who: str, now: datetime, note: str) -> None:
    statuses.withdraw_statuses(session, draft.id, who=who, now=now, note=note)
    number = session.scalar(select(IncidentRow.number).where(IncidentRow.draft_id == draft.id, IncidentRow.withdrawn.is_(False)))
    if number is not None and number == draft.incident:
        repository.withdraw(session, number, who=who, now=now, note=note)


def _unmerge(session: Session, draft: DraftRow, last: LedgerRow) -> None:
    """Move the articles back and mark the two drafts as different events."""
    articles, target_id = last.after["articles"], last.after["merged_into"]
    if target_id is None:
        return
    target = locked_draft(session, target_id)
    if not set(articles) <= set(groups.articles_of(session, target.id)):
        words = tr("the articles of draft {draft} are no longer in draft {target}; undo what moved them on first")
        raise NothingToUndo(words.format(draft=draft.id, target=target.id))
    groups.move_to_draft(session, articles, draft.id)
    groups.mark_separate(session, draft.id, target.id)
    renew_proposal(session, target)


def _unsplit(session: Session, draft: DraftRow, last: LedgerRow, *, who: str, now: datetime, note: str) -> DraftRow:
    """Merge the draft that was split off back into this one, so that articles that joined it since are not lost."""
    part = locked_draft(session, last.after["into"])
    if part.state not in OPEN_STATES or draft.state not in OPEN_STATES:
        words = tr("draft {part}, which was split off, has been decided on; undo that first")
        raise NothingToUndo(words.format(part=part.id))
    change_state(session, draft, DecisionAction.UNDO, draft_content(draft), who=who, now=now, note=note)
    merge(session, part.id, into=draft.id, who=who, now=now, note=note)
    return draft


# Undo by day: reverts today's decisions of a person, the last first, except those that somebody has built upon.

_ACTIONS = tuple(action.value for action in DecisionAction if action is not DecisionAction.UNDO)
_SUBJECT = subject(0).removesuffix("0")
_BATCH = 200


@dataclass(frozen=True)
class DecisionBatch:
    """The decisions of one request: rows of the ledger, the last first. Several drafts that were decided together are one act."""

    rows: tuple[LedgerRow, ...]

    @property
    def drafts(self) -> list[int]:
        """The ids of the decided drafts, the last first."""
        return [_draft_of(row) for row in self.rows]


def last_decision_batch(session: Session, who: str, now: datetime, passed: Collection[int] = ()) -> DecisionBatch | None:
    """Return this person's last act of today that still counts, or None. `passed` are drafts to skip because their decisions could not be reverted."""
    morning, batch = start_of_day(day_of(now)), list[LedgerRow]()
    # By id and not by time, which has no index; today's rows are the newest ones.
    for row in session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).execution_options(yield_per=_BATCH)):
        if row.at < morning:
            break
        if row.who != who or not row.subject.startswith(_SUBJECT) or row.action not in _ACTIONS or _draft_of(row) in passed:
            continue
        if batch and (row.at, row.action) != (batch[0].at, batch[0].action):
            break
        if _ends_a_split(session, row):
            continue
        if any(decision.id == row.id for decision in decisions_of(session, _draft_of(row))):
            batch.append(row)
    return DecisionBatch(tuple(batch)) if batch else None


def _ends_a_split(session: Session, row: LedgerRow) -> bool:
    """Return whether this merge is a part of undoing a split (`_unsplit`): then the row of the undo precedes it."""
    before = session.get(LedgerRow, row.id - 1) if row.action == DecisionAction.MERGE and row.after.get("merged_into") else None
    if before is None or before.action != DecisionAction.UNDO:
        return False
    return (before.subject, before.at, before.who) == (subject(row.after["merged_into"]), row.at, row.who)


def undo_unless_changed(session: Session, draft_id: int, *, who: str, now: datetime) -> DraftRow:
    """Revert the last decision on a draft, unless somebody has built upon it; then NothingToUndo says who and what."""
    decisions = decisions_of(session, draft_id)
    if decisions and (why := later_change(session, decisions[-1])):
        raise NothingToUndo(why)
    return undo(session, draft_id, who=who, now=now)


def later_change(session: Session, row: LedgerRow) -> str:
    """Return a sentence that says who has built upon a decision since, and how; empty if nobody has."""
    draft_id = _draft_of(row)
    decisions = decisions_of(session, draft_id)
    later = next((decision for decision in decisions if decision.id > row.id), None)
    if later is not None:
        return _with_author_and_day(tr("draft {id} was decided again by {who}, {when}; that decision stands"), later, id=draft_id)
    number, target = row.after.get("incident"), row.after.get("merged_into")
    if row.action == DecisionAction.CONFIRM and number and not row.after.get("follows"):
        since = select(LedgerRow).where(LedgerRow.subject == f"incident {number}", LedgerRow.id > row.id).order_by(LedgerRow.id.desc()).limit(1)
        if (changed := session.scalars(since).first()) is not None:
            return _with_author_and_day(
                tr("{number} has been worked on by {who}, {when}, since you confirmed draft {id}; it stays"), changed, id=draft_id, number=number
            )
        if (merged := _merged_since(session, draft_id, row)) is not None:
            return _with_author_and_day(
                tr("{who} has put draft {other} into {number} since, {when}; it stays"), merged, number=number, other=_draft_of(merged)
            )
    if row.action == DecisionAction.MERGE and target:
        decided = next(
            (
                decision_row
                for decision_row in decisions_of(session, target)
                if decision_row.id > row.id and decision_row.action != DecisionAction.DEFER
            ),
            None,
        )
        if decided is not None:
            return _with_author_and_day(
                tr("draft {other}, into which draft {id} went, has been decided by {who} since, {when}; it stays"), decided, id=draft_id, other=target
            )
    return ""


def _merged_since(session: Session, draft_id: int, row: LedgerRow) -> LedgerRow | None:
    """Return the row of a later merge of a draft into this one that still counts, or None."""
    query = select(DraftRow.id).where(
        DraftRow.incident == row.after["incident"], DraftRow.state == DraftState.MERGED, DraftRow.merged_into == draft_id
    )
    rows = (decisions_of(session, other)[-1:] for other in session.scalars(query).all())
    return next((last for (last,) in filter(None, rows) if last.id > row.id), None)


def _with_author_and_day(words: str, row: LedgerRow, **more: object) -> str:
    return words.format(who=row.who, when=f"{to_home_time(row.at):%H:%M}", **more)


def _draft_of(row: LedgerRow) -> int:
    return int(row.subject.removeprefix(_SUBJECT))


# Confirm, reject, defer. A confirmed draft becomes an incident with a number, or a further status of the incident that it follows.


def confirm(session: Session, draft_id: int, *, who: str, now: datetime, fields: dict[str, Any] | None = None, note: str = "") -> DraftRow:
    """Confirm a draft. `fields` are the corrections (`records.review.draft_fields`); None means that the stored ones count.

    A draft that follows an incident adds a dated status to it and gets no number. Any other is recorded under a new number. Raises BadDecision,
    AlreadyDecided, NoSuchDraft, NoSuchIncident.
    """
    corrections = checked_fields(fields or {})
    draft = locked_open_draft(session, draft_id)
    tip_notes = tip_private_fields(session, draft.id)
    private = repository.private_fields({field.name: corrections.pop(field.name, None) or tip_notes.get(field.name, "") for field in PRIVATE_FIELDS})
    corrections = dict(draft.fields) if fields is None else corrections
    values = {**draft.proposal, **corrections}
    follows = corrections.get("follows", draft.follows)
    if follows:
        if private:
            refused = BadDecision(tr("safety notes and contacts stand with the incident itself; write them there: {number}").format(number=follows))
            raise refused.with_command(tr("`qorgan incident {number}` takes them").format(number=follows))
        _add_follow_up_statuses(session, draft, follows, values, who=who, now=now, note=note)
        number = follows
    else:
        number = repository.record(
            session, draft.id, {**incident_facts(values), "private": private}, who=who, now=now, texts=_texts(session, draft, values, corrections)
        ).number
        _add_first_statuses(session, draft, number, values, who=who, now=now)
    after = decision_values(
        draft, DraftState.CONFIRMED, who=who, now=now, fields=corrections, reason=None, deferred_until=None, follows=follows, incident=number
    )
    change_state(session, draft, DecisionAction.CONFIRM, after, who=who, now=now, note=note)
    opinions.request_opinion(session, draft, now=now)
    return draft


def _texts(session: Session, draft: DraftRow, values: Mapping[str, Any], fields: Mapping[str, Any]) -> EnteredTexts:
    """Return the texts that this person gave, with their origin."""
    lang = title_language(values.get("title") or "", values.get("lang") or "")
    entered = EnteredTexts.of(fields, lang, fields.get("texts_checked"))
    return replace(entered, sources=draft_sources(session, draft, values)) if entered.by_hand else entered


def reject(session: Session, draft_id: int, *, who: str, now: datetime, reason: str, note: str = "") -> DraftRow:
    """Reject a draft for a reason of `RejectReason`, and stop watching its pages.

    It stays rejected when a new model screens its articles and when its pages change. Raises BadDecision for an unknown reason, or `other` without
    a note.
    """
    if reason not in list(RejectReason):
        words = (
            tr("{reason} is no reason to reject; reasons are {reasons}") if reason else tr("nothing is no reason to reject; reasons are {reasons}")
        )
        raise BadDecision(words.format(reason=reason, reasons=", ".join(RejectReason)))
    if reason == RejectReason.OTHER and not note.strip():
        raise BadDecision(tr("the reason “other” needs a note that says which"))
    draft = locked_open_draft(session, draft_id)
    watched_pages.stop_watching(session, groups.articles_of(session, draft.id))
    after = decision_values(draft, DraftState.REJECTED, who=who, now=now, fields={}, reason=reason, deferred_until=None)
    change_state(session, draft, DecisionAction.REJECT, after, who=who, now=now, reason=reason, note=note)
    opinions.request_opinion(session, draft, now=now)
    return draft


def defer(session: Session, draft_id: int, *, who: str, now: datetime, until: date, note: str = "") -> DraftRow:
    """Hide a draft from the queue until a day. Raises BadDecision if the day is not in the future."""
    if until <= day_of(now):
        raise BadDecision(tr("{day} is not to come; defer to a later day").format(day=date_in_words(until, DatePrecision.DAY)))
    draft = locked_open_draft(session, draft_id)
    after = decision_values(draft, DraftState.DEFERRED, who=who, now=now, deferred_until=until.isoformat())
    return change_state(session, draft, DecisionAction.DEFER, after, who=who, now=now, note=note)


def _add_first_statuses(session: Session, draft: DraftRow, number: str, values: dict[str, Any], *, who: str, now: datetime) -> None:
    """Add the first statuses of a new incident: that it was reported, and each outcome that the articles report."""
    row = repository.locked_incident(session, number)
    reported = first_report(dated_reports(session, [draft.id])[draft.id], now)
    for code, day, source in first_statuses(values, reported, incident_context(row, statuses.withdrawn_status_entries(session, number))):
        penalty = reported_penalty(values, code, source)
        statuses.add_status(session, number, code, day, source=source, who=who, now=now, penalty=penalty, draft_id=draft.id)


def _add_follow_up_statuses(session: Session, draft: DraftRow, number: str, values: dict[str, Any], *, who: str, now: datetime, note: str) -> None:
    """Add the statuses that news of an incident brings, without recording a new incident."""
    row = repository.locked_incident(session, number)
    if row.withdrawn:
        raise BadDecision(missing_incident_message(number, withdrawn=True))
    reported = first_report(dated_reports(session, [draft.id])[draft.id], now)
    for code, day, source in further_statuses(values, reported, incident_context(row, statuses.withdrawn_status_entries(session, number))):
        penalty = reported_penalty(values, code, source)
        statuses.add_status(session, number, code, day, source=source, who=who, now=now, note=note, penalty=penalty, draft_id=draft.id)


# The field of a decision that belongs to each action. Every action but `confirm` requires its field; `undo` has none.
FIELD_OF: Mapping[DecisionAction, str] = {
    DecisionAction.CONFIRM: "fields",
    DecisionAction.REJECT: "reason",
    DecisionAction.MERGE: "into",
    DecisionAction.SPLIT: "articles",
    DecisionAction.DEFER: "until",
}
ACTION_OF: Mapping[str, DecisionAction] = {field: action for action, field in FIELD_OF.items()}


@dataclass(frozen=True)
class Decision:
    """A decision of a person. `fields` are the corrections (`FIELDS`) for `confirm`; None means that the person gave none.

    `into` and `until` are as they were typed: `12`, `#12` or `KZ-2021-0042`; a date as people write it, or `week`. `decide` parses them.
    """

    action: DecisionAction
    fields: Mapping[str, Any] | None = None
    reason: str = ""
    note: str = ""
    into: int | str = ""
    articles: tuple[str, ...] = ()
    until: date | str = ""

    @property
    def is_complete(self) -> bool:
        """Whether the decision has the field that its action requires."""
        return self.action in (DecisionAction.CONFIRM, DecisionAction.UNDO) or bool(getattr(self, FIELD_OF[self.action]))


def decide(session: Session, draft_id: int, decision: Decision, *, who: str, now: datetime) -> DraftRow:
    """Take the decision and return the draft; for `split`, the draft that was split off.

    Raises NoSuchDraft, NoSuchIncident, AlreadyDecided, NothingToUndo, and BadDecision if the decision is incomplete or invalid.
    """
    note = decision.note
    match decision.action:
        case DecisionAction.CONFIRM:
            return confirm(session, draft_id, who=who, now=now, fields=None if decision.fields is None else dict(decision.fields), note=note)
        case DecisionAction.REJECT:
            return reject(session, draft_id, who=who, now=now, reason=decision.reason, note=note)
        case DecisionAction.MERGE:
            return merge(session, draft_id, into=parse_merge_target(decision.into), who=who, now=now, note=note)
        case DecisionAction.SPLIT:
            return split(session, draft_id, articles=decision.articles, who=who, now=now, note=note)
        case DecisionAction.DEFER:
            return defer(session, draft_id, until=parse_defer_date(decision.until, day_of(now)), who=who, now=now, note=note)
        case DecisionAction.UNDO:
            return undo(session, draft_id, who=who, now=now, note=note)


def parse_merge_target(written: int | str) -> int | str:
    """Return the draft id or incident number that is named. Raises BadDecision if none is, and NoSuchDraft for a number no draft can have."""
    name = str(written).strip().removeprefix("#").upper()
    if not name:
        raise BadDecision(tr("name the draft or the incident with which to merge"))
    if not (name.isascii() and name.isdigit()):
        return name
    draft_id = parse_id(name)
    if draft_id is None:
        raise NoSuchDraft(tr("there is no draft and no incident {number}").format(number=name[:20]))
    return draft_id


def parse_defer_date(written: date | str, today: date) -> date:
    """Return the day that is named. Raises BadDecision if it is not a day."""
    if isinstance(written, date):
        return written
    if written == "week":
        return today + timedelta(days=7)
    try:
        parsed = parse_written_date(written, today, reading=DateContext.AHEAD) if written.strip() else None
    except InvalidDate as error:
        raise BadDecision(str(error), "until") from error
    if parsed is None or parsed.precision is not DatePrecision.DAY:
        raise BadDecision(tr("name the day until which to defer, as 2026-12-31"), "until")
    return parsed.first

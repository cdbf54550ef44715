"""Collaboration on a draft or an incident: mentions, followers, assignments and comments."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, delete, func, or_, select
from sqlalchemy.orm import Session

from records import personal_notices, users
from records.database import hold_database_lock
from records.errors import AlreadyDecided, BadDecision, NoSuchDraft, NoSuchIncident
from records.filters import IncidentFilter
from records.i18n import tr
from records.incidents.numbers import incident_subject, is_number
from records.personal_notices import PersonalNoticeKind, notify_people
from records.review.draft_fields import OPEN_STATES
from records.review.draft_fields import subject as draft_subject
from records.row_ids import parse_id
from records.tables import (
    LARGEST_LONG_ID,
    AssignmentRow,
    CommentRow,
    CommentVersionRow,
    DraftRow,
    FollowRow,
    IncidentRow,
    LedgerRow,
    SavedEditRow,
    UserRow,
)
from records.users import fold_name

# Mentions: an @ followed by a user's name, as in `@Айгүл Серік`, in any script and case.

# A text with more is a list of everybody and mentions nobody.
MOST_NAMED = 20
_WRITTEN = re.compile(r"(?<![\w@.])@\w{1,40}")


@dataclass(frozen=True)
class NamedColleague:
    """A mention's place in a text, from the @ to the end of the name."""

    start: int
    end: int
    name: str


def mentions(text: str, names: Iterable[str]) -> Iterator[NamedColleague]:
    """Yield the mentions in the text, in order.

    Of names that begin alike the longest match counts. A name ends at a word boundary, and an @ inside a word (an e-mail address) is no mention.
    """
    folded_names = sorted(((fold_name(name), name) for name in names), key=lambda pair: -len(pair[0]))
    at, count = text.find("@"), 0
    while at >= 0 and count < MOST_NAMED:
        mention = None if at and (text[at - 1].isalnum() or text[at - 1] in "@._") else _named(text, at, folded_names)
        if mention:
            count += 1
            yield mention
        at = text.find("@", mention.end if mention else at + 1)


def unknown_names(text: str, names: Iterable[str]) -> list[str]:
    """Return what follows an @ without matching a name, each once, up to the end of its word.

    E-mail addresses are ignored.
    """
    named_at = {mention.start for mention in mentions(text, names)}
    unknown = (match for match in _WRITTEN.finditer(text) if match.start() not in named_at)
    return list(dict.fromkeys(match[0] for match in unknown))[:MOST_NAMED]


def _named(text: str, at: int, folded_names: Iterable[tuple[str, str]]) -> NamedColleague | None:
    for key, name in folded_names:
        end = at + 1 + len(name)
        if fold_name(text[at + 1 : end]) == key and not text[end : end + 1].isalnum() and text[end : end + 1] != "_":
            return NamedColleague(at, end, name)
    return None


@dataclass(frozen=True)
class WorkSubject:
    """A draft by its id, or an incident by its number: one of the two is set."""

    draft: int | None = None
    number: str | None = None

    @property
    def address(self) -> str:
        """Return the address of its page."""
        return f"/incidents/{self.number}" if self.number else f"/drafts/{self.draft}"

    def of(self, table: type[AssignmentRow] | type[CommentRow]) -> ColumnElement[bool]:
        """Return the condition for the table's rows that belong to it."""
        return table.number == self.number if self.number else table.draft_id == self.draft


def parse_work_subject(written: str) -> WorkSubject:
    """Return the subject written as `12` or `KZ-2026-0001`.

    Raises NoSuchDraft or NoSuchIncident for anything else.
    """
    name = written.strip()
    if draft_id := parse_id(name):
        return WorkSubject(draft=draft_id)
    if is_number(name.upper()):
        return WorkSubject(number=name.upper())
    raise NoSuchDraft(tr("there is no draft {draft}; it may have been named wrongly").format(draft=name[:20]))


def row_of(session: Session, subject: WorkSubject) -> DraftRow | IncidentRow:
    """Return its row.

    Raises NoSuchDraft or NoSuchIncident.
    """
    if subject.number:
        incident = session.get(IncidentRow, subject.number)
        if incident is None:
            raise NoSuchIncident(tr("there is no incident {number}").format(number=subject.number[:40]))
        return incident
    draft = session.get(DraftRow, subject.draft)
    if draft is None:
        raise NoSuchDraft(tr("there is no draft {draft}").format(draft=subject.draft))
    return draft


# Followed cases: followers are notified when the status changes (`records.personal_notices.notify_status_change`).


def follow(session: Session, number: str, *, who: str, now: datetime) -> None:
    """Start to notify this person about the case.

    Raises NoSuchIncident.
    """
    row_of(session, WorkSubject(number=number))
    if not follows(session, number, who):
        session.add(FollowRow(number=number, user=who, since=now))
        session.flush()


def unfollow(session: Session, number: str, *, who: str) -> None:
    """Stop to notify this person about the case, unless it is assigned to them."""
    session.execute(delete(FollowRow).where(FollowRow.number == number, FollowRow.user == who))


def follows(session: Session, number: str, who: str) -> bool:
    """Return whether this person follows the case."""
    return session.get(FollowRow, (number, who)) is not None


# Assignments of drafts and incidents: at most one person at a time, with a history. They change nothing on record, so the ledger does not contain
# them. A decided draft is on no list until the decision is undone.

_LOCK = 7_160_025
# Names in one query: below the parameter limits of SQLite and PostgreSQL.
_CHUNK = 5000
# Used by every page of cards, so it is built once.
_HOLDERS = select(AssignmentRow.draft_id, AssignmentRow.holder).where(
    AssignmentRow.draft_id.in_(bindparam("drafts", expanding=True)), AssignmentRow.ended_at.is_(None)
)


@dataclass(frozen=True)
class AssignedWork:
    """An assigned draft or incident.

    `touched_at` is the time of its last decision, change, edit or comment, or of the assignment if that is later.
    """

    subject: WorkSubject
    holder: str
    given_by: str
    given_at: datetime
    touched_at: datetime


def give(session: Session, subject: WorkSubject, to: str, *, who: str, now: datetime) -> AssignmentRow:
    """Assign the subject to a person, replacing any earlier assignment, and notify both people.

    Raises NoSuchDraft, NoSuchIncident, UnknownUser, AlreadyDecided for a decided draft, and BadDecision for a deactivated user or a withdrawn
    incident.
    """
    hold_database_lock(session, _LOCK)
    person, row = users.find(session, to), row_of(session, subject)
    if person.disabled_at:
        raise BadDecision(tr("{name} may no longer sign in; give it to somebody else").format(name=person.name), "to")
    if isinstance(row, DraftRow) and row.state not in OPEN_STATES:
        raise AlreadyDecided(tr("draft {draft} is decided already; there is nothing left to give").format(draft=row.id))
    if isinstance(row, IncidentRow) and row.withdrawn:
        raise BadDecision(tr("{number} is withdrawn; there is nothing left to give").format(number=row.number))
    assignment = current_assignment(session, subject)
    if assignment is not None and assignment.holder == person.name:
        return assignment
    if assignment is not None:
        _end(session, assignment, "given_on", who, now)
    assignment_row = AssignmentRow(
        draft_id=subject.draft, number=subject.number, holder=person.name, given_by=who, given_at=now, ended_at=None, ended_by=None, ended=None
    )
    session.add(assignment_row)
    session.flush()
    notify_people(session, [person.name], PersonalNoticeKind.GIVEN, by=who, now=now, draft=subject.draft, number=subject.number)
    return assignment_row


def unassign_work(session: Session, subject: WorkSubject, *, who: str, now: datetime) -> None:
    """End the assignment and notify the person who had it; do nothing if there is none."""
    hold_database_lock(session, _LOCK)
    row_of(session, subject)
    if assignment := current_assignment(session, subject):
        _end(session, assignment, "taken_away", who, now)


def current_assignment(session: Session, subject: WorkSubject) -> AssignmentRow | None:
    """Return the current assignment; None if there is none."""
    return session.scalars(select(AssignmentRow).where(subject.of(AssignmentRow), AssignmentRow.ended_at.is_(None))).one_or_none()


def _end(session: Session, row: AssignmentRow, how: str, who: str, now: datetime) -> None:
    row.ended, row.ended_by, row.ended_at = how, who, now
    # Flushed before the next row is added: each subject has one assignment at a time.
    session.flush()
    notify_people(session, [row.holder], PersonalNoticeKind.TAKEN, by=who, now=now, draft=row.draft_id, number=row.number)


def assignees_of_drafts(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Return the assigned person of these drafts by id; unassigned drafts are left out."""
    return {id: name for id, name in session.execute(_HOLDERS, {"drafts": list(ids)}) if id is not None} if ids else {}


def assigned_incidents(session: Session, who: str) -> frozenset[str]:
    """Return the numbers of the incidents assigned to this person."""
    query = select(AssignmentRow.number).where(AssignmentRow.holder == who, AssignmentRow.ended_at.is_(None), AssignmentRow.number.is_not(None))
    return frozenset(number for number in session.scalars(query) if number)


def resolve_assignments(session: Session, incident_filter: IncidentFilter) -> IncidentFilter:
    """Return the filter with the incidents that `given` and `given_me` select at present."""
    names = {name for name in (incident_filter.given, incident_filter.asked_by if incident_filter.given_me else None) if name}
    if not names:
        return incident_filter
    assigned = [assigned_incidents(session, name) for name in sorted(names)]
    return replace(incident_filter, given_numbers=frozenset.intersection(*assigned))


def colleagues(session: Session) -> Sequence[str]:
    """Return the names of everybody to whom work may be assigned, sorted."""
    return session.scalars(select(UserRow.name).where(UserRow.disabled_at.is_(None)).order_by(UserRow.folded)).all()


def assigned_work(session: Session) -> list[AssignedWork]:
    """Return all assigned work: undecided drafts and incidents on record, per person the longest untouched first."""
    query = (
        select(AssignmentRow)
        .outerjoin(DraftRow, DraftRow.id == AssignmentRow.draft_id)
        .outerjoin(IncidentRow, IncidentRow.number == AssignmentRow.number)
        .where(AssignmentRow.ended_at.is_(None), DraftRow.state.in_(OPEN_STATES) | IncidentRow.withdrawn.is_(False))
    )
    rows = session.scalars(query).all()
    touched = _touched(session, rows)
    work = [
        AssignedWork(WorkSubject(row.draft_id, row.number), row.holder, row.given_by, row.given_at, max([row.given_at, *touched.get(_key(row), ())]))
        for row in rows
    ]
    return sorted(work, key=lambda entry: (entry.touched_at, entry.given_at, entry.subject.address))


def _key(row: AssignmentRow) -> str:
    return incident_subject(row.number) if row.number else draft_subject(row.draft_id or 0)


def _touched(session: Session, rows: Iterable[AssignmentRow]) -> dict[str, list[datetime]]:
    """Return the times of the events on each subject, by its name in the ledger."""
    keys = sorted({_key(row) for row in rows})
    times: dict[str, list[datetime]] = {key: [] for key in keys}
    for start in range(0, len(keys), _CHUNK):
        part = keys[start : start + _CHUNK]
        acts = select(LedgerRow.subject, func.max(LedgerRow.at)).where(LedgerRow.subject.in_(part)).group_by(LedgerRow.subject)
        for key, at in session.execute(acts):
            times[key].append(at)
    typed = select(SavedEditRow.draft_id, func.max(SavedEditRow.at)).group_by(SavedEditRow.draft_id)
    for id, at in session.execute(typed):
        times.get(draft_subject(id), []).append(at)
    comments = select(CommentRow.draft_id, CommentRow.number, func.max(CommentRow.at)).group_by(CommentRow.draft_id, CommentRow.number)
    for draft, number, at in session.execute(comments):
        times.get(incident_subject(number) if number else draft_subject(draft or 0), []).append(at)
    return times


# Comments of colleagues on a draft or an incident: plain text for the desk alone, never in the ledger, an export, a report, a feed or the API. Only
# the author changes or withdraws a comment; earlier versions remain stored.

LONGEST = 4000


@dataclass(frozen=True)
class CommentWithHistory:
    """A comment with its earlier versions, oldest first."""

    row: CommentRow
    before: tuple[CommentVersionRow, ...]


def comments_of(session: Session, subject: WorkSubject) -> list[CommentWithHistory]:
    """Return all comments on a draft, or on an incident and its drafts, in order of time, withdrawn ones included."""
    mine = subject.of(CommentRow)
    if subject.number:
        mine = or_(mine, CommentRow.draft_id.in_(select(DraftRow.id).where(DraftRow.incident == subject.number)))
    rows = session.scalars(select(CommentRow).where(mine).order_by(CommentRow.at, CommentRow.id)).all()
    before: dict[int, list[CommentVersionRow]] = defaultdict(list)
    of = select(CommentVersionRow).where(CommentVersionRow.comment_id.in_([row.id for row in rows])).order_by(CommentVersionRow.id)
    for version in session.scalars(of) if rows else ():
        before[version.comment_id].append(version)
    return [CommentWithHistory(row, tuple(before[row.id])) for row in rows]


def write_comment(session: Session, subject: WorkSubject, text: str, *, who: str, now: datetime) -> CommentRow:
    """Add a comment, and notify the people it mentions and the assigned person.

    Raises NoSuchDraft, NoSuchIncident, and BadDecision for an empty or too long text.
    """
    comment = _checked(text)
    row_of(session, subject)
    row = CommentRow(draft_id=subject.draft, number=subject.number, author=who, at=now, text=comment, edited_at=None, withdrawn_at=None)
    session.add(row)
    session.flush()
    named = _named_in(session, comment)
    _notify_people(session, row, named, PersonalNoticeKind.MENTIONED, now)
    if holder := current_assignment(session, subject):
        _notify_people(session, row, {holder.holder} - named, PersonalNoticeKind.COMMENTED, now)
    return row


def change_comment(session: Session, id: int, text: str, *, who: str, now: datetime) -> CommentRow:
    """Change a comment, and notify the people whom only the new text mentions.

    Raises BadDecision, also for somebody else's or a withdrawn comment.
    """
    row, new_text = _own(session, id, who), _checked(text)
    if new_text == row.text:
        return row
    before = _named_in(session, row.text)
    session.add(CommentVersionRow(comment_id=row.id, text=row.text, until=now))
    row.text, row.edited_at = new_text, now
    session.flush()
    _notify_people(session, row, _named_in(session, new_text) - before, PersonalNoticeKind.MENTIONED, now)
    return row


def withdraw_comment(session: Session, id: int, *, who: str, now: datetime) -> CommentRow:
    """Withdraw a comment: the page shows that there was one, without its text.

    Raises BadDecision for somebody else's comment.
    """
    row = _own(session, id, who)
    row.withdrawn_at = now
    session.flush()
    personal_notices.resolve_notices(session, now, comment=row.id)
    return row


def subject_of(row: CommentRow) -> WorkSubject:
    """Return the draft or incident of a comment."""
    return WorkSubject(row.draft_id, row.number)


def own_comment(session: Session, id: int, who: str) -> CommentRow:
    """Return a comment that this person wrote and has not withdrawn.

    Raises BadDecision with the same words, whether there is none or it is somebody else's.
    """
    return _own(session, id, who)


def _own(session: Session, id: int, who: str) -> CommentRow:
    row = session.get(CommentRow, id, with_for_update=True) if 0 < id <= LARGEST_LONG_ID else None
    if row is None or row.author != who or row.withdrawn_at:
        raise BadDecision(tr("there is no such comment of yours; only its author changes or withdraws one"))
    return row


def _checked(text: str) -> str:
    """Return the text to store: one kind of line break, no other control characters, no empty lines around it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    cleaned = "".join(line for line in lines if line in "\n\t" or unicodedata.category(line) not in ("Cc", "Cs")).strip()
    if not cleaned:
        raise BadDecision(tr("write something first"), "text")
    if len(cleaned) > LONGEST:
        raise BadDecision(tr("the comment has {n} characters; write at most {most}").format(n=len(cleaned), most=LONGEST), "text")
    return cleaned


def _named_in(session: Session, text: str) -> set[str]:
    return {mention.name for mention in mentions(text, colleagues(session))} if "@" in text else set()


def _notify_people(session: Session, row: CommentRow, people: Sequence[str] | set[str], kind: PersonalNoticeKind, now: datetime) -> None:
    personal_notices.notify_people(session, people, kind, by=row.author, now=now, draft=row.draft_id, number=row.number, comment=row.id)

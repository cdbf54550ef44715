"""What people work on together: one draft or one incident."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, delete, func, or_, select
from sqlalchemy.orm import Session

from records import personal_notices, users
from records.database import alone
from records.errors import AlreadyDecided, BadDecision, NoSuchDraft, NoSuchIncident
from records.filters import IncidentFilter
from records.i18n import tr
from records.incidents.numbers import incident_subject, is_number
from records.personal_notices import PersonalNoticeKind, tell
from records.review.draft_fields import OPEN
from records.review.draft_fields import subject as draft_subject
from records.tables import (
    LARGEST_ID,
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
from records.users import folded

# Whom a text names: an @ and the name of a user behind it, as `@Айгүл Серік`, in whatever letters and capitals. Pure.

# More in one text are no mentions but a list of everybody.
MOST_NAMED = 20
_WRITTEN = re.compile(r"(?<![\w@.])@\w{1,40}")


@dataclass(frozen=True)
class NamedColleague:
    """Where somebody is named in a text, from the @ to the end of the name."""

    start: int
    end: int
    name: str


def mentions(text: str, names: Iterable[str]) -> Iterator[NamedColleague]:
    """Those in the text, in order. Of names of which one begins another the longest counts; a name ends where its word does, and an @ inside a word (an e-mail
    address) names nobody."""
    known = sorted(((folded(name), name) for name in names), key=lambda one: -len(one[0]))
    at, found = text.find("@"), 0
    while at >= 0 and found < MOST_NAMED:
        mention = None if at and (text[at - 1].isalnum() or text[at - 1] in "@._") else _named(text, at, known)
        if mention:
            found += 1
            yield mention
        at = text.find("@", mention.end if mention else at + 1)


def unknown_names(text: str, names: Iterable[str]) -> list[str]:
    """What stands behind an @ and names nobody, as it is written, each once: up to the end of its word. An e-mail address names nobody and means nobody."""
    known = {one.start for one in mentions(text, names)}
    found = (one for one in _WRITTEN.finditer(text) if one.start() not in known)
    return list(dict.fromkeys(one[0] for one in found))[:MOST_NAMED]


def _named(text: str, at: int, known: Iterable[tuple[str, str]]) -> NamedColleague | None:
    for key, name in known:
        end = at + 1 + len(name)
        if folded(text[at + 1 : end]) == key and not text[end : end + 1].isalnum() and text[end : end + 1] != "_":
            return NamedColleague(at, end, name)
    return None


@dataclass(frozen=True)
class WorkSubject:
    """A draft by its id, or an incident by its number: one of the two is set."""

    draft: int | None = None
    number: str | None = None

    @property
    def address(self) -> str:
        """Where its page is."""
        return f"/incidents/{self.number}" if self.number else f"/drafts/{self.draft}"

    def of(self, table: type[AssignmentRow] | type[CommentRow]) -> ColumnElement[bool]:
        """The condition for rows of a table that belong to it."""
        return table.number == self.number if self.number else table.draft_id == self.draft


def subject_named(written: str) -> WorkSubject:
    """The one that is meant by `12` or `KZ-2026-0001`. Raises NoSuchDraft, NoSuchIncident for what can be neither."""
    name = written.strip()
    if name.isascii() and name.isdigit() and len(name) < 11 and 0 < int(name) <= LARGEST_ID:
        return WorkSubject(draft=int(name))
    if is_number(name.upper()):
        return WorkSubject(number=name.upper())
    raise NoSuchDraft(tr("there is no draft {draft}; it may have been named wrongly").format(draft=name[:20]))


def row_of(session: Session, subject: WorkSubject) -> DraftRow | IncidentRow:
    """Its row. Raises NoSuchDraft, NoSuchIncident."""
    if subject.number:
        incident = session.get(IncidentRow, subject.number)
        if incident is None:
            raise NoSuchIncident(tr("there is no incident {number}").format(number=subject.number[:40]))
        return incident
    draft = session.get(DraftRow, subject.draft)
    if draft is None:
        raise NoSuchDraft(tr("there is no draft {draft}").format(draft=subject.draft))
    return draft


# Cases that people follow: they are told when the status changes (`records.personal_notices.status_changed`).


def follow(session: Session, number: str, *, who: str, now: datetime) -> None:
    """Be told from now on. Raises NoSuchIncident."""
    row_of(session, WorkSubject(number=number))
    if not follows(session, number, who):
        session.add(FollowRow(number=number, user=who, since=now))
        session.flush()


def unfollow(session: Session, number: str, *, who: str) -> None:
    """Be told no longer, unless the case is one's own."""
    session.execute(delete(FollowRow).where(FollowRow.number == number, FollowRow.user == who))


def follows(session: Session, number: str, who: str) -> bool:
    """Whether this person follows the case."""
    return session.get(FollowRow, (number, who)) is not None


# Who works on which draft and which incident. Each has one person at a time, or nobody; who had it before is kept.
#
# It changes nothing of what is recorded, so it stands in no ledger. A draft that was decided on is on nobody's list, and is again when the decision is undone.

_LOCK = 7_160_025
# Names in one query: below what SQLite and PostgreSQL take as parameters.
_CHUNK = 5000
# Asked with every page of cards, so it is put together once.
_HOLDERS = select(AssignmentRow.draft_id, AssignmentRow.holder).where(
    AssignmentRow.draft_id.in_(bindparam("drafts", expanding=True)), AssignmentRow.ended_at.is_(None)
)


@dataclass(frozen=True)
class GivenWork:
    """Something that somebody works on. `touched_at` is when anybody last decided on it, changed it, typed into it or commented on it; when it was given, if that is
    later."""

    subject: WorkSubject
    holder: str
    given_by: str
    given_at: datetime
    touched_at: datetime


def give(session: Session, subject: WorkSubject, to: str, *, who: str, now: datetime) -> AssignmentRow:
    """Give it to somebody, whoever had it before. Both are told. Raises NoSuchDraft, NoSuchIncident, UnknownUser, AlreadyDecided for a draft that is decided, and
    BadDecision for somebody who may no longer sign in and for an incident that is withdrawn."""
    alone(session, _LOCK)
    person, row = users.find(session, to), row_of(session, subject)
    if person.disabled_at:
        raise BadDecision(tr("{name} may no longer sign in; give it to somebody else").format(name=person.name), "to")
    if isinstance(row, DraftRow) and row.state not in OPEN:
        raise AlreadyDecided(tr("draft {draft} is decided already; there is nothing left to give").format(draft=row.id))
    if isinstance(row, IncidentRow) and row.withdrawn:
        raise BadDecision(tr("{number} is withdrawn; there is nothing left to give").format(number=row.number))
    stands = holding(session, subject)
    if stands is not None and stands.holder == person.name:
        return stands
    if stands is not None:
        _end(session, stands, "given_on", who, now)
    given = AssignmentRow(
        draft_id=subject.draft, number=subject.number, holder=person.name, given_by=who, given_at=now, ended_at=None, ended_by=None, ended=None
    )
    session.add(given)
    session.flush()
    tell(session, [person.name], PersonalNoticeKind.GIVEN, by=who, now=now, draft=subject.draft, number=subject.number)
    return given


def take_away(session: Session, subject: WorkSubject, *, who: str, now: datetime) -> None:
    """It is nobody's from now on. Whoever had it is told. Where nobody has it nothing happens."""
    alone(session, _LOCK)
    row_of(session, subject)
    if stands := holding(session, subject):
        _end(session, stands, "taken_away", who, now)


def holding(session: Session, subject: WorkSubject) -> AssignmentRow | None:
    """Whose it is, where somebody has it."""
    return session.scalars(select(AssignmentRow).where(subject.of(AssignmentRow), AssignmentRow.ended_at.is_(None))).one_or_none()


def _end(session: Session, row: AssignmentRow, how: str, who: str, now: datetime) -> None:
    row.ended, row.ended_by, row.ended_at = how, who, now
    # Written before the next one is: each has one holder at a time.
    session.flush()
    tell(session, [row.holder], PersonalNoticeKind.TAKEN, by=who, now=now, draft=row.draft_id, number=row.number)


def holders_of_drafts(session: Session, ids: Collection[int]) -> dict[int, str]:
    """Whose these drafts are; those that are nobody's are left out."""
    return {id: name for id, name in session.execute(_HOLDERS, {"drafts": list(ids)}) if id is not None} if ids else {}


def numbers_given(session: Session, who: str) -> frozenset[str]:
    """The incidents that this person has."""
    query = select(AssignmentRow.number).where(AssignmentRow.holder == who, AssignmentRow.ended_at.is_(None), AssignmentRow.number.is_not(None))
    return frozenset(number for number in session.scalars(query) if number)


def resolved(session: Session, wanted: IncidentFilter) -> IncidentFilter:
    """The filter with the incidents that its `given` and `given_me` mean now."""
    names = {name for name in (wanted.given, wanted.asked_by if wanted.given_me else None) if name}
    if not names:
        return wanted
    found = [numbers_given(session, name) for name in sorted(names)]
    return replace(wanted, given_numbers=frozenset.intersection(*found))


def colleagues(session: Session) -> Sequence[str]:
    """Everybody to whom something may be given, by name."""
    return session.scalars(select(UserRow.name).where(UserRow.disabled_at.is_(None)).order_by(UserRow.folded)).all()


def given_work(session: Session) -> list[GivenWork]:
    """Everything that is somebody's: drafts that wait for a decision, incidents that stand; of each person the longest untouched first."""
    query = (
        select(AssignmentRow)
        .outerjoin(DraftRow, DraftRow.id == AssignmentRow.draft_id)
        .outerjoin(IncidentRow, IncidentRow.number == AssignmentRow.number)
        .where(AssignmentRow.ended_at.is_(None), DraftRow.state.in_(OPEN) | IncidentRow.withdrawn.is_(False))
    )
    rows = session.scalars(query).all()
    touched = _touched(session, rows)
    found = [
        GivenWork(WorkSubject(row.draft_id, row.number), row.holder, row.given_by, row.given_at, max([row.given_at, *touched.get(_key(row), ())]))
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.touched_at, one.given_at, one.subject.address))


def _key(row: AssignmentRow) -> str:
    return incident_subject(row.number) if row.number else draft_subject(row.draft_id or 0)


def _touched(session: Session, rows: Iterable[AssignmentRow]) -> dict[str, list[datetime]]:
    """When each was touched, by its name in the ledger."""
    keys = sorted({_key(row) for row in rows})
    found: dict[str, list[datetime]] = {key: [] for key in keys}
    for start in range(0, len(keys), _CHUNK):
        some = keys[start : start + _CHUNK]
        acts = select(LedgerRow.subject, func.max(LedgerRow.at)).where(LedgerRow.subject.in_(some)).group_by(LedgerRow.subject)
        for key, at in session.execute(acts):
            found[key].append(at)
    typed = select(SavedEditRow.draft_id, func.max(SavedEditRow.at)).group_by(SavedEditRow.draft_id)
    for id, at in session.execute(typed):
        found.get(draft_subject(id), []).append(at)
    said = select(CommentRow.draft_id, CommentRow.number, func.max(CommentRow.at)).group_by(CommentRow.draft_id, CommentRow.number)
    for draft, number, at in session.execute(said):
        found.get(incident_subject(number) if number else draft_subject(draft or 0), []).append(at)
    return found


# What colleagues say to each other about a draft or an incident. Plain text, for the desk alone: it stands in no ledger, no export, no report, no feed and no answer of the API.
#
# Only its author changes or withdraws a comment. What it said before is kept.

LONGEST = 4000


@dataclass(frozen=True)
class SaidComment:
    """A comment with what it said before, the oldest first."""

    row: CommentRow
    before: tuple[CommentVersionRow, ...]


def comments_of(session: Session, subject: WorkSubject) -> list[SaidComment]:
    """All comments on a draft, or on an incident and the drafts that became it, in order of time; the withdrawn ones too."""
    mine = subject.of(CommentRow)
    if subject.number:
        mine = or_(mine, CommentRow.draft_id.in_(select(DraftRow.id).where(DraftRow.incident == subject.number)))
    rows = session.scalars(select(CommentRow).where(mine).order_by(CommentRow.at, CommentRow.id)).all()
    before: dict[int, list[CommentVersionRow]] = defaultdict(list)
    of = select(CommentVersionRow).where(CommentVersionRow.comment_id.in_([row.id for row in rows])).order_by(CommentVersionRow.id)
    for version in session.scalars(of) if rows else ():
        before[version.comment_id].append(version)
    return [SaidComment(row, tuple(before[row.id])) for row in rows]


def write_comment(session: Session, subject: WorkSubject, text: str, *, who: str, now: datetime) -> CommentRow:
    """Say something. Whom it names is told, and whoever works on it. Raises NoSuchDraft, NoSuchIncident, and BadDecision for nothing and for too much."""
    said = _checked(text)
    row_of(session, subject)
    row = CommentRow(draft_id=subject.draft, number=subject.number, author=who, at=now, text=said, edited_at=None, withdrawn_at=None)
    session.add(row)
    session.flush()
    named = _named_in(session, said)
    _tell(session, row, named, PersonalNoticeKind.MENTIONED, now)
    if holder := holding(session, subject):
        _tell(session, row, {holder.holder} - named, PersonalNoticeKind.COMMENTED, now)
    return row


def change_comment(session: Session, id: int, text: str, *, who: str, now: datetime) -> CommentRow:
    """Say it otherwise. Whom only the new words name is told. Raises BadDecision, also for a comment of somebody else and for one that is withdrawn."""
    row, said = _own(session, id, who), _checked(text)
    if said == row.text:
        return row
    before = _named_in(session, row.text)
    session.add(CommentVersionRow(comment_id=row.id, text=row.text, until=now))
    row.text, row.edited_at = said, now
    session.flush()
    _tell(session, row, _named_in(session, said) - before, PersonalNoticeKind.MENTIONED, now)
    return row


def withdraw_comment(session: Session, id: int, *, who: str, now: datetime) -> CommentRow:
    """Take it back: the page says that there was one, and no longer what it said. Raises BadDecision for a comment of somebody else."""
    row = _own(session, id, who)
    row.withdrawn_at = now
    session.flush()
    personal_notices.settle(session, now, comment=row.id)
    return row


def subject_of(row: CommentRow) -> WorkSubject:
    """On what it was written."""
    return WorkSubject(row.draft_id, row.number)


def own_comment(session: Session, id: int, who: str) -> CommentRow:
    """A comment that this person wrote and has not withdrawn. Raises BadDecision, in the same words whether there is none or it is somebody else's."""
    return _own(session, id, who)


def _own(session: Session, id: int, who: str) -> CommentRow:
    row = session.get(CommentRow, id, with_for_update=True) if 0 < id <= LARGEST_LONG_ID else None
    if row is None or row.author != who or row.withdrawn_at:
        raise BadDecision(tr("there is no such comment of yours; only its author changes or withdraws one"))
    return row


def _checked(text: str) -> str:
    """The text as it is kept: one kind of line break, no other control characters, no empty lines around it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    said = "".join(one for one in lines if one in "\n\t" or unicodedata.category(one) not in ("Cc", "Cs")).strip()
    if not said:
        raise BadDecision(tr("write something first"), "text")
    if len(said) > LONGEST:
        raise BadDecision(tr("the comment has {n} characters; write at most {most}").format(n=len(said), most=LONGEST), "text")
    return said


def _named_in(session: Session, text: str) -> set[str]:
    return {one.name for one in mentions(text, colleagues(session))} if "@" in text else set()


def _tell(session: Session, row: CommentRow, people: Sequence[str] | set[str], kind: PersonalNoticeKind, now: datetime) -> None:
    personal_notices.tell(session, people, kind, by=row.author, now=now, draft=row.draft_id, number=row.number, comment=row.id)

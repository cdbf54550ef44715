"""What colleagues say to each other about a draft or an incident. Plain text, for the desk alone: it stands in no ledger, no export, no report, no feed and no answer of the API.

Only its author changes or withdraws a comment. What it said before is kept.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from records.errors import BadDecision
from records.i18n import tr
from records.tables import LARGEST_LONG_ID, CommentRow, CommentVersionRow, DraftRow
from records.together import personal_notices
from records.together.assignments import colleagues, holding
from records.together.mentions import mentions
from records.together.personal_notices import PersonalNoticeKind
from records.together.work_subject import WorkSubject, row_of

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


def write(session: Session, subject: WorkSubject, text: str, *, who: str, now: datetime) -> CommentRow:
    """Say something. Whom it names is told, and whoever works on it. Raises NoSuchDraft, NoSuchIncident, and BadDecision for nothing and for too much."""
    said = _checked(text)
    row_of(session, subject)
    row = CommentRow(draft_id=subject.draft, number=subject.number, author=who, at=now, text=said, edited_at=None, withdrawn_at=None)
    session.add(row)
    session.flush()
    named = _named(session, said)
    _tell(session, row, named, PersonalNoticeKind.MENTIONED, now)
    if holder := holding(session, subject):
        _tell(session, row, {holder.holder} - named, PersonalNoticeKind.COMMENTED, now)
    return row


def change(session: Session, id: int, text: str, *, who: str, now: datetime) -> CommentRow:
    """Say it otherwise. Whom only the new words name is told. Raises BadDecision, also for a comment of somebody else and for one that is withdrawn."""
    row, said = _own(session, id, who), _checked(text)
    if said == row.text:
        return row
    before = _named(session, row.text)
    session.add(CommentVersionRow(comment_id=row.id, text=row.text, until=now))
    row.text, row.edited_at = said, now
    session.flush()
    _tell(session, row, _named(session, said) - before, PersonalNoticeKind.MENTIONED, now)
    return row


def withdraw(session: Session, id: int, *, who: str, now: datetime) -> CommentRow:
    """Take it back: the page says that there was one, and no longer what it said. Raises BadDecision for a comment of somebody else."""
    row = _own(session, id, who)
    row.withdrawn_at = now
    session.flush()
    personal_notices.settle(session, now, comment=row.id)
    return row


def subject_of(row: CommentRow) -> WorkSubject:
    """On what it was written."""
    return WorkSubject(row.draft_id, row.number)


def own(session: Session, id: int, who: str) -> CommentRow:
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


def _named(session: Session, text: str) -> set[str]:
    return {one.name for one in mentions(text, colleagues(session))} if "@" in text else set()


def _tell(session: Session, row: CommentRow, people: Sequence[str] | set[str], kind: PersonalNoticeKind, now: datetime) -> None:
    personal_notices.tell(session, people, kind, by=row.author, now=now, draft=row.draft_id, number=row.number, comment=row.id)

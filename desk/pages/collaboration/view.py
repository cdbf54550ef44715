"""Collaboration as pages show it: the assignment of a draft or an incident, possible assignees, and comments."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from desk.pages.inbox.view import number_waiting as messages_waiting
from desk.text import TextPiece, comment_pieces
from records import collaboration
from records.collaboration import LONGEST, CommentWithHistory, WorkSubject, colleagues, current_assignment, follows, unknown_names
from records.i18n import tr
from records.personal_notices import count_unread_notices
from records.proposals import number_waiting, waiting_proposals
from records.tables import AssignmentRow
from records.users import Role, User

# The pages about collaboration, which link to each other.


@dataclass(frozen=True)
class CollaborationTab:
    """A page, and how much waits there."""

    href: str
    words: str
    count: int = 0


def tabs(session: Session, person: User) -> tuple[CollaborationTab, ...]:
    """Return the tabs of this person."""
    return (
        CollaborationTab("/notices", tr("Notices"), count_unread_notices(session, person.name)),
        CollaborationTab("/together", tr("Who is on what")),
        CollaborationTab("/inbox", tr("Inbox"), messages_waiting(session)),
        CollaborationTab(
            "/proposals", tr("Proposals"), number_waiting(session) if person.may(Role.EDITOR) else len(waiting_proposals(session, who=person.name))
        ),
    )


@dataclass(frozen=True)
class _CommentView:
    """A comment as the page shows it. `pieces` is empty if it was withdrawn; `before` are earlier texts, with the moment until which; `of_draft` is
    the draft on which it was written, if that is not the page. `nobody`: mentions with @ that name nobody, shown to the author alone."""

    id: int
    author: str
    at: datetime
    edited_at: datetime | None
    withdrawn: bool
    own: bool
    text: str
    pieces: tuple[TextPiece, ...]
    before: tuple[tuple[datetime, tuple[TextPiece, ...]], ...]
    of_draft: int | None
    nobody: tuple[str, ...] = ()


@dataclass(frozen=True)
class _AssignmentShown:
    """An assignment. `left`: they may no longer sign in. `may`: it may be assigned now."""

    holder: str
    mine: bool
    left: bool
    since: datetime | None
    by: str
    may: bool


@dataclass(frozen=True)
class CollaborationView:
    """The part of a page. `people` are possible assignees, the current user first; `hidden`: comments are not shown, because they might reveal a
    decision that this person is to judge without knowing it."""

    subject: WorkSubject
    given: _AssignmentShown
    people: tuple[str, ...]
    comments: tuple[_CommentView, ...]
    hidden: bool
    follows: bool
    longest: int = LONGEST


def collaboration_view(session: Session, subject: WorkSubject, person: User, *, open_: bool, hidden: bool = False) -> CollaborationView:
    """Return the part of the page of a draft or an incident. `open_`: it is undecided, so that it may be assigned."""
    names = colleagues(session)
    comments = [] if hidden else collaboration.comments_of(session, subject)
    return CollaborationView(
        subject,
        _assignment(current_assignment(session, subject) if open_ else None, person.name, names, open_),
        people_for(names, person.name),
        tuple(_comment(comment, subject, person.name, names) for comment in comments),
        hidden,
        bool(subject.number) and follows(session, subject.number or "", person.name),
    )


def people_for(names: Sequence[str], who: str) -> tuple[str, ...]:
    """Return everybody, the current user first: most often people assign work to themselves."""
    return (*(name for name in names if name == who), *(name for name in names if name != who))


def assignment_words(holder: str, who: str, names: Collection[str]) -> str:
    """Return the assignment in a few words, for a card; empty if there is none."""
    if not holder:
        return ""
    if holder == who:
        return tr("given to you")
    words = tr("given to: {name}").format(name=holder)
    return words if holder in names else f"{words} ({tr('may no longer sign in')})"


def _assignment(row: AssignmentRow | None, who: str, names: Collection[str], open_: bool) -> _AssignmentShown:
    if row is None:
        return _AssignmentShown("", False, False, None, "", open_)
    return _AssignmentShown(row.holder, row.holder == who, row.holder not in names, row.given_at, row.given_by, open_)


def _comment(comment_with_history: CommentWithHistory, subject: WorkSubject, who: str, names: Collection[str]) -> _CommentView:
    row = comment_with_history.row
    withdrawn = row.withdrawn_at is not None
    return _CommentView(
        id=row.id,
        author=row.author,
        at=row.at,
        edited_at=row.edited_at,
        withdrawn=withdrawn,
        own=row.author == who and not withdrawn,
        text="" if withdrawn else row.text,
        pieces=() if withdrawn else tuple(comment_pieces(row.text, names)),
        before=() if withdrawn else tuple((earlier.until, tuple(comment_pieces(earlier.text, names))) for earlier in comment_with_history.before),
        of_draft=row.draft_id if subject.number else None,
        nobody=tuple(unknown_names(row.text, names)) if row.author == who and not withdrawn else (),
    )

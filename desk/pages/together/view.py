"""What pages show of working together: whose a draft or an incident is, to whom it may be given, and what was said about it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from desk.pages.inbox.view import number_waiting as messages_waiting
from desk.text import TextPiece, comment_pieces
from records import collaboration
from records.collaboration import LONGEST, SaidComment, WorkSubject, colleagues, follows, holding, unknown_names
from records.i18n import tr
from records.personal_notices import unread
from records.proposals import number_waiting, waiting
from records.tables import AssignmentRow
from records.users import Role, User

# The pages about working together, each one step from the others.


@dataclass(frozen=True)
class TogetherTab:
    """A page, and how much waits there."""

    href: str
    words: str
    count: int = 0


def tabs(session: Session, person: User) -> tuple[TogetherTab, ...]:
    """Those that this person has."""
    return (
        TogetherTab("/notices", tr("Notices"), unread(session, person.name)),
        TogetherTab("/together", tr("Who is on what")),
        TogetherTab("/inbox", tr("Inbox"), messages_waiting(session)),
        TogetherTab("/proposals", tr("Proposals"), number_waiting(session) if person.may(Role.EDITOR) else len(waiting(session, who=person.name))),
    )


@dataclass(frozen=True)
class _CommentShown:
    """A comment as the page shows it. `pieces` is empty where it was withdrawn; `before` is what it said before, with the moment until which; `of_draft` is the
    draft on which it was written, where that is not the page. `nobody`: what its author wrote behind an @ and names nobody, told to the author alone."""

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
class _GivenShown:
    """Whose it is. `left`: they may no longer sign in. `may`: it may be given to somebody now."""

    holder: str
    mine: bool
    left: bool
    since: datetime | None
    by: str
    may: bool


@dataclass(frozen=True)
class TogetherShown:
    """The part of a page. `people` are those to whom it may be given, whoever looks first; `hidden`: what was said is not shown, because it might tell a decision that this
    person is to judge without knowing it."""

    subject: WorkSubject
    given: _GivenShown
    people: tuple[str, ...]
    comments: tuple[_CommentShown, ...]
    hidden: bool
    follows: bool
    longest: int = LONGEST


def together_shown(session: Session, subject: WorkSubject, person: User, *, open_: bool, hidden: bool = False) -> TogetherShown:
    """The part of the page of a draft or an incident. `open_`: there is something left to do, so that it may be given to somebody."""
    names = colleagues(session)
    said = [] if hidden else collaboration.comments_of(session, subject)
    return TogetherShown(
        subject,
        _given(holding(session, subject) if open_ else None, person.name, names, open_),
        people_for(names, person.name),
        tuple(_comment(one, subject, person.name, names) for one in said),
        hidden,
        bool(subject.number) and follows(session, subject.number or "", person.name),
    )


def people_for(names: Sequence[str], who: str) -> tuple[str, ...]:
    """Everybody, whoever asks first: most often people take something for themselves."""
    return (*(name for name in names if name == who), *(name for name in names if name != who))


def given_words(holder: str, who: str, names: Collection[str]) -> str:
    """Whose it is in a few words, for a card; empty where it is nobody's."""
    if not holder:
        return ""
    if holder == who:
        return tr("given to you")
    said = tr("given to: {name}").format(name=holder)
    return said if holder in names else f"{said} ({tr('may no longer sign in')})"


def _given(row: AssignmentRow | None, who: str, names: Collection[str], open_: bool) -> _GivenShown:
    if row is None:
        return _GivenShown("", False, False, None, "", open_)
    return _GivenShown(row.holder, row.holder == who, row.holder not in names, row.given_at, row.given_by, open_)


def _comment(said: SaidComment, subject: WorkSubject, who: str, names: Collection[str]) -> _CommentShown:
    row = said.row
    withdrawn = row.withdrawn_at is not None
    return _CommentShown(
        id=row.id,
        author=row.author,
        at=row.at,
        edited_at=row.edited_at,
        withdrawn=withdrawn,
        own=row.author == who and not withdrawn,
        text="" if withdrawn else row.text,
        pieces=() if withdrawn else tuple(comment_pieces(row.text, names)),
        before=() if withdrawn else tuple((one.until, tuple(comment_pieces(one.text, names))) for one in said.before),
        of_draft=row.draft_id if subject.number else None,
        nobody=tuple(unknown_names(row.text, names)) if row.author == who and not withdrawn else (),
    )

"""The pages about working together, each one step from the others."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from desk.pages.inbox.view import number_waiting as messages_waiting
from records.i18n import tr
from records.together.personal_notices import unread
from records.together.proposals import number_waiting, waiting
from records.users import Role, User


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

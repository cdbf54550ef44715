"""What people work on together: one draft or one incident."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from records.errors import NoSuchDraft, NoSuchIncident
from records.i18n import tr
from records.incidents.numbers import is_number
from records.tables import LARGEST_ID, AssignmentRow, CommentRow, DraftRow, IncidentRow


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

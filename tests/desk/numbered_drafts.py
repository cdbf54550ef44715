"""Drafts under numbers of one's own: chance asks a second opinion of some numbers."""

from sqlalchemy.orm import Session

from records.review import groups, opinions
from records.tables import DraftRow


def chosen_one(start: int = 1) -> int:
    """An id of a draft of which a second opinion is asked."""
    return next(number for number in range(start, 1000) if opinions.is_chosen_for_opinion(number))


def renumber(session: Session, draft: int, article: str, number: int) -> int:
    """Give a draft another id."""
    row = session.get_one(DraftRow, draft)
    same = ("state", "score", "label", "proposal", "fields", "created_at", "title", "codes", "lang", "region", "searched", "sample")
    session.add(DraftRow(**{name: getattr(row, name) for name in same}, id=number))
    session.flush()
    groups.move_to_draft(session, [article], number)
    session.delete(session.get_one(DraftRow, draft))
    return number

"""Saved views of the table of incidents, private or shared with the desk.

A view that a person may not see raises the same error as a missing one. Only its owner changes it; an editor may delete a shared one.
"""

import unicodedata
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from records.errors import BadDecision, NoSuchView
from records.i18n import tr
from records.tables import LARGEST_ID, SavedViewRow
from records.users import Role, User

_LONGEST_NAME = 80
# Maximum number of views per person.
MOST_VIEWS = 100


def visible_views(session: Session, person: User) -> list[SavedViewRow]:
    """Return the views that this person sees: their own, then those of others, each sorted by name."""
    query = select(SavedViewRow).where(or_(SavedViewRow.owner == person.name, SavedViewRow.shared.is_(True)))
    return sorted(session.scalars(query), key=lambda view: (view.owner != person.name, view.name.casefold(), view.id))


def find_view(session: Session, id: int, person: User) -> SavedViewRow:
    """Return a view that this person sees.

    Raises NoSuchView with the same message for a missing view and for somebody else's private one.
    """
    view = session.get(SavedViewRow, id) if 0 < id <= LARGEST_ID else None
    if view is None or not (view.shared or view.owner == person.name):
        raise NoSuchView(tr("there is no such view, or it is not shared with you; whoever sent you the link can share it with the desk"))
    return view


def save(session: Session, person: User, name: str, query: str, *, shared: bool, now: datetime) -> SavedViewRow:
    """Save a view under a name.

    Raises BadDecision for an empty, too long or duplicate name, and for too many views.
    """
    view_name = _checked(session, person, name)
    if (session.scalar(select(func.count()).select_from(SavedViewRow).where(SavedViewRow.owner == person.name)) or 0) >= MOST_VIEWS:
        raise BadDecision(tr("you have {most} views already; delete one first").format(most=MOST_VIEWS), "name")
    view = SavedViewRow(owner=person.name, name=view_name, query=query.replace("\x00", ""), shared=shared, saved_at=now)
    session.add(view)
    session.flush()
    return view


def change(
    session: Session, person: User, id: int, *, now: datetime, name: str | None = None, shared: bool | None = None, query: str | None = None
) -> SavedViewRow:
    """Change the name, sharing or filters of one's own view. Raises NoSuchView and BadDecision."""
    view = find_view(session, id, person)
    if view.owner != person.name:
        raise BadDecision(tr("this view belongs to {name}; save it under a name of your own").format(name=view.owner))
    if name is not None:
        view.name = _checked(session, person, name, but=view.id)
    if shared is not None:
        view.shared = shared
    if query is not None:
        view.query = query.replace("\x00", "")
    view.saved_at = now
    return view


def remove(session: Session, person: User, id: int) -> None:
    """Delete one's own view, or, as an editor, any shared one. Raises NoSuchView and BadDecision."""
    view = find_view(session, id, person)
    if view.owner != person.name and not person.may(Role.EDITOR):
        raise BadDecision(tr("this view belongs to {name}; only its owner or an editor may delete it").format(name=view.owner))
    session.delete(view)


def may_remove(view: SavedViewRow, person: User) -> bool:
    """Return whether this person may delete the view."""
    return view.owner == person.name or (view.shared and person.may(Role.EDITOR))


def _checked(session: Session, person: User, name: str, but: int = 0) -> str:
    cleaned = " ".join("".join(character for character in name if character.isspace() or unicodedata.category(character)[0] != "C").split())
    if not cleaned:
        raise BadDecision(tr("give the view a name"), "name")
    if len(cleaned) > _LONGEST_NAME:
        raise BadDecision(tr("the name has {n} characters; write at most {most}").format(n=len(cleaned), most=_LONGEST_NAME), "name")
    same_name = select(SavedViewRow.id).where(SavedViewRow.owner == person.name, SavedViewRow.name == cleaned, SavedViewRow.id != but)
    if session.scalar(same_name) is not None:
        raise BadDecision(tr("you have a view of this name already; choose another one"), "name")
    return cleaned

"""Views of the table of incidents that people name: for themselves, or shared with the desk.

Whoever may not see a view is told the same as for one that there is not. Only its owner changes it; an editor may remove a shared one.
"""

import unicodedata
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from records.errors import BadDecision, NoSuchView
from records.i18n import tr
from records.tables import LARGEST_ID, SavedViewRow
from records.users import Role, User

LONGEST_NAME = 80
# Views of one person; more are no help to anybody.
MOST_VIEWS = 100


def visible(session: Session, person: User) -> list[SavedViewRow]:
    """The views that this person sees: her own, then those of others, each in the order of their names."""
    query = select(SavedViewRow).where(or_(SavedViewRow.owner == person.name, SavedViewRow.shared.is_(True)))
    return sorted(session.scalars(query), key=lambda view: (view.owner != person.name, view.name.casefold(), view.id))


def seen(session: Session, id: int, person: User) -> SavedViewRow:
    """One of them. Raises NoSuchView, in the same words whether there is none or it is somebody else's own."""
    view = session.get(SavedViewRow, id) if 0 < id <= LARGEST_ID else None
    if view is None or not (view.shared or view.owner == person.name):
        raise NoSuchView(tr("there is no such view, or it is not shared with you; whoever sent you the link can share it with the desk"))
    return view


def save(session: Session, person: User, name: str, query: str, *, shared: bool, now: datetime) -> SavedViewRow:
    """Keep a view under a name. Raises BadDecision for a name that is empty, too long, or taken by another view of this person, and for too many views."""
    said = _checked(session, person, name)
    if (session.scalar(select(func.count()).select_from(SavedViewRow).where(SavedViewRow.owner == person.name)) or 0) >= MOST_VIEWS:
        raise BadDecision(tr("you have {most} views already; delete one first").format(most=MOST_VIEWS), "name")
    view = SavedViewRow(owner=person.name, name=said, query=query.replace("\x00", ""), shared=shared, saved_at=now)
    session.add(view)
    session.flush()
    return view


def change(
    session: Session, person: User, id: int, *, now: datetime, name: str | None = None, shared: bool | None = None, query: str | None = None
) -> SavedViewRow:
    """Give one's own view another name, share it or keep it for oneself, or keep other filters under it. Raises NoSuchView, BadDecision."""
    view = seen(session, id, person)
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
    """Delete one's own view; an editor may delete a shared one of anybody. Raises NoSuchView, BadDecision."""
    view = seen(session, id, person)
    if view.owner != person.name and not person.may(Role.EDITOR):
        raise BadDecision(tr("this view belongs to {name}; only its owner or an editor may delete it").format(name=view.owner))
    session.delete(view)


def may_remove(view: SavedViewRow, person: User) -> bool:
    """Whether this person may delete the view."""
    return view.owner == person.name or (view.shared and person.may(Role.EDITOR))


def _checked(session: Session, person: User, name: str, but: int = 0) -> str:
    said = " ".join("".join(one for one in name if one.isspace() or unicodedata.category(one)[0] != "C").split())
    if not said:
        raise BadDecision(tr("give the view a name"), "name")
    if len(said) > LONGEST_NAME:
        raise BadDecision(tr("the name has {n} characters; write at most {most}").format(n=len(said), most=LONGEST_NAME), "name")
    taken = select(SavedViewRow.id).where(SavedViewRow.owner == person.name, SavedViewRow.name == said, SavedViewRow.id != but)
    if session.scalar(taken) is not None:
        raise BadDecision(tr("you have a view of this name already; choose another one"), "name")
    return said

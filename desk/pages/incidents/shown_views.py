"""The saved views as the table offers them: three that stand there for everybody, one's own, and those that others share."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from desk.pages.incidents.table_address import TableAddress, kept_query
from records import saved_views
from records.i18n import tr
from records.tables import SavedViewRow
from records.users import User

# What stands there from the start.
_SILENT, _MINE, _CUSTODY = "silent=90&order=-silent", "mine=true&order=-recorded", "custody=true&order=-custody"
_GIVEN = "given_me=true"


@dataclass(frozen=True)
class ViewShown:
    """A view in the list. `owner` is empty for one's own and for those that stand there from the start; `current`: the table shows it."""

    name: str
    href: str
    owner: str = ""
    shared: bool = False
    current: bool = False


@dataclass(frozen=True)
class ViewsShown:
    """The views that a person sees. `open` is the saved view from which the table came, where this person may see it; `changed`: filters, order or columns are
    others by now."""

    all: tuple[ViewShown, ...]
    open: SavedViewRow | None = None
    own: bool = False
    removable: bool = False
    changed: bool = False


def shown_views(session: Session, person: User, asked: TableAddress) -> ViewsShown:
    """The views for this person at this address."""
    now = kept_query(asked)
    standing = [ViewShown(words, f"/incidents?{query}", current=not asked.view and now == query) for words, query in _standing().items()]
    kept = saved_views.visible(session, person)
    saved = [
        ViewShown(view.name, f"/incidents/views/{view.id}", "" if view.owner == person.name else view.owner, view.shared, view.id == asked.view)
        for view in kept
    ]
    view = next((view for view in kept if view.id == asked.view), None)
    if view is None:
        return ViewsShown((*standing, *saved))
    return ViewsShown((*standing, *saved), view, view.owner == person.name, saved_views.may_remove(view, person), view.query != now)


def _standing() -> Mapping[str, str]:
    return {tr("Silent for 90 days"): _SILENT, tr("Mine"): _MINE, tr("Given to me"): _GIVEN, tr("In custody"): _CUSTODY}

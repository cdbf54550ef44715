"""Numbers of incidents and keys of pages of a list, as addresses carry them."""

from datetime import date

from records.errors import NoSuchIncident
from records.i18n import tr
from records.incidents import number_parts
from reports.cached_incident import Key


def require_number(number: str) -> str:
    """A number in an address. Raises NoSuchIncident if it has not the form of one; then no database is asked."""
    if not number.isascii() or number_parts(number) is None:
        raise NoSuchIncident(tr("there is no incident {number}").format(number=number[:40]))
    return number


def written(day: date | None, number: str) -> str:
    """The key after which the next page begins."""
    return f"{day.isoformat() if day else ''}~{number}"


def key(after: str) -> Key | None:
    """The place that a key means; None if it is no key."""
    day, _, number = after.partition("~")
    parts = number_parts(number)
    try:
        return (date.fromisoformat(day).toordinal() if day else 0, *parts) if parts else None
    except ValueError:
        return None

"""Numbers and keys of the record as addresses name them."""

from datetime import date

from records.errors import NoSuchIncident
from records.i18n import tr
from records.incidents import number_parts
from reports.incident_cache import Key


def require_number(number: str) -> str:
    """A number as an address names it. Raises NoSuchIncident for what is none, which no database need be asked about."""
    if not number.isascii() or number_parts(number) is None:
        raise NoSuchIncident(tr("there is no incident {number}").format(number=number[:40]))
    return number


def written(day: date | None, number: str) -> str:
    """The key after which the next page of the record begins."""
    return f"{day.isoformat() if day else ''}~{number}"


def key(after: str) -> Key | None:
    """The place of a key; None for what is none."""
    day, _, number = after.partition("~")
    parts = number_parts(number)
    try:
        return (date.fromisoformat(day).toordinal() if day else 0, *parts) if parts else None
    except ValueError:
        return None

"""The number under which an incident is recorded: the country's prefix, the year, and a place in it, as KZ-2021-0042.

Places are counted up within a year, without gaps, and none is given twice.
"""

import re

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.country import home
from records.database import alone
from records.tables import IncidentRow

_NUMBER_LOCK = 7_160_004
_SHORT = re.compile("(?:(?P<prefix>[A-Z]{1,6})[-– ]?)?(?:(?P<year>[0-9]{4})[-–/ ])?(?P<serial>[0-9]{1,6})")


def number_parts(number: str) -> tuple[int, int] | None:
    """Year and place within the year; None for what is no number."""
    found = re.fullmatch(rf"{home().prefix}-(\d{{4}})-(\d{{4,6}})", number)
    return (int(found[1]), int(found[2])) if found else None


def is_number(text: str) -> bool:
    """Whether a text has the form of a number."""
    return number_parts(text) is not None


def numbers_meant(session: Session, typed: str) -> list[str]:
    """The incidents that somebody may mean who writes a number short: KZ-2026-3 and 2026-0003 say the year, 0003 and 3 do not, and mean that place in any year. The
    latest year first, those that there are alone."""
    found = _SHORT.fullmatch(typed.strip().upper())
    if not found or found["prefix"] not in (None, home().prefix) or (found["prefix"] and not found["year"]):
        return []
    query = select(IncidentRow.number).where(IncidentRow.serial == int(found["serial"])).order_by(IncidentRow.year.desc())
    return list(session.scalars(query.where(IncidentRow.year == int(found["year"])) if found["year"] else query))


def example_number() -> str:
    """A number to show people how one is written."""
    return home().number(2021, 42)


def next_serial(session: Session, year: int) -> int:
    """The next free place in a year. Nobody else gets the same one before this transaction ends."""
    alone(session, _NUMBER_LOCK)
    last = session.scalar(select(func.max(IncidentRow.serial)).where(IncidentRow.year == year))
    return (last or 0) + 1


def free_number(session: Session, year: int) -> str:
    """The number that the next incident of a year gets."""
    return home().number(year, next_serial(session, year))

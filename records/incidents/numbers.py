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


def number_parts(number: str) -> tuple[int, int] | None:
    """Year and place within the year; None for what is no number."""
    found = re.fullmatch(rf"{home().prefix}-(\d{{4}})-(\d{{4,6}})", number)
    return (int(found[1]), int(found[2])) if found else None


def is_number(text: str) -> bool:
    """Whether a text has the form of a number."""
    return number_parts(text) is not None


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

"""The number under which an incident is recorded: KZ-YYYY-NNNN, counted up within a year, without gaps, never given twice."""

import re

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.database import alone
from records.tables import IncidentRow

NUMBER = re.compile(r"KZ-(\d{4})-(\d{4,6})")
_NUMBER_LOCK = 7_160_004


def number_parts(number: str) -> tuple[int, int] | None:
    """Year and place within the year; None for what is no number."""
    found = NUMBER.fullmatch(number)
    return (int(found[1]), int(found[2])) if found else None


def written(year: int, serial: int) -> str:
    """The number in its written form."""
    return f"KZ-{year:04}-{serial:04}"


def next_serial(session: Session, year: int) -> int:
    """The next free place in a year. Nobody else gets the same one before this transaction ends."""
    alone(session, _NUMBER_LOCK)
    last = session.scalar(select(func.max(IncidentRow.serial)).where(IncidentRow.year == year))
    return (last or 0) + 1


def free_number(session: Session, year: int) -> str:
    """The number that the next incident of a year gets."""
    return written(year, next_serial(session, year))

"""Which hearings, deadlines and owed answers people were told of, so that no digest tells them again: once when the day comes into sight, once when it is near or has passed.

They stand in `notices` under names that no outlet has: `(KZ-2026-0001 2026-11-27)`, `(request 5 2026-11-30)`, with what falls on that day as the cause. A day that is moved is another.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.tables import NoticeRow

# Names in one query: below what SQLite and PostgreSQL take as parameters.
_CHUNK = 1000


class DayNotice(StrEnum):
    """As what people are told of a day."""

    AHEAD = "day ahead"
    """It comes in the next days."""
    NEAR = "day near"
    """It is today or tomorrow."""
    PASSED = "day passed"
    """It has passed without what was due."""


@dataclass(frozen=True)
class ToldDay:
    """A day of which people are told: of which record (`KZ-2026-0001`, `request 5`), what falls on it (`hearing`, `appeal`, `answer`), and as what."""

    subject: str
    day: date
    what: str
    notice: DayNotice

    @property
    def name(self) -> str:
        """Under which it stands in `notices`."""
        return f"({self.subject} {self.day})"


def told_days(session: Session, days: Iterable[ToldDay]) -> set[ToldDay]:
    """Those of these of which people were told."""
    by_name: dict[tuple[str, str, str | None], ToldDay] = {(one.name, one.notice.value, one.what): one for one in days}
    found: set[ToldDay] = set()
    names = sorted({name for name, _, _ in by_name})
    for start in range(0, len(names), _CHUNK):
        query = select(NoticeRow.outlet, NoticeRow.kind, NoticeRow.cause).where(NoticeRow.outlet.in_(names[start : start + _CHUNK]))
        found |= {by_name[key] for row in session.execute(query) if (key := (row[0], row[1], row[2])) in by_name}
    return found


def note_days(session: Session, days: Iterable[ToldDay], now: datetime) -> None:
    """Write down that people were told of these days."""
    session.add_all(NoticeRow(outlet=one.name, kind=one.notice.value, cause=one.what, at=now) for one in dict.fromkeys(days))

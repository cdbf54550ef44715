"""Conditions that the filters of an export add to its query."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select

from records.filters import DraftFilter, RowFilter


def narrow(query: Select[Any], *pairs: tuple[Any, str | None]) -> Select[Any]:
    """Return the query with each column equal to its value; None adds no condition."""
    for column, value in pairs:
        if value is not None:
            query = query.where(column == value)
    return query


def between(query: Select[Any], column: Any, filters: DraftFilter | RowFilter) -> Select[Any]:
    """Return the query with a column of moments from the first day to the end of the last one, UTC."""
    if filters.since:
        query = query.where(column >= _midnight(filters.since))
    if filters.until:
        query = query.where(column < _midnight(filters.until + timedelta(days=1)))
    return query


def iso(moment: datetime, timespec: str = "seconds") -> str:
    """Return a moment as exports write it, in UTC."""
    return moment.astimezone(UTC).isoformat(timespec=timespec)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)

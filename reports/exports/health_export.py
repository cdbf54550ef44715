"""The health of the outlets, one row for each outlet and day: visits tried and answered, articles, the share with a date, its minimum, why it
failed."""

from collections import deque
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.filters import RowFilter
from records.tables import OutletDayRow, OutletRow

COLUMNS = (
    "outlet", "region", "day", "tried", "answered", "articles", "dated_share", "minimum", "minimum_kept", "cause", "last_success",
)  # fmt: skip
# A minimum is in articles a week: that of the row's day and the six before it.
BACK = timedelta(days=6)


class _Week:
    """The articles of one outlet in the seven days up to the last one added."""

    def __init__(self) -> None:
        self._days: deque[tuple[date, int]] = deque()

    def add(self, day: date, articles: int) -> int:
        self._days.append((day, articles))
        while self._days[0][0] < day - BACK:
            self._days.popleft()
        return sum(count for _, count in self._days)


def health_rows(session: Session, filters: RowFilter) -> Iterator[dict[str, Any]]:
    """Every day on which an outlet was tried, by outlet and day.

    `dated_share` is 0 to 1, null without articles. `cause` is that of the day's last failed visit. `last_success` is when it had answered last by
    the end of that day. `minimum_kept` is null if the outlet has no minimum, and while it has been on the panel for less than a week without
    reaching it.
    """
    query = select(OutletDayRow, OutletRow).outerjoin(OutletRow, OutletRow.name == OutletDayRow.outlet)
    if filters.outlet is not None:
        query = query.where(OutletDayRow.outlet == filters.outlet)
    if filters.region is not None:
        query = query.where(OutletRow.region == filters.region)
    if filters.since:
        query = query.where(OutletDayRow.day >= filters.since - BACK)
    if filters.until:
        query = query.where(OutletDayRow.day <= filters.until)
    successes = _successes_before(session, filters.since - BACK) if filters.since else {}
    outlet, week = "", _Week()
    for row, panel in session.execute(query.order_by(OutletDayRow.outlet, OutletDayRow.day).execution_options(yield_per=1000)):
        if row.outlet != outlet:
            outlet, week = row.outlet, _Week()
        articles = week.add(row.day, row.articles)
        if row.last_success:
            successes[outlet] = row.last_success
        if filters.since is None or row.day >= filters.since:
            yield _row(row, panel, articles, successes.get(outlet))


def _row(row: OutletDayRow, panel: OutletRow | None, week: int, success: datetime | None) -> dict[str, Any]:
    return {
        "outlet": row.outlet,
        "region": panel.region if panel else None,
        "day": row.day.isoformat(),
        "tried": row.tried,
        "answered": row.answered,
        "articles": row.articles,
        "dated_share": round(row.dated / row.articles, 3) if row.articles else None,
        "minimum": panel.minimum if panel else None,
        "minimum_kept": _kept(panel, row.day, week),
        "cause": row.cause,
        "last_success": success.isoformat(timespec="seconds") if success else None,
    }


def _kept(panel: OutletRow | None, day: date, week: int) -> bool | None:
    if panel is None or panel.minimum is None:
        return None
    return True if week >= panel.minimum else None if panel.listed_on > day - BACK else False


def _successes_before(session: Session, day: date) -> dict[str, datetime]:
    query = select(OutletDayRow.outlet, func.max(OutletDayRow.last_success)).where(OutletDayRow.day < day)
    return {outlet: moment for outlet, moment in session.execute(query.group_by(OutletDayRow.outlet)) if moment}

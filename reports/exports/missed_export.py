"""How many incidents the screening missed, by the weekly samples of what it screened out: one row for each week, and at the end one for all weeks
together."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from records.filters import RowFilter
from records.review import weekly_sample
from reports.missed import Missed, SampleWeek, estimate

COLUMNS = (
    "week", "population", "drawn", "decided", "found", "missed", "missed_low", "missed_high", "confirmed", "recall", "recall_low", "recall_high",
)  # fmt: skip


def missed_rows(session: Session, filters: RowFilter) -> Iterator[dict[str, Any]]:
    """Every week with a day from `since` to `until`, as a whole week, in order. The last row, whose `week` is null, is for all these weeks
    together.

    `missed` and `recall` are null until half of the sample of each stratum is decided. `confirmed` are the incidents that people confirmed among
    what was flagged in these weeks. Intervals are at 95% (`reports.missed`).
    """
    since, until = (weekly_sample.iso_week(day) if day else None for day in (filters.since, filters.until))
    weeks = [SampleWeek(one.week, one.population, one.drawn, one.decided, one.incidents) for one in weekly_sample.strata(session, since, until)]
    confirmed = weekly_sample.confirmed_by_week(session)
    for name, strata in groupby(weeks, key=lambda week: week.week):
        mine = list(strata)
        yield _row(name, mine, estimate(mine), confirmed[name])
    if weeks:
        whole = estimate(weeks)
        yield _row(None, weeks, whole, sum(confirmed[name] for name in whole.weeks))


def _row(name: str | None, weeks: list[SampleWeek], found: Missed, confirmed: int) -> dict[str, Any]:
    recall = found.recall(confirmed)
    return {
        "week": name,
        "population": sum(week.population for week in weeks),
        "drawn": sum(week.drawn for week in weeks),
        "decided": sum(week.decided for week in weeks),
        "found": sum(week.incidents for week in weeks),
        "missed": found.missed and round(found.missed.estimate, 1),
        "missed_low": found.missed and found.missed.low,
        "missed_high": found.missed and found.missed.high,
        "confirmed": confirmed,
        "recall": recall and round(recall.estimate, 4),
        "recall_low": recall and round(recall.low, 4),
        "recall_high": recall and round(recall.high, 4),
    }

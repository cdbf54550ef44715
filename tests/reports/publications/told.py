"""Incidents for the tests of what a report tells."""

from datetime import date, timedelta
from typing import Any

from records.incident_model import NO_PENALTY, Incident, Penalty, Status
from records.vocabulary import Category, DatePrecision, StatusCode
from reports.publications.report_period import ReportPeriod

UNTIL = date(2021, 12, 31)
YEAR = ReportPeriod(date(2021, 1, 1), UNTIL, UNTIL)


def case(number: str, primary: Category, *codes: str, day: date | None = date(2021, 3, 1), penalty: Penalty = NO_PENALTY, **fields: Any) -> Incident:
    """An incident with statuses ten days apart from the day on; the penalty is that of the last one."""
    first = day or date(2021, 3, 1)
    statuses = tuple(Status(first + timedelta(days=10 * nth), StatusCode(code), "source") for nth, code in enumerate(codes))
    if statuses:
        last = statuses[-1]
        statuses = (*statuses[:-1], Status(last.day, last.code, last.source, "", penalty))
    plain: dict[str, Any] = {"categories": (primary,), "precision": DatePrecision.DAY, "region": "KZ-35", "recorded": first}
    return Incident(number=number, primary=primary, **{**plain, **fields}, day=day, statuses=statuses)

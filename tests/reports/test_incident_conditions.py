"""The filters that no database narrows by hold for the incidents that they name, and for no others."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from records.filters import IncidentFilter
from records.incident_model import Incident, Status, Victim
from records.vocabulary import Category, StatusCode
from reports.incident_conditions import ON_DAY, conditions
from reports.incident_on_day import IncidentOnDay
from tests.desk.incident_records import TODAY, incident

CASES = (
    incident(1, date(2026, 1, 1), statuses=(Status(date(2026, 2, 1), StatusCode.PTI, "x"),)),
    incident(4, date(2026, 11, 1), victims=(Victim("Айгүл Сапарқызы"), Victim("Дана Омарова")), statuses=()),
    replace(
        incident(5, date(2026, 6, 1)), recorded=TODAY - timedelta(days=40),
        statuses=(Status(date(2026, 6, 2), StatusCode.JDT, "x"), Status(date(2026, 7, 2), StatusCode.JRL, "x"), Status(date(2026, 7, 9), StatusCode.JCT, "x")),
    ),
    replace(incident(5, date(2026, 11, 20)), number="KZ-2026-0006", statuses=(Status(date(2026, 11, 20), StatusCode.JDT, "x"),)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "serials"),
    [
        (IncidentFilter(), [1, 4, 5, 6]),
        (IncidentFilter(any_category=Category.SMR), [4]),
        (IncidentFilter(status=StatusCode.PTI), [1]),
        (IncidentFilter(status=StatusCode.JDT), [6]),
        (IncidentFilter(track="perpetrator"), [1]),
        (IncidentFilter(track="journalist"), [5, 6]),
        (IncidentFilter(silent=90), [1, 5]),
        (IncidentFilter(silent=90, track="perpetrator"), [1]),
        (IncidentFilter(silent=90, track="journalist"), [5]),
        (IncidentFilter(silent=0), [1, 5, 6]),
        (IncidentFilter(days_in_custody=0), [5, 6]),
        (IncidentFilter(days_in_custody=5), [5]),
        (IncidentFilter(in_custody=True), [6]),
        (IncidentFilter(person="saparkyzy"), [4]),
        (IncidentFilter(person="Омарова Айгүл"), []),
        (IncidentFilter(recorded_since=TODAY), [1, 4, 6]),
        (IncidentFilter(recorded_until=TODAY - timedelta(days=1)), [5]),
    ],
)
def test_a_filter_takes_the_incidents_that_it_names(wanted: IncidentFilter, serials: list[int]) -> None:
    def holds(one: Incident) -> bool:
        return all(test(IncidentOnDay(one, TODAY)) for test in conditions(wanted))

    assert [int(one.number[-4:]) for one in CASES if holds(one)] == serials
    assert set(wanted.to_json()) <= set(ON_DAY)

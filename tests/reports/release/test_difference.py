"""What a release tells otherwise than the one before."""

from typing import Any

from reports.release.about import Before
from reports.release.difference import ChangeKind, Difference, IncidentDifference, YearCount, difference
from reports.release.previous import PreviousRelease

BEFORE = Before("2021-10-31", "b" * 64)


def row(number: str, **fields: Any) -> dict[str, Any]:
    return {"number": number, "date": "2021-06-10", "place": "Орал", "victims": [], "as_of": "2021-10-31", "days_without_accountability": 3, **fields}


def told(old: list[dict[str, Any]], new: list[dict[str, Any]], withdrawn: tuple[str, ...] = ()) -> Difference:
    return difference(PreviousRelease(BEFORE, "ru", {one["number"]: one for one in old}), new, withdrawn)


def test_incidents_came_changed_were_withdrawn_and_left() -> None:
    old = [row("1"), row("2"), row("3"), row("4")]
    new = [row("1"), row("2", place="Ақсай", victims=[{"name": "Асель"}]), row("5", date="2020-01-01")]
    found = told(old, new, ("3", "9"))
    assert found.incidents == (
        IncidentDifference("2", ChangeKind.CHANGED, ("place", "victims")),
        IncidentDifference("3", ChangeKind.WITHDRAWN),
        IncidentDifference("4", ChangeKind.LEFT),
        IncidentDifference("5", ChangeKind.ADDED),
    )
    assert found.years == (YearCount(2020, 0, 1), YearCount(2021, 4, 2))
    assert [one.number for one in found.of(ChangeKind.LEFT)] == ["4"]


def test_what_moves_with_the_day_alone_is_no_change() -> None:
    assert told([row("1")], [row("1", as_of="2021-12-31", days_without_accountability=64)]).incidents == ()


def test_a_column_that_one_of_the_two_does_not_have_is_named_and_not_compared() -> None:
    found = told([row("1")], [row("1", mapmf="legal")])
    assert (found.incidents, found.columns) == ((), ("mapmf",))


def test_two_empty_releases_and_one_that_was_empty_are_compared() -> None:
    assert told([], []) == Difference(BEFORE, (), ())
    assert told([], [row("1")]).incidents == (IncidentDifference("1", ChangeKind.ADDED),)

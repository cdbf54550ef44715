"""What every filter can do, whatever its fields are."""

from dataclasses import dataclass
from datetime import date

from records.filter_entries import FilterEntry, FilterKind, RecordFilter, entries, narrowed_by


@dataclass(frozen=True)
class InventedFilter(RecordFilter):
    """Days, a flag, and something that is asked for by no door."""

    since: date | None = narrowed_by(FilterKind.DAY, address="from", longest=10)
    whole: bool | None = narrowed_by(FilterKind.FLAG)
    numbers: tuple[str, ...] | None = narrowed_by(FilterKind.NUMBERS)
    asked_by: str = ""


def test_the_entries_stand_by_the_names_of_their_fields_in_order() -> None:
    assert list(entries(InventedFilter)) == ["since", "whole", "numbers"]
    assert entries(InventedFilter)["since"] == FilterEntry(FilterKind.DAY, address="from", longest=10)


def test_only_what_is_set_is_said_and_in_plain_words() -> None:
    assert InventedFilter(asked_by="Aigul").in_words() == ""
    asked = InventedFilter(date(2026, 11, 1), False, ("KZ-2026-0001", "KZ-2026-0002"))
    assert asked.to_json() == {"since": "2026-11-01", "whole": "false", "numbers": "KZ-2026-0001,KZ-2026-0002"}
    assert asked.in_words() == "since=2026-11-01; whole=false; numbers=KZ-2026-0001,KZ-2026-0002"

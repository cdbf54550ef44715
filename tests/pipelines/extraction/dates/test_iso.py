"""How a moment is written."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from pipelines.extraction.dates import to_iso

ALMATY = ZoneInfo("Asia/Almaty")


def test_an_instant_is_written_with_its_offset_a_day_without_and_nothing_as_none() -> None:
    assert to_iso(datetime(2026, 11, 24, 10, 15, 0, 999, tzinfo=ALMATY)) == "2026-11-24T10:15:00+05:00"
    assert to_iso(date(2026, 11, 24)) == "2026-11-24"
    assert to_iso(None) is None

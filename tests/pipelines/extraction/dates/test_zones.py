"""The clocks of an outlet's region, now and in the past."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pipelines.extraction.dates import read_date
from records.clock import outlet_zone
from records.country import home
from tests.pipelines.extraction.dates.forms import read

ALMATY = ZoneInfo("Asia/Almaty")
NOW = datetime(2026, 11, 24, 10, 15, tzinfo=ALMATY)
FIVE, SIX = timedelta(hours=5), timedelta(hours=6)
WEST = {"KZ-15", "KZ-23", "KZ-27", "KZ-47"}  # Aktobe, Atyrau, West Kazakhstan, Mangystau


def offset(region: str | None, day: str) -> timedelta | None:
    return datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=outlet_zone(region)).utcoffset()


@pytest.mark.parametrize("region", [None, *home().regions])
def test_every_region_keeps_five_hours_since_march_2024(region: str | None) -> None:
    assert offset(region, "2024-03-01") == offset(region, "2026-11-24") == FIVE


@pytest.mark.parametrize("region", [None, *home().regions])
def test_before_march_2024_the_west_and_kyzylorda_kept_five_hours_and_all_others_six(region: str | None) -> None:
    assert offset(region, "2024-02-29") == (FIVE if region in WEST | {"KZ-43"} else SIX)


def test_kyzylorda_went_west_on_21_december_2018() -> None:
    assert offset("KZ-43", "2018-12-20") == SIX
    assert offset("KZ-43", "2018-12-21") == FIVE
    assert offset("KZ-39", "2018-12-21") == SIX


def test_kostanay_kept_its_own_clock_until_2004() -> None:
    assert offset("KZ-39", "2003-12-01") == FIVE
    assert offset("KZ-75", "2003-12-01") == SIX


# The east went from +6 to +5 with the first day of March 2024, Kostanay (+5 until 2004) with it; the west had kept +5 all along, Kyzylorda since 2018.
EASTERN, WESTERN = ("KZ-63", "KZ-55", "KZ-39", "KZ-71", None), ("KZ-27", "KZ-23", "KZ-15", "KZ-47", "KZ-43")


@pytest.mark.parametrize("region", [*EASTERN, *WESTERN])
@pytest.mark.parametrize("last", ["29 ақпан 2024, 23:30", "29 февр. 2024, 23:30", "29.02.2024 23:30"])
@pytest.mark.parametrize("first", ["2024 жылғы 1 наурыз, 00:30", "1 марта 2024 г. в 00:30", "01.03.2024 00:30"])
def test_the_same_written_hour_is_another_moment_before_march_2024_and_after(region: str | None, last: str, first: str) -> None:
    zone = outlet_zone(region)
    assert read(last, zone) == f"2024-02-29T23:30:00+0{6 if region in EASTERN else 5}:00"
    assert read(first, zone) == "2024-03-01T00:30:00+05:00"


@pytest.mark.parametrize(("region", "clock"), [("KZ-63", "14:00"), ("KZ-39", "14:00"), ("KZ-27", "13:00"), ("KZ-43", "13:00")])
def test_hours_ago_are_told_by_the_outlets_own_clock(region: str, clock: str) -> None:
    now = datetime(2024, 2, 10, 10, 0, tzinfo=UTC)
    told = read_date("2 часа назад", now=now, zone=outlet_zone(region))
    assert isinstance(told, datetime)
    assert f"{told:%H:%M}" == clock


@pytest.mark.parametrize("region", ["KZ-00", "KZ-100", "kz-59", "", "Aktobe"])
def test_an_unknown_region_is_an_error_that_says_what_to_write(region: str) -> None:
    with pytest.raises(ValueError, match="ISO 3166-2:KZ"):
        outlet_zone(region)


def test_an_outlet_abroad_is_read_by_the_clock_of_almaty_rather_than_refused() -> None:
    assert outlet_zone("KG-GB") == ALMATY


def test_an_outlet_of_the_west_reads_its_naive_times_by_its_own_clock() -> None:
    assert read("23.02.2023 14:05", outlet_zone("KZ-23")) == "2023-02-23T14:05:00+05:00"
    assert read("23.02.2023 14:05 по времени Астаны", outlet_zone("KZ-23")) == "2023-02-23T13:05:00+05:00"

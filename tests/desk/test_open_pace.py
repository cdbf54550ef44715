"""How often a stranger may ask for the open data."""

from datetime import timedelta

from desk import open_pace
from desk.open_pace import EACH_MINUTE, OpenPace
from tests.conftest import NOW


def test_a_network_that_asks_too_often_waits_for_the_rest_of_the_minute_and_no_other_does() -> None:
    pace = OpenPace()
    for nth in range(EACH_MINUTE):
        assert not pace.wait("10.0.0.1", NOW + timedelta(milliseconds=nth))
    assert pace.wait("10.0.0.1", NOW + timedelta(seconds=20)) == timedelta(seconds=40)
    assert not pace.wait("10.0.0.2", NOW + timedelta(seconds=20))
    assert not pace.wait("10.0.0.1", NOW + timedelta(seconds=60))


def test_addresses_of_one_household_in_ipv6_are_one() -> None:
    pace = OpenPace()
    for nth in range(EACH_MINUTE):
        pace.wait(f"2001:db8::{nth:x}", NOW)
    assert pace.wait("2001:db8::ffff", NOW)


def test_no_flood_of_addresses_fills_the_memory() -> None:
    pace = OpenPace()
    for nth in range(open_pace._MOST + EACH_MINUTE + 1):
        last = pace.wait(f"10.{nth >> 16}.{nth >> 8 & 255}.{nth & 255}", NOW)
    assert last, "those beyond are counted as one"
    assert len(pace._asked) == open_pace._MOST + 1


def test_a_clock_that_is_set_back_begins_a_new_minute() -> None:
    pace = OpenPace()
    for _ in range(EACH_MINUTE + 1):
        pace.wait("10.0.0.1", NOW)
    assert not pace.wait("10.0.0.1", NOW - timedelta(days=1))

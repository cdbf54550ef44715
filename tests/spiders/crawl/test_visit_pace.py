"""How often an outlet is visited: by what its lists bring, spread over the hour and the night."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from spiders.crawl.visit_pace import LONGEST, next_interval, next_visit

ZONE = ZoneInfo("Asia/Almaty")
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=ZONE)


def test_an_outlet_whose_entries_are_all_known_is_visited_ever_less_often_down_to_twice_a_day() -> None:
    minutes: float | None = None
    intervals = []
    for _ in range(20):
        minutes = next_interval(minutes, 20, 0, 30)
        intervals.append(minutes)
    assert intervals == sorted(intervals)
    assert (intervals[0], intervals[-1]) == (45, LONGEST)


def test_an_outlet_of_much_news_is_visited_as_often_as_the_schedule_allows() -> None:
    assert next_interval(240, 20, 18, 30) == 120
    assert next_interval(30, 20, 20, 30) == 30
    assert next_interval(240, 20, 6, 30) == 240, "some new, most known: as before"


@given(st.one_of(st.none(), st.floats(1, 2000)), st.integers(0, 500), st.integers(0, 500), st.floats(0.1, 120))
def test_the_interval_stays_between_the_schedule_and_half_a_day(minutes: float | None, found: int, fresh: int, shortest: float) -> None:
    assert shortest <= next_interval(minutes, found, min(fresh, found), shortest) <= max(LONGEST, shortest)


def test_outlets_visited_at_once_come_due_at_different_moments() -> None:
    moments = {next_visit(f"kz_{number}", NOON, 60, ZONE) for number in range(150)}
    assert len(moments) == 150
    assert max(moments) - min(moments) > timedelta(minutes=5)
    assert all(abs(moment - NOON - timedelta(minutes=60)) <= timedelta(minutes=3.1) for moment in moments)


@given(st.integers(0, 10**6), st.integers(0, 24 * 60 - 1), st.floats(15, 720))
def test_each_outlet_is_visited_at_most_twice_in_a_night_and_not_before_its_time(number: int, minute: int, minutes: float) -> None:
    now = datetime(2026, 11, 24, tzinfo=ZONE) + timedelta(minutes=minute)
    moment, visits = now, []
    for _ in range(60):
        later = next_visit(f"kz_{number}", moment, minutes, ZONE)
        assert later > moment
        moment = later
        visits.append(moment.astimezone(ZONE))
    by_night: dict[object, int] = {}
    for seen in visits:
        if seen.hour < 6:
            by_night[seen.date()] = by_night.get(seen.date(), 0) + 1
    assert max(by_night.values(), default=0) <= 2


def test_the_visits_of_a_night_are_spread_over_it() -> None:
    late = datetime(2026, 11, 24, 23, 40, tzinfo=ZONE)
    hours = {next_visit(f"kz_{number}", late, 60, ZONE).astimezone(ZONE).hour for number in range(200)}
    assert hours == {0, 1, 2, 3, 4, 5}

"""How often an outlet is visited: by what its lists bring, spread over the hour and the night."""

import hashlib
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from spiders.crawl.visit_pace import LONGEST, furthest_visit, next_interval, next_visit
from tests.pipelines.rows import rows

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


def test_the_interval_changes_from_nine_in_ten_known_and_below_half_known() -> None:
    assert [next_interval(100, 20, fresh, 30) for fresh in (1, 2, 3, 10, 11)] == [150, 150, 100, 100, 50]
    assert next_interval(100, 0, 0, 30) == 150, "lists without an entry bring nothing new"


def own_share(outlet: str) -> float:
    """Where an outlet stands between the first and the last, 0 to 1, by its name alone."""
    return int(hashlib.sha256(outlet.encode()).hexdigest()[:8], 16) / 2**32


def apart(outlet: str, minutes: float) -> timedelta:
    """The interval of an outlet, up to a twentieth shorter or longer by its name."""
    return timedelta(minutes=minutes * (0.95 + 0.1 * own_share(outlet)))


SOON, LATE = "kz_6", "kz_8"
NIGHT = datetime(2026, 11, 25, tzinfo=ZONE)
SIX = timedelta(hours=6)


def test_the_two_outlets_of_these_tests_stand_far_apart() -> None:
    assert own_share(SOON) < 0.3
    assert own_share(LATE) > 0.7


@rows("outlet", [SOON, LATE])
def test_by_day_an_outlet_comes_again_after_its_interval_by_its_own_share_of_a_tenth(outlet: str) -> None:
    assert abs(next_visit(outlet, NOON, 100, ZONE) - NOON - apart(outlet, 100)) < timedelta(milliseconds=1)


@rows("outlet", [SOON, LATE])
@rows("minutes", [15.0, 100.0])
def test_a_visit_at_midnight_takes_the_minute_of_the_night_and_one_at_six_is_of_the_day(outlet: str, minutes: float) -> None:
    own = NIGHT + own_share(outlet) * SIX
    midnight = NIGHT - (next_visit(outlet, NOON, minutes, ZONE) - NOON)
    assert next_visit(outlet, midnight, minutes, ZONE) == own
    assert next_visit(outlet, midnight - timedelta(seconds=1), minutes, ZONE) == NIGHT - timedelta(seconds=1)
    assert next_visit(outlet, midnight + SIX, minutes, ZONE) == NIGHT + SIX
    assert next_visit(outlet, midnight + SIX - timedelta(seconds=1), minutes, ZONE) != NIGHT + SIX - timedelta(seconds=1)


@rows("minutes, after_six", [(20.0, 20.0), (60.0, 60.0), (90.0, 60.0)])
def test_once_its_minute_of_the_night_is_past_an_outlet_comes_within_an_hour_after_six_by_its_share(minutes: float, after_six: float) -> None:
    now = NIGHT + own_share(SOON) * SIX
    assert next_visit(SOON, now, minutes, ZONE) == NIGHT + SIX + timedelta(minutes=own_share(SOON) * after_six)
    assert next_visit(SOON, now - timedelta(minutes=1), minutes, ZONE) == now


def test_an_interval_below_a_quarter_of_an_hour_goes_on_through_the_night() -> None:
    now = NIGHT + timedelta(hours=1)
    assert next_visit(LATE, now, 14.9, ZONE) < now + timedelta(minutes=16)
    assert next_visit(LATE, now, 15, ZONE) == NIGHT + own_share(LATE) * SIX


@rows("minutes", [0.3, 30.0, LONGEST, 4 * LONGEST])
def test_no_next_visit_lies_further_ahead_than_it_may(minutes: float) -> None:
    for hour in range(24):
        now = datetime(2026, 11, 24, hour, 30, tzinfo=ZONE)
        assert all(next_visit(f"kz_{number}", now, minutes, ZONE) - now <= furthest_visit(minutes) for number in range(60))

"""How often an outlet is visited: by what its lists bring, spread over the hour and the night."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from flows.pacing import close_panel, due_outlets, set_paces
from records.database import read_session, write_transaction
from records.outlets import health, paces, panel, runs
from records.outlets.panel import PanelOutlet
from spiders.crawl.visit_pace import LONGEST, next_interval, next_visit
from tests.conftest import NOW

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


def visited(engine: Engine, outlet: str, run: str, found: int, articles: int, state: str = "answered") -> None:
    with write_transaction(engine) as session:
        runs.begin_run(session, run, "run", NOW)
        runs.begin_outlet(session, run, outlet, "KZ-35", NOW)
        health.note_pages(session, run, outlet, NOW.date(), health.PageMeasures(articles=articles, letters=1000 * articles, raw=1000 * articles))
        part = runs.finish_outlet(session, run, outlet, found=found, finished=True, now=NOW, served=state == "answered")
        assert part.state == state


def test_a_scheduled_run_visits_whose_turn_it_is(engine: Engine) -> None:
    visited(engine, "kz_quiet", "r1", 20, 0)
    visited(engine, "kz_busy", "r1", 20, 20)
    set_paces(engine, "r1", 30, NOW)
    with read_session(engine) as session:
        assert paces.pace(session, "kz_quiet") == 45
        assert paces.pace(session, "kz_busy") == 30
    soon = NOW + timedelta(minutes=30)
    assert due_outlets(engine, ["kz_busy", "kz_new", "kz_quiet"], 30, NOW + timedelta(minutes=1)) == ["kz_new"]
    assert due_outlets(engine, ["kz_busy", "kz_new", "kz_quiet"], 20, soon) == ["kz_busy", "kz_new"]
    assert due_outlets(engine, ["kz_busy", "kz_new", "kz_quiet"], 30, soon + timedelta(minutes=30)) == ["kz_busy", "kz_new", "kz_quiet"]


def test_a_failing_outlet_is_tried_again_at_its_usual_interval(engine: Engine) -> None:
    visited(engine, "kz_down", "r1", 0, 0, "failed")
    set_paces(engine, "r1", 30, NOW)
    with read_session(engine) as session:
        assert paces.pace(session, "kz_down") == 30


def test_an_outlet_that_is_no_longer_listed_leaves_the_panel_and_comes_back_when_it_is_visited_again(engine: Engine) -> None:
    now = datetime(2026, 11, 24, 6, tzinfo=UTC)
    one = PanelOutlet("kz_one", {"kk": "Бір"}, "https://one.kz/", "KZ", None, ("kk",))
    with write_transaction(engine) as session:
        panel.join(session, one, NOW.date() - timedelta(days=10))
    close_panel(engine, ["kz_other"], now)
    with read_session(engine) as session:
        assert [row.name for row in panel.panel_on(session, NOW.date() - timedelta(days=3), NOW.date())] == ["kz_one"]
        assert panel.panel_on(session, NOW.date(), NOW.date()) == []
    with write_transaction(engine) as session:
        panel.join(session, one, NOW.date())
        assert [row.left_on for row in panel.panel_on(session, NOW.date(), NOW.date())] == [None]

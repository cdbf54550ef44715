"""Which outlets a scheduled run visits, and when each comes again after a visit."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from flows.pacing import believe_no_clock_ahead, close_panel, due_outlets, set_paces
from records.database import read_session, write_transaction
from records.outlets import health, paces, panel, runs
from records.outlets.panel import PanelOutlet
from tests.conftest import NOW


def visited(engine: Engine, outlet: str, run: str, found: int, articles: int, state: str = "answered", *, finished: bool = True) -> None:
    with write_transaction(engine) as session:
        runs.begin_run(session, run, "run", NOW)
        runs.begin_outlet(session, run, outlet, "KZ-35", NOW)
        health.note_pages(session, run, outlet, NOW.date(), health.PageMeasures(articles=articles, letters=1000 * articles, raw=1000 * articles))
        part = runs.finish_outlet(session, run, outlet, found=found, finished=finished, now=NOW, served=state == "answered")
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


@pytest.mark.parametrize(("found", "articles"), [(20, 0), (20, 5), (0, 0)])
def test_a_visit_that_was_not_finished_is_gone_on_with_at_the_next_tick(engine: Engine, found: int, articles: int) -> None:
    """However little it brought so far: what is left may be new."""
    for run in ("r1", "r2"):
        visited(engine, "kz_slow", run, 20, 0)
        set_paces(engine, run, 30, NOW)
    visited(engine, "kz_slow", "r3", found, articles, finished=False)
    set_paces(engine, "r3", 30, NOW)
    with read_session(engine) as session:
        assert paces.pace(session, "kz_slow") == 30
    assert due_outlets(engine, ["kz_slow"], 30, NOW + timedelta(minutes=30)) == ["kz_slow"]


def test_a_failure_that_broke_a_visit_off_is_tried_again_at_the_usual_interval(engine: Engine) -> None:
    visited(engine, "kz_down", "r1", 20, 0)
    set_paces(engine, "r1", 30, NOW)
    visited(engine, "kz_down", "r2", 0, 0, "failed", finished=False)
    set_paces(engine, "r2", 30, NOW)
    with read_session(engine) as session:
        assert paces.pace(session, "kz_down") == 45


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


def test_a_clock_that_was_ahead_once_silences_no_outlet_and_the_next_run_says_so(engine: Engine) -> None:
    for outlet in ("kz_a", "kz_b"):
        visited(engine, outlet, f"r {outlet}", 20, 20)
        set_paces(engine, f"r {outlet}", 30, NOW + timedelta(days=366))
    assert due_outlets(engine, ["kz_a", "kz_b"], 30, NOW) == []
    said = believe_no_clock_ahead(engine, NOW)
    assert "clock that was ahead" in said[0]
    assert said[1].endswith(": kz_a, kz_b")
    assert due_outlets(engine, ["kz_a", "kz_b"], 30, NOW) == ["kz_a", "kz_b"]
    assert believe_no_clock_ahead(engine, NOW) == []


def test_an_outlet_whose_pages_could_not_be_stored_is_visited_at_the_next_tick(engine: Engine) -> None:
    for run in ("r1", "r2"):
        visited(engine, "kz_slow", run, 20, 0)
        set_paces(engine, run, 30, NOW)
    with write_transaction(engine) as session:
        runs.begin_run(session, "r3", "run", NOW)
        runs.begin_outlet(session, "r3", "kz_slow", None, NOW)
        runs.break_off_running(session, "r3", NOW)
    set_paces(engine, "r3", 30, NOW)
    with read_session(engine) as session:
        assert paces.pace(session, "kz_slow") == 30

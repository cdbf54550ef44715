"""What earlier runs tell of an outlet: how it answered last, and what is still to be tried or read."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from records.database import read_session, write_transaction
from records.outlets import run_history, runs
from records.outlets.page_answers import BROKE_OFF, ENDING, IN_VAIN, LEFT
from records.tables import OutletRunRow
from records.vocabulary import Fate
from tests.conftest import NOW

DAY = timedelta(days=1)


def settle(engine: Engine, run: str, url: str, fate: Fate, *, days: int = 0, detail: str = "", article: str | None = None) -> None:
    at = NOW - days * DAY
    with write_transaction(engine) as session:
        runs.begin_run(session, run, "run", at)
        runs.begin_outlet(session, run, "kz_a", None, at)
        sha256 = "5" * 64 if fate in (Fate.NOT_READ, Fate.FETCHED) else None
        runs.settle(session, run, "kz_a", url, url, fate, at=at, detail=detail, sha256=sha256, article_id=article)


def test_a_page_that_failed_in_passing_is_still_to_be_tried_until_it_has_had_its_tries_or_a_final_fate(engine: Engine) -> None:
    settle(engine, "r0", "slow", Fate.TIMEOUT)
    settle(engine, "r0", "watched", Fate.TIMEOUT, article="an-article")
    settle(engine, "r0", "old", Fate.TIMEOUT, days=8)
    settle(engine, "r0", "found", Fate.TIMEOUT)
    settle(engine, "r1", "found", Fate.TOO_SHORT)
    with read_session(engine) as session:
        assert run_history.unread_pages(session, "kz_a", NOW - 7 * DAY) == ["slow"]
    for number in range(1, runs.TRIES):
        settle(engine, f"r{number}", "slow", Fate.TIMEOUT)
    with read_session(engine) as session:
        assert run_history.unread_pages(session, "kz_a", NOW - 7 * DAY) == []


@pytest.mark.parametrize("detail", [LEFT, f"{IN_VAIN}timeout", ENDING, f"{BROKE_OFF}CancelledError"])
def test_runs_that_left_pages_which_nobody_tried_to_read_are_listed_in_order(engine: Engine, detail: str) -> None:
    settle(engine, "r2", "u", Fate.FETCHED)
    settle(engine, "r1", "u", Fate.NOT_READ, detail=detail)
    settle(engine, "r3", "u", Fate.NOT_READ, detail="its limit of time")
    settle(engine, "r4", "u", Fate.NOT_READ, detail=detail, article="an-article")
    settle(engine, "r5", "u", Fate.NOT_READ, detail=detail, days=8)
    settle(engine, "r6", "u", Fate.STORED)
    with read_session(engine) as session:
        assert run_history.runs_with_unread(session, "kz_a", NOW - 7 * DAY) == ["r1", "r2"]
        assert run_history.runs_with_unread(session, "kz_b", NOW - 7 * DAY) == []


def test_an_outlet_is_remembered_as_it_answered_last(engine: Engine) -> None:
    for number, fate in enumerate([Fate.LISTING, Fate.DNS]):
        at = NOW + number * DAY
        with write_transaction(engine) as session:
            runs.begin_run(session, f"r{number}", "run", at)
            runs.begin_outlet(session, f"r{number}", "kz_a", None, at)
            runs.settle(session, f"r{number}", "kz_a", "feed", "feed", fate, at=at, source=True)
            row = runs.finish_outlet(session, f"r{number}", "kz_a", found=3, finished=True, now=at)
            row.ways, row.guessed_at = [{"kind": "feed", "url": f"feed {number}", "named": True}], at
    with read_session(engine) as session:
        assert run_history.last_success(session, "kz_a") == NOW
        assert run_history.last_ways(session, "kz_a") == ([{"kind": "feed", "url": "feed 0", "named": True}], NOW + DAY)
        part = run_history.last_part(session, "kz_a")
        assert part is not None
        assert (part.run_id, part.state, part.cause) == ("r1", "failed", "dns")
        assert run_history.tally(session, "r0") == {"outlets": {"answered": 1}, "fates": {"listing": 1}}


def visit(engine: Engine, run: str, outlet: str, hours: int, seconds: int | None, **how: str) -> None:
    """A visit that began so many hours ago and took so many seconds; None if it is not over."""
    at = NOW - timedelta(hours=hours)
    with write_transaction(engine) as session:
        runs.begin_run(session, run, "run", at)
        runs.begin_outlet(session, run, outlet, None, at)
        row = session.get_one(OutletRunRow, (run, outlet))
        row.state, row.cause, row.ended_at = (
            how.get("state", "answered"),
            how.get("cause"),
            None if seconds is None else at + timedelta(seconds=seconds),
        )


def test_how_long_a_visit_takes_is_learnt_from_those_of_the_newest_runs_that_came_to_their_end(engine: Engine) -> None:
    for number, seconds in enumerate((600, 30, 20, 40), start=1):
        visit(engine, f"r{number}", "kz_a", 9 - number, seconds)
    visit(engine, "r4", "kz_cut", 5, 900, state="failed", cause="broken_off")
    visit(engine, "r4", "kz_busy", 5, None, state="busy")
    visit(engine, "r4", "kz_running", 5, None, state="running")
    visit(engine, "r4", "kz_dead", 5, 61, state="failed", cause="dns")
    with read_session(engine) as session:
        assert run_history.visit_seconds(session, runs=3) == {"kz_a": 30, "kz_dead": 61}

"""Only one run works on an outlet and one process on a shard, nobody waits for a dead one, and a killed run is closed as broken off."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from records.database import write_transaction
from records.outlets import claims, runs
from records.outlets.claims import close_broken_runs
from records.tables import ClaimRow, OutletRunRow, PageRow, RunRow
from records.vocabulary import Fate
from tests.conftest import NOW

# Of a process that nobody has.
GONE = 2**22 + 1
SECOND = timedelta(seconds=1)


def test_only_one_run_holds_an_outlet_at_a_time(session: Session) -> None:
    assert claims.claim(session, "kz_a", "first", NOW)
    assert not claims.claim(session, "kz_a", "second", NOW)
    assert claims.claim(session, "kz_b", "second", NOW)
    claims.release(session, "kz_a", "second")
    assert not claims.claim(session, "kz_a", "second", NOW)
    claims.release(session, "kz_a", "first")
    assert claims.claim(session, "kz_a", "second", NOW)


def test_the_claim_of_a_dead_process_is_taken_over_at_once_and_that_of_a_silent_machine_after_a_minute(engine: Engine) -> None:
    with write_transaction(engine) as session:
        claims.claim(session, "kz_dead", "first", NOW)
        claims.claim(session, "kz_far", "first", NOW)
        session.get_one(ClaimRow, "kz_dead").pid = GONE
        session.get_one(ClaimRow, "kz_far").host = "elsewhere"
    with write_transaction(engine) as session:
        assert claims.claim(session, "kz_dead", "second", NOW)
        assert not claims.claim(session, "kz_far", "second", NOW + claims.CLAIM_TIMEOUT - SECOND)
        # A process of this machine with the same number keeps nothing of it alive.
        claims.send_heartbeat(session, "first", "kz_far", NOW + claims.HEARTBEAT_INTERVAL)
        claims.release(session, "kz_far", "first")
        session.flush()
        assert session.get_one(ClaimRow, "kz_far", populate_existing=True).beat_at == NOW
        assert claims.claim(session, "kz_far", "second", NOW + claims.CLAIM_TIMEOUT + SECOND)


def test_of_two_who_ask_at_one_moment_one_is_alone(engine: Engine) -> None:
    with claims.exclusive_claim(engine, "(notices)", NOW) as first, claims.exclusive_claim(engine, "(notices)", NOW) as second:
        assert (first, second) == (True, False)
    with claims.exclusive_claim(engine, "(notices)", NOW) as later:
        assert later


# Shards.


@pytest.fixture
def begun(engine: Engine) -> Engine:
    """With run r1."""
    with write_transaction(engine) as session:
        runs.begin_run(session, "r1", "run", NOW)
    return engine


def test_one_process_has_a_shard_and_nobody_one_of_a_run_that_has_ended(begun: Engine) -> None:
    with write_transaction(begun) as session:
        assert claims.take_shard(session, "r1", 3, NOW)
        assert not claims.take_shard(session, "r1", 3, NOW + SECOND)
        assert claims.take_shard(session, "r1", 4, NOW)
        assert claims.shards_at_work(session, "r1", {3: ["kz_a"], 5: ["kz_b"]}, NOW) == {3}
        assert claims.shard_workers(session, "r1", NOW) == 2
        runs.end_run(session, "r1", {}, NOW)
        assert not claims.take_shard(session, "r1", 5, NOW)
        assert not claims.take_shard(session, "unknown", 1, NOW)


def test_a_shard_whose_worker_died_elsewhere_is_taken_when_it_has_given_no_sign_of_life_for_a_minute(begun: Engine) -> None:
    with write_transaction(begun) as session:
        session.add(ClaimRow(outlet=claims.shard_name("r1", 3), run_id="r1", host="elsewhere", pid=1, beat_at=NOW))
        almost, later = NOW + 59 * SECOND, NOW + 61 * SECOND
        assert (claims.shards_at_work(session, "r1", {3: []}, almost), claims.take_shard(session, "r1", 3, almost)) == ({3}, False)
        assert (claims.shards_at_work(session, "r1", {3: []}, later), claims.take_shard(session, "r1", 3, later)) == (set(), True)


def test_a_shard_of_which_an_outlet_is_still_visited_is_worked_on_though_its_worker_is_dead(begun: Engine) -> None:
    with write_transaction(begun) as session:
        session.add(ClaimRow(outlet=claims.shard_name("r1", 3), run_id="r1", host="elsewhere", pid=1, beat_at=NOW))
        session.add(ClaimRow(outlet="kz_a", run_id="r1", host="elsewhere", pid=2, beat_at=NOW + 9 * SECOND))
        for seconds, working in ((61, {3}), (70, set())):
            assert claims.shards_at_work(session, "r1", {3: ["kz_a"], 4: ["kz_b"]}, NOW + seconds * SECOND) == working


def test_left_is_what_has_not_come_to_an_end_of_its_own(begun: Engine) -> None:
    ends = {"kz_answered": ("answered", None), "kz_failed": ("failed", "dns"), "kz_broken": ("failed", "broken_off"), "kz_running": ("running", None)}
    with write_transaction(begun) as session:
        for outlet, (state, cause) in ends.items():
            runs.begin_outlet(session, "r1", outlet, None, NOW)
            row = session.get_one(OutletRunRow, ("r1", outlet))
            row.state, row.cause = state, cause
        runs.mark_busy(session, "r1", "kz_busy", None, NOW)
        session.flush()
        assert claims.outlets_left(session, "r1", ["kz_new", *ends, "kz_busy"]) == ["kz_new", "kz_broken", "kz_running"]


def test_closing_a_shard_breaks_off_what_the_dead_had_and_leaves_alone_what_the_living_have(begun: Engine) -> None:
    names = ["kz_dead", "kz_living", "kz_unclaimed", "kz_other"]
    with write_transaction(begun) as session:
        for outlet in names:
            runs.begin_outlet(session, "r1", outlet, None, NOW)
        for outlet, run in (("kz_dead", "r1"), ("kz_living", "r1"), ("kz_other", "r2")):
            claims.claim(session, outlet, run, NOW)
        session.flush()
        session.get_one(ClaimRow, "kz_dead").pid = GONE
    with write_transaction(begun) as session:
        claims.close_shard(session, "r1", names, NOW)
        states = {outlet: session.get_one(OutletRunRow, ("r1", outlet)).state for outlet in names}
        assert states == {"kz_dead": "failed", "kz_living": "running", "kz_unclaimed": "failed", "kz_other": "failed"}
        assert {row.outlet for row in session.query(ClaimRow)} == {"kz_living", "kz_other"}


# Broken runs.


def started_run(engine: Engine, run: str, pid: int | None = None, host: str | None = None) -> None:
    with write_transaction(engine) as session:
        runs.begin_run(session, run, "run", NOW)
        claims.claim(session, claims.run_name(run), run, NOW)
        claims.claim(session, f"kz_{run}", run, NOW)
        runs.begin_outlet(session, run, f"kz_{run}", None, NOW)
        runs.record_page_fate(session, run, f"kz_{run}", "https://a.kz/1", "1", Fate.STORED, at=NOW)
        runs.record_page_fate(session, run, f"kz_{run}", "https://a.kz/2", "2", Fate.FETCHED, at=NOW)
        for row in session.query(ClaimRow).filter_by(run_id=run):
            row.pid, row.host = pid or row.pid, host or row.host


def test_a_killed_run_ends_as_broken_off_with_its_outlets_and_its_pages_in_hand(engine: Engine) -> None:
    started_run(engine, "killed", pid=GONE)
    started_run(engine, "living")
    with write_transaction(engine) as session:
        assert close_broken_runs(session, NOW) == ["killed"]
        run, living = session.get_one(RunRow, "killed"), session.get_one(RunRow, "living")
        assert (run.ended_at, living.ended_at) == (NOW, None)
        assert run.summary == {"outlets": {"failed": 1}, "fates": {"stored": 1, "not_read": 1}, "broken_off": True}
        part = session.get_one(OutletRunRow, ("killed", "kz_killed"))
        assert (part.state, part.cause, part.finished, part.ended_at) == ("failed", "broken_off", False, NOW)
        assert {row.fate for row in session.query(PageRow).filter_by(run_id="living")} == {"stored", "fetched"}
        assert session.get(ClaimRow, "kz_killed") is None
    with write_transaction(engine) as session:
        assert close_broken_runs(session, NOW) == []


def test_a_run_lives_as_long_as_one_of_its_crawlers_and_its_looks_as_long_as_the_run(engine: Engine) -> None:
    started_run(engine, "r1")
    with write_transaction(engine) as session:
        session.delete(session.get_one(ClaimRow, claims.run_name("r1")))
        runs.begin_run(session, "r1-watch", "watch", NOW)
        assert close_broken_runs(session, NOW) == []
        claims.release(session, "kz_r1", "r1")
        assert close_broken_runs(session, NOW) == ["r1", "r1-watch"]


@pytest.mark.usefixtures("processes")
def test_a_run_whose_processes_were_killed_is_closed_though_nobody_has_taken_note_of_their_end(engine: Engine) -> None:
    crawler = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True)
    crawler.kill()
    os.waitid(os.P_PID, crawler.pid, os.WEXITED | os.WNOWAIT)
    started_run(engine, "killed", pid=crawler.pid)
    started_run(engine, "living")
    with write_transaction(engine) as session:
        runs.begin_run(session, "killed-watch", "watch", NOW)
        assert close_broken_runs(session, NOW) == close_broken_runs(session, NOW, GONE + 1) == []
        assert close_broken_runs(session, NOW, crawler.pid) == ["killed", "killed-watch"]
        assert {row.fate for row in session.query(PageRow).filter_by(run_id="killed")} == {"stored", "not_read"}
        assert {row.run_id for row in session.query(ClaimRow)} == {"living"}
    crawler.communicate()


def test_a_run_of_another_machine_is_closed_when_it_has_been_silent_for_a_minute(engine: Engine) -> None:
    started_run(engine, "far", host="elsewhere")
    with write_transaction(engine) as session:
        assert close_broken_runs(session, NOW) == []
        assert close_broken_runs(session, NOW + timedelta(minutes=5)) == ["far"]

"""A run whose process was killed is closed as broken off; one that somebody works on is left alone."""

import os
import subprocess
import sys
from datetime import timedelta

from sqlalchemy import Engine

from records.database import write_transaction
from records.outlets import claims, runs
from records.outlets.broken_runs import close_broken_runs
from records.tables import ClaimRow, OutletRunRow, PageRow, RunRow
from records.vocabulary import Fate
from tests.conftest import NOW

LATER = NOW + timedelta(minutes=5)


def _begun(engine: Engine, run: str, pid: int | None = None) -> None:
    with write_transaction(engine) as session:
        runs.begin_run(session, run, "run", NOW)
        claims.claim(session, claims.run_name(run), run, NOW)
        claims.claim(session, f"kz_{run}", run, NOW)
        runs.begin_outlet(session, run, f"kz_{run}", None, NOW)
        runs.settle(session, run, f"kz_{run}", "https://a.kz/1", "1", Fate.STORED, at=NOW)
        runs.settle(session, run, f"kz_{run}", "https://a.kz/2", "2", Fate.FETCHED, at=NOW)
        if pid is not None:
            for row in session.query(ClaimRow).filter_by(run_id=run):
                row.pid = pid


def test_a_killed_run_ends_as_broken_off_with_its_outlets_and_its_pages_in_hand(engine: Engine) -> None:
    _begun(engine, "killed", pid=2**22 + 1)
    _begun(engine, "living")
    with write_transaction(engine) as session:
        assert close_broken_runs(session, NOW) == ["killed"]
        run, living = session.get_one(RunRow, "killed"), session.get_one(RunRow, "living")
        assert run.ended_at == NOW
        assert run.summary == {"outlets": {"failed": 1}, "fates": {"stored": 1, "not_read": 1}, "broken_off": True}
        part = session.get_one(OutletRunRow, ("killed", "kz_killed"))
        assert (part.state, part.cause, part.finished, part.ended_at) == ("failed", "broken_off", False, NOW)
        assert {row.fate for row in session.query(PageRow).filter_by(run_id="living")} == {"stored", "fetched"}
        assert living.ended_at is None
        assert session.get(ClaimRow, "kz_killed") is None
    with write_transaction(engine) as session:
        assert close_broken_runs(session, NOW) == []


def test_a_run_lives_as_long_as_one_of_its_crawlers_and_its_looks_as_long_as_the_run(engine: Engine) -> None:
    _begun(engine, "r1")
    with write_transaction(engine) as session:
        session.delete(session.get_one(ClaimRow, claims.run_name("r1")))
        runs.begin_run(session, "r1-watch", "watch", NOW)
        assert close_broken_runs(session, NOW) == []
        claims.release(session, "kz_r1", "r1")
        assert close_broken_runs(session, NOW) == ["r1", "r1-watch"]


def test_a_run_whose_processes_were_killed_is_closed_though_nobody_has_taken_note_of_their_end(engine: Engine) -> None:
    crawler = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, start_new_session=True)
    crawler.kill()
    os.waitid(os.P_PID, crawler.pid, os.WEXITED | os.WNOWAIT)
    _begun(engine, "killed", pid=crawler.pid)
    _begun(engine, "living")
    with write_transaction(engine) as session:
        runs.begin_run(session, "killed-watch", "watch", NOW)
        assert close_broken_runs(session, NOW) == []
        assert close_broken_runs(session, NOW, 2**22 + 2) == []
        assert close_broken_runs(session, NOW, crawler.pid) == ["killed", "killed-watch"]
        assert {row.fate for row in session.query(PageRow).filter_by(run_id="killed")} == {"stored", "not_read"}
        assert {row.run_id for row in session.query(ClaimRow)} == {"living"}
    crawler.communicate()


def test_a_run_of_another_machine_is_closed_when_it_has_been_silent_for_a_minute(engine: Engine) -> None:
    _begun(engine, "far")
    with write_transaction(engine) as session:
        for row in session.query(ClaimRow):
            row.host = "elsewhere"
        assert close_broken_runs(session, NOW) == []
        assert close_broken_runs(session, LATER) == ["far"]

"""A run whose process was killed is closed as broken off; one that somebody works on is left alone."""

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


def test_the_run_of_a_process_that_has_ended_with_all_it_started_is_closed_though_its_claims_were_alive_a_moment_ago(engine: Engine) -> None:
    _begun(engine, "ended")
    with write_transaction(engine) as session:
        session.get_one(ClaimRow, claims.run_name("ended")).pid = 2**22 + 1
        runs.begin_run(session, "ended-watch", "watch", NOW)
        claims.claim(session, claims.run_name("other"), "other", NOW)
        runs.begin_run(session, "other", "run", NOW)
        assert close_broken_runs(session, NOW) == []
        assert close_broken_runs(session, NOW, 2**22 + 2) == []
        assert close_broken_runs(session, NOW, 2**22 + 1) == ["ended", "ended-watch"]
        assert [row.fate for row in session.query(PageRow).order_by(PageRow.url)] == ["stored", "not_read"]
        assert {row.run_id for row in session.query(ClaimRow)} == {"other"}


def test_a_run_of_another_machine_is_closed_when_it_has_been_silent_for_a_minute(engine: Engine) -> None:
    _begun(engine, "far")
    with write_transaction(engine) as session:
        for row in session.query(ClaimRow):
            row.host = "elsewhere"
        assert close_broken_runs(session, NOW) == []
        assert close_broken_runs(session, LATER) == ["far"]

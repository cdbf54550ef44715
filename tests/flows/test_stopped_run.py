"""A run that is told to end leaves nothing claimed and nothing open; one that fails is left to whoever started it."""

import pytest
from sqlalchemy import Engine

from flows import stopped_run
from flows.stop_sign import RunStopped, StopSign
from flows.stopped_run import closed_when_stopped
from records.database import read_session, write_transaction
from records.outlets import claims, runs, shards
from records.tables import ClaimRow, OutletRunRow, RunRow
from tests.conftest import NOW


def begun(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for run in ("r1", "r1-watch"):
            runs.begin_run(session, run, "run", NOW)
        claims.claim(session, claims.run_name("r1"), "r1", NOW)
        claims.claim(session, "kz_a", "r1", NOW)
        runs.begin_outlet(session, "r1", "kz_a", None, NOW)
        runs.begin_run(session, "r2", "run", NOW)
        claims.claim(session, "kz_b", "r2", NOW)
        session.flush()
        session.get_one(ClaimRow, "kz_b").host = "elsewhere"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_run_that_is_told_to_end_is_closed_with_its_looks_and_its_claims_are_given_back(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stopped_run, "OTHERS_END_WITHIN", 0.5)
    begun(engine)
    with write_transaction(engine) as session:
        # A worker that does not end in time.
        session.add(ClaimRow(outlet=shards.shard_name("r1", 1), run_id="r1", host="elsewhere", pid=1, beat_at=NOW))
    stop = StopSign()
    with pytest.raises(KeyboardInterrupt), closed_when_stopped(engine, "r1", stop):
        raise KeyboardInterrupt
    with pytest.raises(RunStopped):
        stop.look()
    with read_session(engine) as session:
        assert {row.outlet for row in session.query(ClaimRow)} <= {"kz_b"}
        assert session.get_one(RunRow, "r1").summary["broken_off"] is True
        assert session.get_one(RunRow, "r1-watch").ended_at is not None
        assert session.get_one(OutletRunRow, ("r1", "kz_a")).state == "failed"


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_run_that_fails_is_not_closed_here(engine: Engine) -> None:
    begun(engine)
    stop = StopSign()
    with pytest.raises(ValueError, match="trouble"), closed_when_stopped(engine, "r1", stop):
        raise ValueError("trouble")
    stop.look()
    with read_session(engine) as session:
        assert session.get_one(RunRow, "r1").ended_at is None

"""A shard is done by whoever claims it, and what is left of it stands in the database."""

from datetime import timedelta

from sqlalchemy import Engine

from records.database import write_transaction
from records.outlets import claims, runs, shards
from records.tables import ClaimRow, OutletRunRow
from tests.conftest import NOW

GONE = 2**22 + 1


def begun(engine: Engine) -> None:
    with write_transaction(engine) as session:
        runs.begin_run(session, "r1", "run", NOW)


def test_one_process_has_a_shard_and_nobody_one_of_a_run_that_has_ended(engine: Engine) -> None:
    begun(engine)
    with write_transaction(engine) as session:
        assert shards.take(session, "r1", 3, NOW)
        assert not shards.take(session, "r1", 3, NOW + timedelta(seconds=1))
        assert shards.take(session, "r1", 4, NOW)
        assert shards.at_work(session, "r1", {3: ["kz_a"], 5: ["kz_b"]}, NOW) == {3}
        assert shards.workers(session, "r1", NOW) == 2
        runs.end_run(session, "r1", {}, NOW)
        assert not shards.take(session, "r1", 5, NOW)
        assert not shards.take(session, "unknown", 1, NOW)


def test_a_shard_whose_worker_died_elsewhere_is_taken_when_it_has_given_no_sign_of_life_for_a_minute(engine: Engine) -> None:
    begun(engine)
    with write_transaction(engine) as session:
        session.add(ClaimRow(outlet=shards.shard_name("r1", 3), run_id="r1", host="elsewhere", pid=1, beat_at=NOW))
        almost, later = NOW + timedelta(seconds=59), NOW + timedelta(seconds=61)
        assert shards.at_work(session, "r1", {3: []}, almost) == {3}
        assert not shards.take(session, "r1", 3, almost)
        assert shards.at_work(session, "r1", {3: []}, later) == set()
        assert shards.take(session, "r1", 3, later)


def test_a_shard_of_which_an_outlet_is_still_visited_is_worked_on_though_its_worker_is_dead(engine: Engine) -> None:
    begun(engine)
    with write_transaction(engine) as session:
        session.add(ClaimRow(outlet=shards.shard_name("r1", 3), run_id="r1", host="elsewhere", pid=1, beat_at=NOW))
        session.add(ClaimRow(outlet="kz_a", run_id="r1", host="elsewhere", pid=2, beat_at=NOW + timedelta(seconds=9)))
        later, latest = NOW + timedelta(seconds=61), NOW + timedelta(seconds=70)
        assert shards.at_work(session, "r1", {3: ["kz_a"], 4: ["kz_b"]}, later) == {3}
        assert shards.at_work(session, "r1", {3: ["kz_a"], 4: ["kz_b"]}, latest) == set()


def test_left_is_what_has_not_come_to_an_end_of_its_own(engine: Engine) -> None:
    begun(engine)
    with write_transaction(engine) as session:
        for outlet in ("kz_answered", "kz_failed", "kz_broken", "kz_running"):
            runs.begin_outlet(session, "r1", outlet, None, NOW)
        runs.mark_busy(session, "r1", "kz_busy", None, NOW)
        for outlet, state, cause in (("kz_answered", "answered", None), ("kz_failed", "failed", "dns"), ("kz_broken", "failed", "broken_off")):
            row = session.get_one(OutletRunRow, ("r1", outlet))
            row.state, row.cause = state, cause
        session.flush()
        named = ["kz_new", "kz_answered", "kz_failed", "kz_broken", "kz_running", "kz_busy"]
        assert shards.left(session, "r1", named) == ["kz_new", "kz_broken", "kz_running"]


def test_closing_a_shard_breaks_off_what_the_dead_had_and_leaves_alone_what_the_living_have(engine: Engine) -> None:
    begun(engine)
    names = ["kz_dead", "kz_living", "kz_unclaimed", "kz_other"]
    with write_transaction(engine) as session:
        for outlet in names:
            runs.begin_outlet(session, "r1", outlet, None, NOW)
        for outlet, run in (("kz_dead", "r1"), ("kz_living", "r1"), ("kz_other", "r2")):
            claims.claim(session, outlet, run, NOW)
        session.flush()
        session.get_one(ClaimRow, "kz_dead").pid = GONE
    with write_transaction(engine) as session:
        shards.close(session, "r1", names, NOW)
        states = {outlet: session.get_one(OutletRunRow, ("r1", outlet)).state for outlet in names}
        assert states == {"kz_dead": "failed", "kz_living": "running", "kz_unclaimed": "failed", "kz_other": "failed"}
        assert {row.outlet for row in session.query(ClaimRow)} == {"kz_living", "kz_other"}

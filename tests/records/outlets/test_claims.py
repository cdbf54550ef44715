"""Only one run works on an outlet at a time, and nobody waits for a dead one."""

from datetime import timedelta

from sqlalchemy import Engine

from records.database import write_transaction
from records.outlets import claims
from records.tables import ClaimRow
from tests.conftest import NOW


def test_only_one_run_holds_an_outlet_at_a_time(engine: Engine) -> None:
    with write_transaction(engine) as session:
        assert claims.claim(session, "kz_a", "first", NOW)
    with write_transaction(engine) as session:
        assert not claims.claim(session, "kz_a", "second", NOW)
        assert claims.claim(session, "kz_b", "second", NOW)
        claims.release(session, "kz_a", "second")
    with write_transaction(engine) as session:
        assert not claims.claim(session, "kz_a", "second", NOW)
        claims.release(session, "kz_a", "first")
        assert claims.claim(session, "kz_a", "second", NOW)


def test_the_claim_of_a_dead_process_is_taken_over_at_once_and_that_of_a_silent_machine_after_a_minute(engine: Engine) -> None:
    with write_transaction(engine) as session:
        claims.claim(session, "kz_dead", "first", NOW)
        claims.claim(session, "kz_far", "first", NOW)
        session.get_one(ClaimRow, "kz_dead").pid = 2**22 + 1
        session.get_one(ClaimRow, "kz_far").host = "elsewhere"
    with write_transaction(engine) as session:
        assert claims.claim(session, "kz_dead", "second", NOW)
        assert not claims.claim(session, "kz_far", "second", NOW + claims.STALE - timedelta(seconds=1))
        assert claims.claim(session, "kz_far", "second", NOW + claims.STALE + timedelta(seconds=1))


def test_of_two_who_ask_at_one_moment_one_is_alone(engine: Engine) -> None:
    with claims.alone(engine, "(notices)", NOW) as first, claims.alone(engine, "(notices)", NOW) as second:
        assert (first, second) == (True, False)
    with claims.alone(engine, "(notices)", NOW) as later:
        assert later


def test_a_process_of_another_machine_with_the_same_number_keeps_what_it_has_taken_over(engine: Engine) -> None:
    with write_transaction(engine) as session:
        claims.claim(session, "kz_a", "run", NOW)
        session.get_one(ClaimRow, "kz_a").host = "elsewhere"
    with write_transaction(engine) as session:
        claims.beat(session, "run", "kz_a", NOW + claims.BEAT)
        claims.release(session, "kz_a", "run")
    with write_transaction(engine) as session:
        assert session.get_one(ClaimRow, "kz_a").beat_at == NOW

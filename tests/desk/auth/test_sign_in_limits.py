"""How long who fails to sign in must wait, and who need not."""

from datetime import timedelta
from functools import cache

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, delete

from desk.auth import sign_in_limits
from records.database import open_engine, upgrade, write_transaction
from records.tables import SignInTryRow
from tests.conftest import NOW


def tries(
    engine: Engine, times: int, name: str = "Aigul", address: str = "192.0.2.1", *, now: timedelta = timedelta(0), browser: str = ""
) -> list[float]:
    """Failures one after the other; the minutes to wait that each was told, 0 = it went on."""
    told = []
    for _ in range(times):
        with write_transaction(engine) as session:
            admitted = sign_in_limits.admit(session, name, address, NOW + now, browser=browser)
        told.append(admitted.total_seconds() / 60 if isinstance(admitted, timedelta) else 0.0)
    return told


def test_after_five_failures_each_further_one_is_waited_for_longer_from_that_address_and_for_that_name(engine: Engine) -> None:
    assert tries(engine, 6) == [0, 0, 0, 0, 0, 1]
    tries(engine, 40)
    assert tries(engine, 2, now=timedelta(minutes=1)) == [0, 5], "a try that was turned away does not lengthen the wait"
    assert tries(engine, 2, now=timedelta(minutes=6)) == [0, 15]
    assert tries(engine, 2, now=timedelta(minutes=21)) == [0, 15]
    assert tries(engine, 1, now=timedelta(minutes=36)) == [0]


def test_failures_elsewhere_do_not_lock_a_colleague_out(engine: Engine) -> None:
    tries(engine, 20, address="198.51.100.7")
    assert tries(engine, 1) == [0]
    assert tries(engine, 1, name="Berik", address="198.51.100.7") == [0]


def test_one_address_cannot_try_many_names_nor_many_addresses_one_name(engine: Engine) -> None:
    assert sum(tries(engine, 1, name=f"n{n}", address="198.51.100.7") == [0] for n in range(60)) == sign_in_limits.ADDRESS.free
    assert sum(tries(engine, 1, address=f"203.0.113.{n}") == [0] for n in range(60)) == sign_in_limits.NAME.free
    assert tries(engine, 1, address="203.0.113.99", now=timedelta(minutes=1)) == [0], "the name is slowed down, not locked"


def test_addresses_of_one_household_are_one(engine: Engine) -> None:
    assert sum(tries(engine, 1, address=f"2001:db8::{n}") == [0] for n in range(1, 9)) == sign_in_limits.NAME_AND_ADDRESS.free


def test_signing_in_forgives_ones_own_failures_and_nobody_elses(engine: Engine) -> None:
    tries(engine, 4)
    for n in range(sign_in_limits.ADDRESS.free - 5):
        tries(engine, 1, name=f"n{n}")
    with write_transaction(engine) as session:
        admitted = sign_in_limits.admit(session, "Aigul", "192.0.2.1", NOW)
        assert isinstance(admitted, sign_in_limits.Admitted)
        sign_in_limits.succeeded(session, admitted)
    assert tries(engine, 2) == [0, 1], "the address has its failures still"


def test_a_known_browser_is_held_up_by_its_own_failures_alone(engine: Engine) -> None:
    for n in range(sign_in_limits.NAME.free):
        tries(engine, 1, address=f"203.0.113.{n}")
    assert tries(engine, 1) == [1]
    assert [tries(engine, 1, address=f"198.51.100.{n}", browser="hers")[0] for n in range(6)] == [0, 0, 0, 0, 0, 1]
    assert tries(engine, 1, browser="another of hers") == [0]
    assert tries(engine, 1, name="Berik", browser="hers") == [0], "it is known for one name"


def test_who_has_copied_its_cookie_does_not_hold_its_owner_up_either(engine: Engine) -> None:
    assert tries(engine, 6, address="198.51.100.7", browser="hers")[5] == 1
    assert tries(engine, 6, browser="hers") == [0, 0, 0, 0, 0, 1]
    assert tries(engine, 1) == [1], "her own failures count at every door"


@given(st.lists(st.integers(0, 40), max_size=40))
def test_waiting_as_long_as_one_was_told_always_helps(minutes: list[int]) -> None:
    now = timedelta(0)
    with write_transaction(memory()) as session:
        session.execute(delete(SignInTryRow))
    for passed in minutes:
        now += timedelta(minutes=passed)
        wait = tries(memory(), 1, now=now)[0]
        if wait:
            now += timedelta(minutes=wait)
            assert tries(memory(), 1, now=now) == [0]


@cache
def memory() -> Engine:
    """A database for many examples."""
    engine = open_engine("sqlite://")
    upgrade(engine)
    return engine

"""Work over a server that is away is done again as a whole, for so long and no longer; and a person is not kept waiting twice."""

import time

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import OperationalError

from records.errors import BadDecision
from records.patience import Failing, patient, persist, to_be_tried_again
from tests.flows.real_command import free_ports

LOST = OperationalError("SELECT 1", {}, Exception("the connection was closed"), connection_invalidated=True)


class Clock:
    """A clock that only waiting moves."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.pauses = 1000.0, list[float]()
        monkeypatch.setattr(time, "monotonic", lambda: self.now)
        monkeypatch.setattr(time, "sleep", self._sleep)

    def _sleep(self, seconds: float) -> None:
        self.now += seconds
        self.pauses.append(seconds)


def failing(times: int, error: Exception = LOST) -> tuple[list[int], object]:
    tries: list[int] = []

    def work() -> str:
        tries.append(1)
        if len(tries) <= times:
            raise error
        return "done"

    return tries, work


def test_work_is_done_again_until_it_succeeds_with_growing_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    tries, work = failing(4)
    assert persist(work) == "done"  # type: ignore[arg-type]
    assert (len(tries), clock.pauses) == (5, [0.25, 0.5, 1.0, 2.0])


def test_patience_counts_from_the_first_failure_and_not_from_the_beginning_of_long_work(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    tries: list[int] = []

    def long_work() -> str:
        tries.append(1)
        if len(tries) == 1:
            clock.now += 3600
            raise LOST
        return "done"

    assert persist(long_work, 5.0) == "done"


def test_at_the_end_of_patience_the_last_error_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    tries, work = failing(1000)
    with pytest.raises(OperationalError):
        persist(work, 5.0)  # type: ignore[arg-type]
    assert sum(clock.pauses) <= 5.0
    assert len(tries) == len(clock.pauses) + 1


def test_what_does_not_pass_is_not_tried_again() -> None:
    tries, work = failing(1, BadDecision("no"))
    with pytest.raises(BadDecision):
        persist(work)  # type: ignore[arg-type]
    assert len(tries) == 1
    assert Failing(5.0).pause_after(BadDecision("no")) is None


@pytest.fixture
def nowhere() -> Engine:
    """An engine for a server that is not there."""
    return patient(create_engine(f"postgresql+psycopg://qorgan@127.0.0.1:{free_ports(1)}/qorgan"), 5.0)


def test_a_new_connection_waits_for_a_server_that_is_away(nowhere: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    with pytest.raises(OperationalError):
        nowhere.connect()
    assert 0 < sum(clock.pauses) <= 5.0


def test_a_new_connection_does_not_wait_where_the_whole_is_tried_again(nowhere: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    with pytest.raises(OperationalError), to_be_tried_again():
        nowhere.connect()
    assert clock.pauses == []
    with pytest.raises(OperationalError):
        persist(nowhere.connect, 3.0)
    assert sum(clock.pauses) <= 3.0, "one patience, not one within the other"

"""A fault is known by its number, wherever it comes from, and names what to do; work over a server that is away is done again as a whole, for so long."""

import errno
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError

from records.database import RetryBackoff, call_with_retry, engine_with_retry, retry_scope
from records.error_translation import error_reason, is_transient_error, translate_error
from records.errors import BadDecision, DatabaseBusy, DatabaseDamaged, DatabaseUnavailable, DiskFull, NotWritable, QorganError


@pytest.mark.parametrize(
    ("number", "kind", "word"),
    [
        (errno.ENOSPC, DiskFull, "full"),
        (errno.EDQUOT, DiskFull, "full"),
        (errno.EROFS, NotWritable, "QORGAN_DATA"),
        (errno.EACCES, NotWritable, "chown"),
        (errno.ENOTDIR, NotWritable, "in the way"),
    ],
)
def test_a_fault_of_the_system_names_the_file(number: int, kind: type[QorganError], word: str) -> None:
    found = translate_error(OSError(number, os.strerror(number), "/data/logs"))
    assert type(found) is kind
    assert "/data/logs" in str(found)
    assert word in str(found)


def test_a_fault_is_found_behind_what_was_raised_from_it() -> None:
    def broken() -> None:
        try:
            raise OSError(errno.ENOSPC, "No space left on device", "/data/x")
        except OSError as inner:
            raise RuntimeError("the writer broke") from inner

    with pytest.raises(RuntimeError) as outer:
        broken()
    assert isinstance(translate_error(outer.value), DiskFull)


def test_what_is_no_fault_of_the_machine_has_no_name() -> None:
    for error in (ValueError("x"), OSError("no number"), FileNotFoundError(errno.ENOENT, "No such file", "x"), SQLAlchemyError("a mistake of ours")):
        assert translate_error(error) is None


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("57P01", DatabaseUnavailable),
        ("57P03", DatabaseUnavailable),
        ("53300", DatabaseUnavailable),
        ("08006", DatabaseUnavailable),
        ("53100", DiskFull),
        ("42501", NotWritable),
        ("25006", NotWritable),
        ("55P03", DatabaseBusy),
        ("40001", DatabaseBusy),
        ("XX001", DatabaseDamaged),
    ],
)
def test_a_fault_of_the_server_is_known_by_its_state(state: str, kind: type[QorganError]) -> None:
    error = psycopg.errors.lookup(state)("what the server says\nCONTEXT: more")
    wrapped = DBAPIError("SELECT secret", {}, error)
    assert type(translate_error(wrapped)) is kind
    assert is_transient_error(wrapped) == (kind is DatabaseUnavailable)
    assert error_reason(wrapped) == "what the server says"


def test_of_two_changes_that_wait_for_each_other_one_gives_way_and_may_be_done_again(postgresql_url: str) -> None:
    engine = create_engine(postgresql_url)

    def both(mine: int, theirs: int) -> None:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": mine})
            at_once.wait()
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": theirs})

    at_once = threading.Barrier(2)
    with ThreadPoolExecutor() as two:
        errors = [one.exception() for one in (two.submit(both, 1, 2), two.submit(both, 2, 1))]
    (gave_way,) = [error for error in errors if error]
    found = translate_error(gave_way)
    assert isinstance(found, DatabaseBusy)
    assert str(found) == str(translate_error(DBAPIError("", {}, psycopg.errors.lookup("40P01")("deadlock"))))
    engine.dispose()


def test_a_lock_that_is_held_is_busy_and_another_mistake_in_a_statement_is_no_fault(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'x.db'}", connect_args={"timeout": 0.01})
    holder = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(DBAPIError) as busy, engine.connect() as connection:
        connection.execute(text("CREATE TABLE x (y)"))
    holder.close()
    with pytest.raises(DBAPIError) as ours, engine.connect() as connection:
        connection.execute(text("SELECT some FROM nowhere"))
    assert isinstance(translate_error(busy.value), DatabaseBusy)
    assert (translate_error(ours.value), error_reason(ours.value)) == (None, "no such table: nowhere")
    engine.dispose()


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


def failing(times: int, error: Exception = LOST, clock: Clock | None = None, takes: float = 0) -> tuple[list[int], Callable[[], str]]:
    """Work that fails so often; the first try takes so long."""
    tries: list[int] = []

    def work() -> str:
        tries.append(1)
        if clock and len(tries) == 1:
            clock.now += takes
        if len(tries) <= times:
            raise error
        return "done"

    return tries, work


def test_work_is_done_again_until_it_succeeds_with_growing_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    tries, work = failing(4)
    assert call_with_retry(work) == "done"
    assert (len(tries), clock.pauses) == (5, [0.25, 0.5, 1.0, 2.0])


def test_patience_counts_from_the_first_failure_and_not_from_the_beginning_of_long_work(monkeypatch: pytest.MonkeyPatch) -> None:
    _, work = failing(1, clock=Clock(monkeypatch), takes=3600)
    assert call_with_retry(work, 5.0) == "done"


def test_at_the_end_of_patience_the_last_error_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    tries, work = failing(1000)
    with pytest.raises(OperationalError):
        call_with_retry(work, 5.0)
    assert sum(clock.pauses) <= 5.0
    assert len(tries) == len(clock.pauses) + 1


def test_what_does_not_pass_is_not_tried_again() -> None:
    tries, work = failing(1, BadDecision("no"))
    with pytest.raises(BadDecision):
        call_with_retry(work)
    assert len(tries) == 1
    assert RetryBackoff(5.0).pause_after(BadDecision("no")) is None


@pytest.fixture
def nowhere(tmp_path: Path) -> Engine:
    """An engine for a server that is not there."""
    return engine_with_retry(create_engine(f"postgresql+psycopg://qorgan@/qorgan?host={tmp_path}"), 5.0)


def test_a_new_connection_waits_for_a_server_that_is_away(nowhere: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    with pytest.raises(OperationalError):
        nowhere.connect()
    assert 0 < sum(clock.pauses) <= 5.0


def test_a_new_connection_does_not_wait_where_the_whole_is_tried_again(nowhere: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    with pytest.raises(OperationalError), retry_scope():
        nowhere.connect()
    assert clock.pauses == []
    with pytest.raises(OperationalError):
        call_with_retry(nowhere.connect, 3.0)
    assert sum(clock.pauses) <= 3.0, "one patience, not one within the other"

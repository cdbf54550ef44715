"""A fault is known by its number, wherever it comes from, and told with what to do."""

import errno
import os
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from records.errors import DatabaseAway, DatabaseBusy, DatabaseDamaged, DiskFull, NotWritable, QorganError
from records.fault_names import is_passing, named, reason


@pytest.mark.parametrize(
    ("number", "kind", "words"),
    [
        (errno.ENOSPC, DiskFull, "free some space"),
        (errno.EDQUOT, DiskFull, "free some space"),
        (errno.EROFS, NotWritable, "read-only"),
        (errno.EACCES, NotWritable, "chown"),
        (errno.ENOTDIR, NotWritable, "move it away"),
    ],
)
def test_a_fault_of_the_system_names_the_file(number: int, kind: type[QorganError], words: str) -> None:
    found = named(OSError(number, os.strerror(number), "/data/logs"))
    assert type(found) is kind
    assert "/data/logs" in str(found)
    assert words in str(found)


def test_a_fault_is_found_behind_what_was_raised_from_it() -> None:
    def broken() -> None:
        try:
            raise OSError(errno.ENOSPC, "No space left on device", "/data/x")
        except OSError as inner:
            raise RuntimeError("the writer broke") from inner

    with pytest.raises(RuntimeError) as outer:
        broken()
    assert isinstance(named(outer.value), DiskFull)


def test_what_is_no_fault_of_the_machine_has_no_name() -> None:
    for error in (ValueError("x"), OSError("no number"), FileNotFoundError(errno.ENOENT, "No such file", "x"), SQLAlchemyError("a mistake of ours")):
        assert named(error) is None


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("57P01", DatabaseAway),
        ("57P03", DatabaseAway),
        ("53300", DatabaseAway),
        ("08006", DatabaseAway),
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
    assert type(named(wrapped)) is kind
    assert is_passing(wrapped) == (kind is DatabaseAway)
    assert reason(wrapped) == "what the server says"


def test_of_two_changes_that_wait_for_each_other_the_one_that_gave_way_is_told_to_do_it_again(postgresql_url: str) -> None:
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
    found = named(gave_way)
    assert isinstance(found, DatabaseBusy)
    assert "gave way to the other; nothing of it was written" in str(found)
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
    assert isinstance(named(busy.value), DatabaseBusy)
    assert (named(ours.value), reason(ours.value)) == (None, "no such table: nowhere")
    engine.dispose()

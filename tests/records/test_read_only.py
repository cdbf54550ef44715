"""A database where nothing can be written is read, and one whose journal would be passed over is not."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from records.database import open_database, open_for_reading, read_session
from records.errors import DatabaseBehind, NotWritable
from records.read_only import cannot_be_written, is_read_only, open_read_only
from records.tables import LedgerRow
from tests.records.ledger.chain import act


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "Дерек қор" / "qorgan.db"
    engine = open_database(f"sqlite:///{path}")
    act(engine)
    engine.dispose()
    return path


@pytest.fixture
def forbid(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], None]:
    """Makes a folder say that it cannot be written, to root too, as a read-only medium does."""

    def forbidden(folder: Path) -> None:
        real = os.access
        monkeypatch.setattr(os, "access", lambda path, mode: not (Path(path) == folder and mode == os.W_OK) and real(path, mode))

    return forbidden


def test_a_database_on_a_read_only_medium_is_read_and_nothing_is_written_beside_it(file: Path, forbid: Callable[[Path], None]) -> None:
    before = {path.name: path.read_bytes() for path in file.parent.iterdir()}
    assert not cannot_be_written(file)
    forbid(file.parent)
    engine = open_database(f"sqlite:///{file}")
    assert is_read_only(engine)
    with read_session(engine) as session:
        assert len(session.scalars(select(LedgerRow)).all()) == 5
    with engine.connect() as connection, pytest.raises(OperationalError):
        connection.execute(text("DELETE FROM articles"))
    engine.dispose()
    assert {path.name: path.read_bytes() for path in file.parent.iterdir()} == before


def test_a_journal_that_was_not_written_back_is_read_or_refused_but_not_passed_over(
    file: Path, tmp_path: Path, forbid: Callable[[Path], None]
) -> None:
    engine = open_database(f"sqlite:///{file}")
    act(engine, 3)
    copy = tmp_path / "medium"
    copy.mkdir()
    for path in file.parent.iterdir():
        shutil.copy(path, copy)
    engine.dispose()
    forbid(copy)
    read = open_for_reading(f"sqlite:///{copy / 'qorgan.db'}")
    with read_session(read) as session:
        assert len(session.scalars(select(LedgerRow)).all()) == 8
    read.dispose()
    (copy / "qorgan.db-shm").unlink()
    with pytest.raises(NotWritable, match="qorgan.db-wal"):
        open_read_only(copy / "qorgan.db")


def test_a_database_of_an_earlier_version_is_not_upgraded_there(file: Path, forbid: Callable[[Path], None]) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    forbid(file.parent)
    with pytest.raises(DatabaseBehind):
        open_database(f"sqlite:///{file}")

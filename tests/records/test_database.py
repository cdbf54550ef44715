"""The same tables and the same rules on SQLite and on PostgreSQL; a database where nothing can be written is read, and what is not ours is left alone."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, func, make_url, select, text
from sqlalchemy.exc import OperationalError, StatementError

from records.database import (
    alembic_config,
    cannot_be_written,
    is_read_only,
    known_versions,
    open_database,
    open_engine,
    open_for_reading,
    open_read_only,
    read_session,
    require_current,
    schema_versions,
    upgrade,
    write_transaction,
)
from records.errors import DatabaseDamaged, DatabaseVersionMismatch, NotWritable, SettingsError
from records.outlets import runs
from records.search import INDEX_TABLES
from records.tables import Base, LedgerRow, RunRow
from tests.conftest import NOW
from tests.processes import started
from tests.records.ledger.chain import act
from tests.records.test_sqlite_damage import spoil


def test_the_migrations_build_exactly_the_tables_of_the_model(engine: Engine) -> None:
    """The index of the search stands apart: it is made from the records, in another form on each database, and copied with neither."""
    options = {"compare_type": True, "include_name": lambda name, _kind, _parents: name not in INDEX_TABLES}
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata) == []


def test_the_versions_are_those_of_the_migrations_in_their_order(engine: Engine) -> None:
    scripts = ScriptDirectory.from_config(alembic_config(engine))
    assert list(known_versions()) == [script.revision for script in scripts.walk_revisions()][::-1]
    assert schema_versions(engine) == (scripts.get_current_head(), scripts.get_current_head())


def test_a_database_that_is_behind_is_upgraded_and_keeps_its_rows(engine: Engine, later_version: Callable[[], None]) -> None:
    with write_transaction(engine) as session:
        runs.begin_run(session, "r", "run", NOW)
    later_version()
    with pytest.raises(DatabaseVersionMismatch, match="qorgan db upgrade"):
        require_current(engine)
    assert upgrade(engine) == upgrade(engine) == known_versions()[-1]
    require_current(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT id, later FROM runs")).all() == [("r", None)]


def test_what_is_damaged_is_not_upgraded_and_stays_as_it_is(tmp_path: Path, empty_sqlite: Path, later_version: Callable[[], None]) -> None:
    file = Path(shutil.copy(empty_sqlite, tmp_path / "old.db"))
    spoil(file, "articles")
    later_version()
    held = file.read_bytes()
    with pytest.raises(DatabaseDamaged):
        open_database(f"sqlite:///{file}")
    assert file.read_bytes() == held


@pytest.mark.usefixtures("processes")
def test_four_processes_may_bring_an_empty_database_up_to_date_at_once(tmp_path: Path) -> None:
    code = "import sys; from records.database import open_engine, upgrade; upgrade(open_engine(sys.argv[1]))"
    four = [started([sys.executable, "-c", code, f"sqlite:///{tmp_path / 'same.db'}"], stderr=subprocess.PIPE) for _ in range(4)]
    said = [process.communicate()[1] for process in four]
    assert [process.returncode for process in four] == [0, 0, 0, 0], said


def test_an_unreadable_database_address_is_refused_by_the_name_of_the_setting() -> None:
    with pytest.raises(SettingsError, match="QORGAN_DATABASE_URL"):
        open_engine("not an address")


def test_a_moment_comes_back_in_utc_and_a_naive_one_is_refused(engine: Engine) -> None:
    with write_transaction(engine) as session:
        runs.begin_run(session, "r", "run", NOW)
    with read_session(engine) as session:
        assert session.get_one(RunRow, "r").started_at == NOW
    with pytest.raises(StatementError, match="zone"), write_transaction(engine) as session:
        runs.begin_run(session, "naive", "run", NOW.replace(tzinfo=None))
    with read_session(engine) as session:
        assert session.scalar(select(func.count()).select_from(RunRow)) == 1


def test_a_commit_is_on_the_disk_when_it_is_answered(engine: Engine) -> None:
    asked, safe = ("PRAGMA synchronous", 2) if engine.dialect.name == "sqlite" else ("SHOW synchronous_commit", "on")
    with engine.connect() as connection:
        assert connection.execute(text(asked)).scalar() == safe


def test_a_server_that_answers_before_a_commit_is_on_the_disk_has_to_wait(postgresql_url: str) -> None:
    admin = open_engine(postgresql_url)
    with admin.begin() as connection:
        connection.execute(text(f"ALTER DATABASE {make_url(postgresql_url).database} SET synchronous_commit = off"))
    admin.dispose()
    made = open_engine(postgresql_url)
    for _ in range(2):
        with made.connect() as connection:
            assert connection.execute(text("SHOW synchronous_commit")).scalar() == "on"
            connection.rollback()
    made.dispose()


@pytest.mark.parametrize(
    "made", [["CREATE TABLE songs (id INTEGER)"], ["CREATE TABLE alembic_version (version_num TEXT)", "INSERT INTO alembic_version VALUES ('abc')"]]
)
def test_the_database_of_another_program_is_refused_and_left_as_it_is(tmp_path: Path, made: list[str]) -> None:
    file = tmp_path / "other.db"
    with closing(sqlite3.connect(file)) as other, other:
        for statement in made:
            other.execute(statement)
        before = other.execute("SELECT name FROM sqlite_master").fetchall()
    with pytest.raises(DatabaseVersionMismatch):
        open_database(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == before


def test_the_database_of_a_newer_version_is_refused_with_its_number(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for refused in (require_current, upgrade):
        with pytest.raises(DatabaseVersionMismatch, match="9999"):
            refused(engine)


@pytest.mark.parametrize("version", ["0001", "0034"])
def test_a_database_of_the_time_of_development_is_refused_and_told_what_to_do(engine: Engine, version: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{version}'"))
    for refused in (require_current, upgrade):
        with pytest.raises(DatabaseVersionMismatch, match=f"{version}.*QORGAN_DATABASE_URL"):
            refused(engine)
    assert schema_versions(engine)[0] == version


# On a medium where nothing can be written.


@pytest.fixture
def file(tmp_path: Path, empty_sqlite: Path) -> Path:
    path = tmp_path / "Дерек қор" / "qorgan.db"
    path.parent.mkdir()
    shutil.copy(empty_sqlite, path)
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


def rows_of_the_ledger(engine: Engine) -> int:
    with read_session(engine) as session:
        return len(session.scalars(select(LedgerRow)).all())


def test_a_database_on_a_read_only_medium_is_read_and_nothing_is_written_there(file: Path, forbid: Callable[[Path], None]) -> None:
    before = {path.name: path.read_bytes() for path in file.parent.iterdir()}
    assert not cannot_be_written(file)
    forbid(file.parent)
    engine = open_database(f"sqlite:///{file}")
    assert is_read_only(engine)
    assert rows_of_the_ledger(engine) == 5
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
    assert rows_of_the_ledger(read) == 8
    read.dispose()
    (copy / "qorgan.db-shm").unlink()
    with pytest.raises(NotWritable, match="qorgan.db-wal"):
        open_read_only(copy / "qorgan.db")


def test_a_database_of_an_earlier_version_is_not_upgraded_there(
    file: Path, forbid: Callable[[Path], None], later_version: Callable[[], None]
) -> None:
    later_version()
    forbid(file.parent)
    with pytest.raises(DatabaseVersionMismatch, match="qorgan db upgrade"):
        open_database(f"sqlite:///{file}")

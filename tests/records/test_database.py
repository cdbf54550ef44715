"""The same tables and the same rules on SQLite and on PostgreSQL."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, make_url, text

from records.database import alembic_config, open_database, open_engine, read_session, require_current, upgrade, write_transaction
from records.errors import DatabaseBehind, DatabaseDamaged, SettingsError
from records.outlets import runs
from records.search.index_tables import INDEX_TABLES
from records.tables import Base, RunRow
from tests.conftest import NOW
from tests.processes import started
from tests.records.test_sqlite_damage import spoil


def test_the_migrations_build_exactly_the_tables_of_the_model(engine: Engine) -> None:
    """The index of the search stands apart: it is made from the records, in another form on each database, and copied with neither. So does SQLite's own index over the words of drafts."""
    options = {"compare_type": True, "include_name": lambda name, _kind, _parents: name not in INDEX_TABLES}
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata) == []


def test_upgrading_twice_changes_nothing_and_going_back_and_forth_works(engine: Engine) -> None:
    assert upgrade(engine) == upgrade(engine)
    command.downgrade(alembic_config(engine), "base")
    with pytest.raises(DatabaseBehind, match="qorgan db upgrade"):
        require_current(engine)
    upgrade(engine)
    require_current(engine)


def test_what_is_damaged_is_not_upgraded_and_stays_as_it_is(tmp_path: Path, empty_sqlite: Path) -> None:
    file = Path(shutil.copy(empty_sqlite, tmp_path / "old.db"))
    engine = open_engine(f"sqlite:///{file}")
    command.downgrade(alembic_config(engine), "-1")
    engine.dispose()
    spoil(file, "articles")
    held = file.read_bytes()
    with pytest.raises(DatabaseDamaged, match="bring back the last copy"):
        open_database(f"sqlite:///{file}")
    assert file.read_bytes() == held


def test_two_processes_may_bring_an_empty_database_up_to_date_at_once(tmp_path: Path) -> None:
    code = "import sys; from records.database import open_engine, upgrade; upgrade(open_engine(sys.argv[1]))"
    command_line = [sys.executable, "-c", code, f"sqlite:///{tmp_path / 'same.db'}"]
    four = [started(command_line, stderr=subprocess.PIPE) for _ in range(4)]
    said = [process.communicate()[1] for process in four]
    assert [process.returncode for process in four] == [0, 0, 0, 0], said


def test_an_unreadable_database_address_is_one_line_that_names_the_setting() -> None:
    with pytest.raises(SettingsError, match="QORGAN_DATABASE_URL"):
        open_engine("not an address")


def test_a_moment_comes_back_in_utc_and_a_naive_one_is_refused(engine: Engine) -> None:
    with write_transaction(engine) as session:
        runs.begin_run(session, "r", "run", NOW)
    with read_session(engine) as session:
        assert session.execute(text("select count(*) from runs")).scalar() == 1
        assert session.get_one(RunRow, "r").started_at == NOW
    with pytest.raises(Exception, match="zone"), write_transaction(engine) as session:
        runs.begin_run(session, "naive", "run", NOW.replace(tzinfo=None))


def test_a_commit_is_on_the_disk_when_it_is_answered(engine: Engine) -> None:
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA synchronous")).scalar() == 2
        else:
            assert connection.execute(text("SHOW synchronous_commit")).scalar() == "on"


def test_a_server_that_answers_before_a_commit_is_on_the_disk_is_told_to_wait(postgresql_url: str) -> None:
    name = make_url(postgresql_url).database
    admin = open_engine(postgresql_url)
    with admin.begin() as connection:
        connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
    admin.dispose()
    made = open_engine(postgresql_url)
    for _ in range(2):
        with made.connect() as connection:
            assert connection.execute(text("SHOW synchronous_commit")).scalar() == "on"
            connection.rollback()
    made.dispose()


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (["CREATE TABLE songs (id INTEGER)"], "the database is that of another program"),
        (
            ["CREATE TABLE alembic_version (version_num TEXT)", "INSERT INTO alembic_version VALUES ('abc')"],
            "the database is that of another program",
        ),
    ],
)
def test_the_database_of_another_program_is_refused_and_left_as_it_is(tmp_path: Path, made: list[str], told: str) -> None:
    file = tmp_path / "other.db"
    with closing(sqlite3.connect(file)) as other, other:
        for statement in made:
            other.execute(statement)
        before = other.execute("SELECT name FROM sqlite_master").fetchall()
    with pytest.raises(DatabaseBehind, match=told):
        open_database(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as other:
        assert other.execute("SELECT name FROM sqlite_master").fetchall() == before


def test_the_database_of_a_newer_version_is_refused_and_said_to_be_one(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for refused in (require_current, upgrade):
        with pytest.raises(DatabaseBehind, match="made by a newer Qorgan .it is at 9999"):
            refused(engine)

"""On PostgreSQL, the role of runs and desk does all their work and cannot touch tables, triggers, or what stands in the ledger."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import ProgrammingError

from records import review
from records.database import open_database, open_engine, read_session, upgrade, write_transaction
from records.error_translation import translate_error
from records.errors import DatabaseVersionMismatch, NotWritable
from records.grants import ADDED, KEPT
from records.tables import Base
from tests.conftest import NOW
from tests.records.ledger.anchored import Notary, decide
from tests.records.ledger.chain import chain_faults
from tests.records.run_role import run_role


@pytest.fixture(scope="module")
def running(postgresql_server: str) -> Iterator[Engine]:
    """One database for all of this file, as runs and desk open it: nothing of what is refused changes anything."""
    admin = create_engine(postgresql_server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS granted WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE granted"))
    with run_role(make_url(postgresql_server).set(database="granted").render_as_string(hide_password=False)) as url:
        made = open_database(url)
        decide(made, "a1")
        yield made
        made.dispose()
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE granted WITH (FORCE)"))
    admin.dispose()


def test_decisions_numbers_statuses_and_anchors_are_written_and_the_chain_is_whole(running: Engine, tmp_path: Path) -> None:
    decide(running, "a2")
    with write_transaction(running) as session:
        review.undo(session, 1, who="Aigul", now=NOW + timedelta(minutes=1))
        review.confirm(session, 1, who="Dana", now=NOW + timedelta(minutes=2))
    notary = Notary(tmp_path / "notary")
    notary.anchor(running)
    assert notary.faults(running) == chain_faults(running) == []


REFUSED = [
    "UPDATE ledger SET who = 'x'",
    "DELETE FROM ledger",
    "TRUNCATE ledger",
    "ALTER TABLE ledger DISABLE TRIGGER USER",
    "DROP TRIGGER ledger_refuses_change ON ledger",
    "CREATE TRIGGER mine BEFORE INSERT ON ledger FOR EACH ROW EXECUTE FUNCTION ledger_refuse()",
    "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
    "DROP TABLE ledger",
    "ALTER TABLE ledger ADD COLUMN more text",
    "SET session_replication_role = replica",
    "CREATE TABLE mine (id int)",
    "CREATE TEMPORARY TABLE mine (id int)",
    "CREATE SCHEMA mine",
    "CREATE INDEX mine ON drafts (id)",
    "UPDATE alembic_version SET version_num = '0001'",
    "DELETE FROM anchors",
    "UPDATE anchors SET line = 'x'",
    *(f"DELETE FROM {name}" for name in KEPT),
]


def test_what_would_change_tables_guards_or_the_ledger_is_refused(running: Engine) -> None:
    for statement in REFUSED:
        with pytest.raises(ProgrammingError) as refused, running.begin() as connection:
            connection.execute(text(statement))
        assert getattr(refused.value.orig, "sqlstate", None) == "42501", statement
        fault = translate_error(refused.value)
        assert isinstance(fault, NotWritable)
        assert "docs/operating.md" in str(fault)


def test_every_table_is_granted(running: Engine) -> None:
    with read_session(running) as session:
        for name in Base.metadata.tables:
            assert session.scalar(text("SELECT has_table_privilege(:name, 'SELECT') AND has_table_privilege(:name, 'INSERT')"), {"name": name}), name
    assert set(KEPT) | set(ADDED) < set(Base.metadata.tables)


def test_tables_that_are_behind_are_left_to_their_owner(postgresql_url: str, later_version: Callable[[], None]) -> None:
    with run_role(postgresql_url) as url:
        later_version()
        with pytest.raises(DatabaseVersionMismatch, match="db upgrade"):
            open_database(url)
        running = open_engine(url)
        with pytest.raises(ProgrammingError) as refused:
            upgrade(running)
        running.dispose()
    assert isinstance(translate_error(refused.value), NotWritable)


def test_a_role_without_grants_learns_where_they_stand(postgresql_url: str) -> None:
    with run_role(postgresql_url, grants=False) as url, pytest.raises((ProgrammingError, NotWritable)) as refused:
        open_database(url)
    assert "docs/operating.md" in str(translate_error(refused.value))

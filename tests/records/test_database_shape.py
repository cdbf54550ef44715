"""What was taken out of the database past the application is named: the guard of the ledger, a table, a column, an index, a reference."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from typer.testing import CliRunner

from flows.cli import main
from records.database import at_one_moment, open_database
from records.database_shape import shape_faults

_ADVICE = "Compare the ledger with an anchor that was sent away"


def told(engine: Engine) -> list[str]:
    found: list[str] = []
    with at_one_moment(engine) as session:
        shape_faults(session, found.append)
    return found


def do(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def taken_off(engine: Engine) -> list[str]:
    """Take every guard off the ledger; their names."""
    if engine.dialect.name == "sqlite":
        do(engine, "DROP TRIGGER ledger_refuses_update", "DROP TRIGGER ledger_refuses_delete")
        return ["ledger_refuses_update", "ledger_refuses_delete"]
    do(engine, "DROP TRIGGER ledger_refuses_change ON ledger", "DROP TRIGGER ledger_refuses_truncate ON ledger")
    return ["ledger_refuses_change", "ledger_refuses_truncate"]


def test_a_database_as_the_migrations_make_it_has_no_fault(engine: Engine) -> None:
    assert told(engine) == []


def test_guards_that_were_taken_off_the_ledger_are_named_in_one_line_that_says_what_to_do(engine: Engine) -> None:
    first, second = taken_off(engine)
    (line,) = told(engine)
    assert f": trigger {first} is missing or changed, trigger {second} is missing or changed. " in line
    assert _ADVICE in line


def test_a_guard_that_is_there_but_does_nothing_is_missing(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        do(engine, "DROP TRIGGER ledger_refuses_update", "CREATE TRIGGER ledger_refuses_update BEFORE UPDATE ON ledger BEGIN SELECT 1; END")
        (line,) = told(engine)
        assert "trigger ledger_refuses_update is missing or changed." in line
        return
    do(engine, "ALTER TABLE ledger DISABLE TRIGGER ledger_refuses_change")
    assert "trigger ledger_refuses_change is missing or changed." in told(engine)[0]
    do(engine, "ALTER TABLE ledger ENABLE REPLICA TRIGGER ledger_refuses_change")
    assert "trigger ledger_refuses_change is missing or changed." in told(engine)[0]
    do(engine, "ALTER TABLE ledger ENABLE TRIGGER ledger_refuses_change")
    assert told(engine) == []
    do(engine, "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$")
    assert "trigger ledger_refuses_truncate is missing or changed" in told(engine)[0]


def test_a_trigger_on_the_ledger_that_is_not_ours_is_named(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        do(engine, "CREATE TRIGGER swallows BEFORE INSERT ON ledger BEGIN SELECT RAISE(IGNORE); END")
    else:
        do(
            engine,
            "CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
            "CREATE TRIGGER swallows BEFORE INSERT ON ledger FOR EACH ROW EXECUTE FUNCTION swallow()",
        )
    (line,) = told(engine)
    assert "trigger swallows on the ledger is not Qorgan's." in line


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("DROP TABLE saved_edits", "table saved_edits is missing"),
        ("ALTER TABLE outlet_runs DROP COLUMN finished", "column outlet_runs.finished is missing"),
        ("DROP INDEX articles_by_text", "index articles_by_text is missing or changed"),
    ],
)
def test_a_table_a_column_and_an_index_that_are_missing_are_named_once(engine: Engine, statement: str, name: str) -> None:
    do(engine, statement)
    (line,) = told(engine)
    assert f": {name}. " in line


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("DROP TRIGGER draft_words_changed", "trigger draft_words_changed is missing or changed"),
        ("DROP TABLE search_drafts", "table search_drafts is missing"),
    ],
)
def test_what_keeps_the_words_of_drafts_in_step_is_missed(engine: Engine, statement: str, what: str) -> None:
    do(engine, statement)
    assert what in told(engine)[0]


def test_a_reference_that_was_taken_out_is_named(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        do(engine, "PRAGMA writable_schema=ON", "UPDATE sqlite_master SET sql = replace(sql, 'FOREIGN KEY', 'CHECK (1) --')"
                   " WHERE name = 'passkeys'", "PRAGMA writable_schema=RESET")  # fmt: skip
    else:
        do(engine, "ALTER TABLE passkeys DROP CONSTRAINT passkeys_user_fkey")
    (line,) = told(engine)
    assert "constraint passkeys (user) is missing or changed" in line


def test_an_index_that_an_administrator_added_is_no_fault(engine: Engine) -> None:
    do(engine, "CREATE INDEX mine ON articles (title)")
    assert told(engine) == []


def test_many_names_are_cut_to_a_dozen_and_a_number(engine: Engine) -> None:
    with engine.connect() as connection:
        names = sorted(connection.dialect.get_table_names(connection))
    taken_off(engine)
    if engine.dialect.name == "sqlite":
        do(engine, "PRAGMA foreign_keys=OFF")
    do(
        engine,
        *(f"DROP TABLE IF EXISTS {name}{'' if engine.dialect.name == 'sqlite' else ' CASCADE'}" for name in names if name != "alembic_version"),
    )
    (line,) = told(engine)
    assert line.count(" is missing") == 12
    assert "more. Compare" in line


@pytest.mark.parametrize("more", [[], ["--chain-only"]])
def test_verify_does_not_say_all_is_well_where_the_guard_is_off(more: list[str], engine: Engine, tmp_path: Path) -> None:
    taken_off(engine)
    env = {"QORGAN_DATA": str(tmp_path / "data"), "QORGAN_DATABASE_URL": engine.url.render_as_string(hide_password=False)}
    done = CliRunner().invoke(main.app, ["verify", *more], env=env)
    assert done.exit_code == 1
    assert done.stdout.count("ledger_refuses_") == 2
    assert "1 fault: " in done.stdout


def test_a_copy_of_the_records_has_its_guards_again(engine: Engine, tmp_path: Path) -> None:
    taken_off(engine)
    target = f"sqlite:///{tmp_path / 'new' / 'qorgan.db'}"
    env = {"QORGAN_DATABASE_URL": engine.url.render_as_string(hide_password=False)}
    done = CliRunner().invoke(main.app, ["db", "copy", "--to", target], env=env)
    assert done.exit_code == 0, done.output
    copied = open_database(target)
    assert told(copied) == []
    copied.dispose()

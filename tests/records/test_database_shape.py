"""What was taken out of the database past the application is named: the guard of the ledger, a table, a column, an index, a reference."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from typer.testing import CliRunner

from flows.cli import main
from records.database import consistent_read_session, open_database
from records.database_check import shape_faults

# What a line names: a kind, its name, and that it is missing (or changed) or that it is not ours.
_NAMED = re.compile(r"(trigger|table|column|index|constraint) ([\w.]+(?: \([\w, ]+\))?)(?: on the ledger)? is (missing|not)")
GUARDS = {
    "sqlite": {"ledger_refuses_update": "", "ledger_refuses_delete": ""},
    "postgresql": {"ledger_refuses_change": " ON ledger", "ledger_refuses_truncate": " ON ledger"},
}


def lines(engine: Engine) -> list[str]:
    found: list[str] = []
    with consistent_read_session(engine) as session:
        shape_faults(session, found.append)
    return found


def named(engine: Engine) -> list[tuple[str, ...]]:
    """What is named in the one line that there is; nothing where there is none."""
    found = lines(engine)
    assert len(found) <= 1
    return [found for line in found for found in _NAMED.findall(line)]


def do(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def taken_off(engine: Engine) -> list[tuple[str, ...]]:
    """Take every guard off the ledger; what should be named then."""
    guards = GUARDS[engine.dialect.name]
    do(engine, *(f"DROP TRIGGER {name}{where}" for name, where in guards.items()))
    return [("trigger", name, "missing") for name in guards]


def test_a_database_as_the_migrations_make_it_has_no_fault_and_an_index_of_an_administrator_is_none(engine: Engine) -> None:
    assert lines(engine) == []
    do(engine, "CREATE INDEX mine ON articles (title)")
    assert lines(engine) == []


def test_guards_that_were_taken_off_the_ledger_are_named_in_one_line_that_says_what_to_do(engine: Engine) -> None:
    assert taken_off(engine) == named(engine)
    assert all(command in lines(engine)[0] for command in ("--anchor", "qorgan db copy"))


def test_a_guard_that_is_there_but_does_nothing_is_missing(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        do(engine, "DROP TRIGGER ledger_refuses_update", "CREATE TRIGGER ledger_refuses_update BEFORE UPDATE ON ledger BEGIN SELECT 1; END")
        assert named(engine) == [("trigger", "ledger_refuses_update", "missing")]
        return
    for how in ("DISABLE", "ENABLE REPLICA"):
        do(engine, f"ALTER TABLE ledger {how} TRIGGER ledger_refuses_change")
        assert named(engine) == [("trigger", "ledger_refuses_change", "missing")]
    do(engine, "ALTER TABLE ledger ENABLE TRIGGER ledger_refuses_change")
    assert named(engine) == []
    do(engine, "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$")
    assert ("trigger", "ledger_refuses_truncate", "missing") in named(engine)


def test_a_trigger_on_the_ledger_that_is_not_ours_is_named(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        do(engine, "CREATE TRIGGER swallows BEFORE INSERT ON ledger BEGIN SELECT RAISE(IGNORE); END")
    else:
        do(engine, "CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
                   "CREATE TRIGGER swallows BEFORE INSERT ON ledger FOR EACH ROW EXECUTE FUNCTION swallow()")  # fmt: skip
    assert named(engine) == [("trigger", "swallows", "not")]


def test_a_table_a_column_an_index_and_a_reference_that_are_missing_are_each_named_once(engine: Engine) -> None:
    do(engine, "DROP TABLE saved_edits", "ALTER TABLE outlet_runs DROP COLUMN finished", "DROP INDEX articles_by_text")
    missing = {("table", "saved_edits", "missing"), ("column", "outlet_runs.finished", "missing"), ("index", "articles_by_text", "missing")}
    missing.add(("constraint", "passkeys (user)", "missing"))
    if engine.dialect.name == "sqlite":
        do(engine, "DROP TRIGGER draft_words_changed", "DROP TABLE search_drafts")
        missing |= {("trigger", "draft_words_changed", "missing"), ("table", "search_drafts", "missing")}
        do(engine, "PRAGMA writable_schema=ON", "UPDATE sqlite_master SET sql = replace(sql, 'FOREIGN KEY', 'CHECK (1) --')"
                   " WHERE name = 'passkeys'", "PRAGMA writable_schema=RESET")  # fmt: skip
    else:
        do(engine, "ALTER TABLE passkeys DROP CONSTRAINT passkeys_user_fkey")
    found = named(engine)
    assert (set(found), len(found)) == (missing, len(missing))


def test_many_names_are_cut_to_a_dozen_and_a_number(engine: Engine) -> None:
    lite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        names = sorted(set(connection.dialect.get_table_names(connection)) - {"alembic_version"})
    taken_off(engine)
    do(engine, *["PRAGMA foreign_keys=OFF"] * lite, *(f"DROP TABLE IF EXISTS {name}{'' if lite else ' CASCADE'}" for name in names))
    assert len(named(engine)) == 12
    assert int(re.findall(r"and (\d+) more", lines(engine)[0])[0]) > 12


@pytest.mark.parametrize("more", [[], ["--chain-only"]])
def test_verify_fails_where_the_guard_is_off(more: list[str], engine: Engine, tmp_path: Path) -> None:
    taken_off(engine)
    env = {"QORGAN_DATA": str(tmp_path / "data"), "QORGAN_DATABASE_URL": engine.url.render_as_string(hide_password=False)}
    done = CliRunner().invoke(main.app, ["verify", *more], env=env)
    assert (done.exit_code, done.stdout.count("ledger_refuses_")) == (1, 2)
    assert "1 fault: " in done.stdout


def test_a_copy_of_the_records_has_its_guards_again(engine: Engine, tmp_path: Path) -> None:
    taken_off(engine)
    target = f"sqlite:///{tmp_path / 'new' / 'qorgan.db'}"
    done = CliRunner().invoke(main.app, ["db", "copy", "--to", target], env={"QORGAN_DATABASE_URL": engine.url.render_as_string(hide_password=False)})
    assert done.exit_code == 0, done.output
    copied = open_database(target)
    assert named(copied) == []
    copied.dispose()

"""A database is known by what it holds, its journals by their names."""

import sqlite3
from contextlib import closing
from pathlib import Path

from flows.backup.sqlite_files import is_sqlite, journal_of, journals


def test_a_database_is_known_under_any_name_and_nothing_else_is_one(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "notes.txt")) as connection:
        connection.execute("CREATE TABLE x (y)")
    (tmp_path / "qorgan.db").write_text("no database")
    assert [is_sqlite(tmp_path / name) for name in ("notes.txt", "qorgan.db", "missing", ".")] == [True, False, False, False]


def test_the_journals_of_a_database_are_those_that_sqlite_makes(tmp_path: Path) -> None:
    database = tmp_path / "x.db"
    assert {journal_of(path) for path in journals(database)} == {database}
    assert journal_of(database) is None
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE x (y)")
        made = {path for path in tmp_path.iterdir() if path != database}
    assert made == set(journals(database)[:2])

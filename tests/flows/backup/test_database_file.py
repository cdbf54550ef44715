"""The database of a backup: one file without a journal, of one moment, looked through before it counts."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text

from flows.backup.database_file import look_through, write_database
from records.database import open_engine
from records.errors import CopyFailed, DiskFull
from tests.records.ledger.chain import act, head, unguarded


def test_the_file_holds_the_whole_ledger_and_needs_no_journal(engine: Engine, tmp_path: Path) -> None:
    act(engine)
    write_database(engine, tmp_path / "copy.db")
    looked = look_through(tmp_path / "copy.db")
    assert (looked.head, looked.faults) == (head(engine), ())
    with closing(sqlite3.connect(tmp_path / "copy.db")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith("copy")) == ["copy.db"]


def test_a_ledger_that_was_altered_is_told(engine: Engine, tmp_path: Path) -> None:
    act(engine)
    with unguarded(engine) as connection:
        connection.execute(text("UPDATE ledger SET who = 'x' WHERE id = 2"))
    if engine.dialect.name == "postgresql":
        with pytest.raises(CopyFailed, match="ledger row 2 was altered"):
            write_database(engine, tmp_path / "copy.db")
        assert not (tmp_path / "copy.db").exists()
        return
    write_database(engine, tmp_path / "copy.db")
    assert look_through(tmp_path / "copy.db").faults == ("ledger row 2 was altered",)


def test_looking_through_changes_nothing(engine: Engine, tmp_path: Path) -> None:
    act(engine)
    write_database(engine, tmp_path / "copy.db")
    before = (tmp_path / "copy.db").read_bytes()
    look_through(tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_bytes() == before


def test_a_disk_that_is_full_is_named_with_the_folder_of_the_backup_and_nothing_is_left_there(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'records.db'}")

    def no_room(*_given: object) -> None:
        with closing(sqlite3.connect(":memory:")) as full:
            full.execute("PRAGMA max_page_count=1")
            full.execute("CREATE TABLE x (y)")

    event.listen(engine, "do_execute", no_room)
    with pytest.raises(DiskFull, match=rf"the disk is full \({tmp_path}\)"):
        write_database(engine, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()
    engine.dispose()

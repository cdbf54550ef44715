"""Before a person's act is written, the file is looked at: what is found, what is passed over, and that it takes no longer than it may."""

import itertools
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from records.database import find_database_damage, open_engine, require_intact_database
from records.errors import DatabaseDamaged


@pytest.fixture
def file(tmp_path: Path, empty_sqlite: Path) -> Path:
    return Path(shutil.copy(empty_sqlite, tmp_path / "qorgan.db"))


def address(path: Path) -> str:
    return f"sqlite:///{path}"


def spoil(path: Path, table: str) -> None:
    """Write over the first page of a table or an index."""
    with closing(sqlite3.connect(path)) as connection:
        (size,) = connection.execute("pragma page_size").fetchone()
        (root,) = connection.execute("select rootpage from sqlite_master where name = ?", (table,)).fetchone()
    with path.open("r+b") as opened:
        opened.seek((root - 1) * size)
        opened.write(b"\xa5" * size)


def test_a_whole_file_and_none_at_all_are_let_pass(file: Path, tmp_path: Path) -> None:
    for url in (address(file), address(tmp_path / "none.db"), "sqlite://", "postgresql+psycopg://localhost/qorgan", "no address"):
        require_intact_database(url)
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("table", ["ledger", "articles", "outlet_days", "ix_passkeys_user"])
def test_a_page_that_was_written_over_is_found_wherever_it_lies(file: Path, table: str) -> None:
    spoil(file, table)
    with pytest.raises(DatabaseDamaged):
        require_intact_database(address(file))


def test_a_file_that_is_no_database_and_one_cut_short_are_found(file: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.db").write_text("Dear colleague, " * 1000)
    assert find_database_damage(address(tmp_path / "letter.db"))
    os.truncate(file, file.stat().st_size // 2)
    assert find_database_damage(address(file))


def test_a_file_with_a_journal_beside_it_is_read_with_it(file: Path) -> None:
    with closing(sqlite3.connect(file)) as writer:
        writer.execute("pragma journal_mode=wal")
        writer.execute("create table beside (one text)")
        assert Path(f"{file}-wal").stat().st_size
        require_intact_database(address(file))


def test_what_acts_are_written_to_is_read_first_and_when_time_is_up_the_rest_is_passed_over(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("records.database._OFTEN", 1)
    other = Path(shutil.copy(file, file.with_name("other.db")))
    spoil(file, "statuses")
    spoil(other, "pages")
    looks = itertools.count()
    assert find_database_damage(address(file), patience=10**9, clock=looks.__next__) is not None
    soon = next(looks)
    assert find_database_damage(address(other)) is not None
    assert find_database_damage(address(other), patience=soon, clock=itertools.count().__next__) is None, "it stands before the others in the file"


def test_a_definition_with_a_letter_that_is_none_is_named_by_whatever_opens_the_file(file: Path) -> None:
    raw = file.read_bytes()
    file.write_bytes(raw.replace(b"BEFORE", b"B\xc5FORE", 1))
    assert file.read_bytes() != raw
    assert "ledger_refuses_" in str(find_database_damage(address(file)))
    with pytest.raises(DatabaseDamaged, match="ledger_refuses_"):
        open_engine(address(file))

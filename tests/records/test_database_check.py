"""Damage to the database itself is found and named: in its file, in its references, in the values of its rows."""

import random
import re
import shutil
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from typer.testing import CliRunner

from flows.cli import main
from records import review
from records.database import open_database, read_session, write_transaction
from records.database_check import content_faults, structure_faults
from records.errors import QorganError
from tests import layers
from tests.conftest import NOW
from tests.desk.site import add_draft
from tests.empty_database import open_upgraded
from tests.records import rows

_PAGE = 4096


def faults(engine: Engine) -> list[str]:
    found: list[str] = []
    with read_session(engine) as session:
        if not structure_faults(session, found.append):
            content_faults(session, found.append)
    return found


def fill(engine: Engine, articles: int) -> None:
    """Articles, drafts, decisions, incidents."""
    with write_transaction(engine) as session:
        for number in range(articles):
            draft = add_draft(session, f"a{number}", title=f"Событие{number} у редакции", text=f"Текст {number}. " * 120)
            if number % 2:
                review.confirm(session, draft, who="Aigul", now=NOW)


def test_a_database_that_is_whole_has_no_fault_and_every_row_is_read(engine: Engine) -> None:
    fill(engine, 3)
    assert faults(engine) == []
    with read_session(engine) as session:
        read = content_faults(session, lambda _words: None)
    assert read.tables > 30
    assert read.rows > 20


def test_a_row_that_refers_to_nothing_is_named_with_its_table(engine: Engine) -> None:
    fill(engine, 1)
    off, on = (
        ("PRAGMA foreign_keys=OFF", "PRAGMA foreign_keys=ON")
        if engine.dialect.name == "sqlite"
        else ("SET session_replication_role = replica", "SET session_replication_role = origin")
    )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(off))
        connection.execute(text("UPDATE draft_articles SET draft_id = 999"))
        connection.execute(text(on))
    (told,) = faults(engine)
    assert re.search(r"\bdraft_articles\b.*\bdrafts\b", told)


def test_a_text_that_was_changed_is_named_with_its_article(engine: Engine) -> None:
    with write_transaction(engine) as session:
        rows.article(session, "a")
        rows.article(session, "b")
    with engine.begin() as connection:
        connection.execute(text("UPDATE articles SET text = text || '.' WHERE id = 'b'"))
    (told,) = faults(engine)
    assert re.match("article b:.*SHA-256", told)


def test_a_value_that_cannot_be_read_is_named_with_its_table(engine: Engine) -> None:
    """On SQLite; PostgreSQL refuses such a value when it is written."""
    with write_transaction(engine) as session:
        rows.article(session, "a")
    with engine.begin() as connection:
        connection.execute(text("UPDATE articles SET authors = '[broken'"))
    (told,) = faults(engine)
    assert re.match(r"table articles\b.*\brow 0\b", told)


def test_what_postgresql_itself_finds_damaged_is_named_where_its_check_is_installed(postgresql_url: str) -> None:
    engine = open_upgraded(postgresql_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE EXTENSION amcheck"))
    fill(engine, 2)
    assert faults(engine) == []
    with engine.begin() as connection:
        # An index that does not have what its table has, as after a page of it was written over.
        connection.execute(text("UPDATE pg_index SET indisready = false WHERE indexrelid = 'articles_by_text'::regclass"))
        connection.execute(text("INSERT INTO articles SELECT 'unindexed', run_id, outlet, url || 'x', region, lang, title, text, authors, published_at,"
                                " published_on, fetched_at, text_sha256, copy_of FROM articles LIMIT 1"))  # fmt: skip
        connection.execute(text("UPDATE pg_index SET indisready = true WHERE indexrelid = 'articles_by_text'::regclass"))
    (told,) = faults(engine)
    assert ": articles_by_text: " in told
    engine.dispose()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with no free page, closed cleanly."""
    path = tmp_path_factory.mktemp("whole") / "qorgan.db"
    engine = open_database(f"sqlite:///{path}")
    fill(engine, 40 if layers.is_full() else 10)
    engine.dispose()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


def damage(path: Path, number: int) -> str:
    """Damage a file in one of four ways, at a page drawn by chance."""
    chance = random.Random(number)
    kind = ("zeroed", "half", "random", "bit")[number % 4]
    content = bytearray(path.read_bytes())
    start = chance.randrange(len(content) // _PAGE) * _PAGE
    if kind == "zeroed":
        content[start : start + _PAGE] = bytes(_PAGE)
    elif kind == "half":
        content[start + _PAGE // 2 : start + _PAGE] = bytes(_PAGE // 2)
    elif kind == "random":
        content[start : start + _PAGE] = chance.randbytes(_PAGE)
    else:
        content[start + chance.randrange(_PAGE)] ^= 1 << chance.randrange(8)
    path.write_bytes(content)
    return kind


def what_it_holds(path: Path) -> list[str] | None:
    """Every row of the file; None where SQLite itself calls it damaged or cannot read it."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            if connection.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                return None
            return list(connection.iterdump())
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return None


def test_each_damaged_file_is_found_and_named_in_a_line(whole: Path, tmp_path: Path) -> None:
    """Sixty in the whole layer."""
    damages = 60 if layers.is_full() else 4
    sound = what_it_holds(whole)
    missed, seen = [], Counter[str]()
    for number in range(damages):
        data = tmp_path / str(number)
        data.mkdir()
        path = Path(shutil.copy(whole, data / "qorgan.db"))
        kind = damage(path, number)
        holds = what_it_holds(path)
        done = CliRunner().invoke(main.app, ["verify"], env={"QORGAN_DATA": str(data)})
        if isinstance(done.exception, QorganError):
            said = str(done.exception)
        else:
            assert done.exception is None or isinstance(done.exception, SystemExit), (number, kind, done.exception)
            said = done.stdout
        assert "Traceback" not in said
        if holds is None:
            assert done.exit_code == 1, (number, kind, said)
            seen[kind] += 1
        elif holds != sound and done.exit_code == 0:
            missed.append((number, kind, [pair for pair in zip(sound or [], holds, strict=False) if pair[0] != pair[1]][:1]))

    assert sum(seen.values()) >= damages // 2
    assert missed == []

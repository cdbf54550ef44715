"""A copy into another database is the same to the last value, and one that cannot be leaves nothing behind."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text

from records import review
from records.database import open_engine, read_session, upgrade, write_transaction
from records.database_check import copy_database, count_rows, prepare_target
from records.errors import CopyFailed, DatabaseVersionMismatch
from records.ledger import verify
from records.tables import ArticleRow, Base, DraftRow, LedgerRow, PageRow
from tests.conftest import NOW
from tests.desk.site import add_draft, add_person
from tests.empty_database import open_upgraded
from tests.records import rows
from tests.records.ledger.chain import unguarded


def fill(engine: Engine) -> None:
    """Articles with a reprint, drafts, decisions, an incident, people; words in three alphabets, an empty list, a moment with a fraction."""
    with write_transaction(engine) as session:
        add_person(session, "Айгүл")
        drafts = [add_draft(session, f"z{number}", title=f"Событие{number}", now=NOW + timedelta(microseconds=number)) for number in range(5)]
        # A reprint that sorts before its original.
        rows.article(session, "a", copy_of="z1", title="كوشىرمە ✓", authors=[])
        review.confirm(session, drafts[0], who="Айгүл", now=NOW, fields={"place": "Өскемен"})
        review.reject(session, drafts[1], who="Айгүл", now=NOW, reason="old", note="ескі")


@pytest.fixture(params=["SQLite", *(pytest.param(way, marks=pytest.mark.postgresql) for way in ("to PostgreSQL", "back to SQLite"))])
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Engine, Engine]:
    """A filled database and an empty one."""
    source, target = (f"sqlite:///{tmp_path / 'Мұрағат 1' / name}" for name in ("a.db", "b.db"))
    if request.param == "to PostgreSQL":
        target = request.getfixturevalue("upgraded_postgresql_url")
    elif request.param == "back to SQLite":
        source = request.getfixturevalue("upgraded_postgresql_url")
    made = open_upgraded(source)
    fill(made)
    return made, open_upgraded(target)


def everything(engine: Engine, table: type[Base] = DraftRow) -> list[dict[str, object]]:
    with read_session(engine) as session:
        found = session.execute(select(table.__table__)).all()
    return sorted((dict(row._mapping) for row in found), key=str)


def test_a_copy_has_every_value_and_the_same_head(pair: tuple[Engine, Engine]) -> None:
    source, target = pair
    prepare_target(target)
    passed: list[int] = []
    with read_session(source) as session:
        copied = copy_database(session, target, passed.append)
        assert (sum(passed), copied.rows) == (count_rows(session),) * 2
        assert copied.head == verify.verify_chain(session, lambda _words: None).head
    for table in (ArticleRow, DraftRow, LedgerRow, PageRow):
        assert everything(target, table) == everything(source, table)
    found: list[str] = []
    with read_session(target) as session:
        verify.verify_chain(session, found.append)
        verify.record_faults(session, found.append)
    assert found == []


def test_work_goes_on_in_the_copy_with_the_next_numbers(pair: tuple[Engine, Engine]) -> None:
    source, target = pair
    prepare_target(target)
    with read_session(source) as session:
        copy_database(session, target)
    with read_session(source) as session:
        last = session.scalar(select(func.max(DraftRow.id))) or 0
    with write_transaction(target) as session:
        draft = add_draft(session, "new", title="Ещё одно событие")
        assert draft == last + 1
        confirmed = review.confirm(session, draft, who="Айгүл", now=NOW)
        assert confirmed.incident == "KZ-2026-0002"


def test_a_target_with_rows_or_with_strange_tables_is_refused(pair: tuple[Engine, Engine]) -> None:
    source, target = pair
    with pytest.raises(CopyFailed, match="articles"):
        prepare_target(source)
    with target.begin() as connection:
        connection.execute(text("CREATE TABLE invoices (id integer primary key)"))
    with pytest.raises(CopyFailed, match="invoices"):
        prepare_target(target)


def test_a_target_of_another_version_is_refused(pair: tuple[Engine, Engine], later_version: Callable[[], None]) -> None:
    _, target = pair
    prepare_target(target)
    later_version()
    with pytest.raises(DatabaseVersionMismatch):
        prepare_target(target)


def test_a_ledger_that_was_altered_is_not_copied(pair: tuple[Engine, Engine]) -> None:
    source, target = pair
    with unguarded(source) as connection:
        connection.execute(text("UPDATE ledger SET who = 'x' WHERE id = 2"))
    prepare_target(target)
    with read_session(source) as session, pytest.raises(CopyFailed, match=r"\brow 2\b"):
        copy_database(session, target)
    assert everything(target) == []


def test_a_value_that_does_not_read_back_leaves_nothing_behind(pair: tuple[Engine, Engine]) -> None:
    source, target = pair
    prepare_target(target)
    with target.begin() as connection:
        if target.dialect.name == "sqlite":
            connection.execute(text("CREATE TRIGGER bends AFTER INSERT ON articles BEGIN UPDATE articles SET title = 'bent' WHERE id = NEW.id; END"))
        else:
            connection.execute(text("CREATE FUNCTION bend() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.title := ''bent''; RETURN NEW; END'"))
            connection.execute(text("CREATE TRIGGER bends BEFORE INSERT ON articles FOR EACH ROW EXECUTE FUNCTION bend()"))
    with read_session(source) as session, pytest.raises(CopyFailed, match=r"\barticles\b"):
        copy_database(session, target)
    assert everything(target, ArticleRow) == []


def test_a_value_that_postgresql_does_not_take_is_told_with_its_table(tmp_path: Path, postgresql_url: str) -> None:
    source, target = open_engine(f"sqlite:///{tmp_path / 'a.db'}"), open_engine(postgresql_url)
    upgrade(source)
    with write_transaction(source) as session:
        rows.article(session, "a", text="null\x00byte")
    prepare_target(target)
    with read_session(source) as session, pytest.raises(CopyFailed, match=r"\barticles\b.*NUL"):
        copy_database(session, target)

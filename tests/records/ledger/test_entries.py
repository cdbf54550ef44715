"""The ledger refuses to be changed, and damage behind its guards is found."""

import hashlib
import threading
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from records import ledger
from records.database import read_session, write_transaction
from records.ledger import ledger_verify
from records.tables import LedgerRow
from records.vocabulary import LedgerAction
from tests.conftest import NOW
from tests.empty_database import open_upgraded


def _act(engine: Engine, times: int = 3) -> None:
    with write_transaction(engine) as session:
        for number in range(times):
            ledger.append(session, at=NOW, who="Aigul", action=LedgerAction.CONFIRM, subject=f"draft {number}", before={}, after={"n": number})


def test_the_ledger_refuses_to_be_changed_by_anybody(engine: Engine) -> None:
    _act(engine)
    statements = ["UPDATE ledger SET who = 'x' WHERE id = 1", "DELETE FROM ledger WHERE id = 1"]
    if engine.dialect.name == "sqlite":
        statements.append("INSERT OR REPLACE INTO ledger SELECT * FROM ledger WHERE id = 1")
    else:
        statements.append("TRUNCATE ledger")
    for statement in statements:
        with pytest.raises(DBAPIError, match="append-only"), write_transaction(engine) as session:
            session.execute(text(statement))
    with read_session(engine) as session:
        assert ledger_verify.faults(session) == []


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("UPDATE ledger SET who = 'somebody else' WHERE id = 2", "row 2 was altered"),
        ("DELETE FROM ledger WHERE id = 2", "row 2 is missing"),
        ("UPDATE ledger SET id = 99 WHERE id = 1", "row 1 is missing"),
    ],
)
def test_damage_to_the_ledger_behind_the_triggers_is_found(tmp_path: Path, damage: str, told: str) -> None:
    engine = open_upgraded(f"sqlite:///{tmp_path / 'l.db'}")
    _act(engine)
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER ledger_refuses_update"))
        connection.execute(text("DROP TRIGGER ledger_refuses_delete"))
        connection.execute(text(damage))
    with read_session(engine) as session:
        assert any(told in fault for fault in ledger_verify.faults(session))
    engine.dispose()


def test_a_row_holds_what_was_done_and_the_hash_of_the_row_before(engine: Engine) -> None:
    eastern = NOW.astimezone(ZoneInfo("Asia/Almaty"))
    with write_transaction(engine) as session:
        first = ledger.append(session, at=NOW, who="Aigul", action=LedgerAction.REJECT, subject="draft 1", before={"b": 1, "a": "ә"}, after={})
        second = ledger.append(
            session, at=eastern, who="Berik", action=LedgerAction.UNDO, subject="draft 2", before={}, after={"x": None}, reason="other", note="сөз"
        )
        assert (first.id, second.id) == (1, 2)
        assert (first.previous, second.previous) == ("0" * 64, first.hash)
    with read_session(engine) as session:
        one, two = session.query(LedgerRow).order_by(LedgerRow.id)
        assert (one.at, one.who, one.action, one.subject, one.before, one.after, one.reason, one.note) == (
            NOW, "Aigul", LedgerAction.REJECT, "draft 1", {"b": 1, "a": "ә"}, {}, None, "",
        )  # fmt: skip
        assert (two.at, two.who, two.action, two.subject, two.before, two.after, two.reason, two.note) == (
            NOW, "Berik", LedgerAction.UNDO, "draft 2", {}, {"x": None}, "other", "сөз",
        )  # fmt: skip


def test_the_hash_of_a_row_is_the_one_that_was_published_for_it() -> None:
    """Heads stand in released files and in print: another way to count the hash would make all of them wrong."""
    values: dict[str, Any] = {
        "id": 7, "at": NOW, "who": "Aigul", "action": "reject", "subject": "draft 1", "before": {"b": 1, "a": "ә"}, "after": {}, "reason": None,
        "note": "", "previous": "0" * 64,
    }  # fmt: skip
    written = (
        '{"action":"reject","after":{},"at":"2026-11-24T06:00:00.000000+00:00","before":{"a":"ә","b":1},"id":7,"note":"","previous":"'
        + "0" * 64
        + '","reason":null,"subject":"draft 1","who":"Aigul"}'
    )
    assert ledger.content_hash(**values) == hashlib.sha256(written.encode()).hexdigest()
    assert ledger.content_hash(**{**values, "at": NOW.astimezone(ZoneInfo("Asia/Almaty"))}) == ledger.content_hash(**values)
    assert ledger.row_hash(LedgerRow(**values)) == ledger.content_hash(**values)


def test_a_row_is_hashed_with_a_salt_of_its_own_and_one_without_as_it_was_before(engine: Engine) -> None:
    with write_transaction(engine) as session:
        rows = [
            ledger.append(session, at=NOW, who="Aigul", action=LedgerAction.REJECT, subject="draft 1", before={}, after={"name": "Анна"})
            for _ in (1, 2)
        ]
        assert len({row.salt for row in rows}) == 2
        assert {len(row.salt) for row in rows} == {32}
        first = rows[0]
        values = {name: getattr(first, name) for name in ("id", "at", "who", "action", "subject", "before", "after", "reason", "note", "previous")}
        assert first.hash == ledger.content_hash(**values, salt=first.salt) != ledger.content_hash(**values)
        assert ledger.content_hash(**values, salt="") == ledger.content_hash(**values, salt=None) == ledger.content_hash(**values)


def test_two_who_append_at_once_take_two_places(engine: Engine) -> None:
    def add(name: str) -> None:
        for _ in range(5):
            with write_transaction(engine) as session:
                ledger.append(session, at=NOW, who=name, action=LedgerAction.CONFIRM, subject="draft 1", before={}, after={})

    both = [threading.Thread(target=add, args=(name,)) for name in ("Aigul", "Berik")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    with read_session(engine) as session:
        assert [row.id for row in session.query(LedgerRow).order_by(LedgerRow.id)] == list(range(1, 11))
        assert ledger_verify.faults(session) == []

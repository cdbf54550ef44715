"""The ledger refuses to be changed, and damage behind its guards is found."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from records import ledger
from records.database import open_engine, read_session, upgrade, write_transaction
from records.ledger import ledger_verify
from records.vocabulary import LedgerAction
from tests.conftest import NOW


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
    engine = open_engine(f"sqlite:///{tmp_path / 'l.db'}")
    upgrade(engine)
    _act(engine)
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER ledger_refuses_update"))
        connection.execute(text("DROP TRIGGER ledger_refuses_delete"))
        connection.execute(text(damage))
    with read_session(engine) as session:
        assert any(told in fault for fault in ledger_verify.faults(session))
    engine.dispose()

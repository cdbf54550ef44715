"""A ledger with some rows, and ways past its guards, for tests that damage it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import Connection, Engine, text

from records import ledger
from records.database import read_session, write_transaction
from records.ledger import entries, verify
from records.ledger.verify import Head
from records.vocabulary import LedgerAction
from tests.conftest import NOW


def act(engine: Engine, times: int = 5) -> None:
    with write_transaction(engine) as session:
        for number in range(1, times + 1):
            ledger.append(
                session, at=NOW + timedelta(seconds=number), who="Aigul", action=LedgerAction.PROMOTE, subject=f"model {number}", before={},
                after={"n": number},
            )  # fmt: skip


@contextmanager
def unguarded(engine: Engine) -> Iterator[Connection]:
    """A connection past the triggers, as somebody with the database in their hands has it."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            for name in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER ledger_refuses_{name}"))
        else:
            connection.execute(text("ALTER TABLE ledger DISABLE TRIGGER USER"))
        yield connection


def chain_faults(engine: Engine, noted: Head | None = None) -> list[str]:
    found: list[str] = []
    with read_session(engine) as session:
        verify.verify_chain(session, found.append, noted)
        verify.record_faults(session, found.append)
        entries.clearing_faults(session, found.append)
    return found


def head(engine: Engine) -> Head:
    with read_session(engine) as session:
        last = verify.verify_chain(session, lambda _words: None).head
    assert last is not None
    return last

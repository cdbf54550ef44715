"""What somebody does who owns the database and knows how Qorgan works: change the records, and write the ledger anew so that it agrees."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import JSON, Connection, Engine, String, Text, cast, func, literal, select, text, type_coerce, update

from records.ledger import INITIAL_HASH, row_hash
from records.tables import Base, LedgerRow

# The tables in which decisions stand.
_RECORDS = ("drafts", "incidents", "statuses", "ledger")
_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger'"


def forge(engine: Engine, old: str, new: str) -> int:
    """Put one word for another wherever it stands in records and ledger, and compute every hash anew. Gives how many rows have another hash now."""
    with _past_the_guards(engine) as connection:
        for name in _RECORDS:
            table = Base.metadata.tables[name]
            for column in table.columns:
                if isinstance(column.type, String | JSON) and not column.primary_key and column.name not in ("hash", "previous"):
                    connection.execute(table.update().values({column.name: _replaced(engine, column, old, new)}))
        return _hashed_anew(connection)


def cut_off(engine: Engine, keep: int) -> None:
    """Take the last rows out of the ledger."""
    with _past_the_guards(engine) as connection:
        connection.execute(text("DELETE FROM ledger WHERE id > :keep"), {"keep": keep})


@contextmanager
def _past_the_guards(engine: Engine) -> Iterator[Connection]:
    """A connection for which no trigger stands in the way. Afterwards all of them are as they were."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            guards = connection.execute(text(_TRIGGERS)).all()
            off, on = [f"DROP TRIGGER {name}" for name, _ in guards], [statement for _, statement in guards]
        else:
            off, on = ["ALTER TABLE ledger DISABLE TRIGGER USER"], ["ALTER TABLE ledger ENABLE TRIGGER USER"]
        for statement in off:
            connection.execute(text(statement))
        yield connection
        for statement in on:
            connection.execute(text(statement))


def _hashed_anew(connection: Connection) -> int:
    previous, changed = INITIAL_HASH, 0
    for row in connection.execute(select(LedgerRow.__table__).order_by(LedgerRow.id)).all():
        plain = LedgerRow(**row._asdict() | {"previous": previous})
        previous = row_hash(plain)
        changed += previous != row.hash
        connection.execute(update(LedgerRow).where(LedgerRow.id == row.id).values(previous=plain.previous, hash=previous))
    return changed


def _replaced(engine: Engine, column: Any, old: str, new: str) -> Any:
    written = func.replace(cast(type_coerce(column, Text()), Text), literal(old), literal(new))
    return cast(written, JSON) if isinstance(column.type, JSON) and engine.dialect.name == "postgresql" else type_coerce(written, Text())

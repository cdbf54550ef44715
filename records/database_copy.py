"""Copies all tables from one database to another, of whichever kind: to PostgreSQL when one machine is no longer enough, and back into one file.

Rows are read and written as the application reads and writes them, so the same values stand on both sides, and the ledger keeps its hashes. What was
written is read again and compared with what was read.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Row, Table, func, insert, inspect, select, text
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session

from records.database import require_current, upgrade, write_transaction
from records.errors import CopyFailed
from records.fault_names import reason
from records.i18n import tr
from records.ledger import ledger_verify
from records.ledger.ledger_verify import Head
from records.search.index_tables import INDEX_TABLES
from records.tables import Base

_BATCH = 1000
Passed = Callable[[int], None]


@dataclass(frozen=True)
class TableDigest:
    """The rows of a table: how many, and a sum over the hashes of all, which does not hang on their order. (The two databases sort words differently.)"""

    rows: int = 0
    sum: int = 0

    def with_row(self, row: Sequence[Any]) -> "TableDigest":
        """The digest with one more row."""
        content = json.dumps(list(row), default=_plain, sort_keys=True, ensure_ascii=False)
        value = int.from_bytes(hashlib.sha256(content.encode()).digest())
        return TableDigest(self.rows + 1, (self.sum + value) % 2**256)


@dataclass(frozen=True)
class Copied:
    """What was copied: tables, rows, and the head of the ledger (None: it has no row), the same on both sides."""

    tables: int
    rows: int
    head: Head | None


def count_rows(session: Session) -> int:
    """The rows of all tables, for a bar that shows how far a copy is."""
    return sum(session.scalar(select(func.count()).select_from(table)) or 0 for table in Base.metadata.sorted_tables)


def prepare_target(target: Engine) -> None:
    """Make the tables of this version where there are none. Raises CopyFailed if there are rows already, DatabaseBehind for tables of another version."""
    present = set(inspect(target).get_table_names())
    if not present:
        upgrade(target)
    elif strange := sorted(present - {*Base.metadata.tables, *INDEX_TABLES, "alembic_version"}):
        raise CopyFailed(tr("the target holds tables of something else ({table}); copy into an empty database").format(table=strange[0]))
    require_current(target)
    with target.connect() as connection:
        for table in Base.metadata.sorted_tables:
            if connection.execute(select(*table.primary_key.columns).limit(1)).first() is not None:
                raise CopyFailed(tr("the target is not empty: its table {table} has rows; copy into an empty database").format(table=table.name))


def copy_database(source: Session, target: Engine, passed: Passed = lambda _rows: None) -> Copied:
    """Copy all rows into the tables that `prepare_target` made: all of them or none. `source` sees its records as they are at one moment.

    Raises CopyFailed if what is read back is not what was read, and where a value has no place on the other side.
    """
    read: dict[str, TableDigest] = {}
    with write_transaction(target) as writing:
        connection = writing.connection()
        for table in Base.metadata.sorted_tables:
            read[table.name] = _copy_table(source.connection(), connection, table, passed)
        if target.dialect.name == "postgresql":
            _set_sequences(connection)
        for table in Base.metadata.sorted_tables:
            if _digest(connection, table) != read[table.name]:
                raise CopyFailed(tr("table {table} does not read back as it was written; nothing was copied").format(table=table.name))
        head = _whole_head(writing)
        if head != _whole_head(source):
            raise CopyFailed(tr("the ledger of the copy ends elsewhere; nothing was copied"))
    return Copied(len(read), sum(digest.rows for digest in read.values()), head)


def _copy_table(source: Connection, target: Connection, table: Table, passed: Passed) -> TableDigest:
    digest = TableDigest()
    for part in _parts(source, table):
        rows = [dict(row._mapping) for row in part]
        try:
            target.execute(insert(table), rows)
        except DataError as error:
            words = tr("table {table} has a value that the other database does not take ({reason}); nothing was copied")
            raise CopyFailed(words.format(table=table.name, reason=reason(error))) from error
        for row in part:
            digest = digest.with_row(row)
        passed(len(rows))
    return digest


def _parts(connection: Connection, table: Table) -> Iterator[Sequence[Row[Any]]]:
    """The rows in batches. In a table that refers to itself, rows that refer to another come after those that do not."""
    later = [key.parent.is_not(None) for key in table.foreign_keys if key.column.table is table]
    query = select(table).order_by(*later, *table.primary_key.columns).execution_options(yield_per=_BATCH)
    yield from connection.execute(query).partitions()


def _digest(connection: Connection, table: Table) -> TableDigest:
    digest = TableDigest()
    for part in _parts(connection, table):
        for row in part:
            digest = digest.with_row(row)
    return digest


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"{type(value).__name__} is no value of a column")


def _set_sequences(connection: Connection) -> None:
    """Let PostgreSQL count on from the largest number of each table. Rows that bring their numbers do not move its counters."""
    for table in Base.metadata.sorted_tables:
        keys = list(table.primary_key.columns)
        if len(keys) != 1 or not issubclass(keys[0].type.python_type, int):
            continue
        named = {"table": f'"{table.name}"', "column": keys[0].name}
        sequence = connection.execute(text("SELECT pg_get_serial_sequence(:table, :column)"), named).scalar()
        largest = connection.scalar(select(func.max(keys[0])))
        if sequence is not None and largest is not None:
            connection.execute(text("SELECT setval(CAST(:sequence AS regclass), :largest)"), {"sequence": sequence, "largest": largest})


def _whole_head(session: Session) -> Head | None:
    """The head of a ledger whose chain is unbroken. Raises CopyFailed with the first fault: a copy would carry it on."""
    found: list[str] = []
    walked = ledger_verify.walk(session, found.append)
    if found:
        raise CopyFailed(tr("the ledger is not whole: {fault}; `qorgan verify` tells all").format(fault=found[0]))
    return walked.head

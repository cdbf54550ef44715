"""Whether the database itself is whole: its pages and indexes, what its rows refer to, and whether every value can be read.

The ledger and the evidence have hashes of their own. This comes before them: a page of the file that was zeroed or written over may hold any table.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, ForeignKeyConstraint, Row, Select, Table, func, literal, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from records.fault_names import reason
from records.i18n import ntr, tr
from records.tables import ArticleRow, Base

Tell = Callable[[str], None]

# PRAGMA integrity_check stops after so many lines: a person reads a few, and a lost disk makes a million.
_MOST = 100
_STREAM = 1000
# Reading a value fails in these ways when it is not what the application writes: no UTF-8, no JSON, no moment.
UNREADABLE = (DBAPIError, ValueError, TypeError, LookupError, AttributeError, RecursionError)


@dataclass
class ReadBack:
    """How many tables and rows were read."""

    tables: int = 0
    rows: int = 0


def structure_faults(session: Session, tell: Tell) -> int:
    """Report what is wrong with the pages, the indexes and the references of the database; how many faults there are.

    It needs no particular version of the tables, so it comes before an upgrade.
    """
    found: list[str] = []
    connection = session.connection()
    for check in (_sqlite_faults,) if connection.dialect.name == "sqlite" else (_amcheck_faults, _reference_faults):
        try:
            with _apart(connection):
                found += check(connection)
        except (DBAPIError, UnicodeDecodeError) as error:
            found.append(tr("the database is damaged: {reason}").format(reason=reason(error)))
    for words in found:
        tell(words)
    return len(found)


def content_faults(session: Session, tell: Tell) -> ReadBack:
    """Read every value of every table, and report each table that cannot be read to its end and each article whose text is not the one that was
    stored. The tables must be those of this version."""
    read = ReadBack()
    for table in Base.metadata.sorted_tables:
        seen = 0
        try:
            for row in _rows(session.connection(), table):
                seen += 1
                if table is ArticleRow.__table__ and hashlib.sha256(row.text.encode()).hexdigest() != row.text_sha256:
                    tell(tr("article {article}: its text is not the one whose SHA-256 was recorded").format(article=row.id))
        except UNREADABLE as error:
            words = tr("table {table} cannot be read beyond row {row}: {reason}")
            tell(words.format(table=table.name, row=seen, reason=reason(error)))
        read.tables += 1
        read.rows += seen
    return read


def _rows(connection: Connection, table: Table) -> Iterator[Row[Any]]:
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_STREAM)
    with _apart(connection):
        for part in connection.execute(query).partitions():
            yield from part


def _apart(connection: Connection) -> AbstractContextManager[object]:
    """What fails inside does not end the transaction: on PostgreSQL it would, on SQLite it does not."""
    return connection.begin_nested() if connection.dialect.name == "postgresql" else nullcontext()


def _sqlite_faults(connection: Connection) -> Iterator[str]:
    damaged = tr("the database is damaged: {reason}")
    for (told,) in connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST})"):
        # One answer may hold several lines, under a head that names the schema.
        yield from (damaged.format(reason=line) for line in told.splitlines() if line != "ok" and not line.startswith("***"))
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield tr("table {table}, row {row}: what it refers to in {parent} is missing").format(table=table, row=row, parent=parent)


def _amcheck_faults(connection: Connection) -> Iterator[str]:
    """What PostgreSQL's own check finds (the functions that the program pg_amcheck calls), where the extension `amcheck` is installed and may be
    called. Where it is not, reading every row must do."""
    allowed = connection.execute(
        text("SELECT bool_and(has_function_privilege(p.oid, 'EXECUTE')) FROM pg_proc p WHERE p.proname IN ('verify_heapam', 'bt_index_check')")
    ).scalar()
    if not allowed:
        return
    for table in Base.metadata.sorted_tables:
        if connection.execute(text("SELECT to_regclass(:name)"), {"name": f'"{table.name}"'}).scalar() is None:
            continue
        found = connection.execute(text("SELECT blkno, msg FROM verify_heapam(CAST(:name AS regclass))"), {"name": f'"{table.name}"'})
        for block, told in found:
            yield tr("the database is damaged: {reason}").format(reason=f"{table.name}, block {block}: {told}")
        indexes = text(
            "SELECT c.oid, c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam"
            " WHERE i.indrelid = CAST(:name AS regclass) AND a.amname = 'btree' AND i.indisvalid"
        )
        for oid, name in connection.execute(indexes, {"name": f'"{table.name}"'}).all():
            try:
                with _apart(connection):
                    connection.execute(text("SELECT bt_index_check(CAST(:oid AS oid), true)"), {"oid": oid})
            except DBAPIError as error:
                yield tr("the database is damaged: {reason}").format(reason=f"{name}: {reason(error)}")


def _reference_faults(connection: Connection) -> Iterator[str]:
    """Rows that refer to nothing. PostgreSQL refuses them, unless its own checks were switched off or a restored copy was cut."""
    present = set(connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")).scalars())
    for table in Base.metadata.sorted_tables:
        for key in sorted(table.foreign_key_constraints, key=lambda key: [column.name for column in key.columns]):
            if not {table.name, key.referred_table.name} <= present:
                continue
            missing = connection.scalar(_without_parent(table, key)) or 0
            if missing:
                words = ntr(
                    "table {table}: what {n} row refers to in {parent} is missing",
                    "table {table}: what {n} rows refer to in {parent} is missing",
                    missing,
                )
                yield words.format(table=table.name, n=missing, parent=key.referred_table.name)


def _without_parent(table: Table, key: ForeignKeyConstraint) -> Select[int]:
    parent = key.referred_table.alias("parent")
    pairs = [(one.parent, parent.c[one.column.name]) for one in key.elements]
    there = select(literal(1)).select_from(parent).where(*(mine == its for mine, its in pairs)).exists()
    return select(func.count()).select_from(table).where(*(mine.is_not(None) for mine, _ in pairs), ~there)

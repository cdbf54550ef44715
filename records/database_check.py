"""Checks and copies of a whole database: its structure, schema, references and values.

The ledger and the evidence have their own hashes. This check comes first: a page of the file that was zeroed or overwritten may belong to any table.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, ForeignKeyConstraint, Row, Select, Table, func, insert, inspect, literal, select, text
from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.orm import Session

from records.database import require_current, upgrade, write_transaction
from records.error_translation import error_reason
from records.errors import CopyFailed
from records.i18n import ntr, tr
from records.ledger import verify
from records.ledger.verify import Head
from records.search import DRAFT_WORD_TRIGGERS, DRAFT_WORDS, INDEX_TABLES, PROGRESS, STATES
from records.tables import ArticleRow, Base

# The schema: tables, columns, indexes, references, and the triggers that protect the ledger. Rows alone do not show a missing trigger.

# Names in a line; further ones are counted.
_MOST = 12
_REFUSE = "BEGIN RAISE EXCEPTION 'the ledger is append-only'; END"
_POSTGRESQL_BEGIN = "CREATE TRIGGER ledger_refuses_{name} BEFORE {acts} ON ledger FOR EACH {each} EXECUTE FUNCTION ledger_refuse() "
# The triggers that migrations create, as the database describes them. A trigger of the same name with other content protects nothing.
_GUARDS = {
    "sqlite": {
        f"ledger_refuses_{act.lower()}": (
            f"CREATE TRIGGER ledger_refuses_{act.lower()} BEFORE {act} ON ledger BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
        )
        for act in ("UPDATE", "DELETE")
    },
    "postgresql": {
        f"ledger_refuses_{name}": _POSTGRESQL_BEGIN.format(name=name, acts=acts, each=each) + _REFUSE
        for name, acts, each in (("change", "DELETE OR UPDATE", "ROW"), ("truncate", "TRUNCATE", "STATEMENT"))
    },
}
_SQLITE_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger'"
_SQLITE_DRAFT_TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'drafts'"
# A trigger that is disabled (D), or active on a replica only (R), protects nothing.
_POSTGRESQL_TRIGGERS = (
    "SELECT t.tgname, pg_get_triggerdef(t.oid, true) || ' ' || p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
    " WHERE t.tgrelid = to_regclass('ledger') AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
)


def shape_faults(session: Session, report_fault: Callable[[str], None]) -> None:
    """Report in one line what is missing from the schema or differs from this version.

    The tables must have the current version. Additions (such as an administrator's index) are no fault, except triggers on the ledger.
    """
    connection = session.connection()
    names = [*_triggers(connection), *_lacking(connection)]
    if not names:
        return
    listed = names[:_MOST] + ([tr("and {n} more").format(n=len(names) - _MOST)] if len(names) > _MOST else [])
    words = tr(
        "the database is not as this version makes it, somebody changed it past Qorgan: {names}. Compare the ledger with an anchor that was sent away "
        "(`--anchor`), then copy all records into a new database with `qorgan db copy`, or, if that does not go, bring back the last backup"
    )
    report_fault(words.format(names=", ".join(listed)))


def _triggers(connection: Connection) -> Iterator[str]:
    kind = connection.dialect.name
    query = _SQLITE_TRIGGERS if kind == "sqlite" else _POSTGRESQL_TRIGGERS
    present = {name: " ".join(definition.split()) for name, definition in connection.execute(text(query))}
    for name, definition in _GUARDS[kind].items():
        if present.pop(name, None) != definition:
            yield tr("trigger {name} is missing or changed").format(name=name)
    # It could drop or change rows.
    for name in sorted(present):
        yield tr("trigger {name} on the ledger is not Qorgan's").format(name=name)


def _lacking(connection: Connection) -> Iterator[str]:
    """Yield what Alembic would add or alter to reach the current schema."""
    present = set(inspect(connection).get_table_names())
    lite = connection.dialect.name == "sqlite"
    for name in (PROGRESS.name, STATES, *([DRAFT_WORDS] if lite else [])):
        if name not in present:
            yield tr("table {name} is missing").format(name=name)
    follow = set(connection.scalars(text(_SQLITE_DRAFT_TRIGGERS))) if lite else DRAFT_WORD_TRIGGERS
    for name in sorted(DRAFT_WORD_TRIGGERS - follow):
        yield tr("trigger {name} is missing or changed").format(name=name)
    changes = list(_flat(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata)))
    gone = {change[1].name for change in changes if change[0] == "add_table"}
    faults: dict[str, None] = {}
    for act, *what in changes:
        if act == "add_table":
            faults[tr("table {name} is missing").format(name=what[0].name)] = None
        elif act == "add_column":
            faults[tr("column {name} is missing").format(name=f"{what[1]}.{what[2].name}")] = None
        elif act.startswith("modify_"):
            faults[tr("column {name} is changed").format(name=f"{what[1]}.{what[2]}")] = None
        # An index or a reference of a missing table is not reported as well.
        elif act == "add_index" and what[0].table.name not in gone:
            faults[tr("index {name} is missing or changed").format(name=what[0].name)] = None
        elif act in ("add_fk", "add_constraint") and not {what[0].table.name, *_referred(what[0])} & gone:
            columns = ", ".join(column.name for column in what[0].columns)
            faults[tr("constraint {name} is missing or changed").format(name=f"{what[0].table.name} ({columns})")] = None
    yield from faults


def _flat(changes: list[Any]) -> Iterator[tuple[Any, ...]]:
    """Yield single changes; Alembic groups those of one column in a list."""
    for change in changes:
        yield from change if isinstance(change, list) else [change]


def _referred(constraint: Any) -> list[str]:
    return [element.target_fullname.split(".")[0] for element in getattr(constraint, "elements", ())]


# Copies all tables between databases of either kind: to PostgreSQL when one machine is no longer enough, and back into one file. Rows are read and
# written through the application's types, so values and ledger hashes remain the same. The copy is read back and compared.

_BATCH = 1000
Passed = Callable[[int], None]


@dataclass(frozen=True)
class TableDigest:
    """The digest of a table: its row count, and an order-independent sum of row hashes.

    The two kinds of databases sort text differently.
    """

    rows: int = 0
    sum: int = 0

    def with_row(self, row: Sequence[Any]) -> "TableDigest":
        """Return the digest with one more row."""
        content = json.dumps(list(row), default=_plain, sort_keys=True, ensure_ascii=False)
        value = int.from_bytes(hashlib.sha256(content.encode()).digest())
        return TableDigest(self.rows + 1, (self.sum + value) % 2**256)


@dataclass(frozen=True)
class CopyResult:
    """The result of a copy: tables, rows, and the ledger's head (None if it is empty), equal in both databases."""

    tables: int
    rows: int
    head: Head | None


def count_rows(session: Session) -> int:
    """Count the rows of all tables, for a progress bar."""
    return sum(session.scalar(select(func.count()).select_from(table)) or 0 for table in Base.metadata.sorted_tables)


def prepare_target(target: Engine) -> None:
    """Create the current tables if there are none.

    Raises CopyFailed if there are rows already, DatabaseVersionMismatch for tables of another version.
    """
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


def copy_database(source: Session, target: Engine, passed: Passed = lambda _rows: None) -> CopyResult:
    """Copy all rows into the tables made by `prepare_target`, or none.

    `source` reads as of one moment. Raises CopyFailed if the copy differs from the original, or if a value cannot be stored in the target.
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
    return CopyResult(len(read), sum(digest.rows for digest in read.values()), head)


def _copy_table(source: Connection, target: Connection, table: Table, passed: Passed) -> TableDigest:
    digest = TableDigest()
    for part in _parts(source, table):
        rows = [dict(row._mapping) for row in part]
        try:
            target.execute(insert(table), rows)
        except DataError as error:
            words = tr("table {table} has a value that the other database does not take ({reason}); nothing was copied")
            raise CopyFailed(words.format(table=table.name, reason=error_reason(error))) from error
        for row in part:
            digest = digest.with_row(row)
        passed(len(rows))
    return digest


def _parts(connection: Connection, table: Table) -> Iterator[Sequence[Row[Any]]]:
    """Yield the rows in batches.

    In a table that refers to itself, rows without such a reference come first.
    """
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
    """Set PostgreSQL's sequences to each table's largest id.

    Rows inserted with explicit ids do not advance them.
    """
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
    """Return the head of a ledger with an unbroken chain.

    Raises CopyFailed with the first fault: a copy would repeat it.
    """
    faults: list[str] = []
    walked = verify.verify_chain(session, faults.append)
    if faults:
        raise CopyFailed(tr("the ledger is not whole: {fault}; `qorgan verify` tells all").format(fault=faults[0]))
    return walked.head


Tell = Callable[[str], None]

# PRAGMA integrity_check stops after so many lines: a person reads a few, and a lost disk makes a million.
_MOST_FAULTS = 100
_STREAM = 1000
# Errors on reading a value that the application did not write: invalid UTF-8, JSON or time.
UNREADABLE = (DBAPIError, ValueError, TypeError, LookupError, AttributeError, RecursionError)


@dataclass
class ReadBackResult:
    """The numbers of tables and rows read."""

    tables: int = 0
    rows: int = 0


def structure_faults(session: Session, report_fault: Tell) -> int:
    """Report faults of pages, indexes and references, and return their number.

    It needs no particular schema version, so it runs before an upgrade.
    """
    faults: list[str] = []
    connection = session.connection()
    for check in (_sqlite_faults,) if connection.dialect.name == "sqlite" else (_amcheck_faults, _reference_faults):
        try:
            with _savepoint(connection):
                faults += check(connection)
        except (DBAPIError, UnicodeDecodeError) as error:
            faults.append(tr("the database is damaged: {reason}").format(reason=error_reason(error)))
    for words in faults:
        report_fault(words)
    return len(faults)


def content_faults(session: Session, report_fault: Tell) -> ReadBackResult:
    """Read every value of every table, and report unreadable tables and articles whose text has changed.

    The tables must have the current version.
    """
    read = ReadBackResult()
    for table in Base.metadata.sorted_tables:
        count = 0
        try:
            for row in _rows(session.connection(), table):
                count += 1
                if table is ArticleRow.__table__ and hashlib.sha256(row.text.encode()).hexdigest() != row.text_sha256:
                    report_fault(tr("article {article}: its text is not the one whose SHA-256 was recorded").format(article=row.id))
        except UNREADABLE as error:
            words = tr("table {table} cannot be read beyond row {row}: {reason}")
            report_fault(words.format(table=table.name, row=count, reason=error_reason(error)))
        read.tables += 1
        read.rows += count
    return read


def _rows(connection: Connection, table: Table) -> Iterator[Row[Any]]:
    query = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_STREAM)
    with _savepoint(connection):
        for part in connection.execute(query).partitions():
            yield from part


def _savepoint(connection: Connection) -> AbstractContextManager[object]:
    """Return a context in which a failed statement does not end the transaction, as it would on PostgreSQL."""
    return connection.begin_nested() if connection.dialect.name == "postgresql" else nullcontext()


def _sqlite_faults(connection: Connection) -> Iterator[str]:
    damaged = tr("the database is damaged: {reason}")
    for (report,) in connection.exec_driver_sql(f"PRAGMA integrity_check({_MOST_FAULTS})"):
        # One result may have several lines, below a heading with the schema's name.
        yield from (damaged.format(reason=line) for line in report.splitlines() if line != "ok" and not line.startswith("***"))
    for table, row, parent, _ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield tr("table {table}, row {row}: what it refers to in {parent} is missing").format(table=table, row=row, parent=parent)


def _amcheck_faults(connection: Connection) -> Iterator[str]:
    """Yield what PostgreSQL's own check (the functions behind pg_amcheck) finds.

    It needs the extension `amcheck` and permission to call it. Otherwise reading every row must suffice.
    """
    allowed = connection.execute(
        text("SELECT bool_and(has_function_privilege(p.oid, 'EXECUTE')) FROM pg_proc p WHERE p.proname IN ('verify_heapam', 'bt_index_check')")
    ).scalar()
    if not allowed:
        return
    for table in Base.metadata.sorted_tables:
        if connection.execute(text("SELECT to_regclass(:name)"), {"name": f'"{table.name}"'}).scalar() is None:
            continue
        rows = connection.execute(text("SELECT blkno, msg FROM verify_heapam(CAST(:name AS regclass))"), {"name": f'"{table.name}"'})
        for block, message in rows:
            yield tr("the database is damaged: {reason}").format(reason=f"{table.name}, block {block}: {message}")
        indexes = text(
            "SELECT c.oid, c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam"
            " WHERE i.indrelid = CAST(:name AS regclass) AND a.amname = 'btree' AND i.indisvalid"
        )
        for oid, name in connection.execute(indexes, {"name": f'"{table.name}"'}).all():
            try:
                with _savepoint(connection):
                    connection.execute(text("SELECT bt_index_check(CAST(:oid AS oid), true)"), {"oid": oid})
            except DBAPIError as error:
                yield tr("the database is damaged: {reason}").format(reason=f"{name}: {error_reason(error)}")


def _reference_faults(connection: Connection) -> Iterator[str]:
    """Yield rows with dangling references.

    PostgreSQL refuses them, unless its checks were disabled or a restored copy was incomplete.
    """
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
    pairs = [(element.parent, parent.c[element.column.name]) for element in key.elements]
    has_parent = select(literal(1)).select_from(parent).where(*(mine == its for mine, its in pairs)).exists()
    return select(func.count()).select_from(table).where(*(mine.is_not(None) for mine, _ in pairs), ~has_parent)

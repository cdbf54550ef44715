"""The database: opening, integrity, schema version, retries and transactions, for SQLite (default) and PostgreSQL.

Both kinds have the same tables and the same code.
"""

import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from records.error_translation import damaged_database_error, error_reason, is_transient_error, translate_error, unreachable_server_error
from records.errors import DatabaseDamaged, DatabaseVersionMismatch, NotWritable, SettingsError
from records.files import make_folder, sync_folder
from records.i18n import tr
from records.setting_checks import database_words

if TYPE_CHECKING:
    from alembic.config import Config


# Whether a SQLite file is sound enough to be written to. Checked before a person's decision is added, and for errors without another explanation:
# writing into a damaged file may lose data and cause more damage. `records.database_check` checks more and has no time limit.

# Seconds. SQLite checks a 1.1 GB database in 0.7 s from memory and in 1.9 s from disk, so only very large databases are checked in part.
_CHECK_SECONDS = 10.0
# Tables of people's decisions come first: they are small, and are checked whatever the size of the rest.
_FIRST = ("ledger", "users", "drafts", "incidents", "statuses")
# SQLite instructions between two looks at the clock.
_OFTEN = 1000


def require_intact_database(database: str) -> None:
    """Raise DatabaseDamaged if SQLite finds damage within `_CHECK_SECONDS`, before anything is written.

    PostgreSQL is not checked: the server itself refuses damaged data.
    """
    database_damage = find_database_damage(database)
    if database_damage is not None:
        raise database_damage


def find_database_damage(database: str, patience: float = _CHECK_SECONDS, clock: Callable[[], float] = time.monotonic) -> DatabaseDamaged | None:
    """Return the first damage SQLite finds in pages and their structure; None if it finds none.

    Text content is not checked. Also None if the file does not exist, or cannot be opened for a reason that opening reports.
    """
    file = _file_of(database)
    if file is None:
        return None
    give_up = clock() + patience
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=5)) as connection:
            connection.set_progress_handler(lambda: clock() > give_up, _OFTEN)
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
            for part in (*(table for table in _FIRST if table in tables), 1):
                (first,) = connection.execute(f"PRAGMA quick_check({part})").fetchone()
                if first != "ok":
                    return damaged_database_error(" ".join(first.split()))
    except (sqlite3.Error, UnicodeDecodeError) as error:
        # An error about invalid text has no result code.
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
            return None
        fault = translate_error(error)
        return fault if isinstance(fault, DatabaseDamaged) else None
    return None


def _file_of(database: str) -> Path | None:
    try:
        place = make_url(database)
    except ArgumentError:
        return None
    if place.get_backend_name() != "sqlite" or not place.database or not Path(place.database).is_file():
        return None
    return Path(place.database)


# SQLite files that cannot be written: a copy on a read-only medium, or a file that must not change during inspection.

_OPTION = "read_only"


def cannot_be_written(file: Path) -> bool:
    """Return whether a database file is in a place where nothing can be written.

    SQLite must write to the folder even to read a database in use.
    """
    return file.is_file() and not (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK))


def open_read_only(file: Path) -> Engine:
    """Return a read-only engine for the file.

    Raises NotWritable if its journal still has to be written back and cannot be read in this place.
    """
    journal, index = file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")
    address = f"{file.resolve().as_uri()}?mode=ro"
    if not (journal.is_file() and journal.stat().st_size):
        # Nobody writes, so SQLite needs no locks and no journal, which it could not create here.
        address += "&immutable=1"
    elif not index.is_file() and cannot_be_written(file):
        words = tr("{file} has a journal ({journal}) that was not written back; copy both into a folder that can be written, and look at them there")
        raise NotWritable(words.format(file=file, journal=journal.name))

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(address, uri=True, check_same_thread=False)

    return create_engine("sqlite://", creator=connect, poolclass=QueuePool, execution_options={_OPTION: True})


def is_read_only(engine: Engine) -> bool:
    """Return whether the engine was opened by `open_read_only`."""
    return bool(engine.get_execution_options().get(_OPTION))


# Waiting for a database server that restarts, shuts down, has no free connection or lost ours. Work is always retried as a whole, from its first
# statement.

# Seconds that a run waits in all, and between attempts (first and longest wait). Recovery after a power cut takes about a minute.
RETRY_SECONDS = 120.0
FIRST_PAUSE, LONGEST_PAUSE = 0.25, 8.0
# Seconds that a person waits, at the desk or in a shell, for an error.
INTERACTIVE_RETRY_SECONDS = 5.0

Result = TypeVar("Result")

log = logging.getLogger(__name__)

# Whether the caller retries everything. Then a new connection does not wait as well, or the two waits would add up.
_inside_retry: ContextVar[bool] = ContextVar("tried_again", default=False)


def call_with_retry(work: Callable[[], Result], patience: float = RETRY_SECONDS) -> Result:
    """Run the work, and retry it while the server is unavailable, with one message at the start.

    Raises the last attempt's error after `patience` seconds since the first failure.
    """
    failing = RetryBackoff(patience)
    while True:
        try:
            with retry_scope():
                return work()
        except Exception as error:
            pause = failing.pause_after(error)
            if pause is None:
                raise
        time.sleep(pause)


@contextmanager
def retry_scope() -> Iterator[None]:
    """Make new connections to an unavailable server fail at once inside this context."""
    mark = _inside_retry.set(True)
    try:
        yield
    finally:
        _inside_retry.reset(mark)


class RetryBackoff:
    """The retry state of one piece of work: how long it has failed, and the next wait."""

    def __init__(self, patience: float) -> None:
        self._patience, self._pause = patience, FIRST_PAUSE
        self._give_up: float | None = None

    def pause_after(self, error: BaseException) -> float | None:
        """Return the seconds to wait; None for a permanent error or when patience has run out."""
        if not is_transient_error(error):
            return None
        if self._give_up is None:
            self._give_up = time.monotonic() + self._patience
            if self._patience:
                words = tr("the database server is away ({reason}); trying again for up to {seconds:.0f} seconds")
                log.warning("%s", words.format(reason=error_reason(error), seconds=self._patience))
        pause, self._pause = self._pause, min(self._pause * 2, LONGEST_PAUSE)
        return None if time.monotonic() + pause > self._give_up else pause


def engine_with_retry(engine: Engine, patience: float = RETRY_SECONDS) -> Engine:
    """Make new connections of the engine wait for an unavailable server, and return the engine.

    For a run and for the desk. The first connection of a command does not wait, so that its user gets the error at once.
    """
    if engine.dialect.name == "postgresql":
        event.listen(engine, "do_connect", partial(_connect, patience))
    return engine


def _connect(patience: float, dialect: Any, _record: Any, args: Any, by_name: dict[str, Any]) -> Any:
    if _inside_retry.get():
        return dialect.connect(*args, **by_name)
    return call_with_retry(lambda: dialect.connect(*args, **by_name), patience)


# Whether a transaction was committed although the connection was lost before the answer. PostgreSQL reports a transaction's status by its id. A
# crashed server may reuse a lost id, so a transaction that wrote to the ledger counts only if its ledger row exists with the same hash.

_ROW = "ledger row"


@dataclass(frozen=True)
class PendingCommit:
    """A transaction about to commit.

    `id` is None if it wrote nothing or cannot lose its connection (SQLite); `row` is its last ledger row, with its hash.
    """

    id: str | None
    row: tuple[int, str] | None


def note_row(session: Session, id: int, hash: str) -> None:
    """Note that this session's transaction wrote this ledger row."""
    session.info[_ROW] = (id, hash)


def pending_commit(session: Session) -> PendingCommit:
    """Return what identifies this session's transaction later.

    Only the commit may follow.
    """
    session.flush()
    if session.get_bind().dialect.name != "postgresql":
        return PendingCommit(None, None)
    return PendingCommit(session.scalar(text("SELECT CAST(pg_current_xact_id_if_assigned() AS text)")), session.info.get(_ROW))


def was_committed(session: Session, left: PendingCommit) -> bool:
    """Return whether the transaction was committed.

    Raises DatabaseUnavailable while the server has not finished it.
    """
    if left.id is None:
        return False
    try:
        state = session.scalar(text("SELECT pg_xact_status(CAST(:id AS xid8))"), {"id": left.id})
    except DataError:
        # An id that the server has not issued yet: it crashed and lost the transaction.
        return False
    if state == "in progress":
        raise unreachable_server_error(tr("it has not ended the last transaction yet"))
    if state != "committed" or left.row is None:
        return bool(state == "committed")
    id, hash = left.row
    return bool(session.scalar(text("SELECT hash FROM ledger WHERE id = :id"), {"id": id}) == hash)


# The schema version of a database, and the one this program needs. Every command checks it, so modules that only an upgrade needs are not imported
# here: importing takes longer than the check.

_MIGRATIONS = Path(__file__).parent / "migrations"


@cache
def known_versions() -> tuple[str, ...]:
    """Return the schema versions this program knows, first to current.

    The file name of each migration begins with its version.
    """
    return tuple(sorted(file.name.partition("_")[0] for file in (_MIGRATIONS / "versions").glob("[0-9]*_*.py")))


def schema_versions(engine: Engine) -> tuple[str | None, str]:
    """Return the version of the tables (None if there are none) and the required version."""
    with engine.connect() as connection:
        versioned = inspect(connection).has_table("alembic_version")
        now = connection.scalar(text("SELECT version_num FROM alembic_version")) if versioned else None
    return now, known_versions()[-1]


# Milliseconds that a writer waits for another one on SQLite: longer than the longest batch that a run stores.
BUSY_MS = 60_000


def open_engine(url: str, setting: str = "QORGAN_DATABASE_URL") -> Engine:
    """Return an engine for the address.

    SQLite gets WAL, foreign keys, and triggers that also guard against INSERT OR REPLACE. Raises SettingsError, which names the setting or option,
    for an address of neither kind, or the error that explains why the database does not open.
    """
    unread = SettingsError(f"{setting}: {database_words()}")
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
            raise unread
        parsed.get_dialect().import_dbapi()
    except (ArgumentError, ImportError) as error:
        raise unread from error
    new: Path | None = None
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            make_folder(Path(parsed.database).parent)
            new = None if Path(parsed.database).exists() else Path(parsed.database)
        engine = create_engine(parsed)
        event.listen(engine, "connect", _prepare_sqlite)
    else:
        engine = create_engine(parsed, pool_pre_ping=True)
        event.listen(engine, "connect", _prepare_postgresql)
    try:
        with engine.connect():
            pass
    except (DBAPIError, UnicodeDecodeError) as error:
        address, fault = parsed.render_as_string(hide_password=True), translate_error(error)
        if fault is not None:
            raise type(fault)(f"{address}: {fault}") from error
        raise SettingsError(tr("the database {address} does not open: {reason}").format(address=address, reason=error_reason(error))) from error
    if new is not None:
        # SQLite syncs the file and its journals' names, but not the name of the file itself.
        sync_folder(new.parent)
    return engine


def open_for_reading(url: str) -> Engine:
    """Return an engine as `open_engine` does, or a read-only one for a file that cannot be written."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        return open_engine(url)
    file = Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None
    return open_read_only(file) if file is not None and cannot_be_written(file) else open_engine(url)


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    # A commit is on disk when it returns. NORMAL would sync at checkpoints only, and a power cut would lose confirmed decisions.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    # Without this, INSERT OR REPLACE deletes a ledger row without firing the trigger that forbids it.
    cursor.execute("PRAGMA recursive_triggers=ON")
    cursor.close()


def _prepare_postgresql(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Require each commit to be on disk before it returns, whatever the server's or role's setting.

    A stricter setting (with a standby) remains.
    """
    cursor = connection.cursor()
    cursor.execute("SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'")
    cursor.close()
    connection.commit()


def alembic_config(engine: Engine) -> "Config":
    """Return Alembic's configuration for this engine; the migrations are in the folder next to this module."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["engine"] = engine
    return config


def upgrade(engine: Engine) -> str:
    """Upgrade the tables to the current version and return it.

    Safe to repeat and to run in two processes at once. Raises DatabaseDamaged for a damaged file, which remains unchanged: an upgrade rewrites tables
    and would lose unreadable rows.
    """
    _require_ours(engine)
    now, head = schema_versions(engine)
    if now not in {None, head}:
        require_intact_database(engine.url.render_as_string(hide_password=False))
    from alembic import command

    command.upgrade(alembic_config(engine), "head")
    return head


def open_database(url: str) -> Engine:
    """Return an engine for a database whose tables have the current version.

    An embedded database is created or upgraded at once; one on a read-only medium is opened for reading. A server is used by several machines, so
    only its operator upgrades it: raises DatabaseVersionMismatch. Raises SettingsError as `open_engine` does.
    """
    engine = open_for_reading(url)
    try:
        if engine.dialect.name == "sqlite" and not is_read_only(engine):
            if not is_current(engine):
                upgrade(engine)
        else:
            require_current(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def is_current(engine: Engine) -> bool:
    """Return whether the tables have the current version. Raises DatabaseVersionMismatch for tables that cannot be upgraded to it."""
    _require_ours(engine)
    now, head = schema_versions(engine)
    return now == head


def require_current(engine: Engine) -> None:
    """Raise DatabaseVersionMismatch if the tables do not have the current version."""
    if not is_current(engine):
        now, head = schema_versions(engine)
        behind = tr("the database is at {now}, this version needs {head}; run: qorgan db upgrade")
        empty = tr("the database holds no tables of Qorgan yet, this version needs {head}; run: qorgan db upgrade")
        raise DatabaseVersionMismatch((behind if now else empty).format(now=now, head=head))


def _require_ours(engine: Engine) -> None:
    """Raise DatabaseVersionMismatch for tables that cannot be upgraded: of a development or a newer version, or of another program."""
    now, head = schema_versions(engine)
    if now in known_versions():
        return
    tables = set(inspect(engine).get_table_names())
    if now is None:
        # A server's schema may contain tables of extensions; a file with tables and no version belongs to another program.
        foreign = bool(tables) and engine.dialect.name == "sqlite" and "alembic_version" not in tables
    else:
        foreign = not {"ledger", "pages"} <= tables
        if not foreign and now < known_versions()[0]:
            words = tr(
                "the database was made by a development version of Qorgan (it is at {now}), and no released version upgrades it; name an empty one in "
                "QORGAN_DATABASE_URL, or an empty data folder in QORGAN_DATA"
            )
            raise DatabaseVersionMismatch(words.format(now=now))
        if not foreign:
            words = tr(
                "the database was made by a newer Qorgan (it is at {now}, this version knows {head} at most); install that version, or a newer one"
            )
            raise DatabaseVersionMismatch(words.format(now=now, head=head))
    if foreign:
        raise DatabaseVersionMismatch(tr("the database is that of another program; name another one in QORGAN_DATABASE_URL, empty or Qorgan's own"))


@contextmanager
def write_transaction(engine: Engine) -> Iterator[Session]:
    """Open a write transaction that is committed as a whole or not at all.

    On SQLite it takes the write lock at once. A transaction that reads first and writes later would fail with "database is locked" if another process
    wrote in between, however long the busy timeout is.
    """
    with Session(engine, expire_on_commit=False) as session, session.begin():
        if engine.dialect.name == "sqlite":
            session.connection().exec_driver_sql("BEGIN IMMEDIATE")
        yield session


def hold_database_lock(session: Session, lock: int) -> None:
    """Wait for an exclusive lock of this number, held until the transaction ends.

    SQLite has only one writer anyway. To avoid deadlocks, take several locks in this order: review with its drafts, numbers of incidents, persons,
    rows of incidents, and the ledger last.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})


@contextmanager
def read_session(engine: Engine) -> Iterator[Session]:
    """Open a session that only reads."""
    with Session(engine) as session:
        yield session


@contextmanager
def consistent_read_session(engine: Engine) -> Iterator[Session]:
    """Open a session that reads the records as of one moment, while others may write."""
    with Session(engine) as session:
        if engine.dialect.name == "sqlite":
            session.connection().exec_driver_sql("BEGIN")
        else:
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session


def write_with_retry(engine: Engine, work: Callable[[Session], Result], patience: float = RETRY_SECONDS) -> Result:
    """Run the work in one write transaction, and retry it as a whole while the server is unavailable.

    If the commit was not answered, it is repeated only if it did not happen. `work` must return plain values: rows cannot be read after the
    connection is lost.
    """
    left: tuple[PendingCommit, Result] | None = None

    def once() -> Result:
        nonlocal left
        if left is not None:
            with read_session(engine) as session:
                if was_committed(session, left[0]):
                    return left[1]
            left = None
        with write_transaction(engine) as session:
            result = work(session)
            left = pending_commit(session), result
        return result

    return call_with_retry(once, patience)


def read_with_retry(engine: Engine, work: Callable[[Session], Result], patience: float = RETRY_SECONDS) -> Result:
    """Run the work in one read session, and retry it as a whole while the server is unavailable."""

    def once() -> Result:
        with read_session(engine) as session:
            return work(session)

    return call_with_retry(once, patience)

"""Opens the database: SQLite by default, PostgreSQL to grow. Both have the same tables and the same code."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from records.durable_files import make_folder, sync_folder
from records.errors import DatabaseBehind, SettingsError
from records.fault_names import named, reason
from records.i18n import tr
from records.patience import PATIENCE, persist
from records.read_only import cannot_be_written, is_read_only, open_read_only
from records.schema_version import MIGRATIONS, known_versions, schema_versions
from records.setting_checks import database_words
from records.sqlite_damage import require_sound
from records.unanswered_commits import AskedToCommit, about_to_commit, took_place

if TYPE_CHECKING:
    from alembic.config import Config

# A writer waits this long for another one on SQLite (milliseconds): longer than the longest batch that a run stores.
BUSY_MS = 60_000

Result = TypeVar("Result")


def open_engine(url: str, setting: str = "QORGAN_DATABASE_URL") -> Engine:
    """An engine for the address. SQLite gets WAL, foreign keys, and triggers that also guard against INSERT OR REPLACE.

    Raises SettingsError, which names the setting or option, when the address names no database of the two kinds, or the error that names why the
    database does not open.
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
        address, found = parsed.render_as_string(hide_password=True), named(error)
        if found is not None:
            raise type(found)(f"{address}: {found}") from error
        raise SettingsError(tr("the database {address} does not open: {reason}").format(address=address, reason=reason(error))) from error
    if new is not None:
        # SQLite syncs the file and the names of its journals, but not the name of the file itself.
        sync_folder(new.parent)
    return engine


def open_for_reading(url: str) -> Engine:
    """As `open_engine`, but an embedded database that lies where nothing can be written is opened too, and only for reading."""
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
    # A commit is on the disk when it is answered. NORMAL would sync at checkpoints only: a power cut then takes decisions that were answered.
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    # Without this, INSERT OR REPLACE deletes a ledger row without firing the trigger that forbids it.
    cursor.execute("PRAGMA recursive_triggers=ON")
    cursor.close()


def _prepare_postgresql(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """A server or a role may be set to answer before a commit is on the disk. Ours waits for it; a stricter setting (a standby too) stays."""
    cursor = connection.cursor()
    cursor.execute("SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'")
    cursor.close()
    connection.commit()


def alembic_config(engine: Engine) -> "Config":
    """Alembic's settings for this engine; the migrations lie beside this file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["engine"] = engine
    return config


def upgrade(engine: Engine) -> str:
    """Bring the tables to this version, and say which it is. It may be called again, and by two processes at once. Raises DatabaseDamaged for a damaged
    file, which stays as it is: an upgrade writes whole tables anew, and would leave out what it cannot read."""
    _require_ours(engine)
    now, head = schema_versions(engine)
    if now not in {None, head}:
        require_sound(engine.url.render_as_string(hide_password=False))
    from alembic import command

    command.upgrade(alembic_config(engine), "head")
    return head


def open_database(url: str) -> Engine:
    """An engine whose tables are those of this version: what every command and the desk work on.

    An embedded database is made, or brought to this version, here and now; one on a read-only medium is opened for reading. A server belongs to several
    machines, so only its operator upgrades it: raises DatabaseBehind. Raises SettingsError as `open_engine` does.
    """
    engine = open_for_reading(url)
    try:
        if engine.dialect.name == "sqlite" and not is_read_only(engine):
            if not _is_current(engine):
                upgrade(engine)
        else:
            require_current(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def require_current(engine: Engine) -> None:
    """Raises DatabaseBehind when the tables are not those of this version."""
    now, head = schema_versions(engine)
    if now != head:
        _require_ours(engine)
        behind = tr("the database is at {now}, this version needs {head}; run: qorgan db upgrade")
        empty = tr("the database holds no tables of Qorgan yet, this version needs {head}; run: qorgan db upgrade")
        raise DatabaseBehind((behind if now else empty).format(now=now, head=head))


def _require_ours(engine: Engine) -> None:
    """Raises DatabaseBehind where no upgrade leads from: tables of a newer version, or of another program."""
    now, head = schema_versions(engine)
    tables = set(inspect(engine).get_table_names())
    if now is None:
        # The schema of a server may hold tables of extensions; a file that holds any without a version is somebody else's.
        foreign = bool(tables) and engine.dialect.name == "sqlite" and "alembic_version" not in tables
    elif now in known_versions():
        return
    else:
        foreign = not {"ledger", "pages"} <= tables
        if not foreign:
            words = tr(
                "the database was made by a newer Qorgan (it is at {now}, this version knows {head} at most); install that version, or a newer one"
            )
            raise DatabaseBehind(words.format(now=now, head=head))
    if foreign:
        raise DatabaseBehind(tr("the database is that of another program; name another one in QORGAN_DATABASE_URL, empty or Qorgan's own"))


def _is_current(engine: Engine) -> bool:
    now, head = schema_versions(engine)
    return now == head


@contextmanager
def write_transaction(engine: Engine) -> Iterator[Session]:
    """One transaction that writes: all of it or nothing.

    On SQLite it takes the write lock at once. A transaction that reads first and writes later would fail with "database is locked" as soon as
    another process has written in between, however long the busy timeout is.
    """
    with Session(engine, expire_on_commit=False) as session, session.begin():
        if engine.dialect.name == "sqlite":
            session.connection().exec_driver_sql("BEGIN IMMEDIATE")
        yield session


def alone(session: Session, lock: int) -> None:
    """Until the transaction ends, nobody else gets past this line with the same number. SQLite has only one writer anyway.

    So that no two wait for each other, whoever takes several takes them in this order: review with its drafts, numbers of incidents, persons, rows of
    incidents, and the ledger last.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})


@contextmanager
def read_session(engine: Engine) -> Iterator[Session]:
    """A session that only reads."""
    with Session(engine) as session:
        yield session


@contextmanager
def at_one_moment(engine: Engine) -> Iterator[Session]:
    """A session that sees the records as they are at one moment, however long it reads. Decisions can go on meanwhile."""
    with Session(engine) as session:
        if engine.dialect.name == "sqlite":
            session.connection().exec_driver_sql("BEGIN")
        else:
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session


def in_transaction(engine: Engine, work: Callable[[Session], Result], patience: float = PATIENCE) -> Result:
    """One transaction that writes, tried again as a whole while the server is away. One whose commit was not answered is done again only if it did not
    take place. `work` gives plain values: a row cannot be read any more when the connection was lost after it."""
    left: tuple[AskedToCommit, Result] | None = None

    def once() -> Result:
        nonlocal left
        if left is not None:
            with read_session(engine) as session:
                if took_place(session, left[0]):
                    return left[1]
            left = None
        with write_transaction(engine) as session:
            result = work(session)
            left = about_to_commit(session), result
        return result

    return persist(once, patience)


def in_reading(engine: Engine, work: Callable[[Session], Result], patience: float = PATIENCE) -> Result:
    """One reading, tried again as a whole while the server is away."""

    def once() -> Result:
        with read_session(engine) as session:
            return work(session)

    return persist(once, patience)

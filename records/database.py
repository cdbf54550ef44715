"""Opens the database: SQLite by default, PostgreSQL to grow. Both have the same tables and the same code."""

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

from records.errors import DatabaseBehind, DatabaseDamaged, NotWritable, SettingsError
from records.fault_names import away, damaged, is_passing, named, reason
from records.files import make_folder, sync_folder
from records.i18n import tr
from records.setting_checks import database_words

if TYPE_CHECKING:
    from alembic.config import Config


# Whether an embedded database is whole enough to be written to. Asked before a person's act is added to it, and when an error has no other name.
#
# What is written into a damaged file may be lost with it, and makes the damage worse. `records.database_check` looks at more, and takes as long as it takes.

# Seconds. SQLite reads 1.1 GB of ours in 0.7 s from memory and in 1.9 s from the disk, so only very large databases are not read to their end.
_CHECK_SECONDS = 10.0
# What a person's acts are written to comes first: it is small, and is read whatever the size of the rest.
_FIRST = ("ledger", "users", "drafts", "incidents", "statuses")
# Instructions of SQLite between two looks at the clock.
_OFTEN = 1000


def require_sound(database: str) -> None:
    """Raises DatabaseDamaged when SQLite finds the file damaged within `PATIENCE`; nothing is written to it before. On PostgreSQL nothing is asked: the
    server refuses what it finds damaged itself."""
    found = damage_of(database)
    if found is not None:
        raise found


def damage_of(database: str, patience: float = _CHECK_SECONDS, clock: Callable[[], float] = time.monotonic) -> DatabaseDamaged | None:
    """The first damage that SQLite finds: in its pages and how they hang together, not in the letters of a text. None too where there is no such file,
    or where it does not open for another reason, which opening it will name."""
    file = _file_of(database)
    if file is None:
        return None
    give_up = clock() + patience
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=5)) as connection:
            connection.set_progress_handler(lambda: clock() > give_up, _OFTEN)
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
            for part in (*(one for one in _FIRST if one in tables), 1):
                (first,) = connection.execute(f"PRAGMA quick_check({part})").fetchone()
                if first != "ok":
                    return damaged(" ".join(first.split()))
    except (sqlite3.Error, UnicodeDecodeError) as error:
        # What is no text has no code.
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_INTERRUPT:
            return None
        found = named(error)
        return found if isinstance(found, DatabaseDamaged) else None
    return None


def _file_of(database: str) -> Path | None:
    try:
        place = make_url(database)
    except ArgumentError:
        return None
    if place.get_backend_name() != "sqlite" or not place.database or not Path(place.database).is_file():
        return None
    return Path(place.database)


# Opens a SQLite file that cannot be written: a copy on a read-only medium, or a file that must not change while it is looked at.

_OPTION = "read_only"


def cannot_be_written(file: Path) -> bool:
    """Whether a database file lies where nothing can be written. SQLite needs to write into the folder too, even for reading a database in use."""
    return file.is_file() and not (os.access(file, os.W_OK) and os.access(file.parent, os.W_OK))


def open_read_only(file: Path) -> Engine:
    """An engine that only reads. Raises NotWritable for a file with a journal that was not written back and cannot be read in this place."""
    journal, index = file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")
    address = f"{file.resolve().as_uri()}?mode=ro"
    if not (journal.is_file() and journal.stat().st_size):
        # Nobody writes, so SQLite needs no locks and no journal, which it could not make here.
        address += "&immutable=1"
    elif not index.is_file() and cannot_be_written(file):
        words = tr("{file} has a journal ({journal}) that was not written back; copy both into a folder that can be written, and look at them there")
        raise NotWritable(words.format(file=file, journal=journal.name))

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(address, uri=True, check_same_thread=False)

    return create_engine("sqlite://", creator=connect, poolclass=QueuePool, execution_options={_OPTION: True})


def is_read_only(engine: Engine) -> bool:
    """Whether the engine was opened by `open_read_only`."""
    return bool(engine.get_execution_options().get(_OPTION))


# Waiting for a database server that is away: one that is restarted, ends, is full of clients, or has lost our connection.
#
# Whatever is tried again is tried again as a whole, from its first statement on.

# Seconds for which a run waits in all, and between two tries: at first, and at most. A server that recovers from a power cut takes about a minute.
PATIENCE = 120.0
FIRST, LONGEST = 0.25, 8.0
# Seconds for which a person waits, at the desk or at a shell, before being told.
WITH_A_PERSON = 5.0

Result = TypeVar("Result")

log = logging.getLogger(__name__)

# Whether whoever called will try everything again. Then a new connection is not waited for beside that, or the two would wait one after the other.
_tried_again: ContextVar[bool] = ContextVar("tried_again", default=False)


def persist(work: Callable[[], Result], patience: float = PATIENCE) -> Result:
    """Do the work; if the server is away or the connection is lost, say so once, wait and do it again. Raises what the last try raised, when patience is
    at an end: so many seconds after the first try that failed."""
    failing = Failing(patience)
    while True:
        try:
            with to_be_tried_again():
                return work()
        except Exception as error:
            pause = failing.pause_after(error)
            if pause is None:
                raise
        time.sleep(pause)


@contextmanager
def to_be_tried_again() -> Iterator[None]:
    """While inside, a new connection to a server that is away fails at once."""
    mark = _tried_again.set(True)
    try:
        yield
    finally:
        _tried_again.reset(mark)


class Failing:
    """How long one piece of work has failed, and how long to wait before it is tried again."""

    def __init__(self, patience: float) -> None:
        self._patience, self._pause = patience, FIRST
        self._give_up: float | None = None

    def pause_after(self, error: BaseException) -> float | None:
        """Seconds to wait; None for an error that does not pass, and when patience is at an end."""
        if not is_passing(error):
            return None
        if self._give_up is None:
            self._give_up = time.monotonic() + self._patience
            if self._patience:
                words = tr("the database server is away ({reason}); trying again for up to {seconds:.0f} seconds")
                log.warning("%s", words.format(reason=reason(error), seconds=self._patience))
        pause, self._pause = self._pause, min(self._pause * 2, LONGEST)
        return None if time.monotonic() + pause > self._give_up else pause


def patient(engine: Engine, patience: float = PATIENCE) -> Engine:
    """The same engine; from now on a new connection waits for a server that is away. For a run and for the desk: the first connection of a command does
    not wait, and its person is told at once."""
    if engine.dialect.name == "postgresql":
        event.listen(engine, "do_connect", partial(_connect, patience))
    return engine


def _connect(patience: float, dialect: Any, _record: Any, given: Any, by_name: dict[str, Any]) -> Any:
    if _tried_again.get():
        return dialect.connect(*given, **by_name)
    return persist(lambda: dialect.connect(*given, **by_name), patience)


# Whether a transaction took place whose commit nobody answered, because the connection was lost just then.
#
# PostgreSQL tells what became of a transaction by its id. A server that crashed may give the id of one that it lost to another one; a transaction that wrote
# into the ledger is therefore believed only where its row stands there, with its very hash.

_ROW = "ledger row"


@dataclass(frozen=True)
class AskedToCommit:
    """A transaction that was asked to commit. `id` is None where it has written nothing, or cannot lose its connection (SQLite); `row` is the last row that
    it wrote into the ledger, with its hash."""

    id: str | None
    row: tuple[int, str] | None


def note_row(session: Session, id: int, hash: str) -> None:
    """Note that the transaction of this session has written this row into the ledger."""
    session.info[_ROW] = (id, hash)


def about_to_commit(session: Session) -> AskedToCommit:
    """The transaction of this session, by which it can be known later. Nothing may be written after this but the commit."""
    session.flush()
    if session.get_bind().dialect.name != "postgresql":
        return AskedToCommit(None, None)
    return AskedToCommit(session.scalar(text("SELECT CAST(pg_current_xact_id_if_assigned() AS text)")), session.info.get(_ROW))


def took_place(session: Session, left: AskedToCommit) -> bool:
    """Whether it was committed. Raises DatabaseAway while the server itself has not ended it."""
    if left.id is None:
        return False
    try:
        state = session.scalar(text("SELECT pg_xact_status(CAST(:id AS xid8))"), {"id": left.id})
    except DataError:
        # An id that the server has not given yet: it crashed, and has forgotten the transaction.
        return False
    if state == "in progress":
        raise away(tr("it has not ended the last transaction yet"))
    if state != "committed" or left.row is None:
        return bool(state == "committed")
    id, hash = left.row
    return bool(session.scalar(text("SELECT hash FROM ledger WHERE id = :id"), {"id": id}) == hash)


# Which version the tables of a database have, and which one this program needs. Every command asks before it uses a database, so nothing is loaded here that only
# an upgrade needs: that takes longer than the asking.

_MIGRATIONS = Path(__file__).parent / "migrations"


@cache
def known_versions() -> tuple[str, ...]:
    """The versions that this program knows, from the first one to its own. The file of each migration begins with its version."""
    return tuple(sorted(file.name.partition("_")[0] for file in (_MIGRATIONS / "versions").glob("[0-9]*_*.py")))


def schema_versions(engine: Engine) -> tuple[str | None, str]:
    """The version of the tables as they are (None where there are none), and the one that is needed."""
    with engine.connect() as connection:
        versioned = inspect(connection).has_table("alembic_version")
        now = connection.scalar(text("SELECT version_num FROM alembic_version")) if versioned else None
    return now, known_versions()[-1]


# A writer waits this long for another one on SQLite (milliseconds): longer than the longest batch that a run stores.
BUSY_MS = 60_000


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
    config.set_main_option("script_location", str(_MIGRATIONS))
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

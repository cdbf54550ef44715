"""The database of a backup: all records in one SQLite file, taken while the desk and a run go on, and looked through before it counts."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from records.database import at_one_moment, open_engine, require_current, upgrade
from records.database_check import content_faults, structure_faults
from records.database_copy import copy_database
from records.durable_files import sync_folder
from records.errors import CopyFailed, DatabaseBehind, DatabaseDamaged, DiskFull, QorganError
from records.fault_names import named, reason
from records.i18n import tr
from records.ledger import ledger_verify
from records.ledger.ledger_verify import Head
from records.read_only import open_read_only

Passed = Callable[[int], None]


@dataclass(frozen=True)
class LookedThrough:
    """A database that was looked through: the head of its ledger, and its faults in words."""

    head: Head | None
    faults: tuple[str, ...]


def write_database(engine: Engine, target: Path, passed: Passed = lambda _rows: None) -> None:
    """Write all records as they are at this moment into a new SQLite file. Raises CopyFailed for a database that is damaged, or the named fault that
    hinders the writing; then no file is left."""
    try:
        if engine.dialect.name == "sqlite":
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                # One transaction that only reads: others read and write meanwhile. What was deleted is not copied.
                connection.exec_driver_sql("VACUUM INTO ?", (str(target),))
        else:
            _write_from_server(engine, target, passed)
    except DBAPIError as error:
        target.unlink(missing_ok=True)
        raise _hindrance(error, target.parent) from error
    except QorganError:
        target.unlink(missing_ok=True)
        raise
    with open(target, "r+b") as stream:
        os.fchmod(stream.fileno(), 0o600)
        os.fsync(stream.fileno())
    sync_folder(target.parent)


def _hindrance(error: DBAPIError, folder: Path) -> QorganError:
    """What hinders the copy, and where. Only where the fault lies in the records does `qorgan verify` tell more."""
    found = named(error)
    if isinstance(found, DiskFull) and isinstance(error.orig, sqlite3.Error):
        # The records are only read here: it is the disk of the backup.
        return DiskFull(tr("the disk is full ({path}); free some space and run again").format(path=folder))
    if found is not None and not isinstance(found, DatabaseDamaged):
        return found
    return CopyFailed(tr("the database cannot be copied ({reason}); `qorgan verify` tells more").format(reason=reason(error)))


def _write_from_server(engine: Engine, target: Path, passed: Passed) -> None:
    copy = open_engine(f"sqlite:///{target}")
    try:
        upgrade(copy)
        with at_one_moment(engine) as session:
            copy_database(session, copy, passed)
    finally:
        copy.dispose()
    with closing(sqlite3.connect(target)) as connection:
        # As one file, without a journal beside it, it can be read where nothing can be written.
        connection.execute("PRAGMA journal_mode=DELETE")


def look_through(file: Path) -> LookedThrough:
    """Read a database file to its end without changing it: its structure, its ledger, and every value if its tables are of this version."""
    found: list[str] = []
    engine = open_read_only(file)
    head: Head | None = None
    try:
        with Session(engine) as session:
            if structure_faults(session, found.append) == 0:
                head = ledger_verify.walk(session, found.append).head
                if _is_of_this_version(engine):
                    content_faults(session, found.append)
    finally:
        engine.dispose()
    return LookedThrough(head, tuple(found))


def _is_of_this_version(engine: Engine) -> bool:
    try:
        require_current(engine)
    except DatabaseBehind:
        return False
    return True

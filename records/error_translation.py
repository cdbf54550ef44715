"""Translation of system and database errors into the project's own, which say what is wrong and what to do.

The system identifies errors by numbers (errno), SQLite by result codes, PostgreSQL by five characters (SQLSTATE). Message texts are never parsed,
since they depend on language and version. Database libraries are not imported here: every command uses this module, and they took most of the time of
`qorgan --help`.
"""

import errno
import sqlite3
import sys
from typing import TYPE_CHECKING

from records.errors import DatabaseBusy, DatabaseDamaged, DatabaseUnavailable, DiskFull, NotWritable, QorganError
from records.i18n import tr

if TYPE_CHECKING:
    from sqlalchemy.exc import SQLAlchemyError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_IN_THE_WAY = frozenset({errno.ENOTDIR, errno.EISDIR, errno.EEXIST})
_DENIED = frozenset({errno.EACCES, errno.EPERM})
# The low byte of an SQLite result code; the rest refines it (https://www.sqlite.org/rescode.html).
_SQLITE_BUSY = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_SQLITE_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT})
_SQLITE_DENIED = frozenset({sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH})
# Classes of SQLSTATE (PostgreSQL, appendix A): a lost connection, an operator's shutdown or restart, no room for another client.
_AWAY = ("08", "57P01", "57P02", "57P03", "57P05", "53300")
_MALFORMED = b"malformed database schema"
_GAVE_WAY = ("40001", "40P01")
_BUSY = ("55P03", "57014")
_DENIED_THERE = ("42501", "25006")


def translate_error(error: BaseException | None) -> QorganError | None:
    """Return the project's error for an error or its causes; None if it is no system or database fault."""
    while error is not None:
        if isinstance(error, QorganError):
            return error
        if isinstance(error, sqlite3.Error) or _raised_by("sqlalchemy.exc", "SQLAlchemyError", error) or _raised_by("psycopg", "Error", error):
            translated = _of_database(error)
        else:
            translated = _of_schema(error) if isinstance(error, UnicodeDecodeError) else _of_system(error)
        if translated is not None:
            return translated
        error = error.__cause__
    return None


def error_reason(error: BaseException) -> str:
    """Return the system's or database's message in one line, without the library's additions."""
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror
    if isinstance(cause, UnicodeDecodeError):
        return _quoted(cause) if cause.object.startswith(_MALFORMED) else str(cause)
    words = str(cause.args[0] if cause.args else cause).strip()
    return words.splitlines()[0].strip() if words else type(cause).__name__


def storage_error_message(error: "SQLAlchemyError") -> str:
    """Return why nothing more can be stored, and what to do."""
    translated = translate_error(error)
    why = translated if translated is not None else tr("{reason}; mend the database and run again").format(reason=error_reason(error))
    return tr("storing failed: {why} (nothing stored before is lost)").format(why=why)


def is_transient_error(error: BaseException) -> bool:
    """Return whether the same work may succeed later: a lost connection, or a server starting, stopping or full."""
    if _raised_by("sqlalchemy.exc", "DBAPIError", error) and getattr(error, "connection_invalidated", False):
        return True
    return isinstance(translate_error(error), DatabaseUnavailable)


def _raised_by(library: str, kind: str, error: object) -> bool:
    """Return whether the error is of this class of a library.

    A library that was never imported cannot have raised it.
    """
    loaded = sys.modules.get(library)
    return loaded is not None and isinstance(error, getattr(loaded, kind, ()))


def _of_system(error: BaseException) -> QorganError | None:
    if not isinstance(error, OSError) or error.errno is None:
        return None
    place = error.filename if isinstance(error.filename, str) else tr("what was being written")
    if error.errno in _FULL:
        return DiskFull(tr("the disk is full ({path}); free some space and run again").format(path=place))
    if error.errno == errno.EROFS:
        return NotWritable(
            tr("{path} lies on a read-only file system; mount it for writing, or set QORGAN_DATA to another folder").format(path=place)
        )
    if error.errno in _DENIED:
        words = tr("{path} may not be read or written by this user; give it to the user who runs Qorgan (chown), or run as its owner")
        return NotWritable(words.format(path=place))
    if error.errno in _IN_THE_WAY:
        return NotWritable(tr("{path} is in the way: a file where a folder should be, or the other way round; move it away").format(path=place))
    return None


def _of_database(error: BaseException) -> QorganError | None:
    if _raised_by("sqlalchemy.exc", "TimeoutError", error):
        return unreachable_server_error(tr("all connections are in use"))
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(cause)
    if _raised_by("psycopg", "Error", cause):
        return _of_postgresql(cause)
    return None


def _of_schema(error: UnicodeDecodeError) -> QorganError | None:
    """Return the damage behind a UnicodeDecodeError.

    SQLite quotes a damaged definition in its message, which Python cannot decode.
    """
    return damaged_database_error(_quoted(error)) if error.object.startswith(_MALFORMED) else None


def _quoted(error: UnicodeDecodeError) -> str:
    return error.object.decode(errors="replace")


def _of_sqlite(error: sqlite3.Error) -> QorganError | None:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        # An error about invalid text has no result code.
        return damaged_database_error(error_reason(error)) if isinstance(error, sqlite3.OperationalError) and "decode" in str(error) else None
    base = code & 0xFF
    if base == sqlite3.SQLITE_FULL or code == sqlite3.SQLITE_IOERR_SHMSIZE:
        return DiskFull(tr("the disk is full ({path}); free some space and run again").format(path=tr("the database")))
    if base in _SQLITE_BUSY:
        return DatabaseBusy(tr("another process has held the database for over a minute; end it (a backup? an open shell?) and run again"))
    if base in _SQLITE_DAMAGED:
        return damaged_database_error(error_reason(error))
    if base in _SQLITE_DENIED:
        words = tr(
            "the database cannot be written ({reason}); the file and its folder must belong to the user who runs Qorgan, on a disk that can be written"
        )
        return NotWritable(words.format(reason=error_reason(error)))
    if base == sqlite3.SQLITE_IOERR:
        return NotWritable(
            tr("the disk under the database fails or is full ({reason}); free some space, or look at the system's log and mend the disk").format(
                reason=error_reason(error)
            )
        )
    return None


def _of_postgresql(error: BaseException) -> QorganError | None:
    state = getattr(error, "sqlstate", None) or ""
    if state.startswith(("53100",)):
        return DiskFull(tr("the disk is full ({path}); free some space and run again").format(path=tr("the database server")))
    if state.startswith(_GAVE_WAY):
        return DatabaseBusy(tr("two changes met on the database server and this one gave way to the other; nothing of it was written: do it again"))
    if state.startswith(_BUSY):
        return DatabaseBusy(tr("another process has held the database for over a minute; end it (a backup? an open shell?) and run again"))
    if state.startswith("XX00"):
        return damaged_database_error(error_reason(error))
    if state.startswith(_DENIED_THERE):
        words = tr("the database server refuses to write ({reason}); see the grants in docs/operating.md, and that it is no standby")
        return NotWritable(words.format(reason=error_reason(error)))
    if state.startswith(_AWAY) or (not state and any(_raised_by("psycopg", kind, error) for kind in ("OperationalError", "InterfaceError"))):
        return unreachable_server_error(error_reason(error))
    return None


def damaged_database_error(why: str) -> DatabaseDamaged:
    """Return the error for a damaged database."""
    words = tr("the database is damaged ({reason}); keep the file as it is and bring back the last copy")
    return DatabaseDamaged(words.format(reason=why)).with_command(tr("then run `qorgan verify`"))


def unreachable_server_error(why: str) -> DatabaseUnavailable:
    """Return the error for a server that accepts no connection."""
    words = tr(
        "the database server gives no connection ({reason}); see that it runs, takes another client, and knows name and password, then run again"
    )
    return DatabaseUnavailable(words.format(reason=why))

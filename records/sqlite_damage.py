"""Whether an embedded database is whole enough to be written to. Asked before a person's act is added to it, and when an error has no other name.

What is written into a damaged file may be lost with it, and makes the damage worse. `records.database_check` looks at more, and takes as long as it takes.
"""

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from records.errors import DatabaseDamaged
from records.fault_names import damaged, named

# Seconds. SQLite reads 1.1 GB of ours in 0.7 s from memory and in 1.9 s from the disk, so only very large databases are not read to their end.
PATIENCE = 10.0
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


def damage_of(database: str, patience: float = PATIENCE, clock: Callable[[], float] = time.monotonic) -> DatabaseDamaged | None:
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

"""Opens a SQLite file that cannot be written: a copy on a read-only medium, or a file that must not change while it is looked at."""

import os
import sqlite3
from pathlib import Path

from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import QueuePool

from records.errors import NotWritable
from records.i18n import tr

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

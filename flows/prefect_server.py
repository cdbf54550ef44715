"""The project's own Prefect server on loopback, for one run or for a service, unless PREFECT_API_URL names a server.

Prefect's own temporary server is not used: it outlives a run that is killed, and it has no scheduler. Other users of the machine, and pages in their
browsers, can reach loopback too. So the server requires a password, which is generated for each run or service and passed on in the environment.
"""

import fcntl
import importlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from flows.parent_watchdog import bound_to_this_process
from flows.run_logs import SERVER, rotate
from flows.terminal import err
from records.i18n import tr
from records.settings import Settings

# Settings that make Prefect quiet and local; they must be set before `prefect` is imported, everywhere in this project. Measured on Prefect 3.9: with
# these variables, a run on the temporary server prints nothing of its own; without them, it prints tracebacks at exit. CRITICAL also hides Prefect's
# reports of failing flows, so the command prints ours.


def prepare(settings: Settings) -> None:
    """Set the variables that are not set. An operator's own PREFECT_ variables take precedence."""
    home = (settings.data / "prefect").resolve()
    quiet = {
        "PREFECT_HOME": str(home),
        "PREFECT_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        # The server deletes old records, once an hour. By default it stores runs for ever.
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": str(round(settings.keep_logs * 86400)),
        # Events are derived from states; the states themselves stay with the run.
        "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": "P7D",
        # By default every call to a dead server waits for a minute; five such calls end a run.
        "PREFECT_CLIENT_MAX_RETRIES": "2",
    }
    for name, value in quiet.items():
        os.environ.setdefault(name, value)


API = "PREFECT_API_URL"
# Measured: 5 s, and 20 s the first time, when it creates its database, on two busy cores.
STARTS_WITHIN = 120.0
# Seconds in which a server may end by itself. It has nothing that a kill could damage.
ENDS_WITHIN = 2.0
# A server that died before it answered is started once more.
TRIES = 2


@contextmanager
def run_prefect_server(settings: Settings) -> Iterator[bool]:
    """Yield whether a Prefect server is named or answers here, with PREFECT_API_URL set to it. A server started here is ended afterwards.

    It yields False if the server does not start, because a run needs it for its record only.
    """
    if os.environ.get(API):
        Path(os.environ["PREFECT_HOME"]).mkdir(parents=True, exist_ok=True)
        yield True
        return
    # One address for all attempts, because Prefect reads it when it is imported.
    address = new_address()
    with own_home() as home, _named(address), ExitStack() as stack:
        for _ in range(TRIES):
            server = stack.enter_context(running_server(settings, home, address))
            # Importing Prefect takes as long as its server takes to start, so both happen at once.
            importlib.import_module("flows.flow")
            if server.wait(STARTS_WITHIN):
                yield True
                return
        words = tr("Prefect's server does not start ({log} tells why); the run goes on without its record there.")
        err.print(words.format(log=log_of(settings)), markup=False, highlight=False)
        yield False


@contextmanager
def _named(address: "ServerAddress") -> Iterator[None]:
    """Make Prefect in this process use the server while the block runs."""
    os.environ.update(address.variables)
    try:
        yield
    finally:
        for name in address.variables:
            os.environ.pop(name, None)


@contextmanager
def own_home() -> Iterator[Path]:
    """Yield the usual folder of Prefect's records, or a separate one for this run if another server of ours uses it.

    Two servers on one SQLite file block each other until one gives up. Nothing is lost, because the result of a run is in our own records.
    """
    usual = Path(os.environ["PREFECT_HOME"])
    usual.mkdir(parents=True, exist_ok=True)
    with open(usual / "lock", "w", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with tempfile.TemporaryDirectory(prefix="prefect-", dir=usual.parent) as separate:
                yield Path(separate)
            return
        yield usual


@dataclass(frozen=True)
class ServerAddress:
    """The port of a server of ours, and the password that it requires."""

    port: int
    password: str

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def api(self) -> str:
        return f"{self.origin}/api"

    @property
    def variables(self) -> dict[str, str]:
        """The environment variables that a process needs to use the server."""
        return {API: self.api, "PREFECT_API_AUTH_STRING": self.password}


def new_address() -> ServerAddress:
    """Return a free port on loopback and a new password."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return ServerAddress(int(probe.getsockname()[1]), f"qorgan:{secrets.token_urlsafe(32)}")


class PrefectServer:
    """One server process on loopback. It ends with this process, however that ends."""

    def __init__(self, settings: Settings, home: Path, address: ServerAddress) -> None:
        self._api = address.api
        command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(address.port), "--no-ui"]
        # No page of another origin may read an answer. Its default is "*".
        own = {"PREFECT_HOME": str(home), "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": address.origin, "PREFECT_SERVER_API_AUTH_STRING": address.password}
        log = log_of(settings)
        log.parent.mkdir(parents=True, exist_ok=True)
        rotate(log)
        with open(log, "ab") as output:
            # In a session of its own: Ctrl-C is for the command, and child processes of the server end with it.
            self._process = subprocess.Popen(  # noqa: S603
                bound_to_this_process(command),
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                env={**os.environ, **address.variables, **own},
                start_new_session=True,
            )

    @property
    def runs(self) -> bool:
        """Whether the process is running."""
        return self._process.poll() is None

    def answers(self) -> bool:
        """Return whether the server answers now."""
        try:
            with urllib.request.urlopen(f"{self._api}/health", timeout=1) as answer:  # noqa: S310  (loopback, built above)
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def wait(self, seconds: float) -> bool:
        """Wait until the server answers; return False if it has ended, or does not answer in time."""
        give_up = time.monotonic() + seconds
        while time.monotonic() < give_up and self.runs:
            if self.answers():
                return True
            time.sleep(0.3)
        return False

    def ask_to_end(self) -> None:
        """Ask the server to end; `end` waits for it."""
        self._signal(signal.SIGTERM)

    def end(self, within: float = ENDS_WITHIN) -> None:
        """End the server and its child processes, by force if it takes longer."""
        self.ask_to_end()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(within)
        self._signal(signal.SIGKILL)
        self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()

    def _signal(self, number: int) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)


@contextmanager
def running_server(settings: Settings, home: Path, address: ServerAddress) -> Iterator[PrefectServer]:
    """Yield a started server, whether it answers or not, and end it afterwards."""
    server = PrefectServer(settings, home, address)
    try:
        yield server
    finally:
        server.end()


def log_of(settings: Settings) -> Path:
    """Return the log file of the server."""
    return settings.data / "logs" / SERVER

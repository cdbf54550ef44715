"""Starts our own Prefect server on loopback, for one run or for a service, unless PREFECT_API_URL names a server.

Prefect's own temporary server is not used: it outlives a run that is killed, and it has no scheduler. Other users of the machine, and pages in their
browsers, can reach loopback too. So the server answers only to a password that is made for each start and handed on in the environment.
"""

import fcntl
import importlib
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from records.errors import QorganError
from records.i18n import tr
from records.settings import Settings

# Measured: 5 s, and 20 s the first time, when it makes its database, on two busy cores.
STARTS_WITHIN = 120.0


class ServerSilent(QorganError):
    """Prefect's server did not answer. Raised before anything is collected; exit 1."""


@contextmanager
def prefect_server(settings: Settings) -> Iterator[None]:
    """A Prefect server that answers, with PREFECT_API_URL set to it. If it was started here, it is ended afterwards."""
    if os.environ.get("PREFECT_API_URL"):
        yield
        return
    port = _free_port()
    with _own_home(Path(os.environ["PREFECT_HOME"])) as home, _server(settings, port, home):
        yield


@contextmanager
def _own_home(usual: Path) -> Iterator[Path]:
    """The usual folder of Prefect's records. If another server of ours works in it, a folder beside it for this run only.

    Two servers on one SQLite file wait for each other until one gives up. Nothing is lost, because the result of a run is in our own records.
    """
    usual.mkdir(parents=True, exist_ok=True)
    with open(usual / "lock", "w", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with tempfile.TemporaryDirectory(prefix="prefect-", dir=usual.parent) as beside:
                yield Path(beside)
            return
        yield usual


@contextmanager
def _server(settings: Settings, port: int, home: Path) -> Iterator[None]:
    log = settings.data / "logs" / "prefect-server.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui"]
    address, auth = f"http://127.0.0.1:{port}", f"qorgan:{secrets.token_urlsafe(32)}"
    # No page of another origin gets to read an answer. Its default is "*".
    own = {"PREFECT_HOME": str(home), "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": address}
    own |= dict.fromkeys(("PREFECT_SERVER_API_AUTH_STRING", "PREFECT_API_AUTH_STRING"), auth)
    with open(log, "ab") as output:
        guard = [sys.executable, "-m", "flows.parent_watchdog", *command]
        process = subprocess.Popen(guard, stdin=subprocess.PIPE, stdout=output, stderr=output, env={**os.environ, **own})  # noqa: S603
    ours = {"PREFECT_API_URL": f"{address}/api", "PREFECT_API_AUTH_STRING": auth}
    try:
        os.environ.update(ours)
        # Importing Prefect takes as long as its server takes to start, so both happen at once.
        importlib.import_module("flows.flow")
        _wait_for(f"{address}/api/health", process, str(log))
        yield
    finally:
        for name in ours:
            os.environ.pop(name, None)
        if process.stdin is not None:
            process.stdin.close()
        process.wait(timeout=30)


def _wait_for(url: str, process: "subprocess.Popen[bytes]", log: str) -> None:
    give_up = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < give_up and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310  (loopback, built above)
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise ServerSilent(tr("Prefect's server does not answer; its log is {log}").format(log=log))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

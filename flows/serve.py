"""`qorgan serve`: a Prefect server on loopback and the flow on its schedule, in one process that a service manager keeps running.

The temporary server of a one-off run has no scheduler, so this starts a real one, unless PREFECT_API_URL names a server that is there already.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from flows.terminal import err
from records.errors import QorganError
from records.i18n import tr
from records.settings import Settings, read_settings

# Measured: 14 s on two busy cores; a first start that makes its database takes longer.
STARTS_WITHIN = 120.0


class ServerSilent(QorganError):
    """Prefect's server did not answer. Raised before anything is scheduled; exit 1."""


def serve_flow(every_minutes: float, outlets: list[str]) -> None:
    """Run the flow at once and then every so many minutes, until this process is told to end. One run at a time."""
    with prefect_server(read_settings()):
        from flows.run import qorgan

        words = tr("Collecting every {minutes:g} minutes; stop with Ctrl-C.").format(minutes=every_minutes)
        err.print(words)
        qorgan.serve(
            name="scheduled",
            interval=timedelta(minutes=every_minutes),
            parameters={"outlets": outlets, "limit_minutes": min(30.0, max(every_minutes * 0.9, 0.5))},
            limit=1,
            print_starting_message=False,
            pause_on_shutdown=False,
        )


@contextmanager
def prefect_server(settings: Settings) -> Iterator[None]:
    """A Prefect server that answers, and PREFECT_API_URL set to it. Ends it afterwards if it was started here."""
    if os.environ.get("PREFECT_API_URL"):
        yield
        return
    port = _free_port()
    log = settings.data / "logs" / "prefect-server.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui"]
    with open(log, "ab") as output:
        guard = [sys.executable, "-m", "flows.guard", *command]
        process = subprocess.Popen(guard, stdin=subprocess.PIPE, stdout=output, stderr=output)  # noqa: S603
    try:
        _wait_for(f"http://127.0.0.1:{port}/api/health", process, str(log))
        os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{port}/api"
        yield
    finally:
        os.environ.pop("PREFECT_API_URL", None)
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

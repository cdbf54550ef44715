"""The desk's server, which runs until it is told to stop."""

import gc
import socket
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from types import FrameType

import uvicorn
from fastapi import FastAPI

from desk.app import create_app
from desk.auth.passwords import Passwords, one_time
from pipelines.evidence.files import incoming_folder
from records import users
from records.database import INTERACTIVE_RETRY_SECONDS, engine_with_retry, open_database, require_intact_database, write_transaction
from records.errors import QorganError
from records.i18n import tr
from records.setting_checks import is_this_machine
from records.settings import Settings

_FIRST_USER = "admin"
# Seconds for finishing running answers, within systemd's timeout.
_TO_FINISH = 5
_WAITING = 512
# Bytes of a request line with its headers, and connections of all kinds; above them the answer is 400 and 503. Slow and incomplete requests are
# left to the proxy that a desk on a network has in front (docs/decisions/0050-public-interfaces.md).
_LONGEST_HEADERS = 16_384
_MOST_AT_ONCE = 768


class AddressTaken(QorganError):
    """Raised on starting where the desk cannot listen at the given address; exit 1."""


class _DeskServer(uvicorn.Server):
    """A server that reports when it answers, and ends quietly when asked to, because being stopped is no failure."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._ready()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.force_exit = self.should_exit
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop, also at a second signal: uvicorn then waits for no answer, but would break off the application's own end too."""
        await super().shutdown(sockets)
        if self.force_exit:
            await self.lifespan.shutdown()


def serve(settings: Settings, host: str, port: int, write_line: Callable[[str], None]) -> None:
    """Run the desk at this address until it is stopped. Raises AddressTaken, and DatabaseDamaged before anything is written.

    It migrates the database to this version, and makes the first user if there is none. `write_line` is called with what a person must know.
    """
    require_intact_database(settings.database)
    engine = engine_with_retry(open_database(settings.database), INTERACTIVE_RETRY_SECONDS)
    passwords = Passwords()
    listening = _listen(host, port)
    password = one_time()
    with write_transaction(engine) as session:
        first = users.add_first(session, _FIRST_USER, passwords.hash(password), who="qorgan desk", now=datetime.now(UTC))

    def ready() -> None:
        _leave_to_stand()
        for line in greeting(host, listening.getsockname()[1], password if first else None, settings.origin):
            write_line(line)

    # An uploaded form is buffered on the disk with the evidence, since /tmp may be in memory.
    tempfile.tempdir = str(incoming_folder(settings.evidence))
    app = create_app(settings, engine, lambda: datetime.now(UTC), passwords, settled=_leave_to_stand)
    try:
        _DeskServer(server_config(app), ready).run(sockets=[listening])
    finally:
        listening.close()
        engine.dispose()


def _leave_to_stand() -> None:
    """Exclude the objects now in memory from garbage collection.

    With twenty thousand incidents and persons each full collection would delay every page by some tenths of a second, and find nothing: they are read
    once, and replaced ones are freed by reference counts.
    """
    gc.collect()
    gc.freeze()


def server_config(app: FastAPI) -> uvicorn.Config:
    """Return the server's configuration; the application reads X-Forwarded-… itself and has its own log."""
    return uvicorn.Config(
        app,
        http="h11",
        ws="none",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        h11_max_incomplete_event_size=_LONGEST_HEADERS,
        limit_concurrency=_MOST_AT_ONCE,
        timeout_graceful_shutdown=_TO_FINISH,
    )


def greeting(host: str, port: int, password: str | None, origin: str = "") -> list[str]:
    """Return the messages when the desk answers: its link, the first user's password, and that it needs TLS on a network."""
    address = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  (compared, not listened on)
    address = f"[{address}]" if ":" in address else address
    lines = [tr("The desk is open: {link}").format(link=f"http://{address}:{port}/")]
    if password:
        lines.append(tr("Sign in as {name} with the one-time password {password}").format(name=_FIRST_USER, password=password))
    if not is_this_machine(host):
        lines.append(tr("It answers from other machines too: put a proxy with TLS in front of it, or passwords can be read on the way"))
        if not origin:
            lines.append(tr("Set QORGAN_ORIGIN to its public address: under another name it does not answer"))
    return lines


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket of this process alone; two desks on one port would share its visitors."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # Named as TCP: asyncio sets TCP_NODELAY only on such sockets. Otherwise the end of an answer waits for the acknowledgement of the beginning,
        # up to 40 ms.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_WAITING)
    except OSError as error:
        words = tr("{host}:{port} cannot be listened on ({reason}); choose another with --host and --port")
        raise AddressTaken(words.format(host=host, port=port, reason=error.strerror or error)) from error
    return listener

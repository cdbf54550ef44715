"""The sample newsroom on loopback: three small web servers that behave as news sites do, with keep-alive and conditional requests."""

import errno
import http.client
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from typing import Any

from records.errors import QorganError
from records.i18n import tr
from spiders.sample.responses import SampleResponse, Site, respond
from spiders.sample.sites import HOST, newsroom

SIGN_PATH, SIGN = "/qorgan-sample", b"qorgan sample newsroom"

# Seconds that an idle connection stays open, and that an unknown server on our port has to identify itself.
_IDLE, _PATIENCE = 60, 5


@contextmanager
def serve(port: int, today: date) -> Iterator[bool]:
    """Serve the newsroom of `today` on 127.0.0.1, on `port` and the two after it, while the context lasts.

    Yields whether it is served here: if the sample newsroom of another process already answers there, that one is used, whatever its day. Raises
    QorganError if something else does.
    """
    with ExitStack() as open_servers:
        servers = _open(port, open_servers)
        for server, site in zip(servers, newsroom(port, today) if servers else (), strict=True):
            server.site = site
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
            open_servers.callback(server.shutdown)
        yield bool(servers)


def _open(port: int, open_servers: ExitStack) -> list["_SiteServer"]:
    """Return the three bound servers; none if another sample newsroom uses all three ports."""
    servers: list[_SiteServer] = []
    busy_ports: list[int] = []
    for number in range(port, port + 3):
        try:
            servers.append(open_servers.enter_context(_SiteServer(number)))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                words = tr("port {number} cannot be opened ({reason}); set QORGAN_SAMPLE_PORT to another one")
                raise QorganError(words.format(number=number, reason=error.strerror)) from error
            busy_ports.append(number)
    strange = [number for number in busy_ports if not _is_ours(number)]
    if strange or (busy_ports and servers):
        raise QorganError(tr("port {number} is in use; set QORGAN_SAMPLE_PORT to a free one").format(number=(strange or busy_ports)[0]))
    return servers


def shared_newsroom_message(port: int) -> str:
    """Return a line that says that the newsroom on this port is another process's."""
    return tr("port {number}: the sample newsroom of another process answers there and is used; when that process ends, so does the newsroom").format(
        number=port
    )


def outlets_file(port: int, folder: Path) -> Path:
    """Write the newsroom's outlet file for these ports into `folder`, replacing an older one, and return its path."""
    text = (Path(__file__).parent / "outlets.yaml").read_text(encoding="utf-8")
    for name, number in (("{port}", port), ("{port1}", port + 1), ("{port2}", port + 2)):
        text = text.replace(name, str(number))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "sample.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def _is_ours(port: int) -> bool:
    """Return whether a sample newsroom answers on this port."""
    connection = http.client.HTTPConnection(HOST, port, timeout=_PATIENCE)
    try:
        connection.request("GET", SIGN_PATH)
        return connection.getresponse().read(len(SIGN) + 1) == SIGN
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


class _SiteServer(ThreadingHTTPServer):
    """The server of one site. A crawler opens many connections at once, so the backlog is long. Idle connections end with the process."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 512
    site: Site

    def __init__(self, port: int) -> None:
        super().__init__((HOST, port), _Handler)

    def server_bind(self) -> None:
        # HTTPServer would look up the host's full name, which takes seconds on a machine without DNS.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Report every error except a client that disconnected, which is not the site's fault."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "qorgan-sample", ""
    timeout = _IDLE
    # Send head and body in one packet: in two, a reused connection waits 40 ms for the client's delayed acknowledgement.
    wbufsize = -1
    disable_nagle_algorithm = True
    server: _SiteServer

    def do_GET(self) -> None:
        self._reply(with_body=True)

    def do_HEAD(self) -> None:
        self._reply(with_body=False)

    def _reply(self, *, with_body: bool) -> None:
        response = SampleResponse(SIGN, "text/plain") if self.path == SIGN_PATH else respond(self.server.site, self.path)
        unchanged = response.changed is not None and self._has_it(response, response.changed)
        self.send_response(HTTPStatus.NOT_MODIFIED if unchanged else response.status)
        if response.changed is not None:
            self.send_header("ETag", response.etag)
            self.send_header("Last-Modified", format_datetime(response.changed.astimezone(UTC), usegmt=True))
        if response.location:
            self.send_header("Location", response.location)
        if not unchanged:
            self.send_header("Content-Type", response.type)
            self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        if with_body and not unchanged:
            self.wfile.write(response.body)

    def _has_it(self, sample_response: SampleResponse, changed: datetime) -> bool:
        """Return whether the client already has this answer (RFC 9110, 13.2.2: the ETag is checked before the date)."""
        etags = self.headers.get("If-None-Match")
        if etags is not None:
            return etags.strip() == "*" or sample_response.etag in [tag.strip().removeprefix("W/") for tag in etags.split(",")]
        since = self.headers.get("If-Modified-Since")
        try:
            return since is not None and changed.astimezone(UTC) <= parsedate_to_datetime(since)
        except (TypeError, ValueError):
            return False

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing, because this is a demonstration server."""

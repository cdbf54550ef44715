"""Real HTTP servers for a press: one loopback port for each outlet, and one "foreign" host that nobody may ask."""

import contextlib
import gzip
import hashlib
import socket
import struct
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.press.model import Ask, Reply, Site
from tests.press.press import Press
from tests.press.truth import Hit

_FOREIGN = "127.0.0.2"  # another host than the outlets', yet loopback; where it cannot be bound, the same host's other port must do
_ENDLESS = 256 * 1024 * 1024  # bytes after which even the endless page ends, to spare the machine of a crawler that reads it all
_HANG = 600.0  # seconds


class Host(ThreadingHTTPServer):
    """The server of one outlet; `site` None is the foreign host."""

    request_queue_size = 512
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True

    def __init__(self, address: tuple[str, int], press: Press, site: Site | None) -> None:
        super().__init__(address, _Handler)
        self.press, self.site = press, site
        self.stopping = threading.Event()
        self.asked: Counter[str] = Counter()
        self.guard = threading.Lock()
        self._open: set[socket.socket] = set()

    @property
    def port(self) -> int:
        """The port that the system gave."""
        return int(self.server_address[1])

    def process_request(self, request: socket.socket | tuple[bytes, socket.socket], client_address: object) -> None:
        """Remember the connection, so that stopping can end it."""
        if isinstance(request, socket.socket):
            with self.guard:
                self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        """Forget the connection and close it."""
        if isinstance(request, socket.socket):
            with self.guard:
                self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """A visitor who hangs up is no error of ours; anything else is printed."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def stop(self) -> None:
        """End the loop, every hanging reply and every open connection."""
        self.stopping.set()
        self.shutdown()
        with self.guard:
            left = list(self._open)
        for connection in left:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    """Answers from the site's pages; HTTP/1.1 with keep-alive, gzip where the visitor takes it, 304 for sources."""

    protocol_version = "HTTP/1.1"
    server_version = "nginx"
    sys_version = ""
    wbufsize = 64 * 1024  # head and body leave together, or every page would wait for a delayed acknowledgement
    disable_nagle_algorithm = True
    timeout = 300
    server: Host

    def do_GET(self) -> None:
        """Answer a GET."""
        self._serve()

    def do_HEAD(self) -> None:
        """Answer a HEAD like a GET without a body."""
        self._serve()

    def do_POST(self) -> None:
        """Nothing may be posted here."""
        self.close_connection = True
        self._log(405)
        self._plain(Reply(b"", 405))

    def log_message(self, format: str, *args: object) -> None:
        """The press keeps its own log."""

    def _serve(self) -> None:
        site = self.server.site
        if site is None:
            self._log(200)
            self._plain(Reply(b"<html><body><h1>Foreign</h1><p>Nobody should have come here.</p></body></html>"))
            return
        parts = urlsplit(self.path)
        with self.server.guard:
            self.server.asked[self.path] += 1
            times = self.server.asked[self.path]
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = site.answer(Ask(unquote(parts.path), dict(parse_qsl(parts.query, keep_blank_values=True)), headers, times))
        if reply.changed is not None:
            reply = self._conditional(reply, reply.changed)
        self._log(reply.status)
        {"plain": self._plain, "endless": self._endless, "reset": self._reset, "hang": self._hang}[reply.conduct](reply)

    def _conditional(self, reply: Reply, changed: datetime) -> Reply:
        """The reply with its validators, or a 304 where the visitor has it already."""
        etag = f'"{hashlib.sha256(reply.body).hexdigest()[:20]}"'
        when = changed.astimezone(UTC).replace(microsecond=0)
        validators = (("ETag", etag), ("Last-Modified", format_datetime(when, usegmt=True)))
        known = self.headers.get("If-None-Match")
        since = self.headers.get("If-Modified-Since")
        fresh = etag in known.replace("W/", "") if known else bool(since) and _seen_since(str(since), when)
        if fresh:
            return Reply(b"", 304, None, validators)
        return Reply(reply.body, reply.status, reply.type, (*reply.headers, *validators))

    def _plain(self, reply: Reply) -> None:
        body, headers = reply.body, list(reply.headers)
        packed = any(name == "Content-Encoding" for name, _ in headers)
        site = self.server.site
        if (
            site
            and site.profile.compress
            and not packed
            and len(body) > 600
            and (reply.type or "").startswith(("text/", "application/xml", "application/rss"))
        ):
            headers.append(("Vary", "Accept-Encoding"))
            if "gzip" in self.headers.get("Accept-Encoding", ""):
                body = gzip.compress(body, 3, mtime=0)
                headers.append(("Content-Encoding", "gzip"))
        self._head(reply, headers, None if reply.status == 304 else len(body))
        if self.command != "HEAD" and reply.status != 304:
            self.wfile.write(body)

    def _head(self, reply: Reply, headers: list[tuple[str, str]], length: int | None) -> None:
        self.send_response_only(reply.status)
        if not any(name == "Server" for name, _ in headers):
            self.send_header("Server", "nginx")
        self.send_header("Date", self.date_time_string())
        if reply.type:
            self.send_header("Content-Type", reply.type)
        for name, value in headers:
            self.send_header(name, value)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def _endless(self, reply: Reply) -> None:
        """A chunked page whose paragraphs never end."""
        self.close_connection = True
        self._head(reply, [("Transfer-Encoding", "chunked")], None)
        page = b"<html><head><title>Endless</title></head><body>" + "<p>Продолжение следует, и следует, и следует.</p>\n".encode("cp1251") * 1300
        sent = 0
        while sent < _ENDLESS and not self.server.stopping.is_set() and self.command != "HEAD":
            self.wfile.write(b"%x\r\n%b\r\n" % (len(page), page))
            sent += len(page)

    def _reset(self, reply: Reply) -> None:
        """Half a page, then a reset of the connection."""
        self.close_connection = True
        self._head(reply, list(reply.headers), len(reply.body))
        self.wfile.write(reply.body[: len(reply.body) // 2])
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def _hang(self, reply: Reply) -> None:
        """Nothing, until the visitor has gone, the press closes or ten minutes are over."""
        self.close_connection = True
        waited = 0.0
        while waited < _HANG and not self.server.stopping.wait(0.5):
            waited += 0.5

    def _log(self, status: int) -> None:
        outlet = self.server.site.name if self.server.site else "foreign"
        header = self.headers.get
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        hit = Hit(outlet, self.command, self.path, at, header("User-Agent", ""), header("If-None-Match", ""), header("If-Modified-Since", ""), status)
        self.server.press.hits.append(hit)


def _seen_since(header: str, changed: datetime) -> bool:
    """Whether the visitor's copy is as new as the source; an unreadable date is no copy."""
    try:
        return parsedate_to_datetime(header).astimezone(UTC) >= changed
    except ValueError:
        return False


@contextlib.contextmanager
def serve(press: Press, port_base: int = 0) -> Iterator[Press]:
    """Serve every outlet of the press while the context lasts; ports are free ones, or `port_base`, `port_base` + 1 and so on."""
    hosts: list[Host] = []
    try:
        hosts.append(_foreign_host(press, port_base))
        for place, site in enumerate(press.sites, start=1):
            host = Host(("127.0.0.1", port_base + place if port_base else 0), press, site)
            hosts.append(host)
            site.base, site.foreign = f"http://{site.profile.host}:{host.port}", press.foreign
        for host in hosts:
            threading.Thread(target=host.serve_forever, args=(0.1,), daemon=True, name="press").start()
        yield press
    finally:
        stoppers = [threading.Thread(target=host.stop) for host in hosts]
        for stopper in stoppers:
            stopper.start()
        for stopper in stoppers:
            stopper.join()


def _foreign_host(press: Press, port: int) -> Host:
    """The foreign host on an address of its own where the system has one."""
    try:
        host = Host((_FOREIGN, port), press, None)
        press.foreign = f"http://{_FOREIGN}:{host.port}"
    except OSError:
        host = Host(("127.0.0.1", port), press, None)
        press.foreign = f"http://127.0.0.1:{host.port}"
    return host

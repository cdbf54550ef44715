"""A news site on loopback whose articles each break in a way of their own on the line, until it is healed."""

import gzip
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.spiders.web_site import article_page

Fault = Callable[[socket.socket, bytes], None]

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nConnection: close\r\n"
# Longer than a download may take.
_LONG = 45.0


def _said(answer: bytes) -> Fault:
    return lambda line, page: line.sendall(answer)


def _reset(line: socket.socket, page: bytes = b"") -> None:
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def _reset_inside(line: socket.socket, page: bytes) -> None:
    line.sendall(_HEAD + b"Content-Length: %d\r\n\r\n" % len(page) + page[: len(page) // 2])
    time.sleep(0.2)
    _reset(line)


def _silent(line: socket.socket, page: bytes) -> None:
    time.sleep(_LONG)


def _stall_inside(line: socket.socket, page: bytes) -> None:
    line.sendall(_HEAD + b"Content-Length: %d\r\n\r\n" % len(page) + page[:200])
    time.sleep(_LONG)


def _drip(line: socket.socket, page: bytes) -> None:
    _slowly(line, _HEAD + b"Content-Length: %d\r\n\r\n" % len(page) + page)


def _slow_headers(line: socket.socket, page: bytes) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\n")
    _slowly(line, b"".join(b"X-%d: a\r\n" % number for number in range(100)))


def _slowly(line: socket.socket, answer: bytes) -> None:
    ends = time.monotonic() + _LONG
    for place in range(len(answer)):
        if time.monotonic() > ends:
            return
        line.sendall(answer[place : place + 1])
        time.sleep(0.3)


def _cut(line: socket.socket, page: bytes) -> None:
    line.sendall(_HEAD + b"Content-Length: %d\r\n\r\n" % len(page) + page[: len(page) // 2])


def _cut_gzip(line: socket.socket, page: bytes) -> None:
    packed = gzip.compress(page)
    line.sendall(_HEAD + b"Content-Encoding: gzip\r\n\r\n" + packed[: len(packed) // 2])


def _cut_without_length(line: socket.socket, page: bytes) -> None:
    line.sendall(_HEAD + b"\r\n" + page[: len(page) // 2])


def _cut_chunks(line: socket.socket, page: bytes) -> None:
    half = page[: len(page) // 2]
    line.sendall(_HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % len(half) + half + b"\r\n")


def _endless(line: socket.socket, page: bytes) -> None:
    line.sendall(_HEAD + b"\r\n" + page)
    while True:
        line.sendall(b"<p>" + b"x" * 65536)


def _wrong_encoding(line: socket.socket, page: bytes) -> None:
    line.sendall(_HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(page) + page)


FAULTS: dict[str, Fault] = {
    "reset before the answer": _reset,
    "reset inside": _reset_inside,
    "silence": _silent,
    "stall inside": _stall_inside,
    "drip": _drip,
    "slow headers": _slow_headers,
    "closed at once": _said(b""),
    "cut before its length": _cut,
    "cut gzip": _cut_gzip,
    "cut without a length": _cut_without_length,
    "cut chunks": _cut_chunks,
    "endless": _endless,
    "encoding that is none": _wrong_encoding,
    "bad status line": _said(b"HTTP/9.9 many things\r\n\r\n"),
    "bad headers": _said(b"HTTP/1.1 200 OK\r\n\x00\xff: \r\n no name\r\nContent-Length: many\r\n\r\nx"),
    "status 500": _said(b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
    "status 429": _said(b"HTTP/1.1 429 Later\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
    "redirect loop": _said(b"HTTP/1.1 302 Found\r\nLocation: ?again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
}
"""What may happen to an article on the line. Two more happen before the line stands: a name that is not known, and TLS that is none."""
NAMELESS, NO_TLS = "a name that is not known", "TLS that is none"
NAMELESS_HOST, TLS_HOST = "aray.example", "aray-tls.example"
# Articles to which nothing happens, between the others.
SOUND = 12


class FaultySite:
    """A running site, by http and by https. Article n has fault n of FAULTS while `healed` is False; those after them have none."""

    def __init__(self, folder: Path) -> None:
        self.healed = False
        self._plain, self._tls = (socket.create_server(("127.0.0.1", 0), backlog=256) for _ in range(2))
        self.authority, self._context = _certificate(folder)
        self.home = f"http://127.0.0.1:{self._port(self._plain)}"
        self.nameless = f"http://{NAMELESS_HOST}:{self._port(self._plain)}"
        self.secured = f"https://{TLS_HOST}:{self._port(self._tls)}"
        for server, talk in ((self._plain, self._answer), (self._tls, self._answer_tls)):
            threading.Thread(target=self._serve, args=(server, talk), daemon=True).start()

    def print_feed(self, faults: int) -> dict[str, str]:
        """List articles with so many kinds of faults, and some without. Gives the addresses, each with the name of its fault or an empty one."""
        articles = {f"{self.nameless}/news/100": NAMELESS, f"{self.secured}/news/101": NO_TLS}
        articles |= {f"{self.home}/news/{number}": name for number, name in enumerate(FAULTS)}
        articles = dict(list(articles.items())[:faults]) | {f"{self.home}/news/{200 + number}": "" for number in range(SOUND)}
        items = "".join(f"<item><title>{address[-12:]}</title><link>{address}</link><pubDate>{_now()}</pubDate></item>" for address in articles)
        self._feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title><link>{self.home}/</link>{items}</channel></rss>'.encode()
        return articles

    def close(self) -> None:
        for server in (self._plain, self._tls):
            server.close()

    @staticmethod
    def _port(server: socket.socket) -> int:
        return int(server.getsockname()[1])

    def _serve(self, server: socket.socket, talk: Callable[[socket.socket], None]) -> None:
        while True:
            try:
                line, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(line, talk), daemon=True).start()

    def _talk(self, line: socket.socket, talk: Callable[[socket.socket], None]) -> None:
        # A client that has had enough closes; that is what these faults are about.
        with suppress(OSError), line:
            talk(line)

    def _answer_tls(self, line: socket.socket) -> None:
        if not self.healed:
            line.recv(65536)
            line.sendall(b"HTTP/1.1 400 This is no TLS\r\n\r\n")
            return
        with self._context.wrap_socket(line, server_side=True) as secured:
            self._answer(secured)

    def _answer(self, line: socket.socket) -> None:
        path = line.recv(65536).split(b" ", 2)[1].decode()
        number = path.partition("?")[0].rpartition("/")[2]
        if path == "/rss.xml":
            line.sendall(_whole(self._feed, b"application/rss+xml"))
        elif not number.isdigit():
            line.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        elif not self.healed and int(number) < len(FAULTS):
            list(FAULTS.values())[int(number)](line, _page(int(number)))
        else:
            line.sendall(_whole(_page(int(number)), b"text/html; charset=utf-8"))


@contextmanager
def faulty_site(folder: Path) -> Iterator[FaultySite]:
    """A faulty site for the length of a scenario."""
    site = FaultySite(folder)
    try:
        yield site
    finally:
        site.close()


def _whole(body: bytes, kind: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % (kind, len(body)) + body


def _page(number: int) -> bytes:
    return article_page(number, datetime.now(UTC).date()).encode()


def _now() -> str:
    return format_datetime(datetime.now(UTC))


def _certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """The file of an authority, and a server's context with a certificate for the host that has TLS, which it vouches for."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, TLS_HOST)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=9))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(TLS_HOST), x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    authority, secret = folder / "authority.pem", folder / "server.key"
    authority.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority, secret)
    return authority, context

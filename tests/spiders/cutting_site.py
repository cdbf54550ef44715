"""A server on loopback that cuts its answers: each in its own packing and framing, after as many bytes of the body as a test says."""

import gzip
import socket
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import brotli  # type: ignore[import-untyped]
from backports import zstd


def bare_deflate(body: bytes) -> bytes:
    """Deflate without the zlib frame, as Microsoft's servers once sent it."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


def as_it_is(body: bytes) -> bytes:
    return body


PACKINGS: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "plain": ("", as_it_is), "gzip": ("gzip", gzip.compress), "deflate": ("deflate", zlib.compress), "bare deflate": ("deflate", bare_deflate),
    "br": ("br", brotli.compress), "zstd": ("zstd", zstd.compress),
}  # fmt: skip
FRAMINGS = ("length", "shorter", "chunked", "closed")
"""How a cut body ends: before the length that was announced; with a length that is that of the cut body; without its last chunk; with the connection."""


@dataclass(frozen=True)
class Cut:
    """An answer. `after`: bytes of the packed body that are sent; None = all of them."""

    body: bytes
    packing: str = "plain"
    framing: str = "length"
    after: int | None = None
    type: str = "text/html; charset=utf-8"
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def packed(self) -> bytes:
        return PACKINGS[self.packing][1](self.body)

    def sent(self) -> bytes:
        """Everything that goes over the line."""
        packed = self.packed
        part = packed if self.after is None else packed[: self.after]
        head = ["HTTP/1.1 200 OK", f"Content-Type: {self.type}", "Connection: close", *(f"{name}: {value}" for name, value in self.headers)]
        if encoding := PACKINGS[self.packing][0]:
            head.append(f"Content-Encoding: {encoding}")
        if self.framing == "length":
            head.append(f"Content-Length: {len(packed)}")
        elif self.framing == "shorter":
            head.append(f"Content-Length: {len(part)}")
        elif self.framing == "chunked":
            head.append("Transfer-Encoding: chunked")
            part = b"%x\r\n%b\r\n" % (len(part), part) if part else b""
            part += b"0\r\n\r\n" if self.after is None else b""
        return "\r\n".join(head).encode() + b"\r\n\r\n" + part


class CuttingSite:
    """A running server: `answers` by path; anything else is 404. `asked` counts requests by path."""

    def __init__(self) -> None:
        self.answers: dict[str, Cut] = {}
        self.asked: Counter[str] = Counter()
        self.asked_with: list[tuple[str, str]] = []
        """Path and head of each request."""
        self._server = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.url = f"http://127.0.0.1:{self._server.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            request = b""
            while b"\r\n\r\n" not in request:
                more = connection.recv(65536)
                if not more:
                    return
                request += more
            path = request.split(b" ", 2)[1].decode()
            self.asked[path] += 1
            self.asked_with.append((path, request.decode("latin-1")))
            answer = self.answers.get(path)
            # Whoever has read enough of an answer hangs up.
            with suppress(ConnectionError):
                connection.sendall(answer.sent() if answer else b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    def close(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()


@contextmanager
def cutting_site() -> Iterator[CuttingSite]:
    """A cutting site for the length of a test."""
    site = CuttingSite()
    try:
        yield site
    finally:
        site.close()

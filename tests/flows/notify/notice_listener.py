"""A service on loopback that takes notices over HTTP and keeps what it was told, and an address where nobody listens."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Listener:
    """A service that takes notices over HTTP, and what it was told."""

    address: str
    told: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def listening() -> Iterator[Listener]:
    listener = Listener("")

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            listener.told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        listener.address = f"json://127.0.0.1:{server.server_address[1]}/"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield listener
        server.shutdown()
        thread.join()


def dead_address() -> str:
    """An address on loopback where nobody listens, with a token in it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"json://watcher:top-secret@127.0.0.1:{probe.getsockname()[1]}/token-in-path/"

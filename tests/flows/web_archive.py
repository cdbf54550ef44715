"""A web archive on loopback that speaks as Save Page Now 2 does."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs


@dataclass(frozen=True)
class AskedOfArchive:
    """One question."""

    path: str
    body: str
    authorization: str


@dataclass
class WebArchive:
    """What it was asked, and what it says of each job; of those that are not listed it says that they are being worked on."""

    address: str
    asked: list[AskedOfArchive] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    refuses: dict[str, tuple[int, Any]] = field(default_factory=dict)
    """By address of a page: the status and the words with which it is refused."""

    def pages(self) -> list[str]:
        """The pages that it was asked for, in order."""
        return [parse_qs(asked.body)["url"][0] for asked in self.asked if asked.path == "/save"]


@contextmanager
def web_archive() -> Iterator[WebArchive]:
    """The running archive."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._note(body)
            url = parse_qs(body)["url"][0]
            self._say(*archive.refuses.get(url, (200, {"url": url, "job_id": f"spn2-{len(archive.pages())}"})))

        def do_GET(self) -> None:
            self._note("")
            self._say(200, archive.answers.get(self.path.rpartition("/")[2], {"status": "pending"}))

        def _note(self, body: str) -> None:
            archive.asked.append(AskedOfArchive(self.path, body, self.headers.get("Authorization", "")))

        def _say(self, status: int, words: Any) -> None:
            content = json.dumps(words).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """It keeps its own log."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        archive = WebArchive(f"http://127.0.0.1:{server.server_address[1]}")
        threading.Thread(target=server.serve_forever, args=(0.1,), daemon=True).start()
        yield archive
        server.shutdown()

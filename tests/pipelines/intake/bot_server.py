"""Telegram's Bot API on loopback, as much of it as the bot needs, on real sockets, and can be told to fail."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "1234567:AAtheSecretOfTheBot"
SENDER = {"id": 4711, "first_name": "Сәуле", "username": "saule", "language_code": "ru"}


@dataclass
class BotServer:
    """Updates that wait, files by their ids (with what is said of their size), and what the bot has said. `cut_file`: the line breaks in the middle of a file; `refused`: ids of files that are
    not given out; `down`: every answer is 502."""

    updates: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    said: list[tuple[int, str]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    cut_file: bool = False
    down: bool = False
    blocked: bool = False
    given: int = 0
    port: int = 0
    number: int = 500

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def write(self, text: str = "", *, chat: int = 4711, sender: dict[str, Any] | None = None, kind: str = "private", **more: Any) -> int:
        """Let somebody write; the id of the update."""
        self.number += 1
        message = {
            "message_id": self.number,
            "date": 1795500000,
            "chat": {"id": chat, "type": kind},
            "from": sender or {**SENDER, "id": chat},
            **more,
        }
        self.updates.append({"update_id": self.number, "message": {**message, **({"text": text} if text else {})}})
        return self.number

    def put(self, id: str, body: bytes) -> dict[str, Any]:
        """A file, as a message names it."""
        self.files[id] = body
        return {"file_id": id, "file_unique_id": id, "file_size": len(body)}


class _Request(BaseHTTPRequestHandler):
    server: "_BotListener"

    def log_message(self, *_args: Any) -> None:
        """The tests are quiet."""

    def do_POST(self) -> None:
        bot = self.server.bot
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        method = self.path.removeprefix(f"/bot{TOKEN}/")
        if bot.down:
            self._answer(502, {"ok": False})
        elif method == "getUpdates":
            bot.asked.append(asked)
            offset = asked.get("offset", 0)
            bot.updates = [one for one in bot.updates if one.get("update_id", 0) >= offset]
            self._answer(200, {"ok": True, "result": bot.updates[: asked["limit"]]})
        elif method == "getFile":
            id = asked["file_id"]
            if id in bot.refused or id not in bot.files:
                self._answer(400, {"ok": False, "description": "Bad Request: file is too big"})
            else:
                self._answer(200, {"ok": True, "result": {"file_id": id, "file_path": f"documents/{id}"}})
        elif method == "sendMessage":
            if bot.blocked:
                self._answer(403, {"ok": False})
            else:
                bot.said.append((asked["chat_id"], asked["text"]))
                self._answer(200, {"ok": True, "result": {}})
        else:
            self._answer(404, {"ok": False})

    def do_GET(self) -> None:
        bot = self.server.bot
        body = bot.files.get(self.path.removeprefix(f"/file/bot{TOKEN}/documents/"))
        if body is None:
            self._answer(404, {"ok": False})
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            given = body[: len(body) // 2] if bot.cut_file else body
            for start in range(0, len(given), 1 << 16):
                self.wfile.write(given[start : start + (1 << 16)])
                bot.given += 1 << 16
        except ConnectionError:
            return

    def _answer(self, status: int, told: dict[str, Any]) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _BotListener(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, bot: BotServer) -> None:
        super().__init__(("127.0.0.1", 0), _Request)
        self.bot = bot


@contextmanager
def bot_server() -> Iterator[BotServer]:
    """The server, until the end."""
    bot = BotServer()
    with _BotListener(bot) as server:
        bot.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield bot
        finally:
            server.shutdown()
            thread.join(10)

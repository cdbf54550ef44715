"""A server on loopback that answers as servers of the OpenAI chat API do, errors and nonsense included."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[[dict[str, Any]], tuple[int, bytes]]


def answered(content: Any, tokens: int = 700, ended: str = "stop") -> tuple[int, bytes]:
    """Return an answer as Ollama, llama.cpp and vLLM write it."""
    text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    message = {"role": "assistant", "content": text}
    usage = {"prompt_tokens": tokens - 100, "completion_tokens": 100, "total_tokens": tokens}
    choice = {"index": 0, "message": message, "finish_reason": ended}
    return 200, json.dumps({"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage}).encode()


def refused(status: int, words: str) -> tuple[int, bytes]:
    """Return a refusal with its reason."""
    return status, json.dumps({"error": {"message": words, "type": "invalid_request_error"}}).encode()


@dataclass
class ChatServer:
    """The server: what it replies, what it was asked, and with which headers."""

    address: str
    reply: Reply
    asked: list[dict[str, Any]] = field(default_factory=list)
    heads: list[dict[str, str]] = field(default_factory=list)
    location: str = ""
    slow: float = 0.0
    endless: bool = False


@contextmanager
def chat_server(reply: Reply) -> Iterator[ChatServer]:
    """Serve on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            served.asked.append(body)
            served.heads.append({name.lower(): value for name, value in self.headers.items()})
            status, answer = served.reply(body)
            self.send_response(status)
            if served.location:
                self.send_header("Location", served.location)
            if not served.endless:
                self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            try:
                for _ in range(100_000 if served.endless else 1):
                    for at in range(0, len(answer), 20 if served.slow else len(answer)):
                        self.wfile.write(answer[at : at + 20] if served.slow else answer)
                        time.sleep(served.slow)
            except OSError:
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served = ChatServer(f"http://127.0.0.1:{server.server_address[1]}/v1", reply)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()

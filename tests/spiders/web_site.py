"""A web site on loopback that a test writes itself: answers by path, and a log of who asked what and when."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """One request: when (seconds), for which path, with which parameters."""

    at: float
    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass(frozen=True)
class Answer:
    """What is answered."""

    body: str = ""
    status: int = 200
    type: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


Route = Callable[[Asked], Answer | None]


class Site:
    """A running site. `route` answers; None = 404."""

    def __init__(self, route: Route) -> None:
        self.route = route
        self.asked: list[Asked] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = 65536

            def do_GET(self) -> None:
                parts = urlsplit(self.path)
                asked = Asked(time.monotonic(), parts.path, dict(parse_qsl(parts.query, keep_blank_values=True)), dict(self.headers.items()))
                site.asked.append(asked)
                answer = site.route(asked) or Answer("<html><body><h1>404</h1></body></html>", 404)
                body = answer.body.encode()
                self.send_response(answer.status)
                for name, value in {"Content-Type": answer.type, "Content-Length": str(len(body)), **answer.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """The site keeps its own log."""

        class Server(ThreadingHTTPServer):
            request_queue_size = 256
            daemon_threads = True

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def paths(self) -> list[str]:
        """What was asked for, in order, without robots.txt."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def site(route: Route) -> Iterator[Site]:
    """A site for the length of a test."""
    running = Site(route)
    try:
        yield running
    finally:
        running.close()


WORDS = "кеше аудан орталығында тұрғындар жиналып су құбыры мен жол жөндеу жұмыстарының барысын талқылады деп хабарлады біздің тілші"
NAMES = ("Асан", "Бота", "Ғалым", "Дана", "Ерлан", "Жанар", "Зере", "Ильяс", "Қайрат", "Ләззат", "Мұрат", "Нұрай")


def article_page(number: int, day: date, *, dated: bool = True, extra: str = "") -> str:
    """A page with an article of its own words; the day stands in its text's head where `dated`."""
    name, words = NAMES[number % len(NAMES)], WORDS.split()
    turned = words[number % len(words) :] + words[: number % len(words)]
    text = "".join(
        f"<p>{name} {number * 7 + part} {' '.join(turned[part:])} {number}-{part} {' '.join(reversed(turned))} {name.lower()}{number}.</p>"
        for part in range(4)
    )
    stamp = f'<time datetime="{day.isoformat()}T10:00:00+05:00">{day:%d.%m.%Y}</time>' if dated else ""
    return (
        f'<html lang="kk"><head><title>{name} туралы {number}-хабар</title></head><body><article><h1>{name} туралы {number}-хабар</h1>{stamp}{text}{extra}'
        "</article></body></html>"
    )

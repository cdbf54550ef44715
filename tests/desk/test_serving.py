"""Starting the desk, and requests against its real server."""

import asyncio
import json
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI

from desk.serving import AddressTaken, _DeskServer, _listen, greeting, server_config
from records import users
from records.database import open_engine, read_session
from tests.desk.serving_desk import on_a_port
from tests.desk.site import Site
from tests.processes import started


@pytest.mark.usefixtures("processes")
def test_the_first_start_names_the_link_and_a_one_time_password_the_next_the_link_alone(tmp_path: Path) -> None:
    counted = "import gc; freeze = gc.freeze; gc.freeze = lambda: (freeze(), print('frozen', gc.get_freeze_count(), flush=True)); "
    said, code = start_and_stop(tmp_path, signal.SIGTERM, counted)
    frozen = re.search(r"^frozen (\d+)\n", said, re.M)
    assert frozen
    assert int(frozen[1]) > 100_000, "what it is made of is not searched for garbage again"
    assert re.fullmatch(r".*: http://127\.0\.0\.1:\d+/\n.*\badmin\b.* [a-z2-9-]{19}\n", said.replace(frozen[0], ""))
    assert code == 0, "being stopped is no failure"
    said, code = start_and_stop(tmp_path, signal.SIGINT)
    assert re.fullmatch(r".*: http://127\.0\.0\.1:\d+/\n", said)
    assert code == 0
    engine = open_engine(f"sqlite:///{tmp_path / 'var' / 'qorgan.db'}")
    with read_session(engine) as session:
        row = users.find(session, "admin")
        assert (row.role, row.must_change) == ("operator", True)
    engine.dispose()


def start_and_stop(tmp_path: Path, how: signal.Signals, before: str = "") -> tuple[str, int]:
    """`qorgan desk`, asked for its health at the link it names, then told to stop."""
    code = f"{before}from flows.cli.desk_command import desk; desk(port=0)"
    output = tmp_path / "said"
    with output.open("w") as out:
        process = started([sys.executable, "-c", code], stdout=out, stderr=subprocess.STDOUT)
    try:
        link = None
        give_up = time.monotonic() + 600
        while link is None and process.poll() is None and time.monotonic() < give_up:
            time.sleep(0.05)
            link = re.search(r"http://\S+", output.read_text())
        assert link, output.read_text()
        with urllib.request.urlopen(f"{link[0]}health") as answer:
            assert json.load(answer) == {"status": "ok"}
        process.send_signal(how)
        return output.read_text(), process.wait(60)
    finally:
        process.end_group()


def test_a_second_signal_waits_for_no_answer_but_lets_the_desk_end(caplog: pytest.LogCaptureFixture) -> None:
    """Ctrl-C in a terminal reaches the process twice where a parent passes it on."""
    ended: list[str] = []

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        yield
        await asyncio.sleep(0)
        ended.append("said what was left")

    app = FastAPI(lifespan=life)

    def ready() -> None:
        server.handle_exit(signal.SIGINT, None)
        server.handle_exit(signal.SIGTERM, None)

    server = _DeskServer(server_config(app), ready)
    with _listen("127.0.0.1", 0) as listening:
        server.run(sockets=[listening])
    assert server.force_exit
    assert ended == ["said what was left"]
    assert "Traceback" not in caplog.text


def test_a_desk_that_others_reach_says_that_it_needs_tls() -> None:
    assert len(greeting("127.0.0.1", 8460, None)) == len(greeting("::1", 8460, None)) == len(greeting("localhost", 8460, None)) == 1
    assert "TLS" in greeting("0.0.0.0", 8460, None)[1]
    assert "QORGAN_ORIGIN" in greeting("0.0.0.0", 8460, None)[2]
    assert len(greeting("0.0.0.0", 8460, None, "https://desk.example.org")) == 2
    assert greeting("::", 8460, None)[0].endswith("http://[::1]:8460/")


def test_the_end_of_an_answer_does_not_wait_for_the_browsers_receipt() -> None:
    """Else a small answer takes 40 ms more: its second piece lies in the system until the first one is told to have come."""
    told: list[int] = []

    async def ask() -> None:
        def visited(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            told.append(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        listening = _listen("127.0.0.1", 0)
        async with await asyncio.start_server(visited, sock=listening):
            reader, writer = await asyncio.open_connection(*listening.getsockname())
            await reader.read()
            writer.close()

    asyncio.run(ask())
    assert told
    assert all(told)


def test_an_address_that_is_taken_is_told_in_one_line() -> None:

    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(AddressTaken, match="--port"):
        _listen("127.0.0.1", taken.getsockname()[1])


HALF = b"GET /login HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
HALF_BODY = b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nusername="
# How long a test waits for what must come (seconds); nothing is measured by it.
PATIENCE = 60


@contextmanager
def served(site: Site) -> Iterator[str]:
    with on_a_port(site.app, server_config(site.app)) as address:
        yield address


def begun(stack: ExitStack, address: str, sent: bytes = HALF) -> socket.socket:
    parts = urlsplit(address)
    made = stack.enter_context(socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE))
    made.sendall(sent)
    return made


def healthy(address: str) -> bool:
    with urllib.request.urlopen(f"{address}/health", timeout=PATIENCE) as answer:
        return bool(json.load(answer) == {"status": "ok"})


def test_a_whole_request_is_answered_while_two_hundred_half_ones_are_open(site: Site) -> None:
    with served(site) as address, ExitStack() as stack:
        half = [begun(stack, address, sent) for sent in (HALF, HALF_BODY) for _ in range(100)]
        assert healthy(address)
        half[0].sendall(b"x\r\n\r\n")
        assert half[0].recv(12) == b"HTTP/1.1 200"


def test_whole_requests_follow_each_other_on_one_connection_and_headers_without_end_are_refused(site: Site) -> None:
    with served(site) as address, ExitStack() as stack:
        connection = HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE)
        connection.connect()
        first = connection.sock
        for _ in range(3):
            connection.request("GET", "/health")
            assert connection.getresponse().read() == b'{"status":"ok"}'
            assert connection.sock is first
        connection.close()
        assert begun(stack, address, HALF + b"x" * 20_000).recv(12) == b"HTTP/1.1 400"

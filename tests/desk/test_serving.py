"""Starting the desk: what its first start says, who is told of TLS, and an address that is taken."""

import asyncio
import json
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from desk.serving import AddressTaken, _listen, greeting
from records import users
from records.database import open_engine, read_session
from tests.processes import started


def test_the_first_start_names_the_link_and_a_one_time_password_the_next_the_link_alone(tmp_path: Path) -> None:
    said, code = start_and_stop(tmp_path, signal.SIGTERM)
    assert re.fullmatch(r"The desk is open: http://127\.0\.0\.1:\d+/\nSign in as admin with the one-time password [a-z2-9-]{19}\n", said)
    assert code == 0, "being stopped is no failure"
    said, code = start_and_stop(tmp_path, signal.SIGINT)
    assert re.fullmatch(r"The desk is open: http://127\.0\.0\.1:\d+/\n", said)
    assert code == 0
    engine = open_engine(f"sqlite:///{tmp_path / 'var' / 'qorgan.db'}")
    with read_session(engine) as session:
        row = users.find(session, "admin")
        assert (row.role, row.must_change) == ("operator", True)
    engine.dispose()


def test_what_the_desk_has_read_at_its_start_is_not_searched_for_garbage_again(tmp_path: Path) -> None:
    told = "import gc; freeze = gc.freeze; gc.freeze = lambda: (freeze(), print('left to stand:', gc.get_freeze_count(), flush=True)); "
    said, _ = start_and_stop(tmp_path, signal.SIGTERM, told)
    found = re.search(r"left to stand: (\d+)", said)
    assert found
    assert int(found[1]) > 100_000, "all that the desk is made of"


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

"""Asking an authority over HTTP: a good answer is taken, and nothing that answers otherwise holds the run up or is believed."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from flows import time_stamping
from flows.time_stamping import StampRefused, ask_for_stamp
from records.ledger.time_stamps import certificates, stamp_fault
from tests.records.ledger.stamping_authority import StampingAuthority

DOCUMENT = b'{"format":"qorgan-anchor-1"}\n'


@contextmanager
def answering(*pieces: bytes, then_close: bool = True) -> Iterator[str]:
    """A server that gives these bytes to whoever asks, and perhaps never ends."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                try:
                    for piece in pieces:
                        connection.sendall(piece)
                except OSError:
                    return
                if not then_close:
                    over.wait(60)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        over.set()
        thread.join()


@pytest.mark.usefixtures("processes")
def test_an_authority_is_asked_for_the_digest_alone_and_its_stamp_holds(tmp_path: Path) -> None:
    with StampingAuthority(tmp_path / "tsa").serving() as authority:
        trusted = certificates(str(authority.roots))
        answer = ask_for_stamp(authority.address, DOCUMENT, trusted)
    assert stamp_fault(answer, DOCUMENT, trusted) is None
    assert len(authority.asked) == 1
    assert b"qorgan" not in authority.asked[0]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", "HTTP 503"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", "HTTP 302"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "it is no time stamp"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"0" * 100_000, "the answer is too long"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello", "it is no time stamp"),
        (b"not HTTP at all\r\n\r\n", "gave no time stamp"),
        (b"", "gave no time stamp"),
    ],
    ids=["failing", "leading on", "other words", "endless", "packed", "no HTTP", "closed"],
)
def test_an_answer_that_is_no_stamp_is_one_line(answer: bytes, said: str) -> None:
    with answering(answer) as address, pytest.raises(StampRefused, match=said) as refused:
        ask_for_stamp(address, DOCUMENT, [])
    assert "\n" not in str(refused.value)


def test_an_authority_that_never_ends_its_answer_is_left_after_the_time_for_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_stamping, "PATIENCE", 0.3)
    for begin in (b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n0000"):
        with answering(begin, then_close=False) as address, pytest.raises(StampRefused, match="no answer within 0 s"):
            ask_for_stamp(address, DOCUMENT, [])


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/", "ftp://127.0.0.1/", "no address", "http://[", "http://127.0.0.1:99999/"])
def test_an_address_where_no_authority_is_is_one_line(address: str) -> None:
    with pytest.raises(StampRefused, match="QORGAN_ANCHOR_TSA gave no time stamp"):
        ask_for_stamp(address, DOCUMENT, [])

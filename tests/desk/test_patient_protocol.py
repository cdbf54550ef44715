"""Half requests against the real server of the desk: they are given up, and whole ones are answered meanwhile."""

import json
import socket
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from desk.patient_protocol import PatientProtocol
from desk.serving import server_config
from tests.desk.serving_desk import on_a_port
from tests.desk.site import Site

HALF = b"GET /login HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
HALF_BODY = b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nusername="
WHOLE = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
# How long a test waits for what must come (seconds); nothing is measured by it.
PATIENCE = 60


class Hurried(PatientProtocol):
    headers_within = quiet_for = 1.0
    body_within = 3.0


class Crowded(PatientProtocol):
    """Patient, but with little room."""

    headers_within = quiet_for = 600.0
    most_open = 20


@contextmanager
def served(site: Site, protocol: type[PatientProtocol]) -> Iterator[str]:
    with on_a_port(site.app, server_config(site.app, protocol)) as address:
        yield address


def begun(stack: ExitStack, address: str, sent: bytes = HALF) -> socket.socket:
    parts = urlsplit(address)
    made = stack.enter_context(socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE))
    made.sendall(sent)
    return made


def healthy(address: str) -> bool:
    with urllib.request.urlopen(f"{address}/health", timeout=PATIENCE) as answer:
        return bool(json.load(answer) == {"status": "ok"})


def all_of(connection: socket.socket) -> bytes:
    """What is answered until the other side has closed. TimeoutError if it never does."""
    told = b""
    try:
        while part := connection.recv(10_000):
            told += part
    except ConnectionResetError:
        pass
    return told


def is_given_up(connection: socket.socket) -> bool:
    """Waits until the other side has closed; False if it answers instead, TimeoutError if it does neither."""
    try:
        return connection.recv(100) == b""
    except ConnectionResetError:
        return True


def test_two_hundred_half_requests_are_given_up_and_a_whole_one_is_answered_meanwhile(site: Site) -> None:
    with served(site, Hurried) as address, ExitStack() as stack:
        half = [begun(stack, address) for _ in range(200)]
        assert healthy(address)
        assert all(is_given_up(connection) for connection in half)
        assert healthy(address)


@pytest.mark.parametrize("sent", [HALF, HALF_BODY], ids=["headers", "body"])
def test_a_byte_now_and_then_wins_no_time_in_the_end(site: Site, sent: bytes) -> None:
    with served(site, Hurried) as address, ExitStack() as stack:
        connection = begun(stack, address, sent)
        connection.settimeout(0.1)
        for _ in range(PATIENCE * 10):
            try:
                connection.sendall(b"x")
                given_up = connection.recv(100) == b""
            except TimeoutError:
                continue
            except (ConnectionResetError, BrokenPipeError):
                given_up = True
            assert given_up
            return
        pytest.fail("it is still waited for")


def test_a_body_that_stops_is_given_up_and_no_error_is_written_down(site: Site) -> None:
    with served(site, Hurried) as address, ExitStack() as stack:
        assert is_given_up(begun(stack, address, HALF_BODY))
        assert healthy(address)
    assert "ERROR" not in site.log.read_text()


@pytest.mark.parametrize("sent", [HALF, HALF_BODY], ids=["headers", "body"])
def test_a_half_request_in_the_packet_of_a_whole_one_is_given_up_too(site: Site, sent: bytes) -> None:
    with served(site, Hurried) as address, ExitStack() as stack:
        connection = begun(stack, address, WHOLE + sent)
        assert connection.recv(12) == b"HTTP/1.1 200"
        assert all_of(connection).endswith(b'{"status":"ok"}')


def test_half_requests_behind_whole_ones_make_room_too(site: Site) -> None:
    with served(site, Crowded) as address, ExitStack() as stack:
        half = []
        for _ in range(30):
            half.append(begun(stack, address, WHOLE + HALF_BODY))
            assert half[-1].recv(12) == b"HTTP/1.1 200"
        assert all(all_of(connection).endswith(b'{"status":"ok"}') for connection in half[:9])
        assert healthy(address)


def test_half_requests_make_room_for_whole_ones_the_oldest_first(site: Site) -> None:
    with served(site, Crowded) as address, ExitStack() as stack:
        half = [begun(stack, address) for _ in range(60)]
        assert all(is_given_up(connection) for connection in half[:39])
        assert healthy(address)
        half[-1].sendall(b"x\r\n\r\n")
        assert half[-1].recv(12) == b"HTTP/1.1 200"


def test_whole_requests_follow_each_other_on_one_connection(site: Site) -> None:
    with served(site, Hurried) as address:
        connection = HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE)
        connection.connect()
        first = connection.sock
        for _ in range(3):
            connection.request("GET", "/health")
            assert connection.getresponse().read() == b'{"status":"ok"}'
            assert connection.sock is first
        connection.close()


def test_headers_without_end_are_refused(site: Site) -> None:
    with served(site, Crowded) as address, ExitStack() as stack:
        connection = begun(stack, address, HALF + b"x" * 20_000)
        assert connection.recv(12) == b"HTTP/1.1 400"

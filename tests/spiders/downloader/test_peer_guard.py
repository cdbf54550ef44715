"""Whoever owns an outlet's DNS does not reach this machine's network: a real crawler, an adversary's DNS, a door on loopback that must stay shut."""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from spiders.probe.finding import Tls
from spiders.probe.robots import certificate_fault
from tests.paths import ROOT
from tests.spiders.downloader.hostile_dns import Asking

OUTLET, PUBLIC = "redaktsiya.example", "93.184.216.34"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PAGE = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 12\r\nConnection: close\r\n\r\n<p>inside</p"


class Inside:
    """A service on loopback that answers whatever it is asked (some paths otherwise), and keeps every byte that it was sent."""

    def __init__(self, answer: bytes) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self._answer = answer
        self.heard: list[bytes] = []
        self.by_path = {"/robots.txt": b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"}
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection:
            said = connection.recv(65536)
            if said:
                self.heard.append(said)
                path = said.split(b" ", 2)[1].decode("latin-1") if said.startswith(b"GET ") else ""
                connection.sendall(self.by_path.get(path, self._answer))

    def close(self) -> None:
        self._socket.close()


@contextmanager
def serving(answer: bytes = PAGE) -> Iterator[Inside]:
    made = Inside(answer)
    try:
        yield made
    finally:
        made.close()


@pytest.fixture
def inside() -> Iterator[Inside]:
    with serving() as made:
        yield made


def crawl(folder: Path, asking: Asking, **environment: str) -> dict[str, dict[str, Any]]:
    """What became of each address."""
    command = [sys.executable, "-m", "tests.spiders.downloader.hostile_dns", str(asking.written(folder / "asking.json"))]
    variables = {**os.environ, "SCRAPY_SETTINGS_MODULE": "spiders.scrapy_settings", **environment}
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, timeout=600, check=True)
    return {told["asked"]: told for told in map(json.loads, done.stdout.splitlines())}


@pytest.mark.parametrize("answers", [["127.0.0.1"], [PUBLIC, "127.0.0.1"], [PUBLIC, "10.0.0.1", "127.0.0.1"], ["0.0.0.0"]])
def test_a_name_that_leads_inside_at_once_or_at_a_later_look_up_is_not_asked(tmp_path: Path, inside: Inside, answers: list[str]) -> None:
    url = f"http://{OUTLET}:{inside.port}/news/1"
    told = crawl(tmp_path, Asking([url], {OUTLET: answers}, [f"{OUTLET}:{inside.port}"]))
    assert told[url]["fate"] == "dns"
    assert told[url]["detail"].endswith("which is not on the public internet; its outlet file does not say private: true")
    assert inside.heard == []


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_connection_that_ends_inside_is_closed_before_a_byte_is_sent(tmp_path: Path, inside: Inside, scheme: str) -> None:
    url = f"{scheme}://{OUTLET}:{inside.port}/news/1"
    told = crawl(tmp_path, Asking([url], {OUTLET: [PUBLIC]}, [f"{OUTLET}:{inside.port}"], turned=True))
    assert told[url]["fate"] == "dns"
    assert f"{OUTLET} leads to 127.0.0.1" in told[url]["detail"]
    assert inside.heard == []


def test_an_entry_that_says_private_is_read_at_its_own_port_alone(tmp_path: Path, inside: Inside) -> None:
    with serving() as other:
        own, foreign = f"http://{OUTLET}:{inside.port}/news/1", f"http://{OUTLET}:{other.port}/news/1"
        told = crawl(tmp_path, Asking([own, foreign], {OUTLET: ["127.0.0.1"]}, [f"{OUTLET}:{inside.port}"], private=True))
        assert told[own]["status"] == 200
        assert told[foreign]["fate"] == "dns"
        assert other.heard == []


def test_no_entry_leads_to_the_metadata_service_of_a_cloud(tmp_path: Path) -> None:
    url = f"http://{OUTLET}/latest/meta-data/"
    told = crawl(tmp_path, Asking([url], {OUTLET: ["169.254.169.254"]}, [OUTLET], private=True))
    assert told[url]["fate"] == "dns"
    assert "169.254.169.254" in told[url]["detail"]


def test_an_address_written_as_loopback_is_read_and_its_neighbours_are_not(tmp_path: Path, inside: Inside) -> None:
    with serving() as other:
        urls = [f"http://127.0.0.1:{inside.port}/1", f"http://localhost:{inside.port}/1"]
        shut = [f"http://127.0.0.1:{other.port}/1", f"http://127.0.0.2:{inside.port}/1", f"http://10.0.0.1:{inside.port}/1"]
        sites = [f"127.0.0.1:{inside.port}", f"localhost:{inside.port}"]
        told = crawl(tmp_path, Asking([*urls, *shut], {"localhost": ["127.0.0.1"]}, sites))
        assert [told[url].get("status") for url in urls] == [200, 200]
        assert [told[url].get("fate") for url in shut] == ["dns"] * 3
        assert other.heard == []


def test_a_proxy_of_the_environment_is_no_way_round(tmp_path: Path, inside: Inside) -> None:
    with serving() as proxy:
        environment = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY"), f"http://127.0.0.1:{proxy.port}")
        urls = [f"http://127.0.0.1:{inside.port}/1", f"http://{OUTLET}/1", f"https://{OUTLET}/1"]
        told = crawl(tmp_path, Asking(urls, {OUTLET: ["127.0.0.1"]}, [OUTLET, f"127.0.0.1:{inside.port}"]), **environment)
        assert [told[url].get("status") or told[url]["fate"] for url in urls] == [200, "dns", "dns"]
        assert proxy.heard == []


@pytest.mark.skipif(not any(map(shutil.which, PROGRAMS)), reason="there is no Chromium on this machine")
@pytest.mark.parametrize("private", [True, False])
def test_the_browser_goes_to_the_address_that_was_allowed_and_asks_no_dns_and_no_proxy(tmp_path: Path, private: bool) -> None:
    # No resolver but the test's own knows this name, so the browser can have the page only at the address that it was given.
    with serving() as inside, serving() as proxy:
        url = f"http://{OUTLET}:{inside.port}/news/1"
        asking = Asking([url], {OUTLET: ["127.0.0.1"]}, [f"{OUTLET}:{inside.port}"], private=private, browser="auto")
        told = crawl(tmp_path, asking, http_proxy=f"http://127.0.0.1:{proxy.port}", all_proxy=f"http://127.0.0.1:{proxy.port}")
        assert told[url].get("fate", "") == ("" if private else "dns")
        assert any(said.startswith(b"GET /news/1") for said in inside.heard) is private
        assert proxy.heard == []


def test_the_look_at_a_certificate_does_not_go_inside_either(inside: Inside, monkeypatch: pytest.MonkeyPatch) -> None:
    def leads_inside(host: str, port: Any, *args: Any, **kwargs: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", leads_inside)
    assert asyncio.run(certificate_fault(OUTLET, inside.port)) is Tls.FAILED
    assert inside.heard == []

"""Whoever owns an outlet's DNS does not reach this machine's network: which addresses a host may lead to, and a real crawler against an adversary's DNS."""

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

from spiders.downloader import guard
from spiders.probe.probe_result import Tls
from spiders.probe.probe_spider import certificate_fault
from tests.paths import ROOT
from tests.pipelines.rows import rows
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


@pytest.mark.usefixtures("processes")
def test_a_name_that_leads_inside_at_once_or_at_a_later_look_up_is_not_asked(tmp_path: Path, inside: Inside) -> None:
    answers = [["127.0.0.1"], [PUBLIC, "127.0.0.1"], [PUBLIC, "10.0.0.1", "127.0.0.1"], ["0.0.0.0"]]
    names = {f"n{number}.{OUTLET}": answer for number, answer in enumerate(answers)}
    urls = [f"http://{name}:{inside.port}/news/1" for name in names]
    told = crawl(tmp_path, Asking(urls, names, [f"{name}:{inside.port}" for name in names]))
    assert [told[url]["fate"] for url in urls] == ["dns"] * len(urls)
    assert all("private: true" in told[url]["detail"] for url in urls)
    assert inside.heard == []


@pytest.mark.usefixtures("processes")
def test_a_connection_that_ends_inside_is_closed_before_a_byte_is_sent(tmp_path: Path, inside: Inside) -> None:
    urls = [f"{scheme}://{OUTLET}:{inside.port}/news/1" for scheme in ("http", "https")]
    told = crawl(tmp_path, Asking(urls, {OUTLET: [PUBLIC]}, [f"{OUTLET}:{inside.port}"], turned=True))
    assert [told[url]["fate"] for url in urls] == ["dns", "dns"]
    assert all(OUTLET in told[url]["detail"] and "127.0.0.1" in told[url]["detail"] for url in urls)
    assert inside.heard == []


@pytest.mark.usefixtures("processes")
def test_an_entry_that_says_private_is_read_at_its_own_port_alone(tmp_path: Path, inside: Inside) -> None:
    with serving() as other:
        own, foreign = f"http://{OUTLET}:{inside.port}/news/1", f"http://{OUTLET}:{other.port}/news/1"
        told = crawl(tmp_path, Asking([own, foreign], {OUTLET: ["127.0.0.1"]}, [f"{OUTLET}:{inside.port}"], private=True))
        assert told[own]["status"] == 200
        assert told[foreign]["fate"] == "dns"
        assert other.heard == []


@pytest.mark.usefixtures("processes")
def test_no_entry_leads_to_the_metadata_service_of_a_cloud(tmp_path: Path) -> None:
    url = f"http://{OUTLET}/latest/meta-data/"
    told = crawl(tmp_path, Asking([url], {OUTLET: ["169.254.169.254"]}, [OUTLET], private=True))
    assert told[url]["fate"] == "dns"
    assert "169.254.169.254" in told[url]["detail"]


@pytest.mark.usefixtures("processes")
def test_an_address_written_as_loopback_is_read_and_its_neighbours_are_not(tmp_path: Path, inside: Inside) -> None:
    with serving() as other:
        urls = [f"http://127.0.0.1:{inside.port}/1", f"http://localhost:{inside.port}/1"]
        shut = [f"http://127.0.0.1:{other.port}/1", f"http://127.0.0.2:{inside.port}/1", f"http://10.0.0.1:{inside.port}/1"]
        sites = [f"127.0.0.1:{inside.port}", f"localhost:{inside.port}"]
        told = crawl(tmp_path, Asking([*urls, *shut], {"localhost": ["127.0.0.1"]}, sites))
        assert [told[url].get("status") for url in urls] == [200, 200]
        assert [told[url].get("fate") for url in shut] == ["dns"] * 3
        assert other.heard == []


@pytest.mark.usefixtures("processes")
def test_a_proxy_of_the_environment_is_no_way_round(tmp_path: Path, inside: Inside) -> None:
    with serving() as proxy:
        environment = dict.fromkeys(("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY"), f"http://127.0.0.1:{proxy.port}")
        urls = [f"http://127.0.0.1:{inside.port}/1", f"http://{OUTLET}/1", f"https://{OUTLET}/1"]
        told = crawl(tmp_path, Asking(urls, {OUTLET: ["127.0.0.1"]}, [OUTLET, f"127.0.0.1:{inside.port}"]), **environment)
        assert [told[url].get("status") or told[url]["fate"] for url in urls] == [200, "dns", "dns"]
        assert proxy.heard == []


@pytest.mark.skipif(not any(map(shutil.which, PROGRAMS)), reason="there is no Chromium on this machine")
@pytest.mark.parametrize("private", [True, False])
@pytest.mark.usefixtures("processes")
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


@pytest.fixture(autouse=True)
def nobody_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "_TRUSTED", {})
    monkeypatch.setattr(guard, "_REFUSED", {})


def test_every_host_may_lead_to_the_public_internet_and_nobody_unsaid_inside() -> None:
    guard.trust(["site.kz", "127.0.0.1:8461"], private=False)
    assert guard.may_lead_to("site.kz", "8.8.8.8")
    assert guard.may_lead_to("stranger.kz", "2a00:1450:4001::1", 8080)
    for address in ("127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "224.0.0.1"):
        assert not guard.may_lead_to("site.kz", address)


def test_private_opens_the_own_network_at_the_own_ports_and_nothing_that_is_no_network() -> None:
    guard.trust(["intranet.kz", "intranet.kz:8080"], private=True)
    for address in ("127.0.0.1", "10.0.0.1", "192.168.1.1", "fd00::1", "::1"):
        assert guard.may_lead_to("INTRANET.kz.", address)
        assert guard.may_lead_to("www.intranet.kz", address, 443)
    assert guard.may_lead_to("intranet.kz", "10.0.0.1", 8080)
    assert not guard.may_lead_to("intranet.kz", "10.0.0.1", 5432)
    assert not guard.may_lead_to("mail.intranet.kz", "10.0.0.1")
    assert not any(guard.may_lead_to("intranet.kz", address) for address in ("169.254.169.254", "0.0.0.0", "255.255.255.255", "fe80::1"))


@rows("site, host", [("127.0.0.1:8461", "127.0.0.1"), ("localhost:8461", "localhost"), ("[::1]:8461", "[::1]")])
def test_a_host_written_as_loopback_may_lead_to_loopback_at_its_port_and_no_further(site: str, host: str) -> None:
    guard.trust([site], private=False)
    assert guard.may_lead_to(host, "127.0.0.1", 8461)
    assert not guard.may_lead_to(host, "127.0.0.1", 5432)
    assert not guard.may_lead_to(host, "10.0.0.1", 8461)


def test_what_a_refused_host_led_to_is_said_and_forgotten_with_a_good_answer() -> None:
    assert guard.refusal("site.kz") is None
    guard.note_refusal("site.kz", "10.0.0.1")
    assert "10.0.0.1" in (guard.refusal("site.kz") or "")
    guard._refuse_inside("8.8.8.8", "site.kz")
    assert guard.refusal("site.kz") is None


@pytest.mark.parametrize(
    ("found", "allowed"),
    [(["127.0.0.1", "8.8.8.8"], "8.8.8.8"), (["2a00:1450:4001::1", "8.8.8.8"], "8.8.8.8"), (["10.0.0.1", "::1"], None), ([], None)],
)
def test_of_several_addresses_the_first_that_is_allowed_is_asked(monkeypatch: pytest.MonkeyPatch, found: list[str], allowed: str | None) -> None:
    def answer(host: str, port: Any, *args: Any, **kwargs: Any) -> list[Any]:
        if not found:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in found]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    assert asyncio.run(guard.allowed_address("site.kz", 443)) == allowed

"""Which addresses a host may lead to."""

import asyncio
import socket
from typing import Any

import pytest

from spiders.downloader import dns_guard


@pytest.fixture(autouse=True)
def nobody_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dns_guard, "_TRUSTED", {})
    monkeypatch.setattr(dns_guard, "_REFUSED", {})


def test_every_host_may_lead_to_the_public_internet_and_nobody_unsaid_inside() -> None:
    dns_guard.trust(["site.kz", "127.0.0.1:8461"], private=False)
    assert dns_guard.may_lead_to("site.kz", "8.8.8.8")
    assert dns_guard.may_lead_to("stranger.kz", "2a00:1450:4001::1", 8080)
    for address in ("127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "224.0.0.1"):
        assert not dns_guard.may_lead_to("site.kz", address)


def test_private_opens_the_own_network_at_the_own_ports_and_nothing_that_is_no_network() -> None:
    dns_guard.trust(["intranet.kz", "intranet.kz:8080"], private=True)
    for address in ("127.0.0.1", "10.0.0.1", "192.168.1.1", "fd00::1", "::1"):
        assert dns_guard.may_lead_to("INTRANET.kz.", address)
        assert dns_guard.may_lead_to("www.intranet.kz", address, 443)
    assert dns_guard.may_lead_to("intranet.kz", "10.0.0.1", 8080)
    assert not dns_guard.may_lead_to("intranet.kz", "10.0.0.1", 5432)
    assert not dns_guard.may_lead_to("mail.intranet.kz", "10.0.0.1")
    assert not any(dns_guard.may_lead_to("intranet.kz", address) for address in ("169.254.169.254", "0.0.0.0", "255.255.255.255", "fe80::1"))


@pytest.mark.parametrize(("site", "host"), [("127.0.0.1:8461", "127.0.0.1"), ("localhost:8461", "localhost"), ("[::1]:8461", "[::1]")])
def test_a_host_written_as_loopback_may_lead_to_loopback_at_its_port_and_no_further(site: str, host: str) -> None:
    dns_guard.trust([site], private=False)
    assert dns_guard.may_lead_to(host, "127.0.0.1", 8461)
    assert not dns_guard.may_lead_to(host, "127.0.0.1", 5432)
    assert not dns_guard.may_lead_to(host, "10.0.0.1", 8461)


def test_what_a_refused_host_led_to_is_said_and_forgotten_with_a_good_answer() -> None:
    assert dns_guard.refusal("site.kz") is None
    dns_guard.note_refusal("site.kz", "10.0.0.1")
    assert "site.kz leads to 10.0.0.1" in (dns_guard.refusal("site.kz") or "")
    dns_guard._refuse_inside("8.8.8.8", "site.kz")
    assert dns_guard.refusal("site.kz") is None


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
    assert asyncio.run(dns_guard.allowed_address("site.kz", 443)) == allowed

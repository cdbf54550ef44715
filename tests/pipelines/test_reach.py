"""Where an address lies: one table for names, for what they lead to, and for the peers of connections."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.reach import Reach, is_ip_address, is_private, reach_of, reach_of_host

ADDRESSES = {
    Reach.LOOPBACK: ["127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1", "::ffff:7f00:1"],
    Reach.PRIVATE: ["10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "100.127.255.255", "fc00::1",
                    "fd00:ec2::254", "::ffff:10.0.0.1", "::ffff:c0a8:1"],
    Reach.NOWHERE: ["0.0.0.0", "0.1.2.3", "169.254.169.254", "192.0.0.8", "192.0.0.170", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.19.255.255",
                    "198.51.100.7", "203.0.113.7", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
                    "::", "::7f00:1", "::ffff:0.0.0.0", "::ffff:169.254.169.254", "::ffff:0:127.0.0.1", "fe80::1", "fe80::1%eth0", "fec0::1",
                    "ff02::1", "100::1", "5f00::1",
                    # Tunnels and gateways: 6to4, Teredo, NAT64 with its well-known and its local prefix.
                    "2002:7f00:1::", "2002:808:808::", "2001:0:7f00:1::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::808:808",
                    "2001:2::1", "2001:20::1", "2001:db8::1", "3fff::1"],
    Reach.PUBLIC: ["8.8.8.8", "1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "172.15.255.255", "172.32.0.0",
                   "192.0.1.1", "198.17.255.255", "198.20.0.0", "223.255.255.255", "2a00:1450:4001::1", "2606:4700::1111", "::ffff:8.8.8.8",
                   "64:ff9b::808:808"],
}  # fmt: skip
NAMES = {
    Reach.LOOPBACK: ["localhost", "LOCALHOST.", "localhost:5000", "a.localhost", "127.1", "0177.0.0.1", "2130706433", "0x7f000001", "0x7f.0.0.1",
                     "１２７.0.0.1", "%31%32%37.0.0.1", "127.0.0.1\u00ad", "[::1]:80", "[::ffff:127.0.0.1]:8080"],
    Reach.PRIVATE: ["router", "printer.local", "db.internal", "nas.lan", "a.home.arpa", "192.168.1.1:8080", "0xa000001"],
    Reach.NOWHERE: ["", "256.256.256.256", "0", "[fe80::1]", "a b", "1.2.3.4.5", "[::1", "169.254.169.254:80", "x" * 300],
    Reach.PUBLIC: ["site.kz", "716.kz", "site.kz:8080", "сайт.қаз", "localhost.kz", "127.0.0.1.nip.io", "[2a00:1450:4001::1]:443", "134744072"],
}  # fmt: skip


@pytest.mark.parametrize(("reach", "address"), [(reach, address) for reach, table in ADDRESSES.items() for address in table])
def test_an_address_lies_where_its_block_lies_and_a_host_of_that_spelling_too(reach: Reach, address: str) -> None:
    assert reach_of(address) is reach
    # A zone has no place in an address of the web.
    assert reach_of_host(address) is (Reach.NOWHERE if "%" in address else reach)


@pytest.mark.parametrize(("reach", "host"), [(reach, host) for reach, table in NAMES.items() for host in table])
def test_a_host_lies_where_its_name_says_in_every_spelling(reach: Reach, host: str) -> None:
    assert reach_of_host(host) is reach
    assert is_private(host) is (reach is not Reach.PUBLIC)


@given(st.ip_addresses())
def test_what_python_calls_private_is_never_public(address: object) -> None:
    if not address.is_global or address.is_multicast:  # type: ignore[attr-defined]
        mapped = getattr(address, "ipv4_mapped", None)
        assert reach_of(str(address)) is not Reach.PUBLIC or (mapped and mapped.is_global)


@given(st.ip_addresses(v=4))
def test_an_address_in_ipv6_clothes_lies_where_it_lies_without(address: object) -> None:
    assert reach_of(f"::ffff:{address}") is reach_of(str(address))


def test_only_an_address_is_an_address() -> None:
    assert is_ip_address("127.0.0.1")
    assert is_ip_address("::1")
    assert not any(map(is_ip_address, ["site.kz", "127.1", "", "[::1]"]))
